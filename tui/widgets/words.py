"""Text on a screen: the one widget that shows words, fed with cleaned content only."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.text import Piece, content


class Words(Static):
    """A piece of text without markup; everything given to it passes the door in ``tui.text``."""

    def __init__(self, *pieces: Piece, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(content(*pieces), id=id, classes=classes, markup=False)

    def say(self, *pieces: Piece) -> None:
        """Show these pieces."""
        self.update(content(*pieces))

    def show(self, made: Content) -> None:
        """Show content made by ``tui.text``."""
        self.update(made)

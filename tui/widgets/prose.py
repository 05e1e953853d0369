"""Text with formulas, laid out anew whenever its width changes."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from tui.text import Piece
from tui.widgets.words import Words

Layout = Callable[[int], Content]


class Prose(Words):
    """Words that know how to lay themselves out in a number of cells."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._layout_for: Layout | None = None
        self._room = 0

    def lay_out(self, layout: Layout) -> None:
        """Show what ``layout`` makes of the width there is, now and after each change of it."""
        self._layout_for = layout
        self._room = 0
        if not self.size.width:
            super().say(" ")  # an empty widget has no place, and is told no width
        self._draw()

    def say(self, *pieces: Piece) -> None:
        """Show these pieces, whatever the width."""
        self._layout_for = None
        super().say(*pieces)

    def on_resize(self) -> None:
        """Formulas are set and broken for another width."""
        self._draw()

    def _draw(self) -> None:
        room = self.size.width
        if self._layout_for is not None and room and room != self._room:
            self._room = room
            self.show(self._layout_for(room))

"""The peer of the dashboard: the smallest Textual app, one Static."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

MARK = "a bare app"


class Bare(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static(MARK)


if __name__ == "__main__":
    Bare().run()

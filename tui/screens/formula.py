"""A formula by itself: as wide as it is, its source beneath, copied as LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import ScrollableContainer
from textual.screen import ModalScreen

from tui.browser import copy
from tui.formulas import whole_lines
from tui.text import content, joined, title
from tui.widgets.words import Words


class FormulaScreen(ModalScreen[None]):
    """The formulas of a card, a topic or an abstract, one at a time."""

    BINDINGS: list[BindingType] = [
        ("escape,q,z", "leave", "Close"),
        ("n,right,l", "turn(1)", "Next"),
        ("p,left,h", "turn(-1)", "Before"),
        ("y", "copy", "Copy"),
        ("j,down", "scroll_by(0, 1)", "Down"),
        ("k,up", "scroll_by(0, -1)", "Up"),
        ("L,ctrl+right", "scroll_by(8, 0)", "Right"),
        ("H,ctrl+left", "scroll_by(-8, 0)", "Left"),
    ]
    DEFAULT_CSS = """
    FormulaScreen { align: center middle; }
    FormulaScreen ScrollableContainer {
        width: 94%; height: auto; max-height: 94%; padding: 1 2; overflow: auto auto;
        border: round $accent; border-title-color: $accent; border-subtitle-color: $muted;
        background: $background; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1;
    }
    FormulaScreen #formula { width: auto; }
    FormulaScreen #latex { margin-top: 1; }
    """

    def __init__(self, sources: Sequence[str]) -> None:
        super().__init__()
        self._sources = sources
        self._place = 0

    def compose(self) -> ComposeResult:
        """The formula and its source."""
        box = ScrollableContainer(Words(id="formula"), Words(id="latex"))
        box.border_subtitle = "y copies the LaTeX · Esc closes"
        yield box

    def on_mount(self) -> None:
        """Keys scroll."""
        self.query_one(ScrollableContainer).focus()

    def on_resize(self) -> None:
        """Set the formula for the window."""
        self._draw()

    def _draw(self) -> None:
        box = self.query_one(ScrollableContainer)
        source = self._sources[self._place]
        count = len(self._sources)
        more = f" {self._place + 1} of {count}, n and p turn" if count > 1 else ""
        box.border_title = title(f"Formula{more}")
        room = max(20, self.size.width * 94 // 100 - 7)
        self.query_one("#formula", Words).show(joined(whole_lines(source, room)))
        self.query_one("#latex", Words).show(content((source, "$muted")))

    def action_turn(self, by: int) -> None:
        """To the next formula, or the one before."""
        self._place = (self._place + by) % len(self._sources)
        self._draw()
        self.query_one(ScrollableContainer).scroll_home(animate=False)

    def action_scroll_by(self, x: int, y: int) -> None:
        """Scroll where the formula is wider or taller than the window."""
        self.query_one(ScrollableContainer).scroll_relative(x=x, y=y, animate=False)

    def action_copy(self) -> None:
        """Copy the source."""
        source = self._sources[self._place]
        copy(cast("App[Any]", self.app), source)  # pyright: ignore[reportUnknownMemberType]
        self.query_one(ScrollableContainer).border_subtitle = "Copied."

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

"""A text that scrolls by the keys of lists."""

from __future__ import annotations

from textual.binding import BindingType
from textual.containers import VerticalScroll

from tui.actions import actions_of
from tui.widgets.bindings import bindings_of


class Pane(VerticalScroll):
    """Scrolls without animation, so that what is read does not move under the eye."""

    BINDINGS = list[BindingType](bindings_of(actions_of("list")))

    def _scroll(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False)

    def action_cursor_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_cursor_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(max(1, self.size.height // 2))

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-max(1, self.size.height // 2))

    def action_page_down(self) -> None:
        """A page down."""
        self._scroll(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """A page up."""
        self._scroll(-max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the top."""
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        """To the foot."""
        self.scroll_end(animate=False)

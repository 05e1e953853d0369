"""The one list: any number of rows, of which only the visible ones are fetched and painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.actions import actions_of
from tui.text import clean, clip, content, width
from tui.widgets.bindings import bindings_of

RowPiece = tuple[str, str]

# Rows are fetched in pages of this size; this many pages are kept.
PAGE = 64
KEPT_PAGES = 32


class Row(NamedTuple):
    """A line of the list: pieces of (text, role) from the left, and some set at the right edge.

    Roles: "" plain, muted, accent, strong, good, warn.
    """

    left: tuple[RowPiece, ...]
    right: tuple[RowPiece, ...] = ()


Fetch = Callable[[Sequence[int]], Sequence[Row]]


class Rows(ScrollView, can_focus=True):
    """A list with a cursor over row ids; ``fetch`` turns ids into rows when they come into view."""

    COMPONENT_CLASSES = {
        "rows--muted",
        "rows--accent",
        "rows--strong",
        "rows--good",
        "rows--warn",
        "rows--cursor",
        "rows--cursor-blurred",
    }
    BINDINGS = list[BindingType](bindings_of(actions_of("list")))

    class Highlighted(Message):
        """The cursor has come to a row."""

    class Chosen(Message):
        """A row was clicked twice or chosen with the mouse while it held the cursor."""

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._ids: Sequence[int] = ()
        self._fetch: Fetch = lambda ids: ()
        self._pages: dict[int, Sequence[Row]] = {}
        self._cursor = 0
        self._message = empty

    # What is shown

    def set_rows(self, ids: Sequence[int], fetch: Fetch, *, keep: int | None = None) -> None:
        """Show these rows; the cursor goes to the row ``keep``, else stays as near as possible."""
        self._ids = ids
        self._fetch = fetch
        self._pages.clear()
        if keep is not None:
            with suppress(ValueError):
                self._cursor = ids.index(keep)
        self._cursor = max(0, min(self._cursor, len(ids) - 1))
        self.virtual_size = Size(self.size.width, len(ids))
        self._reveal()
        self.refresh()
        self._tell()

    def set_message(self, message: str) -> None:
        """What stands in the list while it has no rows: loading, empty, or what went wrong."""
        self._message = message
        self.refresh()

    def clear(self, message: str) -> None:
        """Show no rows, only a message."""
        self._ids = ()
        self._pages.clear()
        self._cursor = 0
        self.virtual_size = Size(self.size.width, 0)
        self.set_message(message)

    def forget(self) -> None:
        """Fetch the visible rows anew: what they show has changed."""
        self._pages.clear()
        self.refresh()

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all rows in order."""
        return self._ids

    @property
    def current(self) -> int | None:
        """The id of the row under the cursor, None in an empty list."""
        return self._ids[self._cursor] if self._ids else None

    @property
    def cursor(self) -> int:
        """The place of the cursor, 0 for the first row."""
        return self._cursor

    def move_to(self, place: int) -> None:
        """Put the cursor on the row at ``place``, or the nearest there is."""
        if not self._ids:
            return
        place = max(0, min(place, len(self._ids) - 1))
        if place == self._cursor:
            return
        before, self._cursor = self._cursor, place
        self._reveal()
        for line in (before, place):
            self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 1))
        self._tell()

    def _tell(self) -> None:
        if self.current is not None:
            self.post_message(self.Highlighted())

    def _reveal(self) -> None:
        height = self.size.height
        top = self.scroll_offset.y
        if height and self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, immediate=True)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, immediate=True)

    # Keys and mouse

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self._cursor + 1)

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self._cursor - 1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self.move_to(self._cursor + max(1, self.size.height // 2))

    def action_half_up(self) -> None:
        """Half a page up."""
        self.move_to(self._cursor - max(1, self.size.height // 2))

    def action_page_down(self) -> None:
        """A page down."""
        self.move_to(self._cursor + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """A page up."""
        self.move_to(self._cursor - max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(len(self._ids) - 1)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same row chooses it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place = offset.y + self.scroll_offset.y
        if not 0 <= place < len(self._ids) or self._picked(event, offset.x, place):
            return
        if place == self._cursor:
            self.post_message(self.Chosen())
        else:
            self.move_to(place)

    def _picked(self, event: events.Click, x: int, place: int) -> bool:
        """Whether the click was for something else than the cursor; for lists that select."""
        return False

    def on_resize(self) -> None:
        """Rows are cut to the width, so a new width means new rows."""
        self._pages.clear()
        self.virtual_size = Size(self.size.width, len(self._ids))
        self._reveal()

    # Painting

    def _row(self, place: int) -> Row:
        page = place // PAGE
        if page not in self._pages:
            if len(self._pages) >= KEPT_PAGES:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._fetch(self._ids[page * PAGE : (page + 1) * PAGE])
        rows = self._pages[page]
        within = place % PAGE
        # A row that vanished between two reads shows as an empty line until the next load.
        return rows[within] if within < len(rows) else Row((("", ""),))

    def render_line(self, y: int) -> Strip:
        """One line of the window onto the rows."""
        cells = self.scrollable_content_region.width
        base = self.rich_style
        if not self._ids:
            return self._message_line(y, cells, base)
        place = y + self.scroll_offset.y
        if place >= len(self._ids):
            return Strip.blank(cells, base)
        return Strip(self._paint(self._dressed(place), cells, base, self._under(place)), cells)

    def _dressed(self, place: int) -> Row:
        """The row as it is painted."""
        return self._row(place)

    def _under(self, place: int) -> Style | None:
        """The style that covers the whole row, None for none."""
        if place != self._cursor:
            return None
        name = "rows--cursor" if self.has_focus else "rows--cursor-blurred"
        return self.get_component_rich_style(name)

    def _message_line(self, y: int, cells: int, base: Style) -> Strip:
        lines = content(self._message).wrap(max(10, cells - 4))
        top = max(0, min(2, self.size.height - len(lines)))
        style = self.get_component_rich_style("rows--muted")
        if not top <= y < top + len(lines):
            return Strip.blank(cells, base)
        text = clip(lines[y - top].plain, cells - 4)
        return Strip([Segment(f"  {text}", style)]).extend_cell_length(cells, base)

    def _paint(self, row: Row, cells: int, base: Style, under: Style | None) -> list[Segment]:
        right = [(clean(text).replace("\n", " "), role) for text, role in row.right if text]
        # One cell at least stands between the two sides; what has no room at the right is left out.
        while right and sum(width(text) + 1 for text, _ in right) >= cells:
            right.pop(0)
        taken = sum(width(text) + 1 for text, _ in right) + bool(right)
        room = cells - taken
        gap = int(bool(right))
        segments: list[Segment] = []
        for text, role in row.left:
            # Blanks at both ends are the indentation of a tree and the gap of a column: clip would
            # fold them.
            body = text.strip(" ")
            indent = len(text) - len(text.lstrip(" "))
            shown = " " * min(indent, max(room, 0))
            shown += clip(body, max(room - width(shown), 0))
            if body:
                shown += " " * min(len(text) - indent - len(body), max(room - width(shown), 0))
            segments.append(Segment(shown, self._style(role, base, under)))
            room -= width(shown)
            if room <= 0:
                break
        segments.append(Segment(" " * (max(room, 0) + gap), under or base))
        for text, role in right:
            segments.append(Segment(f"{text} ", self._style(role, base, under)))
        return segments

    def _style(self, role: str, base: Style, under: Style | None) -> Style:
        if under is not None:
            return under + Style(bold=True) if role == "strong" else under
        return self.get_component_rich_style(f"rows--{role}") if role else base

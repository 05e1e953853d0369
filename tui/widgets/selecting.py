"""The one list with a selection: several rows marked at the left edge, for acts on all of them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from rich.style import Style
from textual import events
from textual.message import Message

from tui.widgets.rows import Fetch, Row, Rows

GUTTER = 2
_MARKED = ("█ ", "accent")
_UNMARKED = ("  ", "")


class SelectRows(Rows):
    """A list of which rows can be selected by their ids, one by one, as a range, or all.

    A click on the left edge selects a row, a click with shift all from the last one to it.
    """

    COMPONENT_CLASSES = {"rows--selected"}

    class Selected(Message):
        """Other rows are selected than before."""

        def __init__(self, rows: SelectRows) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> SelectRows:
            """The list that sent the message."""
            return self.rows

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(empty=empty, id=id)
        self._selected: set[int] = set()
        self._anchor: int | None = None

    @property
    def selected(self) -> Set[int]:
        """The ids of the rows that are selected."""
        return self._selected

    @property
    def chosen(self) -> Sequence[int]:
        """The selected ids in the order of the list; that under the cursor where none is."""
        if self._selected:
            return [number for number in self.ids if number in self._selected]
        return [] if self.current is None else [self.current]

    def set_rows(self, ids: Sequence[int], fetch: Fetch, *, keep: int | None = None) -> None:
        """Show these rows; what is no longer among them is no longer selected."""
        if self._selected:
            self._select(self._selected.intersection(ids))
        super().set_rows(ids, fetch, keep=keep)

    def clear(self, message: str) -> None:
        """Show no rows, only a message."""
        self._select(set())
        super().clear(message)

    def toggle(self) -> None:
        """Select the row under the cursor, or let it go; later ranges begin here."""
        if self.current is not None:
            self._anchor = self.current
            self._select(self._selected ^ {self.current})

    def extend(self) -> None:
        """Select all rows from the one selected last to the cursor, both with them."""
        if self.current is None:
            return
        start = self.cursor
        if self._anchor is not None and self._anchor in self._selected:
            start = self.ids.index(self._anchor)
        low, high = sorted((start, self.cursor))
        self._anchor = self.ids[start]
        self._select(self._selected.union(self.ids[low : high + 1]))

    def select_all(self) -> None:
        """Select every row."""
        self._select(set(self.ids))

    def select_none(self) -> None:
        """Let all rows go."""
        self._anchor = None
        self._select(set())

    def _select(self, ids: set[int]) -> None:
        if self._selected != ids:
            self._selected = ids
            self.refresh()
            self.post_message(self.Selected(self))

    def _picked(self, event: events.Click, x: int, place: int) -> bool:
        if event.shift or x < GUTTER or event.ctrl:
            self.move_to(place)
            (self.extend if event.shift else self.toggle)()
            return True
        return False

    def _dressed(self, place: int) -> Row:
        row = super()._dressed(place)
        mark = _MARKED if self.ids[place] in self._selected else _UNMARKED
        return Row((mark, *row.left), row.right)

    def _under(self, place: int) -> Style | None:
        style = super()._under(place)
        if style is None and self.ids[place] in self._selected:
            return self.get_component_rich_style("rows--selected")
        return style

"""Several lines to type in: what is pasted into them is cleaned like all text from outside."""

from __future__ import annotations

from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from tui.text import clean


class Area(TextArea):
    """A text area whose text holds nothing that acts on a terminal; Tab goes to the next field."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)

    def edit(self, edit: Edit) -> EditResult:
        """Insert, replace or delete, the new text cleaned."""
        edit.text = clean(edit.text)
        return super().edit(edit)

    def span(self) -> tuple[int, int]:
        """Where the selection begins and ends, as characters from the start of the text."""
        first, last = sorted((self.selection.start, self.selection.end))
        return self._offset(first), self._offset(last)

    def put(self, words: str, start: int, end: int, cursor: int) -> None:
        """Put words in the place of ``start`` to ``end`` and the cursor at a character after it."""
        self.replace(words, self._location(start), self._location(end))
        self.move_cursor(self._location(cursor))

    def _offset(self, location: tuple[int, int]) -> int:
        row, column = location
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    def _location(self, offset: int) -> tuple[int, int]:
        before = self.text[:offset].split("\n")
        return len(before) - 1, len(before[-1])

    def load_text(self, text: str) -> None:
        """Show another text, cleaned; undo begins anew."""
        super().load_text(clean(text))

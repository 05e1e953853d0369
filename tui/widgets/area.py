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

    def load_text(self, text: str) -> None:
        """Show another text, cleaned; undo begins anew."""
        super().load_text(clean(text))

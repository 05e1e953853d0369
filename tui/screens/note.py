"""A note of the learner's own, written over the screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from tui.text import clean, clip, title
from tui.widgets.words import Words


class NoteScreen(ModalScreen[str | None]):
    """Returns the text, or None if it is as it was."""

    BINDINGS: list[BindingType] = [
        ("escape", "leave", "Keep"),
    ]
    DEFAULT_CSS = """
    NoteScreen { align: center middle; }
    NoteScreen Vertical {
        width: 90%; max-width: 84; height: 80%; border: round $accent; background: $background;
    }
    NoteScreen TextArea, NoteScreen TextArea:focus { height: 1fr; border: none; padding: 0 1; }
    NoteScreen Words { padding: 0 1; }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The text and the two keys that matter."""
        box = Vertical(
            TextArea(clean(self._text), soft_wrap=True, tab_behavior="focus"),
            Words(
                ("Esc", "bold"),
                (" keeps the note; ", "$muted"),
                ("u", "bold"),
                (" then takes it back.", "$muted"),
            ),
        )
        box.border_title = title(clip(f"Note on {self._title}", 60))
        yield box

    def on_mount(self) -> None:
        """Write at the end of what is there."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_leave(self) -> None:
        """Keep the text; one that was not changed is not written again."""
        text = clean(self.query_one(TextArea).text).strip()
        self.dismiss(None if text == clean(self._text).strip() else text)

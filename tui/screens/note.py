"""A note of the learner's own, written over the screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import TextArea

from tui import markdown
from tui.text import clean, clip, title
from tui.widgets.prose import Prose
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
    NoteScreen VerticalScroll {
        height: 1fr; border-top: solid $line; border-title-color: $muted; padding: 0 1;
        scrollbar-size-vertical: 1;
    }
    NoteScreen #preview { padding: 0; }
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The text and the two keys that matter."""
        preview = VerticalScroll(Prose(id="preview"), can_focus=False)
        preview.border_title = "As it will look"
        box = Vertical(
            TextArea(clean(self._text), soft_wrap=True, tab_behavior="focus"),
            preview,
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
        self._preview()

    def on_text_area_changed(self) -> None:
        """The preview follows what is typed."""
        self._preview()

    def _preview(self) -> None:
        """Lay the text out, formulas and all; its end stays in view."""
        text = self.query_one(TextArea).text
        self.query_one(Prose).lay_out(lambda room: markdown.document(text, room))
        self.query_one(VerticalScroll).scroll_end(animate=False)

    def action_leave(self) -> None:
        """Keep the text; one that was not changed is not written again."""
        text = clean(self.query_one(TextArea).text).strip()
        self.dismiss(None if text == clean(self._text).strip() else text)

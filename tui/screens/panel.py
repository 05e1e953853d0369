"""A text laid over the screen, closed by Esc."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from tui.text import title
from tui.widgets.pane import Pane
from tui.widgets.words import Words


class PanelScreen(ModalScreen[None]):
    """A titled text that scrolls."""

    BINDINGS: list[BindingType] = [("escape,q,enter", "leave", "Close")]
    DEFAULT_CSS = """
    PanelScreen { align: center middle; }
    PanelScreen Pane {
        width: 90%; max-width: 84; height: auto; max-height: 90%; padding: 0 1;
        border: round $accent; border-title-color: $accent; border-subtitle-color: $muted;
        background: $background; scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, title: str, words: Content) -> None:
        super().__init__()
        self._title = title
        self._words = words

    def compose(self) -> ComposeResult:
        """The text in its frame."""
        words = Words()
        words.show(self._words)
        box = Pane(words)
        box.border_title = title(self._title)
        box.border_subtitle = "Esc closes"
        yield box

    def on_mount(self) -> None:
        """Keys scroll the text."""
        self.query_one(Pane).focus()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

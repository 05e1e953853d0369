"""Small questions over a screen: a line to type, with completion, or one of a few keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.text import title
from tui.widgets.field import Field
from tui.widgets.rows import Row, Rows
from tui.widgets.words import Words


class Suggestion(NamedTuple):
    """What can be taken instead of typing it out: the value, and how it is shown."""

    value: str
    words: str
    note: str = ""


class Option(NamedTuple):
    """One answer of a ``ChooseScreen``: its key, what it is called, more at the right edge."""

    key: str
    words: str
    note: str = ""


Check = Callable[[str], str]
Suggest = Callable[[str], Sequence[Suggestion]]

_NOTHING = "Nothing fits what you typed."
_BOX = """
    {0} {{ align: center middle; }}
    {0} Vertical {{
        width: 90%; max-width: 70; height: auto; max-height: 90%; padding: 0 1;
        border: round $accent; border-title-color: $accent; border-subtitle-color: $muted;
        background: $background;
    }}
    {0} Rows {{ height: auto; max-height: 12; }}
    {0} Field {{ margin: 1 0 0 0; }}
    {0} #fault {{ color: $warning; }}
"""


class AskScreen(ModalScreen[str | None]):
    """Asks for a line of text; returns it stripped, or None if it was left with Esc.

    ``check`` gives the fault of a text in words, an empty string for a good one. With ``suggest``
    only what it offers can be taken: it gives the suggestions for what has been typed.
    """

    BINDINGS: list[BindingType] = [
        ("escape", "leave", "Leave"),
        ("down,ctrl+n", "move(1)", "Down"),
        ("up,ctrl+p", "move(-1)", "Up"),
    ]
    DEFAULT_CSS = _BOX.format("AskScreen")

    def __init__(
        self,
        title: str,
        words: str,
        *,
        value: str = "",
        check: Check | None = None,
        suggest: Suggest | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._value = value
        self._check = check
        self._suggest = suggest
        self._offered: Sequence[Suggestion] = ()

    def compose(self) -> ComposeResult:
        """The question, the line, what is wrong with it, what can be taken."""
        box = Vertical(id="box")
        box.border_title = title(self._title)
        box.border_subtitle = "Enter takes it · Esc leaves"
        with box:
            if self._words:
                yield Words((self._words, "$muted"))
            yield Field(self._value, id="answer", compact=True)
            yield Words(id="fault")
            if self._suggest is not None:
                rows = Rows(id="offered", empty=_NOTHING)
                rows.can_focus = False
                yield rows

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(Field).focus()
        self._offer(self._value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Suggest for what is there now."""
        self.query_one("#fault", Words).say("")
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        if self._suggest is None:
            return
        found = self._offered = self._suggest(text.strip())
        rows = self.query_one("#offered", Rows)
        if found:
            rows.set_rows(range(len(found)), lambda ids: [_row(found[place]) for place in ids])
            rows.move_to(0)
        else:
            rows.clear(_NOTHING)
        rows.styles.height = max(3, min(len(found), 12))

    def action_move(self, by: int) -> None:
        """To the next suggestion, or the one before."""
        if self._suggest is not None:
            rows = self.query_one("#offered", Rows)
            rows.move_to(rows.cursor + by)

    def on_rows_chosen(self) -> None:
        """A click on the suggestion under the cursor takes it."""
        self.on_input_submitted()

    def on_input_submitted(self) -> None:
        """Take what is there, unless something is wrong with it."""
        text = self.query_one(Field).value.strip()
        if self._suggest is not None:
            place = self.query_one("#offered", Rows).current
            if place is None:
                return
            text = self._offered[place].value
        fault = self._check(text) if self._check is not None else ""
        if fault:
            self.query_one("#fault", Words).say(fault)
        else:
            self.dismiss(text)

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


class ChooseScreen(ModalScreen[str | None]):
    """Asks for one of a few answers, each with its key; returns the key, or None after Esc.

    The keys are single characters other than those that move in a list (j k g G).
    """

    BINDINGS: list[BindingType] = [("escape", "leave", "Leave"), ("enter", "take", "Take")]
    DEFAULT_CSS = _BOX.format("ChooseScreen")

    def __init__(self, title: str, words: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._title = title
        self._words = words
        self._options = options

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        box = Vertical(id="box")
        box.border_title = title(self._title)
        box.border_subtitle = "a key or Enter takes · Esc leaves"
        with box:
            if self._words:
                yield Words((self._words, "$muted"))
            rows = Rows(id="options")
            rows.styles.height = len(self._options)
            yield rows

    def on_mount(self) -> None:
        """Keys go to the answers."""
        rows = self.query_one(Rows)
        rows.set_rows(range(len(self._options)), self._rows)
        rows.focus()

    def _rows(self, places: Sequence[int]) -> list[Row]:
        options = [self._options[place] for place in places]
        return [
            Row(((f"{one.key}  ", "accent"), (one.words, "")), ((one.note, "muted"),))
            for one in options
        ]

    def on_key(self, event: events.Key) -> None:
        """The key of an answer takes it."""
        if event.character in {option.key for option in self._options}:
            event.stop()
            event.prevent_default()
            self.dismiss(event.character)

    def on_rows_chosen(self) -> None:
        """A click on the answer under the cursor takes it."""
        self.action_take()

    def action_take(self) -> None:
        """Take the answer under the cursor."""
        place = self.query_one(Rows).current
        self.dismiss(None if place is None else self._options[place].key)

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


def yes_or_no(title: str, words: str, yes: str, no: str = "Leave it as it is") -> ChooseScreen:
    """A question that is answered with `y` or `n`."""
    return ChooseScreen(title, words, (Option("y", yes), Option("n", no)))


def _row(one: Suggestion) -> Row:
    return Row(((one.words, ""),), ((one.note, "muted"),))

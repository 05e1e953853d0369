"""The form in which a card is written, and the preview beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input

from tui.draft_words import BACK, FRONT, KIND_WORDS, topic_line
from tui.text import title
from tui.widgets.area import Area
from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.words import Words

if TYPE_CHECKING:
    from content.model import Library
    from db.drafts import Draft

_AREAS = {"why": "Reason (optional)", "accept": "Also right, one in each line (optional)"}
_DELETION = "Ctrl+N hides the word at the cursor"
_LINES = (
    ("source-title", "Source", "the page or book that says so"),
    ("source-url", "Address", "https://"),
    ("tags", "Tags", "with blanks between them"),
)


class Label(Words):
    """A line of the form that a click changes: the kind, the topic."""

    class Clicked(Message):
        """The line was clicked."""

        def __init__(self, label: str) -> None:
            super().__init__()
            self.label = label

    def on_click(self) -> None:
        """Ask for another value."""
        self.post_message(self.Clicked(self.id or ""))


class Line(Horizontal):
    """A name and a line to type in."""

    def __init__(self, name: str, field: str, placeholder: str) -> None:
        super().__init__(id=f"{field}-line", classes="line")
        self._label = name
        self._field = field
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """The name at the left."""
        yield Words((self._label, "$muted"), classes="name")
        yield Field(placeholder=self._placeholder, id=self._field, compact=True)


class EditorBody(Horizontal):
    """Form and preview; it turns a draft into fields and the fields into a draft."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading
        self._kind = "basic"
        self._topic = ""

    def compose(self) -> ComposeResult:
        """In the order in which one writes."""
        with Vertical(id="form-pane", classes="pane") as pane:
            pane.border_title = title(self._heading)
            with VerticalScroll(id="form", can_focus=False):
                yield Label(id="kind")
                yield Label(id="topic")
                yield Area(id="front")
                yield Line("To type", "answer", "what is to be typed, one line")
                yield Area(id="accept")
                yield Area(id="back")
                yield Area(id="why")
                for field, name, placeholder in _LINES:
                    yield Line(name, field, placeholder)
            yield Words(id="state")
        preview = Pane(Prose(id="preview"), id="preview-pane", classes="pane")
        preview.border_title = "As it will look"
        yield preview

    def on_mount(self) -> None:
        """The frames of the fields that keep their names."""
        for name, words in _AREAS.items():
            self.query_one(f"#{name}", Area).border_title = title(words)

    def show(self, draft: Draft, library: Library | None, *, may_turn: bool) -> None:
        """Show what the kind needs and where the card stands."""
        self._kind, self._topic = draft.kind, draft.topic
        turn = ("F4 ", "bold") if may_turn else ("   ", "")
        words = f" ─ {KIND_WORDS[draft.kind]}"
        kind = self.query_one("#kind", Label)
        kind.say(turn, ("Kind   ", "$muted"), draft.kind, (words, "$muted"))
        topic = library.topics.get(draft.topic) if library is not None else None
        line = topic_line(topic.title if topic else draft.topic, draft.topic if topic else "")
        self.query_one("#topic", Label).say(("F8 ", "bold"), ("Topic  ", "$muted"), *line)
        front = self.query_one("#front", Area)
        front.border_title = title(FRONT[draft.kind])
        front.border_subtitle = title(_DELETION) if draft.kind == "cloze" else ""
        self.query_one("#back", Area).border_title = title(BACK[draft.kind])
        self.set_class(draft.kind == "typed", "-typed")
        self.set_class(draft.kind == "cloze", "-cloze")

    def fill(self, draft: Draft) -> None:
        """Write a draft into the fields."""
        for name, text in (
            ("front", draft.front),
            ("back", draft.back),
            ("why", draft.why or ""),
            ("accept", "\n".join(draft.accept)),
        ):
            area = self.query_one(f"#{name}", Area)
            area.load_text(text)
            area.move_cursor(area.document.end)
        for name, text in (
            ("answer", draft.answer),
            ("source-title", draft.source_title),
            ("source-url", draft.source_url),
            ("tags", " ".join(draft.tags)),
        ):
            self.query_one(f"#{name}", Input).value = text or ""

    def draft(self, start: Draft) -> Draft:
        """What stands in the fields, tidied as it would be saved; kind and topic as shown."""
        from db.drafts import tidied

        typed = self._kind == "typed"
        lines = self._text("accept").splitlines() if typed else []
        return tidied(
            replace(
                start,
                kind=self._kind,
                topic=self._topic,
                front=self._text("front"),
                back=self._text("back"),
                answer=self._value("answer") if typed else None,
                accept=tuple(line.strip() for line in lines if line.strip()),
                why=self._text("why"),
                source_title=self._value("source-title"),
                source_url=self._value("source-url"),
                tags=tuple(self._value("tags").split()),
            )
        )

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", Area).text

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

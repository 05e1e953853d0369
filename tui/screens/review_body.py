"""The widgets of the review: the card, the line for a typed answer, the four buttons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from db.model import Choice, Rating
from tui.study_view import suggested
from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.words import Words

if TYPE_CHECKING:
    from content.typed import Comparison

_NAMES = {Rating.AGAIN: "Again", Rating.HARD: "Hard", Rating.GOOD: "Good", Rating.EASY: "Easy"}


class RatingButton(Words):
    """One rating with its exact next interval; a click gives it."""

    class Pressed(Message):
        """The button was clicked."""

        def __init__(self, rating: Rating) -> None:
            super().__init__()
            self.rating = rating

    def __init__(self, rating: Rating) -> None:
        super().__init__(id=f"rate-{rating.value}", classes="rate")
        self._rating = rating

    def offer(self, choice: Choice, suggested: bool) -> None:
        """Show the interval that this rating leads to, and whether Enter gives it."""
        number, name = str(self._rating.value), _NAMES[self._rating]
        sign = "▸ " if suggested else ""
        words = (name, "bold underline") if suggested else name
        self.say(f"{sign}", (f"{number} ", "bold $accent"), words, "\n", (choice.label, "$muted"))

    def on_click(self) -> None:
        """Give the rating."""
        self.post_message(self.Pressed(self._rating))


class TypedField(Field):
    """The line in which a typed answer is written; Esc leads back to the keys of the review."""

    class Left(Message):
        """Esc was pressed."""

    def key_escape(self) -> None:
        """Let the keys be commands again; what was typed stays."""
        self.post_message(self.Left())


class ReviewBody(Vertical):
    """The card and the buttons."""

    def compose(self) -> ComposeResult:
        """The card scrolls, the buttons stay."""
        words = Prose(id="words")
        words.say("Preparing the cards ...")
        pane = Pane(words, id="card", classes="pane")
        pane.border_title = "Review"
        yield pane
        with Horizontal(id="typing") as typing:
            typing.display = False
            yield Words(("Your answer ", "bold"), ("▸ ", "bold $accent"), id="typing-label")
            yield TypedField(id="typed", placeholder="Enter compares, Esc leaves", compact=True)
        with Horizontal(id="buttons") as buttons:
            buttons.display = False
            for rating in Rating:
                yield RatingButton(rating)

    def offer(self, choices: Iterable[Choice], comparison: Comparison | None) -> None:
        """Show where each button leads and, for a typed answer, which one Enter gives."""
        marked = None if comparison is None else suggested(comparison)
        for choice in choices:
            button = self.query_one(f"#rate-{choice.rating.value}", RatingButton)
            button.offer(choice, choice.rating is marked)

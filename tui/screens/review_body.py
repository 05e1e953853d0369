"""The widgets of the review: the card, the line for a typed answer, the four buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from db.model import Choice, Finished, Rating, Waiting
from tui.study_view import suggested
from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.words import Words

if TYPE_CHECKING:
    from content.typed import Comparison
    from tui.study_view import StudyView

Keys = tuple[tuple[str, str], ...]
"""What the line below shows: each key as it is painted, and its words."""
KeyOf = Callable[..., str]
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

    def start(self, *, typing: bool) -> None:
        """Give the keys to the line of the answer if it is there and wanted, else to the card."""
        wanted = typing and self.query_one("#typing").display
        # At once: the next keys are letters of the answer, or commands.
        self.screen.set_focus(self.query_one("#typed" if wanted else "#card"))

    def keys(self, view: StudyView, notice: str, key_of: KeyOf) -> Keys | None:
        """The keys for the line below, see ``keys_of_view``."""
        waits = "waits" if self.query_one("#typing").display else ""
        line = "typed" if isinstance(self.screen.focused, TypedField) else waits
        return keys_of_view(view, notice, line, key_of)

    def fail(self, words: str) -> None:
        """Say why there is no card, and nothing else."""
        for name in ("#typing", "#buttons"):
            self.query_one(name).display = False
        self.query_one(Prose).say((words, "$warning"))


def failed_keys(key_of: KeyOf) -> Keys:
    """The keys where no card could be had."""
    return (
        (key_of("help"), "Help"),
        (key_of("mode('review')"), "Try again"),
        (key_of("mode('today')"), "Today"),
    )


def keys_of_view(view: StudyView, notice: str, line: str, key_of: KeyOf) -> Keys | None:
    """The keys that work now, None for those of a card.

    ``notice`` is what stands between the cards, ``line`` whether an answer is `typed` in the line,
    which `waits` for one, or is not there (empty). ``key_of`` is that of ``ModeScreen``.
    """
    if line == "typed":
        return (("Enter", "Compare"), ("Esc", "Leave the field"))
    shown = [(key_of("help"), "Help")]
    go_on = key_of("show", "review", rather="enter")
    if notice == "leech":
        away = () if view.leech_suspended else (("suspend_card", "Suspend"),)
        acts = (("edit", "Edit"), *away, ("topic", "Topic"))
        return (*shown, (go_on, "Go on"), *((key_of(act, "review"), name) for act, name in acts))
    if line == "waits":
        acts = (("show", "Your answer"), ("edit", "Edit"), ("info", "Info"), ("topic", "Topic"))
        return (*shown, *((key_of(act, "review"), name) for act, name in acts))
    if notice:
        shown.append((go_on, "Go on"))
    elif isinstance(view.state, Finished) and (view.plan.is_part or view.plan.cram):
        shown.append((go_on, "All that is due"))
    elif not isinstance(view.state, Finished | Waiting):
        return None
    if notice or isinstance(view.state, Waiting):
        shown.append((key_of("mode('today')"), "Today"))
    elif not view.plan.cram:
        shown.append((key_of("more_today"), "More today"))
    return (*shown, (key_of("mode('map')"), "Map"))

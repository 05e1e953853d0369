"""`review --plain`: the review line by line, for pipes, screen readers and TERM=dumb.

The protocol: a card is printed, then a prompt, a line that begins with `>` and names what is
accepted; then a line is read. No other line begins with `>`: the words of cards are indented. After
a rating `saved <review id>` is printed, once the answer is on the disk. The end of the input ends
the review.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from db.model import CardChanged, Finished, Rating, Shown, Waiting
from tui.card_facts import times
from tui.cleaning import clean_line, plural
from tui.commands.output import say
from tui.commands.times import time_words
from tui.plain_acts import ANEW, UNKNOWN, PlainActs
from tui.plain_words import (
    NAMES,
    button,
    finished_lines,
    say_answer,
    say_question,
    say_summary,
)
from tui.study_view import StudyPlan, StudyView, suggested

if TYPE_CHECKING:
    from content.model import Card, Library
    from content.typed import Comparison
    from db.store import Store
    from tui.study_services import StudyServices

_OTHERS = "u undo, - bury, @ suspend, i info, e edit, ? more, q end"
_ASK_CARD = f"> empty line: answer, {_OTHERS}"
_ASK_RATING = f"> 1 2 3 4 rate, {_OTHERS}"
_ASK_TYPED = "> your answer, or :u undo, :- bury, :@ suspend, :i info, :? more, :q end"
_ASK_WAITING = "> empty line: look again, u undo, q end"
_ASK_LEECH = "> e edit, @ suspend, i info, u undo, empty line: go on, q end"
_ASK_TIME = "> empty line: go on, u undo, q end"
_ASK_MORE = "> +10 raises today's limit, u undo, empty line or q: end"
_RATINGS = ("1", "2", "3", "4")
_LETTERS = tuple("ur-@*fdneios?q")
"""What begins a command; taken for an answer where one is typed."""


def read_line() -> str | None:
    """A line of the input without the white space around it, None at its end."""
    line = sys.stdin.readline() if sys.stdin else ""
    return line.strip() if line else None


class PlainReview:
    """One review in lines. ``read`` returns what was typed, None at the end of the input."""

    def __init__(
        self,
        study: StudyServices,
        plan: StudyPlan,
        store: Store,
        library: Library,
        edits: str,
        read: Callable[[], str | None] = read_line,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._study = study
        self._plan = plan
        self._store = store
        self._library = library
        self._read = read
        self._monotonic = monotonic
        self._ended = False
        self._acts = PlainActs(study, store, library, edits, self._ask)

    def run(self) -> int:
        """Review until nothing is left, the learner ends it, or the input does; returns 0.

        Raises ``StoreError`` if an answer cannot be saved; those before it are.
        """
        if self._plan.cram:
            say("Cram: nothing is rescheduled.")
        view = self._study.begin(self._plan)
        while not self._ended:
            if isinstance(view.state, Finished):
                if not self._goes_on(view.state):
                    return 0
            elif isinstance(view.state, Waiting):
                self._wait(view.state)
            else:
                self._ask_card(view, view.state)
            if not self._ended:
                view = self._study.view()
        self._sum_up(view)
        return 0

    def _ask(self, prompt: str) -> str:
        """Print the prompt and read a line; `q` at the end of the input."""
        say(prompt)
        sys.stdout.flush()
        line = self._read()
        if line is None:
            self._ended = True
            return "q"
        return line

    # A card

    def _ask_card(self, view: StudyView, shown: Shown) -> None:
        begun = self._monotonic()
        say_question(view, self._library)
        typed = view.card is not None and view.card.answer is not None
        comparison: Comparison | None = None
        while True:
            line = self._ask(_ASK_TYPED if typed else _ASK_CARD)
            if typed and not self._ended and not _is_command(line):
                comparison = self._compare(view.card, line)
                if comparison is None:
                    continue
                break
            if not typed and line == "":
                break
            if self._command(line.removeprefix(":"), view.card):
                return
        say_answer(view.card, comparison)
        self._ask_rating(view, shown, comparison, begun)

    def _compare(self, card: Card | None, line: str) -> Comparison | None:
        """The comparison; None where a number is asked for again, after it was said why."""
        from content.typed import compare_card

        assert card is not None
        try:
            return compare_card(card, line[1:] if line.startswith("::") else line)
        except ValueError as error:
            hint = f"; a command begins with a colon, such as :{line}" if line in _LETTERS else ""
            say(f"Not a number that can be read: {error}{hint}.")
            return None

    def _ask_rating(
        self, view: StudyView, shown: Shown, comparison: Comparison | None, begun: float
    ) -> None:
        while True:
            say(", ".join(map(button, shown.choices)))
            if comparison is not None:
                rating = suggested(comparison)
                say(f"Suggested: {int(rating)} {NAMES[rating]}.")
            line = self._ask(_ASK_RATING)
            if line in _RATINGS:
                self._rate(shown, Rating(int(line)), self._monotonic() - begun)
                return
            if not line:
                say("A number rates the card:")
            elif self._command(line, view.card):
                return

    def _rate(self, shown: Shown, rating: Rating, seconds: float) -> None:
        try:
            view = self._study.answer(shown, rating, int(seconds * 1000))
        except CardChanged:
            say("Another window answered this card first; here is what comes now.")
            return
        if view.answered is not None:
            say(f"saved {view.answered.review}")
        if view.leech is not None:
            self._warn(view, view.leech)
        if view.time_over and not self._ended:
            self._say_time(view)

    def _warn(self, view: StudyView, card: Card) -> None:
        """A card has become a leech: say it, and what can be done about it."""
        lapses = view.answered.memory.lapses if view.answered is not None else 0
        say()
        say(f"This card keeps being forgotten: {times(lapses)} by now.")
        if view.leech_suspended:
            say("It has been suspended, as your settings say.")
        say("Say it better (e), suspend it (@), or go back to its topic:")
        say(f"{clean_line(card.topic)}, {self._library.topics[card.topic].title}")
        while (line := self._ask(_ASK_LEECH)) and not self._command(line, card):
            pass

    def _say_time(self, view: StudyView) -> None:
        say()
        say("1 minute is over." if view.timebox == 1 else f"{view.timebox} minutes are over.")
        if view.summary is not None:
            say_summary(view.summary, self._library)
        while (line := self._ask(_ASK_TIME)) and not self._command(line, None):
            pass

    def _command(self, line: str, card: Card | None) -> bool:
        """Do what the line asks for; True if what is shown has to be asked for anew."""
        if self._ended or line == "q":
            self._ended = True
            return True
        try:
            follows = self._acts.do(line, card)
        except CardChanged:
            say("Another window changed this card; here is what comes now.")
            return True
        if follows == UNKNOWN:
            if line in _RATINGS:
                say("Look at the answer first: an empty line shows it.")
            else:
                say(f"`{clean_line(line)[:20]}` is not accepted:")
        return follows == ANEW or self._ended

    # Waiting and the end

    def _wait(self, waiting: Waiting) -> None:
        minutes = max(1, -(-(waiting.due_at - self._store.clock.now_ms()) // 60_000))
        say()
        say(
            f"Only learning cards are left; the next comes at {time_words(waiting.due_at)[11:]}, "
            f"in {plural(minutes, 'minute')}."
        )
        line = self._ask(_ASK_WAITING)
        if line:
            self._command(line, None)

    def _goes_on(self, finished: Finished) -> bool:
        """The end; where the limits hold cards back, whether more are wanted."""
        self._say_end(finished)
        held = finished.held_back_new + finished.held_back_reviews
        if not held or self._plan.cram or self._plan.limit is not None:
            return False
        while (line := self._ask(_ASK_MORE)) and not self._ended:
            if self._command(line, None):
                return not self._ended
        return False

    def _say_end(self, finished: Finished) -> None:
        say()
        say_summary(self._study.summary(), self._library)
        for line in finished_lines(finished, self._plan, self._store.clock.study_day()):
            say(line)

    def _sum_up(self, view: StudyView) -> None:
        """The learner or the input ended it."""
        if isinstance(view.state, Finished):
            return
        now = self._study.view()
        if isinstance(now.state, Finished):
            self._say_end(now.state)
            return
        say()
        say_summary(self._study.summary(), self._library)
        counts = now.counts
        say(f"Left for today: {counts.due} due, {counts.new} new, {counts.learning} learning.")


def _is_command(line: str) -> bool:
    """Whether a line at a typed answer is a command; `::x` is the answer `:x`."""
    return line.startswith(":") and not line.startswith("::")

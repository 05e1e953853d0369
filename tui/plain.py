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

from content.model import Card, Library
from db.clock import Clock
from db.model import CardChanged, Choice, Finished, Rating, Shown, Undone, Waiting
from db.store import Store
from db.study import StudySession
from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_text
from tui.commands.times import time_words
from tui.opening import remember_next_topics

INDENT = "  "
NAMES = {Rating.AGAIN: "again", Rating.HARD: "hard", Rating.GOOD: "good", Rating.EASY: "easy"}
_OTHERS = "u undo, - bury, @ suspend, q end"
_ASK_CARD = f"> empty line: answer, {_OTHERS}"
_ASK_RATING = f"> 1 2 3 4 rate, {_OTHERS}"
_ASK_WAITING = "> empty line: look again, u undo, q end"


def read_line() -> str | None:
    """A line of the input without the white space around it, None at its end."""
    line = sys.stdin.readline() if sys.stdin else ""
    return line.strip() if line else None


class PlainReview:
    """One review in lines. ``read`` returns what was typed, None at the end of the input."""

    def __init__(
        self,
        session: StudySession,
        store: Store,
        clock: Clock,
        library: Library,
        read: Callable[[], str | None] = read_line,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._store = store
        self._clock = clock
        self._library = library
        self._read = read
        self._monotonic = monotonic
        self._given: dict[str, Rating] = {}  # act -> rating, of the answers that stand
        self._ended = False

    def run(self) -> int:
        """Review until nothing is left, the learner ends it, or the input does; returns 0.

        Raises ``StoreError`` if an answer cannot be saved; those before it are.
        """
        state = self._session.current()
        while not self._ended and not isinstance(state, Finished):
            if isinstance(state, Waiting):
                self._wait(state)
            else:
                self._study(state)
            state = self._session.current() if not self._ended else state
        self._sum_up(state if isinstance(state, Finished) else None)
        return 0

    def _ask(self, prompt: str) -> str:
        """Print the prompt and read a line; `q` at the end of the input."""
        say(prompt)
        sys.stdout.flush()
        line = self._read()
        if line is None or line == "q":
            self._ended = True
            return "q"
        return line

    # A card

    def _study(self, shown: Shown) -> None:
        card = self._library.cards.get(shown.card)
        begun = self._monotonic()
        self._say_question(shown, card)
        while (line := self._ask(_ASK_CARD)) != "":
            if self._command(line):
                return
            if line in ("1", "2", "3", "4"):
                say("Look at the answer first: an empty line shows it.")
            else:
                self._say_unknown(line)
        self._say_answer(card)
        while True:
            say(", ".join(map(_button, shown.choices)))
            line = self._ask(_ASK_RATING)
            if self._command(line):
                return
            if line in ("1", "2", "3", "4"):
                self._rate(shown, Rating(int(line)), self._monotonic() - begun)
                return
            self._say_unknown(line)

    def _say_question(self, shown: Shown, card: Card | None) -> None:
        counts = self._session.counts()
        left = f"{counts.due} due, {counts.new} new, {counts.learning} learning"
        say()
        say(f"{left}; about {plural(self._session.minutes(), 'minute')}")
        if card is None:  # withdrawn between the start and now
            say(clean_line(shown.card))
            return
        say(" / ".join(self._path(card.topic)))
        say()
        say_text(card.front, INDENT)
        say()

    def _say_answer(self, card: Card | None) -> None:
        say("Answer")
        say()
        if card is not None:
            say_text(card.back, INDENT)
            if card.why:
                say()
                say_text(card.why, INDENT)
        say()

    def _path(self, topic: str) -> list[str]:
        path: list[str] = []
        node = self._library.topics.get(topic)
        while node is not None:
            path.insert(0, clean_line(node.title))
            node = self._library.topics.get(node.parent) if node.parent else None
        return path

    def _rate(self, shown: Shown, rating: Rating, seconds: float) -> None:
        try:
            answered = self._session.answer(shown, rating, int(seconds * 1000))
        except CardChanged:
            say("Another window answered this card first; here is what comes now.")
            return
        self._given[answered.act] = rating
        say(f"saved {answered.review}")
        if answered.leech:
            say("This card keeps being forgotten: suspend it (@), or go back to its topic.")

    # What is not a rating

    def _command(self, line: str) -> bool:
        """Do what the line asks for; True if what is shown has to be asked for anew."""
        if line == "u":
            return self._undo()
        if line == "-" and self._session.bury() is not None:
            say("buried until tomorrow")
            return True
        if line == "@" and self._session.suspend() is not None:
            say("suspended")
            return True
        return self._ended

    def _undo(self) -> bool:
        undone: Undone | None = self._session.undo()
        if undone is None:
            say("There is nothing to undo.")
            return False
        self._given.pop(undone.act, None)
        remember_next_topics(self._store, self._library)
        say(f"undone: {undone.name}")
        return True

    def _say_unknown(self, line: str) -> None:
        what = f"`{clean_line(line)[:20]}` is not accepted" if line else "A number rates the card"
        say(f"{what}:")

    # Waiting and the end

    def _wait(self, waiting: Waiting) -> None:
        minutes = max(1, -(-(waiting.due_at - self._clock.now_ms()) // 60_000))
        say()
        say(
            f"Only learning cards are left; the next comes at {time_words(waiting.due_at)[11:]}, "
            f"in {plural(minutes, 'minute')}."
        )
        line = self._ask(_ASK_WAITING)
        if line == "u":
            self._undo()
        elif line and not self._ended:
            self._say_unknown(line)

    def _sum_up(self, finished: Finished | None) -> None:
        say()
        given = list(self._given.values())
        if given:
            each = ", ".join(f"{given.count(rating)} {name}" for rating, name in NAMES.items())
            say(f"{plural(len(given), 'answer')}: {each}.")
        else:
            say("No answers.")
        if finished is not None:
            for line in self._finished(finished):
                say(line)
            return
        counts = self._session.counts()
        say(f"Left for today: {counts.due} due, {counts.new} new, {counts.learning} learning.")

    def _finished(self, finished: Finished) -> list[str]:
        lines = ["Nothing is left for today."]
        if finished.held_back_new or finished.held_back_reviews:
            lines.append(
                "The limits hold back "
                f"{plural(finished.held_back_new, 'new card')} and "
                f"{plural(finished.held_back_reviews, 'review')}."
            )
        if finished.buried:
            lines.append(f"{plural(finished.buried, 'card')} put aside until tomorrow.")
        if finished.next_due_day is not None:
            days = finished.next_due_day - self._clock.study_day()
            when = "tomorrow" if days == 1 else f"in {plural(days, 'day')}"
            lines.append(f"The next cards come {when}.")
        return lines


def _button(choice: Choice) -> str:
    return f"{int(choice.rating)} {NAMES[choice.rating]} {choice.label}"

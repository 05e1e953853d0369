"""Which card comes next: built once a day, kept in step with each answer, not rebuilt for it."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterable
from enum import IntEnum

from db.clock import Clock
from db.gather import Gathered, gather
from db.held_back import finished
from db.model import Counts, Finished, Memory, State, StudySettings, Waiting
from db.scope import EVERYTHING, Scope


class Pile(IntEnum):
    """How a card comes: by its learning step, as a review, or as a new card."""

    LEARNING = 0
    REVIEW = 1
    NEW = 2


class Queue:
    """Today's cards in order. Made by ``build``; not for use from several threads at once.

    Order: learning due now; reviews and new cards, evenly mixed or one after the other
    (``new_place``); learning due within the learn-ahead time; then waiting or finished. ``day``
    is the study day it was built for.
    """

    def __init__(
        self, gathered: Gathered, day: int, learn_ahead: int, new_place: str = "mixed"
    ) -> None:
        self.day = day
        self._ahead_ms = learn_ahead * 1000
        self._order = placed(gathered.reviews, gathered.new, new_place)
        self._place = {card: place for place, card in enumerate(self._order)}
        self._at = 0
        self._pile = dict.fromkeys(gathered.reviews, Pile.REVIEW)
        self._pile |= dict.fromkeys(gathered.new, Pile.NEW)
        self._due = {card: due for due, card in gathered.learning}
        self._heap = list(gathered.learning)
        self._left = [len(self._due), len(gathered.reviews), len(gathered.new)]
        self._first: list[str] = []
        self._last: str | None = None
        heapq.heapify(self._heap)

    def next(self, now_ms: int) -> str | Waiting | None:
        """Return the card to show at ``now_ms``, until when to wait, or None: nothing is left.

        Asking changes nothing.
        """
        if self._first:
            return self._first[-1]
        due, main = self._soonest(), self._main()
        if due is None:
            return main
        if main is not None:
            return due[1] if due[0] <= now_ms else main
        if due[0] > now_ms + self._ahead_ms:
            return Waiting(due[0])
        return self._not_the_last(now_ms) if due[1] == self._last else due[1]

    def counts(self, now_ms: int) -> Counts:
        """Return the cards left today; learning ones count until they are over for the day."""
        learning, due, new = self._left
        return Counts(new=new, learning=learning, due=due)

    def answered(self, card: str, memory: Memory) -> None:
        """Take out an answered card; one that is learning within the day comes again."""
        self.remove(card)
        self._last = card
        if memory.state in (State.LEARNING, State.RELEARNING) and memory.due_at is not None:
            self._learn(card, memory.due_at)

    def remove(self, card: str) -> None:
        """Take a card out for today: buried, suspended, or changed elsewhere."""
        if card in self._first:
            self._first.remove(card)
        if self._due.pop(card, None) is not None:
            self._left[Pile.LEARNING] -= 1
        pile = self._pile.pop(card, None)
        if pile is not None:
            self._left[pile] -= 1

    def restore(self, card: str, memory: Memory, *, first: bool = True) -> None:
        """Put a card back as its memory says, after an undo; ``first`` shows it next."""
        self.remove(card)
        due = self._step_due(memory)
        if due is not None:
            self._learn(card, due)
        elif first or card in self._place:
            pile = Pile.NEW if memory.state is State.NEW else Pile.REVIEW
            self._pile[card] = pile
            self._left[pile] += 1
            self._at = min(self._at, self._place.get(card, self._at))
        if first:
            self._first.append(card)

    def has(self, card: str) -> bool:
        """Return whether the card is still to come today."""
        return card in self._due or card in self._pile

    def is_of_today(self, card: str) -> bool:
        """Return whether the card was gathered for today, or is in steps now."""
        return card in self._place or card in self._due

    def is_first(self, card: str) -> bool:
        """Return whether an undo asked for this card to be shown."""
        return card in self._first

    def _step_due(self, memory: Memory) -> int | None:
        """When a card in steps is due today in ms UTC (0: all day), None if it is not."""
        if memory.state not in (State.LEARNING, State.RELEARNING):
            return None
        if memory.due_at is None and memory.due_day is not None and memory.due_day <= self.day:
            return 0
        return memory.due_at

    def _learn(self, card: str, due_at: int) -> None:
        self._due[card] = due_at
        self._left[Pile.LEARNING] += 1
        heapq.heappush(self._heap, (due_at, card))

    def _soonest(self) -> tuple[int, str] | None:
        """The learning card that is due first; entries of cards that have moved on are dropped."""
        while self._heap:
            due, card = self._heap[0]
            if self._due.get(card) == due:
                return self._heap[0]
            heapq.heappop(self._heap)
        return None

    def _main(self) -> str | None:
        while self._at < len(self._order):
            card = self._order[self._at]
            if card in self._pile:
                return card
            self._at += 1
        return None

    def _not_the_last(self, now_ms: int) -> str | None:
        """The soonest learning card within reach that was not just answered, else that one."""
        others = [(due, card) for card, due in self._due.items() if card != self._last]
        other = min(others, default=None)
        if other is None or other[0] > now_ms + self._ahead_ms:
            return self._last
        return other[1]


def placed(reviews: tuple[str, ...], new: tuple[str, ...], new_place: str) -> tuple[str, ...]:
    """Return both in one order, new cards where NEW_PLACES says."""
    if new_place == "first":
        return (*new, *reviews)
    return (*reviews, *new) if new_place == "last" else mix(reviews, new)


def mix(reviews: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """Return both in their own order, the fewer spread evenly among the more."""
    one, two = tuple(reviews), tuple(new)
    places = [((place + 1) / (len(one) + 1), 0, card) for place, card in enumerate(one)]
    places += [((place + 1) / (len(two) + 1), 1, card) for place, card in enumerate(two)]
    places.sort(key=lambda entry: entry[:2])
    return tuple(card for _, _, card in places)


def build(
    connection: sqlite3.Connection,
    clock: Clock,
    settings: StudySettings,
    scope: Scope = EVERYTHING,
) -> Queue:
    """Return today's queue of the cards that the scope names."""
    moment = clock.moment()
    gathered = gather(connection, moment, settings, scope)
    return Queue(gathered, moment.study_day, settings.learn_ahead, settings.new_place)


def nothing_left(
    connection: sqlite3.Connection, queue: Queue, scope: Scope = EVERYTHING
) -> Finished:
    """Return what to say when the queue is through; counted only then, since it takes longer."""
    return finished(connection, queue.day, scope)

"""A study session: the card now, an answer, undo; the same for screen and ``review --plain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import caches, log, reviews
from db.clock import Clock
from db.glance import minutes_of, pace
from db.model import (
    Answered,
    CardChanged,
    Counts,
    Finished,
    Memory,
    Rating,
    Shown,
    State,
    StudySettings,
    Undone,
    Waiting,
)
from db.queue import Queue, build, nothing_left
from db.scheduler import Scheduler

if TYPE_CHECKING:
    from db.store import Store

CARD_TODAY = f"""
SELECT {caches.MEMORY_COLUMNS}, version,
  (SELECT note IS NOT NULL FROM card WHERE id = memory.card)
FROM memory WHERE card = ? AND buried_until_day <= ?
  AND EXISTS (SELECT 1 FROM card WHERE id = memory.card AND suspended = 0 AND retired = 0)
"""
SHOWN_AGAIN = frozenset({"Answer", "Bury card", "Suspend card"})
"""Acts whose undo shows their card next; others (a flag, an edit) leave the order alone."""


class StudySession:
    """Today's cards of all topics or some; one thread at a time (the app's writer) uses it.

    ``limit`` bounds the cards of the session. What is shown stays shown until it is answered,
    buried, suspended, undone, or the study day ends. Methods raise StoreError.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        scheduler: Scheduler,
        settings: StudySettings,
        topic_ids: frozenset[str] | None = None,
        limit: int | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._scheduler = scheduler
        self._settings = settings
        self._topic_ids = topic_ids
        self._limit = limit
        self._shown: Shown | None = None
        self._queue: Queue
        self._pace: tuple[float, float]
        self.rebuild()

    def rebuild(self) -> None:
        """Gather today's cards anew: after a rollover, changed settings, an import."""
        self._shown = None
        with self._store.reading() as connection:
            self._queue = build(
                connection, self._clock, self._settings, self._topic_ids, self._limit
            )
            self._pace = pace(connection, self._queue.day)

    def current(self) -> Shown | Waiting | Finished:
        """Return the card to show, until when to wait, or what is held back; asking twice is free.

        Cards that another window has answered or hidden since are passed over.
        """
        self._follow_the_day()
        if self._shown is not None:
            return self._shown
        while isinstance(card := self._queue.next(self._clock.now_ms()), str):
            shown = self._show(card)
            if shown is not None:
                self._shown = shown
                return shown
            self._queue.remove(card)
        if card is not None:
            return card
        with self._store.reading() as connection:
            return nothing_left(connection, self._queue, self._topic_ids)

    def answer(self, shown: Shown, rating: Rating, duration_ms: int) -> Answered:
        """Write the answer durably, then move on.

        Raises CardChanged if another window was first: nothing is written, and ``current`` goes
        on with what is next by then. After StoreError the card stays, nothing is lost.
        """
        try:
            answered = reviews.answer(
                self._store, self._clock, self._scheduler, shown, rating, duration_ms
            )
        except CardChanged:
            self._resync(shown.card)
            raise
        self._shown = None
        self._queue.answered(shown.card, answered.memory)
        return answered

    def undo(self) -> Undone | None:
        """Undo the last act; a card answered, buried or suspended by it is shown next.

        None if there is nothing to undo.
        """
        undone = log.undo(self._store)
        if undone is not None and undone.name in SHOWN_AGAIN:
            self._take_back(undone.cards)
        elif undone is not None:
            self._resync_all(undone.cards)
        return undone

    def redo(self) -> Undone | None:
        """Do again what was undone last, and go on; None if there is nothing to redo."""
        redone = log.redo(self._store)
        if redone is not None:
            self._resync_all(redone.cards)
        return redone

    def refresh(self) -> None:
        """Read the card shown again, after an edit or a flag; it stays the one that is shown."""
        if self._shown is not None:
            self._take_back((self._shown.card,))

    def bury(self) -> str | None:
        """Hide the card shown until the next rollover; returns the act, None if none is shown."""
        if self._shown is None:
            return None
        card = self._shown.card
        act = reviews.bury(self._store, self._clock, card)
        self._put_away(card)
        return act

    def suspend(self) -> str | None:
        """Hide the card shown until it is taken back; returns the act, None if none is shown."""
        if self._shown is None:
            return None
        card = self._shown.card
        act = reviews.suspend(self._store, card)
        self._put_away(card)
        return act

    def counts(self) -> Counts:
        """Return the cards left in this session, the one shown included."""
        return self._queue.counts(self._clock.now_ms())

    def minutes(self) -> int:
        """Return the minutes that the rest takes, estimated from the learner's own pace.

        See ``db.glance.pace``: 8 seconds a review and 20 a new card before anything is known.
        """
        left = self.counts()
        return minutes_of(left.new, left.learning, left.due, *self._pace)

    def _follow_the_day(self) -> None:
        if self._clock.study_day() != self._queue.day:
            self.rebuild()

    def _show(self, card: str) -> Shown | None:
        """The card with its choices, or None if it does not belong to today any more.

        As ``db.reviews.show``, but in one look also whether the card is hidden.
        """
        found = self._look_up(card)
        if found is None:
            return None
        memory, version, siblings = found
        if not (self._queue.is_first(card) or _is_for(memory, self._queue.day)):
            return None
        choices = self._scheduler.choices(card, memory, self._clock)
        return Shown(card, version, memory, choices, siblings)

    def _look_up(self, card: str) -> tuple[Memory, int, bool] | None:
        """Memory and version of a card and whether it has siblings; None if hidden or gone."""
        row = self._store.look(CARD_TODAY, (card, self._queue.day))
        return None if row is None else (caches.memory_of(row), row[10], bool(row[11]))

    def _put_away(self, card: str) -> None:
        self._shown = None
        self._queue.remove(card)

    def _resync_all(self, cards: tuple[str, ...]) -> None:
        for card in cards:
            self._resync(card)

    def _resync(self, card: str) -> None:
        """Put a card where its memory now says: another window, or a redo, has moved it."""
        if self._shown is not None and self._shown.card == card:
            self._shown = None
        found = self._look_up(card)
        if found is None or not _is_for(found[0], self._queue.day):
            self._queue.remove(card)
            return
        memory = found[0]
        if memory.due_at is not None:
            self._queue.answered(card, memory)
        else:
            self._queue.restore(card, memory, first=False)

    def _take_back(self, cards: tuple[str, ...]) -> None:
        """Bring the cards of an undone act back; the first of them is the one to show."""
        if cards:
            self._shown = None
        for place, card in enumerate(cards):
            found = self._look_up(card)
            if found is None:
                self._queue.remove(card)
            else:
                self._queue.restore(card, found[0], first=place == 0)


def _is_for(memory: Memory, day: int) -> bool:
    """Whether a card of this memory may be shown on ``day``."""
    return memory.state is State.NEW or memory.due_day is None or memory.due_day <= day

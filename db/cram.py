"""Cram and preview: any cards, in the order given, until each was passed once; schedules stay.

An answer is a review row of kind "cram" with the same memory before and after: it can be undone,
and it is in no statistics, no fit and no limit. A preview is a cram of new cards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db import acts, caches, log
from db.clock import Clock
from db.glance import minutes_of, pace
from db.ids import uuid7
from db.model import (
    Answered,
    CardChanged,
    Choice,
    Counts,
    Finished,
    Rating,
    Shown,
    StudySettings,
    Undone,
    Waiting,
)
from db.reviews import ReviewRecord
from db.scheduler import SCHEDULER, Scheduler, scheduled_days
from db.statements import insert_into
from db.study import MINUTE_MS
from db.summary import SessionSummary, summary_of

if TYPE_CHECKING:
    from db.store import Store

CRAM = "cram"
CRAM_ANSWER = "Cram answer"
SHOWN_AGAIN = frozenset({CRAM_ANSWER, "Bury card", "Suspend card", "Delete card"})
LATER = 4
"""A card answered Again comes after so many others, or last of all if there are fewer."""
HIDDEN = """
SELECT card.id FROM json_each(?) AS wanted CROSS JOIN card ON card.id = wanted.value
JOIN memory ON memory.card = card.id WHERE card.suspended = 1 OR memory.buried_until_day > ?
"""
CARD = f"""
SELECT {caches.MEMORY_COLUMNS}, version, (SELECT note IS NOT NULL FROM card WHERE id = memory.card)
FROM memory WHERE card = ? AND EXISTS (SELECT 1 FROM card WHERE id = memory.card AND retired = 0)
"""


class CramSession:
    """Cards to go through without moving them; the methods are those of ``StudySession``.

    Suspended and buried cards come too: they were asked for. Methods raise StoreError.
    """

    def __init__(
        self, store: Store, clock: Clock, cards: Sequence[str], scheduler: Scheduler
    ) -> None:
        self._store = store
        self._clock = clock
        self._scheduler = scheduler
        self._line = list(dict.fromkeys(cards))
        self._member = frozenset(self._line)
        self._hidden = self._hidden_among(self._line)
        self._ratings: dict[str, list[Rating]] = {}
        self._failed: set[str] = set()
        self._acts: list[str] = []
        self._timebox_from = clock.now_ms()
        self._shown: Shown | None = None
        self._fresh: set[str] = set()
        self._new: set[str] = set()
        self._pace: tuple[float, float]
        self.rebuild()

    @property
    def settings(self) -> StudySettings:
        """Return the settings that the session goes by."""
        return self._scheduler.settings

    def rebuild(self) -> None:
        """Look anew which of the cards are new ones; what was passed stays passed."""
        self._shown = None
        with self._store.reading() as connection:
            rows = connection.execute("SELECT card FROM memory WHERE state = 0")
            self._fresh = {card for (card,) in rows if card in self._member}
            self._pace = pace(connection, self._clock.study_day())
        self._new = (self._fresh & frozenset(self._line)) - self._failed

    def settings_changed(self) -> None:
        """Go by the settings as they are stored now."""
        self._scheduler = Scheduler(self._store.settings())

    def current(self) -> Shown | Waiting | Finished:
        """Return the card to show, or that all were passed; asking twice is free.

        It never waits. Cards that are gone are passed over.
        """
        while self._shown is None and self._line:
            self._shown = self._show(self._line[0])
            if self._shown is None:
                self._put_away(self._line[0])
        return self._shown or Finished(0, 0, 0, None)

    def answer(self, shown: Shown, rating: Rating, duration_ms: int) -> Answered:
        """Write the answer durably; Again brings the card again after a few others.

        Raises CardChanged if the card is gone; nothing is written.
        """
        try:
            answered = self._write(shown.card, rating, duration_ms)
        except CardChanged:
            self._put_away(shown.card)
            raise
        self._acts.append(answered.act)
        self._passed_or_later(shown.card, rating)
        return answered

    def _hidden_among(self, cards: Sequence[str]) -> frozenset[str]:
        """Those of ``cards`` that are suspended or buried."""
        values = (json.dumps(list(cards)), self._clock.study_day())
        with self._store.reading() as connection:
            return frozenset(card for (card,) in connection.execute(HIDDEN, values))

    def _write(self, card: str, rating: Rating, duration_ms: int) -> Answered:
        at = self._clock.now_ms()
        offset, day = self._clock.utc_offset_min(at), self._clock.study_day(at)
        spent = min(max(duration_ms, 0), self.settings.answer_cap * 1000)
        with self._store.transaction() as transaction:
            connection = transaction.connection
            row = connection.execute(CARD, (card,)).fetchone()
            if row is None:
                raise CardChanged(f"the card {card} is no longer there")
            memory = caches.memory_of(row)
            act = transaction.act(CRAM_ANSWER)
            evidence = caches.to_json(memory)
            review = ReviewRecord(
                *(uuid7(transaction.at), act, card, int(rating), CRAM),
                *(at, day, offset, spent, memory.due_day, memory.due_at, memory.step),
                *(SCHEDULER, self._scheduler.parameters, scheduled_days(memory), None, None),
                *(evidence, evidence),
            )
            connection.execute(insert_into("review"), tuple(review))
            caches.add_done(connection, day, CRAM, int(rating), spent)
        return Answered(review.id, act, memory)

    def undo(self) -> Undone | None:
        """Undo the last act, whatever it was; a card of this session is shown next by that."""
        undone = log.undo(self._store)
        if undone is not None and undone.name in SHOWN_AGAIN and undone.cards:
            card = undone.cards[0]
            if card in self._member:
                if undone.name == CRAM_ANSWER and self._ratings.get(card):
                    self._ratings[card].pop()
                self._put_away(card)
                self._enter(card, 0)
        self._shown = None
        return undone

    def redo(self) -> Undone | None:
        """Do again what was undone last, and go on; None if there is nothing to redo."""
        redone = log.redo(self._store)
        self._shown = None
        if redone is None:
            return None
        for card in redone.cards:
            if card not in self._member:
                continue
            if redone.name == CRAM_ANSWER:
                self._acts.append(redone.act)
                self._passed_or_later(card, self._rating_of(redone.act))
            elif redone.name in SHOWN_AGAIN:
                self._put_away(card)
        return redone

    def refresh(self) -> None:
        """Read the card shown again, after an edit, a flag, a detour; it stays the one shown."""
        self._shown = None

    def changed(self, cards: Sequence[str]) -> None:
        """Bring in step what was changed outside; cards put away since the start go."""
        if self._shown is not None and self._shown.card in cards:
            self.refresh()
        for card in self._hidden_among(cards) - self._hidden:
            self._put_away(card)

    def bury(self) -> int | None:
        """Hide the card shown until the next rollover; None if none is shown."""
        if self._shown is None:
            return None
        number = acts.bury_cards(self._store, self._clock, (self._shown.card,))
        self._put_away(self._shown.card)
        return number

    def suspend(self) -> int | None:
        """Hide the card shown until it is taken back; None if none is shown."""
        if self._shown is None:
            return None
        number = acts.suspend_cards(self._store, (self._shown.card,))
        self._put_away(self._shown.card)
        return number

    def counts(self) -> Counts:
        """Return the cards not passed yet: new ones, failed ones (as learning), and others."""
        new, failed = len(self._new), len(self._failed)
        return Counts(new, failed, len(self._line) - failed - new)

    def minutes(self) -> int:
        """Return the minutes that the rest takes at the learner's own pace of reviews."""
        return minutes_of(0, 0, len(self._line), *self._pace)

    def summary(self) -> SessionSummary:
        """Return what was done in this session, answers undone since left out."""
        with self._store.reading() as connection:
            return summary_of(connection, self._acts, self.settings)

    def timebox_over(self, now_ms: int) -> bool:
        """Return whether the timebox of the settings has passed; never without one."""
        length = self.settings.timebox * MINUTE_MS
        return length > 0 and now_ms - self._timebox_from >= length

    def begin_timebox(self) -> None:
        """Let the timebox run from now."""
        self._timebox_from = self._clock.now_ms()

    def _show(self, card: str) -> Shown | None:
        row = self._store.look(CARD, (card,))
        if row is None:
            return None
        memory = caches.memory_of(row)
        choices = (
            Choice(Rating.AGAIN, memory, "again"),
            Choice(Rating.HARD, memory, "done"),
            Choice(Rating.GOOD, memory, "done"),
            Choice(Rating.EASY, memory, "done"),
        )
        return Shown(card, row[10], memory, choices, bool(row[11]))

    def _passed_or_later(self, card: str, rating: Rating) -> None:
        """Take a card out, or bring it again after a few others."""
        self._ratings.setdefault(card, []).append(rating)
        self._put_away(card)
        if rating is Rating.AGAIN:
            self._enter(card, min(LATER, len(self._line)))

    def _enter(self, card: str, place: int) -> None:
        self._line.insert(place, card)
        if self._ratings.get(card):
            self._failed.add(card)
        elif card in self._fresh:
            self._new.add(card)

    def _put_away(self, card: str) -> None:
        self._shown = None
        self._failed.discard(card)
        self._new.discard(card)
        if card in self._line:
            self._line.remove(card)

    def _rating_of(self, act: str) -> Rating:
        row = self._store.look("SELECT rating FROM review WHERE act = ?", (act,))
        return Rating.GOOD if row is None or row[0] is None else Rating(row[0])

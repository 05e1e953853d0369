"""A study session: the card now, an answer, undo; the same for screen and ``review --plain``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db import acts, limits, log, reviews
from db.clock import Clock
from db.desk import Desk
from db.glance import minutes_of
from db.model import (
    Answered,
    CardChanged,
    Counts,
    Finished,
    Rating,
    SettingsChanged,
    Shown,
    StudySettings,
    Undone,
    Waiting,
)
from db.scheduler import Scheduler
from db.scope import Scope
from db.summary import SessionSummary, summary_of

if TYPE_CHECKING:
    from db.store import Store

ANSWER = "Answer"
SHOWN_AGAIN = frozenset({ANSWER, "Bury card", "Suspend card"})
"""Acts whose undo shows their card next."""
SHOWN_AGAIN_TODAY = frozenset({"Set due date of card", "Forget card", "Delete card"})
"""Likewise, but only a card that was among today's; others (a flag) leave the order alone."""
MINUTE_MS = 60_000


class StudySession:
    """Today's cards of all topics or some; one thread at a time (the app's writer) uses it.

    ``limit`` bounds the cards of the session, ``cards`` are the only ones that it takes, and
    reviews due within ``ahead`` days come too. What is shown stays shown until it is answered,
    put away, undone, or the study day ends. Methods raise StoreError.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        scheduler: Scheduler,
        settings: StudySettings,
        topic_ids: frozenset[str] | None = None,
        limit: int | None = None,
        ahead: int = 0,
        cards: frozenset[str] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._scheduler = scheduler
        self._settings = settings
        self._stored = store.settings()
        self._desk = Desk(store, clock, scheduler, settings, Scope(topic_ids, cards, limit, ahead))
        self._acts: list[str] = []
        self._timebox_from = clock.now_ms()

    @property
    def settings(self) -> StudySettings:
        """Return the settings that the session goes by."""
        return self._settings

    def rebuild(self) -> None:
        """Gather today's cards anew: after an import, say; at the rollover it goes by itself."""
        self._desk.rebuild()

    def settings_changed(self) -> None:
        """Go by the settings as they are stored now; the card shown stays, with new buttons."""
        self._settings = self._stored = self._store.settings()
        self._scheduler = Scheduler(self._settings)
        if self._clock.rollover_hour != self._settings.rollover_hour:
            self._clock = self._clock.with_rollover(self._settings.rollover_hour)
        self._desk.follow_settings(self._clock, self._scheduler, self._settings)

    def more_today(self, new: int = 0, reviews: int = 0) -> StudySettings:
        """Raise the limits for today and go on with what comes by that; see ``db.limits``."""
        limits.more_today(self._store, self._clock, new, reviews)
        self.settings_changed()
        return self._settings

    def current(self) -> Shown | Waiting | Finished:
        """Return the card to show, until when to wait, or what is held back; asking twice is free.

        Cards that another window has answered or hidden since are passed over.
        """
        return self._desk.current()

    def answer(self, shown: Shown, rating: Rating, duration_ms: int) -> Answered:
        """Write the answer durably, then move on.

        Raises CardChanged if another window was first: nothing is written, and ``current`` goes
        on with what is next by then. After StoreError the card stays, nothing is lost.
        """
        try:
            answered = reviews.answer(
                self._store, self._clock, self._scheduler, shown, rating, duration_ms
            )
        except SettingsChanged:
            self.settings_changed()
            raise
        except CardChanged:
            self._desk.refused(shown.card)
            raise
        self._acts.append(answered.act)
        if answered.leech and self._settings.leech_suspends:
            self._desk.put_away(shown.card, suspended=True)
        else:
            self._desk.answered(shown.card, answered.memory)
        return answered

    def undo(self) -> Undone | None:
        """Undo the last act; a card answered, buried or suspended by it is shown next.

        None if there is nothing to undo.
        """
        undone = log.undo(self._store)
        if undone is None:
            return None
        if self._is_shown_again(undone):
            self._desk.take_back(undone.cards)
        else:
            self._follow(undone)
        return undone

    def _is_shown_again(self, undone: Undone) -> bool:
        if undone.name in SHOWN_AGAIN_TODAY and undone.cards:
            return self._desk.queue.is_of_today(undone.cards[0])
        return undone.name in SHOWN_AGAIN

    def redo(self) -> Undone | None:
        """Do again what was undone last, and go on; None if there is nothing to redo."""
        redone = log.redo(self._store)
        if redone is None:
            return None
        self._acts.append(redone.act)
        if redone.name == ANSWER:
            self._desk.repeated(redone.cards)
        else:
            self._follow(redone)
        return redone

    def refresh(self) -> None:
        """Read the card shown again, after an edit, a flag, a detour; it stays the one shown.

        Not so if it was put away, or is due another day now.
        """
        self._desk.refresh()

    def changed(self, cards: Sequence[str]) -> None:
        """Bring in step what was changed outside: by the card browser, a backlog tool."""
        self._desk.changed(cards)

    def bury(self) -> int | None:
        """Hide the card shown until the next rollover; None if none is shown."""
        shown = self._desk.shown
        if shown is None:
            return None
        number = acts.bury_cards(self._store, self._clock, (shown.card,))
        self._desk.put_away(shown.card, suspended=False)
        return number

    def suspend(self) -> int | None:
        """Hide the card shown until it is taken back; None if none is shown."""
        shown = self._desk.shown
        if shown is None:
            return None
        number = acts.suspend_cards(self._store, (shown.card,))
        self._desk.put_away(shown.card, suspended=True)
        return number

    def counts(self) -> Counts:
        """Return the cards left in this session, the one shown included."""
        return self._desk.queue.counts(self._clock.now_ms())

    def minutes(self) -> int:
        """Return the minutes that the rest takes, estimated from the learner's own pace.

        See ``db.glance.pace``: 8 seconds a review and 20 a new card before anything is known.
        """
        left = self.counts()
        return minutes_of(left.new, left.learning, left.due, *self._desk.pace)

    def summary(self) -> SessionSummary:
        """Return what was done in this session, answers undone since left out."""
        with self._store.reading() as connection:
            return summary_of(connection, self._acts, self._settings)

    def timebox_over(self, now_ms: int) -> bool:
        """Return whether the timebox of the settings has passed; never without one."""
        length = self._settings.timebox * MINUTE_MS
        return length > 0 and now_ms - self._timebox_from >= length

    def begin_timebox(self) -> None:
        """Let the timebox run from now."""
        self._timebox_from = self._clock.now_ms()

    def _follow(self, undone: Undone) -> None:
        """Bring in step what an undo or redo of any other act changed, settings among it."""
        if self._store.settings() != self._stored:
            self.settings_changed()
        self._desk.changed(undone.cards)

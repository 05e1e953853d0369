"""The cards of a session as they lie there: the queue and the card shown, in step with the store.

An answer, an undo, a change in the browser or in another window each move few cards; only those
are looked up. The queue is built once a day, and when settings or very many cards changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db import caches
from db.balance import Balance
from db.clock import Clock
from db.glance import pace
from db.model import Finished, Memory, Shown, State, StudySettings, Waiting
from db.queue import Queue, build, nothing_left
from db.reviews import SHOWN
from db.scheduler import Scheduler
from db.scope import Scope

if TYPE_CHECKING:
    from db.store import Store

CARD_TODAY = f"""
SELECT {SHOWN}
FROM memory JOIN card ON card.id = memory.card
WHERE memory.card = ? AND buried_until_day <= ? AND suspended = 0 AND retired = 0
"""
TOPIC = "SELECT topic FROM card WHERE id = ?"
MANY = 500
"""From so many changed cards on today's are gathered anew: that takes less time."""


class Desk:
    """Today's cards of a scope. What is shown stays until it is moved, or the study day ends."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        scheduler: Scheduler,
        settings: StudySettings,
        scope: Scope,
    ) -> None:
        self._store = store
        self._clock = clock
        self._scheduler = scheduler
        self._settings = settings
        self._scope = scope
        self._latest = 0
        self.shown: Shown | None = None
        self.queue: Queue
        self.pace: tuple[float, float]
        self._balance: Balance
        self.rebuild()

    def rebuild(self) -> None:
        """Gather today's cards anew; none is shown."""
        self.shown = None
        with self._store.reading() as connection:
            self.queue = build(connection, self._clock, self._settings, self._scope)
            self.pace = pace(connection, self.queue.day)
        self._balance = Balance(self._store, self._settings, self.queue.day)

    def follow_settings(self, clock: Clock, scheduler: Scheduler, settings: StudySettings) -> None:
        """Go by other settings; the card shown stays, with new buttons."""
        self._clock, self._scheduler, self._settings = clock, scheduler, settings
        self._rebuild_around_the_card()

    def current(self) -> Shown | Waiting | Finished:
        """Return the card to show, until when to wait, or what is held back; asking twice is free.

        Cards that another window has answered or hidden since are passed over.
        """
        now = self._clock.now_ms()
        if self._clock.study_day(now) != self.queue.day:
            self.rebuild()
        elif now < self._latest:  # the clock was set back: steps count from now
            self._rebuild_around_the_card()
        self._latest = now
        if self.shown is not None:
            return self.shown
        while isinstance(card := self.queue.next(now), str):
            self.shown = self._show(card)
            if self.shown is not None:
                return self.shown
            self.queue.remove(card)
        if card is not None:
            return card
        with self._store.reading() as connection:
            return nothing_left(connection, self.queue, self._scope)

    def answered(self, card: str, memory: Memory) -> None:
        """Go on after an answer."""
        self.shown = None
        self.queue.answered(card, memory)
        self._balance.moved(card, memory)

    def refused(self, card: str) -> None:
        """Go on with what is next now that another window has moved a card."""
        self._balance.forget()
        self.resync(card)

    def put_away(self, card: str, *, suspended: bool) -> None:
        """Take a card out for today; a suspended one makes room on its day."""
        self.shown = None
        self.queue.remove(card)
        if suspended:
            self._balance.moved(card, None)

    def take_back(self, cards: Sequence[str]) -> None:
        """Bring the cards of an undone act back; the first of them moved, and is shown next.

        The others were hidden with it.
        """
        if cards:
            self.shown = None
        for place, card in enumerate(cards):
            found = self._look_up(card)
            if place == 0:
                self._balance.moved(card, None if found is None else found[0])
            if found is None:
                self.queue.remove(card)
            else:
                self.queue.restore(card, found[0], first=place == 0)

    def refresh(self) -> None:
        """Read the card shown again; it stays the one that is shown.

        Not so if it was put away, or is due another day now.
        """
        if self.shown is None:
            return
        card, before = self.shown.card, self.shown.memory
        found = self._look_up(card)
        if found is not None and (found[0] == before or self._is_for_today(found[0])):
            self.take_back((card,))
        else:
            self.resync(card)
            self._balance.moved(card, None if found is None else found[0])

    def changed(self, cards: Sequence[str]) -> None:
        """Bring cards in step that were changed outside; the card shown stays if it may."""
        self._balance.forget()
        if len(cards) >= MANY:
            self._rebuild_around_the_card()
            return
        shown = None if self.shown is None else self.shown.card
        for card in cards:
            if card == shown:
                self.refresh()
            else:
                self.resync(card)

    def repeated(self, cards: Sequence[str]) -> None:
        """Go on after an answer that a redo gave again: the first card moved, others are hidden."""
        for place, card in enumerate(cards):
            found = self.resync(card)
            if place == 0:
                self._balance.moved(card, found)

    def resync(self, card: str) -> Memory | None:
        """Put a card where its memory now says, and return that; None if it is hidden or gone."""
        if self.shown is not None and self.shown.card == card:
            self.shown = None
        found = self._look_up(card)
        memory = None if found is None else found[0]
        if memory is None or not self._is_for_today(memory):
            self.queue.remove(card)
        elif not self._is_in_scope(card):
            self.queue.remove(card)  # an undo alone had brought it here
        elif memory.due_at is None:
            self.queue.restore(card, memory, first=False)
        else:
            self.queue.answered(card, memory)
        return memory

    def _rebuild_around_the_card(self) -> None:
        shown = self.shown
        self.rebuild()
        if shown is None:
            return
        found = self._look_up(shown.card)
        if found is not None and (found[0] == shown.memory or self._is_for_today(found[0])):
            self.queue.restore(shown.card, found[0])

    def _show(self, card: str) -> Shown | None:
        """The card with its choices, or None if it does not belong to today any more.

        As ``db.reviews.show``, but in one look also whether the card is hidden.
        """
        found = self._look_up(card)
        if found is None:
            return None
        memory, version, siblings, problem = found
        if not (self.queue.is_first(card) or self._is_for_today(memory)):
            return None
        load = self._balance.beside(card, memory, siblings)
        choices = self._scheduler.choices(card, memory, self._clock, load)
        return Shown(card, version, memory, choices, siblings, problem)

    def _look_up(self, card: str) -> tuple[Memory, int, bool, str | None] | None:
        """Memory, version, siblings and problem of a card as in Shown; None if hidden or gone."""
        row = self._store.look(CARD_TODAY, (card, self.queue.day))
        return None if row is None else (caches.memory_of(row), row[10], bool(row[11]), row[12])

    def _is_in_scope(self, card: str) -> bool:
        scope = self._scope
        if scope.cards is not None and card not in scope.cards:
            return False
        if scope.topics is None:
            return True
        row = self._store.look(TOPIC, (card,))
        return row is not None and row[0] in scope.topics

    def _is_for_today(self, memory: Memory) -> bool:
        """Whether a card of this memory may be shown today, or ahead if that is wanted."""
        if memory.state is State.NEW or memory.due_day is None:
            return True
        day = self.queue.day
        if memory.due_day <= day:
            return True
        early = memory.due_day <= day + self._scope.ahead and memory.state is State.REVIEW
        return early and (memory.last_day is None or memory.last_day < day)

"""The cards of the browser: searches and pages to read, acts on many cards at once to write."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db import acts, browse, notes
from db.scheduler import Scheduler
from db.search import below_of
from tui.card_row_words import CardDetail

if TYPE_CHECKING:
    from db.browse import CardRow
    from db.clock import Clock
    from db.drafts import Draft
    from tui.services import Services


class CardServices:
    """Reads may run in any thread; what takes card ids writes, and runs in the writer thread.

    Each write is one act and returns how many cards it changed.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._store = services.store
        self._scheduler = Scheduler(services.store.settings())
        self._below = below_of(services.library.topics)

    @property
    def _clock(self) -> Clock:
        """The clock in force: a new rollover hour brings another one."""
        return self._store.clock

    # Reading

    @property
    def leech_at(self) -> int:
        """How often a card must be forgotten to be a leech; 0 where leeches are switched off."""
        return self._scheduler.settings.leech_threshold

    def find(self, query: str, order: str, *, typing: bool = False) -> array[int]:
        """The numbers of the cards that a query finds. Raises QueryError, StoreError.

        While the learner is still ``typing``, the last word is the beginning of one.
        """
        self._scheduler = Scheduler(self._store.settings())
        day = self._clock.study_day()
        below = self._below
        with self._store.reading() as connection:
            return browse.find(connection, query, day, self._scheduler, below, order, typing=typing)

    def page(self, numbers: Sequence[int]) -> list[CardRow]:
        """Rows to paint. Raises StoreError."""
        day = self._clock.study_day()
        with self._store.reading() as connection:
            return browse.page(connection, numbers, day, self._scheduler)

    def ids_of(self, numbers: Sequence[int]) -> list[str]:
        """The ids of cards by their numbers."""
        with self._store.reading() as connection:
            return browse.ids_of(connection, numbers)

    def detail(self, number: int) -> CardDetail | None:
        """One card with its words, None if it is gone."""
        rows = self.page([number])
        card = self._services.card(rows[0].card) if rows else None
        if card is None:
            return None
        with self._store.reading() as connection:
            own = notes.is_own(connection, card.id)
            edited = not own and notes.is_edited(connection, card.id)
        return CardDetail(card, rows[0], own, edited)

    def is_own(self, card: str) -> bool:
        """Whether the learner wrote the card."""
        with self._store.reading() as connection:
            return notes.is_own(connection, card)

    def draft_of(self, card: str) -> Draft:
        """What is written of the card, to be edited."""
        with self._store.reading() as connection:
            return notes.draft_of(connection, card)

    # Writing

    def _follow(self, cards: Sequence[str], count: int) -> int:
        """Tell the review that is under way; hand the count on."""
        if count:
            self._services.study.changed(cards)
        return count

    def bury(self, cards: Sequence[str], on: bool) -> int:
        """Put aside until tomorrow, or bring back."""
        act = acts.bury_cards if on else acts.unbury_cards
        return self._follow(cards, act(self._store, self._clock, cards))

    def suspend(self, cards: Sequence[str], on: bool) -> int:
        """Take out of the reviews, or back in."""
        act = acts.suspend_cards if on else acts.unsuspend_cards
        return self._follow(cards, act(self._store, cards))

    def mark(self, cards: Sequence[str], on: bool) -> int:
        """Mark, or take the mark off."""
        return self._follow(cards, acts.mark_cards(self._store, cards, on))

    def flag(self, cards: Sequence[str], number: int) -> int:
        """Set a flag from 1 to 7, or take it off with 0."""
        return self._follow(cards, acts.flag_cards(self._store, cards, number))

    def set_due(self, cards: Sequence[str], days: tuple[int, int]) -> int:
        """Let them come so many days from today, spread from the first to the last."""
        return self._follow(cards, acts.set_due(self._store, self._clock, cards, *days))

    def forget(self, cards: Sequence[str]) -> int:
        """Make them new again."""
        return self._follow(cards, acts.forget(self._store, self._clock, cards))

    def tag(self, cards: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> int:
        """Add tags and take tags off."""
        return self._follow(cards, notes.set_tags(self._store, cards, add, remove))

    def move(self, cards: Sequence[str], topic: str) -> int:
        """Move to another topic."""
        return self._follow(cards, notes.move_to_topic(self._store, cards, topic))

    def delete(self, cards: Sequence[str]) -> int:
        """Delete cards of the learner's own. Raises ValueError in words if one is shipped."""
        return self._follow(cards, notes.delete_notes(self._store, cards))

    def add(self, draft: Draft) -> tuple[str, ...]:
        """Write a new note; the ids of its cards."""
        made = notes.add_note(self._store, self._clock, draft)
        self._follow(made, len(made))
        return made

    def edit(self, card: str, draft: Draft) -> tuple[str, ...]:
        """Write a note anew; the ids of its cards."""
        made = notes.edit_note(self._store, card, draft)
        self._follow((card, *made), len(made))
        return made

    def restore(self, card: str) -> bool:
        """Take the learner's changes of a shipped note back; whether there were any."""
        return bool(self._follow((card,), int(notes.restore_note(self._store, card))))

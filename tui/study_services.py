"""Studying, for the review screen and `review --plain`: what to show, answers, acts on the card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db import acts, limits, log, notes
from db.cards import card_of
from db.history import card_facts, card_history
from db.model import CardChanged, Finished, Rating, Shown, Undone
from db.reviews import show
from db.scheduler import Scheduler
from db.study import StudySession
from tui.study_view import EVERYTHING, CardInfo, StudyPlan, StudyView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from content.model import Card
    from db.cram import CramSession
    from db.drafts import Draft
    from db.store import Store
    from db.summary import SessionSummary

CURVE = 40
MINUTE_MS = 60_000
_SIGNS = "SELECT flag, marked FROM card WHERE id = ?"
_ALL = "SELECT id FROM card WHERE retired = 0 AND suspended = 0 ORDER BY position, id"


class StudyServices:
    """One session at a time; all but ``card`` and ``draft`` run in the one writer thread.

    Methods raise StoreError, and CardChanged where another window was first.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._plan = EVERYTHING
        self._session: StudySession | CramSession | None = None
        self._time_from = 0

    # The session

    def begin(self, plan: StudyPlan) -> StudyView:
        """Go on with the session that is under way if it is of this plan, else begin one.

        The card shown stays, unless it was moved or put away elsewhere meanwhile.
        """
        if self._session is None or plan != self._plan:
            self._plan = plan
            self._session = self._open(plan)
            self._time_from = self._store.clock.now_ms()
        elif self._session.settings != self._store.settings():
            self._session.settings_changed()
        else:
            self._session.refresh()
        return self.view()

    def _open(self, plan: StudyPlan) -> StudySession | CramSession:
        settings, clock = self._store.settings(), self._store.clock
        scheduler = Scheduler(settings)
        if plan.cram:
            from db.cram import CramSession

            return CramSession(self._store, clock, self._chosen(plan), scheduler)
        cards = None if plan.cards is None else frozenset(plan.cards)
        where = (plan.topics, plan.limit, plan.ahead, cards)
        return StudySession(self._store, clock, scheduler, settings, *where)

    def _chosen(self, plan: StudyPlan) -> tuple[str, ...]:
        """The cards of a plan without regard to when they are due, in the order of the map."""
        with self._store.reading() as connection:
            found = plan.cards
            if found is None:
                found = tuple(card for (card,) in connection.execute(_ALL))
            if plan.topics is not None:
                topics = plan.topics
                cards = ((name, card_of(connection, name)) for name in found)
                found = tuple(name for name, card in cards if card and card.topic in topics)
        return found if plan.limit is None else found[: plan.limit]

    def end(self) -> None:
        """Let the next ``begin`` begin anew."""
        self._session = None

    def _begun(self) -> StudySession | CramSession:
        if self._session is None:
            raise RuntimeError("there is no study session")
        return self._session

    def view(self) -> StudyView:
        """What is to be shown now."""
        session = self._begun()
        state = session.current()
        card, flag, marked = None, 0, False
        if isinstance(state, Shown):
            card = self.card(state.card)
            flag, marked = self.signs(state.card)
        settings, minutes = session.settings, self._plan.minutes
        return StudyView(
            state,
            card,
            session.counts(),
            session.minutes(),
            self._plan,
            flag,
            marked,
            summary=session.summary() if isinstance(state, Finished) else None,
            timebox=settings.timebox if minutes is None else minutes,
            timer=settings.answer_cap if settings.show_timer else None,
        )

    def card(self, card_id: str) -> Card | None:
        """A card with its words as they are now, None if it is gone."""
        with self._store.reading() as connection:
            return card_of(connection, card_id)

    def signs(self, card: str) -> tuple[int, bool]:
        """The flag of a card (0 for none), and whether it is marked."""
        flag, marked = self._store.look(_SIGNS, (card,)) or (0, 0)
        return flag, bool(marked)

    def answer(self, shown: Shown, rating: Rating, duration_ms: int) -> StudyView:
        """Write an answer durably and go on. Raises CardChanged, StoreError."""
        session = self._begun()
        answered = session.answer(shown, rating, duration_ms)
        leech = self.card(shown.card) if answered.leech else None
        view = self.view()
        if self._is_time_over(session) and not isinstance(view.state, Finished):
            self._time_from = self._store.clock.now_ms()
            session.begin_timebox()
            view = replace(view, time_over=True, summary=session.summary())
        suspended = leech is not None and session.settings.leech_suspends
        return replace(view, answered=answered, leech=leech, leech_suspended=suspended)

    def _is_time_over(self, session: StudySession | CramSession) -> bool:
        now = self._store.clock.now_ms()
        minutes = self._plan.minutes
        if minutes is None:
            return session.timebox_over(now)
        return now - self._time_from >= minutes * MINUTE_MS

    def summary(self) -> SessionSummary:
        """What this session did so far."""
        return self._begun().summary()

    def undo(self) -> Undone | None:
        """Take back the last act, whatever it was; with a session its card is shown next."""
        return self._session.undo() if self._session else log.undo(self._store)

    def redo(self) -> Undone | None:
        """Do the act undone last again."""
        return self._session.redo() if self._session else log.redo(self._store)

    # Acts on one card: the one shown, or the leech just answered

    def bury(self, card: str) -> StudyView:
        """Put the card aside until tomorrow."""
        return self._put_away(card, lambda: acts.bury_cards(self._store, self._store.clock, [card]))

    def suspend(self, card: str) -> StudyView:
        """Take the card out until it is wanted back."""
        return self._put_away(card, lambda: acts.suspend_cards(self._store, [card]))

    def _put_away(self, card: str, act: Callable[[], int]) -> StudyView:
        act()
        self._begun().changed((card,))
        return self.view()

    def mark(self, card: str, marked: bool) -> StudyView:
        """Mark the card, or take the mark off; it stays shown."""
        acts.mark_cards(self._store, [card], marked)
        return self.refresh()

    def flag(self, card: str, number: int) -> StudyView:
        """Flag the card with 1 to 7, or take the flag off with 0; it stays shown."""
        acts.flag_cards(self._store, [card], number)
        return self.refresh()

    def set_due(self, card: str, first: int, last: int) -> StudyView:
        """Let the card come so many days from today."""
        return self._put_away(
            card, lambda: acts.set_due(self._store, self._store.clock, [card], first, last)
        )

    def forget(self, card: str) -> StudyView:
        """Make the card new again."""
        return self._put_away(card, lambda: acts.forget(self._store, self._store.clock, [card]))

    def more_today(self, new: int, reviews: int) -> StudyView:
        """Raise today's limits and go on. Raises ValueError out of range."""
        session = self._begun()
        if isinstance(session, StudySession):
            session.more_today(new, reviews)
        else:
            limits.more_today(self._store, self._store.clock, new, reviews)
        return self.view()

    def changed(self, cards: Sequence[str]) -> None:
        """Follow acts on cards that were done elsewhere: in the browser."""
        if self._session is not None:
            self._session.changed(cards)

    def edit(self, card: str, draft: Draft) -> StudyView:
        """Write the card's words anew; it stays shown. Raises ValueError in words."""
        notes.edit_note(self._store, card, draft)
        return self.refresh()

    def refresh(self) -> StudyView:
        """Read the card shown again after its words or signs have changed."""
        self._begun().refresh()
        return self.view()

    # Reading

    def draft(self, card: str) -> Draft:
        """What is written of the card. Raises CardChanged if it is gone."""
        with self._store.reading() as connection:
            return notes.draft_of(connection, card)

    def info(self, card_id: str, *, in_review: bool = True) -> CardInfo:
        """All that is known of a card; its buttons are those of the review that is under way.

        ``in_review`` says that the review itself asks, so that a cram shows as one. Raises
        CardChanged if it is gone.
        """
        settings, clock = self._store.settings(), self._store.clock
        scheduler, today = Scheduler(settings), clock.study_day()
        with self._store.reading() as connection:
            card = card_of(connection, card_id)
            facts = card_facts(connection, card_id, today)
            history = card_history(connection, card_id)
        if card is None or facts is None:
            raise CardChanged(f"the card {card_id} is no longer there")
        shown = None if self._session is None else self._session.current()
        is_asked = isinstance(shown, Shown) and shown.card == card_id
        cram = is_asked and self._plan.cram and in_review
        if not isinstance(shown, Shown) or not is_asked or self._plan.cram:
            shown = show(self._store, clock, scheduler, card_id)
        choices = shown.choices
        info = CardInfo(
            card,
            facts,
            history,
            choices,
            today,
            settings.leech_threshold,
            settings.desired_retention,
            cram=cram,
        )
        if cram:
            return info
        for choice in choices[Rating.GOOD - 1 :]:
            due = choice.memory.due_day
            if due is not None and due > today:
                ahead = [round(step * (due - today) / CURVE) for step in range(CURVE + 1)]
                curve = tuple(
                    scheduler.retrievability(choice.memory, today + days) for days in ahead
                )
                return replace(info, curve_after=choice.rating, curve=curve)
        return info

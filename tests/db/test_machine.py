"""A state machine over all that the learner can do, in two windows, with a clock that jumps.

After each step the caches equal the log and no card is lost; an undo leads back to exactly what
was there, a redo forth, and undoing everything to the start. ``MLROAD_MACHINE`` in the environment
is the number of runs, for a longer search than that of each test run.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from small_world import ADDED, EDITS, PARAMETERS, SETTINGS, snapshot
from two_windows import START, TwoWindows

from db import acts, backlog, notes, progress, reviews
from db.cram import CramSession
from db.drafts import Draft
from db.limits import more_today
from db.model import CardChanged, Rating, Shown
from db.replay import rebuild
from db.scheduler import Scheduler
from db.settings import save_settings
from db.store import Store

Plans = Callable[[sqlite3.Connection, Scheduler], backlog.Plan]
RUNS = int(os.environ.get("MLROAD_MACHINE", "25"))
WINDOW = st.integers(0, 1)
PICK = st.integers(0, 11)
PICKS = st.lists(PICK, min_size=1, max_size=6)
RATING = st.sampled_from(Rating)


class Learner(TwoWindows):
    """All that the learner does."""

    @rule(window=WINDOW, rating=RATING, spent=st.sampled_from([1, 30, 900]))
    def study(self, window: int, rating: Rating, spent: int) -> None:
        session = self.sessions[window]
        shown = session.current()
        if isinstance(shown, Shown):
            self.seconds += spent
            self.do(lambda: session.answer(shown, rating, spent * 1000))

    @rule(window=WINDOW, pick=PICK, rating=RATING, other=st.booleans())
    def answer_any(self, window: int, pick: int, rating: Rating, other: bool) -> None:
        """Answer a card, due or not; the other window has shown it too and comes too late."""
        (card,) = self.cards([pick])
        mine, theirs = self.windows[window], self.windows[1 - window]
        scheduler = Scheduler(mine.settings())
        shown = reviews.show(mine, self.clock, scheduler, card)
        late = reviews.show(theirs, self.clock, scheduler, card)
        self.seconds += 5
        assert self.do(lambda: reviews.answer(mine, self.clock, scheduler, shown, rating, 5_000))
        if other:
            wrote = self.do(
                lambda: reviews.answer(theirs, self.clock, scheduler, late, rating, 5_000)
            )
            assert not wrote

    @rule(window=WINDOW, picks=PICKS, rating=RATING)
    def cram(self, window: int, picks: list[int], rating: Rating) -> None:
        store = self.windows[window]
        session = CramSession(store, self.clock, self.cards(picks), Scheduler(store.settings()))
        shown = session.current()
        if isinstance(shown, Shown):
            assert self.do(lambda: session.answer(shown, rating, 2_000))

    @rule(window=WINDOW, what=st.sampled_from(["bury", "suspend", "refresh"]))
    def put_away(self, window: int, what: str) -> None:
        session = self.sessions[window]
        session.current()
        self.do(getattr(session, what))

    @rule(window=WINDOW, picks=PICKS, which=st.integers(0, 3))
    def hide(self, window: int, picks: list[int], which: int) -> None:
        store, clock, cards = self.windows[window], self.clock, self.cards(picks)
        wanted: tuple[Callable[[], object], ...] = (
            lambda: acts.bury_cards(store, clock, cards),
            lambda: acts.suspend_cards(store, cards),
            lambda: acts.unbury_cards(store, clock, cards),
            lambda: acts.unsuspend_cards(store, cards),
        )
        self.do(wanted[which])

    @rule(window=WINDOW, picks=PICKS, which=st.integers(0, 2), number=st.integers(0, 7))
    def label(self, window: int, picks: list[int], which: int, number: int) -> None:
        store, cards = self.windows[window], self.cards(picks)
        wanted: tuple[Callable[[], object], ...] = (
            lambda: acts.flag_cards(store, cards, number),
            lambda: acts.mark_cards(store, cards, number % 2 == 0),
            lambda: notes.set_tags(store, cards, ("a",), ("old", "leech")[: number % 3]),
        )
        self.do(wanted[which])

    @rule(window=WINDOW, picks=PICKS, first=st.integers(0, 40), more=st.integers(0, 9))
    def set_due(self, window: int, picks: list[int], first: int, more: int) -> None:
        store, cards = self.windows[window], self.cards(picks)
        self.do(lambda: acts.set_due(store, self.clock, cards, first, first + more))

    @rule(window=WINDOW, picks=PICKS)
    def forget(self, window: int, picks: list[int]) -> None:
        store, cards = self.windows[window], self.cards(picks)
        self.do(lambda: acts.forget(store, self.clock, cards))

    @rule(window=WINDOW, days=st.integers(1, 9), which=st.integers(0, 1))
    def postpone(self, window: int, days: int, which: int) -> None:
        store = self.windows[window]
        plan = (backlog.plan_postpone, backlog.plan_spread)[which]
        more = (None, days) if which == 0 else (days,)
        self.carry_out(
            store, lambda connection, scheduler: plan(connection, self.clock, scheduler, *more)
        )

    @rule(window=WINDOW, count=st.integers(1, 5), stale=st.booleans())
    def advance(self, window: int, count: int, stale: bool) -> None:
        self.carry_out(
            self.windows[window],
            lambda connection, scheduler: backlog.plan_advance(
                connection, self.clock, scheduler, count
            ),
            stale,
        )

    @rule(window=WINDOW)
    def reschedule(self, window: int) -> None:
        self.carry_out(
            self.windows[window],
            lambda connection, scheduler: backlog.plan_reschedule(
                connection, self.clock, scheduler
            ),
        )

    def carry_out(self, store: Store, make: Plans, stale: bool = False) -> None:
        """Plan and apply; ``stale``: one of the cards moves on in between."""
        scheduler = Scheduler(store.settings())
        with store.reading() as connection:
            made = make(connection, scheduler)
        if stale and made.moves:
            card = made.moves[0].card
            self.do(lambda: acts.set_due(store, self.clock, [card], 60))
        self.do(lambda: backlog.apply(store, self.clock, scheduler, made))

    @rule(window=WINDOW, which=st.integers(0, len(ADDED) - 1))
    def add(self, window: int, which: int) -> None:
        assert self.do(lambda: notes.add_note(self.windows[window], self.clock, ADDED[which]))

    @rule(window=WINDOW, pick=PICK, which=st.integers(0, len(EDITS) - 1), place=st.booleans())
    def edit(self, window: int, pick: int, which: int, place: bool) -> None:
        store, (card,) = self.windows[window], self.cards([pick])
        with store.reading() as connection:
            try:
                draft = notes.draft_of(connection, card)
            except CardChanged:
                return
        front = EDITS[which] if draft.kind == "cloze" and which else EDITS[0]
        if draft.kind == "cloze" and not which:
            front = "Then {{c2::two}}"
        topic = "two" if place else draft.topic
        changed = Draft(topic, draft.kind, front, draft.back, draft.answer, tags=draft.tags)
        self.do(lambda: notes.edit_note(store, card, changed))

    @rule(window=WINDOW, picks=PICKS)
    def delete(self, window: int, picks: list[int]) -> None:
        store = self.windows[window]
        with store.reading() as connection:
            own = [card for card in self.cards(picks) if notes.is_own(connection, card)]
        if own:
            self.do(lambda: notes.delete_notes(store, own))

    @rule(window=WINDOW, picks=PICKS, which=st.integers(0, 2))
    def move_or_restore(self, window: int, picks: list[int], which: int) -> None:
        store, cards = self.windows[window], self.cards(picks)
        wanted: tuple[Callable[[], object], ...] = (
            lambda: notes.move_to_topic(store, cards, "two"),
            lambda: notes.restore_note(store, cards[0]),
            lambda: progress.set_status(store, "one", "done"),
        )
        self.do(wanted[which])

    @rule(window=WINDOW, which=st.integers(0, len(SETTINGS) - 1))
    def change_settings(self, window: int, which: int) -> None:
        assert self.do(lambda: save_settings(self.windows[window], **SETTINGS[which]))
        self.sessions[window].settings_changed()

    @rule(window=WINDOW, own=st.booleans())
    def fit(self, window: int, own: bool) -> None:
        """Other parameters, of which the other window learns only when an answer is refused."""
        parameters = PARAMETERS if own else None
        assert self.do(lambda: save_settings(self.windows[window], parameters=parameters))
        self.sessions[window].settings_changed()

    @rule(window=WINDOW, new=st.integers(0, 3), due=st.integers(1, 3))
    def raise_limits(self, window: int, new: int, due: int) -> None:
        assert self.do(lambda: more_today(self.windows[window], self.clock, new, due))
        self.sessions[window].settings_changed()

    @rule(window=WINDOW)
    def undo(self, window: int) -> None:
        now = snapshot(self.windows[0])
        undone = self.sessions[window].undo()
        if not self.past:
            assert undone is None
            return
        before, label = self.past.pop()
        assert undone is not None
        assert undone.name == label
        assert snapshot(self.windows[1 - window]) == before
        self.future.append((now, label))

    @precondition(lambda self: self.future)
    @rule(window=WINDOW)
    def redo(self, window: int) -> None:
        now = snapshot(self.windows[0])
        redone = self.sessions[window].redo()
        after, label = self.future.pop()
        assert redone is not None
        assert redone.name == label
        assert snapshot(self.windows[1 - window]) == after
        self.past.append((now, label))

    @rule(seconds=st.sampled_from([600, 1_200, 40_000, 90_000, 700_000, 3_000_000]))
    def wait(self, seconds: int) -> None:
        self.seconds += seconds

    @rule(seconds=st.sampled_from([-5, -3_600, -90_000, -2_000_000, 40_000_000]))
    def jump(self, seconds: int) -> None:
        self.seconds = max(self.seconds + seconds, START - 3_000_000)

    @rule(window=WINDOW)
    def restart(self, window: int) -> None:
        self.windows[window].close()
        self.windows[window] = self.open()
        self.sessions[window] = self.session(window)

    @rule()
    def rebuild_the_caches(self) -> None:
        before = snapshot(self.windows[0])
        rebuild(self.windows[0])
        assert snapshot(self.windows[1]) == before


TestLearner = Learner.TestCase
TestLearner.settings = settings(
    max_examples=RUNS,
    stateful_step_count=50,
    deadline=None,
    derandomize=RUNS <= 25,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)

"""Undo and redo: from the log, over restarts, and always back to exactly what was there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from db import log, reviews
from db.check import check
from db.clock import Clock
from db.model import CardChanged, Rating, StudySettings
from db.scheduler import Scheduler
from db.store import Store, open_store

AddCards = Callable[..., list[str]]
SCHEDULER = Scheduler(StudySettings(leech_threshold=2))
CARDS = tuple(f"card-{number}" for number in range(5))
NOTES = ("note", "note", "note", None, None)
Snapshot = tuple[tuple[Any, ...], ...]


def fill(store: Store) -> None:
    with store.transaction() as transaction:
        for place, (card, note) in enumerate(zip(CARDS, NOTES, strict=True)):
            transaction.connection.execute(
                "INSERT INTO card VALUES (?, 't', 'basic', 'recall', 1, ?, 'shipped', ?, 'h',"
                " 0, 0, 0, 0, 0)",
                (card, place, note),
            )
            transaction.connection.execute(
                "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)"
                " VALUES (?, 0, 0, 0, 0, 1)",
                (card,),
            )


def snapshot(store: Store) -> Snapshot:
    """All that follows from the log, without the counters that only move on."""
    with store.reading() as connection:
        return tuple(
            tuple(connection.execute(sql).fetchall())
            for sql in (
                "SELECT * FROM card ORDER BY id",
                "SELECT card, state, step, stability, difficulty, due_day, due_at, last_day,"
                " last_at, reps, lapses, buried_until_day FROM memory ORDER BY card",
                "SELECT * FROM done ORDER BY study_day, kind",
                "SELECT entity, key, field, value FROM latest ORDER BY entity, key, field",
            )
        )


def answer(store: Store, clock: Clock, card: str, rating: Rating) -> None:
    shown = reviews.show(store, clock, SCHEDULER, card)
    reviews.answer(store, clock, SCHEDULER, shown, rating, 1_000)


def prove(store: Store) -> None:
    assert [result for result in check(store) if not result.ok] == []


def test_undo_names_the_act_and_the_answered_card_first(store: Store, clock: Clock) -> None:
    fill(store)
    start = snapshot(store)
    assert log.undo(store) is None
    assert log.undo_label(store) is None
    answer(store, clock, "card-1", Rating.GOOD)
    assert log.undo_label(store) == "Answer"
    undone = log.undo(store)
    assert undone is not None
    assert (undone.name, undone.cards) == ("Answer", ("card-1", "card-0", "card-2"))
    assert snapshot(store) == start
    assert log.undo_label(store) is None
    assert log.redo_label(store) == "Answer"


def test_a_new_act_ends_redo(store: Store, clock: Clock) -> None:
    fill(store)
    answer(store, clock, "card-3", Rating.GOOD)
    log.undo(store)
    reviews.suspend(store, "card-4")
    assert log.redo_label(store) is None
    assert log.redo(store) is None
    assert log.undo_label(store) == "Suspend card"


def test_a_redone_answer_keeps_its_time_and_its_day(store: Store, clock: Clock, time: Any) -> None:
    fill(store)
    answer(store, clock, "card-3", Rating.GOOD)
    done = snapshot(store)
    log.undo(store)
    time.wait(days=3)
    redone = log.redo(store)
    assert redone is not None
    assert redone.cards == ("card-3",)
    assert snapshot(store) == done
    prove(store)


def test_150_steps_back_and_forth_over_restarts(store: Store, clock: Clock, time: Any) -> None:
    fill(store)
    seen = [snapshot(store)]
    for number in range(150):
        time.wait(minutes=11)
        answer(store, clock, CARDS[number % 5], Rating(1 + number % 4))
        seen.append(snapshot(store))
    for expected in reversed(seen[:-1]):
        again = open_store(store.path, device="one", clock=clock)
        assert log.undo(again) is not None
        assert snapshot(again) == expected
        again.close()
    assert log.undo(store) is None
    for expected in seen[1:]:
        assert log.redo(store) is not None
        assert snapshot(store) == expected
    assert log.redo(store) is None
    prove(store)


def test_another_device_is_not_undone(store: Store, clock: Clock) -> None:
    fill(store)
    other = open_store(store.path, device="two", clock=clock)
    answer(store, clock, "card-3", Rating.GOOD)
    answer(other, clock, "card-3", Rating.EASY)
    undone = log.undo(store)
    assert undone is not None
    with store.reading() as connection:
        assert connection.execute("SELECT reps FROM memory WHERE card = 'card-3'").fetchone() == (
            1,
        )
    prove(store)
    assert log.undo(store) is None
    assert log.undo(other) is not None
    other.close()
    prove(store)


class Windows(RuleBasedStateMachine):
    """Two windows of one device on one file, with restarts and a clock that also goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.seconds = 20_000 * 86_400 + 43_200.0
        self.clock = Clock(4, lambda: self.seconds, lambda _: 60)
        self.windows = [self.open(), self.open()]
        self.past: list[tuple[Snapshot, str]] = []
        self.future: list[tuple[Snapshot, str]] = []

    def open(self) -> Store:
        return open_store(f"{self.folder}/mlroad.db", device="one", clock=self.clock)

    @initialize()
    def begin(self) -> None:
        fill(self.windows[0])
        self.start = snapshot(self.windows[0])

    def acted(self, before: Snapshot, name: str) -> None:
        self.past.append((before, name))
        self.future.clear()

    @rule(
        window=st.integers(0, 1),
        card=st.sampled_from(CARDS),
        rating=st.sampled_from(Rating),
        late=st.booleans(),
    )
    def answer(self, window: int, card: str, rating: Rating, late: bool) -> None:
        before = snapshot(self.windows[0])
        mine = reviews.show(self.windows[window], self.clock, SCHEDULER, card)
        theirs = reviews.show(self.windows[1 - window], self.clock, SCHEDULER, card)
        self.seconds += 30
        reviews.answer(self.windows[window], self.clock, SCHEDULER, mine, rating, 30_000)
        self.acted(before, "Answer")
        if late:
            with pytest.raises(CardChanged):
                reviews.answer(self.windows[1 - window], self.clock, SCHEDULER, theirs, rating, 1)

    @rule(window=st.integers(0, 1), card=st.sampled_from(CARDS), which=st.integers(0, 3))
    def change(self, window: int, card: str, which: int) -> None:
        store, before = self.windows[window], snapshot(self.windows[0])
        if which == 0:
            reviews.bury(store, self.clock, card)
        elif which == 1:
            reviews.suspend(store, card)
        elif which == 2:
            reviews.unsuspend(store, card)
        else:
            reviews.flag(store, card, 2)
        names = ("Bury card", "Suspend card", "Unsuspend card", "Flag card")
        self.acted(before, names[which])

    @rule(window=st.integers(0, 1), steps=st.lists(st.integers(1, 9_000), min_size=1, max_size=3))
    def set_steps(self, window: int, steps: list[int]) -> None:
        before = snapshot(self.windows[0])
        with self.windows[window].transaction() as transaction:
            transaction.act("Change study settings")
            transaction.change("setting", "study", "learning_steps", steps)
        self.acted(before, "Change study settings")

    @rule(window=st.integers(0, 1))
    def undo(self, window: int) -> None:
        store, now = self.windows[window], snapshot(self.windows[0])
        undone = log.undo(store)
        if not self.past:
            assert undone is None
            return
        before, name = self.past.pop()
        assert undone is not None
        assert undone.name == name
        assert snapshot(store) == before
        self.future.append((now, name))

    @rule(window=st.integers(0, 1))
    def redo(self, window: int) -> None:
        store, now = self.windows[window], snapshot(self.windows[0])
        redone = log.redo(store)
        if not self.future:
            assert redone is None
            return
        after, name = self.future.pop()
        assert redone is not None
        assert redone.name == name
        assert snapshot(store) == after
        self.past.append((now, name))

    @rule(seconds=st.sampled_from([1, 600, 40_000, 90_000, 3_000_000, -5, -90_000, -800_000]))
    def wait(self, seconds: int) -> None:
        self.seconds += seconds

    @rule(window=st.integers(0, 1))
    def restart(self, window: int) -> None:
        self.windows[window].close()
        self.windows[window] = self.open()

    @invariant()
    def labels_say_what_comes(self) -> None:
        store = self.windows[0]
        assert log.undo_label(store) == (self.past[-1][1] if self.past else None)
        assert log.redo_label(store) == (self.future[-1][1] if self.future else None)

    @invariant()
    def the_caches_equal_the_log(self) -> None:
        prove(self.windows[1])

    def teardown(self) -> None:
        if hasattr(self, "start"):
            while log.undo(self.windows[0]) is not None:
                pass
            assert snapshot(self.windows[0]) == self.start
        for window in self.windows:
            window.close()
        shutil.rmtree(self.folder)


TestWindows = Windows.TestCase
TestWindows.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 6), st.sampled_from(CARDS)), max_size=25)
)
def test_two_devices_in_one_file_stay_provable(steps: list[tuple[int, int, str]]) -> None:
    now = [20_000 * 86_400 + 43_200.0]
    clock = Clock(4, lambda: now[0], lambda _: 0)
    with tempfile.TemporaryDirectory() as folder:
        stores = [
            open_store(f"{folder}/mlroad.db", device=device, clock=clock)
            for device in ("one", "two")
        ]
        fill(stores[0])
        start = snapshot(stores[0])
        for device, what, card in steps:
            now[0] += 7_000
            if what < 4:
                answer(stores[device], clock, card, Rating(what + 1))
            elif what == 4:
                reviews.bury(stores[device], clock, card)
            elif what == 5:
                log.undo(stores[device])
            else:
                log.redo(stores[device])
            prove(stores[0])
        for store in stores:
            while log.undo(store) is not None:
                pass
        assert snapshot(stores[0]) == start
        for store in stores:
            store.close()

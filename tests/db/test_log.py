"""Undo and redo: from the log, over restarts, and always back to exactly what was there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import acts, log, reviews
from db.check import check
from db.clock import Clock
from db.model import Rating, StudySettings
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
    acts.suspend_cards(store, ["card-4"])
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
                acts.bury_cards(stores[device], clock, [card])
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

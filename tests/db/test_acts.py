"""Acts on one card or on many: one act each, undone exactly, memory equal to the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from db import acts, caches, ids, log, reviews
from db.check import check
from db.clock import Clock
from db.model import CardChanged, Memory, Rating, State, StudySettings
from db.replay import rebuild
from db.scheduler import Scheduler
from db.settings import save_settings
from db.store import Store, open_store

AddCards = Callable[..., list[str]]
Bulk = Callable[[Store, Clock, Sequence[str]], int]
SCHEDULER = Scheduler(StudySettings())
TODAY = 20_000


def set_due_in_ten(store: Store, clock: Clock, cards: Sequence[str]) -> int:
    return acts.set_due(store, clock, cards, 10)


BULK: dict[str, tuple[Bulk, str]] = {
    "bury": (acts.bury_cards, "Bury"),
    "suspend": (lambda store, _, cards: acts.suspend_cards(store, cards), "Suspend"),
    "flag": (lambda store, _, cards: acts.flag_cards(store, cards, 3), "Flag"),
    "mark": (lambda store, _, cards: acts.mark_cards(store, cards, True), "Mark"),
    "set due": (set_due_in_ten, "Set due date of"),
    "forget": (acts.forget, "Forget"),
}


def answer(store: Store, clock: Clock, card: str, rating: Rating = Rating.GOOD) -> Memory:
    shown = reviews.show(store, clock, SCHEDULER, card)
    return reviews.answer(store, clock, SCHEDULER, shown, rating, 2_000).memory


def rows(store: Store, sql: str, *values: object) -> list[Any]:
    with store.reading() as connection:
        return connection.execute(sql, values).fetchall()


def memory_of(store: Store, card: str) -> Memory:
    with store.reading() as connection:
        found = caches.read_memory(connection, card)
    assert found is not None
    return found[0]


def snapshot(store: Store) -> list[Any]:
    memory = f"SELECT card, {caches.MEMORY_COLUMNS}, buried_until_day FROM memory ORDER BY card"
    queries = (
        "SELECT id, suspended, flag, marked FROM card ORDER BY id",
        memory,
        "SELECT * FROM done ORDER BY study_day, kind",
        "SELECT entity, key, field, value FROM latest ORDER BY entity, key, field",
    )
    return [rows(store, sql) for sql in queries]


def prove(store: Store) -> None:
    assert [result for result in check(store) if not result.ok] == []


@pytest.fixture
def used(store: Store, clock: Clock, time: Any, add_cards: AddCards) -> list[str]:
    """Three cards in review, one learning, two new."""
    cards = add_cards(6)
    for card in cards[:3]:
        answer(store, clock, card, Rating.EASY)
    time.wait(days=20)
    for card in cards[:3]:
        answer(store, clock, card)
    answer(store, clock, cards[3])
    return cards


@pytest.mark.parametrize("name", BULK)
def test_an_act_on_many_cards_is_one_act_that_is_undone_and_redone(
    store: Store, clock: Clock, used: list[str], name: str
) -> None:
    act, verb = BULK[name]
    start, number = snapshot(store), rows(store, "SELECT count(*) FROM act")[0][0]
    changed = act(store, clock, used)
    assert changed == (4 if name == "forget" else 6)
    assert rows(store, "SELECT count(*) FROM act") == [(number + 1,)]
    assert log.undo_label(store) == f"{verb} {changed} cards"
    prove(store)
    end = snapshot(store)
    undone = log.undo(store)
    assert undone is not None
    assert len(undone.cards) == changed
    assert snapshot(store) == start
    prove(store)
    assert log.redo(store) is not None
    assert snapshot(store) == end
    prove(store)
    rebuild(store)
    assert snapshot(store) == end


@pytest.mark.parametrize("name", BULK)
def test_the_act_on_one_card_is_named_without_a_number(
    store: Store, clock: Clock, used: list[str], name: str
) -> None:
    act, verb = BULK[name]
    assert act(store, clock, used[:1]) == 1
    assert log.undo_label(store) == f"{verb} card"


@pytest.mark.parametrize("name", BULK)
def test_what_is_so_already_writes_nothing(
    store: Store, clock: Clock, used: list[str], name: str
) -> None:
    act, _ = BULK[name]
    act(store, clock, used[:2])
    before = log.undo_label(store)
    assert act(store, clock, [used[0], used[1], used[0], "none"]) == 0
    assert log.undo_label(store) == before


@pytest.mark.parametrize("name", BULK)
def test_cards_that_are_gone_are_refused(store: Store, clock: Clock, name: str) -> None:
    act, _ = BULK[name]
    with pytest.raises(CardChanged, match="none is no longer there"):
        act(store, clock, ["none"])
    with pytest.raises(CardChanged, match="the cards are no longer there"):
        act(store, clock, ["none", "nor this"])
    assert rows(store, "SELECT * FROM act") == []


@pytest.mark.parametrize("name", BULK)
def test_an_act_shows_in_another_window(
    store: Store, clock: Clock, used: list[str], name: str
) -> None:
    act, _ = BULK[name]
    window = open_store(store.path, device="one", clock=clock)
    shown = reviews.show(window, clock, SCHEDULER, used[1])
    act(store, clock, used)
    with pytest.raises(CardChanged):
        reviews.answer(window, clock, SCHEDULER, shown, Rating.GOOD, 1)
    window.close()


def test_acts_are_taken_back_by_their_counterparts(
    store: Store, clock: Clock, time: Any, used: list[str]
) -> None:
    start = snapshot(store)[:2]
    acts.bury_cards(store, clock, used[:2])
    acts.suspend_cards(store, used[1:3])
    acts.flag_cards(store, used[:3], 7)
    acts.mark_cards(store, used[:3], True)
    assert acts.unbury_cards(store, clock, used) == 2
    assert acts.unsuspend_cards(store, used) == 2
    assert acts.flag_cards(store, used, 0) == 3
    assert acts.mark_cards(store, used, False) == 3
    assert snapshot(store)[:2] == start
    names = [name for (name,) in rows(store, "SELECT name FROM act ORDER BY seq DESC LIMIT 4")]
    assert names == ["Unmark 3 cards", "Unflag 3 cards", "Unsuspend 2 cards", "Unbury 2 cards"]
    acts.bury_cards(store, clock, used)
    time.wait(days=1)
    assert acts.unbury_cards(store, clock, used) == 0  # the rollover has brought them back
    prove(store)


@pytest.mark.parametrize("number", [-1, 8])
def test_a_flag_is_0_to_7(store: Store, used: list[str], number: int) -> None:
    with pytest.raises(ValueError, match="0 to 7"):
        acts.flag_cards(store, used, number)


@pytest.mark.parametrize(("first", "last"), [(-1, None), (3, 2), (0, 36_501), (-2, 5)])
def test_set_due_refuses_days_out_of_range(
    store: Store, clock: Clock, used: list[str], first: int, last: int | None
) -> None:
    with pytest.raises(ValueError, match="days from today"):
        acts.set_due(store, clock, used, first, last)
    assert log.undo_label(store) == "Answer"


def test_set_due_keeps_what_is_known_of_the_memory(
    store: Store, clock: Clock, used: list[str]
) -> None:
    before = [memory_of(store, card) for card in used]
    acts.set_due(store, clock, used, 5)
    for card, old in zip(used, before, strict=True):
        new = memory_of(store, card)
        assert (new.state, new.due_day, new.due_at, new.step) == (
            State.REVIEW,
            clock.study_day() + 5,
            None,
            None,
        )
        assert (new.stability, new.difficulty, new.reps, new.lapses, new.last_day) == (
            old.stability,
            old.difficulty,
            old.reps,
            old.lapses,
            old.last_day,
        )
    kinds = rows(store, "SELECT DISTINCT rating, scheduler FROM review WHERE kind = 'set-due'")
    assert kinds == [(None, acts.LEARNER)]


def test_set_due_spreads_by_card_and_always_the_same(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    cards = add_cards(400)
    acts.set_due(store, clock, cards, 3, 6)
    days = [memory_of(store, card).due_day for card in cards]
    counts = [days.count(TODAY + day) for day in (3, 4, 5, 6)]
    assert sum(counts) == 400
    assert min(counts) > 60
    log.undo(store)
    acts.set_due(store, clock, cards[::-1], 3, 6)
    assert [memory_of(store, card).due_day for card in cards] == days


@pytest.mark.parametrize("rating", Rating)
def test_a_card_set_due_before_any_answer_gets_the_first_strength_of_its_answer(
    store: Store, clock: Clock, time: Any, add_cards: AddCards, rating: Rating
) -> None:
    (card,) = add_cards(1)
    acts.set_due(store, clock, [card], 2)
    assert SCHEDULER.retrievability(memory_of(store, card), clock.study_day()) == 0
    time.wait(days=4)
    shown = reviews.show(store, clock, SCHEDULER, card)
    days = [choice.memory.due_day for choice in shown.choices[1:]]
    assert days == sorted(set(days), key=lambda day: day or 0)
    after = answer(store, clock, card, rating)
    first = SCHEDULER.strength(Memory(), rating, clock.study_day())
    assert (after.stability, after.difficulty) == first
    assert after == shown.choices[rating - 1].memory
    assert after.state is (State.RELEARNING if rating is Rating.AGAIN else State.REVIEW)
    prove(store)


def test_forget_makes_a_card_new_and_leaves_answers_before_it_out(
    store: Store, clock: Clock, time: Any, used: list[str]
) -> None:
    acts.forget(store, clock, used[:1])
    assert memory_of(store, used[0]) == Memory()
    assert len(rows(store, "SELECT 1 FROM review WHERE card = ?", used[0])) == 3
    time.wait(days=3)
    again = answer(store, clock, used[0])
    fresh = answer(store, clock, used[4])
    assert (again.stability, again.difficulty, again.reps) == (
        fresh.stability,
        fresh.difficulty,
        1,
    )
    prove(store)
    rebuild(store)
    assert memory_of(store, used[0]) == again


@pytest.mark.parametrize("name", ["set due", "forget"])
def test_a_new_schedule_brings_buried_cards_back_but_not_suspended_ones(
    store: Store, clock: Clock, used: list[str], name: str
) -> None:
    acts.bury_cards(store, clock, used[:2])
    acts.suspend_cards(store, used[1:2])
    start = snapshot(store)
    BULK[name][0](store, clock, used[:3])
    assert rows(store, "SELECT max(buried_until_day) FROM memory") == [(0,)]
    assert rows(store, "SELECT suspended FROM card WHERE id = ?", used[1]) == [(1,)]
    prove(store)
    log.undo(store)
    assert snapshot(store) == start


def test_rows_without_a_rating_are_no_answers_in_the_counts(
    store: Store, clock: Clock, used: list[str]
) -> None:
    acts.set_due(store, clock, used, 1)
    acts.forget(store, clock, used)
    done = dict(rows(store, "SELECT kind, count FROM done WHERE study_day = ?", clock.study_day()))
    assert done == {"review": 3, "learn": 1, "set-due": 6, "forget": 6}
    value = rows(store, "SELECT after FROM review WHERE kind = 'forget' LIMIT 1")[0][0]
    assert json.loads(value)["reps"] == 0


@pytest.mark.parametrize("name", ["mark", "set due"])
def test_ten_thousand_cards_are_one_act_too(
    store: Store, clock: Clock, add_cards: AddCards, name: str
) -> None:
    cards = add_cards(10_000)
    act, verb = BULK[name]
    assert act(store, clock, cards) == 10_000
    prove(store)
    assert log.undo_label(store) == f"{verb} 10000 cards"
    undone = log.undo(store)
    assert undone is not None
    assert len(undone.cards) == 10_000
    prove(store)


def test_a_large_act_and_the_answer_of_another_process_right_after_stay_in_order(
    store: Store, clock: Clock, add_cards: AddCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_process() -> None:
        monkeypatch.setattr(ids, "_last", type(vars(ids)["_last"])())

    another_process()
    cards = add_cards(5_000)
    acts.set_due(store, clock, cards, 0)
    acts.forget(store, clock, cards)
    another_process()
    answer(store, clock, cards[-1])
    save_settings(store, parameters=DEFAULT_PARAMETERS)
    assert memory_of(store, cards[-1]).stability is not None
    prove(store)

"""Postpone, advance, spread and reschedule: which cards, to which days, as one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import acts, backlog, caches, log, reviews
from db.balance import weekday
from db.check import check
from db.clock import Clock
from db.intervals import fuzz_bounds
from db.model import CardChanged, Memory, Rating, State, StudySettings
from db.scheduler import Scheduler
from db.store import Store

AddCards = Callable[..., list[str]]
SCHEDULER = Scheduler(StudySettings())
TODAY = 20_000


def memory_of(store: Store, card: str) -> Memory:
    with store.reading() as connection:
        found = caches.read_memory(connection, card)
    assert found is not None
    return found[0]


def due_days(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return dict(connection.execute("SELECT card, due_day FROM memory").fetchall())


def plan(store: Store, make: Callable[..., backlog.Plan], clock: Clock, *more: Any) -> backlog.Plan:
    scheduler = more[0] if more and isinstance(more[0], Scheduler) else SCHEDULER
    rest = more[1:] if more and isinstance(more[0], Scheduler) else more
    with store.reading() as connection:
        return make(connection, clock, scheduler, *rest)


def learn(store: Store, clock: Clock, cards: list[str], scheduler: Scheduler = SCHEDULER) -> None:
    for card in cards:
        shown = reviews.show(store, clock, scheduler, card)
        reviews.answer(store, clock, scheduler, shown, Rating.EASY, 1_000)


def prove(store: Store) -> None:
    assert [result for result in check(store) if not result.ok] == []


def test_postpone_takes_the_cards_that_lose_least(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    short = add_cards(10, name="short", due=0, interval=3)
    long = add_cards(10, name="long", due=0, interval=100)
    made = plan(store, backlog.plan_postpone, clock, 10, 3)
    assert {move.card for move in made.moves} == set(long)
    assert all(TODAY < move.after <= TODAY + 3 for move in made.moves)
    assert (made.before[0], made.after[:4]) == (20, (10, 4, 3, 3))
    assert made.label() == "Postpone 10 cards"
    everything = plan(store, backlog.plan_postpone, clock, None, 4)
    assert len(everything.moves) == 20
    days = {move.card: move.after for move in everything.moves}
    assert max(days[card] for card in short) <= min(days[card] for card in long)
    assert everything.after[:6] == (0, 5, 5, 5, 5, 0)


@pytest.mark.parametrize(("count", "days"), [(0, 1), (None, 0), (3, -1)])
def test_plans_refuse_what_is_below_one(
    store: Store, clock: Clock, count: int | None, days: int
) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        plan(store, backlog.plan_postpone, clock, count, days)
    with pytest.raises(ValueError, match="at least 1"):
        plan(store, backlog.plan_spread, clock, 0)
    with pytest.raises(ValueError, match="at least 1"):
        plan(store, backlog.plan_advance, clock, 0)


def test_advance_takes_what_is_nearly_due_for_its_interval(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    add_cards(3, name="fresh", due=-9, interval=10)
    nearly = add_cards(3, name="nearly", due=-9, interval=100)
    add_cards(3, name="due", due=0)
    made = plan(store, backlog.plan_advance, clock, 3)
    assert {move.card for move in made.moves} == set(nearly)
    assert {move.after for move in made.moves} == {TODAY}
    assert (made.before[0], made.before[9]) == (3, 6)
    assert (made.after[0], made.after[9]) == (6, 3)
    assert len(plan(store, backlog.plan_advance, clock, 50).moves) == 6


def test_advance_leaves_alone_what_was_answered_today(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    learn(store, clock, add_cards(2))
    assert plan(store, backlog.plan_advance, clock, 5).moves == ()


def test_spread_deals_out_what_is_overdue_and_the_fading_come_first(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    fading = add_cards(20, name="fading", due=2, interval=5)
    steady = add_cards(40, name="steady", due=2, interval=300)
    add_cards(6, name="today", due=0)
    made = plan(store, backlog.plan_spread, clock, 3)
    assert made.name == "Spread"
    assert made.label(2) == "Spread 2 cards over 3 days"
    assert (made.before[:4], made.after[:4]) == ((66, 0, 0, 0), (22, 22, 22, 0))
    days = {move.card: move.after for move in made.moves}
    assert {days.get(card, TODAY) for card in fading} <= {TODAY, TODAY + 1}
    assert max(days.get(card, TODAY) for card in fading) <= min(
        days.get(card, TODAY) for card in steady
    )


def test_spread_keeps_the_limit_of_a_day_and_goes_on_after(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    add_cards(50, name="late", due=30)
    add_cards(4, name="next", due=-1)
    few = Scheduler(StudySettings(reviews_per_day=10))
    made = plan(store, backlog.plan_spread, clock, few, 2)
    assert made.after[:7] == (10, 10, 10, 10, 10, 4, 0)
    none = Scheduler(StudySettings(reviews_per_day=0))
    assert plan(store, backlog.plan_spread, clock, none, 2).after[:3] == (27, 27, 0)
    raised = replace(few.settings, more_reviews=(TODAY, 20))
    made = plan(store, backlog.plan_spread, clock, Scheduler(raised), 2)
    assert made.after[:5] == (30, 10, 10, 4, 0)


def test_spread_counts_what_was_done_today(store: Store, clock: Clock, add_cards: AddCards) -> None:
    cards = add_cards(14, name="late", due=30)
    learn(store, clock, cards[:4])  # these are answered, ten are left
    made = plan(store, backlog.plan_spread, clock, 2)
    assert made.after[:3] == (3, 7, 0)


def test_easy_days_get_their_share(store: Store, clock: Clock, add_cards: AddCards) -> None:
    add_cards(120, name="late", due=30)
    easy = [100] * 7
    easy[weekday(TODAY + 1)] = 50
    easy[weekday(TODAY + 2)] = 0
    made = plan(
        store, backlog.plan_spread, clock, Scheduler(StudySettings(easy_days=tuple(easy))), 4
    )
    assert made.after[:5] == (48, 24, 0, 48, 0)
    nothing = Scheduler(StudySettings(easy_days=(0,) * 7))
    assert plan(store, backlog.plan_spread, clock, nothing, 3).after[:4] == (40, 40, 40, 0)


def test_cards_put_away_or_never_answered_are_left_alone(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    late = add_cards(5, due=3)
    new = add_cards(2, name="new")
    acts.suspend_cards(store, late[:2])
    acts.bury_cards(store, clock, late[2:3])
    acts.set_due(store, clock, new, 0)
    postponed = plan(store, backlog.plan_postpone, clock, None, 2).moves
    assert {move.card for move in postponed} == set(late[3:])
    spread = plan(store, backlog.plan_spread, clock, 10).moves
    assert {move.card for move in spread} == set(late[2:])


def test_a_plan_is_one_act_that_is_undone_and_cards_that_moved_on_are_passed_over(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    cards = add_cards(12)
    learn(store, clock, cards)
    time.wait(days=60)
    start = due_days(store)
    made = plan(store, backlog.plan_postpone, clock, None, 5)
    learn(store, clock, cards[:2])
    answered = due_days(store)
    act = backlog.apply(store, clock, SCHEDULER, made)
    assert log.undo_label(store) == "Postpone 10 cards"
    meant = {move.card: move.after for move in made.moves}
    after = due_days(store)
    assert all(after[card] == meant[card] for card in cards[2:])
    assert all(after[card] == answered[card] for card in cards[:2])
    with store.reading() as connection:
        kinds = connection.execute(
            "SELECT kind, rating, parameters, count(*) FROM review WHERE act = ?", (act,)
        ).fetchall()
    assert kinds == [("reschedule", None, SCHEDULER.parameters, 10)]
    prove(store)
    log.undo(store)
    assert due_days(store) == answered
    log.redo(store)
    assert due_days(store) == after
    prove(store)
    with pytest.raises(CardChanged, match="as it was"):
        backlog.apply(store, clock, SCHEDULER, made)
    assert {card: day for card, day in start.items() if day > TODAY + 60} == {}


def test_an_answer_after_a_postponed_day_counts_the_true_days(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    learn(store, clock, [card])
    time.wait(days=60)
    before = memory_of(store, card)
    backlog.apply(store, clock, SCHEDULER, plan(store, backlog.plan_postpone, clock, None, 1))
    moved = memory_of(store, card)
    assert moved == replace(before, due_day=TODAY + 61)
    expected = SCHEDULER.strength(before, Rating.GOOD, TODAY + 60)
    assert SCHEDULER.strength(moved, Rating.GOOD, TODAY + 60) == expected


def test_reschedule_moves_nothing_that_is_right_and_all_when_retention_changes(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    cards = add_cards(60)
    learn(store, clock, cards)
    assert plan(store, backlog.plan_reschedule, clock).moves == ()
    strict = Scheduler(StudySettings(desired_retention=0.97))
    made = plan(store, backlog.plan_reschedule, clock, strict)
    assert len(made.moves) == 60
    assert made.label() == "Reschedule 60 cards"
    for move in made.moves:
        memory = memory_of(store, move.card)
        assert memory.stability is not None
        lower, upper = fuzz_bounds(strict.raw_interval(memory.stability), 1, 36_500)
        assert TODAY + lower <= move.after <= TODAY + upper
    backlog.apply(store, clock, strict, made)
    prove(store)
    assert plan(store, backlog.plan_reschedule, clock, strict).moves == ()


def test_reschedule_goes_from_the_last_review_and_never_into_the_past(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    (late,) = add_cards(1, name="late", due=50, interval=10)
    (soon,) = add_cards(1, name="soon", due=-1, interval=100)
    (far,) = add_cards(1, name="far", due=-60, interval=100)
    strict = Scheduler(StudySettings(desired_retention=0.97))
    made = plan(store, backlog.plan_reschedule, clock, strict)
    assert {move.card: move.after for move in made.moves} == {soon: TODAY, far: TODAY}
    loose = Scheduler(StudySettings(desired_retention=0.75))
    days = {m.card: m.after for m in plan(store, backlog.plan_reschedule, clock, loose).moves}
    assert set(days) == {soon, far, late} or set(days) == {soon, far}
    assert all(day > TODAY for day in days.values())


def test_reschedule_without_fuzz_is_the_rounded_interval(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    (card,) = add_cards(1, due=-5, interval=20)
    exact = Scheduler(StudySettings(desired_retention=0.85, fuzz=False))
    (move,) = plan(store, backlog.plan_reschedule, clock, exact).moves
    assert move.after == TODAY + 5 - 20 + round(exact.raw_interval(20.0))
    assert move.card == card


def test_reschedule_balances_and_keeps_easy_days_and_siblings_apart(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    for pair in range(150):
        add_cards(2, name=f"pair-{pair}", note=f"note-{pair}", due=-40, interval=40)
    easy = [100] * 7
    easy[weekday(TODAY + 30)] = 0
    scheduler = Scheduler(StudySettings(desired_retention=0.92, easy_days=tuple(easy)))
    made = plan(store, backlog.plan_reschedule, clock, scheduler)
    days = {move.card: move.after for move in made.moves}
    assert len(days) == 300
    counts = Counter(days.values())
    light = [count for day, count in counts.items() if easy[weekday(day)] == 0]
    heavy = [count for day, count in counts.items() if easy[weekday(day)] == 100]
    assert max(light, default=0) <= 5
    assert max(heavy) <= 2 * min(heavy)
    together = sum(days[f"pair-{pair}-0"] == days[f"pair-{pair}-1"] for pair in range(150))
    assert together <= 3


def test_maximum_interval_holds(store: Store, clock: Clock, add_cards: AddCards) -> None:
    add_cards(30, due=-300, interval=400)
    capped = Scheduler(StudySettings(maximum_interval=200))
    made = plan(store, backlog.plan_reschedule, clock, capped)
    assert {move.after for move in made.moves} <= set(range(TODAY, TODAY + 101))


@given(
    stability=st.floats(1, 2_000),
    interval=st.integers(1, 400),
    passed=st.integers(0, 800),
    retention=st.floats(0.70, 0.99),
)
def test_the_range_of_a_card_holds_its_raw_interval(
    stability: float, interval: int, passed: int, retention: float
) -> None:
    scheduler = Scheduler(StudySettings(desired_retention=retention))
    last = TODAY - passed
    memory = Memory(State.REVIEW, None, stability, 5.0, last + interval, None, last, 0, 3)
    first, end = backlog.fuzz_days(memory, scheduler)
    raw = min(max(scheduler.raw_interval(stability), 1), 36_500)
    assert first - 1 <= last + raw <= end + 1

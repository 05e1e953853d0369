"""The simulator: what more retention, fewer new cards and less time do to the days to come."""

from __future__ import annotations

import time as system_time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_log import write_log

from db.child_process import Cancel
from db.model import StudySettings
from db.scheduler import Scheduler
from db.simulate import (
    SAMPLE,
    Deck,
    Habits,
    Limits,
    SimulatedCard,
    Simulation,
    sampled,
    simulate,
)
from db.simulate_deck import deck_of, habits_of
from db.store import Store
from db.what_if import what_if

DEFAULTS = Scheduler(StudySettings()).numbers
NO_LIMIT = 99_999


def deck(seen: int, new: int = 0, overdue: int = 0) -> Deck:
    cards = tuple(
        SimulatedCard(
            5.0 + place % 90, 1.0 + place % 10, max(0, place % 30 - overdue), -(place % 9)
        )
        for place in range(seen)
    )
    return Deck(cards, new)


def run(of: Deck, limits: Limits, retention: float = 0.9, seed: int = 1) -> Simulation:
    scheduler = Scheduler(StudySettings(desired_retention=retention))
    return simulate(of, scheduler, Habits(), limits, seed)


@given(st.integers(0, 1_000))
@settings(max_examples=10, deadline=None)
def test_more_retention_never_means_fewer_reviews(seed: int) -> None:
    limits = Limits(180, 10, NO_LIMIT)
    work = [
        run(deck(200, 300), limits, retention, seed).reviews_a_day
        for retention in (0.80, 0.85, 0.90, 0.95, 0.97)
    ]
    assert work == sorted(work)


@given(st.integers(0, 1_000))
@settings(max_examples=10, deadline=None)
def test_more_retention_means_more_remembered_when_time_is_no_limit(seed: int) -> None:
    limits = Limits(180, 0, NO_LIMIT)
    known = [
        run(deck(400), limits, retention, seed).remembered[-1] for retention in (0.8, 0.9, 0.97)
    ]
    assert known == sorted(known)


@given(st.integers(0, 1_000), st.integers(5, 40))
@settings(max_examples=15, deadline=None)
def test_without_new_cards_the_backlog_falls(seed: int, reviews: int) -> None:
    days = run(deck(300, 0, overdue=30), Limits(365, 0, reviews), seed=seed).backlog
    assert days[0] == 300 - reviews
    assert days[-1] < days[0]


@given(
    seen=st.integers(0, 60),
    new=st.integers(0, 60),
    days=st.integers(1, 60),
    new_a_day=st.integers(0, 20),
    reviews=st.integers(0, 30),
    minutes=st.none() | st.integers(1, 10),
    retention=st.floats(0.70, 0.99),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_limits_hold_and_the_numbers_agree(
    seen: int,
    new: int,
    days: int,
    new_a_day: int,
    reviews: int,
    minutes: int | None,
    retention: float,
    seed: int,
) -> None:
    limits = Limits(days, new_a_day, reviews, minutes)
    found = run(deck(seen, new), limits, retention, seed)
    for column in (found.reviews, found.minutes, found.new, found.remembered, found.backlog):
        assert len(column) == days
        assert min(column) >= 0
    assert max(found.new) <= new_a_day
    assert sum(found.new) <= new
    assert all(one + other <= reviews for one, other in zip(found.reviews, found.new, strict=True))
    assert max(found.remembered) <= seen + new
    if minutes is not None:  # the card that is begun is finished, and tomorrow pays for it
        assert sum(found.minutes) <= minutes * days + 1


def test_the_same_seed_gives_the_same_days_and_another_seed_others() -> None:
    limits = Limits(90, 10, 100)
    assert run(deck(100, 100), limits) == run(deck(100, 100), limits)
    assert run(deck(100, 100), limits) != run(deck(100, 100), limits, seed=2)


def test_less_time_leaves_more_over() -> None:
    long, short = (run(deck(900, 0, 30), Limits(30, 0, NO_LIMIT, minutes)) for minutes in (60, 5))
    assert short.minutes_a_day <= 5.1
    assert short.backlog[-1] > long.backlog[-1] == 0


def test_a_large_deck_is_sampled_and_stands_for_all() -> None:
    limits = Limits(120, 40, 2_000)
    whole, part = deck(6_000, 3_000), sampled(deck(6_000, 3_000), limits, 1)
    assert len(part.cards) + part.new == SAMPLE
    assert part.share == pytest.approx(SAMPLE / 9_000)
    found = run(whole, limits)
    assert sum(found.new) == pytest.approx(3_000, rel=0.02)
    small = run(deck(600, 300), Limits(120, 4, 200))
    assert found.reviews_a_day == pytest.approx(10 * small.reviews_a_day, rel=0.1)
    assert found.remembered[-1] == pytest.approx(10 * small.remembered[-1], rel=0.05)


def test_new_cards_that_never_get_their_turn_are_not_followed() -> None:
    assert sampled(deck(10, 50_000), Limits(100, 5, 200), 1) == replace(deck(10, 50_000), new=500)


def test_a_year_of_two_thousand_cards_takes_about_a_second() -> None:
    start = system_time.process_time()
    run(deck(1_000, 1_000), Limits())
    assert system_time.process_time() - start < 1.5


def test_the_deck_is_what_the_database_holds(store: Store, add_cards: Any) -> None:
    add_cards(3, name="new")
    seen = add_cards(2, name="due", due=4, interval=6)
    hidden = add_cards(2, name="hidden", due=0)
    with store.transaction() as transaction:
        for column, card in (("suspended", hidden[0]), ("retired", hidden[1])):
            transaction.connection.execute(f"UPDATE card SET {column} = 1 WHERE id = ?", (card,))
    with store.reading() as connection:
        found = deck_of(connection, 20_000)
    assert found == Deck((SimulatedCard(6.0, 5.0, 0, -10),) * len(seen), 3)


def test_habits_are_those_of_other_learners_until_there_are_own_ones(store: Store) -> None:
    with store.reading() as connection:
        found = habits_of(connection, 20_000)
    assert found.first == pytest.approx(Habits().first)
    assert found.new_seconds == Habits().new_seconds


def test_habits_come_from_the_log(store: Store) -> None:
    write_log(store, cards=400, days=200, true=DEFAULTS, believed=DEFAULTS, first_day=19_800)
    with store.reading() as connection:
        found = habits_of(connection, 20_000)
    assert sum(found.first) == pytest.approx(1)
    assert sum(found.passed) == pytest.approx(1)
    assert found.first == pytest.approx((0.25, 0.10, 0.50, 0.15), abs=0.06)
    assert found.passed == pytest.approx((0.15, 0.75, 0.10), abs=0.04)
    assert found.review_seconds == pytest.approx((6, 8, 10, 12), abs=2)


def test_retentions_stand_side_by_side_from_a_process(store: Store, add_cards: Any) -> None:
    add_cards(40)
    told: list[float] = []
    limits = Limits(30, 5, 50)
    found = what_if(store.path, 20_000, limits, (0.8, 0.95), progress=told.append)
    assert [one.retention for one in found.simulations] == [0.8, 0.95]
    assert (found.seen, found.new) == (0, 40)
    assert told == [0.5, 1.0]
    again = what_if(store.path, 20_000, limits, (0.8, 0.95))
    assert again == found


def test_a_simulation_can_be_cancelled(store: Store, add_cards: Any) -> None:
    add_cards(5)
    with pytest.raises(Cancel):
        what_if(store.path, 20_000, Limits(30), cancelled=lambda: True)


@pytest.mark.parametrize("limits", [Limits(0), Limits(4_000), Limits(10, -1), Limits(10, 1, -2)])
def test_what_makes_no_sense_is_refused(store: Store, limits: Limits) -> None:
    with pytest.raises(ValueError, match=r"limit|covers"):
        what_if(store.path, 20_000, limits)

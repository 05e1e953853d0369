"""Balancing: lighter days, siblings apart, easy days; within the fuzz and the order of buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import acts
from db.balance import DAYS, EVEN, Load, load_of, weekday
from db.clock import DAY_MS, Clock, Moment
from db.intervals import BALANCED_DAYS, fuzz_bounds
from db.model import Memory, Rating, Shown, State, StudySettings
from db.scheduler import Scheduler
from db.store import Store
from db.study import StudySession

AddCards = Callable[..., list[str]]
DAY = 20_000
NOON = Moment(DAY, DAY * DAY_MS + DAY_MS // 2, (DAY + 1) * DAY_MS + DAY_MS // 6)


def review_card(stability: float, interval: int) -> Memory:
    last = DAY - interval
    return Memory(State.REVIEW, None, stability, 5.0, DAY, None, last, 1, reps=5)


def spread(load: Load, number: int, lower: int, upper: int) -> list[int]:
    """How many of ``number`` cards fall on each day of a range, one after the other."""
    counts = [0] * (upper - lower + 1)
    for place in range(number):
        days = load.pick(DAY, lower, upper, (place * 0.618034) % 1)
        load.move(None, DAY + days)
        counts[days - lower] += 1
    return counts


days_of = st.dictionaries(st.integers(DAY, DAY + DAYS), st.integers(0, 300))
percents = st.lists(st.integers(0, 100), min_size=7, max_size=7).map(tuple)


@given(
    counts=days_of,
    easy=percents,
    taken=st.frozensets(st.integers(DAY, DAY + DAYS)),
    lower=st.integers(1, 90),
    more=st.integers(0, 12),
    factor=st.floats(0, 1, exclude_max=True),
)
def test_the_day_lies_in_the_range_and_the_same_is_picked_again(
    counts: dict[int, int],
    easy: tuple[int, ...],
    taken: frozenset[int],
    lower: int,
    more: int,
    factor: float,
) -> None:
    load = Load(DAY, counts, easy)
    load.taken = taken
    found = load.pick(DAY, lower, lower + more, factor)
    assert lower <= found <= lower + more
    assert load.pick(DAY, lower, lower + more, factor) == found


@given(counts=days_of, moves=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120))))
def test_moves_taken_back_leave_the_load_as_it_was(
    counts: dict[int, int], moves: list[tuple[int, int]]
) -> None:
    load = Load(DAY, dict(counts))
    for before, after in moves:
        load.move(DAY + before, DAY + after)
    for before, after in reversed(moves):
        load.move(DAY + after, DAY + before)
    assert all(load.on(day) == counts.get(day, 0) for day in range(DAY, DAY + 121))


def test_lighter_days_are_preferred_until_all_are_alike() -> None:
    load = Load(DAY, {DAY + 20: 40, DAY + 21: 40, DAY + 22: 5, DAY + 23: 40, DAY + 24: 40})
    counts = spread(load, 300, 20, 24)
    assert counts[2] == max(counts)
    full = [load.on(DAY + days) for days in range(20, 25)]
    assert max(full) - min(full) < 20


def test_siblings_are_kept_apart() -> None:
    load = Load(DAY, {})
    load.taken = frozenset({DAY + 10, DAY + 12})
    picked = {load.pick(DAY, 9, 13, place / 500) for place in range(1, 500)}
    assert picked == {9, 11, 13}


@pytest.mark.parametrize("percent", [0, 25, 50, 80])
def test_an_easy_day_gets_its_percentage_of_the_others(percent: int) -> None:
    easy = tuple(percent if day == weekday(DAY + 33) else 100 for day in range(7))
    counts = spread(Load(DAY, {}, easy), 700, 30, 36)
    others = (sum(counts) - counts[3]) / 6
    assert counts[3] / others == pytest.approx(percent / 100, abs=0.06)


def test_if_every_day_is_easy_they_share_alike() -> None:
    counts = spread(Load(DAY, {}, (0,) * 7), 700, 30, 36)
    assert max(counts) - min(counts) < 40


def test_weekdays_begin_on_monday() -> None:
    assert weekday(0) == 3  # 1 January 1970 was a Thursday
    assert weekday(4) == 0


settings_ = st.builds(
    StudySettings,
    desired_retention=st.floats(0.70, 0.99),
    maximum_interval=st.sampled_from([36_500, 40]),
    easy_days=percents,
)


@given(
    counts=days_of,
    settings=settings_,
    stability=st.floats(0.5, 200),
    interval=st.integers(1, 200),
    card=st.text(max_size=8),
)
def test_balanced_buttons_keep_their_order_and_stay_within_the_fuzz(
    counts: dict[int, int], settings: StudySettings, stability: float, interval: int, card: str
) -> None:
    scheduler = Scheduler(settings)
    memory = review_card(stability, interval)
    choices = scheduler.choices_at(card, memory, NOON, Load(DAY, counts, settings.easy_days))
    days = [(choice.memory.due_day or 0) - DAY for choice in choices[1:]]
    most = settings.maximum_interval
    assert all(1 <= day <= most for day in days)
    assert all(one < two or two == most for one, two in pairwise(days))
    good = scheduler.strength(memory, Rating.GOOD, DAY)
    raw = scheduler.raw_interval(good.stability)
    if round(raw) > interval < most:
        assert days[1] >= interval
    assert days[1] <= fuzz_bounds(max(raw, days[0] + 1, interval + 1), 1, most)[1]


@given(counts=days_of, stability=st.floats(0.5, 3_000), card=st.text(max_size=8))
def test_without_balance_or_fuzz_and_far_ahead_the_load_says_nothing(
    counts: dict[int, int], stability: float, card: str
) -> None:
    memory = review_card(stability, 10)
    load = Load(DAY, counts)
    for settings in (StudySettings(load_balance=False), StudySettings(fuzz=False)):
        scheduler = Scheduler(settings)
        plain = scheduler.choices_at(card, memory, NOON)
        assert scheduler.choices_at(card, memory, NOON, load) == plain
    scheduler = Scheduler(StudySettings())
    plain = scheduler.choices_at(card, memory, NOON)
    balanced = scheduler.choices_at(card, memory, NOON, load)
    for one, two in zip(plain[1:], balanced[1:], strict=True):
        raw = scheduler.raw_interval(two.memory.stability or 0)
        if raw > BALANCED_DAYS and balanced[1] == plain[1]:
            assert one == two
    assert scheduler.advance(card, memory, Rating.GOOD, NOON) == plain[2].memory


def begin(store: Store, clock: Clock, **settings: Any) -> StudySession:
    said = replace(StudySettings(), **settings)
    return StudySession(store, clock, Scheduler(said), said)


def shown(session: StudySession) -> Shown:
    found = session.current()
    assert isinstance(found, Shown)
    return found


def test_a_session_spreads_its_answers_over_the_days(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    def due_days(**settings: Any) -> list[int]:
        session = begin(store, clock, **settings)
        found: list[int] = []
        while isinstance(card := session.current(), Shown):
            found.append(session.answer(card, Rating.GOOD, 1_000).memory.due_day or 0)
        for _ in found:
            session.undo()
        return found

    add_cards(100, due=0, interval=20)
    plain = due_days(load_balance=False)
    even = due_days(load_balance=True)
    busiest = [max(days.count(day) for day in days) for days in (plain, even)]
    assert busiest[1] < busiest[0]
    assert abs(sum(plain) - sum(even)) / len(plain) < 1


def test_suspended_and_withdrawn_cards_are_no_load(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    cards = add_cards(5, due=-7)
    acts.suspend_cards(store, cards[:2])
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE card SET retired = 1 WHERE id = ?", (cards[2],))
    with store.reading() as connection:
        assert load_of(connection, clock.study_day(), EVEN).on(DAY + 7) == 2


@pytest.mark.parametrize("seed", range(4))
def test_the_buttons_are_those_of_a_session_begun_now(
    store: Store, clock: Clock, add_cards: AddCards, seed: int
) -> None:
    """So undo, redo and a restart change no button: what is kept in step is what is stored."""
    import random

    chance = random.Random(seed)
    add_cards(20, due=1, interval=9)
    add_cards(12, name="pair", note="n", due=-9)
    one = add_cards(1, name="one", note="n", due=0, interval=8)[0]
    session = begin(store, clock)
    for _ in range(50):
        doing = chance.choice(("answer",) * 5 + ("undo", "undo", "redo", "suspend"))
        if doing == "answer" and isinstance(card := session.current(), Shown):
            session.answer(card, chance.choice((Rating.HARD, Rating.GOOD, Rating.EASY)), 1_000)
        elif doing == "undo":
            session.undo()
        elif doing == "redo":
            session.redo()
        elif doing == "suspend":
            session.suspend()
        current = session.current()
        if isinstance(current, Shown):
            anew = StudySession(
                store,
                clock,
                Scheduler(StudySettings()),
                StudySettings(),
                None,
                None,
                0,
                frozenset({current.card}),
            )
            assert shown(anew).choices == current.choices
            if current.card == one:
                assert current.siblings

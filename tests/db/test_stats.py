"""True retention, forecast, heatmap, time and streak, from a log written by real answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from db import acts
from db.clock import Clock
from db.log import undo
from db.model import Rating, StudySettings
from db.reviews import answer, show
from db.scheduler import Scheduler
from db.stats import Statistics, TopicReviews, statistics
from db.store import Store

AddCards = Callable[..., list[str]]
DAY = 20_000
SETTINGS = StudySettings(fuzz=False)


@pytest.fixture
def rate(store: Store, clock: Clock) -> Callable[..., None]:
    scheduler = Scheduler(SETTINGS)

    def rated(card: str, rating: Rating, ms: int = 6_000) -> None:
        answer(store, clock, scheduler, show(store, clock, scheduler, card), rating, ms)

    return rated


@pytest.fixture
def look(store: Store, clock: Clock) -> Callable[[], Statistics]:
    def looked() -> Statistics:
        with store.reading() as connection:
            return statistics(connection, clock, replace(SETTINGS, desired_retention=0.85))

    return looked


@pytest.fixture
def look_at(store: Store, clock: Clock) -> Callable[[Sequence[str]], Statistics]:
    def looked(cards: Sequence[str]) -> Statistics:
        with store.reading() as connection:
            settings = replace(SETTINGS, desired_retention=0.85)
            return statistics(connection, clock, settings, cards=cards)

    return looked


Rate = Callable[..., None]
LookAt = Callable[[Sequence[str]], Statistics]
Look = Callable[[], Statistics]


def test_without_data_there_is_no_retention_and_no_streak(look: Look) -> None:
    found = look()
    assert set(found.retention) == {"day", "week", "month", "year", "young", "mature"}
    assert set(found.retention.values()) == {None}
    assert found.streak == 0
    assert found.heat() == (0,) * 84
    assert found.forecast == (0,) * 30
    assert found.desired == 0.85


def test_retention_is_passed_over_all_first_reviews(
    add_cards: AddCards, rate: Rate, look: Look
) -> None:
    young = add_cards(3, name="young", due=0, interval=20)
    mature = add_cards(2, name="mature", due=0, interval=21)
    rate(young[0], Rating.HARD)
    rate(young[1], Rating.AGAIN)
    rate(young[1], Rating.GOOD)  # relearning: not a test of memory
    rate(young[2], Rating.GOOD)
    rate(mature[0], Rating.EASY)
    rate(mature[1], Rating.AGAIN)
    found = look().retention
    assert found["young"] == pytest.approx(2 / 3)
    assert found["mature"] == pytest.approx(1 / 2)
    assert found["day"] == found["week"] == found["month"] == found["year"] == pytest.approx(3 / 5)


def test_learning_and_early_answers_are_no_retention(
    add_cards: AddCards, rate: Rate, look: Look
) -> None:
    rate(add_cards(1)[0], Rating.GOOD)
    rate(add_cards(1, name="early", due=-3)[0], Rating.GOOD)
    found = look()
    assert found.retention["day"] is None
    assert found.reviews["day"] == 2


def test_periods_end_with_today(add_cards: AddCards, rate: Rate, look: Look, time: Any) -> None:
    cards = add_cards(4, due=0)
    for card, wait in zip(cards, (1, 8, 40, 0), strict=True):
        rate(card, Rating.GOOD if card != cards[1] else Rating.AGAIN)
        time.wait(days=wait)
    found = look()
    assert found.reviews == {"day": 1, "week": 1, "month": 1, "year": 4}
    assert found.retention["month"] == 1.0
    assert found.retention["year"] == pytest.approx(3 / 4)
    assert found.heatmap == {DAY: 1, DAY + 1: 1, DAY + 9: 1, DAY + 49: 1}
    assert found.heat(10) == (0,) * 9 + (1,)


def test_what_was_undone_does_not_count(
    add_cards: AddCards, rate: Rate, look: Look, store: Store
) -> None:
    card = add_cards(1, due=0)[0]
    rate(card, Rating.AGAIN)
    undo(store)
    assert look().retention["day"] is None
    assert look().heatmap == {}
    rate(card, Rating.GOOD)
    assert look().retention["day"] == 1.0


def test_a_second_review_of_a_card_on_one_day_is_no_test_of_memory(
    add_cards: AddCards, rate: Rate, look: Look, store: Store, clock: Clock, time: Any
) -> None:
    first, second = add_cards(2, due=0)
    rate(first, Rating.EASY)
    rate(second, Rating.EASY)
    acts.set_due(store, clock, [first], 0)
    rate(first, Rating.AGAIN)
    found = look()
    assert found.retention["day"] == found.retention["year"] == 1.0
    assert found.reviews["day"] == 3
    time.wait(days=40)
    assert look().retention["year"] == 1.0
    undo(store)
    assert look().retention["year"] == 1.0
    assert look().reviews["year"] == 2


def test_statistics_of_some_cards_are_those_of_a_home_with_no_others(
    add_cards: AddCards,
    rate: Rate,
    look: Look,
    look_at: LookAt,
    store: Store,
    clock: Clock,
    time: Any,
) -> None:
    some = add_cards(4, name="some", topic="one", due=3, interval=30)
    new = add_cards(2, name="new", topic="two")

    def study() -> None:
        for number, card in enumerate((*some, new[0])):
            rate(card, Rating(1 + number % 4), 4_000)
            time.wait(days=number * 9)
        acts.set_due(store, clock, some[:2], 0)
        for card in some[:2]:
            rate(card, Rating.AGAIN)
        undo(store)
        acts.suspend_cards(store, some[3:])

    study()
    alone = look()
    assert look_at((*some, *new)) == alone
    assert look_at([]).heatmap == {}
    others = add_cards(5, name="others", topic="one", due=2)
    for card in others:
        rate(card, Rating.AGAIN)
    assert look_at((*some, *new)) == alone != look()
    assert look_at(new).by_topic == {}
    assert look_at(new).reviews["year"] == 1
    assert look_at(others).by_topic == {"one": TopicReviews(5, 0)}


def test_time_is_counted_in_minutes(add_cards: AddCards, rate: Rate, look: Look) -> None:
    for card in add_cards(4, due=0):
        rate(card, Rating.GOOD, 15_000)
    assert look().minutes["day"] == pytest.approx(1.0)


def test_the_forecast_puts_overdue_cards_on_today(
    add_cards: AddCards, look: Look, store: Store
) -> None:
    add_cards(2, name="late", due=5)
    add_cards(1, name="now", due=0)
    add_cards(3, name="soon", due=-2)
    add_cards(1, name="far", due=-30)
    hidden = add_cards(1, name="hidden", due=-2)
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE card SET suspended = 1 WHERE id = ?", hidden)
    forecast = look().forecast
    assert len(forecast) == 30
    assert forecast[:4] == (3, 0, 3, 0)
    assert sum(forecast) == 6


def test_topics_have_their_own_numbers(add_cards: AddCards, rate: Rate, look: Look) -> None:
    rate(add_cards(1, name="a", topic="one", due=0)[0], Rating.GOOD)
    two = add_cards(2, name="b", topic="two", due=0)
    rate(two[0], Rating.AGAIN)
    rate(two[1], Rating.GOOD)
    assert look().by_topic == {"one": TopicReviews(1, 1), "two": TopicReviews(2, 1)}


def test_a_streak_may_end_yesterday_but_not_before(
    add_cards: AddCards, rate: Rate, look: Look, time: Any
) -> None:
    for card in add_cards(3, due=9):
        rate(card, Rating.GOOD)
        time.wait(days=1)
    assert look().streak == 3
    time.wait(days=1)
    assert look().streak == 0

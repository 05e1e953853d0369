"""Which card comes next: order, limits, siblings, learn-ahead, waiting, and keeping in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.clock import Clock
from db.model import Counts, Finished, Memory, State, StudySettings, Waiting
from db.queue import Queue, build, mix, nothing_left
from db.scope import Scope
from db.store import Store

DAY = 20_000
AddCards = Callable[..., list[str]]
Build = Callable[..., Queue]


@pytest.fixture
def make(store: Store, clock: Clock) -> Build:
    def made(
        topics: frozenset[str] | None = None,
        limit: int | None = None,
        cards: frozenset[str] | None = None,
        ahead: int = 0,
        **settings: Any,
    ) -> Queue:
        scope = Scope(topics, cards, limit, ahead)
        with store.reading() as connection:
            return build(connection, clock, replace(StudySettings(), **settings), scope)

    return made


def drain(queue: Queue, now_ms: int) -> list[str]:
    """All cards of the queue if each is answered and gone."""
    shown: list[str] = []
    while isinstance(card := queue.next(now_ms), str):
        shown.append(card)
        queue.answered(card, Memory(State.REVIEW, due_day=DAY + 9, last_day=DAY, last_at=now_ms))
    return shown


def write(store: Store, sql: str, *values: object) -> None:
    with store.transaction() as transaction:
        transaction.connection.execute(sql, values)


def in_steps(due_at: int) -> Memory:
    return Memory(State.LEARNING, 0, 1.0, 5.0, None, due_at, DAY, due_at - 60_000, 1, 0)


def put_in_steps(store: Store, card: str, due_at: int, last_at: int = 0) -> None:
    write(
        store,
        "UPDATE memory SET state = 1, step = 0, stability = 1, difficulty = 5, due_day = NULL,"
        " due_at = ?, last_day = ?, last_at = ?, reps = 1 WHERE card = ?",
        due_at,
        DAY,
        last_at,
        card,
    )


def test_new_cards_come_in_the_order_of_the_map(make: Build, add_cards: AddCards) -> None:
    cards = add_cards(5, name="z") + add_cards(5, name="a")
    assert drain(make(), 0) == cards


def test_reviews_come_by_due_day_and_are_shuffled_within_it(
    make: Build, add_cards: AddCards
) -> None:
    today = add_cards(30, name="today", due=0)
    old = add_cards(30, name="old", due=3)
    shown = drain(make(), 0)
    assert set(shown[:30]) == set(old)
    assert shown[30:] != today
    assert set(shown[30:]) == set(today)


def test_the_shuffle_stays_when_the_queue_is_built_again(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    add_cards(40, due=0)
    shown = drain(make(), 0)
    write(store, "UPDATE memory SET due_day = ? WHERE card = ?", DAY + 5, shown[0])
    assert drain(make(), 0) == shown[1:]


def test_another_day_has_another_shuffle(make: Build, add_cards: AddCards, time: Any) -> None:
    add_cards(40, due=0)
    shown = drain(make(), 0)
    time.wait(days=1)
    assert drain(make(), 0) != shown


def test_new_cards_are_spread_evenly_among_reviews(make: Build, add_cards: AddCards) -> None:
    add_cards(4, name="new")
    add_cards(20, name="review", due=0)
    shown = drain(make(), 0)
    places = [place for place, card in enumerate(shown) if card.startswith("new")]
    gaps = [two - one for one, two in zip([-1, *places], [*places, len(shown)], strict=True)]
    assert max(gaps) - min(gaps) <= 1


@given(reviews=st.integers(0, 60), new=st.integers(0, 60))
def test_mixing_loses_nothing_and_keeps_both_orders(reviews: int, new: int) -> None:
    one, two = [f"r{n}" for n in range(reviews)], [f"n{n}" for n in range(new)]
    mixed = mix(one, two)
    assert [card for card in mixed if card[0] == "r"] == one
    assert [card for card in mixed if card[0] == "n"] == two


def test_limits_bound_a_day(make: Build, add_cards: AddCards) -> None:
    add_cards(30, name="new")
    add_cards(30, name="review", due=0)
    counts = make(new_per_day=5, reviews_per_day=12).counts(0)
    assert (counts.new, counts.due) == (0, 12)
    counts = make(new_per_day=5, reviews_per_day=33).counts(0)
    assert (counts.new, counts.due) == (3, 30)
    counts = make(new_per_day=5, reviews_per_day=100).counts(0)
    assert (counts.new, counts.due) == (5, 30)


def test_what_was_done_today_counts_against_the_limits(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    add_cards(30, name="new")
    add_cards(30, name="review", due=0)
    write(store, "INSERT INTO done VALUES (?, 'review', 8, 7, 0)", DAY)
    assert make(new_per_day=5, reviews_per_day=12).counts(0) == Counts(0, 0, 4)
    write(store, "INSERT INTO done VALUES (?, 'review', 99, 99, 0)", DAY - 1)
    assert make(new_per_day=5, reviews_per_day=12).counts(0) == Counts(0, 0, 4)


def test_hidden_cards_do_not_come(make: Build, add_cards: AddCards, store: Store) -> None:
    cards = add_cards(8, due=0)
    write(store, "UPDATE card SET suspended = 1 WHERE id = ?", cards[0])
    write(store, "UPDATE card SET retired = 1 WHERE id = ?", cards[1])
    write(store, "UPDATE memory SET buried_until_day = ? WHERE card = ?", DAY + 1, cards[2])
    write(store, "UPDATE memory SET buried_until_day = ? WHERE card = ?", DAY, cards[3])
    assert set(drain(make(), 0)) == set(cards[3:])


def test_one_card_of_a_note_comes_a_day_and_reviews_go_before_new(
    make: Build, add_cards: AddCards
) -> None:
    add_cards(3, name="new", note="n")
    review = add_cards(1, name="review", note="n", due=0)
    other = add_cards(2, name="other", note="m")
    assert drain(make(), 0) == [review[0], other[0]]


def test_many_siblings_at_the_front_do_not_hide_what_is_behind(
    make: Build, add_cards: AddCards
) -> None:
    add_cards(400, name="same", note="n")
    behind = add_cards(3, name="behind")
    assert drain(make(new_per_day=4), 0) == ["same-0", *behind]


def test_a_sibling_of_a_learning_card_waits_but_learning_siblings_stay(
    make: Build, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    cards = add_cards(3, note="n")
    now = clock.now_ms()
    put_in_steps(store, cards[0], now)
    put_in_steps(store, cards[1], now + 1)
    assert make().counts(now) == Counts(new=0, learning=2, due=0)


def test_only_the_topics_asked_for_come(make: Build, add_cards: AddCards) -> None:
    add_cards(3, name="a", topic="one")
    two = add_cards(3, name="b", topic="two")
    assert drain(make(frozenset({"two"})), 0) == two
    assert drain(make(frozenset()), 0) == []


def test_a_session_may_be_short(make: Build, add_cards: AddCards) -> None:
    add_cards(5, name="new")
    add_cards(5, name="review", due=0)
    assert make(limit=7).counts(0) == Counts(new=2, learning=0, due=5)
    assert make(limit=0).next(0) is None


def test_learning_due_now_goes_first_then_main_then_learning_ahead(
    make: Build, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    now = clock.now_ms()
    due, soon, later = add_cards(3, name="steps")
    main = add_cards(1, name="main", due=0)
    put_in_steps(store, due, now - 1)
    put_in_steps(store, soon, now + 600_000)
    put_in_steps(store, later, now + 3_600_000)
    queue = make()
    assert queue.counts(now) == Counts(new=0, learning=3, due=1)
    assert drain(queue, now) == [due, main[0], soon]
    assert queue.next(now) == Waiting(now + 3_600_000)
    assert queue.next(now + 3_600_000) == later


def test_a_step_that_ran_over_the_rollover_is_due_that_day(
    make: Build, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    card = add_cards(1)[0]
    write(store, "UPDATE memory SET state = 1, step = 0, due_day = ? WHERE card = ?", DAY, card)
    queue = make()
    assert queue.counts(0) == Counts(new=0, learning=1, due=0)
    assert queue.next(clock.now_ms()) == card


def test_a_failed_card_does_not_come_straight_back_if_another_exists(
    make: Build, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    now = clock.now_ms()
    one, two = add_cards(2)
    put_in_steps(store, one, now - 10)
    put_in_steps(store, two, now + 600_000)
    queue = make()
    assert queue.next(now) == one
    queue.answered(one, in_steps(now + 60_000))
    assert queue.next(now) == two
    queue.answered(two, in_steps(now + 60_000))
    assert queue.next(now) == one


def test_a_single_learning_card_may_come_straight_back(
    make: Build, add_cards: AddCards, clock: Clock
) -> None:
    card = add_cards(1)[0]
    queue = make()
    now = clock.now_ms()
    queue.answered(card, in_steps(now + 60_000))
    assert queue.next(now) == card


def test_a_failed_card_waits_until_main_is_done_unless_it_is_due(
    make: Build, add_cards: AddCards, clock: Clock
) -> None:
    cards = add_cards(2)
    queue = make()
    now = clock.now_ms()
    queue.answered(cards[0], in_steps(now + 60_000))
    assert queue.next(now) == cards[1]
    assert queue.next(now + 60_000) == cards[0]


def test_a_clock_set_back_does_not_make_a_step_wait_for_the_old_time(
    make: Build, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    card = add_cards(1)[0]
    now = clock.now_ms()
    later = now + 90 * 86_400_000
    put_in_steps(store, card, later, later - 60_000)
    assert make(learn_ahead=0).next(now) == Waiting(now + 60_000)


def test_an_undone_card_comes_next_and_is_counted_once(make: Build, add_cards: AddCards) -> None:
    cards = add_cards(4)
    queue = make()
    queue.answered(cards[0], in_steps(10**9))
    queue.restore(cards[0], Memory())
    assert queue.next(0) == cards[0]
    assert queue.counts(0) == Counts(new=4, learning=0, due=0)
    assert drain(queue, 0) == cards


def test_an_undone_card_from_before_this_session_comes_too(
    make: Build, add_cards: AddCards
) -> None:
    cards = add_cards(2)
    queue = make()
    queue.restore("older", replace(in_steps(5), state=State.REVIEW, due_at=None, due_day=DAY))
    assert drain(queue, 0) == ["older", *cards]


def test_the_end_says_what_is_held_back(make: Build, add_cards: AddCards, store: Store) -> None:
    add_cards(6, name="new")
    cards = add_cards(5, name="review", due=0)
    write(store, "UPDATE memory SET buried_until_day = ? WHERE card = ?", DAY + 1, cards[0])
    with store.reading() as connection:
        assert nothing_left(connection, make(new_per_day=0)) == Finished(6, 4, 1, DAY + 1)


def test_the_end_names_the_next_day_with_a_card(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    add_cards(1, due=-6)
    with store.reading() as connection:
        assert nothing_left(connection, make()) == Finished(0, 0, 0, DAY + 6)
        assert nothing_left(connection, make(), Scope(frozenset({"none"}))) == Finished(
            0, 0, 0, None
        )

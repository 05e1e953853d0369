"""One card's history and facts: what the info panel says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from db import acts, backlog, log, notes, reviews
from db.clock import DAY_MS, Clock
from db.drafts import Draft
from db.history import CardFacts, HistoryRow, card_facts, card_history
from db.model import Memory, Rating, State, StudySettings
from db.scheduler import Scheduler
from db.store import Store

AddCards = Callable[..., list[str]]
SCHEDULER = Scheduler(StudySettings())
TODAY = 20_000


def answer(store: Store, clock: Clock, card: str, rating: Rating, ms: int = 4_000) -> None:
    shown = reviews.show(store, clock, SCHEDULER, card)
    reviews.answer(store, clock, SCHEDULER, shown, rating, ms)


def history(store: Store, card: str) -> tuple[HistoryRow, ...]:
    with store.reading() as connection:
        return card_history(connection, card)


def facts(store: Store, card: str, day: int) -> CardFacts:
    with store.reading() as connection:
        found = card_facts(connection, card, day)
    assert found is not None
    return found


def kinds(rows: Sequence[HistoryRow]) -> list[str]:
    return [row.kind for row in rows]


def test_history_is_newest_first_with_the_memory_before_and_the_interval_after(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    began = time.ms
    answer(store, clock, card, Rating.GOOD)
    time.wait(minutes=10)
    answer(store, clock, card, Rating.GOOD, 7_000)
    time.wait(days=5)
    answer(store, clock, card, Rating.AGAIN)
    last, second, first = history(store, card)
    assert kinds((last, second, first)) == ["review", "learn", "learn"]
    assert (first.at, first.study_day, first.rating) == (began, TODAY, Rating.GOOD)
    assert (first.stability, first.difficulty, first.retrievability) == (None, None, None)
    assert (first.days, first.seconds, first.interval_s) == (None, 600, 600)
    assert (second.seconds, second.duration_ms) == (None, 7_000)
    assert second.days is not None
    assert second.interval_s == second.days * 86_400
    assert second.stability == SCHEDULER.strength(Memory(), Rating.GOOD, TODAY).stability
    assert second.retrievability == 1
    assert last.retrievability is not None
    assert 0.7 < last.retrievability < 1
    assert last.seconds == 600


def test_changes_of_the_schedule_are_rows_and_undone_ones_are_out(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    answer(store, clock, card, Rating.EASY)
    acts.set_due(store, clock, [card], 3)
    time.wait(days=9)
    with store.reading() as connection:
        plan = backlog.plan_postpone(connection, clock, SCHEDULER, None, 4)
    backlog.apply(store, clock, SCHEDULER, plan)
    answer(store, clock, card, Rating.GOOD)
    log.undo(store)
    acts.forget(store, clock, [card])
    rows = history(store, card)
    assert kinds(rows) == ["forget", "reschedule", "set-due", "learn"]
    assert [row.rating for row in rows] == [None, None, None, Rating.EASY]
    assert rows[0].interval_s is None
    assert (rows[1].days, rows[2].days) == (1, 3)
    assert history(store, "none") == ()


def test_the_order_is_that_of_the_log_also_when_the_clock_goes_back(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    answer(store, clock, card, Rating.EASY)
    time.wait(days=-3)
    answer(store, clock, card, Rating.HARD)
    assert [row.rating for row in history(store, card)] == [Rating.HARD, Rating.EASY]


def test_facts_of_a_new_card(store: Store, clock: Clock, add_cards: AddCards) -> None:
    (card,) = add_cards(1, topic="maths")
    found = facts(store, card, clock.study_day())
    assert (found.topic, found.state, found.reps, found.minutes) == ("maths", State.NEW, 0, 0)
    assert (found.last_day, found.seconds) == (None, 0)
    assert (found.stability, found.retrievability, found.interval) == (None, None, None)
    hidden = (found.suspended, found.buried)
    assert (*hidden, found.marked, found.own, found.edited) == (False,) * 5
    with store.reading() as connection:
        assert card_facts(connection, "none", TODAY) is None


def test_facts_of_a_card_with_a_history(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    answer(store, clock, card, Rating.EASY, 6_000)
    time.wait(days=20)
    answer(store, clock, card, Rating.GOOD, 3_000)
    answer(store, clock, card, Rating.GOOD, 60_000)
    log.undo(store)
    acts.set_due(store, clock, [card], 30)
    acts.flag_cards(store, [card], 4)
    acts.mark_cards(store, [card], True)
    acts.suspend_cards(store, [card])
    acts.bury_cards(store, clock, [card])
    time.wait(days=0.2)
    found = facts(store, card, clock.study_day())
    assert (found.last_day, found.reps) == (TODAY + 20, 2)
    assert found.seconds == pytest.approx(4.5)
    assert found.minutes == pytest.approx(0.15)
    assert (found.due_day, found.interval, found.retrievability) == (TODAY + 50, 30, 1)
    assert (found.flag, found.marked, found.suspended, found.buried) == (4, True, True, True)
    later = facts(store, card, TODAY + 60)
    assert later.retrievability == pytest.approx(
        SCHEDULER.retrievability(Memory(stability=found.stability, last_day=TODAY + 20), TODAY + 60)
    )
    assert not later.buried


def test_facts_of_a_card_of_ones_own(store: Store, clock: Clock, time: Any) -> None:
    draft = Draft("topic", "basic", "What is it?", "This.", tags=("one", "two"))
    (card,) = notes.add_note(store, clock, draft)
    found = facts(store, card, clock.study_day())
    assert (found.own, found.edited, found.added_day) == (True, False, TODAY)
    assert found.tags == ("one", "two")
    assert time.ms // DAY_MS == TODAY

"""Answering: one transaction with siblings, leeches, counts, and a check of what was shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from db import caches, log, reviews
from db.check import check
from db.clock import Clock
from db.model import (
    CardChanged,
    Memory,
    Rating,
    SettingsChanged,
    State,
    StoreError,
    StudySettings,
)
from db.scheduler import Scheduler
from db.settings import save_settings
from db.statements import columns_of
from db.store import Store, open_store

AddCards = Callable[..., list[str]]
SCHEDULER = Scheduler(StudySettings())
OWN_PARAMETERS = (*(one * 1.1 for one in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])


def answer(
    store: Store, clock: Clock, card: str, rating: Rating = Rating.GOOD, ms: int = 2_000
) -> Any:
    shown = reviews.show(store, clock, SCHEDULER, card)
    return reviews.answer(store, clock, SCHEDULER, shown, rating, ms)


def rows(store: Store, sql: str, *values: object) -> list[Any]:
    with store.reading() as connection:
        return connection.execute(sql, values).fetchall()


def give_tags(store: Store, card: str, tags: str) -> None:
    with store.transaction() as transaction:
        transaction.connection.execute(
            "INSERT INTO words (card, note, front, back, accept, tags, covers)"
            " VALUES (?, ?, 'front', 'back', '[]', ?, '[]')",
            (card, card, tags),
        )


def memory_of(store: Store, card: str) -> Memory:
    with store.reading() as connection:
        found = caches.read_memory(connection, card)
    assert found is not None
    return found[0]


def test_the_record_has_the_columns_of_the_table() -> None:
    assert reviews.ReviewRecord._fields == columns_of("review")
    assert columns_of("memory")[1:11] == caches.MEMORY_FIELDS


def test_an_answer_does_what_the_button_said(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    shown = reviews.show(store, clock, SCHEDULER, card)
    done = reviews.answer(store, clock, SCHEDULER, shown, Rating.GOOD, 2_000)
    assert done.memory == shown.choices[2].memory == memory_of(store, card)
    [(kind, before, after, due_at, step, interval)] = rows(
        store, "SELECT kind, before, after, due_at, step, interval_before FROM review"
    )
    assert (kind, due_at, step, interval) == ("learn", done.memory.due_at, 1, None)
    assert caches.from_json(before) == Memory()
    assert caches.from_json(after) == done.memory
    assert json.loads(after)["stability"] == done.memory.stability
    assert rows(store, "SELECT * FROM done") == [(20_000, "learn", 1, 1, 2_000)]


def test_steps_count_from_the_answer_and_not_from_the_showing(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    shown = reviews.show(store, clock, SCHEDULER, card)
    time.wait(minutes=7)
    done = reviews.answer(store, clock, SCHEDULER, shown, Rating.AGAIN, 1)
    assert done.memory.due_at == time.ms + 60_000
    assert done.memory.last_at == time.ms


@pytest.mark.parametrize("hours", [15.95, 15.9995, 16.5, 40])
def test_an_answer_after_or_near_the_rollover_counts_for_its_own_day(
    store: Store, clock: Clock, time: Any, add_cards: AddCards, hours: float
) -> None:
    (card,) = add_cards(1)  # the test begins at noon, the day ends at four
    shown = reviews.show(store, clock, SCHEDULER, card)
    time.wait(hours * 3_600)
    done = reviews.answer(store, clock, SCHEDULER, shown, Rating.GOOD, 1)
    expected = SCHEDULER.advance(card, Memory(), Rating.GOOD, clock.moment())
    assert done.memory == expected
    assert rows(store, "SELECT study_day FROM review") == [(clock.study_day(),)]


def test_a_card_answered_elsewhere_is_refused_and_nothing_is_written(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    window = open_store(store.path, device="one", clock=clock)
    mine = reviews.show(store, clock, SCHEDULER, card)
    theirs = reviews.show(window, clock, SCHEDULER, card)
    reviews.answer(window, clock, SCHEDULER, theirs, Rating.EASY, 1)
    with pytest.raises(CardChanged, match=card):
        reviews.answer(store, clock, SCHEDULER, mine, Rating.AGAIN, 1)
    window.close()
    assert rows(store, "SELECT rating FROM review") == [(4,)]
    assert rows(store, "SELECT count(*) FROM act") == [(1,)]
    assert all(result.ok for result in check(store))


def test_a_full_disk_during_an_answer_writes_nothing_and_the_card_can_be_answered_later(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    cards = add_cards(300)
    limit = "PRAGMA max_page_count = {}"
    with store.transaction() as transaction:
        pages = transaction.connection.execute("PRAGMA page_count").fetchone()[0]
        transaction.connection.execute(limit.format(pages + 3))
    answered = 0

    def answer_all() -> None:
        nonlocal answered
        for card in cards:
            answer(store, clock, card)
            answered += 1

    with pytest.raises(StoreError, match="the disk is full"):
        answer_all()
    for table in ("review", "act"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(answered,)]
    assert rows(store, "SELECT sum(count) FROM done") == [(answered,)]
    assert memory_of(store, cards[answered]) == Memory()
    with store.transaction() as transaction:
        transaction.connection.execute(limit.format(1_000_000))
    answer(store, clock, cards[answered])
    assert all(result.ok for result in check(store))


def test_a_card_that_is_not_there_cannot_be_shown_or_changed(store: Store, clock: Clock) -> None:
    with pytest.raises(CardChanged):
        reviews.show(store, clock, SCHEDULER, "none")
    assert rows(store, "SELECT * FROM act") == []


@pytest.mark.parametrize(("given", "kept"), [(-5, 0), (1_500, 1_500), (3_600_000, 60_000)])
def test_answer_time_is_capped(
    store: Store, clock: Clock, add_cards: AddCards, given: int, kept: int
) -> None:
    (card,) = add_cards(1)
    answer(store, clock, card, ms=given)
    assert rows(store, "SELECT duration_ms FROM review") == [(kept,)]
    assert rows(store, "SELECT ms FROM done") == [(kept,)]


def test_new_and_due_siblings_are_buried_for_the_day(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    (first,) = add_cards(1, name="first", note="note")
    (new,) = add_cards(1, name="new", note="note")
    (due,) = add_cards(1, name="due", note="note", due=2)
    (later,) = add_cards(1, name="later", note="note", due=-3)
    (other,) = add_cards(1, name="other", note="another")
    answer(store, clock, first)
    buried = dict(rows(store, "SELECT card, buried_until_day FROM memory"))
    tomorrow = clock.study_day() + 1
    assert buried == {first: 0, new: tomorrow, due: tomorrow, later: 0, other: 0}


def test_kinds_follow_the_state_and_the_due_day(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    memory = answer(store, clock, card, Rating.EASY).memory
    answer(store, clock, card)
    time.wait(days=60)
    answer(store, clock, card, Rating.AGAIN)
    answer(store, clock, card)
    kinds = rows(store, "SELECT kind, interval_before FROM review ORDER BY at, id")
    assert [kind for kind, _ in kinds] == ["learn", "early", "review", "relearn"]
    assert kinds[1][1] == memory.due_day - memory.last_day


def test_a_leech_is_tagged_at_the_threshold_and_each_half_after(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    scheduler = Scheduler(StudySettings(leech_threshold=3))
    (card,) = add_cards(1)
    give_tags(store, card, " hard maths ")
    answer(store, clock, card, Rating.EASY)
    seen: list[int] = []
    for _ in range(7):
        time.wait(days=100)
        shown = reviews.show(store, clock, scheduler, card)
        done = reviews.answer(store, clock, scheduler, shown, Rating.AGAIN, 1)
        if done.leech:
            seen.append(done.memory.lapses)
        answer(store, clock, card, Rating.EASY)
    assert seen == [3, 5, 7]
    assert rows(store, "SELECT value FROM change WHERE field = 'tags'") == [
        ('["hard","maths","leech"]',)
    ]
    assert rows(store, "SELECT tags FROM words") == [(" hard maths leech ",)]


def test_a_leech_is_put_away_in_the_same_act_where_that_is_wanted(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    settings = StudySettings(leech_threshold=1, leech_suspends=True)
    scheduler = Scheduler(settings)
    (card,) = add_cards(1, due=0)
    give_tags(store, card, "")
    shown = reviews.show(store, clock, scheduler, card)
    assert reviews.answer(store, clock, scheduler, shown, Rating.AGAIN, 1).leech
    assert rows(store, "SELECT suspended FROM card") == [(1,)]
    assert rows(store, "SELECT tags FROM words") == [(" leech ",)]
    assert rows(store, "SELECT count(*) FROM act") == [(1,)]
    log.undo(store)
    assert rows(store, "SELECT suspended FROM card") == [(0,)]
    assert rows(store, "SELECT tags FROM words") == [("",)]
    assert memory_of(store, card) == shown.memory


@pytest.mark.parametrize(
    ("kind", "switch"), [("new", "bury_new"), ("due", "bury_reviews"), ("steps", "bury_learning")]
)
def test_each_kind_of_sibling_can_be_left_unburied(
    store: Store, clock: Clock, add_cards: AddCards, kind: str, switch: str
) -> None:
    (first,) = add_cards(1, name="first", note="note", due=1)
    kinds = {"new": {}, "due": {"due": 2}, "steps": {"due": 0}}
    cards = {name: add_cards(1, name=name, note="note", **how)[0] for name, how in kinds.items()}
    with store.transaction() as transaction:
        transaction.connection.execute(
            "UPDATE memory SET state = 3, step = 0 WHERE card = ?", (cards["steps"],)
        )
    scheduler = Scheduler(replace(StudySettings(), **{switch: False}))
    shown = reviews.show(store, clock, scheduler, first)
    reviews.answer(store, clock, scheduler, shown, Rating.GOOD, 1)
    free = {card for (card,) in rows(store, "SELECT card FROM memory WHERE buried_until_day = 0")}
    assert free == {first, cards[kind]}


def test_a_clock_set_back_gives_no_negative_days(
    store: Store, clock: Clock, time: Any, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    answer(store, clock, card, Rating.EASY)
    time.wait(days=-30)
    after = answer(store, clock, card, Rating.GOOD).memory
    assert after.state is State.REVIEW
    assert after.due_day is not None
    assert after.due_day > clock.study_day()
    assert after.stability is not None
    assert after.stability > 0
    assert all(result.ok for result in check(store))


def test_a_window_that_does_not_know_the_new_parameters_is_refused(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    (card,) = add_cards(1)
    shown = reviews.show(store, clock, SCHEDULER, card)
    changed = save_settings(store, parameters=OWN_PARAMETERS)
    with pytest.raises(SettingsChanged):
        reviews.answer(store, clock, SCHEDULER, shown, Rating.GOOD, 1)
    scheduler = Scheduler(changed)
    with pytest.raises(CardChanged):  # the buttons were those of the old parameters
        reviews.answer(store, clock, scheduler, shown, Rating.GOOD, 1)
    shown = reviews.show(store, clock, scheduler, card)
    done = reviews.answer(store, clock, scheduler, shown, Rating.GOOD, 1)
    assert done.memory.stability == OWN_PARAMETERS[2]
    assert all(result.ok for result in check(store))

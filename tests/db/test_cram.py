"""Cram: any cards, until passed once; no schedule, statistic or limit moves; all undoable."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from db import acts, caches, log
from db.check import check
from db.clock import Clock
from db.cram import LATER, CramSession
from db.glance import glance
from db.model import CardChanged, Counts, Finished, Memory, Rating, Shown, StudySettings
from db.scheduler import Scheduler
from db.stats import statistics
from db.store import Store
from db.study import StudySession

AddCards = Callable[..., list[str]]
Begin = Callable[..., CramSession]
SCHEDULER = Scheduler(StudySettings())


@pytest.fixture
def begin(store: Store, clock: Clock) -> Begin:
    return lambda cards: CramSession(store, clock, cards, SCHEDULER)


def shown(session: CramSession | StudySession) -> Shown:
    found = session.current()
    assert isinstance(found, Shown)
    return found


def answer(session: CramSession | StudySession, rating: Rating = Rating.GOOD) -> str:
    card = shown(session)
    session.answer(card, rating, 2_000)
    return card.card


def memories(store: Store) -> dict[str, Memory]:
    with store.reading() as connection:
        rows = connection.execute(f"SELECT {caches.MEMORY_COLUMNS}, card FROM memory").fetchall()
    return {row[10]: caches.memory_of(row) for row in rows}


def test_cards_come_in_the_order_given_until_each_is_passed(
    begin: Begin, add_cards: AddCards
) -> None:
    cards = [*add_cards(3, name="later", due=-9), *add_cards(2, name="new")]
    session = begin(cards[::-1])
    assert session.counts() == Counts(new=2, learning=0, due=3)
    assert [answer(session, Rating(place % 3 + 2)) for place in range(5)] == cards[::-1]
    assert session.current() == Finished(0, 0, 0, None)


def test_a_failed_card_comes_after_a_few_others_until_it_is_passed(
    begin: Begin, add_cards: AddCards
) -> None:
    cards = add_cards(8)
    session = begin(cards)
    assert answer(session, Rating.AGAIN) == cards[0]
    assert session.counts() == Counts(new=7, learning=1, due=0)
    assert [answer(session) for _ in range(LATER)] == cards[1 : LATER + 1]
    assert answer(session, Rating.AGAIN) == cards[0]
    left = [answer(session) for _ in range(4)]
    assert left == [*cards[LATER + 1 :], cards[0]]
    assert isinstance(session.current(), Finished)


def test_the_buttons_say_that_nothing_is_scheduled(begin: Begin, add_cards: AddCards) -> None:
    session = begin(add_cards(1, due=0))
    card = shown(session)
    assert [choice.label for choice in card.choices] == ["again", "done", "done", "done"]
    assert {choice.memory for choice in card.choices} == {card.memory}


def test_no_schedule_statistic_or_limit_moves(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock, time: Any
) -> None:
    cards = [*add_cards(4, due=0), *add_cards(3, name="new")]
    before = memories(store)
    settings = StudySettings()
    counts = StudySession(store, clock, SCHEDULER, settings).counts()
    session = begin(cards)
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.EASY, Rating.HARD, Rating.GOOD):
        answer(session, rating)
    assert memories(store) == before
    assert StudySession(store, clock, SCHEDULER, settings).counts() == counts
    with store.reading() as connection:
        stats = statistics(connection, clock, settings)
        kinds = connection.execute("SELECT DISTINCT kind, before = after FROM review").fetchall()
    assert stats.reviews["day"] == stats.streak == 0
    assert kinds == [("cram", 1)]
    seen = glance(store.path, time.seconds)
    assert seen is not None
    assert (seen.heat[-1], seen.due, seen.new) == (0, counts.due, counts.new)


def test_the_log_of_a_cram_replays_to_the_same_memory(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    cards = add_cards(4)
    study = StudySession(store, clock, SCHEDULER, StudySettings())
    answer(study, Rating.EASY)
    answer(study, Rating.AGAIN)
    session = begin(cards)
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.EASY):
        answer(session, rating)
    answer(study, Rating.GOOD)
    session.undo()
    session.undo()
    results = {result.name: result.ok for result in check(store)}
    assert results["memory"]
    assert results["done"]


def test_suspended_and_buried_cards_come_but_withdrawn_ones_do_not(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    cards = add_cards(4)
    with store.transaction() as transaction:
        run = transaction.connection.execute
        run("UPDATE card SET suspended = 1 WHERE id = ?", (cards[0],))
        run("UPDATE memory SET buried_until_day = 99999 WHERE card = ?", (cards[1],))
        run("UPDATE card SET retired = 1 WHERE id = ?", (cards[2],))
    session = begin([*cards, "nothing"])
    assert [answer(session) for _ in range(3)] == [cards[0], cards[1], cards[3]]
    assert isinstance(session.current(), Finished)


def test_a_card_that_went_in_the_meantime_is_refused_and_passed_over(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    cards = add_cards(2)
    session = begin(cards)
    first = shown(session)
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE card SET retired = 1 WHERE id = ?", (cards[0],))
    with pytest.raises(CardChanged):
        session.answer(first, Rating.GOOD, 1)
    assert answer(session) == cards[1]


def test_answers_are_undone_and_done_again(begin: Begin, add_cards: AddCards) -> None:
    cards = add_cards(6)
    session = begin(cards)
    ratings = [Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.AGAIN]
    answered = [answer(session, rating) for rating in ratings]
    left, summary = session.counts(), session.summary()
    assert summary.ratings == (2, 0, 4, 0)
    assert (summary.cards, summary.new, summary.graduated, summary.lapsed) == (5, 0, 0, 0)
    for card in reversed(answered):
        undone = session.undo()
        assert undone is not None
        assert undone.name == "Cram answer"
        assert shown(session).card == card
    assert session.undo() is None
    assert session.counts() == Counts(new=6, learning=0, due=0)
    assert session.summary().answers == 0
    for _ in answered:
        assert session.redo() is not None
    assert session.counts() == left
    assert session.summary() == summary


def test_an_undo_of_study_shows_its_card_there_and_not_in_the_cram(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    due, other = add_cards(2, due=0)
    study = StudySession(store, clock, SCHEDULER, StudySettings())
    first = answer(study)
    session = begin([other if first == due else due])
    before = shown(session).card
    undone = session.undo()
    assert undone is not None
    assert undone.name == "Answer"
    assert shown(session).card == before
    answer(session)
    study.rebuild()
    counts = study.counts()
    log.undo(store)
    study.changed([before])
    assert study.counts() == counts


def test_an_undone_cram_answer_shows_nothing_in_study(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    add_cards(1, name="today", due=0)
    later = add_cards(1, name="later", due=-9)
    answer(begin(later))
    study = StudySession(store, clock, SCHEDULER, StudySettings())
    undone = study.undo()
    assert undone is not None
    assert shown(study).card == "today-0"
    assert study.counts() == Counts(new=0, learning=0, due=1)


def test_bury_and_suspend_take_a_card_out_and_undo_brings_it_back(
    begin: Begin, add_cards: AddCards
) -> None:
    cards = add_cards(3)
    session = begin(cards)
    assert session.bury() is None
    shown(session)
    assert session.bury() == 1
    shown(session)
    assert session.suspend() == 1
    assert shown(session).card == cards[2]
    session.undo()
    assert shown(session).card == cards[1]
    session.redo()
    assert shown(session).card == cards[2]
    assert session.counts() == Counts(new=1, learning=0, due=0)


def test_a_card_put_away_elsewhere_goes_but_one_that_was_hidden_before_stays(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    cards = add_cards(4)
    acts.suspend_cards(store, cards[:1])
    session = begin(cards)
    assert shown(session).card == cards[0]
    acts.flag_cards(store, cards[:1], 2)
    acts.bury_cards(store, clock, cards[1:2])
    session.changed(cards[:2])
    assert shown(session).card == cards[0]
    assert session.counts() == Counts(new=3, learning=0, due=0)
    answer(session)
    assert shown(session).card == cards[2]
    acts.suspend_cards(store, [cards[2]])
    session.changed([cards[2]])
    assert shown(session).card == cards[3]
    session.undo()
    assert shown(session).card == cards[2]


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_the_cards_that_still_come(begin: Begin, add_cards: AddCards, seed: int) -> None:
    chance = random.Random(seed)
    session = begin([*add_cards(5), *add_cards(5, name="due", due=0)])
    for _ in range(40):
        doing = chance.choice(("answer", "answer", "answer", "undo", "redo", "refresh", "rebuild"))
        if doing == "answer":
            if isinstance(session.current(), Shown):
                answer(session, chance.choice(tuple(Rating)))
        else:
            getattr(session, doing)()
    counts = session.counts()
    left = set[str]()
    while isinstance(session.current(), Shown):
        left.add(answer(session))
    assert sum((counts.new, counts.learning, counts.due)) == len(left)
    assert session.counts() == Counts(0, 0, 0)

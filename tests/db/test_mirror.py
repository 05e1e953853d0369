"""Mirroring the library: order, retirement, and never over newer content."""

from __future__ import annotations

from typing import Any

import pytest

from content.model import Library, Note, Prerequisite, Source, Topic
from content.notes import cards_of
from db import acts, reviews
from db.check import check
from db.clock import Clock
from db.mirror import mirror
from db.model import Rating, StudySettings
from db.replay import rebuild
from db.scheduler import Scheduler
from db.store import Store

SCHEDULER = Scheduler(StudySettings())


def topic(name: str, *needs: str) -> Topic:
    requires = tuple(Prerequisite(need, "since") for need in needs)
    return Topic(name, "1", name, "leaf", "1", None, "text", requires=requires)


def card(name: str, of: str, **more: Any) -> Note:
    source = Source("page", "https://example.org")
    return Note(name, of, "basic", "recall", 1, "front", "back", source, (), "h1", **more)


def library(*notes: Note, hash: str = "one") -> Library:
    topics = (topic("late", "early"), topic("early"), topic("free"))
    return Library(
        title="Road",
        topics={each.id: each for each in topics},
        cards={each.id: each for note in notes for each in cards_of(note)},
        notes={note.id: note for note in notes},
        papers={},
        corrections=(),
        habits=(),
        sources=(),
        hash=hash,
    )


def rows(store: Store, sql: str) -> list[Any]:
    with store.reading() as connection:
        return connection.execute(sql).fetchall()


def test_positions_follow_prerequisites_then_teaching_order(store: Store) -> None:
    cards = (card("f", "free"), card("l2", "late"), card("l1", "late"), card("e", "early"))
    assert mirror(store, library(*cards))
    assert rows(store, "SELECT id FROM card ORDER BY position") == [
        ("e",),
        ("l2",),
        ("l1",),
        ("f",),
    ]
    assert rows(store, "SELECT count(*) FROM memory WHERE state = 0") == [(4,)]


def test_an_unchanged_library_writes_nothing(store: Store) -> None:
    assert mirror(store, library(card("a", "free")))
    assert not mirror(store, library(card("b", "free")))
    assert rows(store, "SELECT id FROM card") == [("a",)]


def test_a_withdrawn_card_is_retired_and_comes_back_as_it_was(store: Store, clock: Clock) -> None:
    mirror(store, library(card("a", "free"), card("b", "free")))
    shown = reviews.show(store, clock, SCHEDULER, "a")
    reviews.answer(store, clock, SCHEDULER, shown, Rating.EASY, 1)
    acts.flag_cards(store, ["a"], 4)
    mirror(store, library(card("b", "free"), hash="two"))
    assert rows(store, "SELECT id, retired FROM card ORDER BY id") == [("a", 1), ("b", 0)]
    mirror(store, library(card("a", "early", siblings="n"), hash="three"))
    assert rows(store, "SELECT topic, note, retired, flag FROM card WHERE id = 'a'") == [
        ("early", "n", 0, 4)
    ]
    assert rows(store, "SELECT reps FROM memory WHERE card = 'a'") == [(1,)]


def test_a_card_that_the_log_knows_gets_its_memory_back(store: Store, clock: Clock) -> None:
    mirror(store, library(card("a", "free"), card("b", "free")))
    shown = reviews.show(store, clock, SCHEDULER, "a")
    done = reviews.answer(store, clock, SCHEDULER, shown, Rating.EASY, 1)
    acts.suspend_cards(store, ["a"])
    with store.transaction() as transaction:
        transaction.connection.execute("DELETE FROM memory WHERE card = 'a'")
        transaction.connection.execute("DELETE FROM card WHERE id = 'a'")
    rebuild(store)
    mirror(store, library(card("a", "free"), card("b", "free"), hash="two"))
    assert rows(store, "SELECT stability FROM memory WHERE card = 'a'") == [
        (done.memory.stability,)
    ]
    assert rows(store, "SELECT suspended FROM card WHERE id = 'a'") == [(1,)]
    assert all(result.ok for result in check(store))


@pytest.mark.parametrize(
    ("first", "then", "writes"),
    [
        ("1.2.0", "1.10.0", True),
        ("1.10.0", "1.2.0", False),
        ("1.2.0", "1.2.0", True),
        ("1.2", "1.1.9rc1", False),
        ("", "0.1", True),
    ],
)
def test_an_older_program_does_not_mirror_over_newer_content(
    store: Store, first: str, then: str, writes: bool
) -> None:
    mirror(store, library(card("new", "free"), hash="first"), first)
    assert mirror(store, library(card("old", "free"), hash="then"), then) is writes
    assert rows(store, "SELECT id FROM card WHERE retired = 0") == [("old" if writes else "new",)]

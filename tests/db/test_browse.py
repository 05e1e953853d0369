"""Cards in their orders, page by page; and the list that searches are put in order by."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.model import Library, Note, Topic
from content.notes import cards_of
from db import acts, log, notes, reviews
from db.browse import ORDERS, find, ids_of, page, pages
from db.check import check
from db.clock import Clock
from db.drafts import Draft
from db.mirror import mirror
from db.model import Rating, State, StudySettings
from db.replay import LISTED, rebuild
from db.scheduler import Scheduler
from db.store import Store

SCHEDULER = Scheduler(StudySettings(fuzz=False))
NOTE = Note(*("n0", "t", "basic", "recall", 2, "Front", "Back"), None, (), "hash", tags=("one",))


def library(*written: Note, hash: str = "one") -> Library:
    topics = {name: Topic(name, "1", name, "leaf", "1", None, "") for name in ("t", "u")}
    cards = {card.id: card for note in written for card in cards_of(note)}
    by_id = {note.id: note for note in written}
    return Library("Road", topics, cards, {}, (), (), (), hash, by_id)


SHIPPED = [
    replace(NOTE, id=f"n{number}", front=f"Front {number}", topic="tu"[number % 2])
    for number in range(6)
]
MAP = ["n0", "n2", "n4", "n1", "n3", "n5"]


@pytest.fixture(autouse=True)
def shipped(store: Store) -> None:
    mirror(store, library(*SHIPPED))


@pytest.fixture
def found(store: Store, clock: Clock) -> Callable[..., list[str]]:
    def look(query: str = "", order: str = "map") -> list[str]:
        with store.reading() as connection:
            day = clock.study_day()
            numbers = find(connection, query, day, SCHEDULER, lambda _: frozenset(), order)
            return ids_of(connection, numbers)

    return look


Found = Callable[..., list[str]]


def rate(store: Store, clock: Clock, card: str, rating: Rating) -> None:
    shown = reviews.show(store, clock, SCHEDULER, card)
    reviews.answer(store, clock, SCHEDULER, shown, rating, 1_000)


def test_a_page_says_what_is_known_of_each_card_in_the_order_asked_for(
    store: Store, clock: Clock
) -> None:
    rate(store, clock, "n1", Rating.EASY)
    rate(store, clock, "n2", Rating.AGAIN)
    acts.suspend_cards(store, ["n3"])
    acts.bury_cards(store, clock, ["n3"])
    acts.flag_cards(store, ["n3"], 4)
    notes.set_tags(store, ["n3"], add=["Leech"])
    day = clock.study_day()
    with store.reading() as connection:
        numbers = find(connection, "", day, SCHEDULER, lambda _: frozenset())
        assert isinstance(numbers, array)
        rows = page(connection, [*reversed(numbers), 10_000], day, SCHEDULER)
        split = list(pages(connection, numbers, day, SCHEDULER))
    assert [row.card for row in rows] == list(reversed(MAP))
    assert [row for part in split for row in part] == list(reversed(rows))
    by_id = {row.card: row for row in rows}
    one = by_id["n1"]
    assert (one.topic, one.kind, one.front, one.state) == ("u", "basic", "Front 1", State.REVIEW)
    assert one.due_day is not None
    assert one.due_day > day
    assert one.retrievability == 1.0
    assert (one.reps, one.lapses, one.tags, one.leech) == (1, 0, ("one",), False)
    assert by_id["n2"].due_at is not None
    assert by_id["n0"].retrievability is None
    hidden = by_id["n3"]
    assert (hidden.suspended, hidden.buried, hidden.flag, hidden.marked) == (True, True, 4, False)
    assert (hidden.leech, hidden.tags) == (True, ("one", "Leech"))


def test_orders_put_what_is_unknown_last_and_equals_by_the_map(
    store: Store, clock: Clock, found: Found
) -> None:
    rate(store, clock, "n5", Rating.EASY)
    rate(store, clock, "n2", Rating.GOOD)
    rate(store, clock, "n3", Rating.AGAIN)
    assert found() == MAP
    assert found(order="-map") == MAP[::-1]
    assert found(order="stability") == ["n3", "n2", "n5", "n0", "n4", "n1"]
    assert found(order="-stability") == ["n5", "n2", "n3", "n0", "n4", "n1"]
    assert found(order="difficulty")[:3] == ["n3", "n2", "n5"]
    assert found(order="due") == ["n2", "n3", "n5", "n0", "n4", "n1"]
    assert found("is:new", "lapses") == ["n0", "n4", "n1"]
    assert found(order="added") == MAP
    with pytest.raises(ValueError, match="map, due, added"):
        found(order="colour")


def test_retrievability_rises_with_the_chance_of_recall(
    store: Store, clock: Clock, found: Found, time: Any
) -> None:
    for card, rating in zip(MAP, (4, 3, 2, 1, 3, 4), strict=True):
        rate(store, clock, card, Rating(rating))
        time.wait(days=1)
    day = clock.study_day()
    with store.reading() as connection:
        numbers = find(
            connection, "", day, SCHEDULER, lambda _: frozenset(), order="retrievability"
        )
        chances = [row.retrievability or 0 for row in page(connection, numbers, day, SCHEDULER)]
    assert all(one <= other for one, other in pairwise(chances))
    assert len(set(chances)) > 3
    assert found(order="-retrievability")[0] == found(order="retrievability")[-1]


def test_what_was_edited_last_comes_first(
    store: Store, clock: Clock, found: Found, time: Any
) -> None:
    for card in ("n4", "n1"):
        with store.reading() as connection:
            draft = notes.draft_of(connection, card)
        notes.edit_note(store, card, replace(draft, back=f"better {card}"))
        time.wait(days=1)
    assert found(order="edited")[:3] == ["n1", "n4", "n0"]
    assert found("is:edited") == ["n4", "n1"]
    assert found("better") == ["n4", "n1"]
    log.undo(store)
    assert found("is:edited") == ["n4"]


def test_own_cards_are_found_by_what_is_typed_and_by_their_day(
    store: Store, clock: Clock, found: Found, time: Any
) -> None:
    time.wait(days=3)
    draft = Draft("t", "typed", "Name the optimizer.", "", answer="Adam", tags=("mine",))
    (own,) = notes.add_note(store, clock, draft)
    assert found("is:own") == found("adam") == found("tag:mine") == found("added:3") == [own]
    assert found(order="added")[0] == own
    notes.delete_notes(store, [own])
    assert found("adam") == found("is:own") == []


def test_every_order_runs_both_ways(found: Found) -> None:
    for order in ORDERS:
        assert sorted(found("-is:due", order)) == sorted(MAP)
        assert sorted(found("front", f"-{order}")) == sorted(MAP)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "delete", "undo", "redo", "drop", "move"]), st.integers(0, 5)
        ),
        max_size=8,
    )
)
def test_the_list_for_searching_follows_the_cards(
    store: Store, clock: Clock, steps: list[tuple[str, int]]
) -> None:
    for number, (step, which) in enumerate(steps):
        if step == "add":
            notes.add_note(store, clock, Draft("t", "reversed", f"Own {which}", "Back"))
        elif step == "undo":
            log.undo(store)
        elif step == "redo":
            log.redo(store)
        elif step == "move":
            notes.move_to_topic(store, [f"n{which}"], "u")
        elif step == "drop":
            left = [note for note in SHIPPED if note.id != f"n{which}"]
            mirror(store, library(*reversed(left), hash=f"{number} {which}"))
        else:
            with store.reading() as connection:
                own = connection.execute(
                    "SELECT id FROM card WHERE origin = 'own' AND retired = 0 LIMIT 1"
                ).fetchall()
            if own:
                notes.delete_notes(store, own[0])
    with store.reading() as connection:
        listed = connection.execute("SELECT number, position FROM listed ORDER BY 1").fetchall()
        assert listed == sorted(connection.execute(LISTED).fetchall())


def test_a_wrong_list_is_noticed_and_made_anew(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.connection.execute("DELETE FROM listed WHERE number = 1")
        transaction.connection.execute("UPDATE listed SET position = 0 WHERE number = 2")
    bad = [result for result in check(store) if not result.ok]
    assert [(result.name, result.count) for result in bad] == [("listed", 2)]
    rebuild(store)
    assert all(result.ok for result in check(store))

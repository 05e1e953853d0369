"""The learner's own cards and edits: undoable, provable, and the schedule stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from content.model import Library, Note, Source, Topic
from content.notes import cards_of
from content.refusal import Refusal
from db import caches, log, notes, reviews
from db.cards import card_of
from db.check import check
from db.clock import Clock
from db.drafts import Draft, faults_of, preview
from db.mirror import mirror
from db.model import CardChanged, Rating, StudySettings
from db.replay import rebuild
from db.scheduler import Scheduler
from db.store import Store

SCHEDULER = Scheduler(StudySettings())
DRAFT = Draft("t", "basic", "What is $x$?", "A number.", tags=("own", "maths"))
SHIPPED = Note(
    *("s", "t", "basic", "recall", 2, "Front", "Back", Source("Page", "https://example.org")),
    *((), "hash"),
    tags=("shipped",),
)


def library(*written: Note, hash: str = "one") -> Library:
    topics = {name: Topic(name, "1", name, "leaf", "1", None, "text") for name in ("t", "u")}
    cards = {card.id: card for note in written for card in cards_of(note)}
    by_id = {note.id: note for note in written}
    return Library("Road", topics, cards, {}, (), (), (), hash, by_id)


@pytest.fixture(autouse=True)
def shipped(store: Store) -> None:
    mirror(store, library(SHIPPED))


@pytest.fixture
def look(store: Store) -> Callable[[str], list[Any]]:
    def asked(sql: str) -> list[Any]:
        with store.reading() as connection:
            return connection.execute(sql).fetchall()

    return asked


def words(store: Store, card: str) -> tuple[str, str, tuple[str, ...]] | None:
    with store.reading() as connection:
        found = card_of(connection, card)
    return None if found is None else (found.front, found.back, found.tags)


def faults(store: Store) -> list[str]:
    return [result.name for result in check(store) if not result.ok]


def test_an_own_card_is_new_today_can_be_found_and_is_undone(
    store: Store, clock: Clock, look: Callable[[str], list[Any]]
) -> None:
    (card,) = notes.add_note(store, clock, DRAFT)
    assert words(store, card) == ("What is $x$?", "A number.", ("own", "maths"))
    found = look("SELECT card FROM card_search WHERE card_search MATCH 'number'")
    assert found == [(card,)]
    assert look(f"SELECT added_day, origin FROM card WHERE id = '{card}'") == [
        (clock.study_day(), "own")
    ]
    assert look("SELECT cards FROM tally WHERE topic = 't' AND state = 0") == [(2,)]
    assert faults(store) == []
    assert log.undo_label(store) == "Add card"
    log.undo(store)
    assert words(store, card) is None
    assert look("SELECT id FROM card") == [("s",)]
    assert look("SELECT card FROM card_search WHERE card_search MATCH 'number'") == []
    assert faults(store) == []
    log.redo(store)
    assert words(store, card) == ("What is $x$?", "A number.", ("own", "maths"))
    assert faults(store) == []


def test_own_cards_come_after_those_of_the_library_of_their_topic(
    store: Store, clock: Clock, look: Callable[[str], list[Any]]
) -> None:
    (own,) = notes.add_note(store, clock, DRAFT)
    mirror(store, library(SHIPPED, replace(SHIPPED, id="s2"), hash="two"))
    (later,) = notes.add_note(store, clock, replace(DRAFT, topic="u"))
    order = look("SELECT id FROM card ORDER BY position, id")
    assert order == [("s",), ("s2",), (own,), (later,)]


def test_an_edit_keeps_the_schedule_and_other_windows_notice(store: Store, clock: Clock) -> None:
    shown = reviews.show(store, clock, SCHEDULER, "s")
    answered = reviews.answer(store, clock, SCHEDULER, shown, Rating.GOOD, 1)
    stale = reviews.show(store, clock, SCHEDULER, "s")
    with store.reading() as connection:
        before = notes.draft_of(connection, "s")
    notes.edit_note(store, "s", replace(before, front="Better", tags=("mine",)))
    assert words(store, "s") == ("Better", "Back", ("mine",))
    with store.reading() as connection:
        found = caches.read_memory(connection, "s")
        assert notes.is_edited(connection, "s")
        assert not notes.is_own(connection, "s")
    assert found is not None
    assert found[0] == answered.memory
    with pytest.raises(CardChanged):
        reviews.answer(store, clock, SCHEDULER, stale, Rating.GOOD, 1)
    assert faults(store) == []
    log.undo(store)
    assert words(store, "s") == ("Front", "Back", ("shipped",))
    assert faults(store) == []


def test_an_edit_stays_over_a_new_library_until_it_is_taken_back(store: Store) -> None:
    with store.reading() as connection:
        before = notes.draft_of(connection, "s")
    notes.edit_note(store, "s", replace(before, front="Mine"))
    mirror(store, library(replace(SHIPPED, front="Newer", back="Newer too"), hash="two"))
    assert words(store, "s") == ("Mine", "Newer too", ("shipped",))
    assert notes.restore_note(store, "s")
    assert words(store, "s") == ("Newer", "Newer too", ("shipped",))
    assert not notes.restore_note(store, "s")
    assert faults(store) == []


def test_an_edit_that_changes_nothing_is_no_act(store: Store) -> None:
    with store.reading() as connection:
        before = notes.draft_of(connection, "s")
    assert notes.edit_note(store, "s", before) == ("s",)
    assert log.undo_label(store) is None


def test_a_cloze_that_loses_a_deletion_retires_its_card_and_gets_it_back_with_its_memory(
    store: Store, clock: Clock, look: Callable[[str], list[Any]]
) -> None:
    draft = replace(DRAFT, kind="cloze", front="{{c1::a}} and {{c2::b}}", back="", tags=())
    one, two = notes.add_note(store, clock, draft)
    shown = reviews.show(store, clock, SCHEDULER, two)
    reviews.answer(store, clock, SCHEDULER, shown, Rating.EASY, 1)
    assert notes.edit_note(store, one, replace(draft, front="{{c1::a}} and b")) == (one,)
    assert look(f"SELECT retired FROM card WHERE id = '{two}'") == [(1,)]
    assert faults(store) == []
    notes.edit_note(store, one, draft)
    retired_and_reps = "SELECT retired, reps FROM card JOIN memory ON card = id"
    assert look(f"{retired_and_reps} WHERE id = '{two}'") == [(0, 1)]
    assert faults(store) == []


def test_deleting_takes_all_cards_of_a_note_and_can_be_undone(store: Store, clock: Clock) -> None:
    there, back = notes.add_note(store, clock, replace(DRAFT, kind="reversed"))
    assert notes.delete_notes(store, [there]) == 2
    assert log.undo_label(store) == "Delete 2 cards"
    with pytest.raises(ValueError, match="not a card of your own; suspend it"):
        notes.delete_notes(store, ["s"])
    assert faults(store) == []
    log.undo(store)
    with store.reading() as connection:
        assert [card for card in (there, back) if card_of(connection, card)] == [there, back]
        retired = connection.execute("SELECT sum(retired) FROM card").fetchone()
    assert retired == (0,)
    assert faults(store) == []


def test_tags_and_topic_of_several_cards_change_in_one_act(
    store: Store, clock: Clock, look: Callable[[str], list[Any]]
) -> None:
    (own,) = notes.add_note(store, clock, DRAFT)
    assert notes.set_tags(store, ["s", own], add=["hard"], remove=["own"]) == 2
    assert words(store, own) == ("What is $x$?", "A number.", ("maths", "hard"))
    assert words(store, "s") == ("Front", "Back", ("shipped", "hard"))
    assert notes.set_tags(store, ["s"], add=["hard"]) == 0
    assert notes.move_to_topic(store, ["s", own], "u") == 2
    assert look("SELECT topic, cards FROM tally WHERE cards > 0") == [("u", 2)]
    assert faults(store) == []
    assert [log.undo(store), log.undo(store)] != [None, None]
    assert words(store, "s") == ("Front", "Back", ("shipped",))
    assert look("SELECT topic, cards FROM tally WHERE cards > 0") == [("t", 2)]
    assert faults(store) == []


def test_a_rebuild_gives_own_cards_and_edits_again(store: Store, clock: Clock) -> None:
    (own,) = notes.add_note(store, clock, DRAFT)
    with store.transaction() as transaction:
        for damage in ("UPDATE words SET front = 'x'", "UPDATE card SET marked = 1, topic = 'x'"):
            transaction.connection.execute(damage)
        transaction.connection.execute("UPDATE tally SET cards = 99")
    assert faults(store) == ["cards", "words", "tally"]
    rebuild(store)
    assert faults(store) == []
    assert words(store, own) == ("What is $x$?", "A number.", ("own", "maths"))


def test_a_draft_says_what_keeps_it_from_being_saved(store: Store, clock: Clock) -> None:
    assert faults_of(DRAFT, {"t"}) == ()
    bad = replace(DRAFT, topic="x", back=" ", source_url="example.org")
    assert len(faults_of(bad, {"t"})) == 3
    with pytest.raises(ValueError, match="the answer is empty"):
        notes.add_note(store, clock, replace(DRAFT, back=""))
    with pytest.raises(ValueError, match="the kind of a card stays basic"):
        notes.edit_note(store, "s", replace(DRAFT, kind="cloze", front="{{c1::a}}"))
    assert log.undo_label(store) is None


@pytest.mark.parametrize("kind", ["generated", "symbolic", "code"])
def test_words_that_a_program_works_out_are_not_edited(store: Store, kind: str) -> None:
    mirror(store, library(replace(SHIPPED, kind=kind), hash="two"))
    with store.reading() as connection, pytest.raises(Refusal, match=r"suspend it \(@\)"):
        notes.draft_of(connection, "s")
    with pytest.raises(Refusal, match="not changed here"):
        notes.restore_note(store, "s")
    assert notes.set_tags(store, ["s"], add=("hard",)) == 1


def test_a_preview_shows_what_saving_would_make(store: Store, clock: Clock) -> None:
    draft = replace(DRAFT, kind="cloze", front="{{c1::a}} and {{c2::b}}", back="")
    shown = preview(draft)
    saved = notes.add_note(store, clock, draft)
    with store.reading() as connection:
        made = [card_of(connection, card) for card in saved]
    assert [(card.front, card.back) for card in shown] == [
        (card.front, card.back) for card in made if card is not None
    ]
    assert preview(replace(draft, front="no deletion")) == ()

"""The learner's own cards and edits of any card: add, edit, delete, tags, topic; each one act."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from content.notes import WRITTEN_KINDS
from content.refusal import Refusal
from db.clock import Clock
from db.drafts import Draft, faults_of, tidied
from db.ids import uuid7
from db.model import CardChanged
from db.note_cards import ENTITY, OWN, known_note, project

if TYPE_CHECKING:
    import sqlite3

    from db.store import Store
    from db.transactions import Transaction

OWN_PREFIX = "own."
_TEXTS = ("topic", "front", "back", "answer", "why", "source_title", "source_url")
_NOTE_OF = "SELECT note FROM words WHERE card = ?"
_EDITED = """
SELECT card.hash <> json_extract(base.written, '$.hash') FROM words
JOIN base ON base.note = words.note JOIN card ON card.id = words.card WHERE words.card = ?
"""
_OF_CARD = """
SELECT words.note, words.tags, card.origin FROM words JOIN card ON card.id = words.card
WHERE words.card = ?
"""


def add_note(store: Store, clock: Clock, draft: Draft) -> tuple[str, ...]:
    """Add a note of the learner's own and return the ids of its cards.

    Raises ValueError, in words, for a draft with faults (the topic aside), StoreError.
    """
    tidy = _checked(draft)
    with store.transaction() as transaction:
        transaction.act("Add card")
        note = OWN_PREFIX + uuid7(transaction.at)
        transaction.change(ENTITY, note, "created", clock.study_day())
        transaction.change(ENTITY, note, "kind", tidy.kind)
        _change_fields(transaction, note, None, tidy)
        project(transaction.connection, (note,))
        cards = _cards_of_note(transaction.connection, note)
        for card in cards if tidy.tags else ():
            transaction.change("card", card, "tags", list(tidy.tags))
    return cards


def edit_note(store: Store, card_id: str, draft: Draft) -> tuple[str, ...]:
    """Change the words of a card's note; its schedule stays. Returns the note's cards.

    Only what differs is written; nothing at all if nothing does. Raises CardChanged if the card
    is gone, ValueError in words for a draft with faults or of another kind, StoreError.
    """
    tidy = _checked(draft)
    with store.transaction() as transaction:
        connection = transaction.connection
        before = draft_of(connection, card_id)
        if tidy.kind != before.kind:
            raise ValueError(f"the kind of a card stays {before.kind}; add a new card instead")
        note: str = connection.execute(_NOTE_OF, (card_id,)).fetchone()[0]
        if replace(before, tags=()) == replace(tidy, tags=()) and before.tags == tidy.tags:
            return _cards_of_note(connection, note)
        transaction.act("Edit card")
        if _change_fields(transaction, note, before, tidy):
            known = connection.execute(
                "SELECT json_extract(written, '$.hash') FROM base WHERE note = ?", (note,)
            ).fetchone()
            if known is not None:
                transaction.change(ENTITY, note, "base_hash", known[0])
            project(connection, (note,))
        cards = _cards_of_note(connection, note)
        for card in cards:
            if _tags_of(connection, card) != tidy.tags:
                transaction.change("card", card, "tags", list(tidy.tags))
    return cards


def restore_note(store: Store, card_id: str) -> bool:
    """Take the learner's changes of a library card back; whether there were any. StoreError."""
    with store.transaction() as transaction:
        connection = transaction.connection
        before = draft_of(connection, card_id)
        note: str = connection.execute(_NOTE_OF, (card_id,)).fetchone()[0]
        row = connection.execute("SELECT written FROM base WHERE note = ?", (note,)).fetchone()
        if row is None:
            return False
        base = json.loads(row[0])
        source = base["source"] or {"title": None, "url": None}
        shipped = replace(
            before,
            **{name: base[name] for name in ("topic", "front", "back", "answer", "why")},
            accept=tuple(base["accept"]),
            source_title=source["title"],
            source_url=source["url"],
        )
        if shipped == before:
            return False
        transaction.act("Restore card")
        _change_fields(transaction, note, before, shipped)
        project(connection, (note,))
    return True


def delete_notes(store: Store, card_ids: Sequence[str]) -> int:
    """Delete the notes of these cards, all their cards with them; returns the number of cards.

    Raises ValueError, in words, if one is not the learner's own; CardChanged, StoreError.
    """
    with store.transaction() as transaction:
        connection = transaction.connection
        notes: dict[str, None] = {}
        for card in card_ids:
            note, _, origin = _row_of(connection, card)
            if origin != OWN or not note.startswith(OWN_PREFIX):
                raise ValueError(
                    f"{card} is not a card of your own; suspend it if you do not want to see it"
                )
            notes[note] = None
        cards = [card for note in notes for card in _cards_of_note(connection, note)]
        transaction.act(_named("Delete", len(cards)))
        for note in notes:
            transaction.change(ENTITY, note, "deleted", True)
        project(connection, notes)
    return len(cards)


def set_tags(
    store: Store, card_ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> int:
    """Add and remove tags in one act; returns the number of cards that changed. StoreError."""
    with store.transaction() as transaction:
        wanted: dict[str, list[str]] = {}
        for card in card_ids:
            before = _tags_of(transaction.connection, card)
            after = dict.fromkeys((*(tag for tag in before if tag not in remove), *add))
            if tuple(after) != before:
                wanted[card] = list(after)
        if wanted:
            transaction.act(_named("Tag", len(wanted)))
        for card, tags in wanted.items():
            transaction.change("card", card, "tags", tags)
    return len(wanted)


def move_to_topic(store: Store, card_ids: Sequence[str], topic: str) -> int:
    """Move the notes of these cards to a topic; returns the number of cards that moved."""
    with store.transaction() as transaction:
        connection = transaction.connection
        notes = dict.fromkeys(_row_of(connection, card)[0] for card in card_ids)
        moved = [
            note
            for note in notes
            if (known := known_note(connection, note)) is not None and known.note.topic != topic
        ]
        cards = [card for note in moved for card in _cards_of_note(connection, note)]
        if moved:
            transaction.act(_named("Move", len(cards)))
        for note in moved:
            transaction.change(ENTITY, note, "topic", topic)
        project(connection, moved)
    return len(cards)


def draft_of(connection: sqlite3.Connection, card_id: str) -> Draft:
    """Return the note of a card as the editor shows it.

    Raises CardChanged if it is gone, Refusal for a card whose words are worked out by a program.
    """
    note, tags, _ = _row_of(connection, card_id)
    known = known_note(connection, note)
    if known is None:
        raise CardChanged(f"the card {card_id} is no longer there")
    written = known.note
    if written.kind not in WRITTEN_KINDS:
        raise Refusal(
            "The answer of this card is computed, so its words are not changed here; "
            "suspend it (@) or write one of your own (a)."
        )
    return Draft(
        topic=written.topic,
        kind=written.kind,
        front=written.front,
        back=written.back,
        answer=written.answer,
        accept=written.accept,
        why=written.why,
        source_title=(written.source.title or None) if written.source else None,
        source_url=(written.source.url or None) if written.source else None,
        tags=tuple(tags.split()),
    )


def is_own(connection: sqlite3.Connection, card_id: str) -> bool:
    """Whether the learner wrote the card here, so that it can be deleted."""
    row = connection.execute(_OF_CARD, (card_id,)).fetchone()
    return row is not None and row[2] == OWN and row[0].startswith(OWN_PREFIX)


def is_edited(connection: sqlite3.Connection, card_id: str) -> bool:
    """Whether the learner changed the words of a card of the library."""
    row = connection.execute(_EDITED, (card_id,)).fetchone()
    return row is not None and bool(row[0])


def _checked(draft: Draft) -> Draft:
    tidy = tidied(draft)
    faults = faults_of(tidy, (tidy.topic,))
    if faults:
        raise ValueError("; ".join(faults))
    return tidy


def _change_fields(transaction: Transaction, note: str, before: Draft | None, after: Draft) -> bool:
    """Write the fields that differ; whether any did."""
    changed = False
    for name in (*_TEXTS, "accept"):
        value = getattr(after, name)
        if value == (getattr(before, name) if before is not None else _EMPTY[name]):
            continue
        transaction.change(ENTITY, note, name, list(value) if name == "accept" else value)
        changed = True
    return changed


_EMPTY: dict[str, object] = {
    **dict.fromkeys(("answer", "why", "source_title", "source_url")),
    **dict.fromkeys(("topic", "front", "back"), ""),
    "accept": (),
}


def _row_of(connection: sqlite3.Connection, card: str) -> tuple[str, str, str]:
    row = connection.execute(_OF_CARD, (card,)).fetchone()
    if row is None:
        raise CardChanged(f"the card {card} is no longer there")
    return row


def _tags_of(connection: sqlite3.Connection, card: str) -> tuple[str, ...]:
    return tuple(_row_of(connection, card)[1].split())


def _cards_of_note(connection: sqlite3.Connection, note: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT card.id FROM words JOIN card ON card.id = words.card "
        "WHERE words.note = ? AND card.retired = 0 ORDER BY words.number",
        (note,),
    ).fetchall()
    return tuple(card for (card,) in rows)


def _named(verb: str, cards: int) -> str:
    return f"{verb} card" if cards == 1 else f"{verb} {cards} cards"

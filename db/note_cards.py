"""Keeps the rows of cards and their words in step with notes: the library's and the learner's.

A note's words are those of the library (``base``) with the learner's changes (entity ``note``) laid
over them; a note of the learner's own is changes alone, of which ``created`` makes it one. What a
note asks is ``content.notes.cards_of``. All functions take the connection of a transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from content.model import Card, Note, Source
from content.notes import cards_of, hash_of, note_from
from db import caches

ENTITY = "note"
OWN = "own"
OWN_POSITION = 50_000
PER_TOPIC = 100_000
"""A card's position is its topic's place times this, and its note's place within the topic."""
_TEXTS = ("topic", "kind", "skill", "front", "back")
_BASE = "SELECT written, position, added_day, gone FROM base WHERE note = ?"
_CHANGES = "SELECT field, value FROM latest WHERE entity = 'note' AND key = ?"
_PLACE = "SELECT place FROM place WHERE topic = ?"
_LAST_PLACE = "SELECT coalesce(max(place) + 1, 0) FROM place"
_CARD_TAGS = "SELECT value FROM latest WHERE entity = 'card' AND key = ? AND field = 'tags'"
_CARD_FIELDS = (
    "id",
    "topic",
    "kind",
    "skill",
    "difficulty",
    "position",
    "origin",
    "note",
    "hash",
    "retired",
    "added_day",
)
_WORD_FIELDS = (
    "card",
    "note",
    "front",
    "back",
    "answer",
    "accept",
    "why",
    "tags",
    "source_title",
    "source_url",
    "as_of",
    "covers",
    "problem",
    "proved",
)


def _upsert(table: str, fields: tuple[str, ...], more: str = "", values: str = "") -> str:
    names, marks = ", ".join(fields), ", ".join("?" * len(fields))
    sets = ", ".join(f"{name} = excluded.{name}" for name in fields[1:])
    return (
        f"INSERT INTO {table} ({names}{more}) VALUES ({marks}{values}) "
        f"ON CONFLICT ({fields[0]}) DO UPDATE SET {sets}"
    )


_SET_CARD = _upsert("card", _CARD_FIELDS, ", suspended, flag, marked", ", 0, 0, 0")
_SET_WORDS = _upsert("words", _WORD_FIELDS)
_GET_CARD = f"SELECT {', '.join(_CARD_FIELDS)} FROM card WHERE id = ?"
_GET_WORDS = f"SELECT {', '.join(_WORD_FIELDS)} FROM words WHERE card = ?"
_OF_NOTE = """
SELECT card.id, card.retired FROM words JOIN card ON card.id = words.card WHERE words.note = ?
ORDER BY card.id
"""
_NEW_MEMORY = (
    "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version) "
    "VALUES (?, 0, 0, 0, 0, 1)"
)


class Known(NamedTuple):
    """A note as it is now, where its cards stand, and whether it is withdrawn or deleted."""

    note: Note
    position: int
    added_day: int
    retired: bool


class Rows(NamedTuple):
    """The rows of one card: of the table card, and of the table words."""

    card: tuple[Any, ...]
    words: tuple[Any, ...]

    @property
    def retired(self) -> bool:
        """Whether the card is asked no more."""
        return bool(self.card[_CARD_FIELDS.index("retired")])


def all_notes(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of all notes: the library's, withdrawn ones too, and the learner's own."""
    rows = connection.execute(
        "SELECT note FROM base UNION SELECT key FROM latest WHERE entity = 'note'"
    ).fetchall()
    return [note for (note,) in rows]


def known_note(connection: sqlite3.Connection, note: str) -> Known | None:
    """Return the note with the learner's changes; None if there is none (any more)."""
    base = connection.execute(_BASE, (note,)).fetchone()
    said = {field: json.loads(value) for field, value in connection.execute(_CHANGES, (note,))}
    if base is None and "created" not in said:
        return None
    if base is None:
        start = Note(note, "", "basic", "recall", 2, "", "", None, (), "", origin=OWN)
        position, added_day, gone = OWN_POSITION, _whole(said["created"]), False
    else:
        start = note_from(json.loads(base[0]))
        position, added_day, gone = base[1:]
    changed = _with_changes(start, said)
    position += _place(connection, changed.topic) * PER_TOPIC
    return Known(changed, position, added_day, bool(gone or said.get("deleted")))


def rows_of(connection: sqlite3.Connection, known: Known) -> list[Rows]:
    """Return the rows that the cards of a note should have; none if its words make no cards."""
    try:
        cards = cards_of(known.note)
    except ValueError:  # words of another program or device: the cards rest until they are mended
        return []
    return [_rows(card, known, _tags(connection, card)) for card in cards]


def project(connection: sqlite3.Connection, notes: Iterable[str]) -> list[str]:
    """Bring the cards of these notes in step and return the ids of the cards that changed."""
    changed: list[str] = []
    for note in notes:
        known = known_note(connection, note)
        rows = [] if known is None else rows_of(connection, known)
        for row in rows:
            if _write(connection, row):
                changed.append(row.card[0])
        changed += _drop(connection, note, {row.card[0] for row in rows}, forget=known is None)
    return changed


def stored_rows(connection: sqlite3.Connection, note: str) -> dict[str, Rows]:
    """Return card -> its rows as they are, for all cards that a note asks or once asked."""
    found: dict[str, Rows] = {}
    for card, _ in connection.execute(_OF_NOTE, (note,)).fetchall():
        row = connection.execute(_GET_CARD, (card,)).fetchone()
        found[card] = Rows(row, connection.execute(_GET_WORDS, (card,)).fetchone())
    return found


def tags_text(tags: Iterable[str]) -> str:
    """Return the tags as the table words holds them: a blank around each, "" for none."""
    joined = " ".join(tags)
    return f" {joined} " if joined else ""


def _with_changes(start: Note, said: Mapping[str, Any]) -> Note:
    texts = {name: str(said[name]) for name in _TEXTS if isinstance(said.get(name), str)}
    changed = replace(start, **texts)
    if isinstance(said.get("difficulty"), int):
        changed = replace(changed, difficulty=said["difficulty"])
    for name in ("why", "answer"):
        if name in said:
            changed = replace(changed, **{name: said[name] or None})
    if "accept" in said:
        changed = replace(changed, accept=tuple(map(str, said["accept"] or ())))
    if "source_title" in said or "source_url" in said:
        title = str(said.get("source_title", start.source.title if start.source else "") or "")
        url = str(said.get("source_url", start.source.url if start.source else "") or "")
        changed = replace(changed, source=Source(title, url) if title or url else None)
    if changed == start:
        return start
    words = (changed.kind, changed.front, changed.back, changed.why, changed.answer)
    return replace(changed, hash=hash_of(*words, changed.problem))


def _place(connection: sqlite3.Connection, topic: str) -> int:
    row = connection.execute(_PLACE, (topic,)).fetchone()
    return connection.execute(_LAST_PLACE).fetchone()[0] if row is None else row[0]


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _tags(connection: sqlite3.Connection, card: Card) -> tuple[str, ...]:
    row = connection.execute(_CARD_TAGS, (card.id,)).fetchone()
    said = None if row is None else json.loads(row[0])
    return card.tags if said is None else tuple(map(str, said))


def _rows(card: Card, known: Known, tags: tuple[str, ...]) -> Rows:
    source = card.source or Source("", "")
    return Rows(
        (
            *(card.id, card.topic, card.kind, card.skill, card.difficulty, known.position),
            *(card.origin, card.siblings, card.hash, int(known.retired), known.added_day),
        ),
        (
            *(card.id, card.note, card.front, card.back, card.answer),
            *(json.dumps(card.accept, ensure_ascii=False), card.why, tags_text(tags)),
            *(source.title or None, source.url or None, card.as_of, json.dumps(card.covers)),
            *(_problem(card), int(card.proved)),
        ),
    )


def _problem(card: Card) -> str | None:
    if card.problem is None:
        return None
    return json.dumps(asdict(card.problem), ensure_ascii=False, separators=(",", ":"))


def _write(connection: sqlite3.Connection, rows: Rows) -> bool:
    """Write what differs; whether anything did. A window that shows the card will notice."""
    name = rows.card[0]
    before = connection.execute(_GET_CARD, (name,)).fetchone()
    same_card = before == rows.card
    same_words = connection.execute(_GET_WORDS, (name,)).fetchone() == rows.words
    if not same_card:
        connection.execute(_SET_CARD, rows.card)
    if not same_words:
        connection.execute(_SET_WORDS, rows.words)
    if connection.execute("SELECT 1 FROM memory WHERE card = ?", (name,)).fetchone() is None:
        _add_memory(connection, name)
    elif not (same_card and same_words):
        connection.execute("UPDATE memory SET version = version + 1 WHERE card = ?", (name,))
    return not (same_card and same_words)


def _add_memory(connection: sqlite3.Connection, card: str) -> None:
    """The memory row of a card that is new here, from the log where it knows the card already."""
    from db.replay import project_columns, replay_card

    connection.execute(_NEW_MEMORY, (card,))
    if connection.execute("SELECT 1 FROM review WHERE card = ? LIMIT 1", (card,)).fetchone():
        caches.write_memory(connection, card, replay_card(connection, card))
    project_columns(connection, card)


def _drop(connection: sqlite3.Connection, note: str, kept: set[str], *, forget: bool) -> list[str]:
    """Retire the cards that a note asks no more; ``forget`` takes their rows away altogether."""
    rows = connection.execute(_OF_NOTE, (note,)).fetchall()
    gone = [card for card, retired in rows if card not in kept and (forget or not retired)]
    for card in gone:
        if forget:
            connection.execute("DELETE FROM memory WHERE card = ?", (card,))
            connection.execute("DELETE FROM words WHERE card = ?", (card,))
            connection.execute("DELETE FROM card WHERE id = ?", (card,))
        else:
            connection.execute("UPDATE card SET retired = 1 WHERE id = ?", (card,))
            connection.execute("UPDATE memory SET version = version + 1 WHERE card = ?", (card,))
    return gone

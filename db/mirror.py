"""Brings the cached card rows in step with the library, and gives every card a memory row."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from content.graph import edges_of, study_order
from db import caches
from db.replay import project_all, replay_all

if TYPE_CHECKING:
    from content.model import Card, Library
    from db.store import Store

LIBRARY_HASH = "library_hash"
LIBRARY_PROGRAM = "library_program"
_SET_META = (
    "INSERT INTO meta (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_SET_CARD = """
INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, note, hash,
                  retired, suspended, flag)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)
ON CONFLICT (id) DO UPDATE SET topic = excluded.topic, kind = excluded.kind,
  skill = excluded.skill, difficulty = excluded.difficulty, position = excluded.position,
  origin = excluded.origin, note = excluded.note, hash = excluded.hash, retired = 0
"""
_NEW_MEMORY = """
INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)
VALUES (?, 0, 0, 0, 0, 1)
"""


def mirror(store: Store, library: Library, program: str = "") -> bool:
    """Mirror the library if its hash differs from the last one; whether anything was written.

    Cards that the library no longer has are retired, never deleted. ``program`` is the version of
    the running program ("1.4.0"): one older than the last that mirrored writes nothing, so it
    does not take newer content away. Raises StoreError.
    """
    with store.reading() as connection:
        if not _wanted(connection, library, program):
            return False
    with store.transaction() as transaction:
        connection = transaction.connection
        if not _wanted(connection, library, program):
            return False
        known = {card for (card,) in connection.execute("SELECT id FROM card").fetchall()}
        connection.executemany(_SET_CARD, [_row(card, n) for n, card in _in_order(library)])
        gone = [(card,) for card in known if card not in library.cards]
        connection.executemany("UPDATE card SET retired = 1 WHERE id = ?", gone)
        _add_memory(connection, frozenset(library.cards) - known)
        connection.execute(_SET_META, (LIBRARY_HASH, library.hash))
        if program:
            connection.execute(_SET_META, (LIBRARY_PROGRAM, program))
    return True


def _wanted(connection: sqlite3.Connection, library: Library, program: str) -> bool:
    said: dict[str, str] = dict(
        connection.execute(
            "SELECT key, value FROM meta WHERE key IN (?, ?)", (LIBRARY_HASH, LIBRARY_PROGRAM)
        ).fetchall()
    )
    if said.get(LIBRARY_HASH) == library.hash:
        return False
    return not program or _version(program) >= _version(said.get(LIBRARY_PROGRAM, ""))


def _version(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: "1.10.0rc1" gives (1, 10, 0)."""
    numbers: list[int] = []
    for part in text.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def _in_order(library: Library) -> list[tuple[int, Card]]:
    """The cards in the order in which new ones come: topics by prerequisites, then teaching."""
    order = study_order(edges_of(library.topics))
    place = {topic: n for n, topic in enumerate(order)}
    cards = sorted(library.cards.values(), key=lambda card: place.get(card.topic, len(place)))
    return list(enumerate(cards))


def _row(card: Card, position: int) -> tuple[str | int | None, ...]:
    return (
        card.id,
        card.topic,
        card.kind,
        card.skill,
        card.difficulty,
        position,
        card.origin,
        card.siblings,
        card.hash,
    )


def _add_memory(connection: sqlite3.Connection, cards: frozenset[str]) -> None:
    """Memory rows for new cards, from the log where it knows the card already."""
    connection.executemany(_NEW_MEMORY, [(card,) for card in sorted(cards)])
    if connection.execute("SELECT 1 FROM review LIMIT 1").fetchone():
        connection.executemany(
            caches.WRITE_MEMORY,
            [
                (*caches.values_of(memory), card)
                for card, memory in replay_all(connection)
                if card in cards
            ],
        )
    project_all(connection, cards)

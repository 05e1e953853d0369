"""Counts the cards whose kept rows are not what notes and log say: words, flags, tallies."""

from __future__ import annotations

import json
import sqlite3

from db import caches, replay
from db.note_cards import all_notes, known_note, rows_of, stored_rows

_HELD = """
SELECT card.id, card.suspended, card.flag, card.marked, memory.buried_until_day
FROM card JOIN memory ON memory.card = card.id
"""


def count_columns(connection: sqlite3.Connection) -> int:
    """Return the number of cards whose flag, mark, suspension or burying the log does not say."""
    meant = {
        (key, field): caches.column_value(json.loads(value))
        for key, field, value in connection.execute(
            "SELECT key, field, value FROM latest WHERE entity = 'card'"
        )
        if field in caches.CARD_COLUMNS
    }
    return sum(
        tuple(meant.get((card, name), 0) for name in caches.CARD_COLUMNS) != tuple(held)
        for card, *held in connection.execute(_HELD)
    )


def count_words(connection: sqlite3.Connection) -> int:
    """Return the number of cards whose words, topic or place their notes do not say."""
    faults = 0
    for note in all_notes(connection):
        known = known_note(connection, note)
        meant = {row.card[0]: row for row in rows_of(connection, known)} if known else {}
        held = stored_rows(connection, note)
        for card in meant.keys() | held.keys():
            if card not in meant:  # asked no more: it stays, retired, while its note is there
                faults += known is None or not held[card].retired
            else:
                faults += card not in held or held[card] != meant[card]
    return faults


def count_tallies(connection: sqlite3.Connection) -> int:
    """Return the number of topics whose kept counts are not those of their cards."""
    meant = {(topic, state): cards for topic, state, cards in connection.execute(replay.TALLY)}
    held = {
        (topic, state): cards
        for topic, state, cards in connection.execute("SELECT topic, state, cards FROM tally")
        if cards
    }
    return len({key[0] for key in meant.keys() | held.keys() if meant.get(key) != held.get(key)})


def count_listed(connection: sqlite3.Connection) -> int:
    """Return the number of cards whose row for searching is missing, wrong or too much."""
    meant = set(connection.execute(replay.LISTED).fetchall())
    held = set(connection.execute("SELECT number, position FROM listed").fetchall())
    return len({number for number, _ in meant ^ held})


def count_fresh(connection: sqlite3.Connection) -> int:
    """Return the number of cards whose row among the new ones is missing, wrong or too much."""
    meant = set(connection.execute(replay.FRESH).fetchall())
    held = set(connection.execute("SELECT position, card FROM fresh").fetchall())
    return len({card for _, card in meant ^ held})

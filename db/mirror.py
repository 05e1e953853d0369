"""Brings the notes of the library into the database, and cards and words in step with them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import TYPE_CHECKING

from content.graph import edges_of, study_order
from db.note_cards import all_notes, project

if TYPE_CHECKING:
    from content.model import Library
    from db.store import Store

LIBRARY_HASH = "library_hash"
LIBRARY_PROGRAM = "library_program"
_SET_META = (
    "INSERT INTO meta (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
# Cards of the time before their words were kept, whose note is gone.
_RETIRE = "UPDATE card SET retired = 1 WHERE id NOT IN (SELECT card FROM words)"
_SET_BASE = """
INSERT INTO base (note, written, position, added_day, gone) VALUES (?, ?, ?, ?, 0)
ON CONFLICT (note) DO UPDATE SET written = excluded.written, position = excluded.position, gone = 0
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
        _set_places(connection, library)
        _set_notes(connection, library, store.clock.study_day())
        project(connection, all_notes(connection))
        connection.execute(_RETIRE)
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


def _set_places(connection: sqlite3.Connection, library: Library) -> None:
    """The order of study of the topics, in which new cards come: prerequisites first."""
    order = study_order(edges_of(library.topics))
    connection.execute("DELETE FROM place")
    connection.executemany(
        "INSERT INTO place (topic, place) VALUES (?, ?)",
        [(topic, place) for place, topic in enumerate(order)],
    )


def _set_notes(connection: sqlite3.Connection, library: Library, study_day: int) -> None:
    """The notes in teaching order within each topic; those that are gone keep their rows."""
    count: dict[str, int] = {}
    rows: list[tuple[str, str, int, int]] = []
    for note in library.notes.values():
        place = count[note.topic] = count.get(note.topic, -1) + 1
        text = json.dumps(asdict(note), ensure_ascii=False, separators=(",", ":"))
        rows.append((note.id, text, place, study_day))
    connection.execute("UPDATE base SET gone = 1")
    connection.executemany(_SET_BASE, rows)

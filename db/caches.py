"""Keeps what follows from the log (memory, done, latest, card columns) in step with it.

All functions take the raw connection of a running transaction.
"""

from __future__ import annotations

import json
import sqlite3
from operator import itemgetter
from typing import Any, cast

from db.model import Memory, State

MEMORY_FIELDS = (
    "state",
    "step",
    "stability",
    "difficulty",
    "due_day",
    "due_at",
    "last_day",
    "last_at",
    "reps",
    "lapses",
)
MEMORY_COLUMNS = ", ".join(MEMORY_FIELDS)
_SET_MEMORY = ", ".join(f"{name} = ?" for name in MEMORY_FIELDS)
_fields_of = itemgetter(*MEMORY_FIELDS)
_EVIDENCE = "{" + ",".join(f'"{name}":%s' for name in MEMORY_FIELDS) + "}"
READ_MEMORY = f"SELECT {MEMORY_COLUMNS}, version FROM memory WHERE card = ?"
WRITE_MEMORY = f"UPDATE memory SET {_SET_MEMORY}, version = version + 1 WHERE card = ?"
_IS_MEMORY = " AND ".join(f"{name} IS ?" for name in MEMORY_FIELDS)
MOVE_MEMORY = f"{WRITE_MEMORY} AND {_IS_MEMORY}"
WRITE_SHOWN_MEMORY = f"{WRITE_MEMORY} AND version = ?"
ADD_DONE = """
INSERT INTO done (study_day, kind, count, passed, ms) VALUES (?, ?, 1, ?, ?)
ON CONFLICT (study_day, kind) DO UPDATE SET
  count = count + 1, passed = passed + excluded.passed, ms = ms + excluded.ms
"""
TAKE_DONE = """
UPDATE done SET count = count - 1, passed = passed - ?, ms = ms - ? WHERE study_day = ? AND kind = ?
"""
SET_LATEST = """
INSERT INTO latest (entity, key, field, value, act) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (entity, key, field) DO UPDATE SET value = excluded.value, act = excluded.act
"""
WINNING_CHANGE = """
SELECT change.value, change.act FROM change JOIN act ON act.id = change.act
WHERE change.entity = ? AND change.key = ? AND change.field = ?
  AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = change.act)
ORDER BY act.at DESC, act.device DESC, act.seq DESC, change.id DESC LIMIT 1
"""
# Field of a card in the log -> the cached column (all whole numbers, 0 where nothing was said).
# Each statement also moves the version on, so that a window that shows the card notices.
CARD_COLUMNS = ("suspended", "flag", "marked", "buried_until_day")
_SET_COLUMN = {
    "suspended": "UPDATE card SET suspended = ? WHERE id = ?",
    "flag": "UPDATE card SET flag = ? WHERE id = ?",
    "marked": "UPDATE card SET marked = ? WHERE id = ?",
    "buried_until_day": "UPDATE memory SET buried_until_day = ? WHERE card = ?",
}

_NOTE_TAGS = """
SELECT json_extract(base.written, '$.tags') FROM words JOIN base ON base.note = words.note
WHERE words.card = ?
"""
_SET_TAGS = "UPDATE words SET tags = ? WHERE card = ?"


def memory_of(row: tuple[Any, ...]) -> Memory:
    """The memory from a row that begins with MEMORY_COLUMNS."""
    return Memory(State(row[0]), *row[1:10])


def values_of(memory: Memory) -> tuple[int | float | None, ...]:
    """The fields of ``memory`` in the order of MEMORY_COLUMNS."""
    return (
        int(memory.state),
        memory.step,
        memory.stability,
        memory.difficulty,
        memory.due_day,
        memory.due_at,
        memory.last_day,
        memory.last_at,
        memory.reps,
        memory.lapses,
    )


def to_json(memory: Memory) -> str:
    """The memory as the evidence that stands in the log; floats come back exactly."""
    return _EVIDENCE % tuple(["null" if v is None else repr(v) for v in values_of(memory)])


def from_json(text: str) -> Memory:
    """The memory from its evidence."""
    return memory_of(_fields_of(json.loads(text)))


def read_memory(connection: sqlite3.Connection, card: str) -> tuple[Memory, int] | None:
    """Memory and version of a card, None if there is no such card."""
    row = connection.execute(READ_MEMORY, (card,)).fetchone()
    return None if row is None else (memory_of(row), row[10])


def write_memory(connection: sqlite3.Connection, card: str, memory: Memory) -> None:
    """Set a card's memory and move its version on."""
    connection.execute(WRITE_MEMORY, (*values_of(memory), card))


def move_memory(connection: sqlite3.Connection, card: str, expected: str, target: str) -> bool:
    """Set a card's memory to ``target`` if it is as expected (both JSON); whether it was."""
    values = (*_fields_of(json.loads(target)), card, *_fields_of(json.loads(expected)))
    return connection.execute(MOVE_MEMORY, values).rowcount == 1


def add_done(
    connection: sqlite3.Connection, study_day: int, kind: str, rating: int | None, ms: int
) -> None:
    """Count one review."""
    connection.execute(ADD_DONE, (study_day, kind, passed(rating), ms))


def take_done(
    connection: sqlite3.Connection, study_day: int, kind: str, rating: int | None, ms: int
) -> None:
    """Take one review out of the counts."""
    connection.execute(TAKE_DONE, (passed(rating), ms, study_day, kind))
    connection.execute(
        "DELETE FROM done WHERE study_day = ? AND kind = ? AND count <= 0", (study_day, kind)
    )


def passed(rating: int | None) -> int:
    """1 for Hard, Good and Easy, else 0."""
    return int(rating is not None and rating >= 2)


def set_latest(
    connection: sqlite3.Connection, entity: str, key: str, field: str, value: str, act: str
) -> None:
    """Make a new change the winning one; ``value`` is JSON. Its act must be the last of all."""
    connection.execute(SET_LATEST, (entity, key, field, value, act))
    if entity == "card":
        _set_card_field(connection, key, field, json.loads(value))


def refresh_latest(connection: sqlite3.Connection, entity: str, key: str, field: str) -> None:
    """Look up the winning change again, after an undo."""
    row = connection.execute(WINNING_CHANGE, (entity, key, field)).fetchone()
    if row is not None:
        set_latest(connection, entity, key, field, row[0], row[1])
        return
    connection.execute(
        "DELETE FROM latest WHERE entity = ? AND key = ? AND field = ?", (entity, key, field)
    )
    if entity == "card":
        _set_card_field(connection, key, field, None)


def _set_card_field(connection: sqlite3.Connection, card: str, field: str, value: object) -> None:
    if field == "tags":
        set_card_tags(connection, card, value)
    elif field in _SET_COLUMN:
        set_card_column(connection, card, field, value)


def set_card_tags(connection: sqlite3.Connection, card: str, value: object) -> None:
    """Set the tags among the words of a card; None: those that its note has."""
    if value is None:
        row = connection.execute(_NOTE_TAGS, (card,)).fetchone()
        value = [] if row is None else json.loads(row[0])
    tags = " ".join(map(str, cast("list[object]", value)))
    connection.execute(_SET_TAGS, (f" {tags} " if tags else "", card))
    connection.execute("UPDATE memory SET version = version + 1 WHERE card = ?", (card,))


def set_card_column(connection: sqlite3.Connection, card: str, field: str, value: object) -> None:
    """Set the cached column of a card's field to its value (None: nothing was said)."""
    connection.execute(_SET_COLUMN[field], (column_value(value), card))
    connection.execute("UPDATE memory SET version = version + 1 WHERE card = ?", (card,))


def column_value(value: object) -> int:
    """The whole number that a cached column holds for a field's value."""
    return int(value) if isinstance(value, int) else 0

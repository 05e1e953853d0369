"""Undo and redo from the log itself: nothing is deleted, and both survive a restart.

The undo stack of a device is its acts in order, without those that undid and those undone. An act
that undid is named in ``void.act``, the one it undid in ``void.voids``; a redo is a new act with
the content of the one undone, which it names in ``redoes``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from db import caches
from db.ids import uuid7
from db.model import Undone
from db.note_cards import ENTITY, project
from db.replay import recompute, replay_card
from db.reviews import ReviewRecord
from db.settings import ENTITY as SETTING
from db.settings import KEY as STUDY
from db.statements import columns_of, insert_into

if TYPE_CHECKING:
    from db.store import Store
    from db.transactions import Transaction

UNDO = "Undo"
_BEFORE = """
SELECT act.id, act.name, act.seq, undone.seq, undoing.seq FROM act
LEFT JOIN void AS mine ON mine.act = act.id
LEFT JOIN act AS undone ON undone.id = mine.voids
LEFT JOIN void AS theirs ON theirs.voids = act.redoes
LEFT JOIN act AS undoing ON undoing.id = theirs.act
WHERE act.device = ? AND act.seq < ? ORDER BY act.seq DESC LIMIT 1
"""
_NAME = "SELECT void.voids, act.name FROM void JOIN act ON act.id = void.voids WHERE void.act = ?"
_END = 2**62

_RETRACTED = """
SELECT card, study_day, kind, rating, duration_ms, before, after FROM review
WHERE act = ? ORDER BY id DESC
"""


def undo(store: Store) -> Undone | None:
    """Undo this device's last act that is not undone; None if there is nothing to undo.

    The card that was answered comes first in ``cards``. Raises StoreError.
    """
    with store.transaction() as transaction:
        top = _undo_top(transaction.connection, store.device)
        if top is None:
            return None
        act, name = top
        by = transaction.act(UNDO)
        transaction.connection.execute(insert_into("void"), (by, act))
        return Undone(name, act, _retract(transaction.connection, act))


def redo(store: Store) -> Undone | None:
    """Do again what this device undid last, unless something else was done since; else None.

    ``act`` is the new act. Raises StoreError.
    """
    with store.transaction() as transaction:
        top = _redo_top(transaction.connection, store.device)
        if top is None:
            return None
        undone, name = top
        act = transaction.act(name, redoes=undone)
        return Undone(name, act, _repeat(transaction, undone, act))


def undo_label(store: Store) -> str | None:
    """The name of the act that ``undo`` would undo."""
    with store.reading() as connection:
        top = _undo_top(connection, store.device)
    return None if top is None else top[1]


def redo_label(store: Store) -> str | None:
    """The name of the act that ``redo`` would do again."""
    with store.reading() as connection:
        top = _redo_top(connection, store.device)
    return None if top is None else top[1]


def _undo_top(connection: sqlite3.Connection, device: str) -> tuple[str, str] | None:
    """The act on top of the undo stack: id and name.

    What lies between an undo and the act that it undid has been undone as well (it lay above it),
    so the search goes on before that act: as many steps as there were runs of undos.
    """
    before = _END
    while row := connection.execute(_BEFORE, (device, before)).fetchone():
        act, name, seq, undone, _ = row
        if undone is None:
            return act, name
        before = min(seq, undone)
    return None


def _redo_top(connection: sqlite3.Connection, device: str) -> tuple[str, str] | None:
    """The undone act on top of the redo stack: id and name.

    A redo leaves the stack as it was before the undo that it took back; so the search goes on
    before that undo. An act that is neither undo nor redo has cleared the stack.
    """
    before = _END
    while row := connection.execute(_BEFORE, (device, before)).fetchone():
        act, _, seq, undone, undoing = row
        if undone is not None:
            return connection.execute(_NAME, (act,)).fetchone()
        if undoing is None:
            return None
        before = min(seq, undoing)
    return None


def _reviews_of(connection: sqlite3.Connection, act: str) -> list[ReviewRecord]:
    columns = ", ".join(columns_of("review"))
    rows = connection.execute(f"SELECT {columns} FROM review WHERE act = ? ORDER BY id", (act,))
    return [ReviewRecord._make(row) for row in rows.fetchall()]


def _retract(connection: sqlite3.Connection, act: str) -> tuple[str, ...]:
    """Take the content of an act that is now void out of the caches; the cards concerned."""
    cards: dict[str, None] = {}
    reviews = connection.execute(_RETRACTED, (act,)).fetchall()
    for card, study_day, kind, rating, duration_ms, before, after in reviews:
        cards[card] = None
        caches.take_done(connection, study_day, kind, rating, duration_ms)
        _move(connection, card, after, before)
    fields = connection.execute(
        "SELECT entity, key, field FROM change WHERE act = ? ORDER BY id", (act,)
    ).fetchall()
    for entity, key, field in dict.fromkeys(fields):
        caches.refresh_latest(connection, entity, key, field)
        if entity == "card":
            cards[key] = None
    cards.update(dict.fromkeys(_follow(connection, fields)))
    return tuple(cards)


def _follow(connection: sqlite3.Connection, fields: Iterable[tuple[str, str, str]]) -> list[str]:
    """Bring in step what hangs on these fields: cards on their notes, memory on parameters."""
    notes = dict.fromkeys(key for entity, key, _ in fields if entity == ENTITY)
    if (SETTING, STUDY, "parameters") in fields:
        recompute(connection)
    return project(connection, notes)


def _repeat(transaction: Transaction, undone: str, act: str) -> tuple[str, ...]:
    """Write the content of ``undone`` again under ``act``; the cards concerned."""
    connection = transaction.connection
    cards: dict[str, None] = {}
    for review in _reviews_of(connection, undone):
        cards[review.card] = None
        again = review._replace(id=uuid7(transaction.at), act=act)
        connection.execute(insert_into("review"), tuple(again))
        caches.add_done(
            connection, review.study_day, review.kind, review.rating, review.duration_ms
        )
        _move(connection, review.card, review.before, review.after)
    changes = connection.execute(
        "SELECT entity, key, field, value FROM change WHERE act = ? ORDER BY id", (undone,)
    ).fetchall()
    for entity, key, field, value in changes:
        row = (uuid7(transaction.at), act, entity, key, field, value)
        connection.execute(insert_into("change"), row)
        caches.set_latest(connection, entity, key, field, value, act)
        if entity == "card":
            cards[key] = None
    fields = [(entity, key, field) for entity, key, field, _ in changes]
    cards.update(dict.fromkeys(_follow(connection, fields)))
    return tuple(cards)


def _move(connection: sqlite3.Connection, card: str, expected: str, target: str) -> None:
    """Set a card's memory to ``target`` if it is as expected, else to what the log says."""
    if caches.move_memory(connection, card, expected, target):
        return
    if caches.read_memory(connection, card) is not None:  # else its row is gone: another library
        caches.write_memory(connection, card, replay_card(connection, card))

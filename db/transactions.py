"""A write transaction with its acts and changes, and a moment of reading, as contexts."""

from __future__ import annotations

import json
import sqlite3
from types import TracebackType
from typing import TYPE_CHECKING

from db import caches
from db.clock import Clock
from db.ids import uuid7
from db.statements import insert_into

if TYPE_CHECKING:
    from db.store import Store

_OWN_LAST = """
SELECT seq, at, (SELECT min(device) FROM act), (SELECT max(device) FROM act)
FROM act WHERE device = ? ORDER BY seq DESC LIMIT 1
"""
# Each device's last time is that of its last act: one look per device, without an index on time.
_LAST_OF_ALL = """
WITH RECURSIVE known(device) AS (
  SELECT min(device) FROM act UNION ALL
  SELECT (SELECT min(device) FROM act WHERE device > known.device) FROM known
  WHERE known.device IS NOT NULL)
SELECT max((SELECT at FROM act WHERE act.device = known.device ORDER BY seq DESC LIMIT 1))
FROM known
"""


class Transaction:
    """A running write transaction: acts and changes, and the raw connection for all else."""

    __slots__ = ("_act", "_clock", "_device", "at", "connection")

    def __init__(self, connection: sqlite3.Connection, device: str, clock: Clock) -> None:
        self.connection = connection
        self.at = 0
        self._act: str | None = None
        self._device = device
        self._clock = clock

    def act(self, name: str, redoes: str | None = None) -> str:
        """Write an act and return its id; ``changes`` that follow belong to it.

        Its time ``at`` is the clock's, but always later than that of every act in the file: so
        the order (at, device, seq) is the order in which things became known here.
        """
        seq, last = self._last()
        self.at = max(self._clock.now_ms(), last + 1)
        self._act = uuid7(self.at)
        row = (self._act, self._device, seq + 1, self.at, name, redoes)
        self.connection.execute(insert_into("act"), row)
        return self._act

    def _last(self) -> tuple[int, int]:
        """The last number of this device and the last time of any device, -1 without acts."""
        own = self.connection.execute(_OWN_LAST, (self._device,)).fetchone()
        if own is not None and own[2] == own[3]:  # no device but this one
            return own[0], own[1]
        last = self.connection.execute(_LAST_OF_ALL).fetchone()[0]
        return 0 if own is None else own[0], -1 if last is None else last

    def change(self, entity: str, key: str, field: str, value: object) -> None:
        """Write one field's new value (anything JSON can hold) as part of the act."""
        if self._act is None:
            raise RuntimeError("a change belongs to an act: call act() first")
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        row = (uuid7(self.at), self._act, entity, key, field, text)
        self.connection.execute(insert_into("change"), row)
        caches.set_latest(self.connection, entity, key, field, text, self._act)


class Writing:
    """A write transaction as a context; a class, since generators cost more on the hot path."""

    __slots__ = ("_connection", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Transaction:
        store = self._store
        store.write_lock.acquire()
        try:
            connection = store.writer()
            if connection.in_transaction:
                raise RuntimeError("transactions do not nest")
            connection.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            store.write_lock.release()
            store.say_in_words(error)
            raise
        self._connection = connection
        return Transaction(connection, store.device, store.clock)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            if error is None:
                connection.execute("COMMIT")
        except BaseException as failed:
            self._roll_back(connection)
            self._store.say_in_words(failed)
            raise
        else:
            if error is not None:
                self._roll_back(connection)
                self._store.say_in_words(error)
        finally:
            self._store.write_lock.release()

    @staticmethod
    def _roll_back(connection: sqlite3.Connection) -> None:
        if connection.in_transaction:  # SQLite may have rolled back by itself
            connection.execute("ROLLBACK")


class Reading:
    """One moment of the file, for one thread, as a context."""

    __slots__ = ("_connection", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> sqlite3.Connection:
        try:
            connection = self._connection = self._store.take_reader()
            connection.execute("BEGIN")
        except sqlite3.Error as error:
            self._leave()
            self._store.say_in_words(error)
            raise
        return connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._leave()
        if isinstance(error, sqlite3.Error):
            self._store.say_in_words(error)

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._store.give_back(connection)

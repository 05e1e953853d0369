"""The learner's database: opened with refusals in words, one writer at a time, many readers."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from db import refusals, schema
from db.clock import Clock
from db.connection import BUSY_MS, connect_for_reading, use_wal
from db.engine import driver_of, engine_for
from db.model import StoreError, StudySettings
from db.settings import settings_of
from db.transactions import Reading, Transaction, Writing

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlalchemy.pool import PoolProxiedConnection

    from content.model import Library

QUICK_CHECK_LIMIT = 64 * 2**20
"""Bytes up to which opening checks the whole file; beyond, the daily backup does it."""


class Store:
    """The open database. Made by ``open_store``; may be used from several threads."""

    def __init__(
        self, path: str, device: str, clock: Clock, backups: str | None, busy_ms: int
    ) -> None:
        self.path = path
        self.device = device
        self.clock = clock
        self.backups = backups
        self._busy_ms = busy_ms
        self._engine: Engine = engine_for(path, busy_ms)
        self.write_lock = threading.RLock()
        self._readers_lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._proxy: PoolProxiedConnection | None = None

    @property
    def engine(self) -> Engine:
        """The SQLModel engine of the file, for writing in general; it begins with IMMEDIATE."""
        return self._engine

    def start(self) -> None:
        """Look at the file, bring it to the schema and check it. Called by ``open_store``."""
        connection = self.writer()
        version = schema.version_of(connection, self.path)
        if version != 0 and os.path.getsize(self.path) <= QUICK_CHECK_LIMIT:
            self._quick_check(connection)
        use_wal(connection, self._busy_ms)
        if version != schema.SCHEMA:
            schema.migrate(self._engine, self.path, self._backup_before)

    def _quick_check(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise refusals.damaged(self.path, self.backups, found)

    def _backup_before(self) -> None:
        from db.backup import copy_database

        folder = self.backups or os.path.dirname(self.path)
        copy_database(self.path, os.path.join(folder, f"mlroad-before-schema-{schema.SCHEMA}.db"))

    def look(self, sql: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first row, read by the writing connection: after a write its pages are at hand.

        For the path of an answer; it waits for a running transaction. Raises StoreError.
        """
        with self.write_lock:
            try:
                rows = self.writer().execute(sql, values).fetchall()
            except sqlite3.Error as error:
                self.say_in_words(error)
                raise
        return rows[0] if rows else None

    def writer(self) -> sqlite3.Connection:
        """The one connection that writes; for ``transaction`` and those who hold the lock."""
        if self._closed:
            raise StoreError(f"{self.path}: is closed; start mlroad again.")
        if self._proxy is None:
            self._proxy = self._engine.raw_connection()
        return driver_of(self._proxy)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """BEGIN IMMEDIATE, then COMMIT (durable on disk) or, on any exception, ROLLBACK.

        Transactions do not nest. Raises StoreError when the disk is full, the file read-only,
        damaged, or locked by another process for longer than the busy timeout.
        """
        return Writing(self)

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection for this thread alone that cannot write; it sees one moment of the file."""
        return Reading(self)

    def take_reader(self) -> sqlite3.Connection:
        """A connection to read from that nobody else has."""
        with self._readers_lock:
            if self._closed:
                raise StoreError(f"{self.path}: is closed; start mlroad again.")
            if self._idle:
                return self._idle.pop()
        return connect_for_reading(self.path, self._busy_ms)

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Let another thread have it."""
        with self._readers_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def say_in_words(self, error: BaseException) -> None:
        """Raise the StoreError for what SQLite refused; come back for any other error."""
        if isinstance(error, sqlite3.Error):
            words = refusals.explain(error, self.path, self.backups, self._busy_ms)
            if words is not error:
                raise words from error

    def close(self) -> None:
        """Wait for a running transaction, then close all connections that are not in use."""
        with self.write_lock, self._readers_lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            if self._proxy is not None:
                self._proxy.close()
                self._proxy = None
            self._engine.dispose()

    def settings(self) -> StudySettings:
        """The learner's study settings."""
        with self.reading() as connection:
            return settings_of(connection)

    def mirror(self, library: Library, program: str = "") -> None:
        """Bring the card rows in step with the library; see ``db.mirror``."""
        from db.mirror import mirror

        mirror(self, library, program)

    def backup(self, target: str) -> str:
        """Write a checked copy to a new file, or into a folder, and return its path.

        Raises StoreError if the file exists, the copy fails its check, or the disk is full.
        """
        from db.backup import backup

        return backup(self, target)


def open_store(
    path: str, *, device: str, clock: Clock, backups: str | None = None, busy_ms: int = BUSY_MS
) -> Store:
    """Open the learner's database, making folder (0700) and file (0600) where there is none.

    ``device`` names this installation in the log, ``backups`` is the folder of the backups.
    Raises StoreError, the file untouched: written by a newer program, not a database of mlroad,
    damaged, read-only, disk full, locked for longer than ``busy_ms``.
    """
    path = os.path.abspath(path)
    with refusals.in_words(path, backups, busy_ms, system=True):
        _prepare(path)
        store = Store(path, device, clock, backups, busy_ms)
        try:
            store.start()
        except BaseException:
            store.close()
            raise
    return store


def _prepare(path: str) -> None:
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not os.path.isfile(path):
            raise refusals.foreign(path) from None
    if not (os.access(path, os.R_OK | os.W_OK) and os.access(folder, os.W_OK)):
        raise refusals.read_only(path)
    schema.look_at_header(path)
    if stat.S_IMODE(os.stat(path).st_mode) & 0o077:
        os.chmod(path, 0o600)

"""Consistent, checked copies of the learner's database, made while it is in use."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from db import refusals
from db.connection import BUSY_MS, connect_for_reading
from db.model import StoreError

if TYPE_CHECKING:
    from db.store import Store

KEEP = 14
LAST_DAY = "last_backup_day"
_DAILY = "mlroad-????-??-??.db"
_EPOCH = date(1970, 1, 1)


def backup(store: Store, target: str) -> str:
    """Copy the database to ``target``, a new file or a folder; returns the path written.

    Raises StoreError if the file exists, cannot be written, or fails its check.
    """
    target = os.path.abspath(target)
    if os.path.isdir(target):
        ms = store.clock.now_ms()
        local = datetime.fromtimestamp(ms / 1000, UTC) + timedelta(
            minutes=store.clock.utc_offset_min(ms)
        )
        target = os.path.join(target, f"mlroad-{local:%Y-%m-%d-%H%M%S}.db")
    if os.path.lexists(target):
        raise StoreError(f"{target}: exists already; choose another name for the backup.")
    copy_database(store.path, target, store.backups)
    return target


def daily_backup(store: Store, folder: str) -> str | None:
    """Back up once per study day into ``folder`` and keep the newest 14 of these; None if done.

    Raises StoreError if the database is damaged or the copy cannot be written.
    """
    day = store.clock.study_day()
    name = f"mlroad-{_EPOCH + timedelta(days=day):%Y-%m-%d}.db"
    target = os.path.join(os.path.abspath(folder), name)
    with store.reading() as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (LAST_DAY,)).fetchone()
    if row is not None and row[0] == str(day) and os.path.exists(target):
        return None
    copy_database(store.path, target, folder)
    with store.transaction() as transaction:
        transaction.connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (LAST_DAY, str(day)),
        )
    _thin(os.path.dirname(target))
    return target


def _thin(folder: str) -> None:
    """Delete the oldest daily backups beyond KEEP; other files are left alone."""
    from fnmatch import fnmatchcase

    daily = sorted(name for name in os.listdir(folder) if fnmatchcase(name, _DAILY))
    for name in daily[:-KEEP]:
        os.unlink(os.path.join(folder, name))


def copy_database(source: str, target: str, backups: str | None = None) -> None:
    """Copy ``source`` by SQLite's backup, check the copy, and only then give it its name.

    The copy is one file (no write-ahead log), mode 0600, durable. Raises StoreError; then there
    is no file at ``target`` that was not there before.
    """
    folder = os.path.dirname(target)
    draft = os.path.join(folder, f".{os.path.basename(target)}.{os.getpid()}.part")
    with refusals.in_words(target, None, BUSY_MS, system=True):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        try:
            os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
            _copy(source, draft, backups)
            _sync(draft)
            os.replace(draft, target)
            _sync(folder)
        finally:
            for leftover in (draft, f"{draft}-journal", f"{draft}-wal", f"{draft}-shm"):
                if os.path.exists(leftover):
                    os.unlink(leftover)


def _copy(source: str, draft: str, backups: str | None) -> None:
    with refusals.in_words(source, backups, BUSY_MS):
        reader = connect_for_reading(source)
    copy = sqlite3.connect(draft, isolation_level=None)
    try:
        reader.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            raise refusals.damaged(source, backups, str(error)) from error
        raise
    finally:
        copy.close()
        reader.close()
    if found != "ok":
        raise refusals.damaged(source, backups, found)


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

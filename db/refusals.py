"""Turns what SQLite and the system refuse into one line of words that says what to do."""

from __future__ import annotations

import errno
import os
import shlex
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from db.model import StoreError

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT}


def newer(path: str, found: int, known: int) -> StoreError:
    """The file has a schema of a later program."""
    return StoreError(
        f"{path}: written by a newer mlroad (schema {found}, this one knows up to {known}); "
        "nothing was changed. Update mlroad and start it again."
    )


def foreign(path: str) -> StoreError:
    """The file is no SQLite database, or one of another program."""
    return StoreError(
        f"{path}: not a database of mlroad; nothing was changed. "
        "Move the file away, or choose another folder, and start again."
    )


def read_only(path: str) -> StoreError:
    """The file or its folder may not be written."""
    place = path if os.path.exists(path) and not os.access(path, os.W_OK) else os.path.dirname(path)
    return StoreError(
        f"{path}: read-only, so nothing can be saved. "
        f"Make it writable (chmod u+w {shlex.quote(place)}) or choose another folder."
    )


def full(path: str) -> StoreError:
    """No space is left on the disk; the transaction was rolled back."""
    return StoreError(
        f"{path}: the disk is full, so this was not saved; all that was saved before is safe. "
        "Free some space and do it again."
    )


def locked(path: str, waited_ms: int) -> StoreError:
    """Another process held the write lock for longer than the busy timeout."""
    return StoreError(
        f"{path}: another program has kept it locked for {waited_ms / 1000:g} s, "
        "so nothing was saved. Close that program and do it again."
    )


def damaged(path: str, backups: str | None, detail: str) -> StoreError:
    """The file fails SQLite's integrity check; names the latest backup and how to restore it."""
    backup = latest_backup(backups)
    lines = detail.splitlines() or ["unreadable"]
    what = f"{path}: the database is damaged ({lines[-1]})"
    if backup is None:
        where = f" in {backups}" if backups else ""
        return StoreError(f"{what}; there is no backup{where}. Keep a copy of the file.")
    old, new = shlex.quote(path), shlex.quote(backup)
    return StoreError(
        f"{what}. Latest backup: {backup}. To restore it, quit mlroad and run: "
        f"mv {old} {shlex.quote(path + '.damaged')}; "
        f"rm -f {shlex.quote(path + '-wal')} {shlex.quote(path + '-shm')}; cp {new} {old}"
    )


def latest_backup(folder: str | None) -> str | None:
    """The newest backup in ``folder`` by its time of writing, or None."""
    if folder is None or not os.path.isdir(folder):
        return None
    with os.scandir(folder) as entries:
        found = [
            (entry.stat().st_mtime_ns, entry.path)
            for entry in entries
            if entry.name.startswith("mlroad-") and entry.name.endswith(".db")
        ]
    return max(found)[1] if found else None


@contextmanager
def in_words(
    path: str, backups: str | None, busy_ms: int, *, system: bool = False
) -> Generator[None]:
    """Raise StoreError with words for what SQLite (``system``: or the system) refuses."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, OSError) and not system:
            raise
        known = explain(error, path, backups, busy_ms)
        if known is error:
            raise
        raise known from error


def explain(error: Exception, path: str, backups: str | None, waited_ms: int) -> Exception:
    """The StoreError for ``error``, or ``error`` itself when it is a fault of the program."""
    if isinstance(error, OSError):
        return _explain_system(error, path)
    if not isinstance(error, sqlite3.Error):
        return error
    extended = getattr(error, "sqlite_errorcode", None)
    if not isinstance(extended, int):
        return error
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return full(path)
    if code in _BUSY:
        return locked(path, waited_ms)
    if code in _DAMAGED:
        return damaged(path, backups, str(error))
    if code == sqlite3.SQLITE_NOTADB:
        return foreign(path)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return read_only(path)
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{path}: the disk could not be read or written ({error}); this was not saved. "
            "Check that the disk is there and has space, then do it again."
        )
    return error


def _explain_system(error: OSError, path: str) -> Exception:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full(path)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return read_only(path)
    return StoreError(f"{path}: {error.strerror or error}. Check the folder and start again.")

"""Opens one SQLite connection the way mlroad needs it: WAL, foreign keys, durable commits."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from urllib.parse import quote

CACHE_KIB = 16_384
"""Of 100,000 cards the pages that an answer touches stay in memory; small files need less."""
BUSY_MS = 5_000
_WAL_PAUSE_S = 0.01


def connect(path: str, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """A writing connection without implicit transactions; the file must exist (mode=rw).

    Commits are durable (synchronous=FULL, on macOS fullfsync). Raises sqlite3.Error.
    """
    connection = _open(path, "rw", busy_ms)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_for_reading(path: str, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """A connection that cannot write a row (query_only); rows are tuples. Raises sqlite3.Error."""
    connection = _open(path, "rw" if os.access(path, os.W_OK) else "ro", busy_ms)
    try:
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _open(path: str, mode: str, busy_ms: int) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(path)}?mode={mode}",
        uri=True,
        timeout=busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def use_wal(connection: sqlite3.Connection, busy_ms: int = BUSY_MS) -> None:
    """Switch the file to write-ahead logging once.

    The switch ignores the busy timeout, so the mode is read first and a refusal is tried again
    until ``busy_ms`` have passed. Raises sqlite3.OperationalError when it stays locked.
    """
    end = time.monotonic() + busy_ms / 1000
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_WAL_PAUSE_S)

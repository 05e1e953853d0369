"""Proves that the database is whole and that its caches say what the log says."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from db import caches, refusals, replay, schema
from db.check_cards import (
    count_columns,
    count_fresh,
    count_listed,
    count_tallies,
    count_words,
)
from db.connection import BUSY_MS, connect_for_reading
from db.model import CheckResult, Memory, StoreError
from db.papers_check import check_contents

if TYPE_CHECKING:
    from db.store import Store

Count = Callable[[sqlite3.Connection], int]
_TOLERANCE = 1e-9
_REBUILD = "the log is the truth, and the cache can be rebuilt from it"


def check(
    source: Store | str, papers: str | None = None, backups: str | None = None
) -> tuple[CheckResult, ...]:
    """Check a store, or the file at a path, read-only; ``papers`` is the path of papers.db.

    Never raises for a missing, foreign or damaged file: that is a result that is not ok.
    """
    path = source if isinstance(source, str) else source.path
    if not isinstance(source, str):
        backups = backups or source.backups
    results = _check_file(os.path.abspath(path), backups)
    return results if papers is None else (*results, *_check_papers(papers))


def _check_file(path: str, backups: str | None) -> tuple[CheckResult, ...]:
    if not os.path.exists(path):
        return (CheckResult("database", True, 0, f"{path}: none yet; it is made at first start"),)
    try:
        with refusals.in_words(path, backups, BUSY_MS, system=True):
            schema.look_at_header(path)
            connection = connect_for_reading(path)
            try:
                connection.execute("BEGIN")
                if schema.version_of(connection, path) != schema.SCHEMA:
                    message = f"{path}: of an older schema; starting mlroad brings it up to date"
                    return (CheckResult("database", True, 0, message),)
                return _check_all(connection, path, backups)
            finally:
                connection.close()
    except StoreError as error:
        return (CheckResult("database", False, 1, str(error)),)


def _check_all(
    connection: sqlite3.Connection, path: str, backups: str | None
) -> tuple[CheckResult, ...]:
    whole = _check_integrity(connection, path, backups)
    if not whole.ok:  # what stands in a damaged file proves nothing
        return (whole,)
    checks: tuple[tuple[str, Count, str, str], ...] = (
        ("references", _references, "all rows lead somewhere", "rows lead nowhere"),
        ("memory", _memory, "memory equals the replay of the log", f"cards differ; {_REBUILD}"),
        ("done", _done, "daily counts equal the log", f"daily counts differ; {_REBUILD}"),
        ("latest", _latest, "settings and notes equal the log", f"fields differ; {_REBUILD}"),
        ("cards", count_columns, "flags and burying equal the log", f"cards differ; {_REBUILD}"),
        ("words", count_words, "words of cards equal their notes", f"cards differ; {_REBUILD}"),
        ("tally", count_tallies, "counts per topic equal the cards", f"topics differ; {_REBUILD}"),
        ("listed", count_listed, "cards stand where the map says", f"cards differ; {_REBUILD}"),
        ("fresh", count_fresh, "new cards stand where the map says", f"cards differ; {_REBUILD}"),
    )
    results = [whole]
    for name, count, good, bad in checks:
        found = count(connection)
        results.append(CheckResult(name, found == 0, found, f"{found} {bad}" if found else good))
    return tuple(results)


def _check_integrity(connection: sqlite3.Connection, path: str, backups: str | None) -> CheckResult:
    try:
        faults = _integrity(connection)
    except sqlite3.DatabaseError as error:
        words = refusals.explain(error, path, backups, BUSY_MS)
        return CheckResult("integrity", False, 1, str(words))
    if faults:
        return CheckResult(
            "integrity", False, len(faults), str(refusals.damaged(path, backups, faults[-1]))
        )
    return CheckResult("integrity", True, 0, "the file is whole")


def _integrity(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's integrity check finds, one line each; empty if all is well."""
    rows: list[tuple[str]] = connection.execute("PRAGMA integrity_check").fetchall()
    return [] if rows == [("ok",)] else [text for (text,) in rows]


def _references(connection: sqlite3.Connection) -> int:
    return len(connection.execute("PRAGMA foreign_key_check").fetchall())


def _memory(connection: sqlite3.Connection) -> int:
    held = {
        row[10]: caches.memory_of(row)
        for row in connection.execute(f"SELECT {caches.MEMORY_COLUMNS}, card FROM memory")
    }
    faults = connection.execute(
        "SELECT count(*) FROM card WHERE id NOT IN (SELECT card FROM memory)"
    ).fetchone()[0]
    for card, memory in replay.replay_all(connection):
        found = held.pop(card, None)
        if found is not None and not _alike(found, memory):
            faults += 1
    return faults + sum(memory != Memory() for memory in held.values())


def _alike(one: Memory, other: Memory) -> bool:
    """Equal, up to a rounding of floats that another build of the C library may give."""
    return all(
        a == b or (isinstance(a, float) and isinstance(b, float) and abs(a - b) <= _TOLERANCE * b)
        for a, b in zip(caches.values_of(one), caches.values_of(other), strict=True)
    )


def _difference(connection: sqlite3.Connection, held: str, meant: str, key: int) -> int:
    """The number of keys (the first ``key`` columns) whose rows are in one query alone."""
    rows = connection.execute(
        f"SELECT * FROM ({held} EXCEPT {meant}) UNION ALL SELECT * FROM ({meant} EXCEPT {held})"
    ).fetchall()
    return len({row[:key] for row in rows})


def _done(connection: sqlite3.Connection) -> int:
    held = "SELECT study_day, kind, count, passed, ms FROM done"
    return _difference(connection, held, f"SELECT * FROM ({replay.DONE})", 2)


def _latest(connection: sqlite3.Connection) -> int:
    held = "SELECT entity, key, field, value, act FROM latest"
    return _difference(connection, held, f"SELECT * FROM ({replay.LATEST})", 3)


def _check_papers(path: str) -> tuple[CheckResult, ...]:
    """Whether papers.db is whole and counts right; it is a cache, so none at all is well too."""
    if not os.path.exists(path):
        return (CheckResult("papers", True, 0, f"{path}: none yet; a refresh makes it"),)
    advice = "it is a cache: delete it and refresh, nothing of yours is lost"
    try:
        connection = connect_for_reading(path)
        try:
            faults = _integrity(connection)
            if faults:
                message = f"{path}: damaged; {advice}"
                return (CheckResult("papers", False, len(faults), message),)
            whole = CheckResult("papers", True, 0, "the cache of papers is whole")
            return (whole, *check_contents(connection))
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return (CheckResult("papers", False, 1, f"{path}: {error}; {advice}"),)

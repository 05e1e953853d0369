"""The sources and hosts of papers.db: how each source is doing, when each host may be asked."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any

from content.model import FeedSource
from db.papers_model import SourceRow

LONGEST_HOLD_MS = 86_400_000

_NAMES = tuple(field.name for field in fields(SourceRow))
_SELECT = f"SELECT {', '.join(_NAMES)} FROM source"
_UPSERT = """
INSERT INTO source (id, kind, url, asked_url, title, every, custom, removed, position)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
    every = excluded.every, custom = excluded.custom, removed = excluded.removed,
    position = excluded.position
"""
_READDRESS = """
UPDATE source SET asked_url = ?, url = ?, etag = NULL, last_modified = NULL, fresh_until_ms = 0,
    failures = 0, next_allowed = 0 WHERE id = ? AND asked_url <> ?
"""


class SourceTable(ABC):
    """The part of the papers store that keeps sources and hosts."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection that cannot write."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction."""

    def sources(self, *, removed: bool = False) -> tuple[SourceRow, ...]:
        """The sources in their order; with ``removed`` those that were taken away too."""
        where = "" if removed else " WHERE removed = 0"
        with self.reading() as connection:
            rows = connection.execute(f"{_SELECT}{where} ORDER BY position, id").fetchall()
        return tuple(_source(row) for row in rows)

    def source(self, source: str) -> SourceRow | None:
        """One source by its id, removed or not; None if there never was one."""
        with self.reading() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ?", (source,)).fetchone()
        return None if row is None else _source(row)

    def set_sources(self, wanted: Iterable[tuple[FeedSource, bool, bool]]) -> None:
        """Make these the sources: (source, custom, removed). Any others become removed.

        How a source is doing, and where a permanent redirect has led it, stays.
        """
        with self.writing() as connection:
            known: list[str] = []
            for position, (feed, custom, removed) in enumerate(wanted):
                values = (feed.id, feed.kind, feed.url, feed.url, feed.title, feed.every)
                connection.execute(_UPSERT, (*values, int(custom), int(removed), position))
                connection.execute(_READDRESS, (feed.url, feed.url, feed.id, feed.url))
                known.append(feed.id)
            for (name,) in connection.execute("SELECT id FROM source").fetchall():
                if name not in known:
                    connection.execute("UPDATE source SET removed = 1 WHERE id = ?", (name,))

    def update_source(self, source: str, **values: object) -> None:
        """Change columns of a source's row (names as in SourceRow; ValueError for others)."""
        unknown = set(values) - set(_NAMES) | {"id", "items", "unread"} & set(values)
        if unknown:
            raise ValueError(f"no such column of a source: {', '.join(sorted(unknown))}")
        names = ", ".join(f"{name} = ?" for name in values)
        with self.writing() as connection:
            connection.execute(
                f"UPDATE source SET {names} WHERE id = ?", (*values.values(), source)
            )

    def reserve(self, host: str, now_ms: int, gap_ms: int, latest_ms: int) -> int:
        """Take the next slot of a host's queue and return its time (content.feeds.pace.HostBook).

        Past ``latest_ms`` none is taken. Two windows never get the same slot.
        """
        with self.writing() as connection:
            start = max(now_ms, _free(connection, host, now_ms))
            if start <= latest_ms:
                _set(connection, host, start + gap_ms)
        return start

    def hold(self, host: str, until_ms: int) -> None:
        """Let nobody ask a host before a time, over restarts; an earlier time changes nothing."""
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO host (host, next_allowed) VALUES (?, ?) ON CONFLICT (host) "
                "DO UPDATE SET next_allowed = max(next_allowed, excluded.next_allowed)",
                (host, until_ms),
            )

    def next_allowed(self, host: str) -> int:
        """When a host may be asked again (UTC), 0 if it was never asked."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT next_allowed FROM host WHERE host = ?", (host,)
            ).fetchone()
        return 0 if row is None else int(row[0])


def _free(connection: sqlite3.Connection, host: str, now_ms: int) -> int:
    row = connection.execute("SELECT next_allowed FROM host WHERE host = ?", (host,)).fetchone()
    free = 0 if row is None else int(row[0])
    # Nothing is held for longer than a day: beyond, the clock was set back since.
    return 0 if free > now_ms + LONGEST_HOLD_MS else free


def _set(connection: sqlite3.Connection, host: str, at_ms: int) -> None:
    connection.execute(
        "INSERT INTO host (host, next_allowed) VALUES (?, ?) "
        "ON CONFLICT (host) DO UPDATE SET next_allowed = excluded.next_allowed",
        (host, at_ms),
    )


def _source(row: tuple[Any, ...]) -> SourceRow:
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    values["custom"], values["removed"] = bool(values["custom"]), bool(values["removed"])
    return SourceRow(**values)

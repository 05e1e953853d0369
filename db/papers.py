"""papers.db: what the feeds brought, kept for reading and searching offline; only a cache."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from array import array
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from content.model import Entry
from db import papers_entries, papers_schema
from db.clock import Clock
from db.connection import BUSY_MS, connect, connect_for_reading, use_wal
from db.model import StoreError
from db.papers_model import Counters, PaperDetail, PaperRow, Sighting, Stored
from db.papers_search import condition
from db.papers_sources import SourceTable

BATCH = 200
BLOCK = 256

_ROW = """
SELECT p.number, p.key, w.title, p.at_ms, p.origin, p.read, p.saved, p.hidden, p.updated_to,
       p.announce_type, p.categories, p.arxiv
FROM paper p JOIN paper_words w ON w.number = p.number
WHERE p.number IN (SELECT value FROM json_each(?))
"""
_DETAIL_NAMES = tuple(field.name for field in fields(PaperDetail) if field.name != "sightings")
_DETAIL = f"""
SELECT {", ".join("p.origin" if name == "source" else name for name in _DETAIL_NAMES)}
FROM paper p JOIN paper_words w USING (number) WHERE number = ?
"""
_SIGHTINGS = """
SELECT source, announce_type, version, comments_url, title, day FROM sighting
WHERE paper = ? ORDER BY day, source, version
"""
_FILTERS = {
    "all": "p.hidden = 0",
    "unread": "p.read = 0 AND p.hidden = 0",
    "saved": "p.saved = 1",
    "hidden": "p.hidden = 1",
}


class PapersStore(SourceTable):
    """The open cache, made by ``open_papers``. Any thread may read, writes take turns."""

    def __init__(self, path: str, clock: Clock, busy_ms: int = BUSY_MS) -> None:
        self.path = path
        self.clock = clock
        self._busy_ms = busy_ms
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._open_lock = threading.Lock()
        self._write_lock = threading.RLock()
        self._closed = False
        self._writer = connect(path, busy_ms)
        self._writer.execute("PRAGMA synchronous = NORMAL")  # a cache: a lost batch comes again

    def start(self) -> None:
        """Bring the file to the schema. Called by ``open_papers``."""
        papers_schema.bring_up(self._writer, self.path)
        use_wal(self._writer, self._busy_ms)

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """This thread's connection, which cannot write. Raises StoreError."""
        with papers_schema.in_words(self.path):
            found: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if self._closed:
                raise StoreError(f"{self.path}: is closed.")
            if found is None:
                found = connect_for_reading(self.path, self._busy_ms)
                self._local.connection = found
                with self._open_lock:
                    self._open.append(found)
            yield found

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """BEGIN IMMEDIATE, then COMMIT or, on any exception, ROLLBACK. Raises StoreError."""
        with self._write_lock, papers_schema.in_words(self.path):
            if self._closed:
                raise StoreError(f"{self.path}: is closed.")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Wait for a running write, then close every connection."""
        with self._write_lock, self._open_lock:
            self._closed = True
            while self._open:
                self._open.pop().close()
            self._writer.close()

    def store_entries(self, source: str, entries: Sequence[Entry], now_ms: int) -> Stored:
        """Store what a source brought, newest first, in batches that hold nobody up for long."""
        day = self.clock.study_day(now_ms)
        new = updated = 0
        for end in range(len(entries), 0, -BATCH):
            batch = entries[max(0, end - BATCH) : end]
            with self.writing() as connection:
                stored = papers_entries.store_entries(connection, source, batch, now_ms, day)
            new += stored.new
            updated += stored.updated
        return Stored(new, updated)

    def ids(
        self,
        filter: str = "unread",
        query: str = "",
        *,
        source: str | None = None,
        topic: str | None = None,
        order: str = "newest",
    ) -> array[int]:
        """The numbers of the papers of a list: newest first, or ``order="relevance"`` (bm25).

        ``filter`` is unread, all, saved, hidden or ``source:<id>``; ValueError for another one.
        Any ``query`` is valid; see ``db.papers_search`` for its words.
        """
        kind, _, name = filter.partition(":")
        if kind == "source":
            kind, source = "all", name
        if kind not in _FILTERS:
            raise ValueError(f"no such list of papers: {filter}")
        found = condition(query)
        where = [] if found.hidden_too and kind == "all" else [_FILTERS[kind]]
        values: list[str] = []
        if source is not None:
            where.append("p.number IN (SELECT paper FROM holding WHERE source = ?)")
            values.append(source)
        if topic is not None:
            where.append("p.number IN (SELECT paper FROM paper_topic WHERE topic = ?)")
            values.append(topic)
        where += found.where
        values += found.values
        return self._numbers(found.match, where, values, order)

    def _numbers(self, match: str, where: list[str], values: list[str], order: str) -> array[int]:
        by = "p.at_ms DESC, p.number DESC"
        tables = "paper p"
        if match and order == "relevance":
            tables = "paper_search s JOIN paper p ON p.number = s.rowid"
            where, values = ["s.paper_search MATCH ?", *where], [match, *values]
            by = "s.rank, " + by
        elif match:
            where.append("p.number IN (SELECT rowid FROM paper_search WHERE paper_search MATCH ?)")
            values.append(match)
        sql = f"SELECT p.number FROM {tables} WHERE {' AND '.join(where) or '1'} ORDER BY {by}"
        with self.reading() as connection:
            return array("q", [row[0] for row in connection.execute(sql, values)])

    def page(self, ids: Iterable[int]) -> list[PaperRow]:
        """The rows to paint for some numbers, in their order; those that are gone are left out."""
        wanted = list(ids)
        with self.reading() as connection:
            rows = connection.execute(_ROW, (json.dumps(wanted),)).fetchall()
        found = {row[0]: _row(row) for row in rows}
        return [found[number] for number in wanted if number in found]

    def paper(self, number: int) -> PaperDetail | None:
        """All that is known of one paper with its sightings; None if it is not there."""
        with self.reading() as connection:
            row = connection.execute(_DETAIL, (number,)).fetchone()
            if row is None:
                return None
            seen = connection.execute(_SIGHTINGS, (number,)).fetchall()
        return _detail(row, tuple(_sighting(each) for each in seen))

    def number_of(self, key: str) -> int | None:
        """The number of a work by its key (``arxiv:2203.01250``), None if it is not there."""
        with self.reading() as connection:
            row = connection.execute("SELECT number FROM paper WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def keys(self, ids: Iterable[int]) -> list[str]:
        """The keys of some numbers, for marking; numbers that are gone are left out."""
        wanted = json.dumps(list(ids))
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT key FROM paper WHERE number IN (SELECT value FROM json_each(?))", (wanted,)
            )
            return [row[0] for row in rows]

    def next_unread(self, ids: Sequence[int], start: int) -> int | None:
        """The position in ``ids`` of the first unread paper from ``start`` on, or from the top."""
        for begin, end in ((max(start, 0), len(ids)), (0, min(max(start, 0), len(ids)))):
            for at in range(begin, end, BLOCK):
                block = ids[at : min(at + BLOCK, end)]
                unread = self._unread(block)
                for offset, number in enumerate(block):
                    if number in unread:
                        return at + offset
        return None

    def _unread(self, numbers: Iterable[int]) -> set[int]:
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT number FROM paper WHERE read = 0 AND hidden = 0 "
                "AND number IN (SELECT value FROM json_each(?))",
                (json.dumps(list(numbers)),),
            )
            return {row[0] for row in rows}

    def counters(self) -> Counters:
        """The kept counts of all, unread and saved papers."""
        with self.reading() as connection:
            found = dict(connection.execute("SELECT name, value FROM counter").fetchall())
        return Counters(found["all"], found["unread"], found["saved"])


def open_papers(path: str, *, clock: Clock, busy_ms: int = BUSY_MS) -> PapersStore:
    """Open the cache of papers, making folder and file where there are none.

    Raises StoreError, the file untouched: newer, another program's, damaged; or not writable.
    """
    path = os.path.abspath(path)
    with papers_schema.in_words(path):
        papers_schema.prepare(path)
        papers = PapersStore(path, clock, busy_ms)
        try:
            papers.start()
        except BaseException:
            papers.close()
            raise
    return papers


def _row(row: sqlite3.Row) -> PaperRow:
    number, key, title, at_ms, origin, read, saved, hidden, updated_to, announced, terms, arxiv = (
        row
    )
    return PaperRow(
        *(number, key, title, at_ms, origin, bool(read), bool(saved), bool(hidden)),
        *(updated_to, announced, tuple(terms.split()), arxiv),
    )


def _detail(row: sqlite3.Row, sightings: tuple[Sighting, ...]) -> PaperDetail:
    values: dict[str, Any] = dict(zip(_DETAIL_NAMES, row, strict=True))
    values["authors"] = tuple(values["authors"].split("\n")) if values["authors"] else ()
    values["categories"] = tuple(values["categories"].split())
    for flag in ("read", "saved", "hidden"):
        values[flag] = bool(values[flag])
    return PaperDetail(**values, sightings=sightings)


def _sighting(row: sqlite3.Row) -> Sighting:
    source, announce_type, version, comments_url, title, day = row
    return Sighting(
        source, announce_type or None, version or None, comments_url or None, title, day
    )

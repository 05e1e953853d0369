"""Stores feed entries: one row per work over versions, cross-lists and links, with sightings."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from content.model import Entry
from db.papers_model import Stored

EARLIEST_MS = 631_152_000_000  # 1990-01-01: older dates in feeds are mistakes
AHEAD_MS = 600_000

_KNOWN = """
SELECT p.number, p.version, p.origin, p.is_primary, p.categories, p.published_ms, p.comments_url,
       p.pdf_url, w.title, w.abstract, w.authors
FROM paper p JOIN paper_words w ON w.number = p.number WHERE p.key = ?
"""
_INSERT = """
INSERT INTO paper (key, at_ms, read, saved, hidden, version, origin, is_primary, announce_type,
    categories, arxiv, published_ms, updated_ms, first_seen_ms, url, pdf_url, comments_url)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class _Known(NamedTuple):
    number: int
    version: int | None
    origin: str
    is_primary: int
    categories: str
    published_ms: int | None
    comments_url: str | None
    pdf_url: str | None
    title: str
    abstract: str
    authors: str


def believable(at_ms: int | None, now_ms: int) -> int | None:
    """The time if a paper can have it: not before 1990 and not in the future; else None."""
    if at_ms is None or not EARLIEST_MS <= at_ms <= now_ms + AHEAD_MS:
        return None
    return at_ms


def store_entries(
    connection: sqlite3.Connection, source: str, entries: Sequence[Entry], now_ms: int, day: int
) -> Stored:
    """Store entries within the running transaction; ``day`` is the study day of ``now_ms``.

    The first entry of a feed is its newest: it gets the highest number.
    """
    new = updated = 0
    for entry in reversed(entries):
        row = connection.execute(_KNOWN, (entry.key,)).fetchone()
        if row is None:
            number = insert(connection, source, entry, now_ms, now_ms)
            new += 1
        else:
            known = _Known._make(row)
            number = known.number
            updated += _merge(connection, source, entry, known, now_ms)
        _see(connection, source, entry, number, day)
    return Stored(new, updated)


def insert(
    connection: sqlite3.Connection, source: str, entry: Entry, first_seen_ms: int, now_ms: int
) -> int:
    """Insert a paper that is not there, with the marks that its key has; returns its number."""
    marks = connection.execute(
        "SELECT read, saved, hidden FROM mark WHERE key = ?", (entry.key,)
    ).fetchone() or (0, 0, 0)
    published = believable(entry.published_ms, now_ms)
    values = (
        *(entry.key, first_seen_ms if published is None else published, *marks),
        *(entry.version, source, int(entry.primary), entry.announce_type),
        *(_joined(entry.categories), entry.arxiv, published),
        *(believable(entry.updated_ms, now_ms), first_seen_ms),
        *(entry.url, entry.pdf_url, entry.comments_url),
    )
    number = connection.execute(_INSERT, values).lastrowid
    if number is None:
        raise RuntimeError("SQLite gave no row number")
    connection.execute(
        "INSERT INTO paper_words (number, title, abstract, authors) VALUES (?, ?, ?, ?)",
        (number, entry.title, entry.abstract, "\n".join(entry.authors)),
    )
    return number


def _joined(categories: Sequence[str]) -> str:
    """Categories with a blank before and after each, so that a search can match whole ones."""
    return f" {' '.join(categories)} " if categories else ""


def _merge(
    connection: sqlite3.Connection, source: str, entry: Entry, known: _Known, now_ms: int
) -> int:
    """Bring a paper up to date; 1 if its version or words changed. Marks are not touched."""
    changes: dict[str, Any] = {}
    categories = dict.fromkeys((*known.categories.split(), *entry.categories))
    if len(categories) > len(known.categories.split()):
        changes["categories"] = _joined(tuple(categories))
    if known.comments_url is None and entry.comments_url:
        changes["comments_url"] = entry.comments_url
    if known.pdf_url is None and entry.pdf_url:
        changes["pdf_url"] = entry.pdf_url
    raised = entry.version is not None and (known.version is None or entry.version > known.version)
    if raised:
        changes["version"] = entry.version
        if known.version is not None:
            changes["updated_to"] = entry.version
    if _may_write(source, entry, known, raised):
        changes |= {"origin": source, "is_primary": int(entry.primary), "url": entry.url}
        if entry.announce_type:
            changes["announce_type"] = entry.announce_type
        if (updated := believable(entry.updated_ms, now_ms)) is not None:
            changes["updated_ms"] = updated
    published = believable(entry.published_ms, now_ms)
    if known.published_ms is None and published is not None and entry.primary:
        changes |= {"published_ms": published, "at_ms": published}
    _update(connection, known.number, changes)
    words = _write_words(connection, source, entry, known, raised)
    return int(words or "updated_to" in changes)


def _may_write(source: str, entry: Entry, known: _Known, raised: bool) -> bool:
    """Whose words count: a newer version's, the work's own over a post's, else the first source's.

    Otherwise two feeds that cut one text differently would change it at every refresh.
    """
    if not entry.primary:
        return not known.is_primary and source == known.origin
    if entry.version is not None and known.version is not None and entry.version < known.version:
        return False
    return raised or not known.is_primary or known.origin in ("", source)


def _write_words(
    connection: sqlite3.Connection, source: str, entry: Entry, known: _Known, raised: bool
) -> bool:
    words = (entry.title, entry.abstract, "\n".join(entry.authors))
    before = (known.title, known.abstract, known.authors)
    if not _may_write(source, entry, known, raised):
        # Another source may fill what the first one left empty.
        filled = tuple(old or new for old, new in zip(before, words, strict=True))
        words = filled if entry.primary else before
    else:
        words = tuple(new or old for old, new in zip(before, words, strict=True))
    if words == before:
        return False
    connection.execute(
        "UPDATE paper_words SET title = ?, abstract = ?, authors = ? WHERE number = ?",
        (*words, known.number),
    )
    return True


def _update(connection: sqlite3.Connection, number: int, changes: dict[str, Any]) -> None:
    if changes:
        names = ", ".join(f"{name} = ?" for name in changes)
        connection.execute(
            f"UPDATE paper SET {names} WHERE number = ?", (*changes.values(), number)
        )


def _see(connection: sqlite3.Connection, source: str, entry: Entry, number: int, day: int) -> None:
    """Note the sighting once, on the first day."""
    connection.execute(
        "INSERT INTO sighting (source, paper, announce_type, version, comments_url, title, day) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            *(source, number, entry.announce_type or "", entry.version or 0),
            *(entry.comments_url or "", entry.title, day),
        ),
    )
    connection.execute(
        "INSERT INTO holding (source, paper) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (source, number),
    )

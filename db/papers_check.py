"""Proves that papers.db is whole and that its counters and marks say what they should."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from db.model import CheckResult, StoreError
from db.papers_schema import in_words

if TYPE_CHECKING:
    from db.papers import PapersStore
    from db.store import Store

_COUNTED = """
SELECT 'all', count(*) FROM paper WHERE hidden = 0
UNION ALL SELECT 'unread', count(*) FROM paper WHERE read = 0 AND hidden = 0
UNION ALL SELECT 'saved', count(*) FROM paper WHERE saved = 1
"""
_HELD = """
SELECT s.id, s.items, s.unread, count(p.number), coalesce(sum(p.read = 0 AND p.hidden = 0), 0)
FROM source s LEFT JOIN holding h ON h.source = s.id LEFT JOIN paper p ON p.number = h.paper
GROUP BY s.id
"""
_HELD_UNSEEN = """
SELECT count(*) FROM holding h WHERE NOT EXISTS
    (SELECT 1 FROM sighting s WHERE s.paper = h.paper AND s.source = h.source)
"""
_MARKED = """
SELECT count(*) FROM paper p LEFT JOIN mark m ON m.key = p.key
WHERE p.read <> coalesce(m.read, 0) OR p.saved <> coalesce(m.saved, 0)
   OR p.hidden <> coalesce(m.hidden, 0)
"""
_ADVICE = "deleting papers.db and refreshing mends it"


def check_papers(papers: PapersStore, store: Store | None = None) -> tuple[CheckResult, ...]:
    """Check the cache; with ``store`` also that its marks equal those of mlroad.db.

    Never raises for a damaged file: that is a result that is not ok.
    """
    try:
        results = [_result("papers: file", _integrity(papers), "the file is whole", "faults")]
        if results[0].ok:
            with papers.reading() as connection:
                results += check_contents(connection)
        if store is not None:
            from db.marks import unmirrored

            count = unmirrored(store, papers)
            results.append(_result("papers: marks", count, "marks equal the log", "marks differ"))
    except StoreError as error:
        return (CheckResult("papers", False, 1, str(error)),)
    return tuple(results)


def _result(name: str, faults: int, good: str, bad: str) -> CheckResult:
    words = good if faults == 0 else f"{faults} {bad}; {_ADVICE}"
    return CheckResult(name, faults == 0, faults, words)


def _integrity(papers: PapersStore) -> int:
    with papers.reading() as connection:
        rows = connection.execute("PRAGMA integrity_check").fetchall()
        faults = 0 if rows == [("ok",)] else len(rows)
        faults += len(connection.execute("PRAGMA foreign_key_check").fetchall())
    return faults + _search_faults(papers)


def _search_faults(papers: PapersStore) -> int:
    """FTS5's own comparison of index and words; it is a command, so it needs the writer."""
    try:
        with papers.writing() as connection:
            connection.execute(
                "INSERT INTO paper_search (paper_search, rank) VALUES ('integrity-check', 1)"
            )
    except StoreError:
        return 1
    return 0


def check_contents(connection: sqlite3.Connection) -> list[CheckResult]:
    """Whether the kept counters and the flags equal the rows; reads only."""
    kept = dict(connection.execute("SELECT name, value FROM counter").fetchall())
    counted = dict(connection.execute(_COUNTED).fetchall())
    counters = sum(kept.get(name) != value for name, value in counted.items())
    held = connection.execute(_HELD).fetchall()
    sources = sum((items, unread) != (a, b) for _, items, unread, a, b in held)
    sources += connection.execute(_HELD_UNSEEN).fetchone()[0]
    marked = connection.execute(_MARKED).fetchone()[0]
    return [
        _result("papers: counters", counters, "counters equal the rows", "counters differ"),
        _result("papers: sources", sources, "sources' counts equal the rows", "sources differ"),
        _result("papers: flags", marked, "flags equal the marks", "flags differ"),
    ]


def recount(papers: PapersStore) -> None:
    """Make the counters and the search index anew from the rows."""
    with in_words(papers.path), papers.writing() as connection:
        counted = connection.execute(_COUNTED).fetchall()
        for name, value in counted:
            connection.execute("UPDATE counter SET value = ? WHERE name = ?", (value, name))
        for source, _, _, items, unread in connection.execute(_HELD).fetchall():
            connection.execute(
                "UPDATE source SET items = ?, unread = ? WHERE id = ?", (items, unread, source)
            )
        connection.execute("INSERT INTO paper_search (paper_search) VALUES ('rebuild')")

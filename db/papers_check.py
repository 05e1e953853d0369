"""Proves that the counters and marks of papers.db say what they should."""

from __future__ import annotations

import sqlite3

from db.model import CheckResult

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


def _result(name: str, faults: int, good: str, bad: str) -> CheckResult:
    words = good if faults == 0 else f"{faults} {bad}; {_ADVICE}"
    return CheckResult(name, faults == 0, faults, words)


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

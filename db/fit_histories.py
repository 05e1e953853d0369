"""The histories of all cards as numbers, from the log: what parameters are fitted to.

Left out is what says nothing of memory: rows without a rating (set due, reschedule, forget), cram,
what was undone, and everything before a forget. Early answers count, and so does the first answer
of a card. Elapsed are rollovers, as everywhere (``db.scheduler``).
"""

from __future__ import annotations

import sqlite3
from array import array
from typing import Any, NamedTuple

# Sorted by card here and not by SQLite, whose sorter takes twice as long for a million rows. The
# order of the log is act.at, device, seq, review.id.
_ROWS = """
SELECT review.card, act.at, act.device, act.seq, review.id, review.rating, review.study_day
FROM review JOIN act ON act.id = review.act
WHERE (review.rating IS NOT NULL AND review.kind NOT IN ('cram', 'manual')
    OR review.kind = 'forget')
  AND review.act NOT IN (SELECT voids FROM void)
"""


class History(NamedTuple):
    """The answers of one card in the order of the log; ``elapsed`` is 0 for the first."""

    ratings: bytes
    days: array[int]
    elapsed: array[int]


def gather_histories(connection: sqlite3.Connection) -> list[History]:
    """Return the history of each card that has answers, by card id.

    A million reviews take about 3 s and 500 MB; with the collector on half as long again.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for row in connection.execute(_ROWS):
        known = rows.get(row[0])
        if known is None:
            rows[row[0]] = [row]
        else:
            known.append(row)
    found: list[History] = []
    for card in sorted(rows):
        history = _history(sorted(rows.pop(card)))
        if history.ratings:
            found.append(history)
    return found


def _history(rows: list[tuple[Any, ...]]) -> History:
    ratings = bytearray()
    days = array("i")
    elapsed = array("i")
    before: int | None = None
    for *_, rating, day in rows:
        if rating is None:  # a forget: what came before it counts no more
            ratings, days, elapsed, before = bytearray(), array("i"), array("i"), None
            continue
        ratings.append(rating)
        days.append(day)
        elapsed.append(0 if before is None else max(0, day - before))
        before = day
    return History(bytes(ratings), days, elapsed)

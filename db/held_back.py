"""What limits and burying hold back when nothing is left to show, and when the next card comes."""

from __future__ import annotations

import sqlite3

from db.model import Finished, State
from db.scope import Scope

LEFT = """
SELECT count(*) FROM memory JOIN card ON card.id = memory.card WHERE {which} AND {showable}
"""
LEFT_NEW = "memory.state = 0"
LEFT_REVIEWS = "memory.state = 2 AND memory.due_day <= :day"
BURIED = """
SELECT count(*) FROM memory JOIN card ON card.id = memory.card
WHERE memory.buried_until_day > :day AND card.suspended = 0 AND card.retired = 0
  AND (memory.state = 0 OR memory.due_day IS NULL OR memory.due_day <= :day) {scope}
"""
NEXT_DUE = """
SELECT memory.due_day FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = :state AND memory.due_day > :day AND card.suspended = 0 AND card.retired = 0
  {scope} ORDER BY memory.due_day LIMIT 1
"""


def finished(connection: sqlite3.Connection, day: int, scope: Scope) -> Finished:
    """Return what limits and burying hold back now that nothing is left to show today.

    The next day on which a card comes is tomorrow if anything is held back; None if none ever.
    """
    new = scope.count(connection, LEFT, day, which=LEFT_NEW)
    reviews = scope.count(connection, LEFT, day, which=LEFT_REVIEWS)
    buried = scope.count(connection, BURIED, day)
    if new or reviews or buried:
        return Finished(new, reviews, buried, day + 1)
    days: list[int] = []
    for state in (State.LEARNING, State.REVIEW, State.RELEARNING):
        values = scope.values(day) | {"state": int(state)}
        row = connection.execute(scope.sql(NEXT_DUE), values).fetchone()
        if row is not None:
            days.append(row[0])
    return Finished(0, 0, 0, min(days, default=None))

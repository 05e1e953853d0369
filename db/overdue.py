"""How many cards a break has left behind; apart from its tools, which Today does not load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_COUNT = """
SELECT count(*) FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = 2 AND memory.due_day < ? AND card.suspended = 0 AND card.retired = 0
"""


def overdue(connection: sqlite3.Connection, day: int) -> int:
    """Return how many review cards were due before the study day ``day`` and still are."""
    return connection.execute(_COUNT, (day,)).fetchone()[0]

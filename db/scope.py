"""Which cards a session takes from, and the SQL that says so."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

SHOWABLE = "card.suspended = 0 AND card.retired = 0 AND memory.buried_until_day <= :day"
IN_TOPICS = " AND card.topic IN (SELECT value FROM json_each(:topics))"
IN_CARDS = " AND card.id IN (SELECT value FROM json_each(:cards))"

Values = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Scope:
    """The cards of some topics, or some cards; None is all. ``limit`` bounds them all together.

    Reviews due within ``ahead`` days come too.
    """

    topics: frozenset[str] | None = None
    cards: frozenset[str] | None = None
    limit: int | None = None
    ahead: int = 0

    def values(self, day: int) -> Values:
        """Return what the SQL of ``sql`` is run with on study day ``day``."""
        values: Values = {"day": day, "until": day + self.ahead}
        if self.topics is not None:
            values["topics"] = json.dumps(sorted(self.topics))
        if self.cards is not None:
            values["cards"] = json.dumps(sorted(self.cards))
        return values

    def sql(self, text: str, **parts: str) -> str:
        """Return ``text`` with {showable} and {scope}, the conditions, written out."""
        scope = IN_TOPICS if self.topics is not None else ""
        scope += IN_CARDS if self.cards is not None else ""
        return text.format(showable=SHOWABLE + scope, scope=scope, **parts)

    def count(self, connection: sqlite3.Connection, text: str, day: int, **parts: str) -> int:
        """Return the number that a query says."""
        return connection.execute(self.sql(text, **parts), self.values(day)).fetchone()[0]


EVERYTHING = Scope()

"""What is known of each card beside its words: memory, suspended, flag, tags."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.caches import MEMORY_FIELDS, memory_of
from db.model import Memory

if TYPE_CHECKING:
    import sqlite3

_COLUMNS = ", ".join(f"memory.{name}" for name in MEMORY_FIELDS)
ALL = f"""
SELECT {_COLUMNS}, card.id, card.suspended, card.flag, memory.buried_until_day
FROM card JOIN memory ON memory.card = card.id WHERE card.retired = 0
"""
TAGS = "SELECT key, value FROM latest WHERE entity = 'card' AND field = 'tags'"


@dataclass(frozen=True, slots=True)
class CardState:
    """One card's state. ``tags`` is None where the learner changed none; a flag of 0 is no flag.

    It is hidden while the study day is before ``buried_until_day``.
    """

    memory: Memory
    suspended: bool
    flag: int
    buried_until_day: int
    tags: tuple[str, ...] | None

    def is_due(self, day: int) -> bool:
        """Whether the card was seen before and is to be answered on study day ``day``."""
        if self.suspended or self.buried_until_day > day or self.memory.state == 0:
            return False
        return self.memory.due_day is None or self.memory.due_day <= day


def card_states(connection: sqlite3.Connection) -> dict[str, CardState]:
    """Return card -> state, for all cards that are not withdrawn."""
    tags = {key: _tags(value) for key, value in connection.execute(TAGS)}
    width = len(MEMORY_FIELDS)
    found: dict[str, CardState] = {}
    for row in connection.execute(ALL):
        card, suspended, flag, buried = row[width:]
        state = CardState(memory_of(row), bool(suspended), flag, buried, tags.get(card))
        found[card] = state
    return found


def _tags(text: str) -> tuple[str, ...] | None:
    value = json.loads(text)
    return tuple(map(str, value)) if isinstance(value, list) else None  # pyright: ignore

"""The cards as they are now: their words with the learner's edits, and what is known of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from content.model import Card, Source
from content.notes import problem_from
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


CARD = """
SELECT card.id, card.topic, card.kind, card.skill, card.difficulty, words.front, words.back,
  words.source_title, words.source_url, words.covers, card.hash, words.why, words.as_of, card.note,
  words.tags, card.origin, words.note, words.answer, words.accept, words.problem, words.proved,
  memory.reps
FROM words JOIN card ON card.id = words.card JOIN memory ON memory.card = words.card
WHERE words.card = ?
"""


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


def card_of(connection: sqlite3.Connection, card_id: str) -> Card | None:
    """Return a card with its words as they are now, None if there is no such card."""
    row = connection.execute(CARD, (card_id,)).fetchone()
    return None if row is None else card_from(row)


def card_from(row: tuple[Any, ...]) -> Card:
    """Return the card of a row of the query CARD, a generated one with the numbers of its turn."""
    title, url = row[7] or "", row[8] or ""
    card = Card(
        id=row[0],
        topic=row[1],
        kind=row[2],
        skill=row[3],
        difficulty=row[4],
        front=row[5],
        back=row[6],
        source=Source(title or url, url) if title or url else None,
        covers=tuple(json.loads(row[9])),
        hash=row[10],
        why=row[11],
        as_of=row[12],
        siblings=row[13],
        tags=tuple(row[14].split()),
        origin=row[15],
        note=row[16],
        answer=row[17],
        accept=tuple(json.loads(row[18])),
        problem=problem_from(json.loads(row[19])) if row[19] else None,
        proved=bool(row[20]),
    )
    return card if card.problem is None else _drawn(card, row[21])


def _drawn(card: Card, reviews: int) -> Card:
    from content.cards.problems import drawn

    return drawn(card, reviews)


def cards_of_topic(connection: sqlite3.Connection, topic: str) -> tuple[str, ...]:
    """Return the ids of a topic's cards in their order, withdrawn ones left out."""
    rows = connection.execute(
        "SELECT id FROM card WHERE topic = ? AND retired = 0 ORDER BY position, id", (topic,)
    )
    return tuple(card for (card,) in rows)


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

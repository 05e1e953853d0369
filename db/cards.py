"""The cards as they are now: their words with the learner's edits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from content.model import Card, Source
from content.notes import problem_from

if TYPE_CHECKING:
    import sqlite3

_WORDS = """
SELECT card.id, card.topic, card.kind, card.skill, card.difficulty, words.front, words.back,
  words.source_title, words.source_url, words.covers, card.hash, words.why, words.as_of, card.note,
  words.tags, card.origin, words.note, words.answer, words.accept, words.problem, words.proved,
  memory.reps
FROM words JOIN card ON card.id = words.card JOIN memory ON memory.card = words.card
"""
CARD = f"{_WORDS} WHERE words.card = ?"
CARDS = f"{_WORDS} WHERE words.card IN (SELECT value FROM json_each(?))"


def card_of(connection: sqlite3.Connection, card_id: str) -> Card | None:
    """Return a card with its words as they are now, None if there is no such card."""
    row = connection.execute(CARD, (card_id,)).fetchone()
    return None if row is None else card_from(row)


def cards_by_id(connection: sqlite3.Connection, card_ids: Sequence[str]) -> dict[str, Card]:
    """Return id -> card for those of these that there are."""
    rows = connection.execute(CARDS, (json.dumps(list(card_ids)),)).fetchall()
    return {row[0]: card_from(row) for row in rows}


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

"""What a session did: answers, minutes, cards that moved, per topic; undone answers are out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from db.caches import from_json
from db.model import Rating, State, StudySettings
from db.reviews import is_leech
from db.stats import TopicReviews

ANSWERS = """
SELECT review.card, card.topic, review.rating, review.duration_ms, review.before, review.after
FROM json_each(?) AS mine CROSS JOIN review ON review.act = mine.value
LEFT JOIN card ON card.id = review.card
WHERE review.rating IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)
ORDER BY mine.key, review.id
"""


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session so far. ``ratings`` counts the answers Again, Hard, Good and Easy.

    ``passed`` are the answers that were not Again; ``cards`` the different cards answered,
    ``new`` those that had never been; ``graduated`` counts cards that left their first steps,
    ``lapsed`` review cards that were forgotten. ``leeches`` are cards whose last lapse made or
    found them one. ``by_topic`` has answers and passed ones of each topic, most answers first.
    """

    ratings: tuple[int, int, int, int] = (0, 0, 0, 0)
    passed: int = 0
    minutes: float = 0.0
    cards: int = 0
    new: int = 0
    graduated: int = 0
    lapsed: int = 0
    leeches: tuple[str, ...] = ()
    by_topic: tuple[tuple[str, TopicReviews], ...] = ()

    @property
    def answers(self) -> int:
        """Return the number of answers."""
        return sum(self.ratings)


def summary_of(
    connection: sqlite3.Connection, acts: Iterable[str], settings: StudySettings
) -> SessionSummary:
    """Return what the answers of these acts did that are not undone."""
    rows = connection.execute(ANSWERS, (json.dumps(list(acts)),)).fetchall()
    ratings = [0, 0, 0, 0]
    topics: dict[str, list[int]] = {}
    fresh: set[str] = set()
    graduated: set[str] = set()
    leeches: dict[str, None] = {}
    lapsed = 0
    for card, topic, rating, _, before_text, after_text in rows:
        before, after = from_json(before_text), from_json(after_text)
        ratings[rating - 1] += 1
        of_topic = topics.setdefault(topic or "", [0, 0])
        of_topic[0] += 1
        of_topic[1] += rating != Rating.AGAIN
        if before.state is State.NEW and after.state is not State.NEW:  # not in a cram
            fresh.add(card)
        if before.state in (State.NEW, State.LEARNING) and after.state is State.REVIEW:
            graduated.add(card)
        lapsed += after.lapses > before.lapses
        if is_leech(before, after, settings):
            leeches[card] = None
    by_topic = sorted(topics.items(), key=lambda item: (-item[1][0], item[0]))
    return SessionSummary(
        ratings=(ratings[0], ratings[1], ratings[2], ratings[3]),
        passed=sum(ratings[1:]),
        minutes=sum(row[3] for row in rows) / 60_000,
        cards=len({row[0] for row in rows}),
        new=len(fresh),
        graduated=len(graduated),
        lapsed=lapsed,
        leeches=tuple(leeches),
        by_topic=tuple((topic, TopicReviews(*numbers)) for topic, numbers in by_topic),
    )

"""What the simulator starts from: the learner's cards as they stand, speed and ratings so far."""

from __future__ import annotations

import sqlite3

from db.model import State
from db.simulate import Deck, Habits, SimulatedCard

HABIT_DAYS = 365
HABIT_ANSWERS = 50_000
"""The last answers that say how fast the learner is: at most so many, of a year at most."""
_SHARE_WEIGHT = 50
_SECONDS_WEIGHT = 10
"""So many answers like those of other learners are counted with the learner's own."""
_SEEN = """
SELECT memory.stability, memory.difficulty, coalesce(memory.due_day, :day) - :day,
  memory.last_day - :day
FROM memory JOIN card ON card.id = memory.card
WHERE memory.state <> :new AND memory.stability IS NOT NULL AND memory.last_day IS NOT NULL
  AND card.suspended = 0 AND card.retired = 0
ORDER BY memory.card
"""
_NEW = """
SELECT count(*) FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = :new AND card.suspended = 0 AND card.retired = 0
"""
_SINCE = """
SELECT min(study_day) FROM (
  SELECT study_day, sum(sum(count)) OVER (ORDER BY study_day DESC) AS answers FROM done
  WHERE study_day > :first AND study_day <= :day GROUP BY study_day)
WHERE answers <= :most
"""
# With min() alone, SQLite takes the other columns from the row that has the least: the first
# answer of the card on the day.
_DAYS = """
SELECT was_new, rating, count(*), sum(ms) FROM (
  SELECT json_extract(before, '$.state') = :new AS was_new, rating, min(at), sum(duration_ms) AS ms
  FROM review
  WHERE study_day >= :since AND study_day <= :day AND rating IS NOT NULL AND kind <> 'cram'
    AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)
  GROUP BY card, study_day)
GROUP BY was_new, rating
"""


def deck_of(connection: sqlite3.Connection, day: int) -> Deck:
    """Return the cards as they stand on study day ``day``, without suspended and retired ones.

    A card in its learning steps counts as due.
    """
    values = {"day": day, "new": int(State.NEW)}
    rows = connection.execute(_SEEN, values).fetchall()
    cards = tuple(
        SimulatedCard(stability, difficulty, max(due, 0), min(last, 0))
        for stability, difficulty, due, last in rows
    )
    return Deck(cards, connection.execute(_NEW, {"new": int(State.NEW)}).fetchone()[0])


def habits_of(connection: sqlite3.Connection, day: int) -> Habits:
    """Return shares and seconds from the last year's log; where it says little, the defaults."""
    values = {"first": day - HABIT_DAYS, "day": day, "most": HABIT_ANSWERS}
    since = connection.execute(_SINCE, values).fetchone()[0]
    values = {"new": int(State.NEW), "since": day if since is None else since, "day": day}
    counts = {True: [0] * 4, False: [0] * 4}
    seconds = {True: [0.0] * 4, False: [0.0] * 4}
    for was_new, rating, number, ms in connection.execute(_DAYS, values):
        counts[bool(was_new)][rating - 1] += number
        seconds[bool(was_new)][rating - 1] += ms / 1000.0
    usual = Habits()
    first = _shares(counts[True], usual.first)
    passed = _shares(counts[False][1:], usual.passed)
    new_seconds = _means(seconds[True], counts[True], usual.new_seconds)
    review_seconds = _means(seconds[False], counts[False], usual.review_seconds)
    return Habits(
        (first[0], first[1], first[2], first[3]),
        (passed[0], passed[1], passed[2]),
        (new_seconds[0], new_seconds[1], new_seconds[2], new_seconds[3]),
        (review_seconds[0], review_seconds[1], review_seconds[2], review_seconds[3]),
    )


def _shares(counts: list[int], usual: tuple[float, ...]) -> list[float]:
    whole = sum(counts) + _SHARE_WEIGHT
    return [
        (count + _SHARE_WEIGHT * share / sum(usual)) / whole
        for count, share in zip(counts, usual, strict=True)
    ]


def _means(seconds: list[float], counts: list[int], usual: tuple[float, ...]) -> list[float]:
    return [
        (spent + _SECONDS_WEIGHT * known) / (count + _SECONDS_WEIGHT)
        for spent, count, known in zip(seconds, counts, usual, strict=True)
    ]

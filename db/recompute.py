"""Stability and difficulty of all cards anew from the log, as a change of the parameters asks.

A million answers take as long to read as to compute, so both are done once and plainly: a pass over
an index that holds all that is read, and the formulas of ``db.formulas`` in one loop (a call for
each answer takes three times as long). A test holds the result to the replay, digit by digit.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from math import exp

from db.formulas import (
    AGAIN,
    DIFFICULTY_MAX,
    DIFFICULTY_MIN,
    EASY,
    HARD,
    STABILITY_MAX,
    STABILITY_MIN,
    Formulas,
)
from db.scheduler import ELAPSED_MAX

# An answer is one number: study day times 8, and rating. The ids of reviews begin with the time of
# their act, so they stand in the order of the log; whoever imports reviews has to keep that.
_FORGET = 0
_NONE = (0,)
_COUNTS = "rating IS NOT NULL AND kind <> 'cram'"
_LENGTHS = f"SELECT card, count(*) FROM review WHERE {_COUNTS} GROUP BY card ORDER BY card"
_ANSWERS = f"SELECT study_day * 8 + rating FROM review WHERE {_COUNTS} ORDER BY card, id"
# Only these need a look at more than the index: what was undone or forgotten does not count.
_APART = """
SELECT review.card FROM void CROSS JOIN review ON review.act = void.voids
UNION SELECT card FROM review WHERE kind = 'forget'
"""
_OF_CARD = f"""
SELECT CASE WHEN kind = 'forget' THEN {_FORGET} ELSE study_day * 8 + rating END FROM review
WHERE card = ? AND (kind = 'forget' OR {_COUNTS})
  AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act) ORDER BY id
"""
_WRITE = "UPDATE memory SET stability = ?, difficulty = ?, version = version + 1 WHERE card = ?"

# What the buttons of a new card would do has changed as well: a window that shows it will notice.
_NOTICE = "UPDATE memory SET version = version + 1 WHERE stability IS NULL"

Answers = Iterable[tuple[int]]
Strength = tuple[float, float]


def write_strengths(connection: sqlite3.Connection, parameters: Sequence[float]) -> int:
    """Write stability and difficulty of all answered cards; returns how many.

    Takes the connection of a transaction.
    """
    written = connection.executemany(_WRITE, _strengths(connection, parameters)).rowcount
    connection.execute(_NOTICE)
    return written


def answers_by_card(connection: sqlite3.Connection) -> Iterator[tuple[str, Answers]]:
    """Yield each card that was ever answered with its answers that count, in the order of the log.

    An answer is (study day times 8 and rating,); what was undone, crammed, or came before the last
    forget is left out, so there may be none. They must be taken before the next card is.
    """
    apart = {card for (card,) in connection.execute(_APART)}
    answers = connection.execute(_ANSWERS)
    for card, length in connection.execute(_LENGTHS).fetchall():
        of_card = islice(answers, length)
        if card in apart:
            deque(of_card, 0)
            yield card, _answers_apart(connection, card)
        else:
            yield card, of_card


def _answers_apart(connection: sqlite3.Connection, card: str) -> list[tuple[int]]:
    answers: list[tuple[int]] = []
    for one in connection.execute(_OF_CARD, (card,)):
        if one[0] == _FORGET:  # as if the card had never been seen
            answers = []
        else:
            answers.append(one)
    return answers


def _strengths(
    connection: sqlite3.Connection, parameters: Sequence[float]
) -> Iterator[tuple[float | None, float | None, str]]:
    follow = _Following(parameters).follower()
    for card, answers in answers_by_card(connection):
        stability, difficulty = follow(iter(answers))
        yield stability, difficulty, card


class _Following(Formulas):
    """The formulas along all answers of a card."""

    def follower(self) -> Callable[[Iterator[tuple[int]]], Strength | tuple[None, None]]:
        """Return a function from the answers of a card to what they leave, None without any."""
        w = self._w
        decay, factor, growth, goal = self._decay, self._factor, self._growth, self._easy_goal
        first, short, forget_short = self._first, self._short, self._forget_short
        moves = tuple(w[6] * (rating - 3) for rating in range(5))
        w7, w9, w10, w11, w12, w13, w14 = 1.0 - w[7], -w[9], w[10], w[11], -w[12], w[13], w[14]
        hard, easy, w19 = w[15], w[16], -w[19]

        def follow(answers: Iterator[tuple[int]]) -> Strength | tuple[None, None]:
            (one,) = next(answers, _NONE)
            if one == 0:
                return None, None
            last = one >> 3
            stability, difficulty = first[(one & 7) - 1]
            for (one,) in answers:
                rating, day = one & 7, one >> 3
                elapsed = day - last
                last = day
                if elapsed < 1:
                    grown = short[rating - 1] * stability**w19
                    if rating == AGAIN or grown > 1.0:
                        stability *= grown
                else:
                    elapsed = elapsed if elapsed < ELAPSED_MAX else ELAPSED_MAX
                    missing = 1.0 - (1.0 + factor * elapsed / stability) ** decay
                    if rating == AGAIN:
                        long = w11 * difficulty**w12 * ((stability + 1.0) ** w13 - 1.0)
                        stability = min(long * exp(missing * w14), stability / forget_short)
                    else:
                        grown = growth * (11.0 - difficulty) * stability**w9
                        grown *= exp(missing * w10) - 1.0
                        if rating == HARD:
                            grown *= hard
                        elif rating == EASY:
                            grown *= easy
                        stability *= 1.0 + grown
                if not STABILITY_MIN <= stability <= STABILITY_MAX:
                    stability = min(max(stability, STABILITY_MIN), STABILITY_MAX)
                difficulty = goal + w7 * (difficulty - moves[rating] * (10.0 - difficulty) / 9.0)
                if not DIFFICULTY_MIN <= difficulty <= DIFFICULTY_MAX:
                    difficulty = min(max(difficulty, DIFFICULTY_MIN), DIFFICULTY_MAX)
            return stability, difficulty

        return follow

"""Stability and difficulty of all cards anew from the log, as a change of the parameters asks.

A million answers take as long to read as to compute, so both are done once and plainly: a pass over
an index that holds all that is read, and the loop of ``Formulas.follower``. A test holds the result
to the replay, digit by digit.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from db.formulas import Answers, Formulas

# An answer is one number: study day times 8, and rating. The ids of reviews begin with the time of
# their act, so they stand in the order of the log; whoever imports reviews has to keep that.
_FORGET = 0
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
    follow = Formulas(parameters).follower()
    for card, answers in answers_by_card(connection):
        stability, difficulty = follow(answers)
        yield stability, difficulty, card

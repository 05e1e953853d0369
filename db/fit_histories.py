"""The histories of all cards as numbers, from the log: what parameters are fitted to.

Left out is what says nothing of memory: rows without a rating (set due, reschedule, forget), cram,
what was undone, and everything before a forget. Early answers count, and so does the first answer
of a card. Elapsed are rollovers, as everywhere (``db.scheduler``).
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from db.recompute import answers_by_card


class History(NamedTuple):
    """The answers of one card in the order of the log; ``elapsed`` is 0 for the first."""

    ratings: bytes
    days: array[int]
    elapsed: array[int]


def gather_histories(connection: sqlite3.Connection) -> list[History]:
    """Return the history of each card that has answers, by card id.

    A million reviews take about a second; with the collector on half as long again.
    """
    histories = (_history(answers) for _, answers in answers_by_card(connection))
    return [history for history in histories if history.ratings]


def _history(answers: Iterable[tuple[int]]) -> History:
    ratings = bytearray()
    days: list[int] = []
    elapsed: list[int] = []
    before: int | None = None
    for (one,) in answers:
        day = one >> 3
        ratings.append(one & 7)
        days.append(day)
        elapsed.append(0 if before is None or day < before else day - before)
        before = day
    return History(bytes(ratings), array("i", days), array("i", elapsed))

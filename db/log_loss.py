"""How well parameters foretell what was remembered: log loss, and the error in bins.

Counted is every answer a day or more after the one before it; what is foretold is the chance of
recall by the memory before the answer. Log loss is the mean of -log of the chance given to what
happened. The error in bins is RMSE(bins) of the FSRS benchmark: the answers go into bins by days
elapsed, number of answers and lapses; of each the foretold share is compared with the true one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from db.fit_histories import History
from db.formulas import AGAIN, Formulas

_ELAPSED_BASE, _LENGTH_BASE, _LAPSE_BASE = map(math.log, (3.62, 1.89, 1.73))


class Measure(NamedTuple):
    """``loss`` is mean log loss in nats, ``error`` RMSE(bins) as a share; 0 without answers."""

    answers: int
    loss: float
    error: float


def measure(histories: Iterable[History], formulas: Formulas, from_day: int) -> Measure:
    """Return how well ``formulas`` foretell the answers of ``from_day`` and later.

    Memory is replayed from each card's first answer on, so that what was before counts as history.
    """
    answers, loss = 0, 0.0
    bins: dict[tuple[int, int, int], list[float]] = {}
    for history in histories:
        if not history.days or max(history.days) < from_day:
            continue
        for key, foretold, passed in _foretold(history, formulas, from_day):
            answers += 1
            loss -= math.log(foretold if passed else 1.0 - foretold)
            sums = bins.setdefault(key, [0.0, 0.0, 0.0])
            sums[0] += foretold
            sums[1] += passed
            sums[2] += 1.0
    if not answers:
        return Measure(0, 0.0, 0.0)
    squares = sum((said - seen) ** 2 / count for said, seen, count in bins.values())
    return Measure(answers, loss / answers, math.sqrt(squares / answers))


def _foretold(
    history: History, formulas: Formulas, from_day: int
) -> Iterable[tuple[tuple[int, int, int], float, bool]]:
    stability = difficulty = 0.0
    length, lapses = 1, 0
    first = True
    for rating, day, elapsed in zip(*history, strict=True):
        if first:
            stability, difficulty = formulas.first(rating)
            first = False
            continue
        if elapsed > 0:
            length += 1
            if day >= from_day:
                chance = formulas.retrievability(stability, elapsed)
                yield _bin(elapsed, length, lapses), chance, rating > AGAIN
            lapses += rating == AGAIN
        stability, difficulty = formulas.after(stability, difficulty, rating, elapsed)


def _bin(elapsed: int, length: int, lapses: int) -> tuple[int, int, int]:
    return (
        math.floor(math.log(elapsed) / _ELAPSED_BASE),
        math.floor(math.log(length) / _LENGTH_BASE),
        -1 if lapses == 0 else math.floor(math.log(lapses) / _LAPSE_BASE),
    )

"""How well parameters predict what was remembered: log loss, and the error in bins.

Counted is every answer a day or more after the one before it; what is predicted is the chance of
recall by the memory before the answer. Log loss is the mean of -log of the chance given to what
happened. The error in bins is RMSE(bins) of the FSRS benchmark: the answers go into bins by days
elapsed, number of answers and lapses; of each the predicted share is compared with the true one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from db.fit_histories import History
from db.formulas import AGAIN, Formulas

_ELAPSED_BASE, _LENGTH_BASE, _LAPSE_BASE = map(math.log, (3.62, 1.89, 1.73))


class Measure(NamedTuple):
    """``loss`` is mean log loss in nats, ``error`` RMSE(bins) as a share; 0 without answers."""

    answers: int
    loss: float
    error: float


class Asked(NamedTuple):
    """An answer to predict: after which one of which history, and what came of it."""

    history: int
    after: int
    elapsed: int
    passed: bool
    bin: tuple[int, int, int]


class Remembered(Protocol):
    """The memory that an answer left."""

    @property
    def stability(self) -> float:
        """Days until recall is 90 %."""
        ...


def asked(histories: Iterable[History], from_day: int) -> list[Asked]:
    """Return the answers of ``from_day`` and later that count."""
    found: list[Asked] = []
    for number, history in enumerate(histories):
        length, lapses = 1, 0
        for place, (rating, day, elapsed) in enumerate(zip(*history, strict=True)):
            if elapsed > 0:
                length += 1
                if day >= from_day:
                    key = _bin(elapsed, length, lapses)
                    found.append(Asked(number, place - 1, elapsed, rating > AGAIN, key))
                lapses += rating == AGAIN
    return found


def measure(
    answers: Sequence[Asked], memories: Sequence[Sequence[Remembered]], formulas: Formulas
) -> Measure:
    """Return how well ``formulas`` predict the answers.

    ``memories`` are those that the same parameters give after each answer of each history.
    """
    loss = 0.0
    bins: dict[tuple[int, int, int], list[float]] = {}
    for history, after, elapsed, passed, key in answers:
        predicted = formulas.retrievability(memories[history][after].stability, elapsed)
        loss -= math.log(predicted if passed else 1.0 - predicted)
        sums = bins.setdefault(key, [0.0, 0.0, 0.0])
        sums[0] += predicted
        sums[1] += passed
        sums[2] += 1.0
    if not answers:
        return Measure(0, 0.0, 0.0)
    squares = sum((said - seen) ** 2 / count for said, seen, count in bins.values())
    return Measure(len(answers), loss / len(answers), math.sqrt(squares / len(answers)))


def _bin(elapsed: int, length: int, lapses: int) -> tuple[int, int, int]:
    return (
        math.floor(math.log(elapsed) / _ELAPSED_BASE),
        math.floor(math.log(length) / _LENGTH_BASE),
        -1 if lapses == 0 else math.floor(math.log(lapses) / _LAPSE_BASE),
    )

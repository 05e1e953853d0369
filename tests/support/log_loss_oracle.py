"""Log loss and the error in bins worked out answer by answer: what ``db.log_loss`` is held to."""

from __future__ import annotations

import math
from collections.abc import Iterable

from db.fit_histories import History
from db.formulas import AGAIN, Formulas
from db.log_loss import Measure


def plainly(histories: Iterable[History], formulas: Formulas, from_day: int) -> Measure:
    """Return how well ``formulas`` predict the answers of ``from_day`` and later."""
    answers, loss = 0, 0.0
    bins: dict[tuple[int, int, int], list[float]] = {}
    for history in histories:
        for key, predicted, passed in _predicted(history, formulas, from_day):
            answers += 1
            loss -= math.log(predicted if passed else 1.0 - predicted)
            sums = bins.setdefault(key, [0.0, 0.0, 0.0])
            sums[0] += predicted
            sums[1] += passed
            sums[2] += 1.0
    if not answers:
        return Measure(0, 0.0, 0.0)
    squares = sum((said - seen) ** 2 / count for said, seen, count in bins.values())
    return Measure(answers, loss / answers, math.sqrt(squares / answers))


def _predicted(
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
        math.floor(math.log(elapsed, 3.62)),
        math.floor(math.log(length, 1.89)),
        -1 if lapses == 0 else math.floor(math.log(lapses, 1.73)),
    )

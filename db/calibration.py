"""Calibration: of what was predicted to be remembered with some chance, how much was.

What was predicted comes from the evidence in each row: the stability before the answer and the days
since the one before, by the parameters that were in force then. Asked are review cards alone, and
of them the first answer of a day: no answer before it on that day.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from db.formulas import Formulas
from db.model import StudySettings
from db.scheduler import Scheduler, parameters_label
from db.settings import ENTITY, KEY, settings_of

DAYS = 365
MOST = 100_000
"""So many of the last reviews tell enough, and more would take seconds to read."""
MANY = 2_000
"""From so many cards on it is faster to read all reviews of the days than those of each card."""
EDGES = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Where the bins begin and end, as chances; finer above, where nearly all reviews lie."""
_SINCE = """
SELECT coalesce(min(study_day), :day) - 1 FROM (
  SELECT study_day, sum(count) OVER (ORDER BY study_day DESC) AS reviews FROM done
  WHERE study_day > :first AND study_day <= :day AND kind = 'review')
WHERE reviews <= :most
"""
# Equal ratios of days to stability are equal chances: rounded to a thousandth they are grouped
# here, since a million rows in Python would take seconds.
_ROWS = """
SELECT parameters, round((study_day - last_day) * 1.0 / stability, 3) AS ratio, count(*),
  sum(rating >= 2)
FROM (
  SELECT review.parameters, review.study_day, review.rating,
    json_extract(review.before, '$.stability') AS stability,
    json_extract(review.before, '$.last_day') AS last_day
  FROM review
  WHERE review.study_day > :since AND review.study_day <= :day AND review.kind = 'review'
    AND review.rating IS NOT NULL AND review.act NOT IN (SELECT voids FROM void) {which})
WHERE last_day < study_day AND stability > 0
GROUP BY parameters, ratio
"""
_OF_CARDS = "AND {plus}review.card IN (SELECT value FROM json_each(:cards))"


class Bin(NamedTuple):
    """Reviews whose chance of recall lay in ``least`` .. ``most``: the mean of what was predicted,
    the share that was remembered, how many reviews."""

    least: float
    most: float
    predicted: float
    seen: float
    reviews: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bins that have reviews, the lowest first; means over all of them, None without any."""

    bins: tuple[Bin, ...]
    reviews: int
    predicted: float | None
    seen: float | None


def calibration(
    connection: sqlite3.Connection,
    day: int,
    days: int = DAYS,
    cards: Collection[str] | None = None,
) -> Calibration:
    """Return what was predicted and seen in the ``days`` to study day ``day``, that one included.

    Of the whole log at most the last 100,000 reviews are taken, by whole days; ``cards`` narrows
    them to those of some cards.
    """
    formulas = _formulas_by_label(connection)
    asked = {"first": day - days, "day": day, "most": MOST}
    since = connection.execute(_SINCE, asked).fetchone()[0]
    given: dict[str, object] = {"since": since, "day": day}
    which = ""
    if cards is not None:
        # The plus keeps SQLite from looking up each of very many cards by itself.
        which = _OF_CARDS.format(plus="+" if len(cards) > MANY else "")
        given["cards"] = json.dumps(list(cards))
    sums = [[0.0, 0, 0] for _ in range(len(EDGES) - 1)]
    for label, ratio, count, passed in connection.execute(_ROWS.format(which=which), given):
        known = formulas.get(label)
        if known is None:  # parameters of another device that never came here
            continue
        chance = known.retrievability(1.0, ratio)
        of = sums[_place(chance)]
        of[0] += chance * count
        of[1] += passed
        of[2] += count
    return _of(sums)


def _of(sums: list[list[float]]) -> Calibration:
    bins = tuple(
        Bin(least, most, predicted / count, passed / count, int(count))
        for (least, most), (predicted, passed, count) in zip(pairwise(EDGES), sums, strict=True)
        if count
    )
    reviews = sum(one.reviews for one in bins)
    if not reviews:
        return Calibration((), 0, None, None)
    predicted = sum(one.predicted * one.reviews for one in bins) / reviews
    seen = sum(one.seen * one.reviews for one in bins) / reviews
    return Calibration(bins, reviews, predicted, seen)


def _place(chance: float) -> int:
    return next(place for place, edge in enumerate(EDGES[1:]) if chance < edge or edge == EDGES[-1])


def _formulas_by_label(connection: sqlite3.Connection) -> dict[str, Formulas]:
    """The formulas of every set of parameters that was ever in force, by its name in the log."""
    found = {parameters_label(None): Formulas(Scheduler(StudySettings()).numbers)}
    own = settings_of(connection).parameters
    rows = connection.execute(
        "SELECT DISTINCT value FROM change WHERE entity = ? AND key = ? AND field = 'parameters'",
        (ENTITY, KEY),
    ).fetchall()
    said = [json.loads(value) for (value,) in rows]
    for numbers in (own, *said):
        if numbers is not None:
            parameters = tuple(map(float, numbers))
            found[parameters_label(parameters)] = Formulas(parameters)
    return found

"""What the log says about the learning: true retention, forecast, heatmap, time, per topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from db.clock import Clock
from db.glance import ANSWERS, heat_of, streak
from db.model import StudySettings

if TYPE_CHECKING:
    import sqlite3

PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365}
HEAT_DAYS = 365
FORECAST_DAYS = 30
RECENT_DAYS = 30
MATURE = 21
"""Days of interval from which a card counts as mature."""
# The first answer of a card on a day decides; a later one that day says little about memory.
RECENT = """
SELECT study_day, young, topic, count(*), sum(passed) FROM (
  SELECT review.study_day, coalesce(review.interval_before, 0) < :mature AS young, card.topic,
    review.rating >= 2 AS passed, row_number() OVER (
      PARTITION BY review.card, review.study_day ORDER BY review.at, review.id) AS place
  FROM review LEFT JOIN card ON card.id = review.card
  WHERE review.study_day > :since AND review.study_day <= :day
    AND review.kind = 'review' AND review.rating IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act))
WHERE place = 1 GROUP BY study_day, young, topic
"""
DONE = f"""
SELECT study_day, sum(count), sum(ms), sum(CASE WHEN kind = 'review' THEN count ELSE 0 END),
  sum(CASE WHEN kind = 'review' THEN passed ELSE 0 END)
FROM done WHERE study_day > :since AND study_day <= :day AND {ANSWERS} GROUP BY study_day
"""
FORECAST = """
SELECT max(memory.due_day, :day), count(*) FROM memory JOIN card ON card.id = memory.card
WHERE memory.state IN (1, 2, 3) AND memory.due_day < :end
  AND card.suspended = 0 AND card.retired = 0 GROUP BY 1
"""


class TopicReviews(NamedTuple):
    """Reviews of a topic's cards in the last 30 study days, and how many were passed."""

    reviews: int
    passed: int


class _Day(NamedTuple):
    answers: int
    ms: int
    reviews: int
    passed: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers as of study day ``day``; a retention is 0..1, None where there is no data.

    ``reviews`` and ``minutes`` go by day, week (7 study days), month (30) and year (365, today
    included); so does ``retention``, which also has young and mature (of the month): the share
    of passed among the first reviews of a card on a day, review cards only. ``heatmap`` is study
    day -> answers, days without left out; ``forecast`` the cards due on each of the next 30
    days, overdue ones on the first.
    """

    day: int
    reviews: Mapping[str, int]
    retention: Mapping[str, float | None]
    desired: float
    heatmap: Mapping[int, int]
    forecast: tuple[int, ...]
    minutes: Mapping[str, float]
    by_topic: Mapping[str, TopicReviews]
    streak: int

    def heat(self, days: int = 84) -> tuple[int, ...]:
        """Return the answers on each of the last ``days`` (at most 365) study days, today last."""
        return tuple(self.heatmap.get(one, 0) for one in range(self.day - days + 1, self.day + 1))


def statistics(connection: sqlite3.Connection, clock: Clock, settings: StudySettings) -> Statistics:
    """Return the statistics of now. Cram, set due and the like, and what was undone, are out.

    All but the year's retention is exact; that one comes from the daily sums, where a second
    review of a card on one day (after a set-due) counts as well.
    """
    day = clock.study_day()
    days = _days(connection, day)
    recent = _recent(connection, day)
    heat = heat_of(connection, day, HEAT_DAYS)
    first = day - HEAT_DAYS + 1
    return Statistics(
        day=day,
        reviews={name: sum(one.answers for one in _last(days, day, n)) for name, n in _periods()},
        retention=_retention(days, recent, day),
        desired=settings.desired_retention,
        heatmap={first + place: count for place, count in enumerate(heat) if count},
        forecast=forecast(connection, day),
        minutes={
            name: sum(one.ms for one in _last(days, day, n)) / 60_000 for name, n in _periods()
        },
        by_topic=_by_topic(recent),
        streak=streak(connection, day),
    )


def forecast(
    connection: sqlite3.Connection, day: int, days: int = FORECAST_DAYS
) -> tuple[int, ...]:
    """Return how many cards are due on ``day`` (overdue ones too) and on each day after it."""
    rows = connection.execute(FORECAST, {"day": day, "end": day + days}).fetchall()
    counts = dict(rows)
    return tuple(counts.get(one, 0) for one in range(day, day + days))


class _Recent(NamedTuple):
    study_day: int
    young: int
    topic: str | None
    reviews: int
    passed: int


def _periods() -> list[tuple[str, int]]:
    return list(PERIODS.items())


def _days(connection: sqlite3.Connection, day: int) -> dict[int, _Day]:
    rows = connection.execute(DONE, {"day": day, "since": day - PERIODS["year"]}).fetchall()
    return {study_day: _Day(*sums) for study_day, *sums in rows}


def _recent(connection: sqlite3.Connection, day: int) -> list[_Recent]:
    values = {"day": day, "since": day - RECENT_DAYS, "mature": MATURE}
    return [_Recent(*row) for row in connection.execute(RECENT, values).fetchall()]


def _last(days: Mapping[int, _Day], day: int, number: int) -> list[_Day]:
    return [one for study_day, one in days.items() if study_day > day - number]


def _retention(
    days: Mapping[int, _Day], recent: list[_Recent], day: int
) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name, number in PERIODS.items():
        if number <= RECENT_DAYS:
            found[name] = _share([one for one in recent if one.study_day > day - number])
        else:
            found[name] = _share(_last(days, day, number))
    found["young"] = _share([one for one in recent if one.young])
    found["mature"] = _share([one for one in recent if not one.young])
    return found


def _share(rows: list[_Recent] | list[_Day]) -> float | None:
    reviews = sum(one.reviews for one in rows)
    return sum(one.passed for one in rows) / reviews if reviews else None


def _by_topic(recent: list[_Recent]) -> dict[str, TopicReviews]:
    found: dict[str, TopicReviews] = {}
    for one in recent:
        if one.topic is not None:
            before = found.get(one.topic, TopicReviews(0, 0))
            found[one.topic] = TopicReviews(
                before.reviews + one.reviews, before.passed + one.passed
            )
    return found

"""What the log says about the learning: true retention, forecast, heatmap, time, per topic."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from db.clock import Clock
from db.glance import ANSWERS, streak
from db.model import StudySettings

if TYPE_CHECKING:
    import sqlite3

PERIODS = {"day": 1, "week": 7, "month": 30, "year": 365}
FORECAST_DAYS = 30
RECENT_DAYS = 30
MATURE = 21
"""Days of interval from which a card counts as mature."""
MANY = 30_000
"""From so many cards on it is faster to read all reviews of the days than those of each card."""
_COUNTS = "NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)"
# The first answer of a card on a day decides; a later one that day says little about memory.
_REVIEWS = f"""
SELECT review.card, review.study_day, coalesce(review.interval_before, 0) < {MATURE} AS young,
  review.rating >= 2 AS passed, row_number() OVER (
    PARTITION BY review.card, review.study_day ORDER BY review.at, review.id) AS place
FROM review WHERE review.study_day > :since AND review.study_day <= :day
  AND review.kind = 'review' AND review.rating IS NOT NULL AND {_COUNTS}
"""
FIRST = f"""
SELECT study_day, young, card.topic, count(*), sum(passed) FROM ({_REVIEWS} {{chosen}}) AS answer
LEFT JOIN card ON card.id = answer.card WHERE place = 1 GROUP BY 1, 2, 3
"""
# A card is reviewed again on a day only where it was made due again by hand in between.
AGAIN = f"""
SELECT count(*), coalesce(sum(passed), 0) FROM ({_REVIEWS} AND review.study_day IN (
  SELECT study_day FROM done WHERE study_day > :since AND NOT {ANSWERS} AND kind <> 'cram'))
WHERE place > 1
"""
DONE = f"""
SELECT study_day, sum(count), sum(ms), sum(CASE WHEN kind = 'review' THEN count ELSE 0 END),
  sum(CASE WHEN kind = 'review' THEN passed ELSE 0 END)
FROM done WHERE study_day > :since AND study_day <= :day AND {ANSWERS} GROUP BY study_day
"""
ANSWERED = f"""
SELECT review.study_day, count(*), sum(review.duration_ms), 0, 0 FROM review
WHERE review.study_day > :since AND review.study_day <= :day AND review.{ANSWERS} AND {_COUNTS}
  {{chosen}} GROUP BY 1
"""
FORECAST = """
SELECT max(memory.due_day, :day), count(*) FROM memory JOIN card ON card.id = memory.card
WHERE {free}memory.state IN (1, 2, 3) AND {free}memory.due_day < :end
  AND card.suspended = 0 AND card.retired = 0 {chosen} GROUP BY 1
"""
_AMONG = "AND {column} IN (SELECT value FROM json_each(:cards))"


class TopicReviews(NamedTuple):
    """Reviews of a topic's cards in the last 30 study days, and how many were passed."""

    reviews: int
    passed: int


class _Day(NamedTuple):
    answers: int
    ms: int
    reviews: int
    passed: int


class _First(NamedTuple):
    study_day: int
    young: int
    topic: str | None
    reviews: int
    passed: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers as of study day ``day``; a retention is 0..1, None where there is no data.

    ``reviews`` and ``minutes`` go by day, week (7 study days), month (30) and year (365, today
    included); so does ``retention``, which also has young and mature (of the month): the share
    of passed among the first reviews of a card on a day, review cards only. ``heatmap`` is study
    day -> answers, days without left out; ``forecast`` the cards due on each of the next 30
    days, overdue ones on the first. ``streak`` counts days in a row with an answer.
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


class _Selection:
    """The cards that are asked for: all, or those of some ids; as SQL and its values."""

    def __init__(self, cards: Sequence[str] | None, day: int) -> None:
        self.all = cards is None
        self.values: dict[str, int | str] = {"day": day, "since": day - PERIODS["year"]}
        self._many = cards is not None and len(cards) > MANY
        if cards is not None:
            self.values["cards"] = json.dumps(list(cards))

    def sql(self, text: str, column: str = "review.card") -> str:
        """The query for these cards alone; a plus keeps SQLite from the index of a column."""
        if self.all:
            return text.format(chosen="", free="")
        chosen = _AMONG.format(column=("+" if self._many else "") + column)
        return text.format(chosen=chosen, free="" if self._many else "+")


def statistics(
    connection: sqlite3.Connection,
    clock: Clock,
    settings: StudySettings,
    cards: Sequence[str] | None = None,
) -> Statistics:
    """Return the statistics of now, of all cards or of those whose ids are given.

    Cram, set due and the like, and what was undone, are out. The streak over some cards looks
    back a year at most.
    """
    day = clock.study_day()
    chosen = _Selection(cards, day)
    days = _days(connection, chosen)
    first = _first_reviews(connection, chosen)
    heat = {one: days[one].answers for one in sorted(days) if days[one].answers}
    return Statistics(
        day=day,
        reviews={name: sum(one.answers for one in _last(days, day, n)) for name, n in _periods()},
        retention=_retention(connection, chosen, days, first),
        desired=settings.desired_retention,
        heatmap=heat,
        forecast=_forecast(connection, day, FORECAST_DAYS, chosen),
        minutes={
            name: sum(one.ms for one in _last(days, day, n)) / 60_000 for name, n in _periods()
        },
        by_topic=_by_topic([one for one in first if one.study_day > day - RECENT_DAYS]),
        streak=streak(connection, day) if chosen.all else _streak(heat, day),
    )


def forecast(
    connection: sqlite3.Connection,
    day: int,
    days: int = FORECAST_DAYS,
) -> tuple[int, ...]:
    """Return how many cards are due on ``day`` (overdue ones too) and on each day after it."""
    return _forecast(connection, day, days, _Selection(None, day))


def _forecast(
    connection: sqlite3.Connection, day: int, days: int, chosen: _Selection
) -> tuple[int, ...]:
    sql = chosen.sql(FORECAST, "memory.card")
    counts = dict(connection.execute(sql, {**chosen.values, "end": day + days}).fetchall())
    return tuple(counts.get(one, 0) for one in range(day, day + days))


def _periods() -> list[tuple[str, int]]:
    return list(PERIODS.items())


def _days(connection: sqlite3.Connection, chosen: _Selection) -> dict[int, _Day]:
    """The answers of each day: of all cards they are kept, of some they are counted."""
    sql = DONE if chosen.all else chosen.sql(ANSWERED)
    return {day: _Day(*sums) for day, *sums in connection.execute(sql, chosen.values)}


def _first_reviews(connection: sqlite3.Connection, chosen: _Selection) -> list[_First]:
    """The first reviews of cards on their days: of the month for all cards, else of the year."""
    values = dict(chosen.values)
    if chosen.all:
        values["since"] = int(values["day"]) - RECENT_DAYS
    return [_First(*row) for row in connection.execute(chosen.sql(FIRST), values)]


def _last(days: Mapping[int, _Day], day: int, number: int) -> list[_Day]:
    return [one for study_day, one in days.items() if study_day > day - number]


def _retention(
    connection: sqlite3.Connection,
    chosen: _Selection,
    days: Mapping[int, _Day],
    first: list[_First],
) -> dict[str, float | None]:
    day = int(chosen.values["day"])
    found: dict[str, float | None] = {
        name: _share([one for one in first if one.study_day > day - number])
        for name, number in PERIODS.items()
    }
    if chosen.all:  # the kept sums of the days, less what was not a first review
        again, passed = connection.execute(AGAIN, chosen.values).fetchone()
        found["year"] = _share([*days.values(), _Day(0, 0, -again, -passed)])
    month = [one for one in first if one.study_day > day - RECENT_DAYS]
    found["young"] = _share([one for one in month if one.young])
    found["mature"] = _share([one for one in month if not one.young])
    return found


def _share(rows: Sequence[_First | _Day]) -> float | None:
    reviews = sum(one.reviews for one in rows)
    return sum(one.passed for one in rows) / reviews if reviews else None


def _by_topic(recent: list[_First]) -> dict[str, TopicReviews]:
    found: dict[str, TopicReviews] = {}
    for one in recent:
        if one.topic is not None:
            before = found.get(one.topic, TopicReviews(0, 0))
            found[one.topic] = TopicReviews(
                before.reviews + one.reviews, before.passed + one.passed
            )
    return found


def _streak(heat: Mapping[int, int], day: int) -> int:
    """The days in a row with answers that end today or, while there are none yet, yesterday."""
    end = day if day in heat else day - 1
    length = 0
    while end - length in heat:
        length += 1
    return length

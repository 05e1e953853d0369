"""Which of the coming days has room for one more card: even loads, easy days, the daily limit."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

from db.balance import DUE, EVEN, weekday
from db.limits import DONE_REVIEWS, raised

if TYPE_CHECKING:
    import sqlite3

    from db.model import StudySettings


class Dealing:
    """The days that cards are dealt to: as many as asked for, more only when those are full."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        settings: StudySettings,
        today: int,
        first: int,
        days: int,
    ) -> None:
        due = connection.execute(DUE, {"day": today, "end": today + settings.maximum_interval})
        self._counts: dict[int, int] = dict(due.fetchall())
        done: int = connection.execute(DONE_REVIEWS, (today,)).fetchone()[0]
        self._counts[today] = self._counts.get(today, 0) + done
        self._settings = settings
        self._easy = settings.easy_days if any(settings.easy_days) else EVEN
        self._heap: list[tuple[float, int]] = []
        self._next = first
        for _ in range(days):
            self._open()

    def take(self) -> int:
        """Put one more card on the day that has most room, and return the day."""
        while True:
            while not self._heap:
                self._open()
            day = heapq.heappop(self._heap)[1]
            if self._counts.get(day, 0) < self._limit(day):
                self._counts[day] = self._counts.get(day, 0) + 1
                self._push(day)
                return day

    def _open(self) -> None:
        self._push(self._next)
        self._next += 1

    def _push(self, day: int) -> None:
        share = self._easy[weekday(day)]
        if share > 0:
            heapq.heappush(self._heap, ((self._counts.get(day, 0) + 1) / share, day))

    def _limit(self, day: int) -> float:
        limit = self._settings.reviews_per_day
        return limit + raised(self._settings, day)[1] if limit else math.inf

"""Now, the study day and the next rollover, in a zone that is looked up again each time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import NamedTuple

MINUTE_MS = 60_000
DAY_MS = 86_400_000
DAY_MINUTES = 1_440
ZONE_FILE = "/etc/localtime"


class Moment(NamedTuple):
    """A time as scheduling needs it: study day, UTC milliseconds, and when that study day ends."""

    study_day: int
    at_ms: int
    next_rollover_ms: int


def study_day_of(at_ms: int, utc_offset_min: int, rollover_hour: int) -> int:
    """Return the days from 1970-01-01 to the local date of ``at_ms``, one less before rollover.

    ``utc_offset_min`` is minutes east of Greenwich, ``rollover_hour`` lies in 0..23.
    """
    return (at_ms // MINUTE_MS + utc_offset_min - rollover_hour * 60) // DAY_MINUTES


def rollover_after(study_day: int, utc_offset_min: int, rollover_hour: int) -> int:
    """Return the milliseconds UTC at which ``study_day`` ends, if the offset stays as it is."""
    minutes = (study_day + 1) * DAY_MINUTES + rollover_hour * 60 - utc_offset_min
    return minutes * MINUTE_MS


def moment_of(at_ms: int, study_day: int, utc_offset_min: int, rollover_hour: int) -> Moment:
    """Return the moment of a row of the log, whose study day and offset were fixed when written."""
    return Moment(study_day, at_ms, rollover_after(study_day, utc_offset_min, rollover_hour))


class LocalZone:
    """The machine's offset from UTC, which follows a traveller who changes the system's zone.

    The C library reads the zone once; so when the zone file is replaced, it is read here instead.
    ``TZ`` in the environment, where set, is left to the C library. The file is looked at again
    after ``every`` seconds at the earliest: an answer asks for the offset several times.
    """

    def __init__(self, path: str = ZONE_FILE, every: float = 1.0) -> None:
        self._path = path
        self._every = every
        self._looked = time.monotonic()
        self._seen = self._signature()
        self._offset: Callable[[float], int] = _system_offset

    def __call__(self, seconds: float) -> int:
        """Return the minutes east of Greenwich at a time in seconds since 1970."""
        now = time.monotonic()
        if now - self._looked >= self._every:
            self._looked = now
            self._look_again()
        return self._offset(seconds)

    def _look_again(self) -> None:
        seen = self._signature()
        if seen != self._seen:
            self._seen = seen
            self._offset = _system_offset if seen is None else _file_offset(self._path)

    def _signature(self) -> tuple[int, int, int] | None:
        if os.environ.get("TZ"):
            return None
        try:
            found = os.stat(self._path)
        except OSError:  # not every system has the file; the C library knows the zone then
            return None
        return (found.st_dev, found.st_ino, found.st_mtime_ns)


def _system_offset(seconds: float) -> int:
    return time.localtime(seconds).tm_gmtoff // 60


def _file_offset(path: str) -> Callable[[float], int]:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    with open(path, "rb") as file:
        zone = ZoneInfo.from_file(file)

    def offset(seconds: float) -> int:
        ahead = datetime.fromtimestamp(seconds, zone).utcoffset()
        return (ahead or timedelta()) // timedelta(minutes=1)

    return offset


class Clock:
    """The one source of time; tests give it their own ``now`` (seconds) and ``zone``.

    ``zone`` maps seconds since 1970 to minutes east of Greenwich. ``rollover_hour`` is 0..23,
    else ValueError.
    """

    __slots__ = ("_now", "_zone", "rollover_hour")

    def __init__(
        self,
        rollover_hour: int = 4,
        now: Callable[[], float] = time.time,
        zone: Callable[[float], int] | None = None,
    ) -> None:
        if not 0 <= rollover_hour <= 23:
            raise ValueError(f"the rollover hour must be 0 to 23, not {rollover_hour}")
        self.rollover_hour = rollover_hour
        self._now = now
        self._zone = LocalZone() if zone is None else zone

    def now_ms(self) -> int:
        """Return the milliseconds since 1970 in UTC."""
        return int(self._now() * 1000)

    def utc_offset_min(self, ms: int | None = None) -> int:
        """Return the minutes east of Greenwich at ``ms`` (now)."""
        return self._zone((self.now_ms() if ms is None else ms) / 1000)

    def study_day(self, ms: int | None = None) -> int:
        """Return the study day of ``ms`` (now): days since 1970-01-01 of the local date."""
        at = self.now_ms() if ms is None else ms
        return study_day_of(at, self.utc_offset_min(at), self.rollover_hour)

    def next_rollover_ms(self, ms: int | None = None) -> int:
        """Return when the study day of ``ms`` (now) ends, in milliseconds UTC."""
        return self.moment(ms).next_rollover_ms

    def moment(self, ms: int | None = None) -> Moment:
        """Return ``ms`` (now) with its study day and the end of it, read once and thus in step."""
        at = self.now_ms() if ms is None else ms
        offset = self.utc_offset_min(at)
        day = study_day_of(at, offset, self.rollover_hour)
        ends = rollover_after(day, offset, self.rollover_hour)
        # The offset may change before the day ends (daylight saving): take the first time that
        # really belongs to the next day.
        later = self.utc_offset_min(ends)
        if later != offset:
            shifted = rollover_after(day, later, self.rollover_hour)
            known = sorted((ends, shifted))
            ends = next((end for end in known if end > at and self.study_day(end) > day), known[1])
        return Moment(day, at, ends)

    def with_rollover(self, rollover_hour: int) -> Clock:
        """Return the same clock with another rollover hour (ValueError outside 0..23)."""
        return Clock(rollover_hour, self._now, self._zone)


def clock_from_environment(rollover_hour: int = 4) -> Clock:
    """Return the system's clock, or one that starts at ``MLROAD_NOW`` (ISO 8601) and runs on.

    A time without a zone is local. Raises ValueError if the text is no time.
    """
    start = os.environ.get("MLROAD_NOW")
    if not start:
        return Clock(rollover_hour)
    from datetime import datetime

    try:
        ahead = datetime.fromisoformat(start).timestamp() - time.time()
    except ValueError:
        raise ValueError(f"MLROAD_NOW is not an ISO 8601 time: {start!r}") from None
    return Clock(rollover_hour, lambda: time.time() + ahead)

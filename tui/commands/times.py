"""Times and study days as ISO 8601, for JSON and for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_EPOCH = date(1970, 1, 1)
_EPOCH_DAY = _EPOCH.toordinal()


def iso_day(day: int | None) -> str | None:
    """The date of a study day (days since 1970-01-01)."""
    return None if day is None else (_EPOCH + timedelta(days=day)).isoformat()


def iso_time(ms: int | None) -> str | None:
    """The local time with its zone of milliseconds since 1970, to the second."""
    return None if ms is None else _local(ms).isoformat(timespec="seconds")


def local_day(seconds: float) -> int:
    """The study day of a time with the default rollover hour, 4 o'clock."""
    return (_local(int(seconds * 1000)) - timedelta(hours=4)).date().toordinal() - _EPOCH_DAY


def day_words(day: int) -> str:
    """The date for people: `Thursday, 9 July 2026`."""
    when = _EPOCH + timedelta(days=day)
    return f"{when:%A}, {when.day} {when:%B} {when.year}"


def time_words(ms: int) -> str:
    """The local time for people, to the minute: `2026-07-09 14:30`."""
    return f"{_local(ms):%Y-%m-%d %H:%M}"


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()

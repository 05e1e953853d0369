"""The study day: exact against recorded days, monotone, right across daylight saving."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.clock import (
    DAY_MS,
    Clock,
    LocalZone,
    clock_from_environment,
    moment_of,
    study_day_of,
)

DAYS = Path(__file__).parent / "data" / "days.json"


def rows_of(path: Path) -> list[list[int]]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found["rows"]


def in_zone(name: str) -> Callable[[float], int]:
    zone = ZoneInfo(name)

    def offset(seconds: float) -> int:
        ahead = datetime.fromtimestamp(seconds, zone).utcoffset()
        assert ahead is not None
        return int(ahead.total_seconds() // 60)

    return offset


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp()


def fixed(seconds: float, offset: int = 0, rollover: int = 4) -> Clock:
    return Clock(rollover, lambda: seconds, lambda _: offset)


def test_study_days_and_rollovers_are_those_of_the_recorded_set() -> None:
    for created, created_west, now, now_west, hour, elapsed, ends in rows_of(DAYS):
        clock = fixed(now, -now_west, hour)
        # The recorded collections count from the calendar date on which they were made.
        first = study_day_of(created * 1000, -created_west, 0)
        assert max(0, clock.study_day() - first) == elapsed
        assert clock.next_rollover_ms() == ends * 1000


def test_the_day_changes_at_the_rollover_hour_and_not_at_midnight() -> None:
    before, after = fixed(utc(2026, 3, 2, 3, 59)), fixed(utc(2026, 3, 2, 4))
    assert after.study_day() == before.study_day() + 1
    assert before.next_rollover_ms() == after.now_ms()


@given(
    at=st.integers(0, 4 * 10**12),
    later=st.integers(0, 400 * DAY_MS),
    offset=st.integers(-12 * 60, 14 * 60),
    hour=st.integers(0, 23),
)
def test_the_study_day_never_goes_back_under_a_fixed_offset(
    at: int, later: int, offset: int, hour: int
) -> None:
    one, two = study_day_of(at, offset, hour), study_day_of(at + later, offset, hour)
    assert one <= two
    assert two - one <= later // DAY_MS + 1


@given(
    at=st.integers(10**12, 2 * 10**12),
    zone=st.sampled_from(
        [
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Havana",
            "Asia/Kolkata",
        ]
    ),
    hour=st.integers(0, 23),
)
def test_the_next_rollover_is_the_first_time_of_another_day_in_every_zone(
    at: int, zone: str, hour: int
) -> None:
    clock = Clock(hour, lambda: at / 1000, in_zone(zone))
    ends = clock.next_rollover_ms()
    assert at < ends <= at + DAY_MS + 3_600_000 * 2
    assert clock.study_day(ends) == clock.study_day(at) + 1
    assert clock.study_day(ends - 1) == clock.study_day(at)


@pytest.mark.parametrize(
    ("month", "day", "hours"), [(3, 29, 23), (10, 25, 25)], ids=["spring", "autumn"]
)
def test_a_day_of_23_or_25_hours_is_one_study_day(month: int, day: int, hours: int) -> None:
    zone = in_zone("Europe/Berlin")
    start = utc(2026, month, day - 1, 12)
    first = Clock(4, lambda: start, zone)
    second = Clock(4, lambda: first.next_rollover_ms() / 1000, zone)
    eve = Clock(4, lambda: start - 86_400, zone)
    lengths = {
        (second.next_rollover_ms() - first.next_rollover_ms()) // 3_600_000,
        (first.next_rollover_ms() - eve.next_rollover_ms()) // 3_600_000,
    }
    assert hours in lengths
    assert second.study_day() == first.study_day() + 1


def test_travel_changes_today_but_not_the_day_of_a_local_date() -> None:
    at = utc(2026, 6, 1, 18)
    assert fixed(at, 9 * 60).study_day() == fixed(at, 0).study_day()  # 03:00, before rollover
    assert fixed(at + 3_600, 9 * 60).study_day() == fixed(at, 0).study_day() + 1


def test_the_zone_is_read_again_when_the_system_zone_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    file = tmp_path / "localtime"
    zones = [Path(folder) for folder in ("/usr/share/zoneinfo", "/usr/lib/zoneinfo")]
    source = next((zone / "Asia/Tokyo" for zone in zones if (zone / "Asia/Tokyo").exists()), None)
    if source is None:
        pytest.skip("this system has no zone files")
    file.write_bytes(b"")
    zone = LocalZone(str(file), every=0)
    file.write_bytes(source.read_bytes())
    os.utime(file, ns=(1, 1))
    assert zone(utc(2026, 1, 1)) == 9 * 60


def test_a_moment_of_the_log_ends_its_day_where_the_clock_did() -> None:
    clock = fixed(utc(2026, 5, 5, 12), 120)
    moment = clock.moment()
    assert moment_of(moment.at_ms, moment.study_day, 120, 4) == moment


def test_a_clock_with_another_rollover_keeps_its_time() -> None:
    clock = fixed(utc(2026, 5, 5, 2)).with_rollover(0)
    assert clock.rollover_hour == 0
    assert clock.study_day() == fixed(utc(2026, 5, 5, 12)).study_day()


@pytest.mark.parametrize("hour", [-1, 24])
def test_a_rollover_outside_the_day_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="0 to 23"):
        Clock(hour)


def test_the_environment_can_say_what_time_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLROAD_NOW", "2031-02-03T10:00:00+00:00")
    clock = clock_from_environment()
    first = clock.now_ms()
    assert 0 <= first - int(utc(2031, 2, 3, 10) * 1000) < 60_000
    assert clock.now_ms() >= first


def test_a_wrong_time_in_the_environment_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLROAD_NOW", "tomorrow")
    with pytest.raises(ValueError, match="MLROAD_NOW"):
        clock_from_environment()

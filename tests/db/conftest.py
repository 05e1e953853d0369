"""A learner's database in a temporary folder, with a clock that only moves when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.clock import DAY_MS, Clock
from db.store import Store, open_store

START_DAY = 20_000


@dataclass
class Time:
    """The time of a test in seconds since 1970, and the zone as minutes east of Greenwich."""

    seconds: float = START_DAY * 86_400 + 12 * 3_600
    offset: int = 0

    def clock(self, rollover_hour: int = 4) -> Clock:
        return Clock(rollover_hour, lambda: self.seconds, lambda _: self.offset)

    def wait(self, seconds: float = 0, *, minutes: float = 0, days: float = 0) -> None:
        self.seconds += seconds + minutes * 60 + days * 86_400

    @property
    def ms(self) -> int:
        return int(self.seconds * 1000)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def clock(time: Time) -> Clock:
    return time.clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "mlroad.db"), device="one", clock=clock)
    yield opened
    opened.close()


AddCards = Callable[..., list[str]]


@pytest.fixture
def add_cards(store: Store) -> AddCards:
    """Adds cards: ``due`` days ago (review), or new; returns their ids in order of position."""
    position = 0

    def add(
        number: int = 1,
        *,
        name: str = "card",
        topic: str = "topic",
        note: str | None = None,
        due: int | None = None,
        interval: int = 10,
    ) -> list[str]:
        nonlocal position
        ids = [f"{name}-{place}" for place in range(number)]
        with store.transaction() as transaction:
            for card in ids:
                position += 1
                transaction.connection.execute(
                    "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, note,"
                    " hash, retired, suspended, flag)"
                    " VALUES (?, ?, 'basic', 'recall', 1, ?, 'shipped', ?, 'h', 0, 0, 0)",
                    (card, topic, position, note),
                )
                values: tuple[int | float | None, ...] = (0, None, None, None, None, None, 0)
                if due is not None:
                    day = START_DAY - due
                    last = day - interval
                    values = (2, float(interval), 5.0, day, last, last * DAY_MS, 3)
                transaction.connection.execute(
                    "INSERT INTO memory (card, state, stability, difficulty, due_day, last_day,"
                    " last_at, reps, lapses, buried_until_day, version)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 1)",
                    (card, *values),
                )
        return ids

    return add

"""Homes to measure with: a learner's after a few months, a first start, many papers or cards."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.model import Entry  # noqa: E402
from db.backup import LAST_DAY  # noqa: E402
from db.clock import Clock  # noqa: E402
from db.model import Rating, Shown, Waiting  # noqa: E402
from db.papers import open_papers  # noqa: E402
from db.scheduler import Scheduler  # noqa: E402
from db.store import Store  # noqa: E402
from db.study import StudySession  # noqa: E402
from tui.home import backups, database, find_home, papers_database  # noqa: E402
from tui.opening import open_learner, open_library  # noqa: E402

DAY_S = 86_400.0


class _Time:
    """A time that the builder moves."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def study_home(folder: Path, answers: int = 2_000, days: int = 300) -> Path:
    """A home with the shipped cards and about ``answers`` reviews, the last one yesterday."""
    home = find_home(str(folder))
    store, _, _ = open_learner(home)
    try:
        _study(store, answers, days)
    finally:
        store.close()
    store, _, _ = open_learner(home)  # today's backup, next topics, library cache
    store.close()
    return folder


def _study(store: Store, answers: int, days: int) -> None:
    """Study as a learner does, an equal share a day; hard cards come often."""
    chance = random.Random(1)
    at = _Time(time.time() - days * DAY_S)
    clock = Clock(store.settings().rollover_hour, at)
    store.clock = clock
    settings = store.settings()
    given = 0
    for day in range(days):
        at.now = time.time() - (days - day) * DAY_S
        session = StudySession(store, clock, Scheduler(settings), settings)
        while given < answers * (day + 1) / days:
            state = session.current()
            if isinstance(state, Waiting):
                at.now = state.due_at / 1000
            elif isinstance(state, Shown):
                rating = chance.choice((1, 1, 2, 3, 3, 3, 3, 4))
                session.answer(state, Rating(rating), 8_000)
                at.now += 8
                given += 1
            else:
                break


def fresh_home(folder: Path, new_per_day: int = 99) -> Path:
    """A home at its first start, with so many new cards a day."""
    home = find_home(str(folder))
    store, _, _ = open_learner(home)
    with store.transaction() as transaction:
        transaction.act("Change setting")
        transaction.change("setting", "study", "new_per_day", new_per_day)
    store.close()
    return folder


def home_of_many(big: Path, folder: Path) -> Path:
    """A home with a copy of the database of 100,000 cards, taken for mirrored and backed up."""
    home = find_home(str(folder))
    os.makedirs(folder, exist_ok=True)
    shutil.copy(big, database(home))
    connection = sqlite3.connect(database(home), isolation_level=None)
    facts = {"library_hash": open_library(home).hash, LAST_DAY: str(Clock().study_day())}
    connection.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", facts.items())
    connection.close()
    os.makedirs(backups(home), exist_ok=True)
    today = datetime.fromtimestamp(Clock().study_day() * DAY_S, UTC)
    Path(backups(home), f"mlroad-{today:%Y-%m-%d}.db").touch()
    return folder


def review_count(folder: Path) -> int:
    """How many reviews the home has."""
    connection = sqlite3.connect(database(find_home(str(folder))))
    try:
        return connection.execute("SELECT count(*) FROM review").fetchone()[0]
    finally:
        connection.close()


def _batches(whole: int, size: int = 10_000) -> Iterator[range]:
    for start in range(0, whole, size):
        yield range(start, min(start + size, whole))


def papers_home(study: Path, folder: Path, papers: int) -> Path:
    """A copy of a home whose papers cache holds so many papers, all unread."""
    shutil.copytree(study, folder)
    home = find_home(str(folder))
    _remove(papers_database(home))
    clock = Clock()
    cache = open_papers(papers_database(home), clock=clock)
    try:
        now = clock.now_ms()
        for batch in _batches(papers, 20_000):
            cache.store_entries("arxiv", [_entry(n, now) for n in batch], now)
    finally:
        cache.close()
    return folder


def _remove(path: str) -> None:
    for name in (path, f"{path}-wal", f"{path}-shm"):
        if os.path.exists(name):
            os.unlink(name)


def _entry(n: int, now: int) -> Entry:
    number = f"26{n // 10_000:02}.{n % 10_000:05}"
    return Entry(
        key=f"arxiv:{number}",
        title=f"Paper {n:06}: what a network of width {n % 977} learns about itself",
        url=f"https://arxiv.org/abs/{number}",
        abstract=f"We study the case {n}. " + "The loss falls, and we say why. " * 12,
        authors=("A. Author", "B. Author"),
        categories=("cs.LG", "stat.ML"),
        arxiv=number,
        version=1,
        published_ms=now - n * 60_000,
    )


if __name__ == "__main__":  # for looking at a home by hand
    print(json.dumps({"home": str(study_home(Path(sys.argv[1])))}))

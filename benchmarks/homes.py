"""Homes and databases to measure with: a learner's after a few months, and one of 100,000 cards."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.model import Entry  # noqa: E402
from db import caches  # noqa: E402
from db.clock import Clock  # noqa: E402
from db.ids import uuid7  # noqa: E402
from db.model import Memory, Rating, Shown, State, Waiting  # noqa: E402
from db.papers import open_papers  # noqa: E402
from db.scheduler import Scheduler  # noqa: E402
from db.statements import insert_into  # noqa: E402
from db.store import Store, open_store  # noqa: E402
from db.study import StudySession  # noqa: E402
from tui.home import database, find_home, papers_database  # noqa: E402
from tui.opening import open_learner  # noqa: E402

DAY_S = 86_400.0
DEVICE = "bench"
CARDS = 100_000
REVIEWS = 100_000
TOPICS = 400
DUE = 5_000


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


def review_count(folder: Path) -> int:
    """How many reviews the home has."""
    connection = sqlite3.connect(database(find_home(str(folder))))
    try:
        return connection.execute("SELECT count(*) FROM review").fetchone()[0]
    finally:
        connection.close()


def big_database(path: Path, cards: int = CARDS, reviews: int = REVIEWS) -> Path:
    """A learner's database of many cards; three in four were answered, some are due today."""
    clock = Clock()
    store = open_store(str(path), device=DEVICE, clock=clock)
    try:
        with store.transaction() as transaction:
            connection = transaction.connection
            today = clock.study_day()
            for batch in _batches(cards):
                connection.executemany(insert_into("card"), [_card(n) for n in batch])
                memories = [_memory(n, today, cards) for n in batch]
                connection.executemany(insert_into("memory"), memories)
            _log(connection, clock, cards, reviews)
    finally:
        store.close()
    return path


def _batches(whole: int, size: int = 10_000) -> Iterator[range]:
    for start in range(0, whole, size):
        yield range(start, min(start + size, whole))


def _name(number: int) -> str:
    return f"bench.t{number % TOPICS:03}.c{number:06}"


def _card(n: int) -> tuple[object, ...]:
    topic = f"bench.t{n % TOPICS:03}"
    return (_name(n), topic, "basic", "recall", 2, n, "shipped", None, f"{n:016x}", 0, 0, 0)


def _answered(n: int, cards: int) -> bool:
    return n < cards * 3 // 4


def _memory_of(n: int, today: int) -> Memory:
    interval = 3 + n % 90
    due = today if n < DUE else today + 1 + n % 89
    last = due - interval
    at = last * int(DAY_S) * 1000 + 43_200_000
    return Memory(State.REVIEW, None, float(interval), 5.0, due, None, last, at, 3 + n % 5, n % 2)


def _memory(n: int, today: int, cards: int) -> tuple[object, ...]:
    memory = _memory_of(n, today) if _answered(n, cards) else Memory()
    return (_name(n), *caches.values_of(memory), 0, 1)


def _log(connection: sqlite3.Connection, clock: Clock, cards: int, reviews: int) -> None:
    """Acts and reviews of the last hundred days, with the counts kept of them."""
    today = clock.study_day()
    before = caches.to_json(Memory(State.REVIEW, None, 3.0, 5.0, today - 3, None, today - 6))
    start = clock.now_ms() - int(101 * DAY_S) * 1000
    step = int(100 * DAY_S) * 1000 // reviews
    for batch in _batches(reviews):
        acts: list[tuple[object, ...]] = []
        rows: list[tuple[object, ...]] = []
        for n in batch:
            at = start + n * step
            act, card = uuid7(at), n % (cards * 3 // 4)
            memory = caches.to_json(_memory_of(card, today))
            acts.append((act, DEVICE, n + 1, at, "Answer", None))
            rows.append(
                (
                    *(uuid7(at), act, _name(card), 3, "review", at, clock.study_day(at), 0, 8_000),
                    *(today, None, None, "fsrs-6", "default", 10, None, None, before, memory),
                )
            )
        connection.executemany(insert_into("act"), acts)
        connection.executemany(insert_into("review"), rows)
    connection.execute(
        "INSERT INTO done SELECT study_day, kind, count(*), count(*), sum(duration_ms)"
        " FROM review GROUP BY study_day, kind"
    )


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

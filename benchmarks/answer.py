"""Answer, durable commit, next card, undo: ours, and by hand; run as ``answer.py SIDE DATABASE``.

Each turn answers the card shown, reads the counts, shows the next card with its four choices, and
takes the answer back: that is timed. Then the card is answered for good, so each turn has another.
The two processes of a pair take their turns one after the other, as lines come in.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DEVICE = "bench"
DONE_TODAY = "SELECT sum(count) FROM done WHERE study_day = ?"
MEMORY = [
    "state",
    "step",
    "stability",
    "difficulty",
    "due_day",
    "due_at",
    "last_day",
    "last_at",
    "reps",
    "lapses",
]
COLUMNS = ", ".join(MEMORY)
SET = ", ".join(f"{name} = ?" for name in MEMORY)

Row = tuple[int | float | None, ...]


def _turns(turn: Callable[[], None], go_on: Callable[[], None]) -> None:
    """A timed turn for each line that comes in; its ms go out."""
    for _ in sys.stdin:
        start = time.perf_counter()
        turn()
        spent = (time.perf_counter() - start) * 1000
        go_on()
        print(spent, flush=True)  # only now: the other process must not meet our writes


def ours(path: str) -> None:
    """A study session of mlroad."""
    from db.clock import Clock
    from db.model import Rating, Shown, StudySettings
    from db.scheduler import Scheduler
    from db.store import open_store
    from db.study import StudySession

    settings = StudySettings(reviews_per_day=99_999)
    clock = Clock()
    store = open_store(path, device=DEVICE, clock=clock)
    session = StudySession(store, clock, Scheduler(settings), settings)

    def shown() -> Shown:
        state = session.current()
        assert isinstance(state, Shown), state
        return state

    def turn() -> None:
        session.answer(shown(), Rating.GOOD, 4_000)
        session.counts()
        shown()
        session.undo()

    def go_on() -> None:
        session.answer(shown(), Rating.GOOD, 4_000)
        shown()

    try:
        shown()
        _turns(turn, go_on)
    finally:
        store.close()


def ours_log(path: str) -> None:
    """The acts alone: an answer, the counts of today, its undo; the card is shown beforehand."""
    from db import log, reviews
    from db.clock import Clock
    from db.model import Rating, Shown, StudySettings
    from db.scheduler import Scheduler
    from db.store import open_store
    from db.study import StudySession

    settings = StudySettings(reviews_per_day=99_999)
    clock = Clock()
    store = open_store(path, device=DEVICE, clock=clock)
    scheduler = Scheduler(settings)
    session = StudySession(store, clock, scheduler, settings)
    shown: list[Shown] = []

    def show() -> None:
        state = session.current()
        assert isinstance(state, Shown), state
        shown[:] = [reviews.show(store, clock, scheduler, state.card)]

    def turn() -> None:
        reviews.answer(store, clock, scheduler, shown[0], Rating.GOOD, 4_000)
        store.look(DONE_TODAY, (clock.study_day(),))
        log.undo(store)

    def go_on() -> None:
        session.refresh()
        state = session.current()
        assert isinstance(state, Shown), state
        session.answer(state, Rating.GOOD, 4_000)
        show()

    try:
        show()
        _turns(turn, go_on)
    finally:
        store.close()


class ByHand:
    """The same rows by plain sqlite3, as one writes it who needs nothing else."""

    def __init__(self, path: str, *, schedule: bool) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._db.execute(f"PRAGMA {pragma}")
        now = datetime.now(UTC)
        self._day = int(now.timestamp() // 86_400)
        self._fsrs = _fsrs() if schedule else None
        self._left = [
            row[0]
            for row in self._db.execute(
                "SELECT card FROM memory JOIN card ON card.id = memory.card WHERE state = 2"
                " AND due_day <= ? AND suspended = 0 AND retired = 0 ORDER BY due_day",
                (self._day,),
            )
        ][::-1]
        self.show()

    def show(self) -> None:
        """Read the card on top and work out its four choices."""
        row = self._db.execute(
            f"SELECT {COLUMNS}, version FROM memory WHERE card = ?", (self._left[-1],)
        ).fetchone()
        self._memory, self._version = row[:10], row[10]
        self._choices = [self._after(self._memory, rating) for rating in (1, 2, 3, 4)]

    def _after(self, memory: Row, rating: int) -> Row:
        at = int(time.time() * 1000)
        stability, difficulty, days = float(memory[2] or 1) * 2, 5.0, 12
        if self._fsrs is not None:
            stability, difficulty, days = self._fsrs(memory, rating, self._day)
        reps, lapses = int(memory[8] or 0), int(memory[9] or 0)
        state = (2, None, stability, difficulty, self._day + days)
        return (*state, None, self._day, at, reps + 1, lapses + (rating == 1))

    def _act(self, name: str) -> str:
        seq = self._db.execute(
            "SELECT seq FROM act WHERE device = ? ORDER BY seq DESC LIMIT 1", (DEVICE,)
        ).fetchone()[0]
        at = int(time.time() * 1000)
        act = _uuid7(at)
        self._db.execute(
            "INSERT INTO act VALUES (?, ?, ?, ?, ?, NULL)", (act, DEVICE, seq + 1, at, name)
        )
        return act

    def answer(self) -> None:
        """One durable transaction."""
        db, card, at = self._db, self._left.pop(), int(time.time() * 1000)
        after = self._choices[2]
        db.execute("BEGIN IMMEDIATE")
        act = self._act("Answer")
        done = db.execute(
            f"UPDATE memory SET {SET}, version = version + 1 WHERE card = ? AND version = ?",
            (*after, card, self._version),
        ).rowcount
        assert done == 1, card
        evidence = [json.dumps(dict(zip(MEMORY, m, strict=True))) for m in (self._memory, after)]
        db.execute(
            f"INSERT INTO review VALUES ({', '.join('?' * 19)})",
            (
                *(_uuid7(at), act, card, 3, "review", at, self._day, 0, 4_000, after[4], after[5]),
                *(after[1], "fsrs-6", "default", 10, None, None, *evidence),
            ),
        )
        db.execute(
            "INSERT INTO done VALUES (?, 'review', 1, 1, ?) ON CONFLICT (study_day, kind) DO UPDATE"
            " SET count = count + 1, passed = passed + excluded.passed, ms = ms + excluded.ms",
            (self._day, 4_000),
        )
        db.execute("COMMIT")

    def counts(self) -> tuple[int, int]:
        """Cards left and done today."""
        row = self._db.execute(DONE_TODAY, (self._day,)).fetchone()
        return len(self._left), row[0] or 0

    def undo(self) -> None:
        """Take the last answer back."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        last = db.execute(
            "SELECT id FROM act WHERE device = ?"
            " AND NOT EXISTS (SELECT 1 FROM void WHERE void.act = act.id)"
            " AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = act.id)"
            " ORDER BY seq DESC LIMIT 1",
            (DEVICE,),
        ).fetchone()[0]
        db.execute("INSERT INTO void VALUES (?, ?)", (self._act("Undo"), last))
        card, before, spent, day, kind = db.execute(
            "SELECT card, before, duration_ms, study_day, kind FROM review WHERE act = ?", (last,)
        ).fetchone()
        memory = tuple(json.loads(before).values())
        db.execute(
            f"UPDATE memory SET {SET}, version = version + 1 WHERE card = ?", (*memory, card)
        )
        db.execute(
            "UPDATE done SET count = count - 1, passed = passed - 1, ms = ms - ?"
            " WHERE study_day = ? AND kind = ?",
            (spent, day, kind),
        )
        db.execute("COMMIT")
        self._left.append(card)

    def turn(self) -> None:
        """What is timed."""
        self.answer()
        self.counts()
        self.show()
        self.undo()

    def turn_log(self) -> None:
        """The acts alone."""
        self.answer()
        self.counts()
        self.undo()

    def go_on(self) -> None:
        """Answer for good."""
        self.show()
        self.answer()
        self.show()


def _fsrs() -> Callable[[Row, int, int], tuple[float, float, int]]:
    """py-fsrs as its documentation uses it: a card and a rating in, a card out."""
    import fsrs

    scheduler = fsrs.Scheduler()
    start = datetime(1970, 1, 1, tzinfo=UTC)

    def after(memory: Row, rating: int, day: int) -> tuple[float, float, int]:
        last = start + timedelta(days=int(memory[6] or 0))
        stability, difficulty = float(memory[2] or 1), float(memory[3] or 5)
        card = fsrs.Card(1, fsrs.State.Review, None, stability, difficulty, last, last)
        now = start + timedelta(days=day)
        found, _ = scheduler.review_card(card, fsrs.Rating(rating), now)
        assert found.stability is not None
        assert found.difficulty is not None
        return found.stability, found.difficulty, (found.due - now).days

    return after


def _uuid7(ms: int) -> str:
    tail = int.from_bytes(os.urandom(10), "big")
    text = f"{ms:012x}7{tail >> 68:03x}{tail & 0x3FFFFFFFFFFFFFFF | 1 << 63:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def by_hand(path: str) -> None:
    """By hand, choices by py-fsrs."""
    side = ByHand(path, schedule=True)
    _turns(side.turn, side.go_on)


def by_hand_log(path: str) -> None:
    """By hand, the acts alone."""
    side = ByHand(path, schedule=False)
    _turns(side.turn_log, side.go_on)


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])

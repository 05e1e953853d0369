"""One learner's history for both programs: 100,000 cards and 1,000,000 reviews, as FSRS would ask.

Written once into a SQLite file that holds nothing of either program; both databases are made of
it, so that both hold the same cards, words, answers and due days.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from db.clock import DAY_MS, Clock  # noqa: E402
from db.formulas import Formulas  # noqa: E402
from db.intervals import fuzz_bounds  # noqa: E402
from db.model import State  # noqa: E402

VERSION = 4
"""Counted up when anything here changes, so that no older history is used."""
CARDS = 100_000
REVIEWS = 1_000_000
TOPICS = 400
DAYS = 500
"""Study days since the first card; each card begins on any of them."""
WORD = "eigenvalue"
EVERY = 33
"""The word searched for stands in every so many cards: 3 %."""
EVERYWHERE = "proposition"
STEP_MS = 600_000
NOON_MS = 12 * 3_600_000
LATE = 0.2
TRUE = 0.75
"""This learner keeps a card so much shorter than the parameters say: there is something to fit."""
_TABLES = """
CREATE TABLE card (n INTEGER PRIMARY KEY, topic INTEGER, front TEXT, back TEXT);
CREATE TABLE review (
  at INTEGER PRIMARY KEY, card INTEGER, rating INTEGER, kind TEXT, day INTEGER, ms INTEGER,
  state INTEGER, step INTEGER, stability REAL, difficulty REAL, due_day INTEGER, due_at INTEGER,
  reps INTEGER, lapses INTEGER, interval_before INTEGER);
CREATE TABLE said (day INTEGER);
"""


class Answer(NamedTuple):
    """One review: when and how, and what is known of the memory after it."""

    at: int
    card: int
    rating: int
    kind: str
    day: int
    ms: int
    state: int
    step: int | None
    stability: float
    difficulty: float
    due_day: int | None
    due_at: int | None
    reps: int
    lapses: int
    interval_before: int | None


def write_history(path: Path, cards: int = CARDS, reviews: int = REVIEWS) -> None:
    """Write the history up to yesterday; at most ``reviews``, all of the same seed."""
    today = Clock().study_day()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode = OFF; BEGIN; {_TABLES}")
    connection.execute("INSERT INTO said VALUES (?)", (today,))
    connection.executemany("INSERT INTO card VALUES (?, ?, ?, ?)", map(_card, range(cards)))
    answers = sorted(_answers(today, cards, reviews))
    last = 0
    for place, answer in enumerate(answers):  # no two at the same millisecond
        last = max(answer.at, last + 1)
        answers[place] = answer._replace(at=last)
    holes = ", ".join("?" * len(Answer._fields))
    connection.executemany(f"INSERT INTO review VALUES ({holes})", map(tuple, answers))
    connection.execute("COMMIT")
    connection.close()


def _card(n: int) -> tuple[int, int, str, str]:
    chance = random.Random(n)
    front = [_word(chance) for _ in range(10)]
    back = [_word(chance) for _ in range(25)]
    back[3] = EVERYWHERE
    if n % EVERY == 0:
        back[7] = WORD
    return n, n % TOPICS, f"{' '.join(front)} {n:06}?", " ".join(back)


def _word(chance: random.Random) -> str:
    """One of 6,000 words, the first of them often."""
    number = int(6_000 * chance.random() ** 2)
    letters = "bdfgklmnprst"
    parts = [
        letters[number // 12**power % 12] + "aeiou"[(number + power) % 5] for power in range(4)
    ]
    return "".join(parts)


def _answers(today: int, cards: int, reviews: int) -> Iterator[Answer]:
    """Card after card in a random order until there are enough; the cards left are new."""
    import fsrs

    chance = random.Random(20_261_123)
    formulas = Formulas(fsrs.Scheduler().parameters)
    order = list(range(cards))
    chance.shuffle(order)
    left = reviews
    for card in order:
        first = today - 1 - chance.randrange(DAYS)
        for answer in _one(card, first, today, chance, formulas):
            yield answer
            left -= 1
            if left == 0:
                return


def _one(
    card: int, first: int, today: int, chance: random.Random, formulas: Formulas
) -> Iterator[Answer]:
    """The answers of one card, from its first day to yesterday, no step left open."""
    stability, difficulty = 0.0, 0.0
    reps = lapses = 0
    day, last, due = first, first, first
    state, step, interval = State.NEW, 0, None
    at = day * DAY_MS + NOON_MS + chance.randrange(6 * 3_600_000)
    while day < today:
        rating = _rating(
            chance, state, formulas.retrievability(max(stability, 1.0) * TRUE, day - last)
        )
        if state is State.NEW:
            stability, difficulty = formulas.first(rating)
        else:
            stability, difficulty = formulas.after(stability, difficulty, rating, day - last)
        kind = {State.REVIEW: "review", State.RELEARNING: "relearn"}.get(state, "learn")
        before, reps = interval, reps + 1
        lapses += state is State.REVIEW and rating == 1
        state, step = _next(state, step, rating)
        last = day
        if state is State.REVIEW:
            low, high = fuzz_bounds(stability, 1, 36_500)
            interval = chance.randint(low, high)
            due = day + interval
            due_day, due_at = due, None
        else:
            interval, due_day, due_at = None, None, at + (60_000 if step == 0 else STEP_MS)
        ms = chance.randrange(2_000, 20_000)
        yield Answer(
            *(at, card, rating, kind, day, ms, int(state)),
            *(None if state is State.REVIEW else step, stability, difficulty, due_day, due_at),
            *(reps, lapses, before),
        )
        if state is State.REVIEW:
            day = due + (chance.randrange(1, 4) if chance.random() < LATE else 0)
            at = day * DAY_MS + NOON_MS + chance.randrange(6 * 3_600_000)
        else:
            at = due_at + chance.randrange(60_000)


def _rating(chance: random.Random, state: State, recall: float) -> int:
    if state is not State.REVIEW:
        return chance.choices((1, 2, 3, 4), (15, 5, 75, 5))[0]
    if chance.random() > recall:
        return 1
    return chance.choices((2, 3, 4), (10, 80, 10))[0]


def _next(state: State, step: int, rating: int) -> tuple[State, int]:
    """Steps 1m 10m for new cards, 10m after a lapse."""
    if state is State.REVIEW:
        return (State.RELEARNING, 0) if rating == 1 else (State.REVIEW, 0)
    learning = state is not State.RELEARNING
    here = State.LEARNING if learning else State.RELEARNING
    if rating == 1:
        return here, 0
    if rating == 2:
        return here, step
    if rating == 4 or step + 1 >= (2 if learning else 1):
        return State.REVIEW, 0
    return here, step + 1

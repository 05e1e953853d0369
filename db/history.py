"""One card's history and the facts of it, for the info panel and the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import caches
from db.model import Memory, Rating, State
from db.notes import is_edited, is_own
from db.scheduler import Scheduler, scheduled_days
from db.settings import settings_of

if TYPE_CHECKING:
    import sqlite3

DAY_S = 86_400
CRAM = "cram"
_COUNTS = "NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)"
_HISTORY = f"""
SELECT review.at, study_day, utc_offset_min, kind, rating, duration_ms, before, after
FROM review JOIN act ON act.id = review.act WHERE card = ? AND {_COUNTS}
ORDER BY act.at DESC, act.device DESC, act.seq DESC, review.id DESC
"""
_MEMORY = ", ".join(f"memory.{name}" for name in caches.MEMORY_FIELDS)
_FACTS = f"""
SELECT {_MEMORY}, card.topic, card.added_day, card.suspended, card.flag, card.marked,
  memory.buried_until_day, (SELECT tags FROM words WHERE words.card = card.id)
FROM card JOIN memory ON memory.card = card.id WHERE card.id = ?
"""
_ANSWERS = f"""
SELECT max(study_day), count(*), coalesce(sum(duration_ms), 0)
FROM review WHERE card = ? AND rating IS NOT NULL AND kind <> '{CRAM}' AND {_COUNTS}
"""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One answer or one change of the schedule, with the card's memory just before it.

    ``kind`` is learn, review, relearn, early, cram, set-due, forget or reschedule; ``rating`` is
    None for the last three. ``at`` is milliseconds UTC, ``utc_offset_min`` the zone it was made
    in. The interval that followed is in ``days`` or, for a step within the day, in ``seconds``;
    both are None after a forget and for cram. ``stability`` (days) and ``difficulty`` (1..10) are
    those of that time, ``retrievability`` (0..1) follows from them with today's parameters; all
    are None for a card without memory.
    """

    at: int
    study_day: int
    utc_offset_min: int
    kind: str
    rating: Rating | None
    duration_ms: int
    days: int | None
    seconds: int | None
    stability: float | None
    difficulty: float | None
    retrievability: float | None

    @property
    def interval_s(self) -> int | None:
        """The interval that followed, in seconds."""
        return self.seconds if self.days is None else self.days * DAY_S


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What is known of a card: days are study days, ``due_at`` is milliseconds UTC.

    Last day, average seconds and minutes are of its answers, cram and what was undone
    left out (None or 0 without any). ``interval`` is in days, for review cards;
    ``retrievability`` (0..1) is today's. ``own``: the learner wrote it here; ``edited``: the
    learner changed the words of a card of the library. ``buried``: hidden until tomorrow.
    """

    card: str
    topic: str
    state: State
    added_day: int
    last_day: int | None
    reps: int
    lapses: int
    seconds: float
    minutes: float
    due_day: int | None
    due_at: int | None
    stability: float | None
    difficulty: float | None
    retrievability: float | None
    interval: int | None
    suspended: bool
    buried: bool
    flag: int
    marked: bool
    tags: tuple[str, ...]
    own: bool
    edited: bool


def card_history(connection: sqlite3.Connection, card: str) -> tuple[HistoryRow, ...]:
    """Return the card's answers and changes of its schedule, newest first; undone ones are out."""
    scheduler = Scheduler(settings_of(connection))
    return tuple(_row(scheduler, *row) for row in connection.execute(_HISTORY, (card,)).fetchall())


def card_facts(connection: sqlite3.Connection, card: str, day: int) -> CardFacts | None:
    """Return the facts of a card as of study day ``day``, None if there is no such card."""
    row = connection.execute(_FACTS, (card,)).fetchone()
    if row is None:
        return None
    memory = caches.memory_of(row)
    topic, added_day, suspended, flag, marked, buried, tags = row[len(caches.MEMORY_FIELDS) :]
    last, answers, ms = connection.execute(_ANSWERS, (card,)).fetchone()
    return CardFacts(
        card=card,
        topic=topic,
        state=memory.state,
        added_day=added_day,
        last_day=last,
        reps=memory.reps,
        lapses=memory.lapses,
        seconds=ms / answers / 1000 if answers else 0.0,
        minutes=ms / 60_000,
        due_day=memory.due_day,
        due_at=memory.due_at,
        stability=memory.stability,
        difficulty=memory.difficulty,
        retrievability=_recall(Scheduler(settings_of(connection)), memory, day),
        interval=scheduled_days(memory),
        suspended=bool(suspended),
        buried=buried > day,
        flag=flag,
        marked=bool(marked),
        tags=tuple((tags or "").split()),
        own=is_own(connection, card),
        edited=is_edited(connection, card),
    )


def _row(
    scheduler: Scheduler,
    at: int,
    study_day: int,
    offset: int,
    kind: str,
    rating: int | None,
    duration_ms: int,
    before: str,
    after: str,
) -> HistoryRow:
    memory, then = caches.from_json(before), caches.from_json(after)
    days = seconds = None
    if kind != CRAM and then.due_at is not None:
        seconds = max(0, then.due_at - at) // 1000
    elif kind != CRAM and then.due_day is not None:
        days = max(0, then.due_day - study_day)
    return HistoryRow(
        at=at,
        study_day=study_day,
        utc_offset_min=offset,
        kind=kind,
        rating=None if rating is None else Rating(rating),
        duration_ms=duration_ms,
        days=days,
        seconds=seconds,
        stability=memory.stability,
        difficulty=memory.difficulty,
        retrievability=_recall(scheduler, memory, study_day),
    )


def _recall(scheduler: Scheduler, memory: Memory, day: int) -> float | None:
    return None if memory.stability is None else scheduler.retrievability(memory, day)

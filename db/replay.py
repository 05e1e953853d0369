"""Memory from the log alone: the proof that the caches are right, and the way to rebuild them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from db import caches
from db.clock import moment_of
from db.model import Memory, Rating, StudySettings
from db.note_cards import all_notes, project
from db.recompute import write_strengths
from db.scheduler import Scheduler, advance
from db.settings import settings_of

if TYPE_CHECKING:
    from db.store import Store

_VALID = "NOT EXISTS (SELECT 1 FROM void WHERE void.voids = {table}.act)"
_REVIEWS = f"""
SELECT card, rating, kind, review.at, study_day, utc_offset_min, before, after
FROM review JOIN act ON act.id = review.act
WHERE {_VALID.format(table="review")} {{which}}
ORDER BY card, act.at, act.device, act.seq, review.id
"""
LATEST = f"""
SELECT entity, key, field, value, act FROM (
  SELECT change.entity, change.key, change.field, change.value, change.act, row_number() OVER (
    PARTITION BY change.entity, change.key, change.field
    ORDER BY act.at DESC, act.device DESC, act.seq DESC, change.id DESC) AS place
  FROM change JOIN act ON act.id = change.act WHERE {_VALID.format(table="change")})
WHERE place = 1
"""
DONE = f"""
SELECT study_day, kind, count(*), coalesce(sum(rating >= 2), 0), sum(duration_ms)
FROM review WHERE {_VALID.format(table="review")} GROUP BY study_day, kind
"""

TALLY = """
SELECT card.topic, memory.state, count(*) FROM card JOIN memory ON memory.card = card.id
WHERE card.retired = 0 GROUP BY 1, 2
"""

LISTED = """
SELECT words.number, card.position FROM words JOIN card ON card.id = words.card
WHERE card.retired = 0
"""

FRESH = """
SELECT card.position, card.id FROM card JOIN memory ON memory.card = card.id
WHERE card.retired = 0 AND memory.state = 0
"""


class ReviewRow(NamedTuple):
    """What replay needs of one review; ``before`` and ``after`` are its evidence as JSON."""

    card: str
    rating: int | None
    kind: str
    at: int
    study_day: int
    utc_offset_min: int
    before: str
    after: str


def replay_scheduler(connection: sqlite3.Connection) -> Scheduler:
    """The scheduler of replays: the learner's parameters, but the settings of every new program.

    So what the log says does not change when the learner changes another setting.
    """
    return Scheduler(StudySettings(parameters=settings_of(connection).parameters))


def replay(rows: Iterable[ReviewRow], scheduler: Scheduler) -> Memory:
    """The memory of one card after its reviews, given in the order of the log.

    Stability and difficulty are worked out anew. State, step and due stay as they were chosen
    where the state before the review is the one that the log has; else (reviews of two devices,
    an undo in between) they are worked out too, with seeded fuzz.
    """
    memory = Memory()
    for row in rows:
        memory = _after(memory, row, scheduler)
    return memory


def _after(memory: Memory, row: ReviewRow, scheduler: Scheduler) -> Memory:
    if row.kind == "cram":
        return memory
    if row.kind == "forget":
        return caches.from_json(row.after)
    if row.rating is None:
        chosen = caches.from_json(row.after)
        return replace(
            memory,
            state=chosen.state,
            step=chosen.step,
            due_day=chosen.due_day,
            due_at=chosen.due_at,
        )
    rating = Rating(row.rating)
    if _same_schedule(memory, caches.from_json(row.before)):
        strength = scheduler.strength(memory, rating, row.study_day)
        chosen = caches.from_json(row.after)
        return replace(chosen, stability=strength.stability, difficulty=strength.difficulty)
    moment = moment_of(row.at, row.study_day, row.utc_offset_min, scheduler.settings.rollover_hour)
    return advance(scheduler, row.card, memory, rating, moment)


def _same_schedule(one: Memory, other: Memory) -> bool:
    """Whether all but stability and difficulty (which follow the parameters) agree."""
    return replace(one, stability=None, difficulty=None) == replace(
        other, stability=None, difficulty=None
    )


def replay_card(connection: sqlite3.Connection, card: str) -> Memory:
    """The memory of one card from the log as it stands."""
    rows = connection.execute(_REVIEWS.format(which="AND card = ?"), (card,))
    return replay(map(ReviewRow._make, rows), replay_scheduler(connection))


def replay_all(connection: sqlite3.Connection) -> Iterator[tuple[str, Memory]]:
    """Each card that has reviews which count, with its memory from the log."""
    scheduler = replay_scheduler(connection)
    rows = map(ReviewRow._make, connection.execute(_REVIEWS.format(which="")))
    for card, group in groupby(rows, attrgetter("card")):
        yield card, replay(group, scheduler)


def rebuild(store: Store) -> None:
    """Make all caches anew from the log in one transaction; open windows notice by the version.

    The notes of the library stay as they were mirrored last. Raises StoreError.
    """
    with store.transaction() as transaction:
        connection = transaction.connection
        connection.execute("DELETE FROM latest")
        connection.execute(f"INSERT INTO latest (entity, key, field, value, act) {LATEST}")
        connection.execute("DELETE FROM done")
        connection.execute(f"INSERT INTO done (study_day, kind, count, passed, ms) {DONE}")
        project(connection, all_notes(connection))
        _rebuild_memory(connection)
        connection.execute("DELETE FROM tally")
        connection.execute(f"INSERT INTO tally (topic, state, cards) {TALLY}")
        connection.execute("DELETE FROM listed")
        connection.execute(f"INSERT INTO listed (number, position) {LISTED}")
        connection.execute("DELETE FROM fresh")
        connection.execute(f"INSERT INTO fresh (position, card) {FRESH}")


def recompute(connection: sqlite3.Connection) -> int:
    """Work out stability and difficulty of all cards anew, after a change of the parameters.

    States, steps and due days stay as they were chosen. Returns the number of cards computed;
    takes the connection of a transaction.
    """
    return write_strengths(connection, replay_scheduler(connection).numbers)


def _rebuild_memory(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE card SET suspended = 0, flag = 0, marked = 0")
    connection.execute(
        "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version) "
        "SELECT id, 0, 0, 0, 0, 0 FROM card WHERE id NOT IN (SELECT card FROM memory)"
    )
    connection.execute("UPDATE memory SET buried_until_day = 0")
    connection.executemany(
        caches.WRITE_MEMORY,
        [
            (*caches.values_of(Memory()), card)
            for (card,) in connection.execute("SELECT card FROM memory").fetchall()
        ],
    )
    memories = list(replay_all(connection))
    connection.executemany(
        caches.WRITE_MEMORY, [(*caches.values_of(memory), card) for card, memory in memories]
    )
    project_all(connection)


def project_all(connection: sqlite3.Connection) -> None:
    """Write the winning changes of all cards into the cached columns."""
    rows = connection.execute(
        "SELECT key, field, value FROM latest WHERE entity = 'card'"
    ).fetchall()
    for key, field, value in rows:
        if field in caches.CARD_COLUMNS:
            caches.set_card_column(connection, key, field, json.loads(value))


def project_columns(connection: sqlite3.Connection, card: str) -> None:
    """Write the winning changes of one card into its cached columns."""
    rows = connection.execute(
        "SELECT field, value FROM latest WHERE entity = 'card' AND key = ?", (card,)
    ).fetchall()
    for field, value in rows:
        if field in caches.CARD_COLUMNS:
            caches.set_card_column(connection, card, field, json.loads(value))

"""Reads from the database which cards belong to today: learning, reviews and new, within limits."""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from db.clock import Moment
from db.model import Finished, State, StudySettings

SHOWABLE = "card.suspended = 0 AND card.retired = 0 AND memory.buried_until_day <= :day"
IN_TOPICS = " AND card.topic IN (SELECT value FROM json_each(:topics))"
LEARNING = """
SELECT card.id, card.note, memory.due_at, memory.last_at FROM memory
JOIN card ON card.id = memory.card
WHERE memory.state IN (1, 3) AND (memory.due_day IS NULL OR memory.due_day <= :day)
  AND {showable} ORDER BY memory.due_at
"""
REVIEWS = """
SELECT card.id, card.note, memory.due_day FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = 2 AND memory.due_day <= :day AND {showable} ORDER BY memory.due_day
"""
# Burying is looked up only for the few that come into question: a third faster with many new cards.
# Where few cards are not new, the first of all cards hold them: a plain scan, three times faster.
NEW = """
SELECT few.id, few.note, memory.buried_until_day <= :day FROM (
  SELECT card.id, card.note, card.position FROM {source}
  WHERE {new} card.suspended = 0 AND card.retired = 0 {topics}
  ORDER BY card.position, card.id LIMIT :reach
) AS few JOIN memory ON memory.card = few.id AND memory.state = 0 ORDER BY few.position, few.id
"""
NEW_BY_MEMORY = ("memory JOIN card ON card.id = memory.card", "memory.state = 0 AND")
NEW_BY_CARD = ("card", "")
NOT_NEW = "SELECT count(*) FROM memory WHERE state IN (1, 2, 3)"
FEW = 5_000
DONE_REVIEWS = "SELECT coalesce(sum(count), 0) FROM done WHERE study_day = ? AND kind = 'review'"
# `done` counts answers; a new card takes several on its first day, so the cards are counted here.
DONE_NEW = """
SELECT count(*) FROM review WHERE study_day = ? AND kind = 'learn'
  AND json_extract(before, '$.state') = 0
  AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)
"""
LEFT = """
SELECT count(*) FROM memory JOIN card ON card.id = memory.card WHERE {which} AND {showable}
"""
LEFT_NEW = "memory.state = 0"
LEFT_REVIEWS = "memory.state = 2 AND memory.due_day <= :day"
BURIED = """
SELECT count(*) FROM memory JOIN card ON card.id = memory.card
WHERE memory.buried_until_day > :day AND card.suspended = 0 AND card.retired = 0
  AND (memory.state = 0 OR memory.due_day IS NULL OR memory.due_day <= :day) {topics}
"""
NEXT_DUE = """
SELECT memory.due_day FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = :state AND memory.due_day > :day AND card.suspended = 0 AND card.retired = 0
  {topics} ORDER BY memory.due_day LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Room:
    """How many more reviews and new cards the day's limits allow."""

    reviews: int
    new: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """Today's cards: learning ones as (due in ms UTC, card), the others in order of showing."""

    learning: tuple[tuple[int, str], ...]
    reviews: tuple[str, ...]
    new: tuple[str, ...]


def room(connection: sqlite3.Connection, day: int, settings: StudySettings) -> Room:
    """Return what the limits leave after what was done on ``day``.

    The review limit bounds reviews and new cards together; reviews go first.
    """
    reviews: int = connection.execute(DONE_REVIEWS, (day,)).fetchone()[0]
    new: int = connection.execute(DONE_NEW, (day,)).fetchone()[0]
    left = max(0, settings.reviews_per_day - reviews)
    return Room(left, max(0, min(settings.new_per_day - new, left - new)))


def gather(
    connection: sqlite3.Connection,
    moment: Moment,
    settings: StudySettings,
    topic_ids: frozenset[str] | None,
    limit: int | None = None,
) -> Gathered:
    """Return today's cards; ``limit`` bounds them all together (a short session).

    Of cards that share a note only the first gathered is shown today; learning ones all stay.
    """
    day = moment.study_day
    values = _values(day, topic_ids)
    left = room(connection, day, settings)
    most = sys.maxsize if limit is None else max(0, limit)
    notes: set[str] = set()
    learning = _learning(connection, values, moment, notes)[:most]
    reviews = _reviews(connection, values, notes, min(left.reviews, most - len(learning)))
    free = most - len(learning) - len(reviews)
    new = _new(connection, values, notes, min(left.new, left.reviews - len(reviews), free))
    return Gathered(learning, reviews, new)


def _values(day: int, topic_ids: frozenset[str] | None) -> dict[str, int | str]:
    if topic_ids is None:
        return {"day": day}
    return {"day": day, "topics": json.dumps(sorted(topic_ids))}


def _sql(text: str, values: dict[str, int | str], **parts: str) -> str:
    topics = IN_TOPICS if "topics" in values else ""
    return text.format(showable=SHOWABLE + topics, topics=topics, **parts)


def _count(
    connection: sqlite3.Connection, text: str, values: dict[str, int | str], **parts: str
) -> int:
    return connection.execute(_sql(text, values, **parts), values).fetchone()[0]


def _learning(
    connection: sqlite3.Connection, values: dict[str, int | str], moment: Moment, notes: set[str]
) -> tuple[tuple[int, str], ...]:
    rows: Iterable[tuple[str, str | None, int | None, int | None]]
    rows = connection.execute(_sql(LEARNING, values), values).fetchall()
    found: list[tuple[int, str]] = []
    for card, note, due_at, last_at in rows:
        if note is not None:
            notes.add(note)
        due = moment.at_ms if due_at is None else due_at
        if due_at is not None and last_at is not None and last_at > moment.at_ms:
            # The clock was set back since: the step counts from now, not from that later time.
            due = moment.at_ms + max(0, due_at - last_at)
        found.append((due, card))
    found.sort()
    return tuple(found)


def _reviews(
    connection: sqlite3.Connection, values: dict[str, int | str], notes: set[str], most: int
) -> tuple[str, ...]:
    """Reviews by due day, each day's in its stable shuffle, until ``most`` are found."""
    found: list[str] = []
    group: list[tuple[int, str, str | None]] = []
    group_day: int | None = None
    day = int(values["day"])

    def take() -> None:
        for _, card, note in sorted(group, key=lambda row: row[:2]):
            if len(found) < most and (note is None or note not in notes):
                found.append(card)
                if note is not None:
                    notes.add(note)

    if most <= 0:
        return ()
    for card, note, due_day in connection.execute(_sql(REVIEWS, values), values):
        if due_day != group_day:
            take()
            group.clear()
            group_day = due_day
            if len(found) >= most:
                return tuple(found)
        group.append((shuffle_key(card, day), card, note))
    take()
    return tuple(found)


def shuffle_key(card: str, day: int) -> int:
    """Return a number by which cards fall into an order that only card and day decide."""
    mixed = (zlib.crc32(card.encode(), day & 0xFFFFFFFF) * 0x9E3779B1) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 15)) * 0x85EBCA6B) & 0xFFFFFFFF


def _new(
    connection: sqlite3.Connection, values: dict[str, int | str], notes: set[str], most: int
) -> tuple[str, ...]:
    """New cards in the order of the map, until ``most`` are found."""
    if most <= 0:
        return ()
    many = most * 2 + 20
    not_new = _count(connection, NOT_NEW, {})
    source, new = NEW_BY_CARD if not_new <= FEW else NEW_BY_MEMORY
    sql = _sql(NEW, values, source=source, new=new)
    while True:
        reach = many + (not_new if source == "card" else 0)
        rows = connection.execute(sql, {**values, "reach": reach}).fetchall()
        found = _first_of_each_note(rows, notes, most)
        if len(found) == most or len(rows) < many:
            return found
        many *= 8  # many siblings or buried ones at the front


def _first_of_each_note(
    rows: Iterable[tuple[str, str | None, int]], notes: set[str], most: int
) -> tuple[str, ...]:
    found: list[str] = []
    seen = set(notes)
    for card, note, free in rows:
        if len(found) < most and free and (note is None or note not in seen):
            found.append(card)
            if note is not None:
                seen.add(note)
    return tuple(found)


def finished(
    connection: sqlite3.Connection,
    day: int,
    topic_ids: frozenset[str] | None,
) -> Finished:
    """Return what limits and burying hold back now that nothing is left to show today.

    The next day on which a card comes is tomorrow if anything is held back; None if none ever.
    """
    values = _values(day, topic_ids)
    new = _count(connection, LEFT, values, which=LEFT_NEW)
    reviews = _count(connection, LEFT, values, which=LEFT_REVIEWS)
    buried = _count(connection, BURIED, values)
    if new or reviews or buried:
        return Finished(new, reviews, buried, day + 1)
    days: list[int] = []
    for state in (State.LEARNING, State.REVIEW, State.RELEARNING):
        row = connection.execute(_sql(NEXT_DUE, values), {**values, "state": int(state)}).fetchone()
        if row is not None:
            days.append(row[0])
    return Finished(0, 0, 0, min(days, default=None))

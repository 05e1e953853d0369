"""Reads from the database which cards belong to today: learning, reviews and new, within limits."""

from __future__ import annotations

import sqlite3
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from db.clock import Moment
from db.limits import Room, room
from db.model import StudySettings
from db.orders import IN_PLACE, KEYS, shuffle_key
from db.scope import Scope

LEARNING = """
SELECT card.id, card.note, memory.due_at, memory.last_at FROM memory
JOIN card ON card.id = memory.card
WHERE memory.state IN (1, 3) AND (memory.due_day IS NULL OR memory.due_day <= :day)
  AND {showable} ORDER BY memory.due_at IS NULL, memory.due_at, memory.due_day, card.id
"""
REVIEWS = """
SELECT card.id, card.note, {key} AS place FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = 2 AND {which} AND {showable} ORDER BY place
"""
# By what memory knows: sorted first, and only those that come are looked up among the cards. The
# limit (none) keeps SQLite from looking them all up before it sorts; a test holds it to the order.
REVIEWS_SORTED = """
SELECT card.id, card.note, place FROM (
  SELECT memory.card, {key} AS place FROM memory
  WHERE memory.state = 2 AND {which} AND memory.buried_until_day <= :day ORDER BY place LIMIT -1
) AS sorted CROSS JOIN card ON card.id = sorted.card
WHERE card.suspended = 0 AND card.retired = 0 {scope}
"""
DUE = "memory.due_day <= :day"
# What was answered today already does not come ahead, however soon it is due again.
AHEAD = """memory.due_day > :day AND memory.due_day <= :until
  AND coalesce(memory.last_day, 0) < :day"""
# Read in the order of the map, and no further than is asked for.
NEW = """
SELECT card.id, card.note FROM fresh CROSS JOIN card ON card.id = fresh.card
CROSS JOIN memory ON memory.card = card.id
WHERE {showable} ORDER BY fresh.position, fresh.card
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Today's cards: learning ones as (due in ms UTC, card), the others in order of showing."""

    learning: tuple[tuple[int, str], ...]
    reviews: tuple[str, ...]
    new: tuple[str, ...]


def gather(
    connection: sqlite3.Connection, moment: Moment, settings: StudySettings, scope: Scope
) -> Gathered:
    """Return today's cards within the limits of the day and that of the scope.

    Of cards that share a note only the first gathered is shown today; the settings say of which
    kinds this holds. Steps within the day always come, and reviews that are not due yet come
    beyond the limit, but not while it holds due ones back.
    """
    return _Gathering(connection, moment, settings, scope).gathered()


class _Gathering:
    """One gathering: the notes seen so far, and what may still come."""

    def __init__(
        self, connection: sqlite3.Connection, moment: Moment, settings: StudySettings, scope: Scope
    ) -> None:
        self._connection = connection
        self._moment = moment
        self._settings = settings
        self._scope = scope
        self._values = scope.values(moment.study_day)
        self._notes: set[str] = set()

    def gathered(self) -> Gathered:
        limit = self._scope.limit
        most = sys.maxsize if limit is None else max(0, limit)
        left = room(self._connection, self._moment.study_day, self._settings)
        learning = self._learning()[:most]
        due, early = self._reviews(left, most - len(learning))
        free = most - len(learning) - len(due) - len(early)
        new = self._new(min(left.new, left.both - len(due), free))
        return Gathered(learning, (*due, *early), new)

    def _learning(self) -> tuple[tuple[int, str], ...]:
        rows: Iterable[tuple[str, str | None, int | None, int | None]]
        rows = self._connection.execute(self._scope.sql(LEARNING), self._values).fetchall()
        now = self._moment.at_ms
        found: list[tuple[int, str]] = []
        for card, note, due_at, last_at in rows:
            due = now if due_at is None else due_at
            if not self._wanted(note, due_at is None and self._settings.bury_learning):
                continue
            if due_at is not None and last_at is not None and last_at > now:
                # The clock was set back since: the step counts from now, not from a later time.
                due = now + max(0, due_at - last_at)
            found.append((due, card))
        found.sort()
        return tuple(found)

    def _reviews(self, left: Room, most: int) -> tuple[list[str], list[str]]:
        """The due reviews within the limit, and those that come early if none is held back."""
        due = self._in_order(DUE)
        taken = list(islice(due, min(left.reviews, most)))
        free = most - len(taken)
        held_back = free > 0 and next(due, None) is not None
        if held_back and left.both > len(taken):
            deque(due, maxlen=0)  # more new ones were asked for; they wait for these siblings
        if held_back or not self._scope.ahead or free <= 0:
            return taken, []
        return taken, list(islice(self._in_order(AHEAD), free))

    def _in_order(self, which: str) -> Iterator[str]:
        """Reviews in the learner's order, those with the same place in their stable shuffle."""
        day, bury = self._moment.study_day, self._settings.bury_reviews
        order = self._settings.review_order
        text = REVIEWS if order in IN_PLACE else REVIEWS_SORTED
        text = self._scope.sql(text, which=which, key=KEYS[order])
        rows: Iterable[tuple[str, str | None, float]]
        rows = self._connection.execute(text, self._values)
        for _, group in groupby(rows, itemgetter(2)):
            shuffled = sorted((shuffle_key(card, day), card, note) for card, note, _ in group)
            for _, card, note in shuffled:
                if self._wanted(note, bury):
                    yield card

    def _new(self, most: int) -> tuple[str, ...]:
        """New cards in the order of the map, until ``most`` are found."""
        if most <= 0:
            return ()
        rows: Iterable[tuple[str, str | None]]
        rows = self._connection.execute(self._scope.sql(NEW), self._values)
        bury = self._settings.bury_new
        return tuple(islice((card for card, note in rows if self._wanted(note, bury)), most))

    def _wanted(self, note: str | None, bury: bool) -> bool:
        """Whether a card of ``note`` may come; then the note has been seen."""
        if note is None:
            return True
        if bury and note in self._notes:
            return False
        self._notes.add(note)
        return True

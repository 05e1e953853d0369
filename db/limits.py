"""How many more reviews and new cards a day's limits allow, and raising them for that day alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from db.clock import Clock
from db.model import StudySettings
from db.settings import ENTITY, KEY, checked, settings_of

if TYPE_CHECKING:
    from db.store import Store

RAISE = "Raise today's limit"
DONE_REVIEWS = "SELECT coalesce(sum(count), 0) FROM done WHERE study_day = ? AND kind = 'review'"
# `done` counts answers; a new card takes several on its first day, so the cards are counted here.
DONE_NEW = """
SELECT count(*) FROM review WHERE study_day = ? AND kind = 'learn'
  AND json_extract(before, '$.state') = 0
  AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)
"""


class Room(NamedTuple):
    """How many more reviews and new cards there may be, and how many of ``both`` together.

    ``both`` bounds new cards alone: reviews go first.
    """

    reviews: int
    new: int
    both: int


def room(connection: sqlite3.Connection, day: int, settings: StudySettings) -> Room:
    """Return what the limits leave after what was done on ``day``.

    The review limit bounds reviews and new cards together; new cards beyond their limit that were
    asked for on this day stand above it.
    """
    reviews: int = connection.execute(DONE_REVIEWS, (day,)).fetchone()[0]
    new: int = connection.execute(DONE_NEW, (day,)).fetchone()[0]
    more_new, more_reviews = raised(settings, day)
    most = settings.reviews_per_day + more_reviews - reviews
    fresh = settings.new_per_day + more_new - new
    return Room(max(0, most), max(0, fresh), max(0, most + more_new - new))


def raised(settings: StudySettings, day: int) -> tuple[int, int]:
    """Return how many new cards and reviews the limits were raised by for ``day``."""
    new, reviews = settings.more_new, settings.more_reviews
    return new[1] if new[0] == day else 0, reviews[1] if reviews[0] == day else 0


def more_today(store: Store, clock: Clock, new: int = 0, reviews: int = 0) -> StudySettings:
    """Raise the limits of this study day alone, in one undoable act; return the settings then.

    What was raised before on this day is added to. Raises ValueError (nothing written) unless
    both are 0 or more and one is not 0, or if the sum is beyond 99,999; StoreError.
    """
    if new < 0 or reviews < 0 or new + reviews == 0:
        raise ValueError(f"raise the limit by 1 card or more, not {new} new and {reviews} reviews")
    day = clock.study_day()
    with store.transaction() as transaction:
        before = raised(settings_of(transaction.connection), day)
        transaction.act(RAISE)
        for field, had, more in zip(
            ("more_new", "more_reviews"), before, (new, reviews), strict=True
        ):
            if more:
                value = checked(field, [day, had + more])
                transaction.change(ENTITY, KEY, field, list(value))
    return store.settings()

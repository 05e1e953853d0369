"""The orders in which reviews may come: by due day and a stable shuffle, or as the learner says."""

from __future__ import annotations

import zlib

LATE = "max(0, :day - coalesce(memory.last_day, :day)) * 1.0 / memory.stability"
INTERVAL = "coalesce(memory.due_day - memory.last_day, 0)"
KEYS = {
    "due": "memory.due_day",
    # Recall falls with elapsed days over stability, so that needs no power; unknown counts as 0 %.
    "retrievability-rising": f"-coalesce({LATE}, 1e12)",
    "retrievability-falling": f"coalesce({LATE}, 1e12)",
    "overdue": f"(memory.due_day - :day) * 1.0 / max(1, {INTERVAL})",
    "difficulty-rising": "coalesce(memory.difficulty, 11.0)",
    "difficulty-falling": "-coalesce(memory.difficulty, 0.0)",
    "interval-rising": INTERVAL,
    "interval-falling": f"-{INTERVAL}",
    "added": "card.added_day * 1000000000 + card.position",
}
"""Name of an order -> what SQL sorts by, the least first."""
IN_PLACE = frozenset({"due", "added"})
"""Orders that an index has already, or that cards know and memory does not."""


def shuffle_key(card: str, day: int) -> int:
    """Return a number by which cards fall into an order that only card and day decide."""
    mixed = (zlib.crc32(card.encode(), day & 0xFFFFFFFF) * 0x9E3779B1) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 15)) * 0x85EBCA6B) & 0xFFFFFFFF

"""Today at a glance for the first frame: sqlite3 alone, read-only, in a few milliseconds.

Nothing else of ours is imported here, and neither typing nor json (each costs more than all of
this; SQLite reads the JSON). So the rules of the day and of the limits stand here once more; tests
hold them to ``db.clock``, ``db.limits`` and ``db.gather``.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

SCHEMA = 3
HEAT_DAYS = 84
PACE_DAYS = 30
PACE_LEAST = 10
REVIEW_S = 8.0
NEW_TIMES = 2.5
BUSY_S = 0.25
SETTINGS = {
    "rollover_hour": 4,
    "new_per_day": 20,
    "reviews_per_day": 200,
    "bury_new": 1,
    "bury_reviews": 1,
    "bury_learning": 1,
    "more_new_on": 0,
    "more_new": 0,
    "more_reviews_on": 0,
    "more_reviews": 0,
}
MOST = {"rollover_hour": 23, "new_per_day": 9_999, "reviews_per_day": 99_999}
MORE_MOST = 99_999
SWITCH = {"true": 1, "false": 0}
ANSWERS = "kind IN ('learn', 'review', 'relearn', 'early')"
SHOWABLE = "card.suspended = 0 AND card.retired = 0 AND memory.buried_until_day <= :day"
JOINED = "FROM memory JOIN card ON card.id = memory.card"
DUE = f"{JOINED} WHERE memory.state = 2 AND memory.due_day <= :day AND {SHOWABLE}"
IN_STEPS = "memory.state IN (1, 3)"
TODAY = "memory.due_day <= :day"
LEARNING = f"""
SELECT count(*), min(memory.due_at) {JOINED}
WHERE {IN_STEPS} AND (memory.due_day IS NULL OR {TODAY}) AND {SHOWABLE}
"""
# One card of a note is shown a day, as far as the settings say so: steps within the day always
# come, then steps of a day or more, reviews and new cards, each beside none that came before.
STEP_NOTES = f"""
SELECT card.note {JOINED} WHERE {IN_STEPS} AND card.note IS NOT NULL
  AND memory.due_day IS NULL AND {SHOWABLE}
"""
LONG_STEPS = f"{JOINED} WHERE {IN_STEPS} AND {TODAY} AND {SHOWABLE}"
LONG_STEPS_HIDDEN = f"""
SELECT count(*) - count(DISTINCT CASE WHEN card.note NOT IN ({STEP_NOTES}) THEN card.note END)
{LONG_STEPS} AND card.note IS NOT NULL
"""
LEARNING_NOTES = f"""
SELECT card.note {JOINED} WHERE {IN_STEPS} AND card.note IS NOT NULL
  AND (memory.due_day IS NULL OR {TODAY}) AND {SHOWABLE}
"""
ANY_NOTE = "card.note IS NULL OR card.note NOT IN"
DUE_ALL = f"SELECT count(*) FROM (SELECT 1 {DUE} LIMIT :most)"
DUE_ONE_A_NOTE = f"""
SELECT count(*) FROM (SELECT DISTINCT coalesce(card.note, card.id) {DUE}
  AND ({ANY_NOTE} ({LEARNING_NOTES})) LIMIT :most)
"""
NEW = f"{JOINED} WHERE memory.state = 0 AND {SHOWABLE}"
NEW_ALL = f"SELECT count(*) FROM (SELECT 1 {NEW} LIMIT :most)"
NEW_ONE_A_NOTE = f"""
SELECT count(*) FROM (SELECT DISTINCT coalesce(card.note, card.id) {NEW}
  AND ({ANY_NOTE} ({LEARNING_NOTES} UNION SELECT card.note {DUE}
    AND card.note IS NOT NULL)) LIMIT :most)
"""
DONE_NEW = """
SELECT count(*) FROM review WHERE study_day = :day AND kind = 'learn'
  AND json_extract(before, '$.state') = 0
  AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act)
"""
NEXT_DAY = f"""
SELECT min(day) FROM (SELECT min(memory.due_day) AS day {JOINED}
  WHERE memory.state = 2 AND memory.due_day > :day AND card.suspended = 0 AND card.retired = 0
  UNION ALL SELECT min(memory.due_day) {JOINED} WHERE memory.state IN (1, 3)
  AND memory.due_day > :day AND card.suspended = 0 AND card.retired = 0)
"""
LEARNED = "SELECT coalesce(sum(cards), 0) FROM tally WHERE state = 2"
LEARNED_BEFORE = "SELECT count(*) FROM memory WHERE state = 2"  # schema 1, until it is brought up
NO_HEAT = (0,) * HEAT_DAYS

if TYPE_CHECKING:

    class Glance(NamedTuple):
        """Today's counters; see below."""

        day: int = 0
        due: int = 0
        new: int = 0
        learning: int = 0
        minutes: int = 0
        streak: int = 0
        next_due_at: int | None = None
        heat: tuple[int, ...] = NO_HEAT
        learned: int = 0
        next_topics: tuple[str, ...] = ()
        error: str | None = None

else:  # what type checkers see above, without typing at run time
    Glance = namedtuple(
        "Glance",
        "day due new learning minutes streak next_due_at heat learned next_topics error",
        defaults=(0, 0, 0, 0, 0, 0, None, NO_HEAT, 0, (), None),
    )
    Glance.__doc__ = """Today: cards due, new and learning within the limits; minutes estimated.

    ``next_due_at`` (ms UTC) is the soonest learning step, else the next day with a card due, or
    None. ``heat`` has the answers of the last 84 study days, today last. ``error`` says in one
    line what went wrong; the numbers are then zeros.
    """


def glance(path: str, now: float | None = None) -> Glance | None:
    """Return today's counters, None if there is no database yet; ``now`` in seconds since 1970.

    Opens read-only and makes no file. Never raises: a locked, damaged or strange file gives
    zeros and ``error``.
    """
    at = time.time() if now is None else now
    try:
        if not os.path.getsize(path):
            return None
        try:
            return _read(path, at, "mode=ro" if _live(path) else "immutable=1")
        except sqlite3.OperationalError:
            # A folder that cannot be written has no room for the -shm file of a WAL database; and
            # a file that came to life while it was read as immutable is read once more.
            return _read(path, at, "mode=ro" if _writable(path) else "immutable=1")
    except FileNotFoundError:
        return None
    except (OSError, sqlite3.Error, ValueError, TypeError) as error:
        return Glance(error=f"{path}: {error}")


def _live(path: str) -> bool:
    """Whether a write-ahead log with content lies beside the file: then it must be read too."""
    try:
        return os.path.getsize(path + "-wal") > 0
    except OSError:
        return False


def _writable(path: str) -> bool:
    return os.access(os.path.dirname(path) or ".", os.W_OK)


def _read(path: str, at: float, mode: str) -> Glance | None:
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(
        f"file:{quoted}?{mode}", uri=True, timeout=BUSY_S, isolation_level=None
    )
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            return None
        if version > SCHEMA:
            return Glance(error=f"{path}: written by a newer mlroad; update mlroad")
        connection.execute("BEGIN")  # all counters of one moment
        return _look(connection, at, LEARNED if version > 1 else LEARNED_BEFORE)
    finally:
        connection.close()


def _look(connection: sqlite3.Connection, at: float, learned: str) -> Glance:
    settings = _settings(connection)
    offset = time.localtime(at).tm_gmtoff // 60
    rollover = settings["rollover_hour"]
    day = (int(at * 1000) // 60_000 + offset - rollover * 60) // 1440
    learning, due_at = connection.execute(LEARNING, {"day": day}).fetchone()
    if settings["bury_learning"] and learning > 1:
        learning -= connection.execute(LONG_STEPS_HIDDEN, {"day": day}).fetchone()[0]
    due, new = _due_and_new(connection, day, settings)
    if due_at is None:
        next_day = connection.execute(NEXT_DAY, {"day": day}).fetchone()[0]
        if next_day is not None:
            due_at = (next_day * 1440 + rollover * 60 - offset) * 60_000
    heat = heat_of(connection, day, HEAT_DAYS)
    return Glance(
        day=day,
        due=due,
        new=new,
        learning=learning,
        minutes=minutes_of(new, learning, due, *pace(connection, day)),
        streak=streak(connection, day),
        next_due_at=due_at,
        heat=heat,
        learned=connection.execute(learned).fetchone()[0],
        next_topics=_next_topics(connection),
    )


def _due_and_new(
    connection: sqlite3.Connection, day: int, settings: dict[str, int]
) -> tuple[int, int]:
    """Reviews and new cards within the limits, as ``db.limits`` and ``db.gather`` have them."""
    done = connection.execute(
        "SELECT coalesce(sum(count), 0) FROM done WHERE study_day = ? AND kind = 'review'", (day,)
    ).fetchone()[0]
    done_new = connection.execute(DONE_NEW, {"day": day}).fetchone()[0]
    more_new = settings["more_new"] if settings["more_new_on"] == day else 0
    more_reviews = settings["more_reviews"] if settings["more_reviews_on"] == day else 0
    left = settings["reviews_per_day"] + more_reviews - done
    sql = DUE_ONE_A_NOTE if settings["bury_reviews"] else DUE_ALL
    due = connection.execute(sql, {"day": day, "most": max(0, left)}).fetchone()[0]
    both = max(0, left + more_new - done_new) - due
    most = max(0, min(settings["new_per_day"] + more_new - done_new, both))
    sql = NEW_ONE_A_NOTE if settings["bury_new"] else NEW_ALL
    return due, connection.execute(sql, {"day": day, "most": most}).fetchone()[0]


def _settings(connection: sqlite3.Connection) -> dict[str, int]:
    found = dict(SETTINGS)
    rows = connection.execute(
        "SELECT field, value, json_extract(value, '$'), json_extract(value, '$[0]'), "
        "json_extract(value, '$[1]'), json_array_length(value) FROM latest "
        "WHERE entity = 'setting' AND key = 'study'"
    )
    for field, text, value, first, second, length in rows:
        if field in MOST and type(value) is int and text not in SWITCH:
            if 0 <= value <= MOST[field]:
                found[field] = value
        elif field.startswith("bury_") and text in SWITCH:
            found[field] = SWITCH[text]
        elif field + "_on" in found and length == 2 and _in_range(first) and _in_range(second):
            found[field + "_on"], found[field] = first, second
    return found


def _in_range(value: object) -> bool:
    return type(value) is int and 0 <= value <= MORE_MOST


def _next_topics(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT each.value FROM meta, json_each(meta.value) AS each WHERE meta.key = 'next_topics'"
    )
    return tuple(topic for (topic,) in rows)


def heat_of(connection: sqlite3.Connection, day: int, days: int) -> tuple[int, ...]:
    """Return the number of answers on each of the last ``days`` study days, ``day`` last."""
    rows = connection.execute(
        f"SELECT study_day, sum(count) FROM done WHERE study_day > ? AND study_day <= ? "
        f"AND {ANSWERS} GROUP BY study_day",
        (day - days, day),
    )
    counts = dict(rows.fetchall())
    return tuple(counts.get(one, 0) for one in range(day - days + 1, day + 1))


def streak(connection: sqlite3.Connection, day: int) -> int:
    """Return the number of study days in a row with answers that end on ``day`` or before it."""
    rows = connection.execute(
        f"SELECT DISTINCT study_day FROM done WHERE study_day <= ? AND count > 0 AND {ANSWERS} "
        "ORDER BY study_day DESC",
        (day,),
    )
    length = 0
    expected = day
    for (found,) in rows:
        if found == day - 1 and length == 0:
            expected = found  # nothing yet today: the streak may still go on
        if found != expected:
            break
        length += 1
        expected -= 1
    return length


def pace(connection: sqlite3.Connection, day: int) -> tuple[float, float]:
    """Return the seconds that a review and a new card take this learner.

    The mean of the last 30 study days' answers, and 2.5 times it for a new card, which is
    answered several times; 8 and 20 seconds before there are ten answers.
    """
    count, ms = connection.execute(
        f"SELECT coalesce(sum(count), 0), coalesce(sum(ms), 0) FROM done "
        f"WHERE study_day > ? AND study_day <= ? AND {ANSWERS}",
        (day - PACE_DAYS, day),
    ).fetchone()
    review = ms / count / 1000 if count >= PACE_LEAST and ms > 0 else REVIEW_S
    return review, review * NEW_TIMES


def minutes_of(new: int, learning: int, due: int, review_s: float, new_s: float) -> int:
    """Return the minutes, rounded up, that so many cards take at so many seconds each."""
    return -int(-(new * new_s + (learning + due) * review_s) // 60)

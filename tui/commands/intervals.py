"""What FSRS makes of a history: memory, and the intervals in days of each rating.

R is 1 to 4, or again, hard, good, easy. @DAYS are the study days since the
review before; without it the card is answered when it is due. As in
`mlroad intervals good good@3 again@40`.

A line shows the chance of recall and the four intervals as they were at that
review, and the memory after it. Learning steps are left out: an interval under
half a day is part of one. Retention and parameters are yours unless given.
With --no-fuzz the intervals are those of the formulas, not rounded.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tui.cleaning import clean_line
from tui.commands.output import say_json, say_rows
from tui.parsing import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.clock import Moment
    from db.model import Memory, StudySettings
    from db.scheduler import Scheduler
    from tui.commands.call import Call

RATINGS = ("again", "hard", "good", "easy")
MOST_DAYS = 1_000_000
_SEE = "see mlroad intervals --help"
_CARD = "intervals"
"""Fuzz is seeded by card and number of reviews; this history belongs to no card."""
_DAY_MS = 86_400_000
_NOON_MS = _DAY_MS // 2


class Asked(NamedTuple):
    """A rating 1 to 4, and the study days since the review before (None: when due)."""

    rating: int
    days: int | None


class Line(NamedTuple):
    """One review of the history; ``intervals`` are in days, in the order of RATINGS."""

    rating: int
    elapsed_days: int
    stability: float
    difficulty: float
    retrievability: float | None
    intervals: tuple[float, float, float, float]


def add_arguments(parser: ArgumentParser) -> None:
    """The history and what FSRS is to work with."""
    parser.add_argument("history", metavar="R[@DAYS]", nargs="+", help="a rating, as good@3")
    parser.add_argument(
        "--retention", metavar="X", help="the recall to plan for, 0.70 to 0.99 (or 90%%)"
    )
    parser.add_argument(
        "--no-fuzz", dest="fuzz", action="store_false", help="the formulas' own numbers"
    )
    parser.add_argument(
        "--parameters", metavar="FILE", help="21 numbers: a JSON list, or between blanks"
    )
    parser.set_defaults(fuzz=True)


def run(call: Call) -> int:
    """Print what FSRS makes of the history. Raises ``UsageError``, ``ParametersError``."""
    from db.scheduler import Scheduler

    options = call.options
    asked = [_asked(word) for word in options.history]
    settings = _settings(call)
    if options.retention is not None:
        settings = replace(settings, desired_retention=_retention(options.retention))
    if options.parameters is not None:
        from tui.commands.parameters import read_parameters

        settings = replace(settings, parameters=read_parameters(options.parameters))
    # Without steps every interval is FSRS's own.
    settings = replace(settings, learning_steps=(), relearning_steps=(), fuzz=options.fuzz)
    lines = follow(Scheduler(settings), asked)
    if call.json:
        return say_json([_document(line) for line in lines])
    say_rows(
        (_row(line) for line in lines),
        heads=("Rating", "Days", "Recall", "Stability", "Difficulty", *map(str.title, RATINGS)),
        right=(1, 2, 3, 4, 5, 6, 7, 8),
    )
    return 0


def follow(scheduler: Scheduler, asked: list[Asked]) -> list[Line]:
    """Answer a new card as asked, one line a review."""
    from db.model import Memory, Rating

    memory, day, at_ms = Memory(), 0, _NOON_MS
    lines: list[Line] = []
    for rating, days in asked:
        elapsed = _when_due(memory, day) if days is None or not lines else days
        if elapsed:
            day, at_ms = day + elapsed, (day + elapsed) * _DAY_MS + _NOON_MS
        moment = _moment(day, at_ms)
        choices = scheduler.choices_at(_CARD, memory, moment)
        recall = scheduler.retrievability(memory, day) if lines else None
        if scheduler.settings.fuzz:
            found = [_days(choice.memory, moment) for choice in choices]
        else:
            found = [
                scheduler.raw_interval(scheduler.strength(memory, one, day).stability)
                for one in Rating
            ]
        again, hard, good, easy = found
        memory = choices[rating - 1].memory
        lines.append(
            Line(
                rating,
                elapsed,
                memory.stability or 0.0,
                memory.difficulty or 0.0,
                recall,
                (again, hard, good, easy),
            )
        )
    return lines


def _moment(day: int, at_ms: int) -> Moment:
    from db.clock import Moment

    return Moment(day, at_ms, (day + 1) * _DAY_MS)


def _when_due(memory: Memory, day: int) -> int:
    """The study days until the card is due; 0 within the day, and for the first review."""
    return 0 if memory.due_day is None else max(0, memory.due_day - day)


def _days(memory: Memory, moment: Moment) -> float:
    """The interval in days: whole, or the part of a day."""
    if memory.due_day is not None:
        return memory.due_day - moment.study_day
    return ((memory.due_at or moment.at_ms) - moment.at_ms) / _DAY_MS


def _asked(word: str) -> Asked:
    """A word of the history. Raises ``UsageError``."""
    name, at, days = word.partition("@")
    name = name.strip().lower()
    if name in RATINGS:
        rating = RATINGS.index(name) + 1
    elif name in ("1", "2", "3", "4"):
        rating = int(name)
    else:
        words = f"`{clean_line(word)}` is no rating: 1 to 4, or {', '.join(RATINGS)}"
        raise UsageError(f"{words}, with @DAYS behind it if wanted; {_SEE}")
    if not at:
        return Asked(rating, None)
    if not (days.isascii() and days.isdecimal() and len(days) <= 7 and int(days) <= MOST_DAYS):
        words = f"`{clean_line(word)}`: behind @ stands a whole number of days"
        raise UsageError(f"{words}, 0 to {MOST_DAYS}; {_SEE}")
    return Asked(rating, int(days))


def _retention(text: str) -> float:
    """A share as 0.9 or 90%. Raises ``UsageError``."""
    number = text.strip()
    try:
        share = float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        share = 0.0
    if not 0.70 <= share <= 0.99:
        raise UsageError(f"--retention must be 0.70 to 0.99, not `{clean_line(text)}`; {_SEE}")
    return share


def _settings(call: Call) -> StudySettings:
    """The learner's own, read only; the defaults where there is no database yet."""
    from db.connection import BUSY_MS, connect_for_reading
    from db.model import StudySettings
    from db.refusals import in_words
    from db.schema import version_of
    from db.settings import settings_of
    from tui.home import backups, database

    path = database(call.home)
    if not os.path.exists(path) or not os.path.getsize(path):
        return StudySettings()
    with in_words(path, backups(call.home), BUSY_MS, system=True):
        connection = connect_for_reading(path)
        try:
            return settings_of(connection) if version_of(connection, path) else StudySettings()
        finally:
            connection.close()


def _document(line: Line) -> dict[str, object]:
    """The shape of `intervals --json`."""
    return {
        "rating": line.rating,
        "elapsed_days": line.elapsed_days,
        "stability": line.stability,
        "difficulty": line.difficulty,
        "retrievability": line.retrievability,
        "intervals": dict(zip(RATINGS, line.intervals, strict=True)),
    }


def _row(line: Line) -> tuple[object, ...]:
    return (
        RATINGS[line.rating - 1],
        line.elapsed_days,
        None if line.retrievability is None else f"{line.retrievability:.1%}",
        f"{line.stability:.2f}",
        f"{line.difficulty:.2f}",
        *(f"{days:.2f}" if days % 1 else f"{days:.0f}" for days in line.intervals),
    )

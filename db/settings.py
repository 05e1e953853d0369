"""Study settings: from the winning rows of the log to StudySettings and back, with range checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from db.model import NEW_PLACES, REVIEW_ORDERS, StudySettings

if TYPE_CHECKING:
    import sqlite3

    from db.store import Store

ENTITY = "setting"
KEY = "study"
STEP_MAX = 30 * 86_400
STEPS_MAX = 12
RANGES: dict[str, tuple[float, float]] = {
    "rollover_hour": (0, 23),
    "desired_retention": (0.70, 0.99),
    "maximum_interval": (1, 36_500),
    "new_per_day": (0, 9_999),
    "reviews_per_day": (0, 99_999),
    "learn_ahead": (0, 6 * 3_600),
    "leech_threshold": (0, 99),
    "answer_cap": (1, 3_600),
    "timebox": (0, 600),
}
"""Least and greatest value; seconds for ``learn_ahead`` and ``answer_cap``, minutes for the timebox
(0 is off, as for leeches)."""
SWITCHES = frozenset(
    {
        "fuzz",
        "bury_new",
        "bury_reviews",
        "bury_learning",
        "load_balance",
        "leech_suspends",
        "show_timer",
    }
)
CHOICES: dict[str, tuple[str, ...]] = {"review_order": REVIEW_ORDERS, "new_place": NEW_PLACES}
TODAY_ONLY = frozenset({"more_new", "more_reviews"})
WEEKDAYS = 7
PARAMETERS = 21


def checked(field: str, value: object) -> Any:
    """Return ``value`` in the type of the setting ``field``.

    Raises ValueError with one line for people if the name is unknown, the kind is another, or
    the value lies outside its range. Steps are whole seconds from 1 to 30 days, at most 12.
    """
    if field in ("learning_steps", "relearning_steps"):
        return _steps(field, value)
    if field in SWITCHES:
        if not isinstance(value, bool):
            raise ValueError(f"{field} must be true or false, not {value!r}")
        return value
    if field in CHOICES:
        if value not in CHOICES[field]:
            raise ValueError(f"{field} must be one of {', '.join(CHOICES[field])}, not {value!r}")
        return value
    if field in TODAY_ONLY:
        return _whole_numbers(field, value, 2, 0, 99_999)
    if field == "easy_days":
        return _whole_numbers(field, value, WEEKDAYS, 0, 100)
    if field == "parameters":
        return None if value is None else _parameters(value)
    if field not in RANGES:
        raise ValueError(f"there is no study setting {field!r}")
    least, most = RANGES[field]
    whole = field != "desired_retention"
    kind = int if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kind) or not least <= value <= most:
        raise ValueError(f"{field} must be {least:g} to {most:g}, not {value!r}")
    return value if whole else float(value)


def _whole_numbers(field: str, value: object, count: int, least: int, most: int) -> tuple[int, ...]:
    said = tuple(cast("Iterable[object]", value)) if isinstance(value, (list, tuple)) else ()
    numbers = tuple(n for n in said if isinstance(n, int) and not isinstance(n, bool))
    if len(said) != count or numbers != said or not all(least <= n <= most for n in numbers):
        raise ValueError(f"{field} must be {count} whole numbers, {least} to {most}, not {value!r}")
    return numbers


def _parameters(value: object) -> tuple[float, ...]:
    said = tuple(cast("Iterable[object]", value)) if isinstance(value, (list, tuple)) else ()
    numbers = tuple(
        float(n) for n in said if isinstance(n, (int, float)) and not isinstance(n, bool)
    )
    if len(numbers) != PARAMETERS or len(said) != PARAMETERS or not all(map(isfinite, numbers)):
        raise ValueError(f"parameters must be {PARAMETERS} numbers or null, not {value!r}")
    return numbers


def _steps(field: str, value: object) -> tuple[int, ...]:
    said = cast("Iterable[object]", value) if isinstance(value, (list, tuple)) else (None,)
    steps: list[int] = []
    for step in said:
        if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= STEP_MAX:
            raise ValueError(f"{field} must be whole seconds, each 1 to {STEP_MAX}, not {value!r}")
        steps.append(step)
    if len(steps) > STEPS_MAX:
        raise ValueError(f"{field} may have at most {STEPS_MAX} steps, not {len(steps)}")
    return tuple(steps)


def settings_from(rows: Iterable[tuple[str, str]]) -> tuple[StudySettings, tuple[str, ...]]:
    """Return the settings of (field, JSON value) rows, and a line for each row that was refused.

    A refused value leaves the default; a field that only a later program knows is left aside.
    """
    known = {field.name for field in fields(StudySettings)}
    values: dict[str, Any] = {}
    refused: list[str] = []
    for field, text in rows:
        if field not in known:
            continue
        try:
            values[field] = checked(field, json.loads(text))
        except ValueError as error:
            refused.append(str(error))
    return StudySettings(**values), tuple(refused)


def settings_of(connection: sqlite3.Connection) -> StudySettings:
    """Return the learner's study settings, the default for what was never set or is refused."""
    return settings_from(setting_rows(connection))[0]


def setting_rows(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the winning (field, JSON value) rows of the study settings."""
    return connection.execute(
        "SELECT field, value FROM latest WHERE entity = ? AND key = ?", (ENTITY, KEY)
    ).fetchall()


def save_settings(store: Store, **values: object) -> StudySettings:
    """Change settings in one undoable act and return them as they are then.

    Other parameters give all cards another memory, in the same transaction; no card moves.
    Raises ValueError (nothing written) for a value out of range, StoreError if it cannot be saved.
    """
    good = {field: checked(field, value) for field, value in values.items()}
    if good:
        with store.transaction() as transaction:
            transaction.act("Change study settings")
            for field, value in good.items():
                transaction.change(ENTITY, KEY, field, value)
            if "parameters" in good:
                from db.replay import recompute  # it reads settings itself

                recompute(transaction.connection)
    return store.settings()

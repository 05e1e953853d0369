"""Reads a file of FSRS parameters; what is wrong in it is said by file and line."""

from __future__ import annotations

import math
import re

from content.refusal import Refusal
from tui.cleaning import clean_line, plural

COUNT = 21
_MOST_BYTES = 65_536
_PLACE = re.compile(r"parameters\[(\d+)\].*?out of bounds: \(([^()]*)\)")
_WORD = re.compile(r"[^\s,\[\]]+")


class ParametersError(Refusal):
    """The file holds no 21 parameters of FSRS-6 within their bounds."""

    exit_code = 2


def read_parameters(path: str) -> tuple[float, ...]:
    """The 21 numbers of a file, a JSON list or numbers between white space.

    Raises ``ParametersError`` with file and line.
    """
    shown = clean_line(path)
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ParametersError(f"{shown}: {why}; it should hold {COUNT} numbers") from None
    if text.lstrip().startswith(("[", "{")):
        _check_json(text, shown)
    found = [(_line(text, one.start()), one.group()) for one in _WORD.finditer(text)]
    numbers = [_number(word, line, shown) for line, word in found]
    if len(numbers) != COUNT:
        line = found[COUNT][0] if len(found) > COUNT else _line(text, len(text.rstrip()))
        words = f"FSRS-6 has {COUNT} parameters, here {plural(len(numbers), 'number')}"
        raise ParametersError(f"{shown}:{line}: {words}{_older(len(numbers))}")
    _check_bounds(numbers, [line for line, _ in found], shown)
    return tuple(numbers)


def _check_json(text: str, path: str) -> None:
    """The text is one flat JSON list; else words with the line."""
    import json

    try:
        document: object = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise ParametersError(f"{path}:{line}: no JSON list: {error}") from None
    except RecursionError:
        raise ParametersError(f"{path}:1: no JSON list of {COUNT} numbers") from None
    if not isinstance(document, list) or any(isinstance(one, (list, dict)) for one in document):  # pyright: ignore[reportUnknownVariableType]
        raise ParametersError(f"{path}:1: should be one JSON list of {COUNT} numbers")


def _number(word: str, line: int, path: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ParametersError(f"{path}:{line}: `{clean_line(word)[:40]}` is no number")
    return number


def _older(count: int) -> str:
    """A word for the parameters of the versions before."""
    version = {17: "4.5", 19: "5"}.get(count)
    return f", as FSRS-{version} had" if version else ""


def _check_bounds(numbers: list[float], lines: list[int], path: str) -> None:
    """Let the scheduler judge them; it names the place, and that has a line."""
    from db.model import StudySettings
    from db.scheduler import Scheduler

    try:
        Scheduler(StudySettings(parameters=tuple(numbers)))
    except ValueError as error:
        found = _PLACE.search(str(error))
        place = int(found[1]) if found else 0
        said = f"must be {found[2].replace(', ', ' to ')}" if found else clean_line(str(error))
        words = f"parameter {place} (counted from 0) is {numbers[place]:g}: {said}"
        raise ParametersError(f"{path}:{lines[place]}: {words}") from None


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1

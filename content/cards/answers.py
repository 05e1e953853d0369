"""Reads the number, vector or matrix that was typed, and says whether it is the answer."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple, cast

from content.cards.allowed import ExpressionError
from content.cards.evaluation import Value
from content.cards.expressions import parse

TYPED_MAX = 200
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "^": "\0"})
_POWER_OF_TEN = re.compile(r"(?<=[\d)])\s*[x*]\s*10\s*(?:\0|\*\*)\s*\(?([+-]?\d+)\)?")
_PERCENT = re.compile(r"^(.*?)\s*(?:%|percent|pct)$", re.DOTALL)
_WORDS = re.compile(r"[A-Za-z]+")
_COMMA_DECIMAL = re.compile(r"^[+-]?\d+,\d+$")
_ALLOWED_WORDS = frozenset({"sqrt", "exp", "log", "ln", "pi", "e", "log2", "log10"})


class Reading(NamedTuple):
    """What was typed: its value, or None and in words why it cannot be read."""

    value: Value | None
    why: str = ""


def read_typed(text: str, unit: str | None = None) -> Reading:
    """Return the value of what was typed.

    Understood are numbers (1,5 is asked back, not guessed), 3/4, 1e-3, 1.5 x 10^-3, 75 %, sums and
    products, sqrt, exp, log, ln, pi; vectors as ``(1, 2)`` or ``[1 2]``; matrices as
    ``[1 2; 3 4]``. The unit of the answer may stand behind it.
    """
    said = unicodedata.normalize("NFKC", text).strip()
    if len(said) > TYPED_MAX:
        return Reading(None, f"an answer has at most {TYPED_MAX} characters")
    if unit and said.endswith(unit) and said != unit:
        said = said[: -len(unit)].strip()
    said = said.partition("=")[2].strip() if re.match(r"^[A-Za-z]\w*\s*=", said) else said
    if not said:
        return Reading(None, "nothing was typed")
    if _COMMA_DECIMAL.match(said):
        return Reading(None, "write decimals with a point, vectors in parentheses")
    try:
        return Reading(_value(said))
    except ExpressionError as error:
        return Reading(None, _plain(error))


def is_right(typed: Value, answer: Value, tolerance: float, *, relative: bool = False) -> bool:
    """Whether what was typed is the answer, within the tolerance, part by part.

    ``relative`` makes the tolerance a share of the answer.
    """
    if isinstance(answer, tuple):
        if not isinstance(typed, tuple) or len(typed) != len(answer):
            return False
        return all(
            is_right(one, two, tolerance, relative=relative)
            for one, two in zip(typed, answer, strict=True)
        )
    if isinstance(answer, str):
        return isinstance(typed, str) and typed.casefold() == answer.casefold()
    if not isinstance(typed, (int, float)):
        return False
    room = tolerance * abs(answer) if relative else tolerance
    return abs(typed - answer) <= room + 1e-9 * max(1.0, abs(answer))


def _value(said: str) -> Value:
    percent = _PERCENT.match(said)
    if percent and percent[1]:
        return cast(Value, _number(_value(percent[1])) / 100)
    inner = said[1:-1].strip() if said[:1] in "([{" and said[-1:] in ")]}" else None
    if inner is not None and ";" in inner:
        return tuple(_row(row) for row in inner.split(";"))
    if (
        inner is not None
        and inner.startswith(("[", "("))
        and re.search(r"[\])]\s*,\s*[\[(]", inner)
    ):
        rows = re.split(r"(?<=[\])])\s*,\s*(?=[\[(])", inner)
        return tuple(_row(row.strip()[1:-1]) for row in rows)
    if inner is not None and (_is_row(inner) or said[0] in "[{"):
        return _row(inner)
    if inner is None and _is_row(said) and "," in said:
        return _row(said)
    return _number(_expression(said))


def _is_row(text: str) -> bool:
    """Whether numbers stand beside each other with blanks or commas between them."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth < 0:
            return False
        if depth == 0 and char == ",":
            return True
        if depth == 0 and char.isspace():
            before, after = text[:place].rstrip()[-1:], text[place:].lstrip()[:1]
            if (before.isalnum() or before in ")]") and (after.isalnum() or after in "-(."):
                rest = text[place:].lstrip()
                if not re.match(r"-\s", rest) and not _POWER_OF_TEN.match(text[place - 1 :]):
                    return not re.match(r"x\s*10", rest)
    return False


def _row(text: str) -> Value:
    parts = re.split(r"\s*,\s*|\s+(?![*/+]|-\s)", text.strip())
    if any(not part for part in parts):
        raise ExpressionError("a number is missing between two commas")
    return tuple(_number(_expression(part)) for part in parts)


def _expression(text: str) -> Value:
    said = text.translate(_SIGNS)
    said = _POWER_OF_TEN.sub(lambda found: f"*10.0**({found[1]})", said).replace("\0", "**")
    for word in _WORDS.findall(re.sub(r"(?<=\d)[eE](?=[+-]?\d)", "", said)):
        if word not in _ALLOWED_WORDS:
            raise ExpressionError(f"`{word}` is not understood; a number is asked for")
    said = re.sub(r"\bln\b", "log", said)
    said = re.sub(r"\b(sqrt|exp|log|log2|log10)\s+(\d[\d.]*|pi)", r"\1(\2)", said)
    said = re.sub(r"(?<=[\d)])\s*(?=pi|sqrt|exp|log)", "*", said)
    said = re.sub(r"(?<![\d.])0+(?=\d)", "", said)  # 007
    return parse(said).value({})


def _number(value: Value) -> float:
    if isinstance(value, (int, float)):
        return value
    raise ExpressionError("a number is asked for here")


def _plain(error: ExpressionError) -> str:
    text = str(error)
    if "is no expression" in text:
        return "this is no number; write for example 0.25, 1/4, 2.5e-3, 25 % or (1, 2)"
    return text

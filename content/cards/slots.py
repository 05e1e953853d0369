"""Fills the slots of a generated card's words with drawn numbers, set as people write them.

A slot is ``{expression}`` or ``{expression:format}`` in prose, ``{=expression}`` or
``{=expression:format}`` in a formula, where plain braces are LaTeX's. Formats: none (a short
number, a vector, a matrix), ``pct`` (0.05 becomes 5 %), ``.3`` (three significant digits), ``2f``
(two decimals), ``frac`` (a fraction), ``sign`` (with + or -, for terms that follow each other).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from content.cards.allowed import ExpressionError
from content.cards.evaluation import Budget, Value
from content.cards.expressions import Expression, parse
from content.formulas import find_formulas

SIGNIFICANT = 6
SLOTS_MAX = 60
FILLED_MAX = 8_000
WHOLE_MAX = 10**15
NOTHING = 1e-12
_SLOT = re.compile(r"\{(=?)([^{}\n]+)\}")
_FORMAT = re.compile(r"^(.*):\s*(pct|frac|sign|\.[1-9]|[0-9]f)\s*$", re.DOTALL)


class Slot(NamedTuple):
    """One slot: its expression and format, where it stands, whether in a formula."""

    expression: Expression
    format: str
    start: int
    end: int
    in_formula: bool


def slots(text: str) -> list[Slot]:
    """Return the slots of a text. Raises ExpressionError for one that is not allowed."""
    return list(_slots(text))


def filled(text: str, variables: Mapping[str, Value], budget: Budget | None = None) -> str:
    """Return the text with its slots filled. Raises ExpressionError."""
    parts: list[str] = []
    at = 0
    for slot in _slots(text):
        value = slot.expression.value(variables, budget)
        parts += [text[at : slot.start], written(value, slot.format, in_formula=slot.in_formula)]
        at = slot.end
        if sum(map(len, parts)) > FILLED_MAX:
            raise ExpressionError(f"the filled text has more than {FILLED_MAX} characters")
    return "".join((*parts, text[at:]))


def written(value: Value, form: str = "", *, in_formula: bool = False) -> str:
    """Return a value as it stands in a sentence, or as LaTeX in a formula."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return _array(value, form, in_formula)
    if form == "pct":
        return number(value * 100) + (r"\,\%" if in_formula else " %")
    if form == "frac":
        return _fraction(value, in_formula)
    if form == "sign":
        return f"{'-' if value < 0 else '+'} {number(abs(value))}"
    if form.endswith("f"):
        return f"{value:.{int(form[:-1])}f}"
    if form.startswith("."):
        return _scientific(f"{value:.{int(form[1:])}g}", in_formula)
    return _scientific(number(value), in_formula)


def number(value: float) -> str:
    """Return a number as short as it is exact, at most six significant digits.

    What is left where numbers cancel (2.8e-17) is 0.
    """
    if abs(value) < NOTHING:
        return "0"
    if abs(value) < WHOLE_MAX and value == math.floor(value):
        return str(math.floor(value))
    return f"{value:.{SIGNIFICANT}g}"


def _slots(text: str) -> Iterator[Slot]:
    spans = [(one.start, one.start + len(one.latex)) for one in find_formulas(text)]
    count = 0
    for found in _SLOT.finditer(text):
        in_formula = any(start <= found.start() < end for start, end in spans)
        if in_formula and not found[1]:
            continue  # LaTeX's own braces
        count += 1
        if count > SLOTS_MAX:
            raise ExpressionError(f"a text has at most {SLOTS_MAX} slots")
        said = _FORMAT.match(found[2])
        body, form = (said[1], said[2]) if said else (found[2], "")
        yield Slot(parse(body), form, found.start(), found.end(), in_formula)


def _array(value: tuple[Value, ...], form: str, in_formula: bool) -> str:
    rows = [part for part in value if isinstance(part, tuple)]
    if rows and len(rows) == len(value):
        lines = [[written(part, form, in_formula=in_formula) for part in row] for row in rows]
        if in_formula:
            body = r" \\ ".join(" & ".join(line) for line in lines)
            return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
        return "[" + "; ".join(" ".join(line) for line in lines) + "]"
    parts = ", ".join(written(part, form, in_formula=in_formula) for part in value)
    return f"({parts})"


def _fraction(value: float, in_formula: bool) -> str:
    found = Fraction(value).limit_denominator(10_000)
    if abs(float(found) - value) > 1e-9 * max(1, abs(value)):
        raise ExpressionError(f"{value} is no fraction of small whole numbers")
    if found.denominator == 1:
        return str(found.numerator)
    if not in_formula:
        return f"{found.numerator}/{found.denominator}"
    sign = "-" if found < 0 else ""
    return rf"{sign}\frac{{{abs(found.numerator)}}}{{{found.denominator}}}"


def _scientific(text: str, in_formula: bool) -> str:
    """1e-05 as people write it."""
    digits, found, power = text.partition("e")
    if not found:
        return text
    exponent = int(power)
    if in_formula:
        return rf"{digits} \times 10^{{{exponent}}}"
    return f"{digits}e{exponent}"

"""Comparisons of a card's memory in a search: ``prop:s<5``, ``prop:r<0.8``, ``prop:due<=3``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NoReturn

from db.search_parts import ELAPSED, Build, Context, Part, Said, Values
from db.search_words import nearest

INTERVAL = "max(0, memory.due_day - memory.last_day)"
DUE_IN = """(CASE WHEN memory.state = 0 THEN NULL WHEN memory.due_day IS NULL THEN 0
 ELSE memory.due_day - ? END)"""
PROPERTIES = {
    "s": "memory.stability",
    "d": "memory.difficulty",
    "r": "",
    "reps": "memory.reps",
    "lapses": "memory.lapses",
    "ivl": f"(CASE memory.state WHEN 2 THEN {INTERVAL} END)",
    "due": DUE_IN,
}
"""What prop: knows: stability and difficulty, chance of recall, counts, days."""
_COMPARED = re.compile(r"([a-z]+)(<=|>=|!=|=|<|>)(-?\d{1,6}(?:\.\d{1,6})?)", re.IGNORECASE)
_HOW = "write it as prop:s<5, with one of = != < <= > >="


def read_property(said: Said) -> Build:
    """Return what makes the SQL of a comparison. Raises QueryError with the character."""
    found = _COMPARED.fullmatch(said.value)
    if found is None or found[1].lower() not in PROPERTIES:
        _refuse(said)
    name, sign, number = found[1].lower(), found[2], Decimal(found[3])
    if name in ("s", "d"):
        return lambda _: _fraction(PROPERTIES[name], sign, number)
    if name == "r":
        return lambda context: _recall(context, sign, number)
    if number != int(number):
        said.refuse(f"prop:{name} is compared with a whole number, not {found[3]}")
    sql = f"{PROPERTIES[name]} {sign} ?"
    if name == "due":
        return lambda context: Part(sql, (context.day, int(number)))
    return lambda _: Part(sql, (int(number),))


def _refuse(said: Said) -> NoReturn:
    """Say what is wrong with a comparison: what is compared, or how."""
    found = re.match(r"[A-Za-z]*", said.value)
    word = found[0].lower() if found else ""
    if word in PROPERTIES:
        said.refuse(f"prop:{word} is compared with a number; {_HOW}")
    near = nearest(word, PROPERTIES)
    perhaps = f"perhaps prop:{near[0]}; " if near else ""
    known = ", ".join(PROPERTIES)
    said.refuse(f"there is no prop:{word or said.value}; {perhaps}prop: knows {known}; {_HOW}")


def _fraction(column: str, sign: str, number: Decimal) -> Part:
    """Compare numbers with a fraction; equal is what rounds to the digits that were typed."""
    if sign in ("=", "!="):
        low, high = _rounding(number)
        inside = f"{column} >= ? AND {column} < ?"
        if sign == "=":
            return Part(f"({inside})", (low, high))
        return Part(f"({column} < ? OR {column} >= ?)", (low, high))
    return Part(f"{column} {sign} ?", (float(number),))


def _recall(context: Context, sign: str, number: Decimal) -> Part:
    """Compare the chance of recall: it is below x once elapsed / stability is beyond a bound."""
    elapsed: Values = (context.day, context.day)
    bound = context.scheduler.days_until

    def compared(against: str, value: float) -> Part:
        sql = f"{ELAPSED} {against} ? * memory.stability"
        return Part(sql, (*elapsed, bound(value)))

    if sign in ("=", "!="):
        low, high = map(compared, ("<=", ">"), _rounding(number))
        values = (*low.values, *high.values)
        if sign == "=":
            return Part(f"({low.sql} AND {high.sql})", values)
        return Part(f"(memory.stability IS NOT NULL AND NOT ({low.sql} AND {high.sql}))", values)
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[sign]
    return compared(turned, float(number))


def _rounding(number: Decimal) -> tuple[float, float]:
    """The numbers that round to this one as it was typed: from the first, below the second."""
    exponent = number.as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    return float(number - half), float(number + half)

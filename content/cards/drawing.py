"""Draws the numbers of a generated card: the same ones for the same card and number of reviews."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from content.cards.allowed import ExpressionError
from content.cards.evaluation import Budget, Value
from content.cards.expressions import Expression, parse, parse_with
from content.cards.functions import LENGTH_MAX, Function
from content.model import Problem

TRIES = 200
"""So many draws are made until one meets the condition ``where``."""
STEPS = 50_000
"""The steps of evaluation that one draw may take, its tries and its words included."""


class Draw(NamedTuple):
    """One draw: the variables by name, and the answer for them."""

    variables: dict[str, Value]
    answer: Value


def draw(problem: Problem, card: str, reviews: int, budget: Budget | None = None) -> Draw:
    """Return the draw of a card that was answered ``reviews`` times.

    Raises ExpressionError if a variable or the answer has no value, or nothing drawn in TRIES
    meets the condition.
    """
    return next_draw(problem, Chance(f"{card}\n{reviews}"), budget or Budget(STEPS))


def next_draw(problem: Problem, chance: Chance, budget: Budget) -> Draw:
    """Return the next draw from a source of chance; see ``draw``."""
    where = None if problem.where is None else parse(problem.where)
    answer = parse(problem.answer)
    for _ in range(TRIES):
        variables = _variables(problem.vars, chance, budget)
        if where is None or where.value(variables, budget):
            return Draw(variables, answer.value(variables, budget))
    raise ExpressionError(f"no draw of {TRIES} meets `{problem.where}`")


@lru_cache(maxsize=4096)
def parse_variable(text: str) -> Expression:
    """Return the checked expression of a variable, in which chance may be used.

    ``choice(a, b, ...)`` one of these; ``int(a, b)`` a whole number from a to b; ``decimal(a, b,
    places)`` a number with so many places; ``vector(n, a, b)`` and ``matrix(rows, columns, a, b)``
    of whole numbers; ``shuffle(v)`` the parts in another order. Raises ExpressionError.
    """
    return parse_with(text, _functions(Chance("")))


def seed_of(card: str, reviews: int) -> int:
    """Return the number by which the log names a draw, below 2**63."""
    return int.from_bytes(_digest(f"{card}\n{reviews}"), "big") >> 1


class Chance:
    """Numbers that only the text of the seed decides, on every machine and version."""

    def __init__(self, seed: str) -> None:
        # Of Python's generator only random() is promised to stay as it is.
        self._random = random.Random(int.from_bytes(_digest(seed), "big"))

    def below(self, count: int) -> int:
        """Return a whole number from 0 to ``count`` - 1, each as likely."""
        return math.floor(self._random.random() * count)

    def choice(self, *given: Value) -> Value:
        """Return one of the values, or of the parts of the one vector given."""
        if len(given) == 1 and isinstance(given[0], tuple):
            return given[0][self.below(len(given[0]))]
        return given[self.below(len(given))]

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from ``least`` to ``most``. ValueError, TypeError."""
        if least != int(least) or most != int(most):
            raise TypeError("int takes whole numbers")
        if not 0 <= most - least < 10**9:
            raise ValueError("int takes the least number first, then the greatest")
        return int(least) + self.below(int(most) - int(least) + 1)

    def decimal(self, least: float, most: float, places: int) -> float:
        """Return a number from ``least`` to ``most`` with so many places (1 to 6)."""
        if not 1 <= places <= 6:
            raise ValueError("decimal takes 1 to 6 places")
        unit = 10**places
        return self.whole(round(least * unit), round(most * unit)) / unit

    def vector(self, length: int, least: int, most: int) -> Value:
        """Return a vector of whole numbers."""
        if not 1 <= length <= LENGTH_MAX:
            raise ValueError(f"a vector has 1 to {LENGTH_MAX} parts")
        return tuple(self.whole(least, most) for _ in range(length))

    def matrix(self, rows: int, columns: int, least: int, most: int) -> Value:
        """Return a matrix of whole numbers with at most 8 rows."""
        if not 1 <= rows <= 8:
            raise ValueError("a matrix has 1 to 8 rows")
        return tuple(self.vector(columns, least, most) for _ in range(rows))

    def shuffle(self, given: tuple[Any, ...]) -> Value:
        """Return the parts in another order (Fisher and Yates)."""
        parts = list(given)
        for place in range(len(parts) - 1, 0, -1):
            other = self.below(place + 1)
            parts[place], parts[other] = parts[other], parts[place]
        return tuple(parts)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _cost(values: Sequence[Any]) -> int:
    return LENGTH_MAX


def _functions(chance: Chance) -> dict[str, Function]:
    def known(call: Callable[..., Value], least: int, most: int | None = None) -> Function:
        return Function(call, least, most or least, _cost)

    return {
        "choice": known(chance.choice, 1, LENGTH_MAX),
        "int": known(chance.whole, 2),
        "decimal": known(chance.decimal, 3),
        "vector": known(chance.vector, 3),
        "matrix": known(chance.matrix, 4),
        "shuffle": known(chance.shuffle, 1),
    }


def _variables(
    written: tuple[tuple[str, str], ...], chance: Chance, budget: Budget
) -> dict[str, Value]:
    functions: Mapping[str, Function] = _functions(chance)
    variables: dict[str, Value] = {}
    for name, text in written:
        variables[name] = parse_variable(text).value(variables, budget, functions)
    return variables

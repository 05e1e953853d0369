"""The functions that expressions of cards may call: a short list, each with what it costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, cast

LENGTH_MAX = 64
_ANY = 64


class Function(NamedTuple):
    """A function, the numbers of arguments it takes, and the steps that a call costs."""

    call: Callable[..., Any]
    least: int
    most: int
    cost: Callable[[Sequence[Any]], int]


def _parts(value: Any) -> int:
    if not isinstance(value, tuple):
        return 1
    return 1 + sum(map(_parts, cast("tuple[Any, ...]", value)))


def _linear(values: Sequence[Any]) -> int:
    return sum(map(_parts, values))


def _cubic(values: Sequence[Any]) -> int:
    longest = max((len(_vector(value)) for value in values if isinstance(value, tuple)), default=1)
    return _linear(values) + longest**3


def _function(
    call: Callable[..., Any],
    least: int = 1,
    most: int | None = None,
    cost: Callable[[Sequence[Any]], int] = _linear,
) -> Function:
    return Function(call, least, least if most is None else most, cost)


def _vector(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        raise TypeError("a vector is needed here")
    return cast("tuple[Any, ...]", value)


def _numbers(value: Any) -> tuple[float, ...]:
    found = _vector(value)
    if not all(isinstance(part, (int, float)) for part in found):
        raise TypeError("a vector of numbers is needed here")
    return found


def _values(given: tuple[Any, ...]) -> tuple[float, ...]:
    """The numbers of one vector, or the arguments themselves."""
    one_vector = len(given) == 1 and isinstance(given[0], tuple)
    return _numbers(given[0] if one_vector else given)


def _matrix(value: Any) -> tuple[tuple[float, ...], ...]:
    rows = tuple(_numbers(row) for row in _vector(value))
    if not rows or len({len(row) for row in rows}) != 1:
        raise TypeError("a matrix has rows of one length")
    return rows


def _mean(*given: Any) -> float:
    found = _values(given)
    return math.fsum(found) / len(found)


def _variance(value: Any, less: int) -> float:
    found = _numbers(value)
    middle = math.fsum(found) / len(found)
    return math.fsum((part - middle) ** 2 for part in found) / (len(found) - less)


def _least(*given: Any) -> float:
    return min(_values(given))


def _greatest(*given: Any) -> float:
    return max(_values(given))


def _sum(*given: Any) -> float:
    return sum(_values(given))


def _prod(value: Any) -> float:
    return math.prod(_numbers(value))


def _population_variance(value: Any) -> float:
    return _variance(value, 0)


def _sample_variance(value: Any) -> float:
    return _variance(value, 1)


def _population_deviation(value: Any) -> float:
    return math.sqrt(_variance(value, 0))


def _sample_deviation(value: Any) -> float:
    return math.sqrt(_variance(value, 1))


def _length(value: Any) -> int:
    return len(_vector(value))


def _zipped(*given: Any) -> tuple[Any, ...]:
    return tuple(zip(*map(_vector, given), strict=True))


def _sorted(value: Any) -> tuple[float, ...]:
    return tuple(sorted(_numbers(value)))


def _median(*given: Any) -> float:
    found = sorted(_values(given))
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def _dot(one: Any, two: Any) -> float:
    return sum(a * b for a, b in zip(_numbers(one), _numbers(two), strict=True))


def _product(one: Any, two: Any) -> Any:
    rows = _matrix(one)
    if not any(isinstance(part, tuple) for part in _vector(two)):
        return tuple(_dot(row, two) for row in rows)
    columns = tuple(zip(*_matrix(two), strict=True))
    return tuple(tuple(_dot(row, column) for column in columns) for row in rows)


def _transposed(value: Any) -> Any:
    return tuple(zip(*_matrix(value), strict=True))


def _determinant(value: Any) -> float:
    first, *others = _matrix(value)
    if len(first) != len(others) + 1 or len(first) > 4:
        raise TypeError("a determinant needs a square matrix of at most 4 rows")
    if not others:
        return sum(first)
    return sum(
        (-1) ** place * part * _determinant(_without(others, place))
        for place, part in enumerate(first)
    )


def _without(rows: Iterable[tuple[float, ...]], place: int) -> tuple[tuple[float, ...], ...]:
    return tuple(row[:place] + row[place + 1 :] for row in rows)


def _inverse(value: Any) -> Any:
    rows = _matrix(value)
    whole = _determinant(rows)
    if len(rows) == 1:
        return ((1 / whole,),)
    cofactors = tuple(
        tuple(
            (-1) ** (row + column)
            * _determinant(_without(rows[:row] + rows[row + 1 :], column))
            / whole
            for column in range(len(rows))
        )
        for row in range(len(rows))
    )
    return _transposed(cofactors)


def _trace(value: Any) -> float:
    rows = _matrix(value)
    return sum(row[place] for place, row in enumerate(rows))


def _norm(value: Any, order: float = 2) -> float:
    found = [abs(part) for part in _numbers(value)]
    if order == math.inf:
        return max(found)
    # As floats: whole numbers would grow without bound.
    return math.fsum(float(part) ** float(order) for part in found) ** (1 / order)


def _softmax(value: Any) -> tuple[float, ...]:
    found = _numbers(value)
    most = max(found)
    powers = [math.exp(part - most) for part in found]
    whole = math.fsum(powers)
    return tuple(part / whole for part in powers)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _range(*given: int) -> tuple[int, ...]:
    over = range(*given)
    if len(over) > LENGTH_MAX:
        raise ValueError(f"a vector has at most {LENGTH_MAX} parts")
    return tuple(over)


def _factorial(n: int) -> int:
    if not 0 <= n <= 50:
        raise ValueError("a factorial is of 0 to 50")
    return math.factorial(n)


def _choose(n: int, k: int) -> int:
    if not 0 <= n <= 250:
        raise ValueError("a binomial coefficient is of 0 to 250")
    return math.comb(n, k)


def _normal_cdf(x: float, mean: float = 0.0, sd: float = 1.0) -> float:
    return 0.5 * math.erfc(-(x - mean) / (sd * math.sqrt(2)))


def _round(x: float, digits: int = 0) -> float:
    """Halves away from zero, as people do it; a whole number without digits."""
    if not -12 <= digits <= 12:
        raise ValueError("a number is rounded to -12 to 12 digits")
    scaled = abs(x) * 10**digits
    nearest = math.floor(scaled + 0.5 + 1e-12 * scaled)
    found = math.copysign(nearest, x)
    return int(found) if digits == 0 else found / 10**digits


def _argmax(value: Any) -> int:
    found = _numbers(value)
    return found.index(max(found))


CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "inf": math.inf}
FUNCTIONS: dict[str, Function] = {
    "abs": _function(abs),
    "min": _function(_least, 1, _ANY),
    "max": _function(_greatest, 1, _ANY),
    "sum": _function(_sum, 1, _ANY),
    "prod": _function(_prod),
    "mean": _function(_mean, 1, _ANY),
    "median": _function(_median, 1, _ANY),
    "var": _function(_population_variance),
    "sample_var": _function(_sample_variance),
    "std": _function(_population_deviation),
    "sample_std": _function(_sample_deviation),
    "round": _function(_round, 1, 2),
    "floor": _function(math.floor),
    "ceil": _function(math.ceil),
    "sqrt": _function(math.sqrt),
    "exp": _function(math.exp),
    "log": _function(math.log, 1, 2),
    "log2": _function(math.log2),
    "log10": _function(math.log10),
    "log1p": _function(math.log1p),
    "sin": _function(math.sin),
    "cos": _function(math.cos),
    "tan": _function(math.tan),
    "atan": _function(math.atan),
    "tanh": _function(math.tanh),
    "erf": _function(math.erf),
    "sigmoid": _function(_sigmoid),
    "softmax": _function(_softmax),
    "normal_cdf": _function(_normal_cdf, 1, 3),
    "factorial": _function(_factorial),
    "comb": _function(_choose, 2),
    "gcd": _function(math.gcd, 2),
    "len": _function(_length),
    "range": _function(_range, 1, 3),
    "zip": _function(_zipped, 2, 4),
    "sort": _function(_sorted),
    "argmax": _function(_argmax),
    "dot": _function(_dot, 2),
    "norm": _function(_norm, 1, 2),
    "matmul": _function(_product, 2, cost=_cubic),
    "transpose": _function(_transposed),
    "det": _function(_determinant, cost=_cubic),
    "inv": _function(_inverse, cost=_cubic),
    "trace": _function(_trace),
}

"""Proves by SymPy that two formulas are equal; runs as a process of its own, a line a formula.

The formulas go through Python's own parser and a short list, never through SymPy's ``sympify``,
which would evaluate them as code.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from operator import attrgetter, methodcaller
from typing import Any, cast

from content.cards.allowed import DEPTH_MAX, TEXT_MAX, ExpressionError, what

PLAIN = (
    *("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh", "asin", "acos", "atan"),
    *("erf", "Abs", "sign", "Max", "Min", "factorial", "binomial", "gamma", "Heaviside"),
    *("diff", "integrate", "limit", "summation", "Sum", "Product", "Derivative", "Integral"),
    *("simplify", "expand", "factor", "together", "cancel", "trigsimp", "Rational", "Matrix"),
    "eye",
)
"""The functions that are SymPy's own."""
NAMES = ("pi", "E", "oo", "I")
ASSUMPTIONS = frozenset({"real", "positive", "negative", "integer", "nonnegative", "nonzero"})
POWER_MAX = 64
MEMORY_MAX = 2 << 30
"""Bytes that the process may take: a formula that grows without end fails alone."""


def library() -> Any:
    """SymPy itself: half a second to import, without types, and not needed to run mlroad."""
    return cast(Any, import_module("sympy"))


def functions() -> dict[str, Callable[..., Any]]:
    """Return the functions that formulas may call, by name."""
    sympy = library()

    def in_order(found: list[Any]) -> Any:
        return sympy.Matrix(sorted(found, key=sympy.default_sort_key))

    def eigenvals(matrix: Any) -> Any:
        found = matrix.eigenvals().items()
        return in_order([value for value, times in found for _ in range(times)])

    def solve(equation: Any, name: Any) -> Any:
        return in_order(sympy.solve(equation, name))

    def subs(expression: Any, name: Any, value: Any) -> Any:
        return sympy.sympify(expression).subs(name, value)

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + sympy.exp(-x))

    known: dict[str, Callable[..., Any]] = {name: getattr(sympy, name) for name in PLAIN}
    for name in ("det", "trace", "inv"):
        known[name] = methodcaller(name)
    known |= {"transpose": attrgetter("T"), "doit": methodcaller("doit")}
    known |= {"eigenvals": eigenvals, "solve": solve, "subs": subs, "sigmoid": sigmoid}
    return known


def difference(claim: str, derive: str, symbols: Mapping[str, str]) -> str:
    """Return "" if the two formulas are equal, else in words what is wrong."""
    try:
        names = {name: _symbol(name, said) for name, said in symbols.items()}
        one, two = read(claim, names), read(derive, names)
        return "" if _equal(one, two) else f"SymPy finds {two} for the derivation, not {one}"
    except ExpressionError as error:
        return str(error)
    except Exception as error:  # SymPy raises whatever it likes; the card is told what
        return f"SymPy cannot prove it: {type(error).__name__}: {error}"


def _equal(one: Any, two: Any) -> bool:
    if hasattr(one, "shape") != hasattr(two, "shape"):
        return False
    if hasattr(one, "shape"):
        same = one.shape == two.shape
        return same and all(_equal(a, b) for a, b in zip(one, two, strict=True))
    if hasattr(one, "doit"):
        one = one.doit()
    if hasattr(two, "doit"):
        two = two.doit()
    if library().simplify(one - two) == 0:
        return True
    return bool(library().sympify(one).equals(two))


def read(text: str, names: dict[str, Any]) -> Any:
    """Return the formula as SymPy's; new names become symbols. Raises ExpressionError."""
    if len(text) > TEXT_MAX:
        raise ExpressionError(f"a formula has at most {TEXT_MAX} characters")
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"`{text}` is no formula") from None
    return _Reader(names).read(body, 0)


def _symbol(name: str, said: str) -> Any:
    words = said.replace(",", " ").split()
    unknown = [word for word in words if word not in ASSUMPTIONS]
    if unknown:
        raise ExpressionError(f"`{unknown[0]}` is no assumption; there are {sorted(ASSUMPTIONS)}")
    return library().Symbol(name, **dict.fromkeys(words, True))


class _Reader:
    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._functions = functions()

    def read(self, node: ast.AST, depth: int) -> Any:
        if depth > DEPTH_MAX:
            raise ExpressionError(f"a formula nests at most {DEPTH_MAX} deep")
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
            return self._constant(node.value)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self.read(part, depth + 1) for part in node.elts]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.read(node.operand, depth + 1)
        if isinstance(node, ast.BinOp):
            one, two = self.read(node.left, depth + 1), self.read(node.right, depth + 1)
            return self._calculate(node.op, one, two)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            known = self._functions.get(node.func.id)
            if known is None:
                raise ExpressionError(f"there is no function `{node.func.id}`")
            given = [self.read(part, depth + 1) for part in node.args]
            return known(*(tuple(one) if _is_range(one) else one for one in given))
        raise ExpressionError(f"{what(node)} is not allowed in a formula")

    def _constant(self, value: float | str) -> Any:
        if isinstance(value, str):
            if value not in ("+", "-"):
                raise ExpressionError("the only texts in a formula are '+' and '-' of a limit")
            return value
        kind = library().Integer if isinstance(value, int) else library().Rational
        return kind(str(value))

    def _name(self, name: str) -> Any:
        if name in NAMES:
            return getattr(library(), name)
        if name.startswith("_"):
            raise ExpressionError(f"`{name}` is not allowed: a name begins with a letter")
        return self._names.setdefault(name, library().Symbol(name))

    def _calculate(self, op: ast.operator, one: Any, two: Any) -> Any:
        if isinstance(op, ast.Add):
            return one + two
        if isinstance(op, ast.Sub):
            return one - two
        if isinstance(op, (ast.Mult, ast.MatMult)):
            return one * two
        if isinstance(op, ast.Div):
            return one / two
        if isinstance(op, ast.Pow):
            if getattr(two, "is_Integer", False) and abs(int(two)) > POWER_MAX:
                raise ExpressionError(f"a power is at most {POWER_MAX}")
            return one**two
        raise ExpressionError(f"{what(op)} is not allowed in a formula")


def _is_range(value: object) -> bool:
    """Whether it is (name, from, to), as sums and integrals take it."""
    parts = cast("list[Any]", value) if isinstance(value, list) else []
    return len(parts) == 3 and isinstance(parts[0], library().Symbol)


def main() -> None:
    """Answer each line of the input, [claim, derive, symbols], with what is wrong, or ""."""
    with suppress(ImportError, OSError, ValueError):  # a system that has no such limit
        resource = cast(Any, import_module("resource"))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    for line in sys.stdin:
        print(json.dumps(difference(*json.loads(line))), flush=True)

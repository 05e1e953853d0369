"""The value of a checked expression: interpreted in a bounded number of steps."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from typing import Any, cast

from content.cards.allowed import BINARY, BITS_MAX, COMPARE, ExpressionError, what
from content.cards.functions import CONSTANTS, FUNCTIONS, LENGTH_MAX, Function

Value = int | float | str | tuple[Any, ...]
"""A number, a text, or a vector of values (a matrix is a vector of rows)."""

STEPS_MAX = 20_000
PARTS_MAX = 4096
POWER_MAX = 256


class Budget:
    """Steps that several evaluations share: those of a draw, or of all cards of a file."""

    __slots__ = ("steps",)

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int) -> None:
        """Take steps. Raises ExpressionError when they are used up."""
        self.steps -= steps
        if self.steps < 0:
            raise ExpressionError("the expressions take too many steps together")


class Run:
    """One evaluation with its budget of steps; ``shared`` counts them as well."""

    def __init__(
        self,
        variables: Mapping[str, Value],
        more: Mapping[str, Function],
        shared: Budget | None = None,
    ) -> None:
        self._variables = dict(variables)
        self._more = more
        self._steps = STEPS_MAX if shared is None else min(STEPS_MAX, shared.steps)
        self._all = self._steps

    @property
    def spent(self) -> int:
        """The steps taken so far."""
        return self._all - self._steps

    def spend(self, steps: int) -> None:
        """Take steps from the budget. Raises ExpressionError when it is used up."""
        self._steps -= steps
        if self._steps < 0:
            raise ExpressionError("the expression takes too many steps")

    def _sized(self, value: Value) -> Value:
        """The value, its parts counted as steps: a list of lists grows at each use."""
        if isinstance(value, tuple):
            self.spend(parts(value))
        return value

    def value(self, node: ast.AST) -> Value:
        """Return the value of a node. Raises ExpressionError, or what arithmetic raises."""
        self.spend(1)
        if isinstance(node, ast.Constant):
            return cast(Value, node.value)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.BinOp):
            one, two = self.value(node.left), self.value(node.right)
            return bounded(self._sized(_calculate(BINARY[type(node.op)], one, two)))
        if isinstance(node, ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, ast.BoolOp):
            return self._logic(node)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.IfExp):
            return self.value(node.body if self.value(node.test) else node.orelse)
        if isinstance(node, (ast.List, ast.Tuple)):
            return self._sized(tuple(self.value(part) for part in node.elts))
        if isinstance(node, ast.Subscript):
            return self._part(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return self._loop(node)
        raise ExpressionError(f"{what(node)} is not allowed in an expression")

    def _name(self, name: str) -> Value:
        if name in self._variables:
            return self._variables[name]
        if name in CONSTANTS:
            return CONSTANTS[name]
        raise ExpressionError(f"there is no variable `{name}`")

    def _unary(self, node: ast.UnaryOp) -> Value:
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return int(not value)
        if isinstance(value, tuple):
            self._sized(value)
            return tuple(_calculate("*", -1, part) for part in value) if _minus(node) else value
        return -_number(value) if _minus(node) else _number(value)

    def _logic(self, node: ast.BoolOp) -> Value:
        wanted = isinstance(node.op, ast.Or)
        for part in node.values:
            if bool(self.value(part)) is wanted:
                return int(wanted)
        return int(not wanted)

    def _compare(self, node: ast.Compare) -> Value:
        left = self.value(node.left)
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self._sized(self.value(part))
            if not COMPARE[type(op)](left, right):
                return 0
            left = right
        return 1

    def _part(self, node: ast.Subscript) -> Value:
        value, index = self.value(node.value), self.value(node.slice)
        if not isinstance(value, tuple) or not isinstance(index, int):
            raise ExpressionError("only vectors have parts, numbered from 0")
        return value[index]

    def _call(self, node: ast.Call) -> Value:
        name = cast(ast.Name, node.func).id
        function = self._more.get(name) or FUNCTIONS[name]
        values = [self.value(part) for part in node.args]
        self.spend(function.cost(values))
        return bounded(self._sized(function.call(*values)))

    def _loop(self, node: ast.ListComp | ast.GeneratorExp) -> Value:
        one = node.generators[0]
        over = self.value(one.iter)
        if not isinstance(over, tuple):
            raise ExpressionError("a loop runs over a vector")
        outer = self._variables
        found: list[Value] = []
        for item in over:
            self._variables = {**outer, **_bound(one.target, item)}
            if all(self.value(test) for test in one.ifs):
                found.append(self.value(node.elt))
        self._variables = outer
        return self._sized(tuple(found))


def parts(value: object) -> int:
    """Return the number of values within a value, itself included.

    Raises ExpressionError beyond PARTS_MAX; it looks at no more than that.
    """
    left = [value]
    count = 0
    while left:
        count += 1
        if count > PARTS_MAX:
            raise ExpressionError(f"a value has at most {PARTS_MAX} parts")
        one = left.pop()
        if isinstance(one, tuple):
            left += cast("tuple[object, ...]", one)[: PARTS_MAX + 1]
    return count


def _minus(node: ast.UnaryOp) -> bool:
    return isinstance(node.op, ast.USub)


def _bound(target: ast.expr, item: Value) -> dict[str, Value]:
    if isinstance(target, ast.Name):
        return {target.id: item}
    parts = cast(ast.Tuple, target).elts
    if not isinstance(item, tuple) or len(item) != len(parts):
        raise ExpressionError("the loop's names do not fit its items")
    found: dict[str, Value] = {}
    for part, value in zip(parts, item, strict=True):
        found |= _bound(part, value)
    return found


def _number(value: Value) -> int | float:
    if isinstance(value, (int, float)):
        return value
    raise ExpressionError("a number is needed here")


def _calculate(sign: str, one: Value, two: Value) -> Value:
    """Arithmetic of numbers; of vectors part by part, and of a vector with a number."""
    if isinstance(one, tuple) or isinstance(two, tuple):
        if isinstance(one, tuple) and isinstance(two, tuple):
            if len(one) != len(two):
                raise ExpressionError("the vectors are not of the same length")
            return tuple(_calculate(sign, a, b) for a, b in zip(one, two, strict=True))
        if isinstance(one, tuple):
            return tuple(_calculate(sign, part, two) for part in one)
        return tuple(_calculate(sign, one, part) for part in cast("tuple[Value, ...]", two))
    a, b = _number(one), _number(two)
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if sign == "/":
        return a / b
    if sign == "//":
        return a // b
    return a % b if sign == "%" else _power(a, b)


def _power(base: int | float, exponent: int | float) -> int | float:
    if isinstance(base, int) and isinstance(exponent, int):
        if exponent < 0:
            return float(base) ** exponent
        if exponent > POWER_MAX or base.bit_length() * exponent > BITS_MAX:
            raise ExpressionError("the power is too large")
        return base**exponent
    result = float(base) ** float(exponent)
    if isinstance(result, complex):
        raise ExpressionError("a negative number has no such power")
    return result


def bounded(value: object) -> Value:
    """Return the value if it is finite and of bounded size. Raises ExpressionError."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        if value.bit_length() > BITS_MAX:
            raise ExpressionError("the number is too large")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ExpressionError("the value is not finite")
        return value
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        if len(parts) > LENGTH_MAX:
            raise ExpressionError(f"a vector has at most {LENGTH_MAX} parts")
        return tuple(bounded(part) for part in parts)
    if isinstance(value, str):
        return value
    raise ExpressionError(f"a {type(value).__name__} is no value")

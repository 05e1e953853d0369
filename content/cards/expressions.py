"""Arithmetic written in card files: parsed by Python, checked against a short list, interpreted.

Nothing is ever handed to ``eval``. What is not on the list is refused when the card is read; what
is on it costs a bounded number of steps and yields numbers of bounded size, so that a hostile file
can neither run code nor hang the program.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from content.cards.allowed import BINARY, TEXT_MAX, Check, ExpressionError, short, targets
from content.cards.evaluation import Budget, Run, Value
from content.cards.functions import CONSTANTS, Function


class Expression:
    """A checked expression. ``names`` are the variables that it needs, ``text`` is as written."""

    __slots__ = ("_body", "_more", "names", "text")

    def __init__(self, text: str, body: ast.expr, more: Mapping[str, Function]) -> None:
        self.text = text
        self._body = body
        self._more = more
        self.names = frozenset(_free_names(body))

    def value(
        self,
        variables: Mapping[str, Value],
        budget: Budget | None = None,
        more: Mapping[str, Function] | None = None,
    ) -> Value:
        """Return the value for these variables, its steps taken from the budget.

        ``more`` are the functions to call in place of those it was checked with, of the same names.
        Raises ExpressionError where there is none, or where the budget is used up.
        """
        if budget is not None:
            budget.spend(1)
        run = Run(variables, self._more if more is None else more, budget)
        try:
            return run.value(self._body)
        except (ArithmeticError, TypeError, ValueError, IndexError) as error:
            if isinstance(error, ExpressionError):
                raise
            raise ExpressionError(f"`{self.text}` has no value: {error}") from None
        finally:
            if budget is not None:
                budget.steps -= run.spent

    def shape(self) -> str:
        """Return a text that is the same for two expressions of the same formula.

        Order of the parts of sums and products, and the names of loop variables, do not count.
        """
        return _shape(self._body)


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Return the checked expression. Raises ExpressionError for anything that is not allowed."""
    return parse_with(text, {})


def parse_with(text: str, more: Mapping[str, Function]) -> Expression:
    """Return the checked expression, in which the functions ``more`` are known as well."""
    if len(text) > TEXT_MAX:
        raise ExpressionError(f"an expression has at most {TEXT_MAX} characters")
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        why = error.msg if isinstance(error, SyntaxError) else "it cannot be read"
        raise ExpressionError(f"`{short(text)}` is no expression: {why}") from None
    Check(more).check(body)
    return Expression(text.strip(), body, more)


def _free_names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return set() if node.id in CONSTANTS else {node.id}
    if isinstance(node, ast.Call):
        return {name for part in node.args for name in _free_names(part)}
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        one = node.generators[0]
        within = {name for part in (node.elt, *one.ifs) for name in _free_names(part)}
        return (within - set(targets(one.target))) | _free_names(one.iter)
    return {name for part in ast.iter_child_nodes(node) for name in _free_names(part)}


def _shape(node: ast.AST) -> str:
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, (ast.Add, ast.Mult)):
            return f"{BINARY[type(node.op)]}({','.join(sorted(_operands(node, type(node.op))))})"
        return f"{BINARY[type(node.op)]}({_shape(node.left)},{_shape(node.right)})"
    if isinstance(node, ast.Constant):
        value = node.value
        return repr(float(value)) if isinstance(value, (int, float)) else repr(value)
    if isinstance(node, ast.Name):
        return node.id
    parts = ",".join(_shape(part) for part in ast.iter_child_nodes(node))
    return f"{type(node).__name__}({parts})"


def _operands(node: ast.AST, op: type[ast.operator]) -> list[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, op):
        return _operands(node.left, op) + _operands(node.right, op)
    return [_shape(node)]

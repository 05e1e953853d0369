"""What an expression of a card may hold: a walk over Python's own tree that refuses all else."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any

from content.cards.functions import FUNCTIONS, LENGTH_MAX, Function

TEXT_MAX = 400
DEPTH_MAX = 24
BITS_MAX = 256
BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda one, two: one == two,
    ast.NotEq: lambda one, two: one != two,
    ast.Lt: lambda one, two: one < two,
    ast.LtE: lambda one, two: one <= two,
    ast.Gt: lambda one, two: one > two,
    ast.GtE: lambda one, two: one >= two,
}


class ExpressionError(ValueError):
    """An expression is not allowed, or has no value; the text says why in one line."""


def short(text: str) -> str:
    """Return the text as it is quoted in a message: on one line, cut."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


class Check:
    """Walks the tree once and refuses what is not on the list."""

    def __init__(self, more: Mapping[str, Function]) -> None:
        self._more = more

    def check(self, node: ast.AST, depth: int = 0) -> None:
        """Raise ExpressionError for the first thing that is not allowed."""
        if depth > DEPTH_MAX:
            raise ExpressionError(f"an expression nests at most {DEPTH_MAX} deep")
        for part in self._parts(node):
            self.check(part, depth + 1)

    def _parts(self, node: ast.AST) -> list[ast.AST]:
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            if node.id.startswith("_"):
                raise ExpressionError(f"`{node.id}` is not allowed: a name begins with a letter")
            return []
        if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            return [node.left, node.right]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Not)):
            return [node.operand]
        if isinstance(node, ast.BoolOp):
            return list(node.values)
        if isinstance(node, ast.Compare) and all(type(op) in COMPARE for op in node.ops):
            return [node.left, *node.comparators]
        if isinstance(node, ast.IfExp):
            return [node.test, node.body, node.orelse]
        if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) <= LENGTH_MAX:
            return list(node.elts)
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return [node.value, node.slice]
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return self._loop(node)
        raise ExpressionError(f"{what(node)} is not allowed in an expression")

    def _constant(self, node: ast.Constant) -> list[ast.AST]:
        value = node.value
        if isinstance(value, str) and len(value) <= 80:
            return []
        if type(value) is int and value.bit_length() <= BITS_MAX:  # True is none
            return []
        if isinstance(value, float) and math.isfinite(value):
            return []
        raise ExpressionError(f"`{short(repr(value))}` is not a number or short text")

    def _call(self, node: ast.Call) -> list[ast.AST]:
        if not isinstance(node.func, ast.Name):
            raise ExpressionError("only functions of the list can be called, by their names")
        name = node.func.id
        known = self._more.get(name) or FUNCTIONS.get(name)
        if known is None:
            raise ExpressionError(f"there is no function `{name}`")
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            raise ExpressionError(f"`{name}` takes plain arguments alone")
        if not known.least <= len(node.args) <= known.most:
            count = str(known.least) if known.least == known.most else f"{known.least} or more"
            raise ExpressionError(f"`{name}` takes {count} arguments, not {len(node.args)}")
        return list(node.args)

    def _loop(self, node: ast.ListComp | ast.GeneratorExp) -> list[ast.AST]:
        if len(node.generators) != 1 or node.generators[0].is_async:
            raise ExpressionError("a loop has one `for`")
        one = node.generators[0]
        for name in targets(one.target):
            if name.startswith("_"):
                raise ExpressionError(f"`{name}` is not allowed: a name begins with a letter")
        return [one.iter, node.elt, *one.ifs]


def what(node: ast.AST) -> str:
    """Return the words for a kind of node that is not allowed."""
    words: dict[type[ast.AST], str] = {
        ast.Attribute: "an attribute (a dot after a name)",
        ast.Lambda: "a function",
    }
    return words.get(type(node), f"`{type(node).__name__}`")


def targets(target: ast.expr) -> list[str]:
    """Return the names that a loop binds. Raises ExpressionError for anything but names."""
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, ast.Tuple):
        return [name for part in target.elts for name in targets(part)]
    raise ExpressionError("a loop runs over plain names")

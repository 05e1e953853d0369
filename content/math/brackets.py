"""Where the one-line form needs brackets: what is a product, a factor, a name."""

from __future__ import annotations

from content.math.block import single
from content.math.boxes import Box, beside, line
from content.math.nodes import (
    Accent,
    Brace,
    Fence,
    Frac,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Stack,
    Sym,
)
from content.math.scripts import nucleus
from content.math.symbols import BAR, BIG, BIN, CLOSE, OP, OPEN, ORD, PUNCT, REL, WORD, WORD_REL

_SPLIT = frozenset((BIN, REL, PUNCT, WORD_REL))


def bracketed(box: Box) -> Box:
    """A one-line box in round brackets."""
    return beside(line("(", "f"), box, line(")", "f"))


def items_of(node: Node) -> list[Node]:
    node = nucleus(node)
    return node.items if isinstance(node, Row) else [node]


def product(node: Node) -> bool:
    """Whether a node is a product: nothing in it binds weaker than multiplication."""
    items = items_of(node)
    depth = 0
    for index, item in enumerate(items):
        inner = nucleus(item)
        depth += (item.atom == OPEN) - (item.after == CLOSE)
        if depth > 0:
            continue
        if item.atom in _SPLIT and (index or item.atom != BIN):
            return False
        if item.atom in (OP, BIG) and index:
            return False
        if isinstance(inner, (Frac, Grid, Brace, Stack)) and len(items) > 1:
            return False
        if isinstance(inner, Row) and inner is not item and not product(inner):
            return False
        if type(inner) is Sym and " " in inner.text and len(items) > 1:
            return False
    return not (len(items) == 1 and isinstance(nucleus(items[0]), (Brace, Frac)))


def factor(node: Node) -> bool:
    """Whether a node can stand after a slash: one symbol, ``∂x``, or a name with brackets."""
    if single(node):
        return True
    items = items_of(node)
    if not product(node) or not items:
        return False
    first = nucleus(items[0])
    if len(items) == 1:
        return type(first) in (Root, Fence, Accent, Scripts, Sym)
    if type(first) is Sym and first.plain in "∂d" and len(items) == 2:
        return single(items[1])
    if type(first) is Sym and first.plain == "∂":
        return all(single(item) for item in items)
    if type(items[1]) is Sym and items[1].plain == "!" and len(items) == 2:
        return True
    if items[0].atom == BAR and [_bar(item) for item in items].count(True) == 2:
        return _bar(items[-1])  # |x|
    # f(x), log(x): a name and one pair of brackets to the end.
    return items[1].atom == OPEN and first.atom in (ORD, OP, WORD) and one_pair(items[1:])


def _bar(node: Node) -> bool:
    return (node.base if isinstance(node, Scripts) else node).atom == BAR


def one_pair(items: list[Node]) -> bool:
    depth = 0
    for index, item in enumerate(items):
        if isinstance(item, Fence):
            if depth == 0 and index < len(items) - 1:
                return False
            continue
        depth += (item.atom == OPEN) - (item.after == CLOSE)
        if depth == 0 and index < len(items) - 1:
            return False
    return depth == 0


def upright(items: list[Node]) -> bool:
    """Whether atoms are the letters of one name."""
    return len(items) > 1 and all(
        type(item) is Sym and item.ink == "u" and item.plain.isalnum() for item in items
    )

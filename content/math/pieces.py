"""What a long row may be broken between: its atoms, without the groups around them."""

from __future__ import annotations

from collections.abc import Sequence

from content.math.alphabet import words
from content.math.nodes import Delimiter, Fence, Node, Row, Scripts, Sym, Wrapped
from content.math.symbols import CLOSE, OP, OPEN, ORD, REL


def flattened(items: Sequence[Node], limit: int = 20_000) -> list[Node]:
    """Atoms without the groups around them; fences of one row as their delimiters and bodies."""
    out: list[Node] = []
    stack = list(reversed(items))
    while stack and len(out) < limit:
        node = stack.pop()
        kind = type(node)
        if isinstance(node, Row) and node.atom == ORD and len(node.items) > 1:
            stack.extend(reversed(node.items))
        elif isinstance(node, Fence) and _low(node):
            stack.extend(reversed(_opened(node)))
        elif isinstance(node, Wrapped) and node.kind == "style" and isinstance(node.body, Row):
            stack.extend(reversed(node.body.items))
        elif isinstance(node, Scripts) and isinstance(node.base, Fence) and _low(node):
            *first, last = _opened(node.base)
            closing = Scripts(last)
            closing.sub, closing.sup, closing.primes = node.sub, node.sup, node.primes
            stack.extend(reversed([*first, closing]))
        elif kind is Sym and isinstance(node, Sym) and node.ink in "tu" and " " in node.text:
            out.extend(_separate_words(node))
        else:
            out.append(node)
    out.extend(reversed(stack))
    return out


def _low(node: Node) -> bool:
    return node.box is not None and len(node.box.rows) == 1


def _opened(node: Fence) -> list[Node]:
    first: list[Node] = []
    last = len(node.delimiters) - 1
    for index, character in enumerate(node.delimiters):
        atom = OPEN if not index else CLOSE if index == last else REL
        first.append(Delimiter(character, 1, atom))
        if index < last:
            body = node.bodies[index]
            first.extend(body.items if isinstance(body, Row) else [body])
    return first


def _separate_words(node: Sym) -> list[Node]:
    pieces = node.text.split(" ")
    out: list[Node] = []
    for index, piece in enumerate(pieces):
        text = piece + (" " if index < len(pieces) - 1 else "")
        if text:
            symbol = words(text, node.ink, "full")
            if node.atom == OP and index == len(pieces) - 1:
                symbol.atom = symbol.after = OP
            out.append(symbol)
    return out

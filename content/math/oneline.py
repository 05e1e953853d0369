"""The one-line form: the same tree in one row, with brackets where the structure needs them."""

from __future__ import annotations

from content.math.block import arrow_line, single, vulgar
from content.math.boxes import EMPTY, Box, beside, line, space
from content.math.brackets import bracketed, factor, items_of, one_pair, product, upright
from content.math.glyphs import drawn
from content.math.grids import cell_boxes, continues, ruled_cells
from content.math.letters import ACCENTS
from content.math.marks import cancelled, marked
from content.math.nodes import (
    SCRIPT,
    TEXT,
    Accent,
    Arrow,
    Brace,
    Delimiter,
    Fence,
    Frac,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Stack,
    Sym,
    Wrapped,
)
from content.math.scripts import nucleus, primes_box, small
from content.math.spacing import ONE_LINE, Setter, row_box
from content.math.symbols import (
    BIG,
    OP,
    OPEN,
    REL,
)


def _frac(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Frac)
    over, below = setter.box(node.over, style), setter.box(node.below, style)
    if not node.bar or node.fences:
        parts = [over, line(", " if style != SCRIPT else ",", "p"), below]
        name = line("C", "u") if node.fences in ("()", "") else EMPTY
        return beside(name, line("(", "f"), *parts, line(")", "f"))
    if style != SCRIPT:
        compact = vulgar(setter, node)
        if compact is not None:
            return compact
    if not product(node.over):
        over = bracketed(over)
    if not factor(node.below):
        below = bracketed(below)
    return beside(over, line("/", "o"), below)


def _row(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Row)
    return row_box(setter, node.items, style)


def _root(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Root)
    body = setter.box(node.body, style)
    if not single(node.body) or setter.glyphs.name == "ascii":
        body = bracketed(body)
    parts = [line(setter.glyphs.root, "l"), body]
    if node.index is not None:
        index = small(node.index, setter.glyphs.superscripts)
        if index is None:
            index = beside(bracketed(setter.box(node.index, SCRIPT)))
        parts.insert(0, index)
    return beside(*parts)


def _script(setter: Setter, node: Node, sign: str) -> Box:
    """A script after ``^`` or ``_``, in brackets unless it is one symbol."""
    table = setter.glyphs.superscripts if sign == "^" else setter.glyphs.subscripts
    written = small(node, table)
    if written is not None:
        return written
    body = setter.box(node, SCRIPT)
    inner = nucleus(node)
    items = items_of(node)
    plain = type(inner) is Sym and (len(inner.text) == 1 or inner.text.isalnum())
    if type(inner) in (Accent, Fence) or upright(items):
        plain = True
    elif items and items[0].atom == OPEN and items[0].after == OPEN:
        plain = one_pair(items)
    return beside(line(sign, "p"), body if plain else bracketed(body))


def _scripts(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Scripts)
    base = setter.box(node.base, style)
    inner = nucleus(node.base)
    several = isinstance(inner, Row) and len(inner.items) > 1 and not upright(inner.items)
    if (several or isinstance(inner, (Frac, Arrow, Brace, Root))) and node.base.atom not in (
        OP,
        BIG,
        REL,
    ):
        base = bracketed(base)
    parts = [base]
    sub = None if node.sub is None else _script(setter, node.sub, "_")
    if node.primes:
        parts.append(primes_box(setter, node.primes))
    if sub is not None:
        parts.append(sub)
    if node.sup is not None:
        parts.append(_script(setter, node.sup, "^"))
    return beside(*parts)


def _fence(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Fence)
    mode = setter.glyphs.name
    parts: list[Box] = []
    for index, character in enumerate(node.delimiters):
        if character:
            middle = 0 < index < len(node.bodies)
            text = drawn(character, mode)
            if middle and not parts[-1].rows[0].endswith(" "):
                parts.append(space(1))
            parts.append(line(text, "f"))
            if middle and not setter.box(node.bodies[index], style).rows[0].startswith(" "):
                parts.append(space(1))
        if index < len(node.bodies):
            parts.append(setter.box(node.bodies[index], style))
    return beside(*parts)


def _delimiter(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Delimiter)
    return line(drawn(node.character, setter.glyphs.name), "f") if node.character else EMPTY


def _stack(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Stack)
    parts = [setter.box(node.base, style)]
    if node.below is not None:
        parts.append(_script(setter, node.below, "_"))
    if node.over is not None:
        parts.append(_script(setter, node.over, "^"))
    return beside(*parts)


def _brace(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Brace)
    body = setter.box(node.body, style)
    if node.label is None:
        return body
    label = setter.box(node.label, SCRIPT)
    if setter.glyphs.name != "full":
        name = "underbrace" if node.under else "overbrace"
        return beside(line(name, "u"), bracketed(beside(body, line("; ", "p"), label)))
    if not factor(node.body) and not one_pair(items_of(node.body)):
        body = bracketed(body)
    text = label.rows[0]
    if " " in text or not (single(node.label) or factor(node.label)):
        label = bracketed(label)
    return beside(body, line("⏟" if node.under else "⏞", "l"), label)


def _arrow(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Arrow)
    over = setter.box(node.over, SCRIPT)
    below = EMPTY if node.below is None else setter.box(node.below, SCRIPT)
    left, rule, right = setter.glyphs.arrows[node.character]
    if not over.width:
        arrow = line(arrow_line(setter, node.character, 2), "r")
    else:
        before = line((left if left != " " else "") + rule, "r")
        arrow = beside(before, over, line(rule + (right if right != " " else ""), "r"))
    return beside(arrow, line("_", "p"), bracketed(below)) if below.width else arrow


def _accent(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Accent)
    body = setter.box(node.body, style)
    mark = ACCENTS[node.name][0]
    if body.width == 1:
        written = marked(setter, body, mark)
        if written is not None:
            return written
    elif node.name in ("overline", "underline", "bar") and body.width == len(body.rows[0]):
        long = "\u0305" if node.name != "underline" else mark
        written = marked(setter, body, long, every=True)
        if written is not None and body.width <= 8:
            return written
    name = "bar" if node.name == "overline" else node.name.removeprefix("wide")
    return beside(line(name, "u"), bracketed(body))


def _flush(box: Box) -> Box:
    """A one-line box without the space at its left."""
    text, ink = box.rows[0], box.inks[0]
    lead = len(text) - len(text.lstrip(" "))
    return Box(box.width - lead, [text[lead:]], [ink[lead:]]) if lead else box


def _cells(node: Grid, row: list[Box]) -> Box | None:
    """A row of cells that are only kept apart; None if all are empty."""
    parts: list[Box] = []
    for index, box in enumerate(row):
        if not box.width:
            continue
        if parts and (node.kind != "aligned" or index % 2 == 0):
            parts.append(space(1 if node.kind == "eqnarray" else 2))
        parts.append(box if parts else _flush(box))
    return beside(*parts) if parts else None


def _grid(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Grid)
    kept = node.kind in ("matrix", "small", "array")  # empty cells and rules are shown
    rule = line(setter.glyphs.cross[0] * 3, "l")
    out: list[Box] = []
    for number, row in enumerate(cell_boxes(setter, node, style)):
        made = ruled_cells(setter, node, row) if kept else _cells(node, row)
        if number in node.rules:
            out += [rule] if not out else [line("; ", "p"), rule]
        if made is None:
            continue
        if out:
            ended = out[-1].rows[0].rstrip()[-1:] in (",", ";", "⟹", "⟺")
            ended = ended or continues(node, node.cells[number])
            out.append(line(" " if ended else "; ", "p"))
        out.append(made)
    if max(node.rules, default=-1) >= len(node.cells):
        out += [line("; ", "p"), rule]
    body = beside(*out) if out else EMPTY
    if not node.fences:
        return body
    left, right = (drawn(c, setter.glyphs.name) for c in node.fences)
    return beside(
        line(left, "f") if left != "." else EMPTY,
        body,
        line(right, "f") if right != "." else EMPTY,
    )


def _wrapped(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Wrapped)
    body = setter.box(node.body, TEXT if node.kind == "style" and style != SCRIPT else style)
    if node.kind == "boxed":
        return beside(line("[", "l"), body, line("]", "l"))
    if node.kind == "phantom":
        return space(body.width)
    if node.kind not in ("cancel", "not"):
        return body
    if body.width > 12:  # too many strokes to be read
        return beside(line("cancel", "u"), bracketed(body))
    return cancelled(setter, body, node.kind == "not")


def _lone(setter: Setter, node: Node, style: int) -> Box:
    assert node.box is not None
    return node.box


ONE_LINE.update(
    {
        Sym: _lone,
        Row: _row,
        Frac: _frac,
        Root: _root,
        Scripts: _scripts,
        Fence: _fence,
        Delimiter: _delimiter,
        Stack: _stack,
        Brace: _brace,
        Arrow: _arrow,
        Accent: _accent,
        Grid: _grid,
        Wrapped: _wrapped,
    }
)

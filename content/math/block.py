"""The two-dimensional form of everything that is neither scripts, fences nor a grid."""

from __future__ import annotations

from content.math.boxes import EMPTY, Box, beside, line, stacked, widened
from content.math.delimiters import around
from content.math.letters import ACCENTS, SAFE_VULGAR, VULGAR
from content.math.marks import cancelled, marked
from content.math.nodes import (
    DISPLAY,
    SCRIPT,
    TEXT,
    Accent,
    Arrow,
    Brace,
    Frac,
    Node,
    Root,
    Row,
    Scripts,
    Stack,
    Sym,
    Wrapped,
)
from content.math.radicals import radical, raised
from content.math.scripts import nucleus, small
from content.math.spacing import BLOCK, ONE_LINE, Setter, row_box

MAX_LINEAR = 24  # cells of a fraction that is written with a slash in a script


def _row(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Row)
    return row_box(setter, node.items, style)


def vulgar(setter: Setter, node: Frac) -> Box | None:
    """A fraction of two small numbers as one character."""
    over, below = nucleus(node.over), nucleus(node.below)
    if type(over) is Sym and type(below) is Sym and over.ink == below.ink == "n":
        character = VULGAR.get(f"{over.plain}/{below.plain}")
        mode = setter.glyphs.name
        if character and (mode == "full" or (mode == "safe" and character in SAFE_VULGAR)):
            return line(character, "n")
    return None


def _frac(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Frac)
    if node.bar and not node.fences and (node.kind == "t" or style == SCRIPT):
        compact = vulgar(setter, node) if node.kind == "t" else None
        if compact is not None:
            return compact
        if style == SCRIPT and node.kind != "d":
            linear = ONE_LINE[Frac](Setter(setter.glyphs, True), node, SCRIPT)
            if linear.width <= MAX_LINEAR:
                return linear
    inner = style if style == SCRIPT else DISPLAY if node.kind in "dc" and node.kind else TEXT
    over = setter.box(node.over, inner)
    below = setter.box(node.below, inner)
    return fraction(setter, node, over, below)


def fraction(setter: Setter, node: Frac, over: Box, below: Box) -> Box:
    """Numerator and denominator, centred on each other."""
    width = max(over.width, below.width, 1)
    if _ruled(over, width) or _ruled(below, width):
        width += 2
    ink = "l"
    bar = setter.glyphs.bar if node.bar else " "
    rule = line(bar * width, ink if node.bar else " ")
    box = stacked([over, rule, below], 1)
    return around(setter, node.fences[0], box, node.fences[1]) if node.fences else box


def _ruled(box: Box, width: int) -> bool:
    """Whether a line as wide as the fraction is in its numerator or denominator."""
    full = "l" * width
    return box.width == width and len(box.rows) > 1 and any(ink == full for ink in box.inks)


def _root(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Root)
    body = setter.box(node.body, style)
    index = None
    if node.index is not None:
        index = small(node.index, setter.glyphs.superscripts)
        if index is None:
            index = setter.box(node.index, SCRIPT)
    if setter.glyphs.name == "ascii":
        linear = beside(line("sqrt", "u"), around(setter, "(", body, ")"))
        return linear if index is None else beside(raised(index), linear)
    if len(body.rows) == 1 and single(node.body):
        plain = beside(line(setter.glyphs.root, "l"), body)
        if index is None or (
            len(index.rows) == 1
            and node.index is not None
            and small(node.index, setter.glyphs.superscripts)
        ):
            return plain if index is None else beside(index, plain)
        return beside(raised(index), plain)
    if index is not None and len(body.rows) == 1 and small(node.index, setter.glyphs.superscripts):
        return beside(index, radical(setter, body, None))
    return radical(setter, body, index)


def single(node: Node) -> bool:
    """Whether a node is one short symbol, maybe with scripts, that needs no brackets."""
    node = nucleus(node)
    if type(node) is Scripts:
        node = nucleus(node.base)
    if type(node) is Accent:
        node = nucleus(node.body)
    if type(node) is not Sym or node.box is None:
        return False
    return node.box.width == 1 or node.ink in "nu" or node.text.isalpha()


def _stack(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Stack)
    base = setter.box(node.base, style)
    boxes = [base]
    if node.over is not None:
        boxes.insert(0, setter.box(node.over, SCRIPT))
    if node.below is not None:
        boxes.append(setter.box(node.below, SCRIPT))
    box = stacked(boxes, int(node.over is not None))
    box.overhang = (box.width - base.width) // 2
    return box


def _brace(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Brace)
    body = setter.box(node.body, style)
    pieces = setter.glyphs.brace_under if node.under else setter.glyphs.brace_over
    left, rule, middle, right = pieces
    if node.glyph == "[":
        middle = rule
        if setter.glyphs.name != "ascii":
            left, right = ("└", "┘") if node.under else ("┌", "┐")
    body = widened(body, 3)
    width = body.width
    half = (width - 1) // 2
    text = left + rule * (half - 1) + middle + rule * (width - half - 2) + right
    boxes = [body, line(text, "l")]
    if node.label is not None:
        boxes.append(setter.box(node.label, SCRIPT))
    if not node.under:
        boxes.reverse()
    place = boxes.index(body)
    box = stacked(boxes, place)
    if box.width > width:
        return box
    core = sum(len(part.rows) for part in boxes[:place])
    first = 0 if not node.under else core + body.top
    last = len(box.rows) - 1 if node.under else core + body.bottom
    return Box(box.width, box.rows, box.inks, box.base, first, last)


def arrow_line(setter: Setter, character: str, width: int) -> str:
    """An arrow of so many cells."""
    left, rule, right = setter.glyphs.arrows[character]
    head = left if left != " " else rule
    tail = right if right != " " else rule
    return head + rule * max(0, width - 2) + tail


def _arrow(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Arrow)
    over = setter.box(node.over, SCRIPT)
    below = EMPTY if node.below is None else setter.box(node.below, SCRIPT)
    width = max(over.width, below.width, 1) + 2
    boxes = [line(arrow_line(setter, node.character, width), "r")]
    if over.width:
        boxes.insert(0, over)
    if below.width:
        boxes.append(below)
    return stacked(boxes, int(bool(over.width)))


def _accent(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Accent)
    body = setter.box(node.body, style)
    mark, stand_in = ACCENTS[node.name]
    if len(body.rows[0]) <= 2:
        written = marked(setter, body, mark)
        if written is not None:
            return written
    inner = nucleus(node.body)
    if type(inner) is Scripts and body.width <= 3:
        # TeX sets the accent over the letter, with its scripts beside.
        base = setter.box(inner.base, style)
        written = marked(setter, base, mark)
        if written is not None:
            copy = Scripts(inner.base)
            copy.sub, copy.sup, copy.primes = inner.sub, inner.sup, inner.primes
            from content.math.scripts import attach

            return attach(setter, copy, written)
    return _accent_row(setter, node.name, body, stand_in)


def _accent_row(setter: Setter, name: str, body: Box, stand_in: str) -> Box:
    """The accent in a row above the body (or below it)."""
    width = max(1, body.width)
    ascii_only = setter.glyphs.name == "ascii"
    under = name.startswith("under")
    if "arrow" in name or name == "vec":
        long = arrow_line(setter, stand_in, width) if width > 1 else stand_in
        text = ("->" if ascii_only else "→") if width == 1 else long
    elif stand_in == "_":
        text = ("-" if ascii_only else setter.glyphs.under) * width if under else "_" * width
    elif name == "widehat" and width > 1:
        text = "/\\" if width % 2 == 0 else "/^\\"
    elif name == "widetilde" and width > 2:
        text = "~" * (2 - width % 2)
    else:
        text = stand_in
    mark = line(text, "l" if stand_in == "_" else "a")
    if under:
        return stacked([body, mark], 0)
    box = stacked([mark, body], 1)
    first = box.base - (body.base - body.top)
    return Box(box.width, box.rows, box.inks, box.base, first, first + body.bottom - body.top)


def _wrapped(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Wrapped)
    if node.kind == "style":
        return setter.box(node.body, node.style)
    return wrapped(setter, node, setter.box(node.body, style))


def wrapped(setter: Setter, node: Wrapped, body: Box) -> Box:
    """A body in a frame, struck out, or as empty room."""
    if node.kind == "phantom":
        rows = [" " * body.width for _ in body.rows]
        return Box(body.width, rows, rows, body.base, body.top, body.bottom)
    if node.kind == "boxed":
        corner = setter.glyphs.box
        top = line(corner[0] + corner[1] * (body.width + 2) + corner[2], "l")
        low = line(corner[4] + corner[1] * (body.width + 2) + corner[5], "l")
        rows = [f"{corner[3]} {row} {corner[3]}" for row in body.rows]
        inks = [f"l {ink} l" for ink in body.inks]
        return stacked([top, Box(body.width + 4, rows, inks, body.base), low], 1)
    if node.kind in ("cancel", "not"):
        return cancelled(setter, body, node.kind == "not")
    return body


def _lone(setter: Setter, node: Node, style: int) -> Box:
    assert node.box is not None
    return node.box


BLOCK.update(
    {
        Sym: _lone,
        Row: _row,
        Frac: _frac,
        Root: _root,
        Stack: _stack,
        Brace: _brace,
        Arrow: _arrow,
        Accent: _accent,
        Wrapped: _wrapped,
    }
)

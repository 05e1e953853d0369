"""Subscripts, superscripts and limits: small letters where all have them, else rows."""

from __future__ import annotations

from collections.abc import Mapping

from content.math.boxes import EMPTY, Box, beside, grown, line, stacked, widened
from content.math.letters import PRIMES
from content.math.nodes import DISPLAY, SCRIPT, Node, Root, Row, Scripts, Space, Stack, Sym
from content.math.radicals import radical
from content.math.spacing import BLOCK, Setter
from content.math.symbols import INTEGRALS, LIMITS

MAX_SMALL = 10  # characters; a longer script is easier to read in a row of its own


def small(node: Node | None, table: Mapping[str, str]) -> Box | None:
    """The script in small letters, or None if one of its characters has none."""
    if node is None:
        return None
    texts: list[str] = []
    inks: list[str] = []
    stack: list[Node] = [node]
    while stack:
        part = stack.pop()
        kind = type(part)
        if kind is Row:
            assert isinstance(part, Row)
            if len(part.items) > MAX_SMALL:
                return None
            stack.extend(reversed(part.items))
        elif kind is Sym:
            assert isinstance(part, Sym)
            if part.ink == "B":
                return None
            for character in part.plain:
                if character not in table:
                    return None
                texts.append(table[character])
                inks.append(part.ink)
        elif kind is Space and getattr(part, "size", 0) <= 0:
            continue
        elif kind is Scripts:
            assert isinstance(part, Scripts)
            if part.sub is not None or part.sup is not None or "′" not in table:
                return None
            texts.append(PRIMES[min(part.primes, 4)])
            inks.append("s" * len(texts[-1]))
            stack.append(part.base)
            # The prime comes after its base.
            if type(part.base) is not Sym or len(part.base.plain) != 1:
                return None
            base = table.get(part.base.plain)
            if base is None:
                return None
            texts[-1], inks[-1] = base + texts[-1], part.base.ink + inks[-1]
            stack.pop()
        else:
            return None
    text = "".join(texts)
    if not text or len(text) > MAX_SMALL:
        return None
    return Box(len(text), [text], ["".join(inks)])


def primes_box(setter: Setter, count: int) -> Box:
    """So many primes."""
    if setter.glyphs.name == "full" and count < len(PRIMES):
        return line(PRIMES[count], "s")
    return line(("'" if setter.glyphs.name == "ascii" else "′") * count, "s")


def _scripts(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Scripts)
    base = setter.box(node.base, style)
    if has_limits(node, style):
        return limits(setter, node, base, style)
    inner = nucleus(node.base)
    if type(inner) is Root and len(base.rows) == 1 and setter.glyphs.name != "ascii":
        # The line shows that the script does not stand under the root.
        body = setter.box(inner.body, style)
        base = radical(setter, body, None)
    return attach(setter, node, base)


def nucleus(node: Node) -> Node:
    """The only atom of a group."""
    while type(node) is Row and len(node.items) == 1:
        node = node.items[0]
    return node


def has_limits(node: Scripts, style: int) -> bool:
    """Whether the scripts stand above and below the base."""
    base = nucleus(node.base)
    if node.limits is not None:
        return node.limits
    if type(base) is Sym:
        return base.plain in LIMITS
    if type(base) is Scripts:
        return base.limits is True and base.sub is None and base.sup is None
    return (
        type(base) is Stack
        and style == DISPLAY
        and type(base.base) is Sym
        and (base.base.plain in LIMITS)
    )


def limits(setter: Setter, node: Scripts, base: Box, style: int) -> Box:
    """Scripts as limits; beside the operator in text style if small letters do."""
    glyphs = setter.glyphs
    if node.primes:
        base = beside(base, primes_box(setter, node.primes))
    if style != DISPLAY:
        sub, sup = small(node.sub, glyphs.subscripts), small(node.sup, glyphs.superscripts)
        if (sub is None) == (node.sub is None) and (sup is None) == (node.sup is None):
            return beside(base, sub or EMPTY, sup or EMPTY)
    boxes = [base]
    place = 0
    if node.sup is not None:
        boxes.insert(0, setter.box(node.sup, SCRIPT))
        place = 1
    if node.sub is not None:
        boxes.append(setter.box(node.sub, SCRIPT))
    box = stacked(boxes, place)
    box.overhang = (box.width - base.width) // 2
    return box


def attach(setter: Setter, node: Scripts, base: Box) -> Box:
    """Scripts at the right of a base, small on its row where they can be."""
    glyphs = setter.glyphs
    sub = small(node.sub, glyphs.subscripts)
    sup = small(node.sup, glyphs.superscripts)
    if node.primes:
        if sup is None and node.sup is not None and base.bottom == base.top:
            base = beside(base, primes_box(setter, node.primes))
        elif node.sup is None or sup is not None:
            prime = primes_box(setter, node.primes)
            sup = prime if node.sup is None else beside(prime, sup or EMPTY)
    tall = base.bottom - base.top > 0
    integral = type(nucleus(node.base)) is Sym and _integral(nucleus(node.base))
    if not tall and not integral:
        if sub is not None and sup is not None:
            return (
                beside(base, sup, sub)
                if node.primes and node.sup is None
                else beside(base, sub, sup)
            )
        if sub is not None and node.sup is None:
            return beside(base, sub)
        if sup is not None and node.sub is None:
            return beside(base, sup)
    if integral and not tall:
        return _integral_limits(setter, node, base, sub, sup)
    return _placed(setter, node, base, sub, sup, tall)


def _placed(
    setter: Setter, node: Scripts, base: Box, sub: Box | None, sup: Box | None, tall: bool
) -> Box:
    """Scripts in rows of their own (or, on a tall base, at its corners)."""
    above = below = 0
    over, under = sup, sub
    if over is None and node.sup is not None:
        over = setter.box(node.sup, SCRIPT)
        if node.primes and tall:
            over = beside(primes_box(setter, node.primes), over)
        above = len(over.rows) if not tall else len(over.rows) - 1
    if node.sub is not None and under is None:
        under = setter.box(node.sub, SCRIPT)
        below = len(under.rows) if not tall else len(under.rows) - 1
    over, under = over or EMPTY, under or EMPTY
    width = max(over.width, under.width)
    # The column beside the base: from the highest script row to the lowest.
    top = base.top - above
    bottom = base.bottom + below
    rows = [" " * width] * (bottom - top + 1)
    inks = list(rows)
    for box, first in ((over, 0), (under, bottom - top - len(under.rows) + 1)):
        if box.width:
            padded = widened(box, width, "l")
            rows[first : first + len(box.rows)] = padded.rows
            inks[first : first + len(box.rows)] = padded.inks
    script = Box(width, rows, inks, base.base - top)
    box = beside(base, script)
    # A fence need not cover one raised or lowered row.
    first = box.base - (base.base - base.top) - max(0, above - 1)
    last = box.base + (base.bottom - base.base) + max(0, below - 1)
    return Box(box.width, box.rows, box.inks, box.base, first, last)


def _integral(node: Node) -> bool:
    return isinstance(node, Sym) and node.plain in INTEGRALS


def _integral_limits(
    setter: Setter, node: Scripts, base: Box, sub: Box | None, sup: Box | None
) -> Box:
    """Limits of an integral: small beside the sign, or at the ends of a tall one."""
    glyphs = setter.glyphs
    if (sub is not None or node.sub is None) and (sup is not None or node.sup is None):
        return beside(base, sub or EMPTY, sup or EMPTY)
    sign = nucleus(node.base)
    over = setter.box(node.sup, SCRIPT) if node.sup is not None else EMPTY
    under = setter.box(node.sub, SCRIPT) if node.sub is not None else EMPTY
    count = {"∫": 1, "∬": 2, "∭": 3}.get(getattr(sign, "plain", ""), 0)
    if not count or not glyphs.integral:
        box = beside(grown(base, 0, 0), EMPTY)
        return _beside_corners(box, over, under)
    rows = [piece * count for piece in glyphs.integral]
    tall = Box(count, rows, ["O" * count] * 3, 1)
    if len(over.rows) > 1 or len(under.rows) > 1:
        return _beside_corners(tall, over, under)
    width = max(over.width, under.width)
    texts = [widened(over, width, "l"), Box(width, [" " * width], [" " * width])]
    texts.append(widened(under, width, "l"))
    return beside(tall, stacked(texts, 1, "l"))


def _beside_corners(base: Box, over: Box, under: Box) -> Box:
    """``over`` ends above the base's middle row, ``under`` begins below it."""
    middle = Box(0, [""], [""])
    stack = stacked([over, middle, under], 1, "l")
    return beside(base, stack)


BLOCK[Scripts] = _scripts

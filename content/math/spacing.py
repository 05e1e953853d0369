"""Rows of atoms: TeX's classes decide the cells between them (thin, medium, thick: 0 or 1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from content.math.boxes import EMPTY, Box, beside, join, line, space
from content.math.glyphs import Glyphs
from content.math.nodes import SCRIPT, Brace, Frac, Node, Root, Row, Scripts, Space, Wrapped
from content.math.symbols import (
    BAR,
    BIG,
    BIN,
    CLOSE,
    INNER,
    NONE,
    OP,
    OPEN,
    ORD,
    PUNCT,
    REL,
    SPACE,
    UNARY,
    WORD_REL,
)

# Rows: the class on the left; columns: the class on the right, both in the order
# Ord Op Bin Rel Open Close Punct Inner Unary Word Big WordRel.
_TEXT_GAPS = tuple(
    tuple(map(int, row))
    for row in (
        "011100011011",  # Ord
        "111100011111",  # Op
        "111110011111",  # Bin
        "110010011110",  # Rel
        "000000000000",  # Open
        "011100010011",  # Close
        "111110011111",  # Punct
        "111110011111",  # Inner
        "000000010000",  # Unary
        "111100011111",  # Word
        "111110011111",  # Big
        "110010011110",  # WordRel
        "000000000000",  # the edge
    )
)
_SCRIPT_GAPS = tuple(
    tuple(map(int, row))
    for row in (
        "010000000111",
        "110000001110",
        "000000000000",
        "000000000000",
        "000000000000",
        "010000000011",
        "000000000000",
        "010000000111",
        "000000000000",
        "110000000111",
        "110000001110",
        "110010001110",
        "000000000000",
    )
)
_BEFORE_SIGN = frozenset((NONE, BIN, OP, REL, OPEN, PUNCT, BIG, WORD_REL, UNARY))
_AFTER_SIGN = frozenset((REL, CLOSE, PUNCT, WORD_REL))
MAX_CELLS = 3_000_000  # a larger picture is not drawn
TOO_LARGE = "too large to be drawn in full"

Layout = Callable[["Setter", Node, int], Box]
BLOCK: dict[type[Node], Layout] = {}
ONE_LINE: dict[type[Node], Layout] = {}


class Setter:
    """What a layout needs: the glyphs, the form (block or one line), what went wrong."""

    __slots__ = ("complaints", "fits", "forms", "glyphs", "one", "spent")

    def __init__(self, glyphs: Glyphs, one: bool) -> None:
        self.glyphs = glyphs
        self.one = one
        self.forms = ONE_LINE if one else BLOCK
        self.complaints: set[str] = set()
        self.fits = 0
        self.spent = 0

    def box(self, node: Node, style: int) -> Box:
        """The box of a node, made once; the one-line form takes a block of one row as it is."""
        box = node.box
        if box is not None and (not self.one or len(box.rows) == 1):
            return box
        box = self.forms[type(node)](self, node, style)
        if not self.one:
            node.box = box
        return box


class Parts:
    """The boxes of a row with the cells before each and their classes."""

    __slots__ = ("after", "boxes", "classes", "gaps", "nodes")

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.gaps: list[int] = []
        self.classes: list[int] = []
        self.nodes: list[Node] = []
        self.after = NONE  # class at the right edge


def gather(setter: Setter, items: Sequence[Node], style: int, before: int = NONE) -> Parts:
    """Boxes, gaps and classes of atoms; ``before`` is the class of what stands on the left."""
    parts = Parts()
    boxes, gaps, classes, nodes = parts.boxes, parts.gaps, parts.classes, parts.nodes
    table = _SCRIPT_GAPS if style == SCRIPT else _TEXT_GAPS
    one, forms = setter.one, setter.forms
    asked = 0
    for node in items:
        atom = node.atom
        if atom == SPACE:
            size: int = getattr(node, "size", 0)
            asked = asked + size if size * asked >= 0 else size
            continue
        box = node.box
        if box is None or (one and len(box.rows) > 1):
            box = forms[type(node)](setter, node, style)
            if not one:
                node.box = box
        after = node.after
        if one and atom == OPEN and hasattr(node, "bar"):
            atom = after = INNER  # a binomial is C(n, k) here
        elif atom == INNER and before == OP and _slashed(node, box):
            box = beside(line("(", "f"), box, line(")", "f"))
            atom = OPEN  # log(p/q)
        if atom == BAR:
            atom = after = ORD
            if before in _BEFORE_SIGN:
                after = OPEN
        elif atom == BIN:
            if before in _BEFORE_SIGN:
                atom = after = UNARY
        elif before == BIN and atom in _AFTER_SIGN and classes:
            classes[-1] = before = ORD
        gap = table[before][atom] if before != UNARY or len(box.rows) > 1 else 0
        if not gap and boxes and (one or type(nodes[-1]) in (Brace, Root)):
            gap = _apart(nodes[-1], boxes[-1].rows[0], atom)
        if asked:
            gap = max(gap, asked) if asked > 0 else max(0, gap + asked)
            asked = 0
        elif gap and boxes and (box.overhang or boxes[-1].overhang):
            gap = _closer(gap, boxes[-1], box)
        boxes.append(box)
        gaps.append(gap)
        classes.append(atom)
        nodes.append(node)
        before = after
    if asked > 0 and style != SCRIPT and boxes:
        _end_with_space(parts, min(asked, 1), items[-1])
    parts.after = before
    return parts


def _end_with_space(parts: Parts, cells: int, node: Node) -> None:
    """Keep the space that the source asks for at the end of a row."""
    parts.boxes.append(space(0))
    parts.gaps.append(cells)
    parts.classes.append(ORD)
    parts.nodes.append(node)


def _closer(gap: int, left: Box, right: Box) -> int:
    """Limits wider than their operator already keep a one-row neighbour away."""
    if len(right.rows) == 1:
        gap -= left.overhang
    if len(left.rows) == 1:
        gap -= right.overhang
    return max(0, gap)


def _apart(node: Node, text: str, atom: int) -> int:
    """One cell after what would run into what follows it: ``W_z x``, a root without a bar."""
    if isinstance(node, Root):
        return int(atom == ORD and "√" in text and text[-1] != ")")
    if isinstance(node, Scripts):
        return int(atom == ORD and ("_" in text or "^" in text) and text[-1] not in ")]}⟩")
    return int(isinstance(node, Brace) and node.label is not None and atom not in (CLOSE, PUNCT))


def _slashed(node: Node, box: Box) -> bool:
    """Whether a node is a fraction written with a slash."""
    while isinstance(node, Row) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Wrapped):
        return _slashed(node.body, box)
    return isinstance(node, Frac) and len(box.rows) == 1 and "/" in box.rows[0]


def row_box(setter: Setter, items: Sequence[Node], style: int, before: int = NONE) -> Box:
    """A row of atoms as one box."""
    if not items:
        return EMPTY
    parts = gather(setter, items, style, before)
    boxes = parts.boxes
    if len(boxes) == 1 and not parts.gaps[0]:
        return boxes[0]
    return joined(setter, parts)


def _room(setter: Setter, node: Node, style: int) -> Box:
    """Space alone in a group is room as wide as was asked for."""
    assert isinstance(node, Space)
    return space(max(0, node.size))


BLOCK[Space] = ONE_LINE[Space] = _room
Stretch = Callable[[Setter, Parts], None]
STRETCHERS: list[Stretch] = []


def joined(setter: Setter, parts: Parts) -> Box:
    """Parts side by side; plain parentheses around something tall grow with it."""
    boxes = parts.boxes
    height = max([len(box.rows) for box in boxes], default=1)
    if height > 1:
        if OPEN in parts.classes:
            for stretch in STRETCHERS:
                stretch(setter, parts)
            boxes = parts.boxes
        width = sum(box.width for box in boxes)
        setter.spent += width * height
        if setter.spent > MAX_CELLS:
            setter.complaints.add(TOO_LARGE)
            return line("…", "x")
    return join(boxes, parts.gaps)

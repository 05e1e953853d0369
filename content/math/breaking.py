"""Long rows in several lines, broken as an author breaks them.

Before relations first, then between statements, before binary operators, and only then inside
brackets or between factors. What follows is aligned: relations under the first relation, the
rest after it, the inside of brackets after its bracket.
"""

from __future__ import annotations

from collections.abc import Sequence

from content.math.boxes import Box, blank, line, stacked
from content.math.nodes import Node, Sym
from content.math.pieces import flattened
from content.math.spacing import MAX_CELLS, TOO_LARGE, Parts, Setter, gather, joined
from content.math.symbols import (
    BIG,
    BIN,
    CLOSE,
    INNER,
    NONE,
    OP,
    OPEN,
    PUNCT,
    REL,
    UNARY,
    WORD_REL,
)

_NEVER = 10_000
MAX_FITS = 300  # boxes set anew for a smaller width
_POOR = 85  # a break that costs more is worse than setting a part anew
_APART = 3  # cells that keep two statements apart


class _Bracket:
    """An open bracket: the column after it, how many are open, the one outside of it."""

    __slots__ = ("column", "depth", "outer")

    def __init__(self, column: int, depth: int, outer: _Bracket | None) -> None:
        self.column = column
        self.depth = depth
        self.outer = outer


class _Cut:
    """A place to break before: the part's index, its cost, and the column to go on at."""

    __slots__ = ("cost", "indent", "place")

    def __init__(self, place: int, cost: float, indent: int) -> None:
        self.place = place
        self.cost = cost
        self.indent = indent


class _Breaker:
    """Breaks one row, line after line."""

    def __init__(self, setter: Setter, parts: Parts, width: int, style: int) -> None:
        self.setter = setter
        self.parts = parts
        self.width = width
        self.style = style
        self.lines: list[Box] = []
        self.open: _Bracket | None = None  # the brackets that are open
        self.relation = -1  # column of the relation to align with
        self.after = 2  # column of what follows it
        self.statement = True  # no relation yet on this line's statement

    def run(self) -> Box:
        """All lines, one above the other, the baseline on the first."""
        start, indent = 0, 0
        count = len(self.parts.boxes)
        while start < count:
            end, following = self._line(start, indent)
            self._emit(start, end, indent)
            start, indent = end, following
        rows = sum(len(box.rows) for box in self.lines)
        if rows * max(box.width for box in self.lines) > MAX_CELLS:
            self.setter.complaints.add(TOO_LARGE)
            return line("…", "x")
        return piled(self.lines)

    def _line(self, start: int, indent: int) -> tuple[int, int]:
        """Where the line that begins at a part ends, and the column of the next one."""
        parts = self.parts
        column = indent
        best: _Cut | None = None
        opened = self.open
        at_best = opened
        state = (self.relation, self.after)
        for index in range(start, len(parts.boxes)):
            gap = parts.gaps[index] if index > start else 0
            if index > start:
                cut = self._cut(index, column, indent, opened)
                if cut is not None and (best is None or cut.cost <= best.cost):
                    best, at_best = cut, opened
                    state = (self.relation, self.after)
            box = parts.boxes[index]
            if column + gap + box.width > self.width:
                poor = best is None or best.cost >= _POOR
                if self._refit(index, column + gap, poor, best is None):
                    box = parts.boxes[index]
                if column + gap + box.width > self.width and best is not None:
                    self.open = at_best
                    self.relation, self.after = state
                    return best.place, best.indent
            column += gap
            opened = self._note(index, column, opened)
            column += box.width
        self.open = opened
        return len(parts.boxes), 0

    def _note(self, index: int, column: int, opened: _Bracket | None) -> _Bracket | None:
        """Remember brackets and the first relation that a line passes."""
        parts = self.parts
        atom = parts.classes[index]
        width = parts.boxes[index].width
        if atom == OPEN and parts.nodes[index].after == OPEN:
            return _Bracket(column + width, opened.depth + 1 if opened else 1, opened)
        if atom == CLOSE and opened and parts.nodes[index].atom == CLOSE:
            return opened.outer
        if atom in (REL, WORD_REL) and not opened and self.relation < 0:
            self.relation, self.after = column, column + width + 1
            if self.after > self.width * 0.55:
                self.relation, self.after = 2, 4
        return opened

    def _cut(self, index: int, column: int, indent: int, opened: _Bracket | None) -> _Cut | None:
        """The break before a part, or None where none may be."""
        parts = self.parts
        before, atom = parts.classes[index - 1], parts.classes[index]
        if before == OPEN and parts.nodes[index - 1].after != OPEN:
            before = CLOSE  # a whole fence
        penalty, statement = _penalty(parts, index, before, atom)
        if penalty >= _NEVER:
            return None
        depth = opened.depth if opened else 0
        if (
            atom in (REL, WORD_REL)
            and not depth
            and self.relation < 0
            and column < self.width * 0.35
        ):
            penalty += 150
        if opened:
            target = opened.column if opened.column <= self.width * 0.6 else self.after + 2
        elif statement:
            target = 0
        elif atom in (REL, WORD_REL):
            target = self.relation if self.relation >= 0 else 2
        else:
            target = self.after
        if before == PUNCT and depth > 1 and _argument(parts, index) > self.width - target:
            penalty += 130  # this argument would be broken in its turn
        room = self.width - indent
        slack = max(0, self.width - column) / max(1, room)
        deep = 55 * depth if depth < 3 else 150 * min(depth, 4) - 180
        return _Cut(index, penalty + deep + 60 * slack * slack, target)

    def _refit(self, index: int, column: int, poor: bool, only: bool) -> bool:
        """Set a part anew that is too wide for any line, or has no good break before it."""
        parts = self.parts
        box = parts.boxes[index]
        if box.width <= self.width - max(self.after, 0) and not (poor and box.width > 12):
            return False
        room = self.width - column
        if room < min(24, self.width // 2) and not only:
            return False
        if room < 4:
            return False
        from content.math.fitting import fit

        fitted = fit(self.setter, parts.nodes[index], room, self.style)
        if fitted.width >= box.width:
            return False
        parts.boxes[index] = fitted
        return True

    def _emit(self, start: int, end: int, indent: int) -> None:
        parts = self.parts
        piece = Parts()
        piece.boxes = parts.boxes[start:end]
        piece.gaps = [indent, *parts.gaps[start + 1 : end]]
        piece.classes = parts.classes[start:end]
        piece.nodes = parts.nodes[start:end]
        if start and not indent:
            self.relation = -1
        self.lines.append(joined(self.setter, piece))


def _argument(parts: Parts, index: int) -> int:
    """Cells from a part to the next comma or the end of its brackets."""
    cells = depth = 0
    for place in range(index, min(index + 40, len(parts.boxes))):
        atom, node = parts.classes[place], parts.nodes[place]
        if atom == OPEN and node.after == OPEN:
            depth += 1
        elif atom == CLOSE and node.atom == CLOSE:
            depth -= 1
        if depth < 0 or (not depth and atom == PUNCT):
            break
        cells += parts.gaps[place] + parts.boxes[place].width
    return cells


def _penalty(parts: Parts, index: int, before: int, atom: int) -> tuple[float, bool]:
    """What a break before a part costs, and whether a new statement begins there."""
    if atom in (CLOSE, PUNCT) or before in (OPEN, UNARY):
        return _NEVER, False
    last, node = parts.nodes[index - 1], parts.nodes[index]
    if parts.gaps[index] >= _APART:
        # "s.t." and "where" belong to what follows them.
        return 0 if type(last) is Sym and last.ink == "t" else -20, True
    if before == PUNCT:
        return 12, False
    if atom in (REL, WORD_REL):
        return 120 if type(node) is Sym and node.plain in "∣∥|" else 0, False
    if before in (REL, WORD_REL, BIN):
        return _NEVER if before == BIN else 90, False
    if atom == BIN:
        return 15, False
    if type(last) is Sym and last.text.endswith(" "):
        return 40, False
    if before in (OP, BIG):
        return 300, False
    if atom in (OP, BIG, INNER):
        return 200 if before == INNER and atom == BIG else 55, False
    if atom == OPEN:
        return 110 if before == CLOSE else 400, False
    return 160, False


def piled(lines: list[Box]) -> Box:
    """Lines at the left edge, with an empty row where two tall ones would touch."""
    if len(lines) == 1:
        return lines[0]
    boxes: list[Box] = []
    for index, box in enumerate(lines):
        if index and (box.base or len(lines[index - 1].rows) - lines[index - 1].base > 1):
            boxes.append(Box(0, [""], [""]))
        boxes.append(box)
    return stacked(boxes, 0, "l")


def broken(
    setter: Setter, items: Sequence[Node], style: int, width: int, before: int = NONE
) -> Box:
    """A row of atoms within a width, in as many lines as it takes."""
    parts = gather(setter, flattened(items), style, before)
    if not parts.boxes:
        return Box(0, [""], [""])
    lead = parts.gaps[0]
    box = _Breaker(setter, parts, max(4, width - lead), style).run()
    if not lead:
        return box
    return Box(
        box.width + lead,
        [blank(lead) + row for row in box.rows],
        [blank(lead) + ink for ink in box.inks],
        box.base,
        box.top,
        box.bottom,
    )

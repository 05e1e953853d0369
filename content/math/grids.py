"""Matrices, cases, arrays with rules, aligned formulas and other rows of cells."""

from __future__ import annotations

from itertools import pairwise

from content.math.boxes import EMPTY, Box, beside, blank, column, line, space, widened
from content.math.delimiters import delimiter
from content.math.nodes import DISPLAY, SCRIPT, TEXT, Grid, Node, Row
from content.math.spacing import BLOCK, MAX_CELLS, TOO_LARGE, Setter, row_box
from content.math.symbols import BIN, NONE, ORD, REL, SPACE, WORD_REL
from content.math.width import cell_width

Cells = list[list[Box]]


def _style(kind: str, style: int) -> int:
    if style == SCRIPT:
        return SCRIPT
    return DISPLAY if kind in ("aligned", "eqnarray", "lines", "multline", "dcases") else TEXT


def cell_boxes(setter: Setter, node: Grid, style: int) -> Cells:
    """The boxes of all cells; in aligned formulas a relation keeps its distance on the left."""
    inner = _style(node.kind, style)
    out: Cells = []
    for row in node.cells:
        boxes: list[Box] = []
        for index, cell in enumerate(row):
            before = edge(node, row, index)
            if before == NONE:
                boxes.append(setter.box(cell, inner))
            else:
                boxes.append(row_box(setter, cell.items, inner, before))
        out.append(boxes)
    return out


def continues(node: Grid, row: list[Row]) -> bool:
    """Whether a row goes on with the formula of the row above it."""
    if node.kind not in ("aligned", "eqnarray", "lines", "multline"):
        return False
    items = [item for cell in row for item in cell.items if item.atom != SPACE]
    if node.kind == "multline" or not items:
        return True
    first = items[0].atom
    if first != BIN:
        return first in (REL, WORD_REL)
    return not row[0].items or all(item.atom not in (REL, WORD_REL) for item in items)


def edge(node: Grid, row: list[Row], index: int) -> int:
    """The class of what stands on the left of a cell."""
    if not index:
        sign = row[0].items and row[0].items[0].atom == BIN
        goes_on = sign and row is not node.cells[0] and continues(node, row)
        return ORD if goes_on else NONE
    if node.kind != "aligned" or not index % 2 or not row[index].items:
        return NONE
    left = row[index - 1].items
    if not left:
        # A sum broken over lines: its sign stands under what follows the relation.
        return (
            ORD
            if any(line_[index - 1].items for line_ in node.cells if len(line_) > index)
            else NONE
        )
    return left[-1].after if left[-1].atom in (REL, BIN, WORD_REL) else ORD


def _alignment(node: Grid, index: int) -> str:
    if node.kind == "aligned":
        return "rl"[index % 2]
    if node.kind == "eqnarray":
        return "rcl"[index % 3]
    letters = node.columns.replace("|", "")
    if not letters:
        return "c"
    return letters[index] if index < len(letters) else letters[-1]


def _gap(node: Grid, index: int) -> int:
    """Cells before a column."""
    if not index:
        return 0
    if node.kind == "aligned":
        return 0 if index % 2 else 4
    if node.kind == "eqnarray":
        return 1 if index % 3 else 4
    return 1 if node.kind == "small" else 2


def _grid(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Grid)
    return arranged(setter, node, cell_boxes(setter, node, style))


def arranged(setter: Setter, node: Grid, cells: Cells) -> Box:
    """Boxes in columns and rows, with rules and fences."""
    count = max((len(row) for row in cells), default=0)
    widths = [0] * count
    for row in cells:
        for index, box in enumerate(row):
            widths[index] = max(widths[index], box.width)
    setter.spent += sum(widths) * len(cells)
    if setter.spent > MAX_CELLS or (count > 1 and count * len(cells) > 200_000):
        setter.complaints.add(TOO_LARGE)
        return line("…", "x")
    lines = [_cells_line(node, row, widths) for row in cells]
    if node.kind == "multline" and len(lines) > 1:
        lines = _staggered(lines)
    box = _piled(setter, node, lines)
    if "|" in node.columns:
        box = _with_bars(setter, node, box, widths)
    if not node.fences:
        return box
    return _fenced(setter, node, box)


def ruled_cells(setter: Setter, node: Grid, row: list[Box]) -> Box | None:
    """A row of an array with its rules; a dot stands for an empty cell."""
    if not any(box.width for box in row):
        return None
    bars: set[int] = set()  # columns with a rule before them
    column = 0
    for letter in node.columns:
        if letter == "|":
            bars.add(column)
        else:
            column += 1
    bar = setter.glyphs.cross[1]
    parts: list[Box] = []
    for index, box in enumerate(row):
        if index in bars:
            outer = not index or (index == 1 and not row[0].width)
            parts.append(line(f"{bar} " if outer else f" {bar} ", "l"))
        elif index:
            parts.append(space(2))
        if box.width or (bars and not bars.isdisjoint((index, index + 1))):
            parts.append(box)  # beside a rule it is seen that a cell is empty
        else:
            parts.append(line("." if bar == "|" else "·", "p"))
    if len(row) in bars:
        parts.append(line(f" {bar}", "l"))
    return beside(*parts)


def _cells_line(node: Grid, row: list[Box], widths: list[int]) -> Box:
    """One row of cells, padded to the columns."""
    parts: list[Box] = []
    for index, width in enumerate(widths):
        gap = _gap(node, index)
        if gap and width:
            parts.append(Box(gap, [blank(gap)], [blank(gap)]))
        cell = row[index] if index < len(row) else EMPTY
        parts.append(widened(cell, width, _alignment(node, index)))
    return beside(*parts)


def _staggered(lines: list[Box]) -> list[Box]:
    """As multline: the first line at the left, the last at the right, the others between."""
    width = max(box.width for box in lines) + 4
    aligns = ["l"] + ["c"] * (len(lines) - 2) + ["r"]
    return [widened(box, width, align) for box, align in zip(lines, aligns, strict=True)]


def _spread(node: Grid, lines: list[Box]) -> bool:
    """Whether rows are kept apart by a blank line: where something tall would touch."""
    if node.kind == "small" or len(lines) < 2:
        return False
    for first, second in pairwise(lines):
        if len(first.rows) - first.base > 1 or second.base:
            return True
    return len(lines) == 2 and node.spread


def _piled(setter: Setter, node: Grid, lines: list[Box]) -> Box:
    """Rows one above the other; the baseline is in the middle."""
    rows: list[str] = []
    inks: list[str] = []
    width = max((box.width for box in lines), default=0)
    spread = _spread(node, lines)
    rule = setter.glyphs.cross[0]
    for index, box in enumerate(lines):
        if index in node.rules:
            rows.append(rule * width)
            inks.append("l" * width)
        elif index and spread:
            rows.append(blank(width))
            inks.append(blank(width))
        box = widened(box, width, "c" if node.columns == "c" else "l")
        rows += box.rows
        inks += box.inks
    if len(lines) in node.rules or (node.rules and len(lines) <= max(node.rules)):
        rows.append(rule * width)
        inks.append("l" * width)
    base = (len(rows) - 1) // 2
    if len(lines) == 1 and not node.rules:
        base = lines[0].base
    return Box(width, rows, inks, base)


def _with_bars(setter: Setter, node: Grid, box: Box, widths: list[int]) -> Box:
    """Vertical rules where the array's preamble has them."""
    rule, bar, cross = setter.glyphs.cross
    inside: list[int] = []
    seen = 0
    offset = 0
    first = last = False
    for letter in node.columns:
        if letter != "|":
            if seen < len(widths):
                offset += _gap(node, seen) + widths[seen]
            seen += 1
        elif not seen:
            first = True
        elif seen >= len(widths):
            last = True
        elif offset not in inside:
            inside.append(offset)
    rows: list[str] = []
    inks: list[str] = []
    for text, ink in zip(box.rows, box.inks, strict=True):
        ruled = bool(ink) and ink == "l" * len(ink)
        filler = rule if ruled else " "
        mark = cross if ruled else bar
        for count, place in enumerate(inside):
            # The two cells between columns get the rule in their middle.
            at = _index_of(text, place + count) + 1
            text = text[:at] + mark + text[at:]
            ink = ink[:at] + "l" + ink[at:]
        if first:
            text, ink = mark + filler + text, ("ll" if ruled else "l ") + ink
        if last:
            text, ink = text + filler + mark, ink + ("ll" if ruled else " l")
        rows.append(text)
        inks.append(ink)
    if setter.glyphs.name != "ascii":
        rows = _corners(rows, inks)
    width = box.width + len(inside) + 2 * first + 2 * last
    return Box(width, rows, inks, box.base)


_JOINTS = {(1, 0, 1, 1): "├", (1, 1, 1, 0): "┤", (0, 1, 1, 1): "┬", (1, 1, 0, 1): "┴"}
_JOINTS.update({(0, 0, 1, 1): "┌", (0, 1, 1, 0): "┐", (1, 0, 0, 1): "└", (1, 1, 0, 0): "┘"})


def _corners(rows: list[str], inks: list[str]) -> list[str]:
    """Crossings at the edges of a table become corners and tees."""
    out: list[str] = []
    last = len(rows) - 1
    for index, (text, ink) in enumerate(zip(rows, inks, strict=True)):
        if "┼" in text and ink == "l" * len(ink):
            end = len(text) - 1
            marks = [
                _JOINTS.get((index > 0, at > 0, index < last, at < end), mark)
                if mark == "┼"
                else mark
                for at, mark in enumerate(text)
            ]
            text = "".join(marks)
        out.append(text)
    return out


def _index_of(text: str, cell: int) -> int:
    """The code point that begins at a cell (accents make them differ)."""
    if text.isascii():
        return cell
    for index, character in enumerate(text):
        width = cell_width(character)
        if cell <= 0 and width:
            return index
        cell -= width
    return len(text)


def _fenced(setter: Setter, node: Grid, box: Box) -> Box:
    left, right = node.fences[0].strip("."), node.fences[1].strip(".")
    height, base = len(box.rows), box.base
    parts = [delimiter(setter, left, height, base), box, delimiter(setter, right, height, base)]
    if "cases" in node.kind and height > 1:
        gap = column(" " * height, " ", base)
        parts.insert(1 if left else 2, gap)
    return beside(*parts)


BLOCK[Grid] = _grid

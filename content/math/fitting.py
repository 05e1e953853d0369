"""Boxes for a width: what is too wide is set anew, each kind in its own way."""

from __future__ import annotations

from content.math.block import fraction, wrapped
from content.math.boxes import Box, lowered
from content.math.breaking import MAX_FITS, broken, piled
from content.math.delimiters import fenced
from content.math.grids import arranged, cell_boxes, edge
from content.math.nodes import (
    DISPLAY,
    SCRIPT,
    TEXT,
    Brace,
    Fence,
    Frac,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    Wrapped,
)
from content.math.radicals import radical
from content.math.scripts import attach, has_limits
from content.math.spacing import Setter, row_box


def fit(setter: Setter, node: Node, width: int, style: int) -> Box:
    """The node within a width if it can be; else as narrow as it gets."""
    natural = setter.box(node, style)
    if natural.width <= width:
        return natural
    setter.fits += 1
    if setter.fits > MAX_FITS or width < 4:
        return natural
    if isinstance(node, Row):
        return broken(setter, node.items, style, width)
    if isinstance(node, Grid):
        return _grid(setter, node, width, style)
    if isinstance(node, Fence):
        return _fence(setter, node, width, style)
    if isinstance(node, Frac) and node.bar:
        inner = style if style == SCRIPT else TEXT
        parts = [_middle(fit(setter, part, width - 2, inner)) for part in (node.over, node.below)]
        return fraction(setter, node, *parts)
    if isinstance(node, Scripts) and not has_limits(node, style):
        base = setter.box(node.base, style)
        room = width - (natural.width - base.width)
        return attach(setter, node, fit(setter, node.base, room, style))
    return _simple(setter, node, width, style) or natural


def _simple(setter: Setter, node: Node, width: int, style: int) -> Box | None:
    if isinstance(node, Root) and node.index is None:
        return radical(setter, _middle(fit(setter, node.body, width - 2, style)), None)
    if isinstance(node, Wrapped):
        if node.kind == "style":
            return fit(setter, node.body, width, node.style)
        room = width - (4 if node.kind == "boxed" else 2)
        return wrapped(setter, node, fit(setter, node.body, room, style))
    if isinstance(node, Brace) and not isinstance(node.body, Brace):
        return fit(setter, node.body, width, style) if node.label is None else None
    return None


def _middle(box: Box) -> Box:
    """Several lines with the baseline in their middle."""
    return lowered(box, (len(box.rows) - 1) // 2) if len(box.rows) > 1 else box


def _fence(setter: Setter, node: Fence, width: int, style: int) -> Box:
    bodies = [setter.box(body, style) for body in node.bodies]
    widest = max(range(len(bodies)), key=lambda index: bodies[index].width)
    others = setter.box(node, style).width - bodies[widest].width
    body = fit(setter, node.bodies[widest], max(4, width - others), style)
    if len(body.rows) > 1:
        body = Box(body.width, body.rows, body.inks, (len(body.rows) - 1) // 2)
    bodies[widest] = body
    return fenced(setter, node.delimiters, bodies)


def _grid(setter: Setter, node: Grid, width: int, style: int) -> Box:
    cells = cell_boxes(setter, node, style)
    if node.kind in ("aligned", "eqnarray"):
        return _aligned(setter, node, width, cells)
    widths = [0] * max(len(row) for row in cells)
    for row in cells:
        for index, box in enumerate(row):
            widths[index] = max(widths[index], box.width)
    whole = arranged(setter, node, cells).width
    for _ in widths:
        if whole <= width:
            break
        widest = max(range(len(widths)), key=lambda index: widths[index])
        room = max(8, widths[widest] - (whole - width))
        inner = DISPLAY if node.kind in ("lines", "multline", "dcases") else TEXT
        for row, boxes in zip(node.cells, cells, strict=True):
            if widest < len(boxes) and boxes[widest].width > room:
                boxes[widest] = fit(setter, row[widest], room, inner)
        widths[widest] = max((b[widest].width for b in cells if widest < len(b)), default=0)
        narrower = arranged(setter, node, cells).width
        if narrower >= whole:
            break
        whole = narrower
    return arranged(setter, node, cells)


def _aligned(setter: Setter, node: Grid, width: int, cells: list[list[Box]]) -> Box:
    """One pair of columns: break the right one. More pairs, or no room: line by line."""
    pairs = max(len(row) for row in cells)
    left = max((row[0].width for row in cells if row), default=0)
    room = width - left
    if node.kind == "aligned" and pairs <= 2 and room >= max(20, width * 0.4):
        for row, boxes in zip(node.cells, cells, strict=True):
            if len(boxes) > 1 and boxes[1].width > room:
                boxes[1] = broken(setter, row[1].items, DISPLAY, room, edge(node, row, 1))
        return arranged(setter, node, cells)
    if node.kind == "aligned" and pairs > 2:
        return _by_pairs(setter, node, width)
    lines: list[Box] = []
    for row in node.cells:
        joined = Row([item for cell in row for item in cell.items])
        box = row_box(setter, joined.items, DISPLAY)
        if box.width > width:
            box = broken(setter, joined.items, DISPLAY, width)
        lines.append(box)
    return _middle(piled(lines))


def _by_pairs(setter: Setter, node: Grid, width: int) -> Box:
    """Each pair of columns becomes a row of its own."""
    cells: list[list[Row]] = []
    for row in node.cells:
        cells += [row[index : index + 2] for index in range(0, len(row), 2)]
    split = Grid(cells, node.kind, node.columns, node.fences)
    return fit(setter, split, width, DISPLAY)

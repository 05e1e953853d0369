"""Boxes of styled cells with a baseline, and how they are put beside and above each other.

A box is a rectangle ``width`` cells wide. ``rows`` holds its text, ``inks`` one style letter for
every code point of the text. ``base`` is the row of the baseline. ``top`` and ``bottom`` are the
first and last row that a fence around the box has to cover (raised scripts may stick out).
"""

from __future__ import annotations

from collections.abc import Sequence

_BLANK = tuple(" " * n for n in range(256))


def blank(width: int) -> str:
    """So many spaces."""
    return _BLANK[width] if width < 256 else " " * width


class Box:
    """A rectangle of styled cells; never changed after it is made."""

    __slots__ = ("base", "bottom", "inks", "overhang", "rows", "top", "width")

    def __init__(
        self,
        width: int,
        rows: list[str],
        inks: list[str],
        base: int = 0,
        top: int = 0,
        bottom: int = -1,
    ) -> None:
        self.width = width
        self.rows = rows
        self.inks = inks
        self.base = base
        self.top = top
        self.bottom = len(rows) - 1 if bottom < 0 else bottom
        self.overhang = 0  # blank cells beside an operator whose limits are wider than itself


EMPTY = Box(0, [""], [""])
_SPACES = tuple(Box(n, [" " * n], [" " * n]) for n in range(24))


def space(width: int) -> Box:
    """One row of spaces."""
    return _SPACES[width] if width < 24 else Box(width, [" " * width], [" " * width])


def line(text: str, ink: str, width: int | None = None) -> Box:
    """One row of text in one style."""
    return Box(len(text) if width is None else width, [text], [ink * len(text)])


def column(characters: Sequence[str], ink: str, base: int) -> Box:
    """One character a row."""
    return Box(1, list(characters), [ink] * len(characters), base)


def _join_rows(boxes: Sequence[Box], gaps: Sequence[int]) -> Box:
    texts: list[str] = []
    inks: list[str] = []
    width = 0
    for box, gap in zip(boxes, gaps, strict=True):
        if gap:
            width += gap
            filler = blank(gap)
            texts.append(filler)
            inks.append(filler)
        texts.append(box.rows[0])
        inks.append(box.inks[0])
        width += box.width
    return Box(width, ["".join(texts)], ["".join(inks)])


def join(boxes: Sequence[Box], gaps: Sequence[int]) -> Box:
    """Boxes side by side on one baseline, with ``gaps[i]`` cells before ``boxes[i]``."""
    above = below = 0
    for box in boxes:
        if len(box.rows) > 1:
            above = max(above, box.base)
            below = max(below, len(box.rows) - box.base - 1)
    if not above and not below:
        return _join_rows(boxes, gaps)
    height = above + below + 1
    texts: list[list[str]] = [[] for _ in range(height)]
    inks: list[list[str]] = [[] for _ in range(height)]
    top = bottom = above
    width = 0
    pending = [0] * height  # cells of space not written yet, a row
    for box, gap in zip(boxes, gaps, strict=True):
        width += gap + box.width
        first = above - box.base
        count = len(box.rows)
        top = min(top, first + box.top)
        bottom = max(bottom, first + box.bottom)
        if count == 1:
            _write(texts, inks, pending, above, gap, box.rows[0], box.inks[0])
            step = gap + box.width
            for row in range(height):
                if row != above:
                    pending[row] += step
            continue
        for row in range(height):
            if first <= row < first + count:
                own = row - first
                _write(texts, inks, pending, row, gap, box.rows[own], box.inks[own])
            else:
                pending[row] += gap + box.width
    for row in range(height):
        _write(texts, inks, pending, row, 0, "", "")
    return Box(width, ["".join(t) for t in texts], ["".join(i) for i in inks], above, top, bottom)


def _write(
    texts: list[list[str]],
    inks: list[list[str]],
    pending: list[int],
    row: int,
    gap: int,
    text: str,
    ink: str,
) -> None:
    gap += pending[row]
    if gap:
        filler = blank(gap)
        texts[row].append(filler)
        inks[row].append(filler)
        pending[row] = 0
    texts[row].append(text)
    inks[row].append(ink)


def beside(*boxes: Box) -> Box:
    """Boxes side by side without gaps."""
    return join(boxes, (0,) * len(boxes))


def widened(box: Box, width: int, align: str = "c") -> Box:
    """The box padded to a width: ``l`` to the left edge, ``r`` to the right, ``c`` centred."""
    spare = width - box.width
    if spare <= 0:
        return box
    left = 0 if align == "l" else spare if align == "r" else spare // 2
    before, after = blank(left), blank(spare - left)
    return Box(
        width,
        [before + row + after for row in box.rows],
        [before + ink + after for ink in box.inks],
        box.base,
        box.top,
        box.bottom,
    )


def stacked(boxes: Sequence[Box], base: int, align: str = "c") -> Box:
    """Boxes one above the other; the baseline is that of ``boxes[base]``."""
    width = max(box.width for box in boxes)
    rows: list[str] = []
    inks: list[str] = []
    baseline = 0
    for index, box in enumerate(boxes):
        if index == base:
            baseline = len(rows) + box.base
        box = widened(box, width, align)
        rows += box.rows
        inks += box.inks
    return Box(width, rows, inks, baseline)


def grown(box: Box, above: int, below: int) -> Box:
    """The box with blank rows added."""
    if above <= 0 and below <= 0:
        return box
    filler = blank(box.width)
    before, after = [filler] * above, [filler] * below
    return Box(
        box.width,
        before + box.rows + after,
        before + box.inks + after,
        box.base + above,
        box.top + above,
        box.bottom + above,
    )


def lowered(box: Box, base: int) -> Box:
    """The same cells with another baseline."""
    return Box(box.width, box.rows, box.inks, base, box.top, box.bottom)

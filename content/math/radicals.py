"""Radical signs: a line above one row, a corner around several."""

from __future__ import annotations

from content.math.boxes import Box, beside, grown, line, lowered, stacked
from content.math.spacing import Setter


def radical(setter: Setter, body: Box, index: Box | None) -> Box:
    """A radical sign over a body; one-row bodies get a line above, tall ones a corner."""
    glyphs = setter.glyphs
    height = len(body.rows)
    if height == 1:
        sign = line(glyphs.root, "l")
        rows = stacked([line("_" * body.width, "l"), body], 1, "l")
        box = beside(sign, rows)
        box = Box(box.width, box.rows, box.inks, box.base, 1, 1)
        if index is None:
            return box
        if len(index.rows) == 1:
            lifted = beside(
                Box(
                    index.width,
                    [index.rows[0], " " * index.width],
                    [index.inks[0], " " * index.width],
                    1,
                    1,
                    1,
                )
            )
            return beside(lifted, box)
        return beside(index, box)
    corner, side, foot = glyphs.corner if glyphs.name != "ascii" else "_|\\"
    rule = "─" if glyphs.name != "ascii" else "_"
    rows = [" " + (corner if glyphs.name != "ascii" else " ") + rule * body.width]
    inks = ["l" * len(rows[0])]
    for row in range(height):
        left = foot if row == height - 1 else " "
        rows.append(left + side + body.rows[row])
        inks.append("ll" + body.inks[row])
    box = Box(body.width + 2, rows, inks, body.base + 1)
    if index is None:
        return box
    small = grown(index, height + 1 - len(index.rows) - 1, 1)
    small = Box(small.width, small.rows, small.inks, body.base + 1)
    if len(small.rows) != len(box.rows):
        return beside(index, box)
    return beside(small, box)


def raised(box: Box) -> Box:
    """A box standing wholly above the baseline."""
    return lowered(grown(box, 0, 1), len(box.rows))

"""A typed answer beside the expected one, letter under letter, with marks under what differs.

The marks say it without colour: ^ wrong, - missing, + extra.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textual.content import Content

from content.typed import EXTRA, MISSING, SAME, WRONG, Comparison, Part, characters
from tui.text import Piece, clean_line, content, width

MARKS = {SAME: " ", WRONG: "^", MISSING: "-", EXTRA: "+"}
_NAMES = {WRONG: "wrong", MISSING: "missing", EXTRA: "extra"}
_STYLES = {SAME: "", WRONG: "$warning", MISSING: "$warning", EXTRA: "$warning"}
_LABEL = 10
_LEAST = 8


class Column(NamedTuple):
    """What stands above each other: a character of either text, or blanks as wide as the other."""

    expected: str
    typed: str
    kind: str
    cells: int


def difference_lines(comparison: Comparison, room: int) -> list[Content]:
    """The verdict and, for a wrong answer, both texts above each other."""
    if comparison.right:
        verdict = [content(("✓ Right: ", "bold $success"), (comparison.expected, "bold"))]
        return verdict + _others(comparison)
    if not comparison.typed:
        lines = [content(("Nothing was typed. ", "bold $warning"), "It should be:")]
        lines.append(content((comparison.expected, "bold")))
        return lines + _others(comparison)
    lines = [content(("Not what was expected.", "bold $warning"))]
    if comparison.note:
        lines.append(content(("expected".ljust(_LABEL), "$muted"), (comparison.expected, "bold")))
        lines.append(content(("yours".ljust(_LABEL), "$muted"), comparison.typed))
        return [*lines, content((f"{comparison.note[:1].upper()}{comparison.note[1:]}.", "$muted"))]
    columns = list(_columns(comparison.parts))
    for row in _rows(columns, max(room - _LABEL, _LEAST)):
        lines += [
            _row("expected", row, [column.expected for column in row]),
            _row("yours", row, [column.typed for column in row]),
            _marks(row),
        ]
    kinds = [kind for kind in _NAMES if any(column.kind == kind for column in columns)]
    legend = "  ".join(f"{MARKS[kind]} {_NAMES[kind]}" for kind in kinds)
    return [*lines, content((" " * _LABEL + legend, "$muted")), *_others(comparison)]


def _others(comparison: Comparison) -> list[Content]:
    if not comparison.others:
        return []
    return [content(("Right too: ", "$muted"), (", ".join(comparison.others), "$muted"))]


def _columns(parts: Sequence[Part]) -> Iterator[Column]:
    for part in parts:
        upper, lower = _cut(part.expected), _cut(part.typed)
        for place in range(max(len(upper), len(lower))):
            one = upper[place] if place < len(upper) else ""
            two = lower[place] if place < len(lower) else ""
            cells = max(width(one), width(two))
            kind = part.kind
            if kind == WRONG and not (one and two):
                kind = MISSING if one else EXTRA
            yield Column(
                one + " " * (cells - width(one)), two + " " * (cells - width(two)), kind, cells
            )


def _cut(text: str) -> list[str]:
    """The characters as they can be shown; what acts on a terminal is left out."""
    cleaned = (one if one == " " else clean_line(one) for one in characters(text))
    return [one for one in cleaned if width(one)]


def _rows(columns: Sequence[Column], room: int) -> Iterator[list[Column]]:
    """The columns in rows of at most ``room`` cells, broken behind a blank where there is one."""
    row: list[Column] = []
    taken = 0
    for column in columns:
        if row and taken + column.cells > room:
            blank = next(
                (place for place in range(len(row) - 1, 0, -1) if row[place].expected == " "), None
            )
            cut = len(row) if blank is None else blank + 1
            yield row[:cut]
            row = row[cut:]
            taken = sum(one.cells for one in row)
        row.append(column)
        taken += column.cells
    if row:
        yield row


def _row(name: str, row: Sequence[Column], texts: Sequence[str]) -> Content:
    pieces: list[Piece] = [(name.ljust(_LABEL), "$muted")]
    pieces += [(text, _STYLES[column.kind]) for text, column in zip(texts, row, strict=True)]
    return content(*pieces)


def _marks(row: Sequence[Column]) -> Content:
    marks = "".join(MARKS[column.kind] * column.cells for column in row)
    return content((" " * _LABEL + marks, "bold $warning"))

"""Tables of Markdown: columns as wide as their cells, narrowed where there is too little room."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from textual.content import Content

from tui.text import beside, content, joined

GAP = "  "
_LEAST = 4


def table_lines(tokens: Sequence[Token], room: int, style: str) -> list[Content]:
    """The table in at most ``room`` cells where its columns allow it, cells wrapped."""
    from tui.markdown import inline_rows, wrap

    rows, aligns = _cells(tokens)
    if not rows:
        return []
    wide = 10_000
    whole = [
        [joined(wrap(inline_rows(cell.children or [], style)[0], wide)) for cell in row]
        for row in rows
    ]
    widths = _widths(whole, room)
    lines: list[Content] = []
    for number, row in enumerate(rows):
        wrapped = [
            wrap(inline_rows(cell.children or [], "bold" if number == 0 else style)[0], cells)
            for cell, cells in zip(row, widths, strict=False)
        ]
        for line in range(max(map(len, wrapped))):
            parts = [
                _aligned(cell[line] if line < len(cell) else content(""), cells, align)
                for cell, cells, align in zip(wrapped, widths, aligns, strict=False)
            ]
            lines.append(beside(parts, GAP))
        if number == 0:
            lines.append(content(("─" * (sum(widths) + len(GAP) * (len(widths) - 1)), "$muted")))
    return lines


def _cells(tokens: Sequence[Token]) -> tuple[list[list[Token]], list[str]]:
    rows: list[list[Token]] = []
    aligns: list[str] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(tokens[place + 1])
            if len(rows) == 1:
                aligns.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
    return rows, aligns


def _widths(cells: Sequence[Sequence[Content]], room: int) -> list[int]:
    """The widest cell of each column; the widest columns give until all fit."""
    count = max(map(len, cells))
    widths = [
        max((row[column].cell_length for row in cells if column < len(row)), default=0)
        for column in range(count)
    ]
    room -= len(GAP) * (count - 1)
    while sum(widths) > room and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return [max(cells, 1) for cells in widths]


def _aligned(cell: Content, cells: int, align: str) -> Content:
    left = max(0, cells - cell.cell_length)
    if align == "right":
        return cell.pad_left(left)
    if align == "center":
        return cell.pad_left(left // 2).pad_right(left - left // 2)
    return cell.pad_right(left)

"""Formulas in the interface: lines of styled cells from the engine in ``content.math``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from textual.content import Content

from content.math import Setting, set_formula
from tui.text import content

INDENT = 2
"""Cells before a formula that stands by itself."""
_LEAST = 10
# Letters lean and names of functions stand, as in print; what is not understood is seen.
_STYLES = {
    "variable": "italic",
    "bold": "bold",
    "accent": "italic",
    "rule": "$muted",
    "fence": "$muted",
    "punctuation": "$muted",
    "unknown": "$warning",
}

Styled = tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def setting(latex: str, room: int) -> Setting:
    """The formula set in ``room`` cells; the last few hundred are kept."""
    return set_formula(latex, room)


def block_lines(latex: str, room: int) -> list[Content]:
    """A formula that stands by itself, indented where there is room.

    Empty if even broken over lines it is wider than ``room``: cells are never cut away.
    """
    made = setting(latex, max(_LEAST, room - INDENT))
    if made.width > room:
        return []
    indent = " " * (INDENT if made.width + INDENT <= room else 0)
    return [
        content(indent, *_pieces(line, spans))
        for line, spans in zip(made.lines, made.styles, strict=True)
    ]


def whole_lines(latex: str, room: int) -> list[Content]:
    """The formula as well as it can be set for ``room``, however wide it is."""
    made = setting(latex, max(_LEAST, room))
    pairs = zip(made.lines, made.styles, strict=True)
    return [content(*_pieces(line, spans)) for line, spans in pairs]


def inline_pieces(latex: str) -> Styled:
    """A formula within a line of text; its blanks do not break."""
    text = setting(latex, 80).inline.replace(" ", "\u00a0")
    return ((text, ""),)


def _pieces(line: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, name in spans:
        if start > at:
            pieces.append((line[at:start], ""))
        pieces.append((line[start:end], _STYLES.get(name, "")))
        at = end
    if at < len(line):
        pieces.append((line[at:], ""))
    return pieces

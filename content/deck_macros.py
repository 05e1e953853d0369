"""Decks' own macros (`macros.yaml`): written short in formulas, replaced when content is loaded.

So what the learner copies is LaTeX that any other program understands too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from content.formulas import find_formulas
from content.links import Piece, Pieces

FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("topics", ("text",)),
    ("corrections", ("text",)),
    ("habits", ("text",)),
    ("papers", ("why",)),
    ("cards", ("front", "back", "why")),
)
"""Where formulas stand in the content files: the group of pieces, and its keys."""
_WORD = re.compile(r"\\[A-Za-z]+")


def macros_of(pieces: Sequence[Piece]) -> dict[str, str]:
    """Name without backslash -> body, ``#1`` to ``#9`` for arguments; later files win."""
    return {piece.node["id"]: piece.node["latex"] for piece in pieces}


def replace_macros(pieces: Pieces) -> None:
    """Replace the decks' macros in all formulas of the pieces."""
    macros = macros_of(pieces.macros)
    if not macros:
        return
    for group, keys in FIELDS:
        for piece in getattr(pieces, group):
            for key in keys:
                text: str | None = piece.node.get(key)
                if text:
                    piece.node[key] = with_macros(text, macros)


def with_macros(text: str, macros: Mapping[str, str]) -> str:
    """The Markdown text with the macros in its formulas replaced."""
    parts: list[str] = []
    at = 0
    for formula in find_formulas(text):
        if any(word[1:] in macros for word in _WORD.findall(formula.latex)):
            parts += [text[at : formula.start], _expanded(formula.latex, macros)]
            at = formula.start + len(formula.latex)
    return "".join((*parts, text[at:]))


def _expanded(latex: str, macros: Mapping[str, str]) -> str:
    from content.math.macros import expanded
    from content.math.tokens import tokens_of

    items, _ = expanded(tokens_of(latex), 0, macros, lambda message, place: None)
    parts: list[str] = []
    for item in items:
        # A command's name ends where no letter follows.
        if parts and item[:1].isalpha() and _WORD.fullmatch(parts[-1]):
            parts.append(" ")
        parts.append(item)
    return "".join(parts)

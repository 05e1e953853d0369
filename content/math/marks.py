"""Marks on letters: accents, lines and strokes."""

from __future__ import annotations

from content.math.boxes import Box, beside, line
from content.math.spacing import Setter
from content.math.width import composed

# What a stroke would make another symbol of.
_NEGATABLE = frozenset("|∣‖∥∃=<>≤≥∈∋⊂⊃⊆⊇∼≃≅≈≡→←↔⇒⇐⇔≺≻⊢⊨")


def marked(setter: Setter, body: Box, mark: str, every: bool = False) -> Box | None:
    """The body with a combining mark: on its only letter, or on every one."""
    if not setter.glyphs.combining or len(body.rows) != 1:
        return None
    text, ink = body.rows[0], body.inks[0]
    if body.width != 1 and not every:
        return None
    if every:
        ink = "".join(i if c == " " else i * 2 for c, i in zip(text, ink, strict=True))
        text = "".join(c if c == " " else c + mark for c in text)
    else:
        text = composed(text + mark)
        ink = ink[0] * len(text)
    return Box(body.width, [text], [ink])


def cancelled(setter: Setter, body: Box, negated: bool = False) -> Box:
    """A struck-out body: a stroke through every letter of one row, else slashes beside it.

    A stroke through a relation would negate it: only where that is meant.
    """
    if not body.width:
        return body
    if len(body.rows) == 1:
        text = body.rows[0]
        if negated or ("r" not in body.inks[0] and _NEGATABLE.isdisjoint(text)):
            struck = marked(setter, body, "\u0338", every=True)
            if struck is not None and body.width == len(text):
                return struck
        if not negated:
            name = line("cancel", "u")
            if text[0] == "(" and text.find(")") == len(text) - 1:
                return beside(name, body)
            return beside(name, line("(", "f"), body, line(")", "f"))
    slash = "╱" if setter.glyphs.name != "ascii" else "/"
    mark = line(slash, "l")
    return beside(mark, body, mark)

"""Glyph modes: what a formula is drawn with in ``full``, ``safe`` and ``ascii``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from content.math.letters import SAFE_SMALL, SUBSCRIPTS, SUPERSCRIPTS
from content.math.substitutes import ASCII, SAFE, SAFE_CHARACTERS
from content.math.symbols import SYMBOLS

# Tall fences: top, extension, bottom, middle (where it has one).
_FULL_FENCES = {
    "(": "⎛⎜⎝⎜",
    ")": "⎞⎟⎠⎟",
    "[": "⎡⎢⎣⎢",
    "]": "⎤⎥⎦⎥",
    "{": "⎧⎪⎩⎨",
    "}": "⎫⎪⎭⎬",
    "⌊": "⎢⎢⎣⎢",
    "⌋": "⎥⎥⎦⎥",
    "⌈": "⎡⎢⎢⎢",
    "⌉": "⎤⎥⎥⎥",
    "⟦": "⟦⟦⟦⟦",
    "⟧": "⟧⟧⟧⟧",
    "|": "││││",
    "‖": "║║║║",
    "⟨": "╱│╲│",
    "⟩": "╲│╱│",
    "/": "╱╱╱╱",
    "↑": "↑│││",
    "↓": "││↓│",
    "↕": "↑│↓│",
    "⟮": "╭│╰│",
    "⟯": "╮│╯│",
}
_SAFE_FENCES = {
    **_FULL_FENCES,
    "(": "╭│╰│",
    ")": "╮│╯│",
    "[": "┌│└│",
    "]": "┐│┘│",
    "{": "╭│╰┤",
    "}": "╮│╯├",
    "⌊": "││└│",
    "⌋": "││┘│",
    "⌈": "┌│││",
    "⌉": "┐│││",
    "⟦": "║║║║",
    "⟧": "║║║║",
}
_ASCII_FENCES = {
    "(": "/|\\|",
    ")": "\\|/|",
    "[": "[[[[",
    "]": "]]]]",
    "{": "/|\\<",
    "}": "\\|/>",
    "⌊": "||L|",
    "⌋": "||J|",
    "⌈": "T|||",
    "⌉": "T|||",
    "⟨": "/|\\|",
    "⟩": "\\|/|",
    "/": "////",
}


class Glyphs:
    """One mode: how to draw what is drawn, and which small letters there are.

    ``fences`` are tall delimiters (top, extension, bottom, middle), ``corner`` a tall radical's
    top left, side and foot, ``braces`` the left end, line, middle and right end below and above,
    ``integral`` a tall sign's pieces (empty: not drawn tall), ``box`` a frame's six pieces,
    ``cross`` the rules of an array, ``under`` the line below something underlined.
    """

    __slots__ = (
        *("arrows", "bar", "box", "brace_over", "brace_under", "combining", "corner", "cross"),
        *("fences", "integral", "name", "root", "subscripts", "superscripts", "under"),
    )

    def __init__(self, name: str, fences: Mapping[str, str]) -> None:
        self.name = name
        self.fences = fences
        self.superscripts: Mapping[str, str] = SUPERSCRIPTS
        self.subscripts: Mapping[str, str] = SUBSCRIPTS
        self.bar = "─"
        self.root = "√"
        self.corner = "┌│╲"
        self.brace_under = "╰─┬╯"
        self.brace_over = "╭─┴╮"
        self.integral = "⌠⎮⌡"
        self.box = "┌─┐│└┘"
        self.cross = "─│┼"
        self.under = "‾"
        self.arrows: Mapping[str, str] = _ARROWS
        self.combining = True


_ARROWS = {
    "→": " ─→",
    "←": "←─ ",
    "↔": "←─→",
    "⇒": " ═⇒",
    "⇐": "⇐═ ",
    "⇔": "⇐═⇒",
    "↦": "├─→",
    "↪": "╰─→",
    "↩": "←─╯",
    "↠": " ─↠",
    "↞": "↞─ ",
    "⇀": " ─⇀",
    "↼": "↼─ ",
    "⇌": "↼─⇀",
    "=": " ═ ",
}
_ASCII_ARROWS = {
    **dict.fromkeys(_ARROWS, " ->"),
    **dict.fromkeys("←↞↼↩", "<- "),
    "↔": "<->",
    "⇌": "<->",
    "⇒": " =>",
    "⇐": "<= ",
    "⇔": "<=>",
    "=": " = ",
}


def _ascii() -> Glyphs:
    made = Glyphs("ascii", _ASCII_FENCES)
    made.superscripts = made.subscripts = {}
    made.bar, made.root, made.integral, made.under = "-", "sqrt", "", "-"
    made.brace_under, made.brace_over = "\\_/" + "/", "/~^\\"
    made.box, made.cross, made.arrows = "+-+|++", "-|+", _ASCII_ARROWS
    made.combining = False
    return made


def _safe() -> Glyphs:
    made = Glyphs("safe", _SAFE_FENCES)
    made.superscripts = {key: value for key, value in SUPERSCRIPTS.items() if value in SAFE_SMALL}
    made.subscripts = {key: value for key, value in SUBSCRIPTS.items() if value in SAFE_SMALL}
    made.integral = "⌠│⌡"
    return made


@cache
def glyphs_of(name: str) -> Glyphs:
    """The mode of a name; an unknown name is ``full``."""
    if name == "ascii":
        return _ascii()
    return _safe() if name == "safe" else Glyphs("full", _FULL_FENCES)


@cache
def _names() -> dict[str, str]:
    """Character -> shortest command that makes it."""
    names: dict[str, str] = {}
    for name, (character, _, _) in SYMBOLS.items():
        if character not in names or len(name) < len(names[character]):
            names[character] = name
    return names


@cache
def drawn(character: str, mode: str) -> str:
    """What a mode draws for a symbol: itself, a look-alike, or its name."""
    if character.isascii() or mode == "full":
        return character
    if mode == "safe":
        if character in SAFE_CHARACTERS:
            return character
        if character in SAFE:
            return SAFE[character]
    if character in ASCII:
        return ASCII[character]
    return _names().get(character, character if mode == "safe" else "?")

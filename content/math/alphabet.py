"""Tokens to symbols, in a font and a glyph mode; symbols are made once and shared."""

from __future__ import annotations

from functools import cache

from content.math.glyphs import drawn
from content.math.letters import in_alphabet
from content.math.nodes import Sym
from content.math.symbols import CHARACTERS, ORD, REL, SYMBOLS, WORD, WORD_REL, Symbol
from content.math.width import printable, text_width

# Font -> style letter of its letters.
_INKS = {
    "": "v",
    "it": "v",
    "rm": "u",
    "bf": "B",
    "sf": "u",
    "tt": "t",
    "bb": "s",
    "cal": "v",
    "frak": "v",
}
_BY_CHARACTER: dict[str, Symbol] = {}


def _characters() -> dict[str, Symbol]:
    """Symbols typed as their own characters (``≤``)."""
    if not _BY_CHARACTER:
        for symbol in SYMBOLS.values():
            if not symbol[0].isascii():
                _BY_CHARACTER.setdefault(symbol[0], symbol)
    return _BY_CHARACTER


def make(character: str, atom: int, ink: str, mode: str) -> Sym:
    """A symbol drawn as the mode draws it."""
    text = drawn(character, mode) if len(character) == 1 else character
    if mode == "ascii" and not text.isascii():
        text = "".join(drawn(part, mode) for part in text)
    if mode == "ascii" and len(text) > 1 and text.isalpha() and not character.isascii():
        atom = WORD if atom == ORD else WORD_REL if atom == REL else atom
    return Sym(text, atom, ink, text_width(text), character)


def _lettered(character: str, font: str, mode: str, plain: bool) -> Sym:
    """A letter or digit in a font."""
    ink = _INKS[font]
    if character[0].isdigit() and font not in ("bf", "bb", "tt"):
        ink = "n"
    if mode == "full" and (font in ("bb", "cal", "frak") or (plain and font == "bf")):
        alphabet = "bold" if font == "bf" else font
        text = "".join(in_alphabet(letter, alphabet) for letter in character)
        return Sym(text, ORD, ink, len(text), text)
    if font == "bb":
        text = in_alphabet(character, "bb")
        if mode == "safe" and text in "ℕℤℝℚℂ":
            return Sym(text, ORD, ink, 1, text)
        ink = "B"
    return Sym(character, ORD, ink, len(character), character)


class Alphabet(dict[str, "Sym | None"]):
    """Token -> symbol, or None for a token that is no symbol; fills itself."""

    def __init__(self, font: str, mode: str, plain: bool) -> None:
        super().__init__()
        self.font = font
        self.mode = mode
        self.plain = plain

    def __missing__(self, token: str) -> Sym | None:
        found = self._find(token)
        if found is not None and len(self) < 4000:
            self[token] = found
        return found

    def _find(self, token: str) -> Sym | None:
        symbol = CHARACTERS.get(token)
        if symbol is not None:
            if token == "-" and self.font in ("rm", "tt"):
                return Sym("-", ORD, "u", 1, "-")
            return make(*symbol, self.mode)
        if token.isascii():
            if token.isalnum() or token.replace(".", "").isdigit():
                return _lettered(token, self.font, self.mode, self.plain)
            if token[0] != "\\":
                return None
            symbol = SYMBOLS.get(token[1:])
        else:
            symbol = _characters().get(token) or _foreign(token)
        if symbol is None:
            return None
        character, atom, ink = symbol
        if self.font == "bf" and ink in "vs":
            ink = "B"
            if self.plain and self.mode == "full":
                character = in_alphabet(character, "bold")
        elif self.font == "rm" and ink == "v":
            ink = "u"
        return make(character, atom, ink, self.mode)


def _foreign(token: str) -> Symbol | None:
    """A character that LaTeX would not know: kept if a terminal draws it."""
    if token[0] == "\\" or token.isspace() or not printable(token):
        return None
    return token, ORD, "v" if token.isalpha() else "s"


@cache
def alphabet(font: str, mode: str, plain: bool) -> Alphabet:
    """The shared alphabet of a font."""
    return Alphabet(font, mode, plain)


def words(text: str, ink: str, mode: str) -> Sym:
    """A piece of text as one symbol."""
    text = printable(text)
    if mode == "ascii" and not text.isascii():
        text = "".join(c if c.isascii() else drawn(c, mode) for c in text)
    return Sym(text, ORD, ink, text_width(text), text)

"""LaTeX accents of names and titles (``\\"{o}``, ``\\c{c}``, ``\\ss``) to Unicode letters."""

from __future__ import annotations

import re
import unicodedata

_MARKS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "d": "\u0323",
    "b": "\u0331",
    "r": "\u030a",
    "k": "\u0328",
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
}
_BASE = r"(?:\{\s?(?:\\([ij])|([A-Za-z]))\s?\}|\\([ij])(?![A-Za-z])|([A-Za-z]))"
_SYMBOL = re.compile(r"\{?\\(['`^\"~=.])\s?" + _BASE + r"(\})?")
_NAMED = re.compile(r"\{?\\([uvHcdbrk])(?:(?=\{)|\s(?=[A-Za-z\\]))" + _BASE + r"(\})?")
_LETTER = re.compile(
    r"\{\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])\}"
    r"|\\(ss|ae|AE|oe|OE|aa|AA|[oOlL])(?![A-Za-z])\s?(?:\{\})?"
)
_MATHS = re.compile(r"(\$[^$]{0,2000}\$)")


def _accent(match: re.Match[str]) -> str:
    whole = match.group(0)
    base = next(part for part in match.groups()[1:5] if part)
    opened = whole.startswith("{")
    closed = match.group(6) is not None
    letter = unicodedata.normalize("NFC", base + _MARKS[match.group(1)])
    return ("{" if opened and not closed else "") + letter + ("}" if closed and not opened else "")


def _plain(text: str) -> str:
    text = _SYMBOL.sub(_accent, text)
    text = _NAMED.sub(_accent, text)
    return _LETTER.sub(lambda match: _LETTERS[match.group(1) or match.group(2)], text)


def accents(text: str) -> str:
    """The text with its LaTeX accents as letters; between dollar signs it is left alone."""
    if "\\" not in text:
        return text
    pieces = _MATHS.split(text)
    return "".join(piece if index % 2 else _plain(piece) for index, piece in enumerate(pieces))

"""Takes out of foreign text what would act on a terminal; by the standard library alone.

Control characters, escape sequences, bidirectional controls and tag characters are removed.
"""

from __future__ import annotations

# An escape sequence is removed whole: what it would have printed is noise without its escape.
# `re` compiles (and keeps) the patterns when they are first needed: `mlroad today` never does.
_ESCAPES = (
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|[ -/]*[0-~])?"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
_FORBIDDEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """The text without anything that acts on a terminal; newlines stay, tabs become four spaces."""
    if text.isascii() and text.isprintable():
        return text
    import re

    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return re.sub(_FORBIDDEN, "", re.sub(_ESCAPES, "", text))


def clean_line(text: str) -> str:
    """The text cleaned and on one line: every run of white space becomes one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    return " ".join(clean(text).split())


def plural(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun: `1 card`, `2 cards`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def cells(text: str) -> int:
    """How many columns a cleaned line takes, by the East Asian width of its characters."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def cut(text: str, room: int) -> str:
    """One cleaned line of at most ``room`` columns; what is cut away shows as `…`."""
    line = clean_line(text)
    if cells(line) <= room:
        return line
    taken, kept = 0, ""
    for character in line:
        taken += _width(character)
        if taken > room - 1:
            break
        kept += character
    return kept.rstrip() + "…" if room > 0 else ""


def _width(character: str) -> int:
    import unicodedata

    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

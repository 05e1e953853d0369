"""Cleans foreign text at the border: no control characters, no markup, accents as letters."""

from __future__ import annotations

import re
import unicodedata

from content.feeds.accents import accents

TITLE_LIMIT = 1_000
TEXT_LIMIT = 40_000
NAME_LIMIT = 200
URL_LIMIT = 2_000

# Escape sequences go as a whole: without its ESC, "[31m" would stay behind as litter.
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"
    "|(?:\x1b[\\]P^_X]|[\x9d\x90\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]{0,4}[0-Z\\\\^-~]"
)
# C0 but tab and newline, DEL, C1, soft hyphen, bidi and invisible marks, surrogates,
# interlinear annotation, non-characters, byte order mark, tags.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")
_PARAGRAPH = re.compile(r"\n[ \t\xa0]*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")


def strip_controls(text: str) -> str:
    """The text without anything that a terminal could obey; newline and tab stay."""
    text = _BREAKS.sub("\n", _ESCAPES.sub("", text))
    return _MARKS.sub(r"\1", _FORBIDDEN.sub("", text))


def line(text: str, limit: int = TITLE_LIMIT) -> str:
    """One clean line of at most ``limit`` characters, white space collapsed."""
    text = unicodedata.normalize("NFC", strip_controls(text[: 8 * limit]))
    return _short(" ".join(text.split()), limit)


def paragraphs(text: str, limit: int = TEXT_LIMIT) -> str:
    """Clean text of at most ``limit`` characters; a blank line parts paragraphs, other wraps go."""
    text = unicodedata.normalize("NFC", strip_controls(text[: 8 * limit]))
    blocks = (" ".join(block.split()) for block in _PARAGRAPH.split(text))
    return _short("\n\n".join(block for block in blocks if block), limit)


def lines(text: str, limit: int = TEXT_LIMIT) -> str:
    """Clean text that keeps its line breaks (what HTML blocks have become)."""
    text = unicodedata.normalize("NFC", strip_controls(text[: 8 * limit]))
    rows = (_SPACES.sub(" ", row).strip() for row in text.split("\n"))
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()
    return _short(joined, limit)


def title(text: str) -> str:
    """A title: one line, accents as letters; ``[R]`` and ``[D]`` stay as they are."""
    return line(accents(line(text)))


def name(text: str) -> str:
    """An author's name: one line, accents as letters, at most 200 characters."""
    return line(accents(line(text, 2 * NAME_LIMIT)), NAME_LIMIT)


def has_controls(text: str) -> bool:
    """Whether a character that must not be stored is in the text (for checks and tests)."""
    return _FORBIDDEN.search(text) is not None


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

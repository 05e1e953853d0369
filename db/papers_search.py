"""The words a learner types to find papers, as SQL; any text at all is a valid query.

Words must all occur; the last one may be unfinished. ``ti:`` and ``au:`` look in title or authors,
``cat:cs`` in the categories, ``is:`` asks for unread, read, saved, hidden, updated, new, cross,
replace; ``topic:`` for a topic of the map, ``src:`` for a source. "Two words" in quotes stand
together.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from content.feeds.clean import strip_controls

QUERY_LIMIT = 1_000
WORDS_LIMIT = 24

_TOKEN = re.compile(r'(?:(ti|au|cat|is|topic|src):)?(?:"([^"]*)("?)|(\S+))', re.IGNORECASE)
_IS = {
    "unread": "p.read = 0",
    "read": "p.read = 1",
    "saved": "p.saved = 1",
    "hidden": "p.hidden = 1",
    "updated": "p.updated_to IS NOT NULL",
    "new": "p.announce_type = 'new'",
    "cross": "p.announce_type IN ('cross', 'replace-cross')",
    "replace": "p.announce_type IN ('replace', 'replace-cross')",
}
_COLUMNS = {"ti": "{title} : ", "au": "{authors} : "}
_ENDING_WORDS = """ability able al ality ally ance ant ate ation ational ative ed ement ence ency
ent er ful fulness ible ic ical icate ies ing ion ional isation ise ism ist ition ity ive iveness
ivity ization ize izer less ly ment ness ous ousness sion tion tional y"""
_ENDINGS = tuple(_ENDING_WORDS.split())
_PREFIXES = ("ti:", "au:", "cat:", "is:", "topic:", "src:")


class Condition(NamedTuple):
    """What a query means: an FTS5 expression ("" for none), SQL conditions, their values."""

    match: str
    where: tuple[str, ...]
    values: tuple[str, ...]
    hidden_too: bool


def condition(query: str) -> Condition:
    """Read a query; never raises, whatever the text is."""
    text = strip_controls(query[:QUERY_LIMIT])
    match: list[str] = []
    where: list[str] = []
    values: list[str] = []
    unfinished = bool(text) and not text[-1].isspace()
    tokens = list(_TOKEN.finditer(text))[:WORDS_LIMIT]
    for index, token in enumerate(tokens):
        prefix = (token.group(1) or "").lower()
        quoted = token.group(4) is None
        words = token.group(2) if quoted else token.group(4)
        if not quoted and words.lower() in _PREFIXES:  # still being typed
            continue
        last = unfinished and index == len(tokens) - 1 and not (quoted and token.group(3))
        if prefix == "is" and words.lower() in _IS:
            where.append(_IS[words.lower()])
        elif prefix in ("cat", "topic", "src") and words.strip():
            sql, value = _field(prefix, words.strip())
            where.append(sql)
            values.append(value)
        else:
            unknown = words if prefix in ("", "ti", "au") else f"{prefix} {words}"
            expression = _expression(unknown, last)
            if expression:
                match.append(f"({_COLUMNS.get(prefix, '')}({expression}))")
    return Condition(" AND ".join(match), tuple(where), tuple(values), "p.hidden = 1" in where)


def _field(prefix: str, words: str) -> tuple[str, str]:
    if prefix == "topic":
        return "p.number IN (SELECT paper FROM paper_topic WHERE topic = ?)", words
    if prefix == "src":
        return "p.number IN (SELECT paper FROM holding WHERE source = ?)", words
    # cat:cs finds cs.LG, cat:cs.LG not cs.LGX; LIKE ignores the case of ASCII letters.
    escaped = re.sub(r"([\\%_])", r"\\\1", words)
    end = " " if "." in words or words.lower().startswith("r/") else ""
    return "p.categories LIKE ? ESCAPE '\\'", f"% {escaped}{end}%"


def _has_word(text: str) -> bool:
    """Whether unicode61 finds a token in the text: a letter, a digit or a private character."""
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _expression(words: str, unfinished: bool) -> str:
    if not _has_word(words):
        return ""
    if not unfinished:
        return _quoted(words)
    return " OR ".join((f"{_quoted(words)} *", *(_quoted(word) for word in _completions(words))))


def _completions(words: str) -> tuple[str, ...]:
    """Words that the unfinished one may become, with endings that the stemmer takes away.

    The index holds stems, "optimization" as "optim", so the prefix "optimizat" alone would find
    nothing; the completed word has the same stem as the one in the index.
    """
    if not words.isascii() or not words.isalpha() or not 4 <= len(words) <= 40:
        return ()
    word = words.lower()
    found = dict.fromkeys(
        word[:cut] + ending
        for cut in range(max(3, len(word) - 7), len(word) + 1)
        for ending in _ENDINGS
        if ending.startswith(word[cut:])
    )
    return tuple(found)

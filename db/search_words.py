"""Cuts what a learner types to find cards into words, phrases, ``name:value`` and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from content.refusal import Refusal

QUERY_LIMIT = 2_000
WORDS_LIMIT = 100
NEAREST = 3
_LIKE_ENOUGH = 0.6
_NAME = re.compile(r"([A-Za-z]{2,}):(.*)", re.DOTALL)
_JOINS = {"or": "or", "and": "and"}


class QueryError(Refusal):
    """A query means nothing; the text says in a line what is wrong and at which character."""

    exit_code = 2


def refused(at: int, words: str) -> QueryError:
    """The refusal for what stands at an index of the query; people count from 1."""
    return QueryError(f"search, character {at + 1}: {words}")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query from index ``at`` on.

    ``sign`` is one of ``( ) - or and``, "word" for text or "term" for ``name:text``; ``text_at`` is
    where the text begins. An ``open`` one may go on: a word at the end, a phrase not closed.
    """

    sign: str
    at: int
    text: str = ""
    name: str = ""
    text_at: int = 0
    quoted: bool = False
    open: bool = False


def tokens_of(text: str) -> list[Token]:
    """Cut a query into tokens; quotes that are not closed are left to the parser.

    Raises QueryError for one that is too long.
    """
    if len(text) > QUERY_LIMIT:
        raise refused(QUERY_LIMIT, f"a search has at most {QUERY_LIMIT} characters")
    text = "".join(map(_plain, text))
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _next(text, at)
        found.append(token)
        if len(found) > WORDS_LIMIT:
            raise refused(token.at, f"a search has at most {WORDS_LIMIT} words and signs")
    return found


def has_letter(text: str) -> bool:
    """Whether the index of words holds anything of the text: a letter or a digit."""
    return any(unicodedata.category(one)[0] in "LN" for one in text)


def nearest(text: str, known: Collection[str]) -> list[str]:
    """The names most like ``text``: that hold it, else by likeness; none that is too unlike."""
    wanted = text.casefold()
    scored: list[tuple[float, str]] = []
    for name in known:
        score = SequenceMatcher(None, wanted, name.casefold()).ratio()
        if wanted and (wanted in name.casefold() or name.rpartition(".")[2] == wanted):
            score += 1
        if score >= _LIKE_ENOUGH:
            scored.append((score, name))
    scored.sort(key=lambda pair: -pair[0])
    return [name for _, name in scored[:NEAREST]]


def _plain(one: str) -> str:
    """A blank for control characters, line breaks and lone surrogates, which no card holds."""
    return " " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one


def _next(text: str, at: int) -> tuple[Token, int]:
    """The token that begins at ``at`` and where the next one may begin."""
    if text[at] in "()":
        return Token(text[at], at), at + 1
    if text[at] == '"':
        phrase, end, closed = _phrase(text, at)
        return Token("word", at, phrase, text_at=at, quoted=True, open=not closed), end
    word, end = _bare(text, at)
    if word[0] == "-" and (has_letter(word) or text[end : end + 1] in ('"', "(")):
        return Token("-", at), at + 1
    if word.lower() in _JOINS and text[at:end] == word:
        return Token(_JOINS[word.lower()], at, word), end
    term = _NAME.fullmatch(word)
    if term is None:
        return Token("word", at, word, text_at=at, open=end == len(text)), end
    name, value = term.group(1).lower(), term.group(2)
    start = at + len(name) + 1
    if value or text[end : end + 1] != '"':
        whole = end == len(text)
        return Token("term", at, value, name, start, open=whole), end
    phrase, end, closed = _phrase(text, start)
    return Token("term", at, phrase, name, start, quoted=True, open=not closed), end


def _phrase(text: str, at: int) -> tuple[str, int, bool]:
    """What stands between the quote at ``at`` and the next one; ``\\"`` is a quote in it."""
    parts: list[str] = []
    at += 1
    while at < len(text):
        if text.startswith('\\"', at):
            parts.append('"')
            at += 2
        elif text[at] == '"':
            return "".join(parts), at + 1, True
        else:
            parts.append(text[at])
            at += 1
    return "".join(parts), at, False


def _bare(text: str, at: int) -> tuple[str, int]:
    """The word up to a blank, a parenthesis or a quote; ``\\"`` is a quote in it."""
    parts: list[str] = []
    while at < len(text) and not text[at].isspace() and text[at] not in '()"':
        if text.startswith('\\"', at):
            parts.append('"')
            at += 1
        else:
            parts.append(text[at])
        at += 1
    return "".join(parts), at

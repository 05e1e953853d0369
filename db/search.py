"""The language in which cards are looked for, read and turned into one SQL condition.

docs/search.md has the whole of it. Any text is a query or is refused in words (QueryError).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.search_terms import (
    NAMES,
    Below,
    Context,
    Part,
    Reader,
    UnknownTopic,
    below_of,
    characters,
    read_term,
)
from db.search_words import QueryError, Token, has_letter, nearest, refused, tokens_of

__all__ = ["Condition", "Query", "QueryError", "UnknownTopic", "below_of", "compile", "parse"]

DEPTH_LIMIT = 10
"""SQLite reads parentheses only so deep."""
CARDS = """card JOIN memory ON memory.card = card.id JOIN words ON words.card = card.id"""
LISTED = "listed AS words"
_MATCH = "words.number IN (SELECT rowid FROM card_search WHERE card_search MATCH ?)"
_QUOTE_IT = 'put text that holds such a sign into quotes: "…"'


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase; with ``prefix`` its last word may go on."""

    text: str
    prefix: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A ``name:value`` that was read; ``build`` makes its SQL."""

    build: Reader


@dataclass(frozen=True, slots=True)
class Not:
    """All that a node does not find."""

    node: Node


@dataclass(frozen=True, slots=True)
class Group:
    """What all of the nodes find, or any of them."""

    all: bool
    nodes: tuple[Node, ...]


Node = Words | Term | Not | Group


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read; without ``node`` it finds all cards."""

    text: str
    node: Node | None


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL for WHERE, without the user's text, and the values for its question marks.

    It speaks of the tables of ``source``, an SQL text for FROM.
    """

    sql: str
    values: tuple[str | int | float, ...]
    source: str


def parse(text: str, *, typing: bool = False) -> Query:
    """Read a query. Raises QueryError, which names the character.

    While the learner is still ``typing``, the last word counts as the beginning of one, and what
    is unfinished at the end (a quote, a parenthesis, ``is:``) is not refused.
    """
    reader = _Reader(tokens_of(text), len(text), typing)
    return Query(text, reader.query())


def compile(query: Query, day: int, scheduler: object, below: Below) -> Condition:
    raise NotImplementedError

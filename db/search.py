"""The language in which cards are looked for, read and turned into one SQL condition.

docs/search.md has the whole of it. Any text is a query or is refused in words (QueryError).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.search_parts import Below, Build, Context, Part, Said, UnknownTopic, Values, below_of
from db.search_terms import READERS, read_term, unfinished
from db.search_words import QueryError, Token, has_letter, refused, tokens_of

if TYPE_CHECKING:
    from db.scheduler import Scheduler

__all__ = ["Condition", "Query", "QueryError", "UnknownTopic", "below_of", "compile", "parse"]

DEPTH_LIMIT = 10
"""SQLite reads parentheses only so deep."""
# The plus keeps SQLite from trying each of the numbers found for each card.
MATCH = "+words.number IN (SELECT rowid FROM card_search WHERE card_search MATCH ?)"
_SIGNS = (
    "+words.number IN (SELECT number FROM words WHERE instr(front, ?) OR instr(back, ?) "
    "OR instr(coalesce(answer, ''), ?) OR instr(coalesce(why, ''), ?))"
)
_QUOTES = "text with such a sign stands in quotes"


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase; with ``prefix`` its last word may go on."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A ``name:value`` that was read; ``build`` makes its SQL."""

    build: Build


@dataclass(frozen=True, slots=True)
class Not:
    """What its node does not find."""

    node: Node


@dataclass(frozen=True, slots=True)
class Group:
    """What every one of its nodes finds, or any of them."""

    every: bool
    nodes: tuple[Node, ...]


Node = Words | Term | Not | Group


@dataclass(frozen=True, slots=True)
class Query:
    """A search that was read; without ``node`` it finds all cards."""

    text: str
    node: Node | None


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL for WHERE and the values of its question marks; no text of the learner is in it.

    With ``by_number`` it speaks of words.number alone, else of card, memory and words. What it
    finds must also match the expression ``match`` of the index card_search, if there is one.
    """

    sql: str
    values: Values
    by_number: bool
    match: str | None = None


def parse(text: str, *, typing: bool = False) -> Query:
    """Read a search. Raises QueryError, which names the character.

    While the learner is still ``typing``, the last word counts as the beginning of one, and what
    is unfinished at the end (a quote, a parenthesis, ``is:``) is not refused.
    """
    return Query(text, _Reader(tokens_of(text), len(text), typing).whole())


def compile(query: Query, day: int, scheduler: Scheduler, below: Below) -> Condition:
    """Return the condition for study day ``day``. Raises QueryError for an unknown topic."""
    context = Context(day, scheduler, below)
    if query.node is None:
        return Condition("1", (), by_number=True)
    match = _expression(query.node)
    if match is not None:
        return Condition("1", (), by_number=True, match=match)
    if isinstance(query.node, Group) and query.node.every:
        match, others = _split(query.node)
        return Condition(*_joined_part(others, " AND ", context), match)
    return Condition(*_part(query.node, context))


class _Reader:
    """Reads tokens by recursive descent: any of (every of (not (one)))."""

    def __init__(self, tokens: list[Token], end: int, typing: bool) -> None:
        self._tokens = tokens
        self._end = end
        self._typing = typing
        self._at = 0
        self._depth = 0

    def whole(self) -> Node | None:
        if not self._tokens:
            return None
        node = self._any()
        token = self._token()
        if token is not None:
            raise refused(token.at, f"this ) closes nothing; {_QUOTES}")
        return node

    def _token(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *signs: str) -> Token | None:
        token = self._token()
        if token is None or token.sign not in signs:
            return None
        self._at += 1
        return token

    def _may_go_on(self) -> bool:
        """Whether the learner is typing at the token that comes last."""
        return self._typing and self._at >= len(self._tokens)

    def _any(self) -> Node | None:
        nodes = [self._every(None)]
        while sign := self._take("or"):
            if nodes[-1] is None:
                raise refused(sign.at, "nothing stands before this or")
            nodes.append(self._every(sign))
        return _joined(nodes, every=False)

    def _every(self, before: Token | None) -> Node | None:
        """Nodes one after the other; ``before`` is the or, ( or - that needs one."""
        nodes: list[Node | None] = []
        while True:
            sign = self._take("and")
            if sign is not None and not nodes:
                raise refused(sign.at, f"nothing stands before this {sign.text}")
            token = self._token()
            if token is None or token.sign in (")", "or"):
                if sign is not None and not self._may_go_on():
                    raise refused(sign.at, f"nothing stands after this {sign.text}")
                break
            if token.sign == "and":
                raise refused(token.at, f"nothing stands before this {token.text}")
            nodes.append(self._one())
        if not nodes and before is not None and not self._may_go_on():
            raise refused(before.at, f"nothing stands after this {before.text or before.sign}")
        return _joined(nodes, every=True)

    def _one(self) -> Node | None:
        negative = False
        while self._take("-"):
            negative = not negative
        token = self._take("(", "word", "term")
        if token is None:
            before = self._tokens[self._at - 1]
            raise refused(before.at, f"nothing stands after this {before.text or before.sign}")
        node = self._group(token) if token.sign == "(" else self._leaf(token)
        return Not(node) if negative and node is not None else node

    def _group(self, opened: Token) -> Node | None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise refused(opened.at, f"parentheses stand at most {DEPTH_LIMIT} deep")
        first = self._at
        node = self._any()
        closed = self._take(")")
        if closed is None and not self._typing:
            raise refused(opened.at, f"this ( is never closed; {_QUOTES}")
        if closed is not None and self._at == first + 1:
            raise refused(opened.at, f"nothing stands between ( and ); {_QUOTES}")
        self._depth -= 1
        return node

    def _leaf(self, token: Token) -> Node | None:
        goes_on = token.open and self._may_go_on()
        if token.quoted and token.open and not goes_on:
            raise refused(token.text_at, 'this quote is never closed; \\" stands for the sign')
        if token.sign == "term":
            return _term(token, goes_on)
        text = token.text
        if token.quoted and not text.strip():
            if goes_on:
                return None
            raise refused(token.at, "nothing stands between the quotes")
        if goes_on and text == "-":
            return None
        if not has_letter(text):
            return Words(text)
        starred = not token.quoted and text.endswith("*")
        return Words(text, starred or goes_on)


def _term(token: Token, goes_on: bool) -> Node | None:
    if not token.quoted and not token.text and token.name not in READERS:
        return Words(token.name)  # a word of prose with a colon after it
    said = Said(token.name, token.text, token.at, token.text_at, goes_on)
    try:
        return Term(read_term(said))
    except QueryError:
        if goes_on and unfinished(said):
            return None
        raise


def _joined(nodes: Sequence[Node | None], *, every: bool) -> Node | None:
    found = [node for node in nodes if node is not None]
    return Group(every, tuple(found)) if len(found) > 1 else found[0] if found else None


def _part(node: Node, context: Context) -> Part:
    expression = _expression(node)
    if expression is not None:
        return Part(MATCH, (expression,), by_number=True)
    match node:
        case Words():
            return Part(_SIGNS, (node.text,) * 4, by_number=True)
        case Term():
            return node.build(context)
        case Not():
            part = _part(node.node, context)
            return Part(f"({part.sql}) IS NOT TRUE", part.values, part.by_number)
        case Group():
            return _group_part(node, context)


def _group_part(group: Group, context: Context) -> Part:
    """The nodes that the index of words can answer go to it at once, the others one by one."""
    match, others = _split(group)
    part = _joined_part(others, " AND " if group.every else " OR ", context)
    if match is None:
        return part
    join = "AND" if group.every else "OR"
    return Part(f"({MATCH} {join} {part.sql})", (match, *part.values), part.by_number)


def _split(group: Group) -> tuple[str | None, list[Node]]:
    """The expression of all nodes that have one, and the other nodes."""
    found = [(node, _expression(node)) for node in group.nodes]
    expressions = [text for _, text in found if text is not None]
    match = _all_of(expressions, group.every) if expressions else None
    return match, [node for node, text in found if text is None]


def _joined_part(nodes: Sequence[Node], join: str, context: Context) -> Part:
    parts = [_part(node, context) for node in nodes]
    values = tuple(value for part in parts for value in part.values)
    sql = f"({join.join(part.sql for part in parts)})"
    return Part(sql, values, all(part.by_number for part in parts))


def _expression(node: Node) -> str | None:
    """The expression of the index of words (FTS5) for a node, None where it has none."""
    match node:
        case Words(text=text) if has_letter(text):
            quoted = '"' + text.replace('"', '""') + '"'
            return f"{quoted} *" if node.prefix else quoted
        case Group():
            found = [_expression(one) for one in node.nodes]
            known = [one for one in found if one is not None]
            return _all_of(known, node.every) if len(known) == len(found) else None
        case _:
            return None


def _all_of(expressions: Sequence[str], every: bool) -> str:
    return "(" + (" AND " if every else " OR ").join(expressions) + ")"

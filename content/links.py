"""Checks what one content file says of another: ids, prerequisites, goals, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from content.assemble import make_problem
from content.cards.allowed import ExpressionError
from content.cards.expressions import parse
from content.cards.faults import TEXTS, faults_of_keys, faults_of_problem
from content.graph import find_cycle
from content.located import Located
from content.model import Fault
from content.notes import faults_of_words

_LETTERS = re.compile(r"[A-Za-z]+")
_ID = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+(?:[/?#]\S*)?")

_ARXIV = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")


class Piece(NamedTuple):
    """One mapping of a content file with the file it stands in."""

    file: str
    node: Located


class Pieces(NamedTuple):
    """All mappings of all content files, by what they are."""

    topics: Sequence[Piece]
    resources: Sequence[Piece]
    corrections: Sequence[Piece]
    habits: Sequence[Piece]
    papers: Sequence[Piece]
    cards: Sequence[Piece]
    sources: Sequence[Piece]
    macros: Sequence[Piece]
    retired: Sequence[Piece] = ()


def check_links(pieces: Pieces) -> list[Fault]:
    """Every fault between the pieces; the schemas must have been checked before."""
    topics: dict[str, Piece] = {}
    for piece in pieces.topics:
        topics.setdefault(piece.node["id"], piece)
    return [
        *_check_ids(pieces),
        *_check_topics(pieces, topics),
        *_check_cycle(topics),
        *_check_papers(pieces.papers, topics),
        *_check_cards(pieces.cards, topics),
        *_check_retired(pieces),
        *_check_addresses(pieces),
        *(
            _fault(piece, "id", "macro", "the name of a macro is letters alone, without backslash")
            for piece in pieces.macros
            if not _LETTERS.fullmatch(piece.node["id"])
        ),
    ]


def _fault(piece: Piece, key: str, rule: str, words: str) -> Fault:
    name = str(piece.node.get("id"))
    card = name if "front" in piece.node else None
    return Fault(piece.file, piece.node.line_of(key), rule, f"{name}: {words}", card)


def _check_ids(pieces: Pieces) -> Iterable[Fault]:
    for group in pieces:
        first: dict[str, Piece] = {}
        for piece in group:
            name: str = piece.node["id"]
            if not _ID.fullmatch(name):
                yield _fault(piece, "id", "id", "an id is letters and digits joined by . or -")
            if name in first:
                before = first[name]
                where = f"{before.file}:{before.node.line}"
                yield _fault(piece, "id", "duplicate-id", f"the id stands already at {where}")
            first.setdefault(name, piece)


def _check_topics(pieces: Pieces, topics: Mapping[str, Piece]) -> Iterable[Fault]:
    resources = {piece.node["id"] for piece in pieces.resources}
    seen: set[str] = set()
    for piece in pieces.topics:
        node = piece.node
        parent = node.get("parent")
        if parent is not None and parent not in seen:
            yield _fault(
                piece, "parent", "parent", f"the parent `{parent}` is no topic above this one"
            )
        seen.add(node["id"])
        for key in ("requires", "also_uses"):
            for need in node.get(key) or ():
                if need["id"] not in topics:
                    words = f"{node['id']}: the prerequisite `{need['id']}` does not exist"
                    yield Fault(piece.file, need.line, "prerequisite", words)
        for name in node.get("resources") or ():
            if name not in resources:
                yield _fault(
                    piece, "resources", "resource", f"the resource `{name}` does not exist"
                )
        project: Mapping[str, Any] = node.get("project") or {}
        for name in project.get("exercises") or ():
            if name not in topics:
                yield _fault(piece, "project", "exercise", f"the topic `{name}` does not exist")
        goals = [goal["id"] for goal in node.get("goals") or ()]
        for name in sorted({goal for goal in goals if goals.count(goal) > 1}):
            yield _fault(piece, "goals", "goal", f"the goal `{name}` stands twice")


def _check_cycle(topics: Mapping[str, Piece]) -> Iterable[Fault]:
    edges = {
        name: tuple(need["id"] for need in piece.node.get("requires") or () if need["id"] in topics)
        for name, piece in topics.items()
    }
    cycle = find_cycle(edges)
    if cycle:
        piece = topics[cycle[0]]
        words = "the prerequisites form a cycle: " + " -> ".join(cycle)
        yield _fault(piece, "requires", "cycle", words)


def _check_papers(papers: Sequence[Piece], topics: Mapping[str, Piece]) -> Iterable[Fault]:
    for piece in papers:
        for key in ("topic", "group"):
            name = piece.node.get(key)
            if name is not None and name not in topics:
                yield _fault(piece, key, key, f"the topic `{name}` does not exist")
        arxiv = piece.node.get("arxiv")
        if arxiv is not None and not _ARXIV.fullmatch(arxiv):
            yield _fault(piece, "arxiv", "arxiv", f"`{arxiv}` is no arXiv id without version")


def _check_cards(cards: Sequence[Piece], topics: Mapping[str, Piece]) -> Iterable[Fault]:
    notes = {piece.node["id"] for piece in cards}
    for piece in cards:
        node = piece.node
        above, _, last = node["id"].rpartition(".")
        if above in notes and re.fullmatch(r"reversed|c[1-9]\d?", last):
            yield _fault(piece, "id", "id", f"cards of `{above}` may be called so; choose another")
        if not 1 <= node["difficulty"] <= 5:
            yield _fault(piece, "difficulty", "difficulty", "the difficulty lies in 1..5")
        for key, words in _faults_of_card(node):
            yield _fault(piece, key, node["kind"], words)
        topic = topics.get(node["topic"])
        if topic is None:
            yield _fault(piece, "topic", "topic", f"the topic `{node['topic']}` does not exist")
            continue
        goals = {goal["id"] for goal in topic.node.get("goals") or ()}
        for name in node["covers"]:
            if name not in goals:
                words = f"`{name}` is no goal of {node['topic']}"
                yield _fault(piece, "covers", "goal", words)


def _check_retired(pieces: Pieces) -> Iterable[Fault]:
    gone = {piece.node["id"]: piece.node["why"] for piece in pieces.retired}
    for piece in pieces.cards:
        why = gone.get(piece.node["id"])
        if why is not None:
            words = f"the id was that of another card ({why}); choose a new one"
            yield _fault(piece, "id", "retired-id", words)


def _faults_of_card(node: Located) -> Iterator[tuple[str, str]]:
    """What its kind asks of a card: the keys, then the words, then what can be computed."""
    found = list(faults_of_keys(node))
    yield from found
    if found:
        return
    said = (node["front"], node.get("back") or "", node.get("answer"), node.get("accept") or ())
    yield from faults_of_words(node["kind"], *said)
    problem = make_problem(node)
    if problem is not None:
        yield from faults_of_problem(problem, {key: node.get(key) or "" for key in TEXTS})
    for text in node.get("verify") or ():
        try:
            parse(text)
        except ExpressionError as error:
            yield "verify", str(error)


def _check_addresses(pieces: Pieces) -> Iterable[Fault]:
    for group in pieces:
        for piece in group:
            project: Mapping[str, Any] = piece.node.get("project") or {}
            owners: tuple[Located | None, ...] = (
                piece.node,
                piece.node.get("source"),
                project.get("dataset"),
            )
            for owner in filter(None, owners):
                for key in ("url", "was_url", "now_url"):
                    address = owner.get(key)
                    if address is not None and not _is_address(address):
                        words = f"{piece.node['id']}: `{address}` is no http or https address"
                        yield Fault(piece.file, owner.line_of(key), "address", words)


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) and text.isprintable()

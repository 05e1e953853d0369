"""The writing rules of a whole deck: goals, skills, twins, sources, terms that come too early."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from content.cards.words import FORMULA, asked, plain, words
from content.graph import ancestors, study_order
from content.links import Piece, Pieces
from content.model import Fault

SKILLS = 3
RECALL = 0.5
ENOUGH = 6
"""Topics with fewer cards are not held to the mixture of skills."""
ALIKE = 0.85
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})")


def check_deck(pieces: Pieces) -> Iterator[Fault]:
    """Yield a fault for each rule that the cards break together."""
    by_topic: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces.cards:
        by_topic[piece.node["topic"]].append(piece)
    topics = {piece.node["id"]: piece for piece in pieces.topics}
    for topic, cards in by_topic.items():
        if topic in topics:
            yield from _goals(topics[topic], cards)
            yield from _skills(cards)
            yield from _contrasts(topics[topic], cards)
    yield from _twins(pieces.cards)
    yield from _titles(pieces)
    yield from _early(pieces, topics)


def _fault(piece: Piece, key: str, rule: str, text: str, level: str = "error") -> Fault:
    name = str(piece.node["id"])
    return Fault(piece.file, piece.node.line_of(key), rule, f"{name}: {text}", name, level)


def _goals(topic: Piece, cards: Sequence[Piece]) -> Iterator[Fault]:
    covered = {goal for piece in cards for goal in piece.node["covers"]}
    for goal in topic.node.get("goals") or ():
        if goal["id"] not in covered:
            words_of_fault = (
                f"{topic.node['id']}: no card covers the goal `{goal['id']}`; write one"
            )
            yield Fault(topic.file, goal.line, "goal-without-card", words_of_fault)


def _skills(cards: Sequence[Piece]) -> Iterator[Fault]:
    if len(cards) < ENOUGH:
        return
    skills = Counter(piece.node["skill"] for piece in cards)
    first = cards[0]
    name = first.node["topic"]
    if len(skills) < SKILLS:
        text = f"{name} asks for {len(skills)} skills; ask for {SKILLS}: why, contrast, predict"
        yield Fault(first.file, first.node.line, "skills", text)
    if skills["recall"] > RECALL * len(cards):
        text = f"{name}: {skills['recall']} of {len(cards)} cards are recall; at most half may be"
        yield Fault(first.file, first.node.line, "recall", text)


def _contrasts(topic: Piece, cards: Sequence[Piece]) -> Iterator[Fault]:
    texts = [
        f"{asked(piece.node)} {piece.node.get('back') or ''}".casefold()
        for piece in cards
        if piece.node["skill"] == "contrast"
    ]
    for pair in topic.node.get("contrasts") or ():
        names = [name.strip().casefold() for name in pair.split("|")]
        if not any(all(name in text for name in names) for text in texts):
            said = f"{topic.node['id']}: no contrast card tells {' from '.join(names)}; write one"
            line = topic.node.line_of("contrasts")
            yield Fault(topic.file, line, "contrast", said)


def _twins(cards: Sequence[Piece]) -> Iterator[Fault]:
    seen: dict[str, Piece] = {}
    bags: list[tuple[frozenset[str], Piece]] = []
    for piece in cards:
        text = " ".join(asked(piece.node).split()).casefold()
        code = str(piece.node.get("code") or "")
        before = seen.setdefault(text + code, piece)
        if before is not piece:
            where = f"{before.node['id']} ({before.file}:{before.node.line})"
            yield _fault(piece, "front", "same-front", f"{where} asks the same; ask differently")
            continue
        bag = frozenset(words(asked(piece.node))) - {FORMULA}
        for other, twin in bags if len(bag) >= 4 and not code else ():
            if len(bag & other) >= ALIKE * len(bag | other):
                text = f"{twin.node['id']} asks nearly the same; tell them apart or join them"
                yield _fault(piece, "front", "near-twin", text, "warning")
                break
        bags.append((bag, piece))


def _titles(pieces: Pieces) -> Iterator[Fault]:
    titles = {piece.node.get("arxiv"): piece.node["title"] for piece in pieces.papers}
    for piece in pieces.cards:
        source: Mapping[str, Any] = piece.node["source"]
        found = _ARXIV.search(source["url"])
        if found is None:
            continue
        title = titles.get(found[1])
        if title is None:
            text = f"arXiv {found[1]} is not in papers.yaml; add the paper, or check the number"
            yield _fault(piece, "source", "arxiv-title", text)
        elif title.casefold() not in source["title"].casefold():
            text = f"arXiv {found[1]} is “{title}”, and the source says “{source['title']}”"
            yield _fault(piece, "source", "arxiv-title", text)


def _early(pieces: Pieces, topics: Mapping[str, Piece]) -> Iterator[Fault]:
    """Terms that a topic introduces, used by a card of a topic that does not stand on it."""
    edges = {
        name: tuple(need["id"] for need in piece.node.get("requires") or ())
        for name, piece in topics.items()
    }
    place = {name: at for at, name in enumerate(study_order(edges))}
    terms = [
        (re.compile(rf"(?<!\w){re.escape(term.casefold())}s?(?!\w)"), term, name)
        for name, piece in topics.items()
        for term in piece.node.get("terms") or ()
    ]
    for piece in pieces.cards:
        topic = piece.node["topic"]
        if topic not in topics:
            continue
        text = plain(asked(piece.node)).casefold()
        known: frozenset[str] | None = None
        for pattern, term, owner in terms:
            if place[owner] <= place[topic] or not pattern.search(text):
                continue
            known = known if known is not None else frozenset(ancestors(edges, topic))
            if owner != topic and owner not in known:
                said = f"`{term}` is learned later, in {owner}; ask without it"
                yield _fault(piece, "front", "later-term", said)

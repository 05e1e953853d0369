"""The writing rules of a whole deck: goals, skills, twins, sources, terms that come too early."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from content.cards.words import asked, plain, tokens
from content.graph import Edges, ancestors, study_order
from content.links import Piece, Pieces
from content.model import Fault

SKILLS = 3
RECALL = 0.5
ENOUGH = 6
"""Topics with fewer cards are not held to the mixture of skills."""
ALIKE = 0.85
TWINS = 400
"""A front is compared with so many others at most: those that share its rarest words."""
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})")


def check_deck(pieces: Pieces, is_shipped: Callable[[str], bool]) -> Iterator[Fault]:
    """Yield a fault for each rule that the cards break together.

    The learner's own cards on a shipped topic change nothing for what that topic must have.
    """
    topics = {piece.node["id"]: piece for piece in pieces.topics}
    by_topic: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces.cards:
        topic = topics.get(piece.node["topic"])
        if topic and (is_shipped(piece.file) or not is_shipped(topic.file)):
            by_topic[piece.node["topic"]].append(piece)
    for name, cards in by_topic.items():
        topic = topics[name]
        yield from _goals(topic, cards)
        yield from _skills(cards)
        yield from _contrasts(topic, cards)
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
    """Fronts that ask the same, and fronts whose words are nearly the same."""
    seen: dict[str, Piece] = {}
    bags: list[tuple[frozenset[str], Piece]] = []
    for piece in cards:
        front = asked(piece.node)
        text = " ".join(front.split()).casefold()
        code = str(piece.node.get("code") or "")
        before = seen.setdefault(text + code, piece)
        if before is not piece:
            where = f"{before.node['id']} ({before.file}:{before.node.line})"
            yield _fault(piece, "front", "same-front", f"{where} asks the same; ask differently")
        elif not code:
            bags.append((tokens(front), piece))
    for piece, twin in _alike([one for one in bags if len(one[0]) >= 4]):
        text = f"{twin.node['id']} asks nearly the same; tell them apart or join them"
        yield _fault(piece, "front", "near-twin", text, "warning")


def _alike(bags: Sequence[tuple[frozenset[str], Piece]]) -> Iterator[tuple[Piece, Piece]]:
    """Each card with one before it whose words are so much the same.

    Two bags of which so large a share is common share one of their rarest words: only cards found
    by these are compared.
    """
    often = Counter(word for bag, _ in bags for word in bag)
    index: dict[str, list[int]] = defaultdict(list)
    for at, (bag, piece) in enumerate(bags):
        rarest = sorted(bag, key=lambda word: (often[word], word))
        rarest = rarest[: len(bag) - math.ceil(ALIKE * len(bag)) + 1]
        near = sorted({one for word in rarest for one in index[word][-TWINS:]})[-TWINS:]
        for one in near:
            other, twin = bags[one]
            if len(bag & other) >= ALIKE * len(bag | other):
                yield piece, twin
                break
        for word in rarest:
            index[word].append(at)


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


def _known(topic: Piece, edges: Edges) -> frozenset[str]:
    """The topics that a topic stands on, or uses as well."""
    used = frozenset(need["id"] for need in topic.node.get("also_uses") or ())
    return ancestors(edges, topic.node["id"]).union(used, *(ancestors(edges, one) for one in used))


def _early(pieces: Pieces, topics: Mapping[str, Piece]) -> Iterator[Fault]:
    """Terms that a topic introduces, used by a card of a topic that does not stand on it."""
    edges = {
        name: tuple(need["id"] for need in piece.node.get("requires") or ())
        for name, piece in topics.items()
    }
    place = {name: at for at, name in enumerate(study_order(edges))}
    owners = {
        term.casefold(): (term, name)
        for name, piece in topics.items()
        for term in piece.node.get("terms") or ()
    }
    if not owners:
        return
    longest_first = sorted(owners, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})s?(?!\w)")
    for piece in pieces.cards:
        topic = piece.node["topic"]
        known: frozenset[str] | None = None
        for found in dict.fromkeys(pattern.findall(plain(asked(piece.node)).casefold())):
            term, owner = owners[found]
            if topic not in topics or place[owner] <= place[topic]:
                continue
            known = _known(topics[topic], edges) if known is None else known
            if owner not in known:
                said = f"`{term}` is learned later, in {owner}; ask without it"
                yield _fault(piece, "front", "later-term", said)

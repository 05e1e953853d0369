"""Loads the shipped content and the learner's own, checks all of it, and reports every fault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from content import schema
from content.assemble import (
    make_correction,
    make_habit,
    make_note,
    make_paper,
    make_resource,
    make_source,
    make_topic,
)
from content.deck_macros import replace_macros
from content.files import SHIPPED, content_files
from content.graph import edges_of, study_order
from content.links import Piece, Pieces, check_links
from content.located import LocatedList, read_located
from content.model import Fault, Library, LibraryError, Topic
from content.notes import cards_of

_SCHEMAS: dict[str, schema.Schema] = {
    "roadmap.yaml": schema.ROADMAP,
    "papers.yaml": schema.PAPERS,
    "sources.yaml": schema.SOURCES,
    "macros.yaml": schema.MACROS,
    "retired.yaml": schema.RETIRED_CARDS,
}


def load_library(own: Path | None = None, shipped: Path = SHIPPED) -> Library:
    """Read and check everything there is to learn.

    ``own`` is the learner's folder with the same layout (``roadmap.yaml``, ``cards/``); its topics
    and cards are added to the shipped ones. Raises ``LibraryError`` with every fault found.
    """
    pieces, title, faults = read_checked(own, shipped)
    if faults:
        raise LibraryError(tuple(faults))
    replace_macros(pieces)
    return _assemble(pieces, title, shipped)


def find_faults(own: Path | None = None, shipped: Path = SHIPPED) -> tuple[Fault, ...]:
    """Every fault of the content files, none where ``load_library`` would succeed."""
    return tuple(read_checked(own, shipped)[2])


def read_checked(own: Path | None, shipped: Path) -> tuple[Pieces, str, list[Fault]]:
    """What the content files hold, the title, and every fault of schema and links."""
    pieces, title, faults = _read((shipped, *((own,) if own and own.is_dir() else ())))
    if not faults:
        faults = check_links(pieces)
    if not faults and not pieces.topics:
        words = "is missing or holds no topics; install mlroad again"
        faults = [Fault(str(shipped / "roadmap.yaml"), 1, "file", words)]
    return pieces, title, faults


def _read(folders: Sequence[Path]) -> tuple[Pieces, str, list[Fault]]:
    groups: dict[str, list[Piece]] = {name: [] for name in Pieces._fields}
    faults: list[Fault] = []
    title = ""
    for folder in folders:
        for path in content_files(folder):
            document, found = read_located(path)
            faults += found
            if found or document is None:
                continue
            if "cards" in path.relative_to(folder).parts:
                faults += _check_cards(document, str(path), groups["cards"])
                continue
            rules = _SCHEMAS[path.name]
            found = schema.check_mapping(document, rules, str(path), path.name, 1)
            faults += found
            if found:
                continue
            title = title or document.get("title") or ""
            for key in rules:
                name = "topics" if key == "nodes" else key
                if name in groups:
                    groups[name] += [Piece(str(path), node) for node in document.get(key) or ()]
    return Pieces(**groups), title, faults


def _check_cards(document: Any, file: str, cards: list[Piece]) -> Iterable[Fault]:
    if not isinstance(document, LocatedList):
        return [Fault(file, 1, "schema", "a card file is a list of cards; begin each with `- id:`")]
    faults: list[Fault] = []
    for member, line in zip(document, document.lines, strict=True):
        found = schema.check_mapping(member, schema.CARD, file, "card", line)
        faults += found
        if not found:
            cards.append(Piece(file, member))
    return faults


def _assemble(pieces: Pieces, title: str, shipped: Path) -> Library:
    resources = {piece.node["id"]: make_resource(piece.node) for piece in pieces.resources}
    topics: dict[str, Topic] = {}
    children: dict[str | None, int] = {}
    for piece in pieces.topics:
        parent = piece.node.get("parent")
        children[parent] = children.get(parent, 0) + 1
        above = topics.get(parent) if parent else None
        number = f"{above.number}.{children[parent]}" if above else str(children[parent])
        level = above.level if above else piece.node["id"]
        topics[piece.node["id"]] = make_topic(piece.node, number, level, resources)
    ordered = _in_map_order(topics)
    place = {topic: index for index, topic in enumerate(study_order(edges_of(ordered)))}
    made = [
        make_note(
            piece.node, piece.file, "shipped" if Path(piece.file).is_relative_to(shipped) else "own"
        )
        for piece in pieces.cards
    ]
    notes = sorted(made, key=lambda note: place[note.topic])
    papers = {piece.node["id"]: make_paper(piece.node) for piece in pieces.papers}
    return Library(
        title=title,
        topics=ordered,
        cards={card.id: card for note in notes for card in cards_of(note)},
        papers=papers,
        corrections=tuple(make_correction(piece.node) for piece in pieces.corrections),
        habits=tuple(make_habit(piece.node) for piece in pieces.habits),
        sources=tuple(make_source(piece.node) for piece in pieces.sources),
        hash=_hash(pieces),
        notes={note.id: note for note in notes},
    )


def _in_map_order(topics: dict[str, Topic]) -> dict[str, Topic]:
    """Parents before their children, so that own topics stand under the shipped group."""
    return dict(
        sorted(topics.items(), key=lambda item: [int(part) for part in item[1].number.split(".")])
    )


def _hash(pieces: Pieces) -> str:
    """A hash over everything read, in order: equal hashes mean equal libraries."""
    digest = hashlib.sha256()
    for group in pieces:
        for piece in group:
            digest.update(repr(piece.node).encode())
    return digest.hexdigest()[:32]

"""The map with the learner's state: a row for every topic and every paper of the reading order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from content.model import Library, Paper, Topic
from db import progress
from db.cards import cards_of_topic
from db.clock import Clock
from db.progress import TopicCounts
from db.store import Store

_NONE = TopicCounts(0, 0, 0, 0)


class MapRow(NamedTuple):
    """One node of the map. ``mastery`` is the share of its cards in review (0..1), None without.

    A group's cards, due cards and hours are those of all that is under it.
    """

    id: str
    title: str
    kind: str
    level: str
    parent: str | None
    seed_line: int | None
    requires: tuple[tuple[str, str], ...]
    status: str
    mastery: float | None
    ready: bool
    cards: int
    due: int
    hours: float | None

    def document(self) -> dict[str, object]:
        """The shape of `topics --json`."""
        needs = [{"id": topic, "why": why} for topic, why in self.requires]
        return {**self._asdict(), "requires": needs}


class Standing(NamedTuple):
    """What the learner has said of topics, the counts of their cards, and the cards asked for."""

    said: dict[str, str]
    notes: dict[str, str]
    counts: dict[str, TopicCounts]
    cards: tuple[str, ...] = ()


def standing(store: Store, clock: Clock, topic: str = "") -> Standing:
    """Read it all in one moment of the database, and the cards of ``topic`` in their order."""
    with store.reading() as connection:
        return Standing(
            progress.statuses(connection),
            progress.notes(connection),
            progress.topic_counts(connection, clock.study_day()),
            cards_of_topic(connection, topic),
        )


def map_rows(library: Library, found: Standing) -> list[MapRow]:
    """All rows in the order of the map, each paper after its group or else its topic."""
    known = progress.known_topics(library.topics, found.said)
    under = subtrees(library)
    papers: dict[str, list[Paper]] = {}
    for paper in library.papers.values():
        papers.setdefault(_parent_of(paper, library), []).append(paper)
    rows: list[MapRow] = []
    for topic in library.topics.values():
        rows.append(_topic_row(topic, library, found, known, under[topic.id]))
        for paper in papers.get(topic.id, ()):
            rows.append(_paper_row(paper, topic, found.said, known))
    return rows


def subtrees(library: Library) -> dict[str, frozenset[str]]:
    """Topic -> itself and all topics under it."""
    under: dict[str, set[str]] = {topic: {topic} for topic in library.topics}
    # Children stand after their parents in the map.
    for topic in reversed(list(library.topics.values())):
        if topic.parent is not None:
            under[topic.parent] |= under[topic.id]
    return {topic: frozenset(found) for topic, found in under.items()}


def _parent_of(paper: Paper, library: Library) -> str:
    return paper.group if paper.group in library.topics and paper.group else paper.topic


def _topic_row(
    topic: Topic,
    library: Library,
    found: Standing,
    known: frozenset[str],
    under: frozenset[str],
) -> MapRow:
    counts = [found.counts.get(name, _NONE) for name in under]
    total = sum(count.total for count in counts)
    learned = sum(count.learned for count in counts)
    hours = topic.hours or sum(library.topics[name].hours for name in under)
    return MapRow(
        id=topic.id,
        title=topic.title,
        kind=topic.kind,
        level=topic.level,
        parent=topic.parent,
        seed_line=topic.seed_line,
        requires=tuple((need.topic, need.why) for need in topic.requires),
        status=_status(topic, found.said, known, under),
        mastery=round(learned / total, 4) if total else None,
        ready=all(need.topic in known for need in topic.requires),
        cards=total,
        due=sum(count.due for count in counts),
        hours=hours or None,
    )


def _status(
    topic: Topic, said: Mapping[str, str], known: frozenset[str], under: frozenset[str]
) -> str:
    """What was said of it; of a group, what follows from the topics under it."""
    if topic.id in said or topic.kind != progress.GROUP:
        return said.get(topic.id, "todo")
    if topic.id in known:
        return "done"
    begun = any(said.get(name, "todo") != "todo" for name in under)
    return "learning" if begun else "todo"


def _paper_row(
    paper: Paper, parent: Topic, said: Mapping[str, str], known: frozenset[str]
) -> MapRow:
    return MapRow(
        id=paper.id,
        title=paper.title,
        kind="paper",
        level=parent.level,
        parent=parent.id,
        seed_line=paper.seed_line,
        requires=((paper.topic, "the paper belongs to this topic"),),
        status=said.get(paper.id, "todo"),
        mastery=None,
        ready=paper.topic in known,
        cards=0,
        due=0,
        hours=None,
    )

"""How far the learner is on the map: cards per topic, statuses, and what can be learned next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.graph import edges_of
from content.graph import frontier as open_topics

if TYPE_CHECKING:
    import sqlite3

    from content.model import Library, Topic
    from db.store import Store

STATUSES = ("todo", "learning", "done", "skipped")
KNOWN = frozenset({"done", "skipped"})
GROUP = "group"
KEPT = """
SELECT topic, sum(cards), sum(CASE WHEN state = 0 THEN cards ELSE 0 END),
  sum(CASE WHEN state = 2 THEN cards ELSE 0 END)
FROM tally GROUP BY topic HAVING sum(cards) > 0
"""
# In the order of the ids, each page of the table card is read once.
DUE = """
SELECT card.topic, count(*) FROM (
  SELECT card AS id FROM memory WHERE {which} AND buried_until_day <= :day ORDER BY card
) AS due CROSS JOIN card ON card.id = due.id WHERE card.suspended = 0 AND card.retired = 0
GROUP BY card.topic
"""
# Each is answered by the index alone; joined by OR, every row of memory would be looked up.
WHICH = (
    "state = 2 AND due_day <= :day",
    "state IN (1, 3) AND due_day <= :day",
    "state IN (1, 3) AND due_day IS NULL",
)


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """The cards of a topic: all, never answered, due today (learning included), in review."""

    total: int
    new: int
    due: int
    learned: int


def topic_counts(connection: sqlite3.Connection, day: int) -> dict[str, TopicCounts]:
    """Return the counts of every topic that has cards, on study day ``day``.

    Withdrawn cards are left out; suspended and buried ones are not due.
    """
    due: dict[str, int] = {}
    for which in WHICH:
        for topic, cards in connection.execute(DUE.format(which=which), {"day": day}):
            due[topic] = due.get(topic, 0) + cards
    rows = connection.execute(KEPT).fetchall()
    return {
        topic: TopicCounts(total, new, due.get(topic, 0), learned)
        for topic, total, new, learned in rows
    }


def statuses(connection: sqlite3.Connection) -> dict[str, str]:
    """Return topic -> todo, learning, done or skipped, for topics where one was set."""
    return _topic_field(connection, "status")


def notes(connection: sqlite3.Connection) -> dict[str, str]:
    """Return topic -> the learner's own note, for topics that have one."""
    return {topic: text for topic, text in _topic_field(connection, "note").items() if text}


def _topic_field(connection: sqlite3.Connection, field: str) -> dict[str, str]:
    rows = connection.execute(
        "SELECT key, value FROM latest WHERE entity = 'topic' AND field = ?", (field,)
    ).fetchall()
    return {key: str(value) for key, text in rows if (value := json.loads(text)) is not None}


def set_status(store: Store, topic: str, status: str) -> str:
    """Set a topic's status in one undoable act and return it (the act).

    Raises ValueError for a status that is not one of ``STATUSES``, StoreError.
    """
    if status not in STATUSES:
        raise ValueError(f"a status is one of {', '.join(STATUSES)}, not {status!r}")
    return _set(store, "Set status", topic, "status", status)


def set_note(store: Store, topic: str, text: str) -> str:
    """Set the learner's note on a topic (empty: none) in one undoable act and return the act."""
    return _set(store, "Edit note", topic, "note", text)


def _set(store: Store, name: str, topic: str, field: str, value: str) -> str:
    with store.transaction() as transaction:
        act = transaction.act(name)
        transaction.change("topic", topic, field, value)
    return act


def known_topics(topics: Mapping[str, Topic], said: Mapping[str, str]) -> frozenset[str]:
    """Return the topics that are done or skipped; a group also when all that is under it is."""
    under: dict[str, list[str]] = defaultdict(list)
    for topic in topics.values():
        if topic.parent is not None:
            under[topic.parent].append(topic.id)
    known = {topic for topic in topics if said.get(topic) in KNOWN}
    # Children stand after their parents in the map, so backwards a group comes last.
    for topic in reversed(list(topics.values())):
        below = under.get(topic.id)
        if topic.kind == GROUP and below and all(child in known for child in below):
            known.add(topic.id)
    return frozenset(known)


def frontier(library: Library, said: Mapping[str, str]) -> tuple[str, ...]:
    """Return the topics to learn next, in the order of the map.

    Those are leaves, neither done nor skipped, whose prerequisites all are. ``said`` is what
    ``statuses`` returns.
    """
    leaves = [topic.id for topic in library.topics.values() if topic.kind != GROUP]
    return open_topics(edges_of(library.topics), leaves, known_topics(library.topics, said))

"""Counts per topic, statuses and notes, and the frontier of what can be learned next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.model import Library, Prerequisite, Topic
from db.log import undo
from db.progress import (
    TopicCounts,
    frontier,
    known_topics,
    notes,
    set_note,
    set_status,
    statuses,
    topic_counts,
)
from db.store import Store

AddCards = Callable[..., list[str]]
DAY = 20_000


def topic(id: str, *requires: str, kind: str = "concept", parent: str | None = None) -> Topic:
    needs = tuple(Prerequisite(need, "because") for need in requires)
    return Topic(id, "1", id, kind, "l1", parent, "", requires=needs)


def library(*topics: Topic) -> Library:
    return Library("t", {one.id: one for one in topics}, {}, {}, (), (), (), "hash")


MAP = library(
    topic("math", kind="group"),
    topic("vectors", parent="math"),
    topic("matrices", "vectors", parent="math"),
    topic("code"),
    topic("learning", "math", "code"),
    topic("networks", "learning"),
)


def test_counts_go_by_topic(store: Store, add_cards: AddCards) -> None:
    add_cards(4, name="new", topic="a")
    add_cards(3, name="due", topic="a", due=2)
    add_cards(2, name="later", topic="a", due=-5)
    hidden = add_cards(2, name="hidden", topic="b", due=0)
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE card SET suspended = 1 WHERE id = ?", hidden[:1])
        transaction.connection.execute("UPDATE card SET retired = 1 WHERE id = ?", hidden[1:])
    with store.reading() as connection:
        counts = topic_counts(connection, DAY)
    assert counts == {"a": TopicCounts(9, 4, 3, 5), "b": TopicCounts(1, 0, 0, 1)}


GROUPED = """
SELECT card.topic, count(*), sum(memory.state = 0),
  sum(memory.state <> 0 AND card.suspended = 0 AND memory.buried_until_day <= :day
    AND (memory.due_day IS NULL OR memory.due_day <= :day)),
  sum(memory.state = 2)
FROM card JOIN memory ON memory.card = card.id WHERE card.retired = 0 GROUP BY card.topic
"""
CHANGES = st.sampled_from(
    [
        "UPDATE card SET topic = 'a' WHERE id = :card",
        "UPDATE card SET topic = 'b' WHERE id = :card",
        "UPDATE card SET retired = 1 WHERE id = :card",
        "UPDATE card SET retired = 0 WHERE id = :card",
        "UPDATE card SET retired = 1 - retired, topic = 'c' WHERE id = :card",
        "UPDATE card SET suspended = 1 - suspended WHERE id = :card",
        "UPDATE memory SET state = 0, due_day = NULL, due_at = NULL WHERE card = :card",
        "UPDATE memory SET state = 1, due_day = NULL, due_at = 5 WHERE card = :card",
        "UPDATE memory SET state = 2, due_day = :due WHERE card = :card",
        "UPDATE memory SET state = 3, due_day = :due WHERE card = :card",
        "UPDATE memory SET buried_until_day = :due WHERE card = :card",
        "DELETE FROM memory WHERE card = :card",
    ]
)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30
)
@given(st.lists(st.tuples(CHANGES, st.integers(0, 5), st.integers(DAY - 2, DAY + 2)), max_size=12))
def test_kept_counts_equal_those_of_a_grouped_query(
    store: Store, changes: list[tuple[str, int, int]]
) -> None:
    with store.transaction() as transaction:
        connection = transaction.connection
        for table in ("memory", "card", "tally"):
            connection.execute(f"DELETE FROM {table}")
        for number in range(6):
            connection.execute(
                "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, hash,"
                " retired, suspended, flag) VALUES (?, 'a', '', '', 1, 0, '', '', 0, 0, 0)",
                (f"card-{number}",),
            )
            connection.execute(
                "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)"
                " VALUES (?, 0, 0, 0, 0, 1)",
                (f"card-{number}",),
            )
        for sql, number, due in changes:
            connection.execute(sql, {"card": f"card-{number}", "due": due})
    with store.reading() as connection:
        grouped = connection.execute(GROUPED, {"day": DAY}).fetchall()
        counts = topic_counts(connection, DAY)
    assert counts == {topic: TopicCounts(*numbers) for topic, *numbers in grouped}


def test_statuses_and_notes_are_kept_and_undone(store: Store) -> None:
    set_status(store, "vectors", "done")
    set_status(store, "vectors", "learning")
    set_note(store, "vectors", "see page 3")
    with store.reading() as connection:
        assert statuses(connection) == {"vectors": "learning"}
        assert notes(connection) == {"vectors": "see page 3"}
    undo(store)
    undo(store)
    with store.reading() as connection:
        assert statuses(connection) == {"vectors": "done"}
        assert notes(connection) == {}


def test_an_unknown_status_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="todo, learning, done, skipped"):
        set_status(store, "vectors", "finished")
    with store.reading() as connection:
        assert statuses(connection) == {}


def test_the_frontier_starts_with_what_needs_nothing_in_the_order_of_the_map() -> None:
    assert frontier(MAP, {}) == ("vectors", "code")


def test_the_frontier_moves_on_as_topics_are_done_or_skipped() -> None:
    assert frontier(MAP, {"vectors": "done"}) == ("matrices", "code")
    assert frontier(MAP, {"vectors": "learning"}) == ("vectors", "code")
    assert frontier(MAP, {"vectors": "done", "matrices": "skipped", "code": "done"}) == (
        "learning",
    )


def test_a_group_is_known_when_all_under_it_is_or_when_it_was_said() -> None:
    everything = {"vectors": "done", "matrices": "done"}
    assert "math" in known_topics(MAP.topics, everything)
    assert "math" not in known_topics(MAP.topics, {"vectors": "done"})
    assert frontier(MAP, {"math": "skipped", "code": "done"}) == ("vectors", "learning")


def test_nothing_is_left_when_all_is_done() -> None:
    assert frontier(MAP, dict.fromkeys(MAP.topics, "done")) == ()

"""The new cards in the order of the map follow every change of the cards, and are read as such."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import acts, balance, gather, log, reviews
from db.check import check
from db.clock import Clock
from db.engine import engine_for
from db.model import Rating, StudySettings
from db.replay import FRESH, rebuild
from db.scheduler import Scheduler
from db.scope import EVERYTHING, Scope
from db.store import Store

AddCards = Callable[..., list[str]]
SCHEDULER = Scheduler(StudySettings())
HELD = "SELECT position, card FROM fresh ORDER BY position, card"
CHANGES = st.sampled_from(
    [
        "UPDATE card SET position = position + :by WHERE id = :card",
        "UPDATE card SET retired = 1 WHERE id = :card",
        "UPDATE card SET retired = 0 WHERE id = :card",
        "UPDATE card SET retired = 1 - retired, position = :by WHERE id = :card",
        "UPDATE card SET suspended = 1 - suspended, topic = 'b' WHERE id = :card",
        "UPDATE memory SET state = 0 WHERE card = :card",
        "UPDATE memory SET state = 1 WHERE card = :card",
        "UPDATE memory SET state = 2, version = version + 1 WHERE card = :card",
        "DELETE FROM memory WHERE card = :card",
        "INSERT OR IGNORE INTO memory (card, state, reps, lapses, buried_until_day, version)"
        " VALUES (:card, :by % 2, 0, 0, 0, 1)",
    ]
)


def held(store: Store) -> list[tuple[int, str]]:
    with store.reading() as connection:
        rows = connection.execute(HELD).fetchall()
        assert rows == sorted(connection.execute(FRESH).fetchall())
    return rows


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
@given(st.lists(st.tuples(CHANGES, st.integers(0, 3), st.integers(0, 5)), max_size=12))
def test_the_new_cards_follow_every_change(
    store: Store, changes: list[tuple[str, int, int]]
) -> None:
    with store.transaction() as transaction:
        run = transaction.connection.execute
        for table in ("memory", "card"):
            run(f"DELETE FROM {table}")
        for place in range(4):
            run(
                "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, hash,"
                " retired, suspended, flag) VALUES (?, 'a', '', '', 1, ?, '', '', 0, 0, 0)",
                (f"card-{place}", place),
            )
            run(
                "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)"
                " VALUES (?, 0, 0, 0, 0, 1)",
                (f"card-{place}",),
            )
        for sql, place, by in changes:
            run(sql, {"card": f"card-{place}", "by": by})
    held(store)


def test_a_card_leaves_at_its_first_answer_and_comes_back_by_undo_and_forget(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    cards = add_cards(3)
    everyone = [(place, card) for place, card in enumerate(cards, 1)]
    assert held(store) == everyone
    shown = reviews.show(store, clock, SCHEDULER, cards[1])
    reviews.answer(store, clock, SCHEDULER, shown, Rating.GOOD, 1_000)
    assert held(store) == [everyone[0], everyone[2]]
    log.undo(store)
    assert held(store) == everyone
    log.redo(store)
    assert held(store) == [everyone[0], everyone[2]]
    acts.forget(store, clock, cards[1:2])
    assert held(store) == everyone


@pytest.mark.parametrize(
    ("sql", "cards"),
    [
        ("DELETE FROM fresh", 4),
        ("DELETE FROM fresh WHERE position = 2", 1),
        ("UPDATE fresh SET position = position + 100 WHERE position > 2", 2),
        ("INSERT INTO fresh VALUES (0, 'card-1'), (9, 'nothing')", 2),
    ],
)
def test_wrong_new_cards_are_noticed_and_made_anew(
    store: Store, add_cards: AddCards, sql: str, cards: int
) -> None:
    add_cards(4)
    with store.transaction() as transaction:
        transaction.connection.execute(sql)
    (bad,) = [result for result in check(store) if not result.ok]
    assert (bad.name, bad.count) == ("fresh", cards)
    rebuild(store)
    assert all(result.ok for result in check(store))
    assert len(held(store)) == 4


def plan(store: Store, sql: str, values: dict[str, Any]) -> str:
    with store.reading() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize("scope", [EVERYTHING, Scope(frozenset("t")), Scope(cards=frozenset("c"))])
def test_new_cards_are_read_in_order_and_never_sorted(store: Store, scope: Scope) -> None:
    found = plan(store, scope.sql(gather.NEW), scope.values(1))
    assert found.startswith("SCAN fresh\n")
    assert "TEMP B-TREE" not in found


def test_the_load_of_a_day_looks_only_at_cards_put_away(store: Store) -> None:
    found = plan(store, balance.DUE, {"day": 1, "end": 9})
    assert "SCAN card USING INDEX ix_card_hidden" in found
    assert "COVERING INDEX ix_memory_due" in found


def test_an_older_file_gets_its_new_cards(tmp_path: Path) -> None:
    path = tmp_path / "mlroad.db"
    path.touch()
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.set_main_option("path_separator", "os")
    with engine_for(str(path)).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for place, (state, retired) in enumerate([(0, 0), (2, 0), (0, 1), (0, 0)]):
            connection.exec_driver_sql(
                "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, hash,"
                " retired, suspended, flag) VALUES (?, 't', '', '', 1, ?, '', '', ?, 0, 0)",
                (f"card-{place}", 9 - place, retired),
            )
            connection.exec_driver_sql(
                "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)"
                " VALUES (?, ?, 0, 0, 0, 1)",
                (f"card-{place}", state),
            )
        command.upgrade(config, "head")
        rows = connection.exec_driver_sql(HELD).fetchall()
    assert [tuple(row) for row in rows] == [(6, "card-3"), (9, "card-0")]

"""Check finds every cache that strays from the log, and rebuild puts it right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from db import acts, reviews
from db.caches import to_json
from db.check import check
from db.clock import Clock
from db.model import Memory, Rating, State, StudySettings
from db.replay import ReviewRow, rebuild, replay
from db.scheduler import Scheduler
from db.store import Store

AddCards = Callable[..., list[str]]
SCHEDULER = Scheduler(StudySettings())


@pytest.fixture
def used(store: Store, clock: Clock, add_cards: AddCards) -> Store:
    cards = add_cards(6, note="note")
    for card, rating in zip(cards, Rating, strict=False):
        shown = reviews.show(store, clock, SCHEDULER, card)
        reviews.answer(store, clock, SCHEDULER, shown, rating, 1_000)
    acts.suspend_cards(store, cards[4:5])
    acts.flag_cards(store, cards[5:6], 2)
    return store


def faults(store: Store) -> dict[str, int]:
    return {result.name: result.count for result in check(store) if not result.ok}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE memory SET stability = stability * 1.001 WHERE card = 'card-3'", {"memory": 1}),
        ("UPDATE memory SET due_day = 5 WHERE card IN ('card-3', 'card-5')", {"memory": 2}),
        ("DELETE FROM memory", {"memory": 6}),
        ("UPDATE done SET count = count + 1", {"done": 1}),
        ("DELETE FROM done", {"done": 1}),
        ("INSERT INTO done VALUES (5, 'learn', 1, 1, 1)", {"done": 1}),
        ("UPDATE latest SET value = 'false' WHERE field = 'suspended'", {"latest": 1, "cards": 1}),
        ("UPDATE card SET suspended = 0, flag = 7", {"cards": 6}),
        ("UPDATE memory SET buried_until_day = 0", {"cards": 5}),
    ],
)
def test_what_strays_from_the_log_is_found_and_rebuilt(
    used: Store, sql: str, found: dict[str, int]
) -> None:
    assert faults(used) == {}
    with used.transaction() as transaction:
        transaction.connection.execute(sql)
    assert faults(used) == found
    rebuild(used)
    assert faults(used) == {}


def test_rows_that_lead_nowhere_are_found(used: Store) -> None:
    connection = used.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("DELETE FROM act WHERE name = 'Flag card'")
    connection.close()
    assert "references" in faults(used)


def test_check_works_on_a_path_and_never_raises(tmp_path: Path, used: Store) -> None:
    assert [result.name for result in check(used.path)] == [
        "integrity",
        "references",
        "memory",
        "done",
        "latest",
        "cards",
        "words",
        "tally",
        "listed",
        "fresh",
    ]
    assert [result.ok for result in check(str(tmp_path / "none.db"))] == [True]
    text = tmp_path / "text.db"
    text.write_text("no database")
    (result,) = check(str(text))
    assert not result.ok
    assert "not a database of mlroad" in result.message


def test_a_damaged_file_is_one_finding(used: Store) -> None:
    used.close()
    path = Path(used.path)
    data = bytearray(path.read_bytes())
    data[8192:16384] = b"\xaa" * 8192
    path.write_bytes(data)
    (result,) = check(used.path)
    assert (result.name, result.ok) == ("integrity", False)
    assert "damaged" in result.message


def test_papers_are_checked_as_a_cache(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "papers.db"
    assert check(store, papers=str(path))[-1].ok
    path.write_bytes(b"x" * 5_000)
    result = check(store, papers=str(path))[-1]
    assert (result.name, result.ok) == ("papers", False)
    assert "delete it and refresh" in result.message


def test_replay_recomputes_where_the_state_before_differs() -> None:
    scheduler = Scheduler(StudySettings())
    day, at = 20_000, 20_000 * 86_400_000 + 43_200_000
    other = to_json(Memory(State.REVIEW, reps=7))
    row = ReviewRow("card", 4, "learn", at, day, 0, other, other)
    memory = replay([row], scheduler)
    assert memory.reps == 1
    assert memory.last_day == day
    assert memory.due_day is not None
    assert memory.due_day > day


def test_replay_leaves_cram_out_and_honours_forget() -> None:
    scheduler = Scheduler(StudySettings())
    at = 20_000 * 86_400_000 + 43_200_000
    new, seen = to_json(Memory()), to_json(Memory(State.REVIEW, reps=1))
    learned = ReviewRow("card", 4, "learn", at, 20_000, 0, new, seen)
    cram = learned._replace(kind="cram")
    forget = learned._replace(kind="forget", rating=None, after=new)
    assert replay([cram], scheduler) == Memory()
    assert replay([learned], scheduler).reps == 1
    assert replay([learned, forget], scheduler) == Memory()

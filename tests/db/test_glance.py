"""The first frame's counters: light to import, read-only, never raising, those of the queue."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import schema
from db.clock import Clock
from db.glance import SCHEMA, Glance, glance
from db.model import Rating, Shown, StudySettings
from db.scheduler import Scheduler
from db.settings import save_settings
from db.stats import statistics
from db.store import Store
from db.study import StudySession

AddCards = Callable[..., list[str]]
DAY = 20_000
HEAVY = ("typing", "dataclasses", "pathlib", "enum", "re", "json", "datetime.zoneinfo", "fsrs")


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Any:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def look(store: Store, time: Any) -> Glance:
    found = glance(store.path, time.seconds)
    assert found is not None
    assert found.error is None
    return found


def session(store: Store, clock: Clock) -> StudySession:
    settings = store.settings()
    return StudySession(store, clock, Scheduler(settings), settings)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_imports_the_standard_librarys_sqlite3_and_nothing_heavy() -> None:
    code = "import sys, db.glance; print(*sys.modules)"
    root = Path(__file__).parents[2]
    # -S: no site packages, so that only what the module itself asks for is there.
    out = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "sqlite3" in out
    assert not [name for name in HEAVY if name in out]
    assert [name for name in out if name.split(".")[0] == "db"] == ["db", "db.glance"]


def test_no_database_is_none_and_nothing_is_made(tmp_path: Path) -> None:
    assert glance(str(tmp_path / "mlroad.db")) is None
    assert glance(str(tmp_path / "no" / "mlroad.db")) is None
    (tmp_path / "empty.db").touch()
    assert glance(str(tmp_path / "empty.db")) is None
    assert files(tmp_path) == {"empty.db"}


def test_a_file_of_another_kind_is_said(tmp_path: Path) -> None:
    (tmp_path / "mlroad.db").write_text("not a database at all" * 100)
    found = glance(str(tmp_path / "mlroad.db"))
    assert found is not None
    assert "not a database" in str(found.error)
    assert found.due == 0
    assert len(found.heat) == 84


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    found = glance(str(tmp_path))
    assert found is not None
    assert found.error


def test_the_counters_are_those_of_the_queue(
    store: Store, clock: Clock, add_cards: AddCards, time: Any
) -> None:
    add_cards(9, name="new")
    add_cards(3, name="same", note="n")
    add_cards(7, name="due", due=2)
    add_cards(2, name="pair", note="n", due=0)
    save_settings(store, new_per_day=6)
    studied = session(store, clock)
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.EASY, Rating.AGAIN, Rating.HARD):
        current = studied.current()
        assert isinstance(current, Shown)
        studied.answer(current, rating, 11_000)
        counts = session(store, clock).counts()
        found = look(store, time)
        assert (found.new, found.learning, found.due) == (
            counts.new,
            counts.learning,
            counts.due,
        )
        assert found.minutes == session(store, clock).minutes()
    with store.reading() as connection:
        stats = statistics(connection, clock, StudySettings())
    assert found.heat == stats.heat(84)
    assert found.streak == stats.streak == 1
    assert found.day == DAY


@pytest.mark.parametrize("reviews", [0, 3, 5, 12])
def test_limits_are_those_of_the_queue(
    store: Store, clock: Clock, add_cards: AddCards, time: Any, reviews: int
) -> None:
    add_cards(9, name="new")
    add_cards(4, name="due", due=0)
    save_settings(store, reviews_per_day=reviews, new_per_day=5)
    counts = session(store, clock).counts()
    found = look(store, time)
    assert (found.new, found.due) == (counts.new, counts.due)


def test_it_follows_the_learners_rollover(store: Store, add_cards: AddCards, time: Any) -> None:
    add_cards(1, due=-1)
    time.wait(minutes=(12 + 3) * 60)  # 03:00 next day
    assert (look(store, time).day, look(store, time).due) == (DAY, 0)
    save_settings(store, rollover_hour=2)
    assert (look(store, time).day, look(store, time).due) == (DAY + 1, 1)


def test_the_next_card_is_a_step_or_a_day(
    store: Store, clock: Clock, add_cards: AddCards, time: Any
) -> None:
    assert look(store, time).next_due_at is None
    card = add_cards(1, due=-2)[0]
    assert look(store, time).next_due_at == ((DAY + 2) * 24 + 4) * 3_600_000
    studied = session(store, clock)
    add_cards(1, name="new")
    studied.rebuild()
    current = studied.current()
    assert isinstance(current, Shown)
    assert current.card != card
    studied.answer(current, Rating.GOOD, 1_000)
    assert look(store, time).next_due_at == time.ms + 600_000


def test_next_topics_are_read_from_meta(store: Store, time: Any) -> None:
    assert look(store, time).next_topics == ()
    with store.transaction() as transaction:
        transaction.connection.execute(
            "INSERT INTO meta VALUES ('next_topics', '[\"a.b\", \"c\"]')"
        )
    assert look(store, time).next_topics == ("a.b", "c")


def test_it_sees_what_a_running_program_has_written_and_waits_for_nobody(
    store: Store, add_cards: AddCards, time: Any, tmp_path: Path
) -> None:
    add_cards(2, due=0)
    before = files(tmp_path)
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE card SET suspended = 1")
        assert look(store, time).due == 2
    assert look(store, time).due == 0
    assert files(tmp_path) == before


def test_a_closed_database_is_read_without_making_files(
    store: Store, add_cards: AddCards, time: Any, tmp_path: Path
) -> None:
    add_cards(2, due=0)
    store.close()
    assert look(store, time).due == 2
    assert files(tmp_path) == {"mlroad.db"}


def test_a_read_only_folder_is_an_ordinary_case(
    store: Store, add_cards: AddCards, time: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_cards(2, due=0)
    copy = tmp_path / "stick?100%#"
    copy.mkdir()
    with sqlite3.connect(store.path) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (copy / "mlroad.db").write_bytes(Path(store.path).read_bytes())
    (copy / "mlroad.db-wal").write_bytes(b"left behind by a program that was killed")
    refuse_writing(copy, monkeypatch)
    try:
        found = glance(str(copy / "mlroad.db"), time.seconds)
    finally:
        copy.chmod(0o700)
    assert found is not None
    assert (found.due, found.error) == (2, None)
    assert files(copy) == {"mlroad.db", "mlroad.db-wal"}


def refuse_writing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder read-only, also for root, to whom the system refuses nothing."""
    folder.chmod(0o500)
    if os.geteuid() != 0:
        return
    real = sqlite3.connect

    def connect(name: str, **options: Any) -> sqlite3.Connection:
        if "mode=ro" in name:
            raise sqlite3.OperationalError("unable to open database file")
        return real(name, **options)

    monkeypatch.setattr("db.glance.sqlite3.connect", connect)
    monkeypatch.setattr("db.glance.os.access", lambda *_: False)


def test_learned_are_the_cards_in_review_that_are_not_withdrawn(
    store: Store, add_cards: AddCards, time: Any
) -> None:
    add_cards(3, name="due", due=0)
    add_cards(2, name="new")
    assert look(store, time).learned == 3
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE card SET retired = 1 WHERE id = 'due-1'")
    assert look(store, time).learned == 2


def test_a_file_of_the_first_schema_is_read_as_it_is(
    store: Store, add_cards: AddCards, time: Any
) -> None:
    """The first frame comes before the file is brought up to date: it has no kept counts yet."""
    add_cards(3, name="due", due=0)
    add_cards(2, name="new")
    with store.transaction() as transaction:
        transaction.connection.execute("DROP TABLE tally")
        transaction.connection.execute("PRAGMA user_version = 1")
    found = look(store, time)
    assert (found.learned, found.due, found.new) == (3, 3, 2)


def test_a_newer_database_is_named_and_not_read(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.connection.execute(f"PRAGMA user_version = {schema.SCHEMA + 1}")
    found = glance(store.path)
    assert found is not None
    assert "newer mlroad" in str(found.error)
    assert (found.due, found.new) == (0, 0)


def test_the_schema_number_repeated_here_is_the_real_one() -> None:
    assert SCHEMA == schema.SCHEMA

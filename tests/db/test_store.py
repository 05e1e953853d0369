"""Opening the learner's database: made privately, refused in words, left untouched when refused."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config

from db import schema
from db.backup import daily_backup
from db.clock import Clock
from db.connection import connect
from db.engine import engine_for
from db.model import StoreError, StudySettings
from db.store import Store, open_store

ROOT = Path(__file__).parents[2]
AddCards = Callable[..., list[str]]
OPEN = """
import sys
from db.clock import Clock
from db.model import StoreError
from db.store import open_store
if len(sys.argv) > 3:
    import os
    os.setuid(int(sys.argv[3]))
try:
    open_store(sys.argv[1], device=sys.argv[2], clock=Clock()).close()
    print("opened", "alembic" in sys.modules)
except StoreError as error:
    print("refused", error)
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_database_is_private_and_durable(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "new folder %41?" / "mlroad.db"
    store = open_store(str(path), device="one", clock=clock)
    with store.transaction() as transaction:
        pragma = {
            name: transaction.connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragma == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 5_000,
    }
    modes = [stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()]
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert set(modes) == {0o600}
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["mlroad.db"]


def test_alembic_is_imported_only_for_a_new_schema(tmp_path: Path) -> None:
    path = str(tmp_path / "mlroad.db")
    assert run(OPEN, path, "one") == "opened True\n"
    assert run(OPEN, path, "one") == "opened False\n"


def test_the_migrations_lead_to_the_tables(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from db.tables import Learner

    with store.engine.connect() as connection:
        # The tables behind a full-text index are SQLite's own.
        options = {"compare_type": True, "include_name": lambda name, *_: "search" not in str(name)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Learner.metadata) == []
        made = dict(
            connection.exec_driver_sql(
                "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
        )
    for name, table in Learner.metadata.tables.items():
        assert bool(made[name]) is not table.dialect_options["sqlite"]["with_rowid"]


def test_a_newer_schema_is_refused_and_untouched(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "mlroad.db"
    open_store(str(path), device="one", clock=clock).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer mlroad \(schema 99, .* Update mlroad") as refusal:
        open_store(str(path), device="one", clock=clock)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["mlroad.db"]


@pytest.mark.parametrize("content", [b"x", b"# My notes\n" * 100, b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused(
    tmp_path: Path, clock: Clock, content: bytes
) -> None:
    path = tmp_path / "mlroad.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a database of mlroad"):
        open_store(str(path), device="one", clock=clock)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "mlroad.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a database of mlroad"):
        open_store(str(path), device="one", clock=clock)
    assert path.read_bytes() == before


def test_damage_is_refused_and_the_latest_backup_restores_it(
    tmp_path: Path, store: Store, add_cards: AddCards, clock: Clock
) -> None:
    add_cards(200)
    backups = str(tmp_path / "back ups")
    backup = daily_backup(store, backups)
    store.close()
    path = Path(store.path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = b"\xaa" * 8192
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged") as refusal:
        open_store(store.path, device="one", clock=clock, backups=backups)
    assert path.read_bytes() == data
    assert f"Latest backup: {backup}." in str(refusal.value)
    subprocess.run(["sh", "-c", str(refusal.value).split("and run: ")[1]], check=True)
    restored = open_store(store.path, device="one", clock=clock, backups=backups)
    with restored.reading() as connection:
        assert connection.execute("SELECT count(*) FROM card").fetchone() == (200,)
    restored.close()


def test_damage_without_a_backup_says_so(tmp_path: Path, store: Store, clock: Clock) -> None:
    store.close()
    path = Path(store.path)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(StoreError, match=r"damaged .* there is no backup"):
        open_store(store.path, device="one", clock=clock, backups=str(tmp_path / "none"))


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("part", ["file", "folder", "new"])
def test_what_is_read_only_is_refused_in_words(tmp_path: Path, clock: Clock, part: str) -> None:
    folder = tmp_path / "data"
    path = folder / "mlroad.db"
    folder.mkdir(mode=0o755)
    if part != "new":
        open_store(str(path), device="one", clock=clock).close()
    user: list[str] = []
    if os.getuid() == 0:  # root may write anything: be nobody, who must get to the folder
        user = ["65534"]
        for above in (tmp_path, *tmp_path.parents):
            if not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
        os.chown(folder, 65_534, 65_534)
        if part != "new":
            os.chown(path, 65_534, 65_534)
    if part == "file":
        path.chmod(0o400)
    else:
        folder.chmod(0o555)
    said = run(OPEN, str(path), "one", *user)
    folder.chmod(0o755)
    assert said.startswith(f"refused {path}: read-only"), said
    assert "chmod u+w" in said


def test_a_full_disk_rolls_back_and_the_store_goes_on(store: Store, add_cards: AddCards) -> None:
    add_cards(1)
    with store.transaction() as transaction:
        transaction.act("Before")
        pages = transaction.connection.execute("PRAGMA page_count").fetchone()[0]
        transaction.connection.execute(f"PRAGMA max_page_count = {pages}")

    def write_much() -> None:
        with store.transaction() as transaction:
            transaction.act("Large")
            transaction.change("topic", "a", "note", "x" * 100_000)

    with pytest.raises(StoreError, match="the disk is full") as refusal:
        write_much()
    assert store.path in str(refusal.value)
    with store.reading() as connection:
        assert connection.execute("SELECT name FROM act").fetchall() == [("Before",)]
        assert connection.execute("SELECT * FROM change").fetchall() == []
    with store.transaction() as transaction:
        transaction.connection.execute("PRAGMA max_page_count = 1000000")
        transaction.act("After")


def test_a_lock_that_stays_is_refused_in_words(tmp_path: Path, clock: Clock) -> None:
    path = str(tmp_path / "mlroad.db")
    store = open_store(path, device="one", clock=clock, busy_ms=50)
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"locked for 0\.05 s"), store.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.transaction() as transaction:
        transaction.act("Later")
    store.close()


def test_four_starts_at_once_make_one_database(tmp_path: Path) -> None:
    path = str(tmp_path / "mlroad.db")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, path, "one"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [child.communicate()[0].split()[0] for child in children] == ["opened"] * 4


def test_an_exception_rolls_back_and_transactions_do_not_nest(store: Store) -> None:
    def nest() -> None:
        with store.transaction() as transaction:
            transaction.act("Outer")
            with store.transaction():
                raise AssertionError("not reached")

    with pytest.raises(RuntimeError, match="nest"):
        nest()
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM act").fetchone() == (0,)


def test_reading_cannot_write_and_sees_one_moment(store: Store) -> None:
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM act").fetchone() == (0,)
        with store.transaction() as transaction:
            transaction.act("Meanwhile")
        assert connection.execute("SELECT count(*) FROM act").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM meta")


def test_a_failed_migration_leaves_nothing_behind(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "mlroad.db")

    def fail(connection: object) -> None:
        upgrade(connection)
        raise sqlite3.OperationalError("power cut")

    upgrade = schema._upgrade
    monkeypatch.setattr(schema, "_upgrade", fail)
    with pytest.raises(sqlite3.OperationalError, match="power cut"):
        open_store(path, device="one", clock=clock)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    monkeypatch.undo()
    open_store(path, device="one", clock=clock).close()


def make_first_schema(path: str) -> None:
    """A database as the first release made it, with a card in review and an act."""
    Path(path).touch(0o600)
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.set_main_option("path_separator", "os")
    with engine_for(path).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version = 1")
        connection.exec_driver_sql(
            "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, hash, retired,"
            " suspended, flag) VALUES ('a', 't', 'basic', 'recall', 1, 0, 'shipped', 'h', 0, 0, 0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO memory (card, state, stability, difficulty, due_day, last_day, last_at,"
            " reps, lapses, buried_until_day, version)"
            " VALUES ('a', 2, 9.5, 5, 20009, 20000, 1, 1, 0, 0, 1)"
        )
        connection.exec_driver_sql("INSERT INTO act VALUES ('x', 'one', 1, 1, 'Old', NULL)")
        connection.exec_driver_sql("INSERT INTO meta VALUES ('library_hash', 'one')")


def test_an_older_schema_is_brought_up_and_backed_up_before(tmp_path: Path, clock: Clock) -> None:
    path, backups = str(tmp_path / "mlroad.db"), tmp_path / "backups"
    os.makedirs(backups)
    make_first_schema(path)
    store = open_store(path, device="one", clock=clock, backups=str(backups))
    with closing(store), store.reading() as connection:
        asked = "SELECT card, stability, reps FROM memory"
        assert connection.execute(asked).fetchall() == [("a", 9.5, 1)]
        assert connection.execute("SELECT * FROM tally").fetchall() == [("t", 2, 1)]
        assert connection.execute("SELECT marked, added_day FROM card").fetchall() == [(0, 0)]
        # The words come with the next mirroring, which nothing may think done.
        assert connection.execute("SELECT * FROM meta").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.SCHEMA,)
    before = sqlite3.connect(backups / f"mlroad-before-schema-{schema.SCHEMA}.db")
    with closing(before):
        assert before.execute("PRAGMA user_version").fetchone() == (1,)
        assert before.execute("SELECT name FROM act").fetchall() == [("Old",)]


def test_settings_come_from_the_last_change(store: Store) -> None:
    assert store.settings() == StudySettings()
    with store.transaction() as transaction:
        transaction.act("Change study settings")
        transaction.change("setting", "study", "new_per_day", 5)
        transaction.change("setting", "study", "learning_steps", [30, 300])
        transaction.change("setting", "study", "of_a_later_program", 5)
    assert store.settings() == StudySettings(new_per_day=5, learning_steps=(30, 300))


def test_acts_are_ordered_even_if_the_clock_is_set_back(
    time: Any, clock: Clock, store: Store
) -> None:
    other = open_store(store.path, device="two", clock=clock)
    for each in (store, other, store):
        with each.transaction() as transaction:
            transaction.act("Now")
        time.wait(days=-3)
    other.close()
    with store.reading() as connection:
        rows = connection.execute("SELECT at, device, seq FROM act ORDER BY at").fetchall()
    first = rows[0][0]
    assert rows == [(first, "one", 1), (first + 1, "two", 1), (first + 2, "one", 2)]


def test_threads_share_stores_and_lose_nothing(store: Store, clock: Clock) -> None:
    other = open_store(store.path, device="one", clock=clock)
    failures: list[BaseException] = []

    def work(mine: Store, name: str) -> None:
        try:
            for number in range(25):
                with mine.transaction() as transaction:
                    transaction.act(name)
                    transaction.change("topic", name, "note", number)
                with mine.reading() as connection:
                    connection.execute("SELECT count(*) FROM act").fetchone()
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(each, f"thread {number}"))
        for number, each in enumerate((store, other, store, other))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert failures == []
    with store.reading() as connection:
        assert connection.execute("SELECT max(seq), count(*) FROM act").fetchone() == (100, 100)
        values = connection.execute("SELECT DISTINCT value FROM latest").fetchall()
    assert values == [("24",)]


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="is closed"), store.reading():
        pass
    with pytest.raises(StoreError, match="is closed"), store.transaction():
        pass

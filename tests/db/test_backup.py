"""Backups: consistent while in use, checked, private, once a study day, thinned."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import backup as backups_module
from db.backup import KEEP, daily_backup
from db.check import check
from db.clock import Clock
from db.model import StoreError
from db.store import Store, open_store

AddCards = Callable[..., list[str]]


def test_a_backup_is_one_private_file_that_opens(
    tmp_path: Path, store: Store, clock: Clock, add_cards: AddCards
) -> None:
    add_cards(50)
    target = str(tmp_path / "copies" / "copy.db")
    with store.transaction() as transaction:
        transaction.act("Not yet committed")
        assert store.backup(target) == target
    assert os.listdir(tmp_path / "copies") == ["copy.db"]
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o600
    copy = open_store(target, device="two", clock=clock)
    with copy.reading() as connection:
        assert connection.execute("SELECT count(*) FROM card").fetchone() == (50,)
        assert connection.execute("SELECT count(*) FROM act").fetchone() == (0,)
    copy.close()
    assert all(result.ok for result in check(target))


def test_a_backup_never_replaces_a_file(tmp_path: Path, store: Store) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious")
    with pytest.raises(StoreError, match="exists already"):
        store.backup(str(target))
    assert target.read_text() == "precious"


def test_a_backup_into_a_folder_gets_a_name(tmp_path: Path, store: Store) -> None:
    made = store.backup(str(tmp_path))
    assert os.path.dirname(made) == str(tmp_path)
    assert os.path.basename(made) == "mlroad-2024-10-04-120000.db"


def test_daily_backup_is_made_once_per_study_day(tmp_path: Path, store: Store, time: Any) -> None:
    folder = str(tmp_path / "daily")
    made = daily_backup(store, folder)
    assert made is not None
    assert daily_backup(store, folder) is None
    time.wait(15.9 * 3_600)  # before four in the morning it is the same study day
    assert daily_backup(store, folder) is None
    time.wait(3_600)
    assert daily_backup(store, folder) is not None
    os.unlink(made)
    assert len(os.listdir(folder)) == 1


def test_a_lost_backup_is_made_again(tmp_path: Path, store: Store) -> None:
    made = daily_backup(store, str(tmp_path / "daily"))
    assert made is not None
    os.unlink(made)
    assert daily_backup(store, str(tmp_path / "daily")) == made


def test_old_daily_backups_are_thinned_and_others_left(
    tmp_path: Path, store: Store, time: Any
) -> None:
    folder = tmp_path / "daily"
    store.backup(str(folder / "mlroad-before-schema-2.db"))
    for _ in range(KEEP + 3):
        newest = daily_backup(store, str(folder))
        time.wait(days=1)
    names = sorted(os.listdir(folder))
    assert len(names) == KEEP + 1
    assert newest is not None
    assert os.path.basename(newest) in names
    assert "mlroad-before-schema-2.db" in names


def test_damage_stops_the_backup_and_keeps_the_old_ones(
    tmp_path: Path, store: Store, time: Any, add_cards: AddCards
) -> None:
    add_cards(300)
    good = daily_backup(store, str(tmp_path / "daily"))
    with store.transaction() as transaction:
        transaction.connection.execute("PRAGMA writable_schema = ON")
        transaction.connection.execute(
            "UPDATE sqlite_master SET rootpage = 2 WHERE name = 'ix_card_note'"
        )
    time.wait(days=1)
    with pytest.raises(StoreError, match=r"damaged .* Latest backup: .*2024-10-04"):
        daily_backup(store, str(tmp_path / "daily"))
    assert [str(tmp_path / "daily" / name) for name in os.listdir(tmp_path / "daily")] == [good]


def test_a_full_disk_leaves_no_half_backup(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", path)

    monkeypatch.setattr(backups_module, "_sync", full)
    with pytest.raises(StoreError, match="the disk is full"):
        store.backup(str(tmp_path / "copies" / "copy.db"))
    assert os.listdir(tmp_path / "copies") == []


def test_a_backup_is_not_in_wal_mode(tmp_path: Path, store: Store) -> None:
    made = store.backup(str(tmp_path / "copy.db"))
    connection = sqlite3.connect(made)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()

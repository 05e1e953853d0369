"""`mlroad doctor` in good homes and broken ones: it always ends with words, never with a crash."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tui.commands import doctor
from tui.commands.doctor import FAULT, Finding, examined

Cli = Callable[..., Any]
NAMES = {
    *("program", "sqlite", "optimize", "terminal", "locale", "clock", "settings", "network"),
    *("folders", "database", "schema", "library", "papers", "backups", "log"),
}


@pytest.fixture
def studied(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a database in it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n3\nq\n"))
    assert cli("review", "--plain").code == 0
    return home


def state_of(cli: Cli, name: str, code: int) -> dict[str, str]:
    """What the doctor says of one thing; everything else is looked at all the same."""
    result = cli("doctor", "--json")
    assert result.code == code
    assert {check["name"] for check in result.json["checks"]} == NAMES
    assert result.json["ok"] is (code == 0)
    words = cli("doctor")
    assert words.code == code
    assert words.err.count("\n") == (0 if code == 0 else 1)
    return next(check for check in result.json["checks"] if check["name"] == name)


def test_before_the_first_start_all_is_well_and_nothing_is_made(cli: Cli, home: Path) -> None:
    found = state_of(cli, "database", 0)
    assert found["state"] == "ok"
    assert "none yet" in found["message"]
    assert not home.exists()
    assert "mlroad has all that it needs." in cli("doctor").out


def test_a_good_home_has_no_fault(cli: Cli, studied: Path) -> None:
    before = sorted(studied.rglob("*"))
    assert "whole" in state_of(cli, "database", 0)["message"]
    assert state_of(cli, "schema", 0)["state"] == "ok"
    assert "none yet" in state_of(cli, "papers", 0)["message"]
    assert sorted(studied.rglob("*")) == before


def test_words_fit_80_columns_but_paths_are_never_broken(cli: Cli, studied: Path) -> None:
    out = cli("doctor").out
    assert f"{studied}/mlroad.db" in out
    assert all(len(line) <= 80 or str(studied) in line for line in out.splitlines())
    assert "\x1b" not in out


def test_a_wrong_settings_file_is_a_fault_with_its_line(cli: Cli, home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "settings.yaml").write_text("theme: dark\ncolour: red\n")
    found = state_of(cli, "settings", 1)
    assert found["state"] == "fault"
    assert f"{home / 'settings.yaml'}:2: " in found["message"]
    assert "1 fault: settings" in cli("doctor").err


def test_a_wrong_variable_is_a_fault(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLROAD_THEME", "pink")
    assert "MLROAD_THEME is `pink`" in state_of(cli, "settings", 1)["message"]
    monkeypatch.setenv("MLROAD_NOW", "soon")
    assert "MLROAD_NOW" in state_of(cli, "clock", 1)["message"]


@pytest.mark.parametrize("content", [b"", b"shopping list " * 400])
def test_a_database_that_is_none(content: bytes, cli: Cli, home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "mlroad.db").write_bytes(content)
    result = cli("doctor", "--json")
    found = next(check for check in result.json["checks"] if check["name"] == "database")
    assert found["state"] == ("fault" if content else "ok")
    assert result.code == (1 if content else 0)


def test_a_damaged_database_names_the_way_back(cli: Cli, studied: Path) -> None:
    path = studied / "mlroad.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(4096 * 3, size - 4096, 4096):
            file.seek(place + 50)
            file.write(b"\xff" * 200)
    found = state_of(cli, "database", 1)
    assert found["state"] == "fault"
    assert str(path) in found["message"]


def test_caches_that_differ_from_the_log_are_a_fault(cli: Cli, studied: Path) -> None:
    with closing(sqlite3.connect(studied / "mlroad.db")) as connection:
        connection.execute("UPDATE done SET count = count + 1")
        connection.commit()
    assert "done: " in state_of(cli, "database", 1)["message"]


def test_a_newer_database_is_a_fault_with_words(cli: Cli, studied: Path) -> None:
    with closing(sqlite3.connect(studied / "mlroad.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    assert "newer mlroad" in state_of(cli, "schema", 1)["message"]


def test_faults_in_own_content_are_counted(cli: Cli, home: Path) -> None:
    folder = home / "content" / "cards"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "mine.yaml").write_text("- id: x\n  front: [unclosed\n")
    found = state_of(cli, "library", 1)
    assert "mine.yaml:" in found["message"]
    assert "mlroad lint" in found["advice"]


def test_a_spoilt_cache_of_papers_is_a_fault(cli: Cli, studied: Path) -> None:
    (studied / "papers.db").write_bytes(b"nothing of a database" * 100)
    assert "only a cache" in state_of(cli, "papers", 1)["advice"]


def test_a_source_that_failed_is_a_note(cli: Cli, studied: Path) -> None:
    cli("feed", "list")
    assert state_of(cli, "papers", 0)["state"] == "ok"
    with closing(sqlite3.connect(studied / "papers.db")) as connection:
        connection.execute("UPDATE source SET state = 'failed', message = 'no answer'")
        connection.commit()
    found = state_of(cli, "papers", 0)
    assert found["state"] == "note"
    assert "no answer" in found["message"]


def test_the_last_error_of_the_log_is_shown(cli: Cli, studied: Path) -> None:
    (studied / "mlroad.log").write_text(
        "2026-07-01 10:00:00,000 ERROR crash\nTraceback (most recent call last):\n"
        '  File "x.py", line 1\nOldError: long ago\n'
        "2026-07-02 10:00:00,000 WARNING slow\n"
        "2026-07-03 10:00:00,000 ERROR crash\nTraceback (most recent call last):\n"
        '  File "x.py", line 1\nZeroDivisionError: by \x1b[31mzero\n'
    )
    found = state_of(cli, "log", 0)
    assert found["state"] == "note"
    assert "2026-07-03" in found["message"]
    assert found["message"].endswith("ZeroDivisionError: by zero")


def test_the_network_switched_off_is_a_note(cli: Cli) -> None:
    assert state_of(cli, "network", 0)["state"] == "note"


def test_a_terminal_and_a_locale_are_described(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TMUX", "yes")
    monkeypatch.setenv("SSH_CONNECTION", "yes")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((39, 20)))
    found = state_of(cli, "terminal", 0)
    assert found["state"] == "note"
    assert "39×20, no colour (NO_COLOR is set), in SSH and tmux" in found["message"]
    monkeypatch.setenv("TERM", "dumb")
    assert "review --plain" in state_of(cli, "terminal", 0)["advice"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_fault(cli: Cli, studied: Path) -> None:
    studied.chmod(0o500)
    try:
        assert state_of(cli, "folders", 1)["state"] == "fault"
    finally:
        studied.chmod(0o700)


def test_a_folder_that_cannot_be_written(
    cli: Cli, studied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: False if mode & os.W_OK else real(path, mode)
    )
    assert state_of(cli, "folders", 1)["state"] == "fault"


def test_a_home_that_is_a_file(cli: Cli, home: Path) -> None:
    home.write_text("a file")
    assert "not a folder" in state_of(cli, "folders", 1)["message"]


def test_folders_that_others_may_read_are_a_note(cli: Cli, studied: Path) -> None:
    studied.chmod(0o755)
    found = state_of(cli, "folders", 0)
    assert found["state"] == "note"
    assert "chmod 700" in found["advice"]


def test_a_look_that_breaks_off_is_a_fault_and_the_others_go_on(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Finding:
        raise ZeroDivisionError("never seen")

    assert examined(broken, None).state == FAULT  # type: ignore[arg-type]
    monkeypatch.setattr("tui.commands.doctor_machine.LOOKS", (("program", broken),))
    result = cli("doctor")
    assert result.code == 1
    assert "ZeroDivisionError: never seen" in result.out
    assert "database" in result.out
    assert doctor.__doc__

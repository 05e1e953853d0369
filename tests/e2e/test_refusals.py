"""Files that cannot be used: one line says why, the exit code is 1, no byte is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest


def _newer(path: Any) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def _damaged(path: Any) -> None:
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096, 2):
        data[page * 4096 : page * 4096 + 400] = b"\xa5" * 400
    path.write_bytes(data)


def _no_database(path: Any) -> None:
    path.write_bytes(b"Dear diary, this is no database.\n" * 40)


CASES = {
    "newer": (_newer, "written by a newer mlroad"),
    "damaged": (_damaged, "the database is damaged"),
    "no database": (_no_database, "not a database of mlroad"),
}


@pytest.fixture(params=CASES)
def spoiled(request: pytest.FixtureRequest, learner: Any) -> tuple[Any, str]:
    """A learner whose database was made by a real start and then spoiled, and the words to come."""
    spoil, words = CASES[request.param]
    first = learner.open()
    first.wait_for("Learn:")
    first.quit()
    spoil(learner.database)
    return learner, words


def test_the_dashboard_says_why_in_one_line_and_changes_nothing(
    spoiled: tuple[Any, str], screens: Any
) -> None:
    learner, words = spoiled
    kept = learner.database.read_bytes()
    terminal = learner.open()
    assert terminal.wait_end() == 1
    (said,) = screens.left_behind(terminal.raw)
    assert words in said
    assert str(learner.database) in said
    assert learner.database.read_bytes() == kept


@pytest.mark.parametrize("command", [("review", "--plain"), ("stats",), ("check",), ("today",)])
def test_commands_say_why_in_one_line_and_change_nothing(
    spoiled: tuple[Any, str], command: tuple[str, ...]
) -> None:
    learner, words = spoiled
    kept = learner.database.read_bytes()
    done = learner.run(*command, text="\n3\nq\n")
    if command == ("today",) and words == CASES["damaged"][1]:
        assert done.returncode in (0, 1)  # its counters may lie in whole pages
    else:
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("mlroad: ")
    assert "Traceback" not in done.stderr + done.stdout
    assert learner.database.read_bytes() == kept

"""The command line as a process: what it imports, how it ends, what it says where."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui import __version__
from tui.arguments import COMMANDS

HEAVY = {"textual", "rich", "sqlmodel", "sqlalchemy", "httpx", "feedparser", "yaml", "fsrs"}
SLOW = {"argparse", "re", "json", "typing", "dataclasses", "pathlib", "enum", "importlib.metadata"}
_LIST = """
import sys
from tui.__main__ import run
code = run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""

Mlroad = Callable[..., Any]


def modules_after(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LIST, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.split())


def test_version_is_that_of_the_package(mlroad: Mlroad) -> None:
    assert mlroad("--version") == (0, f"mlroad {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["today"], ["today", "--json"]])
def test_quick_ways_import_nothing_heavy(
    arguments: list[str], home: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("topics")  # there is a database
    monkeypatch.delenv("MLROAD_NOW")
    found = modules_after(*arguments)
    assert not found & HEAVY
    if arguments != ["--help"]:
        assert not found & SLOW


def test_quick_ways_import_nothing_heavy_without_a_database(home: Path) -> None:
    assert not modules_after("today", "--home", str(home)) & HEAVY
    assert not home.exists()


def test_help_names_every_command_within_80_columns(mlroad: Mlroad) -> None:
    result = mlroad("--help")
    assert result.code == 0
    for name, _ in COMMANDS:
        assert f"\n  {name} " in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_has_a_help(name: str, cli: Callable[..., Any], home: Path) -> None:
    result = cli(name, "--help")
    assert result.code == 0
    assert result.out.startswith(f"usage: mlroad {name}")
    assert "--no-network" in result.out
    assert max(map(len, result.out.splitlines())) <= 80
    assert not home.exists()


def test_the_shared_options_stand_before_or_after_the_command(mlroad: Mlroad, home: Path) -> None:
    other = str(home.parent / "other")
    before = mlroad("--home", other, "--theme", "light", "--no-network", "--json", "paths")
    after = mlroad("paths", "--json", "--no-network", "--theme=light", f"--home={other}")
    assert before == after
    assert before.json["database"] == os.path.join(other, "mlroad.db")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tody"], "there is no command `tody`, perhaps `today`; see mlroad --help"),
        (["--nope"], "unrecognized arguments: --nope; see mlroad --help"),
        (["--home"], "argument --home: expected one argument; see mlroad --help"),
        (["--home", "", "today"], "argument --home: must be the path of a folder; see"),
        (["--theme", "pink"], "argument --theme: invalid choice: 'pink'"),
        (["--json"], "--json belongs to a command"),
        (["topic"], "the following arguments are required: ID; see mlroad topic --help"),
        (["review", "--plain", "--limit", "0"], "--limit: must be a whole number from 1 on"),
        (["review", "--plain", "--limit", "x"], "--limit: must be a whole number from 1 on"),
        (["review", "--plain", "--json"], "--plain and --json exclude each other"),
        (["today", "extra"], "unrecognized arguments: extra; see mlroad today --help"),
        (["feed"], "the following arguments are required: ACTION, WHAT"),
        (["feed", "add"], "`feed add` takes one address, not 0"),
        (["feed", "list", "x"], "`feed list` takes nothing"),
        (["feed", "list", "--kind", "rss"], "belong to `feed add`"),
        (["cards", "is:funny"], "there is no is:funny; is: knows due, new, learning"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str], words: str, cli: Callable[..., Any]
) -> None:
    result = cli(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlroad: ")
    assert words in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["--theme", "dark"], ["review"]])
def test_without_a_terminal_the_dashboard_is_refused(
    arguments: list[str], mlroad: Mlroad, home: Path
) -> None:
    result = mlroad(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "`mlroad review --plain` and `mlroad today`" in result.err
    assert result.err.count("\n") == 1
    assert not home.exists()


def test_a_reader_that_goes_away_is_no_error(mlroad: Mlroad, script: list[str]) -> None:
    mlroad("topics")
    process = subprocess.Popen(
        [*script, "topics", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(60) == 0
    process.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_a_full_disk_behind_the_output_is_one_line(home: Path, script: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*script, "keys"], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(b"mlroad: the output cannot be written: ")
    assert done.stderr.count(b"\n") == 1


def test_ctrl_c_ends_with_130_and_no_traceback(home: Path, script: list[str]) -> None:
    process = subprocess.Popen(
        [*script, "review", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = threading.Timer(60, process.kill)
    deadline.start()
    try:
        assert process.stdout is not None
        while not process.stdout.readline().startswith(">"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        deadline.cancel()
    assert (process.returncode, errors) == (130, "")


def test_an_ascii_terminal_gets_question_marks_and_no_crash(mlroad: Mlroad) -> None:
    result = mlroad("topic", "l1.math.la.vectors", PYTHONIOENCODING="ascii")
    assert result.code == 0
    assert "l1.math.la.vectors ? concept" in result.out
    assert result.out.isascii()


def test_a_fault_of_the_program_is_one_line_and_the_log_has_the_rest(
    cli: Callable[..., Any], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("db.glance.glance", broken)
    monkeypatch.setattr("tui.commands.today.glance", broken)
    result = cli("today")
    assert (result.code, result.out) == (1, "")
    assert result.err.count("\n") == 1
    assert "RuntimeError: no such luck" in result.err
    assert str(home / "mlroad.log") in result.err
    assert "Traceback" in (home / "mlroad.log").read_text()
    assert (home / "mlroad.log").stat().st_mode & 0o077 == 0

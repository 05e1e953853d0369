"""Sizes, colours, encodings, job control: the same program in all sorts of terminals."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

TODAY = re.compile(r"0 due\s+0 learning\s+20 new")
COUNTS = "0 due · 0 learning · 20 new"
TOO_SMALL = "The window is too small"


def test_resized_while_it_runs_each_screen_shows_the_right_content(learner: Any) -> None:
    terminal = learner.open(size=(80, 24))
    terminal.wait_for("Learn:")
    for key, everywhere in (
        ("T", TODAY),
        ("M", "▾ Linear algebra"),
        ("R", COUNTS),
        ("P", "Nothing unread"),
        ("S", "Nothing to count yet"),
    ):
        terminal.press(key)
        terminal.wait_for(everywhere)
        for columns, rows in ((60, 20), (120, 36), (30, 8), (80, 24)):
            terminal.resize(columns, rows)
            small = columns < 40
            terminal.wait_for(TOO_SMALL if small else everywhere)
            terminal.wait_gone("mlroad" if small else TOO_SMALL)
            assert len(terminal.lines) == rows
    terminal.press("M")
    terminal.wait_for("▾ Linear algebra")
    terminal.resize(60, 20)  # one pane at a time
    terminal.wait_for(re.compile(r"╭─ Map ─{40,}"))
    terminal.resize(120, 36)
    terminal.wait_for(re.compile(r"╭─ Map ─+╮╭─ 1 ─+╮"))
    terminal.quit()


def test_without_a_terminal_one_line_and_exit_code_2(learner: Any, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [learner.script],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            env=learner.environment(),
            timeout=20,
            check=False,
        )
    assert done.returncode == 2
    assert (tmp_path / "out").read_bytes() == b""
    assert done.stderr.count(b"\n") == 1
    assert b"needs a terminal" in done.stderr
    assert b"review --plain" in done.stderr
    assert not learner.home.exists()


def test_a_dumb_terminal_is_refused_in_one_line(learner: Any) -> None:
    terminal = learner.open(TERM="dumb", size=(200, 24))
    assert terminal.wait_end() == 2
    assert b"\x1b" not in terminal.raw
    assert len([line for line in terminal.lines if line]) == 1


def _look_around(terminal: Any) -> None:
    terminal.wait_for("Learn:")
    terminal.wait_for(TODAY)
    terminal.press("M")
    terminal.wait_for("Linear algebra")
    terminal.press("R")
    terminal.wait_for(COUNTS)
    terminal.press("space")
    terminal.wait_for("4 Easy")
    terminal.press("?")
    terminal.wait_for("Esc closes")
    terminal.press("esc")
    terminal.wait_gone("Esc closes")
    terminal.press("P")
    terminal.wait_for("Nothing unread")
    terminal.press("S", "T")
    terminal.wait_for("Learn:")
    terminal.quit()


def test_no_color_writes_no_colour_at_all(learner: Any, screens: Any) -> None:
    terminal = learner.open(NO_COLOR="1")
    _look_around(terminal)
    # 39 and 49 are allowed: they are the terminal's own colours.
    colours = {*range(30, 39), *range(40, 49), *range(90, 108)}
    assert screens.sgr_parameters(terminal.raw) & colours == set()
    assert re.search(rb"\x1b\]1[0-2];", terminal.raw) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"TERM": "linux", "COLORTERM": None},
        {"LC_ALL": "C", "LANG": None},
        {"TERM": "linux", "COLORTERM": None, "LC_ALL": "C", "NO_COLOR": "1"},
        {"TERM": "screen", "COLORTERM": None},
        {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"},
    ],
    ids=lambda changed: " ".join(f"{name}={value}" for name, value in changed.items()),
)
def test_poor_and_distant_terminals_show_the_counts(
    learner: Any, changed: dict[str, str | None]
) -> None:
    _look_around(learner.open(**changed))


def test_over_ssh_a_page_is_copied_and_not_opened(learner: Any) -> None:
    terminal = learner.open(SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
    terminal.wait_for("Learn:")
    terminal.press("R")
    terminal.wait_for(COUNTS)
    terminal.press("o")
    terminal.wait_for("address is copied")
    (copied,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.raw)
    assert base64.b64decode(copied).startswith(b"https://")
    terminal.quit()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash for job control")
def test_ctrl_z_suspends_and_fg_comes_back(learner: Any) -> None:
    shell = learner.open(
        "--norc", "--noprofile", "-i",
        command=(shutil.which("bash") or "",), PS1="ready> ", HISTFILE=os.devnull,
    )  # fmt: skip
    shell.wait_for("ready>")
    shell.press(f"'{learner.script}'", "enter")
    shell.wait_for("Learn:")
    shell.press("M")
    shell.wait_for("▾ Linear algebra")
    shell.press("ctrl+z")
    shell.wait_for(re.compile(r"Stopped.*ready>", re.DOTALL))
    shell.press("echo $((6 * 7))", "enter")
    shell.wait_for(re.compile(r"^42$", re.MULTILINE))
    shell.press("fg", "enter")
    shell.wait_for("▾ Linear algebra")
    shell.press("T")
    shell.wait_for(TODAY)
    shell.press("q")
    shell.wait_for(re.compile(r"ready>\s*\Z"))
    shell.press("exit", "enter")
    assert shell.wait_end() == 0

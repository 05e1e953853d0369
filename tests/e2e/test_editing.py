"""The learner's own editor in a real terminal: the screen is lent, and the same card comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

EDITOR = """#!/bin/sh
printf '\\033[2J\\033[Hthe editor has the screen\\n'
read answer
sed -i "s/^# Why$/# Why\\n$answer/" "$1"
"""


def editor(folder: Path) -> str:
    path = folder / "editor.sh"
    path.write_text(EDITOR)
    path.chmod(0o755)
    return str(path)


def test_the_screen_is_lent_to_the_editor_and_the_same_card_comes_back(
    learner: Any, reviewing: Any, tmp_path: Path
) -> None:
    terminal = learner.open(VISUAL=editor(tmp_path))
    reviewing.open_review(terminal)
    shown = reviewing.reveal(terminal)
    question = next(line for line in shown.splitlines()[2:] if line.strip("│ "))
    terminal.press("E")
    terminal.wait_for("the editor has the screen")
    terminal.press("because it is so", "enter")
    back = terminal.wait_for(lambda text: "because it is so" in text and " ? Help" in text)
    assert question in back
    assert reviewing.BUTTONS.search(back)
    terminal.press("u")
    terminal.wait_gone("because it is so")
    terminal.press("3")
    terminal.wait_gone(reviewing.BUTTONS)
    assert len(learner.rows("SELECT id FROM review")) == 1
    learner.prove()


def test_an_editor_in_line_mode_has_the_terminal_too(
    learner: Any, reviewing: Any, tmp_path: Path
) -> None:
    terminal = learner.open("review", "--plain", VISUAL=editor(tmp_path))
    terminal.wait_for("> empty line: answer")
    terminal.press("e", "enter")
    terminal.wait_for("the editor has the screen")
    terminal.press("because it is so", "enter")
    terminal.wait_for("edited; the schedule stays")
    terminal.press("enter")
    terminal.wait_for("because it is so")
    terminal.press("q", "enter")
    learner.prove()

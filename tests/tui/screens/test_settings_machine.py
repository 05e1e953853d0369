"""The settings of this machine: written to settings.yaml, in force as far as that is safe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from settings_lines import change, go

from tui.home import settings_file
from tui.settings import Settings


def put(path: str, text: str) -> str:
    """Write a file and return its path."""
    Path(path).write_text(text, encoding="utf-8")
    return path


def text_of(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


async def test_the_settings_of_this_machine_are_written_to_the_file(opened: Any) -> None:
    async with opened(mode="settings", settings=Settings()) as board:
        path = put(settings_file(board.home), "# mine\ntheme: dark # at night\n")
        await go(board, "theme")
        await board.press("enter")
        assert board.app.theme == "light"
        assert text_of(path) == "# mine\ntheme: light # at night\n"
        await board.press("left", "left")
        assert board.app.theme == "contrast"
        await go(board, "network")
        await board.press("enter")
        assert board.app.services.settings.network is False
        await change(board, "contact", "me@example.org")
        assert text_of(path) == (
            '# mine\ntheme: contrast # at night\nnetwork: false\ncontact: "me@example.org"\n'
        )
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert board.app.services.settings.contact == "me@example.org"


async def test_the_network_comes_back_at_the_next_start_alone(opened: Any) -> None:
    async with opened(mode="settings", settings=Settings(network=False)) as board:
        put(settings_file(board.home), "network: false\n")
        await go(board, "network")
        await board.press("comma", "enter")
        assert board.app.services.settings.network is False
        assert "The network is on from the next start on." in board.toasts()
        assert board.has("In this session it is off.")


async def test_a_theme_of_this_session_alone_is_said(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await board.press("f2", "f2")
        assert board.app.theme == "contrast"
        await go(board, "theme")
        assert board.has("In this session it is contrast.")
        await board.press("f2")
        assert board.app.theme == "dark"


async def test_a_file_that_is_wrong_is_said_and_not_touched(opened: Any) -> None:
    async with opened(mode="settings") as board:
        path = put(settings_file(board.home), "colour: red\n")
        await go(board, "theme")
        await board.press("comma", "enter")
        assert "settings.yaml:1: " in board.toasts()[-1]
        assert text_of(path) == "colour: red\n"
        await go(board, "keys")
        await board.press("enter")
        assert board.toasts()[-1].startswith("Keys are written by hand in ")

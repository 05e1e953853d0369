"""Keys, mouse, window and failures of the whole program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dashboard
import pytest

from content.refusal import Refusal
from db.check import check
from db.model import StoreError
from tui.home import database, log_file, own_content
from tui.log import log_to
from tui.settings import Settings

MODES = {
    "T": "today",
    "M": "map",
    "R": "review",
    "C": "cards",
    "P": "papers",
    "S": "statistics",
    "comma": "settings",
}
FULL = "mlroad.db: the disk is full, so this was not saved"


def logged(home: Any) -> str:
    return Path(log_file(home)).read_text()


def full(*_: Any, **__: Any) -> Any:
    raise StoreError(FULL)


async def test_letters_go_to_modes_and_q_ends_with_0(opened: Any) -> None:
    async with opened() as board:
        for key, mode in MODES.items():
            await board.press(key)
            assert board.mode == mode
        await board.pilot.press("q")
        await board.pilot.pause()
        assert board.app.return_code == 0


@pytest.mark.parametrize("letter", MODES)
async def test_escape_never_leaves(letter: str, opened: Any) -> None:
    async with opened() as board:
        await board.press(letter, "escape", "escape")
        await board.press("question_mark", "escape", "escape")
        await board.press("ctrl+p")
        await board.pilot.press("escape", "escape", "escape")
        await board.settle()
        assert board.app.return_code is None
        assert board.mode == MODES[letter]
        assert len(board.app.screen_stack) == 1


async def test_a_word_in_the_corner_takes_the_place_of_the_one_before(opened: Any) -> None:
    async with opened() as board:
        for _ in range(2):
            board.app.say("The disk is nearly full.", kind="warning")
            await board.settle()
        for words in ("First.", "Second.", "Third."):
            board.app.say(words)
            await board.settle()
        assert board.toasts() == ["The disk is nearly full.", "Third."]
        assert board.has("Third.")
        assert not board.has("Second.")


async def test_a_word_in_the_corner_never_lies_over_a_question(opened: Any) -> None:
    async with opened() as board:
        await board.press("R")
        board.app.say("A long word that needs some lines. " * 6)
        await board.settle()
        assert board.has("A long word")
        await board.press("exclamation_mark")
        assert board.has("Enter takes it · Esc leaves ─╯")
        board.app.say("The disk is full.", kind="error")
        await board.settle()
        assert board.has("The disk is full.")


async def test_a_fault_of_the_program_is_a_line_of_words_and_stands_in_the_log(
    opened: Any, demo_home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Any) -> None:
        raise LookupError("[red]no such\x1b[31m key")

    monkeypatch.setattr("tui.app.MlroadApp.action_next_theme", fail)
    apps: list[Any] = []

    async def press() -> None:
        async with opened() as board:
            apps.append(board.app)
            log_to(demo_home)
            await board.press("f2")

    with pytest.raises(LookupError):
        await press()
    assert apps[0].return_code == 1
    assert apps[0].refusal == (
        "mlroad: a fault of the program (LookupError: [red]no such key); "
        f"the log says more: {log_file(demo_home)}"
    )
    assert logged(demo_home).count("ERROR crash") == 1
    assert "in fail" in logged(demo_home)


async def test_q_in_help_closes_the_help_alone(opened: Any) -> None:
    async with opened() as board:
        await board.press("question_mark", "q")
        assert board.app.return_code is None
        assert len(board.app.screen_stack) == 1


async def test_help_scrolls_by_the_keys_of_lists(opened: Any) -> None:
    async with opened() as board:
        await board.press("M", "question_mark")
        assert not board.has("Moves one pane back.")
        await board.press("G")
        assert board.has("Moves one pane back.")
        await board.press("g")
        assert board.has("Opens the topic, or opens and folds a group.")


@pytest.mark.parametrize("mode", ["map", "papers", "statistics", "review"])
async def test_tab_goes_through_the_panes_and_back(mode: str, opened: Any) -> None:
    async with opened(mode=mode) as board:
        first = board.app.focused
        assert first is not None
        await board.press("tab")
        second = board.app.focused
        assert (second is first) == (mode in ("statistics", "review"))
        await board.press("shift+tab")
        assert board.app.focused is first


async def test_the_mouse_goes_to_modes(opened: Any) -> None:
    async with opened() as board:
        for _, mode in MODES.items():
            place = board.lines[0].index(mode.capitalize()) + 1
            await board.click("#mode-bar", (place, 0))
            assert board.mode == mode
        await board.click("#mode-bar", (78, 0))
        assert board.mode == "settings"


@pytest.mark.parametrize("mode", ["map", "papers", "today"])
async def test_a_new_size_keeps_the_place(mode: str, opened: Any) -> None:
    async with opened(mode=mode) as board:
        await board.press("j", "j", "j", "j", "j")
        place = board.rows.cursor
        assert place == 5
        for size in ((60, 20), (39, 11), (120, 36), (40, 12), (80, 24)):
            await board.pilot.resize_terminal(*size)
            await board.settle()
            assert board.rows.cursor == place
        top = board.rows.scroll_offset.y
        assert top <= place < top + board.rows.size.height
        await board.press("j")
        assert board.rows.cursor == place + 1


async def test_undo_and_redo_say_what_they_did(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press("j", "j", "j", "space")
        await board.press("u")
        assert board.toasts()[-1].startswith("Undone: ")
        await board.press("ctrl+r")
        assert board.toasts()[-1].startswith("Done again: ")


async def test_nothing_to_undo_is_said(opened_new: Any) -> None:
    async with opened_new() as board:
        await board.press("u")
        assert board.toasts() == ["There is nothing to undo."]
        await board.press("ctrl+r")
        assert board.toasts() == ["There is nothing to redo."]


async def test_f2_changes_the_theme_and_every_mode_stays_readable(opened: Any) -> None:
    async with opened() as board:
        before = board.text
        await board.press("f2")
        assert board.app.theme == "light"
        assert board.text == before


async def test_today_opens_what_is_marked(opened: Any) -> None:
    async with opened() as board:
        await board.press("enter")
        assert board.mode == "review"
        await board.press("T", "j", "enter")
        assert board.mode == "map"
        assert board.has("Eigenvalues and eigenvectors  ")
        assert board.has("● learning")
        await board.press("T", "g", *["j"] * 6)
        await board.press("enter")
        assert board.mode == "papers"


async def test_a_click_on_the_marked_line_of_today_opens_it(opened: Any) -> None:
    async with opened() as board:
        await board.click("#next", (10, 2))
        assert board.rows.cursor == 1
        assert board.mode == "today"
        await board.click("#next", (10, 2))
        assert board.mode == "map"


# Failures


async def test_a_failing_write_says_so_and_the_next_try_works(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="map") as board:
        await board.press("j", "j", "j")
        with monkeypatch.context() as patch:
            patch.setattr("db.progress.set_status", full)
            await board.press("space")
            assert board.toasts() == [FULL]
            assert board.has("✓ done")
        await board.press("space")
        assert board.has("─ skipped")


async def test_a_fault_of_the_program_names_the_log(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no [red]such[/red] luck")

    async with opened() as board:
        monkeypatch.setattr(board.app.services, "statistics", broken)
        await board.press("S")
        assert "no [red]such[/red] luck; more in" in board.toasts()[-1]
        assert "mlroad.log" in board.toasts()[-1]
        assert board.app.return_code is None


def newer(home: Any) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(database(home))) as connection:
        connection.execute("PRAGMA user_version = 999")


def broken_content(home: Any) -> None:
    folder = Path(own_content(home), "cards")
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("- id: x\n  front: [unclosed\n")


def no_database(home: Any) -> None:
    Path(database(home)).write_bytes(b"This is a shopping list. " * 100)


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (newer, 1, "written by a newer mlroad (schema 999"),
        (broken_content, 2, "mine.yaml:"),
        (no_database, 1, "not a database of mlroad"),
    ],
)
async def test_what_cannot_be_opened_ends_the_program_with_one_message(
    spoil: Any, code: int, words: str, demo_home: Any, opened: Any
) -> None:
    spoil(demo_home)
    async with opened(wait=False) as board:
        await dashboard.ended(board)
    assert board.app.return_code == code
    assert words in board.app.refusal
    assert board.app.services is None
    assert board.app.refusal.count(words) == 1


async def test_an_unforeseen_failure_to_open_is_one_message_too(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("never seen")

    monkeypatch.setattr("tui.services.open_services", broken)
    async with opened(wait=False) as board:
        await dashboard.ended(board)
    assert board.app.return_code == 1
    assert "mlroad cannot start: never seen; more in " in board.app.refusal


def test_the_refusal_is_printed_once_to_stderr_and_the_code_returned(
    demo_home: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tui import dashboard as module

    def run(self: Any) -> None:
        self._refuse_to_open(Refusal("x.yaml:1: wrong \x1b[31m[b]y"))

    monkeypatch.setattr(module.MlroadApp, "run", run)
    monkeypatch.setattr(module.gc, "disable", lambda: None)
    code = module.start(demo_home, Settings(network=False))
    seen = capsys.readouterr()
    assert (code, seen.out, seen.err) == (Refusal.exit_code, "", "x.yaml:1: wrong [b]y\n")


async def test_closing_writes_what_was_handed_in(opened: Any, demo_home: Any) -> None:
    async with opened() as board:
        await board.press("R", "space")
        await board.pilot.press("3")
        await board.pilot.press("q")
    failed = [result for result in check(database(demo_home)) if not result.ok]
    assert failed == []

"""What the review says where no card is asked, and where a card is gone or cannot be changed."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from own_cards import BASIC, TYPED, write_cards

from content.refusal import Refusal
from db.model import CardChanged, StoreError
from tui.study_view import StudyPlan

GONE = "This card is gone: another window took it away."
WORKED_OUT = "This card is worked out anew each time, so its words cannot be changed."


def raising(error: Exception) -> Any:
    """A function that fails so."""

    def fails(*_: Any, **__: Any) -> Any:
        raise error

    return fails


def footer(board: Any) -> str:
    """The line of keys."""
    return board.lines[-1].strip()


# Preparing


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreError("mlroad.db: locked, so nothing was read."), "mlroad.db: locked"),
        (sqlite3.DatabaseError("malformed"), "Preparing the cards failed: malformed."),
        (ValueError("no such day"), "Preparing the cards failed: no such day."),
        (CardChanged("the card is no longer there"), "Preparing the cards failed: the card is"),
    ],
)
async def test_cards_that_cannot_be_prepared_say_why_until_it_is_tried_again(
    error: Exception, words: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(size=(120, 24)) as board:
        with monkeypatch.context() as patch:
            patch.setattr("tui.study_services.StudyServices.begin", raising(error))
            await board.press("R")
            board.app.clear_notifications()
            await board.settle()
            assert board.has(words)
            assert board.has("R tries again.")
            assert not board.has("Preparing the cards ...")
            assert footer(board) == "? Help   R Try again   T Today"
        await board.press("R")
        assert board.has("3 due · 0 learning · 0 new")
        assert "Space Show, Good" in footer(board)


async def test_other_cards_that_cannot_be_prepared_take_the_ones_before_away(
    opened: Any, demo_home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = write_cards(demo_home, TYPED)
    async with opened(mode="review", size=(120, 24)) as board:
        with monkeypatch.context() as patch:
            patch.setattr(
                "tui.study_services.StudyServices.begin", raising(RuntimeError("a fault"))
            )
            board.app.study(StudyPlan(cards=cards))
            await board.settle()
            assert board.has("Preparing the cards failed: a fault. R tries again.")
        await board.press("R")
        assert board.has("Your answer ▸")


async def test_after_a_lost_race_the_next_card_may_fail_to_come(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="review", size=(120, 24)) as board:
        await board.press("space")
        with monkeypatch.context() as patch:
            patch.setattr("db.reviews.answer", raising(CardChanged("changed")))
            patch.setattr("tui.study_services.StudyServices.begin", raising(StoreError("locked.")))
            await board.press("3")
            assert board.has("locked. R tries again.")
            assert not board.has("1 Again")
        await board.press("R")
        assert "Space Show, Good" in footer(board)


# The end


async def test_the_end_shows_the_keys_that_work(opened: Any, demo_home: Any) -> None:
    cards = write_cards(demo_home, BASIC)
    async with opened() as board:
        board.app.study_cards(cards, cram=True)
        await board.settle()
        await board.press("space", "3")
        assert footer(board) == "? Help   Enter All that is due   M Map"
        await board.press("enter")
        for _ in range(4):
            await board.press("space", "4")
        assert board.has("Done for today.")
        assert footer(board) == "? Help   + More today   M Map"
        board.app.study(StudyPlan(cards=cards))
        await board.settle()
        assert footer(board) == "? Help   Enter All that is due   + More today   M Map"
        await board.press("u")
        assert "Space Show, Good" in footer(board)


@pytest.mark.parametrize("cram", [False, True])
async def test_a_search_that_finds_nothing_says_so(cram: bool, opened: Any) -> None:
    async with opened() as board:
        board.app.study(StudyPlan(cards=(), query="tag:nonsense", cram=cram))
        await board.settle()
        assert board.has("  No card matches tag:nonsense")
        for words in ("Done", "✓", "next cards", "remembered"):
            assert not board.has(words)
        await board.press("enter")
        assert board.has("3 due · 0 learning · 0 new")


# The panel


async def test_in_a_cram_the_panel_says_that_nothing_moves(opened: Any, demo_home: Any) -> None:
    cards = write_cards(demo_home, BASIC)
    async with opened(size=(100, 40)) as board:
        board.app.study_cards(cards, cram=True)
        await board.settle()
        await board.press("i")
        assert board.has("This is a cram: no rating moves the card")
        assert not board.has("back in")
        assert not board.has("Recall after")
        await board.press("escape", "C")  # in the browser it is a card like others
        board.app.show_card_info(cards[0])
        await board.settle()
        assert board.has("back in")
        assert not board.has("This is a cram")


# Changing the words


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that changes a word."""
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\nsed -i 's/smallest/least/' \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    monkeypatch.setattr("tui.app.MlroadApp.suspend", lambda _: nullcontext())


def kept(home: Any) -> list[tuple[Path, str]]:
    """The files of texts that are not saved, and the texts."""
    return [(file, file.read_text()) for file in Path(home.data, "edits").iterdir()]


@pytest.mark.parametrize("key", ["e", "E"])
@pytest.mark.parametrize(
    ("error", "words"),
    [(CardChanged("gone"), GONE), (Refusal(WORKED_OUT), WORKED_OUT)],
    ids=["gone", "worked-out"],
)
async def test_a_card_that_cannot_be_edited_says_so_in_one_line(
    key: str,
    error: Exception,
    words: str,
    opened: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch)
    async with opened(mode="review") as board:
        monkeypatch.setattr("db.notes.draft_of", raising(error))
        await board.press(key)
        assert board.toasts() == [words]
        assert board.mode == "review"
        assert not board.has("Edit the card")


async def test_words_written_outside_stay_in_their_file_until_they_are_saved(
    opened: Any, demo_home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch)
    async with opened(mode="review") as board:
        monkeypatch.setattr("db.notes.edit_note", raising(CardChanged("gone")))
        await board.press("E")
        (file, text), *more = kept(demo_home)
        assert "is least at exactly 0" in text
        assert not more
        assert board.toasts() == [f"{GONE} Your text is in {file}"]


async def test_a_card_that_is_gone_is_told_as_such_by_an_act(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="review") as board:
        monkeypatch.setattr("db.acts.mark_cards", raising(CardChanged("gone")))
        await board.press("asterisk")
        assert board.toasts() == [GONE]
        assert "Space Show, Good" in footer(board)


async def test_a_text_that_cannot_be_opened_again_is_said(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\nsed -i 's/^# Answer/# Anwser/' \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    monkeypatch.setattr("tui.app.MlroadApp.suspend", lambda _: nullcontext())
    async with opened(mode="review") as board:
        await board.press("E")
        script.unlink()
        monkeypatch.delenv("EDITOR", raising=False)
        await board.press("o")
        assert board.toasts()[-1].startswith("There is no editor")
        assert board.app.is_running

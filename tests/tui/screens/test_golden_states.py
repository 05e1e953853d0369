"""Loading, empty and error of every mode, and what lies over a screen, as in `tests/golden`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.glance import Glance
from db.model import StoreError, StudySettings
from tui import services as services_module
from tui.study_view import StudyPlan

LETTERS = {
    "today": "T",
    "map": "M",
    "review": "R",
    "cards": "C",
    "papers": "P",
    "statistics": "S",
    "settings": "comma",
}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Nothing opens before this is set: the screens stay as they are at the start."""
    gate = threading.Event()
    real = services_module.open_services

    def waiting(*arguments: Any) -> Any:
        gate.wait(60)
        return real(*arguments)

    monkeypatch.setattr(services_module, "open_services", waiting)
    yield gate
    gate.set()


# Loading


@pytest.mark.parametrize("mode", LETTERS)
async def test_loading(mode: str, opened: Any, golden: Any, held: threading.Event) -> None:
    async with opened(mode=mode, wait=False) as board:
        await board.settle(but=("open",))
        golden(f"loading-{mode}", board)
        held.set()
        await board.settle()
        for words in ("Loading", "Preparing", "Counting"):
            assert not board.has(words)


async def test_first_frame_of_the_first_start(
    opened_new: Any, golden: Any, held: threading.Event
) -> None:
    async with opened_new(wait=False) as board:
        await board.settle(but=("open",))
        golden("loading-first-start", board)
        held.set()
        await board.settle()


async def test_keys_before_everything_is_open_do_no_harm(
    opened: Any, held: threading.Event
) -> None:
    async with opened(wait=False) as board:
        for mode in "TMRPS":
            for key in (mode, *"jkgGuoxsmnirtya12350-@", "enter", "f5", "ctrl+r", "space", "p"):
                board.send(key)
            await board.settle(but=("open",))
            for key in (mode, "comma", "f", "escape", "escape", mode):
                board.send(key)
            await board.settle(but=("open",))
        assert board.mode == "statistics"
        held.set()
        await board.settle()
        assert board.app.return_code is None
        assert board.app.is_running


# Empty


@pytest.mark.parametrize("mode", LETTERS)
async def test_at_the_first_start(mode: str, opened_new: Any, golden: Any) -> None:
    async with opened_new() as board:
        await board.press(LETTERS[mode])
        golden(f"first-{mode}", board)


async def test_lists_without_papers(opened_new: Any, golden: Any) -> None:
    async with opened_new() as board:
        await board.press("P", "f")
        golden("empty-papers-all", board)
        await board.press("f")
        golden("empty-papers-saved", board)
        await board.press("f")
        golden("papers-order", board)


async def test_filter_open_and_without_a_match(opened: Any, golden: Any) -> None:
    async with opened() as board:
        await board.press("M", "slash", *"diff")
        golden("map-filter", board)
        await board.press(*"zzz")
        golden("map-no-match", board)


async def test_search_open_and_without_a_match(opened: Any, golden: Any) -> None:
    async with opened() as board:
        await board.press("P", "slash", *"shift")
        golden("papers-search", board)
        await board.press(*"zzz")
        golden("papers-no-match", board)


# Errors


def _damaged(*_: Any, **__: Any) -> Any:
    raise StoreError(
        "/home/learner/papers.db: damaged or not a database. It is only a cache: delete it and "
        "refresh; saved papers and marks are kept elsewhere."
    )


async def test_papers_database_damaged(
    opened: Any, demo_home: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.paper_services.open_paper_cache", _damaged)
    async with opened() as board:
        golden("error-papers-today", board)
        await board.press("P")
        board.app.clear_notifications()
        await board.settle()
        golden("error-papers", board)
        monkeypatch.undo()
        await board.press("P")
        assert not board.has("damaged")


@pytest.fixture
def no_papers(demo_home: Any) -> None:
    """papers.db is something else."""
    Path(demo_home.data, "papers.db").write_bytes(b"no database at all" * 300)


async def test_papers_file_that_is_no_database(opened: Any, no_papers: None) -> None:
    async with opened(size=(200, 40)) as board:
        await board.press("P")
        assert board.has("papers.db: damaged")
        assert "papers.db: damaged or not a database. It is only a cache" in board.toasts()[-1]


async def test_database_damaged_behind_the_first_frame(
    opened: Any, golden: Any, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "/home/learner/mlroad.db: file is not a database"
    monkeypatch.setattr("tui.screens.today.glance", lambda *_: Glance(error=words))
    async with opened(wait=False) as board:
        await board.settle(but=("open",))
        golden("error-today", board)
        held.set()


def _locked(*_: Any, **__: Any) -> Any:
    raise StoreError(
        "/home/learner/mlroad.db: another program has kept it locked for 5 s, so nothing was "
        "saved. Close that program and do it again."
    )


@pytest.mark.parametrize("mode", ["today", "map", "review", "statistics"])
async def test_a_read_that_fails_says_why_and_how_to_retry(
    mode: str, opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="papers") as board:
        services = board.app.services
        name = {"today": "suggestions", "map": "map_state", "review": "begin"}.get(mode, mode)
        with monkeypatch.context() as patch:
            patch.setattr(services.study if mode == "review" else services, name, _locked)
            await board.press(LETTERS[mode])
            board.app.clear_notifications()
            await board.settle()
            golden(f"error-read-{mode}", board)
        await board.press(LETTERS[mode])
        assert not board.has("kept it locked")


async def test_database_busy_while_answering(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as board:
        await board.press("R", "space")
        monkeypatch.setattr("db.reviews.answer", _locked)
        await board.press("3")
        golden("error-answer", board)


# What lies over a screen


@pytest.mark.parametrize("mode", LETTERS)
async def test_help(mode: str, opened: Any, golden: Any) -> None:
    async with opened(size=(80, 36)) as board:
        await board.press(LETTERS[mode], "question_mark")
        golden(f"help-{mode}", board)


async def test_help_on_a_small_screen(opened: Any, golden: Any) -> None:
    async with opened(size=(60, 20)) as board:
        await board.press("P", "question_mark")
        golden("help-60x20", board)


async def test_panels_of_the_map(opened: Any, golden: Any) -> None:
    async with opened() as board:
        board.app.show_topic("l1.math.la.eigen")
        await board.settle()
        await board.press("n")
        golden("note", board)
        await board.press("escape")
        board.app.show_topic("l2.dl.transformer")
        await board.settle()
        await board.press("p")
        golden("path", board)


async def test_card_info(opened: Any, golden: Any) -> None:
    async with opened() as board:
        await board.press("R", "i")
        golden("card-info", board)


async def test_sources(opened: Any, golden: Any) -> None:
    async with opened() as board:
        await board.press("P", "F")
        golden("sources", board)


async def test_palette(opened: Any, golden: Any) -> None:
    async with opened() as board:
        await board.press("R", "ctrl+p")
        for _ in range(3):
            await board.pilot.pause(0.1)
            await board.settle()
        golden("palette", board)


async def test_one_pane_at_a_time(opened: Any, golden: Any) -> None:
    async with opened(size=(60, 20)) as board:
        await board.press("M", "j", "j", "j", "enter")
        golden("topic-60x20", board)
        await board.press("P", "enter")
        golden("abstract-60x20", board)


# The end of the review


async def test_waiting_then_finished(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without learning ahead, which shows a card 20 minutes early where nothing else is left.
    monkeypatch.setattr("db.store.Store.settings", lambda _: StudySettings(learn_ahead=0))
    async with opened() as board:
        await board.press("R")
        for rating in "441":
            await board.press("space", rating)
        golden("review-waiting", board)
        board.time.now += 3_600
        board.app.screen._tick()
        await board.settle()
        await board.press("space", "4")
        golden("review-finished", board)


async def test_topics_done(opened: Any, golden: Any) -> None:
    async with opened() as board:
        board.app.study(StudyPlan(topics=frozenset({"l1.math.la.eigen"})))
        await board.settle()
        golden("review-topics-done", board)


# Too small


@pytest.mark.parametrize("size", [(39, 20), (80, 11), (20, 5)])
async def test_below_40_columns_or_12_rows_stands_a_plain_notice(
    size: tuple[int, int], opened: Any, golden: Any
) -> None:
    async with opened(size=size) as board:
        golden(f"small-{size[0]}x{size[1]}", board)
        await board.pilot.resize_terminal(80, 24)
        await board.settle()
        assert board.has("Enter starts the review.")

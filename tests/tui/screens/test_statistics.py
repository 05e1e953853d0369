"""The statistics: calibration, narrowing by a search, the what-if simulator, the fit."""

from __future__ import annotations

import signal
import subprocess
import threading
import time as system_time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dashboard import Dashboard

import db.child_process
import db.fit
import db.what_if
from db.fit import Fit
from db.model import StudySettings
from db.scheduler import Scheduler
from db.simulate import Limits, Simulation
from db.what_if import WhatIf
from tui.screens.fitting import FittingScreen
from tui.screens.simulator import SimulatorScreen
from tui.screens.statistics import StatisticsScreen

SIZES = {"80x24": (80, 24), "120x36": (120, 36), "60x20": (60, 20)}
SUPPORT = str(Path(__file__).parents[2] / "support")
DEFAULTS = Scheduler(StudySettings()).numbers
FITTED = (*DEFAULTS[:2], 3.0, *DEFAULTS[3:])
BETTER = Fit(FITTED, DEFAULTS, 12_345, 2_470, 0.3412, 0.3301, 0.051, 0.032)
WORSE = Fit(FITTED, DEFAULTS, 812, 160, 0.3212, 0.3301, 0.051, 0.062)


def simulation(retention: float, minutes: float, known: int, days: int = 140) -> Simulation:
    course = tuple(minutes * (1 + (day % 7) / 10) for day in range(days))
    return Simulation(
        retention,
        tuple(one * 5 for one in course),
        course,
        (20.0,) * days,
        tuple(known * (day + 1) / days for day in range(days)),
        (0.0,) * days,
    )


def simulated(limits: Limits) -> WhatIf:
    numbers = ((0.8, 9.0, 1_804), (0.85, 11.2, 1_856), (0.9, 15.3, 1_900), (0.95, 27.1, 1_949))
    return WhatIf(limits, 640, 1_360, tuple(simulation(*one) for one in numbers))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Limits]:
    """What was simulated; the answer is always the same."""
    found: list[Limits] = []

    def what_if(path: str, day: int, limits: Limits, *_: Any, **__: Any) -> WhatIf:
        found.append(limits)
        return simulated(limits)

    monkeypatch.setattr("tui.figure_services.what_if", what_if)
    return found


def fits(monkeypatch: pytest.MonkeyPatch, found: Fit) -> None:
    def fit(path: str, progress: Callable[[float, int], None], cancelled: Any) -> Fit:
        progress(1.0, found.reviews)
        return found

    monkeypatch.setattr("tui.figure_services.fit_in_process", fit)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started from now on."""
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def started(*arguments: Any, **keywords: Any) -> Any:
        found.append(start(*arguments, **keywords))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", started)
    return found


def until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    """Whether the condition holds within so long; for what another process does."""
    end = system_time.monotonic() + seconds
    gate = threading.Event()
    while not condition() and system_time.monotonic() < end:
        gate.wait(0.01)
    return condition()


# Calibration and narrowing


async def test_calibration_shows_what_was_predicted_beside_what_was_known(opened: Any) -> None:
    async with opened(mode="statistics", size=(80, 60)) as board:
        assert board.has("Calibration: was your recall predicted well?")
        assert board.has("85-90%")
        assert board.has("│ its mean")


async def test_a_search_narrows_every_figure_and_escape_widens_them(opened: Any) -> None:
    async with opened(mode="statistics", size=(80, 60)) as board:
        whole = board.text
        await board.press("slash")
        await board.type("topic:l1.math.la.vectors")
        await board.press("enter")
        assert board.has("of “topic:l1.math.la.vectors”, Esc: all")
        assert board.text != whole
        assert board.app.focused is board.app.screen.query_one("#statistics")
        await board.press("escape")
        assert board.text == whole


async def test_a_search_without_answers_says_so(opened: Any, golden: Any) -> None:
    async with opened(mode="statistics") as board:
        await board.press("slash")
        await board.type("is:leech")
        await board.press("enter")
        golden("statistics-no-match", board)


async def test_a_wrong_search_is_said_and_stays_to_be_put_right(opened: Any, golden: Any) -> None:
    async with opened(mode="statistics") as board:
        await board.press("slash")
        await board.type("is:lee")
        await board.press("enter")
        assert "character 4: there is no is:lee; perhaps is:leech" in board.toasts()[-1]
        assert board.app.screen.query_one("#filter").has_focus
        await board.press("escape")
        assert isinstance(board.app.screen, StatisticsScreen)
        assert board.app.screen.query_one("#statistics").has_focus


# What if


@pytest.mark.parametrize("size", SIZES)
async def test_what_if_at_every_size(size: str, opened: Any, golden: Any, asked: Any) -> None:
    async with opened(mode="statistics", size=SIZES[size]) as board:
        await board.press("w")
        golden(f"what-if-{size}", board, styles=size == "80x24")


async def test_what_if_begins_with_the_settings_and_follows_the_numbers(
    opened: Any, asked: list[Limits]
) -> None:
    async with opened(mode="statistics") as board:
        await board.press("w")
        assert asked[-1] == Limits(365, 20, 200, None)
        assert board.has("At 90% you would spend 19.9 minutes a day")
        await board.press("k")
        assert board.has("At 85% and not 90%: 5.3 minutes a day less")
        await board.press("n", "end", "backspace", "backspace", "7")
        assert asked[-1].new == 7
        await board.press("tab", "1", "5", "enter")
        assert asked[-1] == Limits(365, 7, 200, 15.0)
        assert board.has("At 85% and not 90%")
        await board.press("escape")
        assert isinstance(board.app.screen, StatisticsScreen)


async def test_what_if_refuses_numbers_without_sense_in_words(
    opened: Any, asked: list[Limits]
) -> None:
    async with opened(mode="statistics") as board:
        await board.press("w")
        before = len(asked)
        board.app.screen.query_one("#days").value = "9999"
        await board.settle()
        assert board.has("1 to 3650 days.")
        assert len(asked) == before
        board.app.screen.query_one("#days").value = "365"
        await board.settle()
        assert board.has("At 90% you would spend")
        assert len(asked) == before


async def test_what_if_takes_an_empty_number_of_new_cards_for_none(
    opened: Any, asked: list[Limits]
) -> None:
    async with opened(mode="statistics") as board:
        await board.press("w", "n", "ctrl+u", "enter")
        assert asked[-1] == Limits(365, 0, 200, None)
        assert board.has("New a day 0")


async def test_a_number_without_sense_ends_what_is_being_worked_out(
    opened: Any, children: Any
) -> None:
    async with opened(mode="statistics") as board:
        await board.press("w")
        board.app.screen.query_one("#days").value = "999"
        await board.settle(but=("what-if",))
        board.app.screen.query_one("#days").value = "9999"
        await board.settle()
        assert board.has("1 to 3650 days.")
        assert not board.has("after 999 days")


async def test_what_if_follows_the_real_cards(opened: Any, children: Any) -> None:
    async with opened(mode="statistics") as board:
        await board.press("w")
        assert board.has("yours")
        assert board.has("At 90% you would spend")
        assert [child.returncode for child in children] == [0]


async def test_a_simulation_that_is_left_ends_at_once(opened: Any, children: Any) -> None:
    async with opened(mode="statistics") as board:
        board.send("w")
        await board.settle(but=("what-if",))
        assert isinstance(board.app.screen, SimulatorScreen)
        await board.press("escape")
        assert until(lambda: all(child.returncode is not None for child in children))


async def test_leaving_the_program_ends_a_running_simulation(
    opened: Any, children: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines(module: str, document: Any, cancelled: Any, name: str) -> Any:
        return db.child_process.lines_of("endless", [], cancelled, name)

    monkeypatch.setenv("PYTHONPATH", SUPPORT)
    monkeypatch.setattr(db.what_if, "lines_of", lines)
    async with opened(mode="statistics") as board:
        board.send("w")
        await board.settle(but=("what-if",))
        assert until(lambda: bool(children))
        assert board.has("Following your cards through 365 days ...")
        assert children[0].poll() is None
    assert until(lambda: children[0].returncode == -signal.SIGTERM)


# The fit


@pytest.mark.parametrize("size", SIZES)
async def test_a_better_fit_at_every_size(
    size: str, opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits(monkeypatch, BETTER)
    async with opened(mode="statistics", size=SIZES[size]) as board:
        await board.press("f")
        golden(f"fit-better-{size}", board, styles=size == "80x24")


async def test_a_better_fit_is_kept_undone_and_leads_to_the_reschedule(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits(monkeypatch, BETTER)
    async with opened(mode="statistics") as board:
        store = board.app.services.store
        await board.press("f", "r", "enter")
        assert store.settings().parameters == FITTED
        golden("fit-kept", board)
        await board.press("enter", "r")
        assert board.has("Reschedule all by the present settings")
        await board.press("escape", "escape", "u")
        assert board.toasts()[-1] == "Undone: Fit parameters"
        assert store.settings().parameters is None


async def test_a_fit_that_is_not_better_cannot_be_kept(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits(monkeypatch, WORSE)
    async with opened(mode="statistics") as board:
        await board.press("f", "enter")
        assert board.app.services.store.settings().parameters is None
        golden("fit-worse", board)


async def test_too_few_reviews_are_said_with_the_number_needed(opened: Any, golden: Any) -> None:
    pytest.importorskip("fsrs_rs_python")
    async with opened(mode="statistics") as board:
        await board.press("f")
        golden("fit-too-few", board)


async def test_without_the_library_the_screen_says_how_to_get_it(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.fit, "find_spec", lambda name: None)
    async with opened(mode="statistics") as board:
        await board.press("f")
        golden("fit-missing", board)


async def test_a_fault_in_the_fit_is_said_and_logged(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no luck")

    monkeypatch.setattr("tui.figure_services.fit_in_process", broken)
    async with opened(mode="statistics") as board:
        await board.press("f")
        assert board.has("The fit failed; the log file says more.")
        assert "no luck" in board.toasts()[-1]
        await board.press("escape")
        assert isinstance(board.app.screen, StatisticsScreen)


async def _begun(board: Dashboard, told: threading.Event) -> None:
    board.send("f")
    await board.settle(but=("fit",))
    assert isinstance(board.app.screen, FittingScreen)
    assert until(told.is_set)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The fit takes for ever in a real process; set once it runs."""
    told = threading.Event()
    progress = {"share": 0.4, "towards": 0.8, "seconds": 5.0, "reviews": 281}

    def lines(module: str, document: Any, cancelled: Any, name: str) -> Any:
        for said in db.child_process.lines_of("endless", [progress], cancelled, name):
            if said is None:  # the first line has been read
                told.set()
            yield said

    monkeypatch.setenv("PYTHONPATH", SUPPORT)
    monkeypatch.setattr(db.fit, "can_fit", lambda: True)
    monkeypatch.setattr(db.fit, "lines_of", lines)
    return told


async def test_a_running_fit_shows_its_progress_and_escape_ends_its_process(
    opened: Any, golden: Any, endless: threading.Event, children: Any
) -> None:
    async with opened(mode="statistics") as board:
        await _begun(board, endless)
        assert board.has("in a process of its own")
        for _ in range(100):
            if board.has("281 reviews"):
                break
            await board.pilot.pause(0.02)
        assert board.has("281 reviews")
        assert children[0].poll() is None
        begun = system_time.monotonic()
        await board.press("escape")
        assert isinstance(board.app.screen, StatisticsScreen)
        assert until(lambda: children[0].returncode == -signal.SIGTERM)
        assert system_time.monotonic() - begun < 1.5


async def test_leaving_the_program_ends_a_running_fit(
    opened: Any, endless: threading.Event, children: Any
) -> None:
    async with opened(mode="statistics") as board:
        await _begun(board, endless)
        assert children[0].poll() is None
    assert until(lambda: children[0].returncode == -signal.SIGTERM)

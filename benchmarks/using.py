"""Rows of the running dashboard: from a key to what is painted, memory, and long lists."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import homes
from pairs import Result, against, by_turns, percentile, skipped, within
from terminal import Terminal
from work import LOADED, Work

KEYS = 60
RUN = 20
FRAME_LIMIT = 50
MEMORY_LIMIT = 90
PAPERS, FEW = 100_000, 100
NEWSBOAT = 5
_QUESTION = re.compile(rb"\d{6}\?")
"""How each question of the big history ends."""


def _ready(terminal: Terminal) -> None:
    terminal.until(*LOADED)
    terminal.settle()


def keys(work: Work) -> list[Result]:
    """A key in the map's list, and the two keys of a review."""
    with work.dashboard() as terminal:
        _ready(terminal)
        terminal.press("M")
        terminal.settle(0.5)
        down: list[tuple[float, float]] = []
        for _ in range(KEYS // RUN):
            down += [terminal.key("j") for _ in range(RUN)]
            terminal.press("g")  # the unfolded part of the map ends somewhere
            terminal.settle()
    show: list[tuple[float, float]] = []
    rate: list[tuple[float, float]] = []
    with work.dashboard(homes.fresh_home(work.folder / "fresh")) as terminal:
        _ready(terminal)
        terminal.press("R")
        terminal.settle(0.5)
        for _ in range(KEYS // 3):
            show.append(terminal.key(" "))
            rate.append(terminal.key("3"))
    jobs = {"key j in the map": down, "key Space in a review": show, "key 3 in a review": rate}
    return [row for job, times in jobs.items() for row in _latency(job, times)]


def keys_among_many(work: Work) -> list[Result]:
    """In a review at 100,000 cards: the answer shown, and from the rating to the next question."""
    show: list[tuple[float, float]] = []
    rate: list[float] = []
    with work.dashboard(homes.home_of_many(work.big.ours, work.folder / "many-cards")) as terminal:
        _ready(terminal)
        terminal.press("R")
        last = _QUESTION.findall(terminal.settle(1.0))[-1]
        for _ in range(KEYS):
            show.append(terminal.key(" "))
            spent, last = terminal.key_until("3", _QUESTION, last)
            rate.append(spent)
            terminal.settle(0.12)
    job = "key 3 to the next card, 100,000"
    return [
        *_latency("key Space, 100,000 cards", show),
        within(f"{job}, p50", percentile(rate, 0.5), FRAME_LIMIT, count=len(rate)),
        within(f"{job}, p95", percentile(rate, 0.95), FRAME_LIMIT, count=len(rate)),
    ]


def _latency(job: str, times: list[tuple[float, float]]) -> list[Result]:
    first = [one for one, _ in times]
    settled = percentile([last for _, last in times], 0.5)
    return [
        within(
            f"{job}, {name}",
            percentile(first, share),
            FRAME_LIMIT,
            count=len(first),
            note=f"all of it painted after {settled:.1f} ms (median)" if name == "p50" else "",
            extra={"painted_p50": settled},
        )
        for name, share in (("p50", 0.5), ("p95", 0.95))
    ]


def memory(work: Work) -> list[Result]:
    """What the process holds after all five modes were opened."""
    job = "memory after five modes"
    if not sys.platform.startswith("linux"):
        return [skipped(job, "read from /proc, which only Linux has")]
    with work.dashboard() as terminal:
        _ready(terminal)
        for mode in "MRPST":
            terminal.press(mode)
            terminal.settle(0.6)
        return [within(job, terminal.resident_mb(), MEMORY_LIMIT, unit="MB")]


def papers(work: Work) -> list[Result]:
    """The list of 100,000 papers against the same list of a hundred."""
    many = homes.papers_home(work.home, work.folder / "many", PAPERS)
    few = homes.papers_home(work.home, work.folder / "few", FEW)
    opened = by_turns(_opening(work, many), _opening(work, few), work.runs)
    moving = _moving(work, many)
    moved = [moving() for _ in range(work.runs)]
    name = f"the same of {FEW}"
    return [
        against(
            f"open {PAPERS:,} papers", name, opened, more=60, note="from the key P to the rows"
        ),
        within(
            "key j in them",
            percentile(moved, 0.5),
            NEWSBOAT,
            count=len(moved),
            note="medians of 30 keys in each run; newsboat: 4-5 ms a key with 10,000 rows",
        ),
    ]


def _opening(work: Work, home: Path) -> Callable[[], float]:
    def measure() -> float:
        with work.dashboard(home) as terminal:
            _ready(terminal)
            return terminal.until("Paper 000001", since=terminal.press("P"))

    return measure


def _moving(work: Work, home: Path) -> Callable[[], float]:
    def measure() -> float:
        with work.dashboard(home) as terminal:
            _ready(terminal)
            terminal.press("P")
            terminal.settle(0.5)
            return percentile([terminal.key("j")[0] for _ in range(30)], 0.5)

    return measure

"""Rows of the start: the first frame with its counts, everything loaded, and two plain commands."""

from __future__ import annotations

import homes
from pairs import Result, against, by_turns
from work import COUNTS, LOADED, PYTHON, SCRIPT, Work


def first_frame(work: Work) -> list[Result]:
    """Today with its counts painted, against the bare app's line."""
    ours = work.painted(work.dashboard, COUNTS)
    measured = by_turns(ours, work.bare_painted(), work.runs)
    note = f"{homes.review_count(work.home)} reviews in the home"
    return [against("Today with its counts", "bare Textual app", measured, ratio=1.25, note=note)]


def loaded(work: Work) -> list[Result]:
    """The list of Today painted: library, database and services are open."""
    ours = work.painted(work.dashboard, *LOADED)
    measured = by_turns(ours, work.bare_painted(), work.runs)
    return [against("everything loaded", "bare Textual app", measured, ratio=3)]


def commands(work: Work) -> list[Result]:
    """The commands that are run from a prompt or a status bar."""
    rows: list[Result] = []
    for words in ("--version", "today"):
        ours = work.process([PYTHON, str(SCRIPT), words])
        peer = work.process([PYTHON, "-c", "pass"])
        measured = by_turns(ours, peer, max(work.runs, 21))
        rows.append(against(f"mlroad {words}", "python -c pass", measured, ratio=3))
    return rows

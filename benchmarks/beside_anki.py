"""Rows beside Anki: 100,000 cards and 1,000,000 reviews of one history in both programs.

Each side is measured in fresh processes by turns, ours by ``answer.py`` and ``ours_side.py``, Anki
by ``anki_side.py`` with the Python of Anki's own environment.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from big import ANKI, ANKI_SIDE
from pairs import Measure, Result, against, by_turns, skipped
from work import HERE, PYTHON, Work

PEER = "Anki 26.9.3"
DURABLE = "both in WAL with synchronous=FULL"


def answer(work: Work) -> list[Result]:
    """Answer, durable commit, counts of today, undo; and with the next card and its choices."""
    jobs = {
        "answer, commit, counts, undo": ("acts", "turns"),
        "the same and the next card": ("with_next", "turns_next"),
    }
    if work.big.anki is None:
        return [skipped(job, work.big.why_not) for job in jobs]
    rows: list[Result] = []
    for job, (ours, peer) in jobs.items():
        one, other = work.copies(ours)
        measured = work.turns(
            [PYTHON, str(HERE / "answer.py"), ours, one], [ANKI.python, str(ANKI_SIDE), peer, other]
        )
        rows.append(against(job, PEER, measured, ratio=1.2, note=DURABLE))
    return rows


def queue(work: Work) -> list[Result]:
    """The queue of the day until its first card is there."""
    return _row(work, "queue until the first card", "queue", 1.0)


def topics(work: Work) -> list[Result]:
    """New, learning and due of 400 topics; in Anki the tree of as many decks."""
    return _row(work, "counts of 400 topics", "topics", 0.5)


def recompute(work: Work) -> list[Result]:
    """All memory after a change of the parameters, durable."""
    return _row(work, "all memory anew, 1,000,000 reviews", "recompute", 1.0, writes=True)


def search(work: Work) -> list[Result]:
    """A word in 3 % of the cards; in every card, without a goal of its own but Anki's time."""
    return [
        *_row(work, "search of a word in 3 %", "search", 0.1),
        *_row(work, "search of a word in all", "search_everywhere", 1.0),
    ]


def statistics_page(work: Work) -> list[Result]:
    """What the statistics page reads."""
    return _row(work, "statistics of a year", "graphs", 1.0)


def fit(work: Work) -> list[Result]:
    """Parameters fitted, with the process that does it."""
    return _row(work, "parameters fitted", "fit", 1.1)


def _row(work: Work, job: str, name: str, ratio: float, *, writes: bool = False) -> list[Result]:
    big = work.big
    if big.anki is None:
        return [skipped(job, big.why_not)]
    one, other = work.copies(name) if writes else (str(big.ours), work.copy_of(big.anki, name))
    said: dict[str, list[float]] = {}
    ours = _within(work, [PYTHON, str(HERE / "ours_side.py"), name, one], said, "ours")
    peer = _within(work, [ANKI.python, str(ANKI_SIDE), name, other], said, "Anki")
    measured = by_turns(ours, peer, work.runs)
    return [against(job, PEER, measured, ratio=ratio, note=_note(name, said))]


def _within(work: Work, command: Sequence[str], said: dict[str, list[float]], side: str) -> Measure:
    """A measurement made within a fresh process, which may say more numbers than its ms."""
    environment = work.environment()

    def measure() -> float:
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
        found = json.loads(done.stdout)
        ms, *more = found if isinstance(found, list) else [found]
        said[side] = more
        return float(ms)

    return measure


def _note(name: str, said: dict[str, list[float]]) -> str:
    if name.startswith("search"):
        return f"{said['ours'][0]:.0f} cards found, by Anki {said['Anki'][0]:.0f}"
    if name == "fit":
        before, after = said["ours"]
        return f"log loss of the fifth held back {before:.4f}, with the fitted ones {after:.4f}"
    return ""

"""Our side of the rows beside Anki, in a fresh process: ``ours_side.py NAME DATABASE`` prints ms.

The names are those of ``anki_side.py``. ``recompute`` writes: it wants a copy.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import history
from child import timed

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from db.clock import Clock  # noqa: E402
from db.connection import connect_for_reading  # noqa: E402
from db.scheduler import Scheduler  # noqa: E402
from db.settings import save_settings, settings_of  # noqa: E402
from db.store import open_store  # noqa: E402

DEVICE = "bench"
MOVED = 1.01


def _once(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def queue(path: str) -> float:
    """The queue of the day built and its first card shown with its choices."""
    from db.study import StudySession

    clock = Clock()
    store = open_store(path, device=DEVICE, clock=clock)
    settings = store.settings()
    session = StudySession(store, clock, Scheduler(settings), settings)

    def job() -> None:
        session.rebuild()
        session.current()

    spent = timed(job)
    store.close()
    return spent


def topics(path: str) -> float:
    """The counts of every topic."""
    from db.progress import topic_counts

    connection, day = connect_for_reading(path), Clock().study_day()
    return timed(lambda: topic_counts(connection, day))


def recompute(path: str) -> float:
    """All memory with other parameters than before; once, durable."""
    store = open_store(path, device=DEVICE, clock=Clock())
    now = store.settings().parameters
    usual = list(Scheduler(store.settings()).numbers)
    if now is None:
        usual[8] *= MOVED
    spent = _once(lambda: save_settings(store, parameters=tuple(usual) if now is None else None))
    store.close()
    return spent


def search(path: str) -> list[float]:
    """A word in 3 % of the cards: ms, and how many are found."""
    return _search(path, history.WORD)


def search_everywhere(path: str) -> list[float]:
    """A word in every card."""
    return _search(path, history.EVERYWHERE)


def _search(path: str, word: str) -> list[float]:
    from db.browse import find

    connection, day = connect_for_reading(path), Clock().study_day()
    scheduler = Scheduler(settings_of(connection))

    def look() -> int:
        return len(find(connection, word, day, scheduler, lambda topic: frozenset({topic})))

    return [timed(look), look()]


def graphs(path: str) -> float:
    """All that the statistics page shows."""
    from db.stats import statistics

    connection, clock = connect_for_reading(path), Clock()
    settings = settings_of(connection)
    return timed(lambda: statistics(connection, clock, settings))


def fit(path: str) -> list[float]:
    """Parameters fitted to all reviews in their process: ms, and the parameters."""
    from db.fit import fit_in_process

    start = time.perf_counter()
    found = fit_in_process(path, lambda _share, _reviews: None, lambda: False)
    spent = (time.perf_counter() - start) * 1000
    return [spent, found.loss_before, found.loss_after]


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))

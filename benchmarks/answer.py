"""Answer, durable commit, next card, undo in a process of ours; run as ``answer.py SIDE DATABASE``.

Each turn answers the card shown, reads the counts, shows the next card with its four choices, and
takes the answer back: that is timed. Then the card is answered for good, so each turn has another.
The two processes of a pair take their turns one after the other, as lines come in; the other side
is ``anki_side.py``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from db import log, reviews  # noqa: E402
from db.clock import Clock  # noqa: E402
from db.model import Rating, Shown  # noqa: E402
from db.scheduler import Scheduler  # noqa: E402
from db.store import Store, open_store  # noqa: E402
from db.study import StudySession  # noqa: E402

DEVICE = "bench"
DONE_TODAY = "SELECT sum(count) FROM done WHERE study_day = ?"


class Side:
    """A study session on a database."""

    def __init__(self, path: str) -> None:
        self.clock = Clock()
        self.store: Store = open_store(path, device=DEVICE, clock=self.clock)
        settings = self.store.settings()
        self.scheduler = Scheduler(settings)
        self.session = StudySession(self.store, self.clock, self.scheduler, settings)

    def shown(self) -> Shown:
        """The card to answer."""
        state = self.session.current()
        assert isinstance(state, Shown), state
        return state

    def go_on(self) -> None:
        """Answer for good, and show the next."""
        self.session.answer(self.shown(), Rating.GOOD, 4_000)
        self.shown()


def turns(turn: Callable[[], None], go_on: Callable[[], None]) -> None:
    """A timed turn for each line that comes in; its ms go out."""
    for _ in sys.stdin:
        start = time.perf_counter()
        turn()
        spent = (time.perf_counter() - start) * 1000
        go_on()
        print(spent, flush=True)  # only now: the other process must not meet our writes


def with_next(path: str) -> None:
    """All of a turn, in the session."""
    side = Side(path)

    def turn() -> None:
        side.session.answer(side.shown(), Rating.GOOD, 4_000)
        side.session.counts()
        side.shown()
        side.session.undo()

    side.shown()
    turns(turn, side.go_on)
    side.store.close()


def acts(path: str) -> None:
    """The acts alone: an answer, the counts of today, its undo; the card is shown beforehand."""
    side = Side(path)
    shown: list[Shown] = []

    def show() -> None:
        shown[:] = [reviews.show(side.store, side.clock, side.scheduler, side.shown().card)]

    def turn() -> None:
        reviews.answer(side.store, side.clock, side.scheduler, shown[0], Rating.GOOD, 4_000)
        side.store.look(DONE_TODAY, (side.clock.study_day(),))
        log.undo(side.store)

    def go_on() -> None:
        side.session.refresh()
        side.go_on()
        show()

    show()
    turns(turn, go_on)
    side.store.close()


if __name__ == "__main__":
    {"acts": acts, "with_next": with_next}[sys.argv[1]](sys.argv[2])

"""Two windows of one learner on one file, for a state machine: what must hold after each step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from small_world import Snapshot, library, snapshot

from db import log, reviews
from db.check import check
from db.clock import Clock
from db.mirror import mirror
from db.model import CardChanged, Rating
from db.scheduler import Scheduler
from db.store import Store, open_store
from db.study import StudySession

START = 20_000 * 86_400 + 43_200.0


class TwoWindows(RuleBasedStateMachine):
    """The windows and their sessions, what was done in them, and what an undo must bring back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.seconds = START
        self.clock = Clock(4, lambda: self.seconds, lambda _: 60)
        self.windows: list[Store] = []
        self.sessions: list[StudySession] = []
        self.past: list[tuple[Snapshot, str]] = []
        self.future: list[tuple[Snapshot, str]] = []

    @initialize(ratings=st.lists(st.sampled_from(Rating), max_size=16))
    def begin(self, ratings: list[Rating]) -> None:
        """Open both windows and answer cards in turn, so that some are in review already."""
        for _ in range(2):
            self.windows.append(self.open())
            mirror(self.windows[0], library())
            self.sessions.append(self.session(len(self.sessions)))
        self.start = snapshot(self.windows[0])
        self.known = {row[0] for row in self.start[0]}
        store, scheduler = self.windows[0], Scheduler(self.windows[0].settings())
        for place, rating in enumerate(ratings):
            (card,) = self.cards([place // 2])
            self.seconds += 60 if place % 2 else 50_000
            shown = reviews.show(store, self.clock, scheduler, card)
            self.do(
                lambda s=shown, r=rating: reviews.answer(store, self.clock, scheduler, s, r, 1_000)
            )

    def open(self) -> Store:
        return open_store(f"{self.folder}/mlroad.db", device="one", clock=self.clock)

    def session(self, window: int) -> StudySession:
        store = self.windows[window]
        chosen = store.settings()
        return StudySession(store, self.clock, Scheduler(chosen), chosen)

    def cards(self, picks: list[int]) -> list[str]:
        """Some of the cards that are there, withdrawn ones too."""
        with self.windows[0].reading() as connection:
            found = [card for (card,) in connection.execute("SELECT id FROM card ORDER BY id")]
        return [found[pick % len(found)] for pick in picks]

    def number_of_acts(self) -> int:
        with self.windows[0].reading() as connection:
            return connection.execute("SELECT count(*) FROM act").fetchone()[0]

    def do(self, what: Callable[[], object]) -> bool:
        """Do something that writes one act or none; whether it wrote one."""
        before, number = snapshot(self.windows[0]), self.number_of_acts()
        try:
            what()
        except CardChanged:
            assert self.number_of_acts() == number
        written = self.number_of_acts() - number
        assert written in (0, 1)
        if written:
            label = log.undo_label(self.windows[0])
            assert label is not None
            self.past.append((before, label))
            self.future.clear()
        else:
            assert snapshot(self.windows[0]) == before
        return bool(written)

    @invariant()
    def labels_say_what_comes(self) -> None:
        if self.windows:
            store = self.windows[0]
            assert log.undo_label(store) == (self.past[-1][1] if self.past else None)
            assert log.redo_label(store) == (self.future[-1][1] if self.future else None)

    @invariant()
    def the_caches_equal_the_log(self) -> None:
        if self.windows:
            assert [result for result in check(self.windows[1]) if not result.ok] == []

    @invariant()
    def no_card_is_lost(self) -> None:
        if self.windows:
            with self.windows[0].reading() as connection:
                held = connection.execute(
                    "SELECT card.id FROM card JOIN memory ON memory.card = card.id"
                    " JOIN words ON words.card = card.id"
                ).fetchall()
                (number,) = connection.execute("SELECT count(*) FROM card").fetchone()
            assert len(held) == number
            assert self.known <= {card for (card,) in held}

    def teardown(self) -> None:
        if len(self.sessions) == 2:
            self.back_to_the_start_and_forth()
        for window in self.windows:
            window.close()
        shutil.rmtree(self.folder)

    def back_to_the_start_and_forth(self) -> None:
        store, end = self.windows[0], snapshot(self.windows[0])
        for before, label in reversed(self.past):
            undone = log.undo(store)
            assert undone is not None
            assert undone.name == label
            assert snapshot(store) == before
        assert log.undo(store) is None
        assert snapshot(store) == self.start
        steps = len(self.past)
        self.the_caches_equal_the_log()
        for _ in range(steps):
            assert log.redo(store) is not None
        if steps:
            assert snapshot(store) == end
        self.the_caches_equal_the_log()

"""Restarts, travel, daylight saving, clocks set back: nothing is lost, buttons hold their word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from db import log
from db.check import check
from db.clock import Clock
from db.model import Choice, Rating, Shown, State, StudySettings
from db.scheduler import Scheduler
from db.store import Store, open_store
from db.study import StudySession

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland")


class World:
    """A learner who travels, through changes of the clock; time can be set anywhere."""

    def __init__(self, path: str, start: float) -> None:
        self.seconds = start
        self.zone = ZoneInfo("Europe/Berlin")
        self.clock = Clock(4, lambda: self.seconds, self.offset)
        self.path = path
        self.store = open_store(path, device="one", clock=self.clock)

    def offset(self, seconds: float) -> int:
        ahead = datetime.fromtimestamp(seconds, self.zone).utcoffset()
        assert ahead is not None
        return int(ahead.total_seconds() // 60)

    def begin(self) -> StudySession:
        settings = replace(StudySettings(), learning_steps=(60, 600, 86_400))
        return StudySession(self.store, self.clock, Scheduler(settings), settings)

    def restart(self) -> None:
        self.store.close()
        self.store = open_store(self.path, device="one", clock=self.clock)


def start_of(month: int, day: int) -> float:
    return datetime(2026, month, day, 20, tzinfo=UTC).timestamp()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(list(Rating))),
        st.tuples(st.just("wait"), st.integers(1, 40 * 3_600)),
        st.tuples(st.just("back"), st.integers(1, 90 * 86_400)),
        st.tuples(st.just("travel"), st.sampled_from(ZONES)),
        st.tuples(st.sampled_from(["undo", "redo", "restart"]), st.none()),
    ),
    max_size=25,
)


@runs(max_examples=25, deadline=None)
@given(steps=STEPS, start=st.sampled_from([start_of(3, 28), start_of(10, 24), start_of(6, 1)]))
def test_travel_daylight_saving_and_clocks_set_back_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]], start: float
) -> None:
    world = World(str(tmp_path_factory.mktemp("world") / "mlroad.db"), start)
    add_new(world.store, 4)
    session = world.begin()
    for doing, what in steps:
        if doing == "answer":
            check_answer(world, session, what)
        elif doing in ("wait", "back"):
            world.seconds += what if doing == "wait" else -what
        elif doing == "travel":
            world.zone = ZoneInfo(what)
        elif doing == "restart":
            world.restart()
            session = world.begin()
        else:
            getattr(session, doing)()
        mine, anew = session.current(), world.begin().current()
        # A card stays shown, also if the clock was set back before its step was over.
        assert isinstance(mine, Shown) or type(mine) is type(anew)
    assert all(result.ok for result in check(world.store))
    while log.undo(world.store):
        pass
    with world.store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM memory WHERE state = 0").fetchone() == (4,)
    world.store.close()


def check_answer(world: World, session: StudySession, rating: Rating) -> None:
    """What is answered is what was shown, due today or later, and the same after undo and redo."""
    card = session.current()
    if not isinstance(card, Shown):
        return
    day = world.clock.study_day()
    done = session.answer(card, rating, 1_000)
    promised = card.choices[rating - 1].memory
    assert done.memory.stability == promised.stability
    if done.memory.state is State.REVIEW:
        assert done.memory.due_day is not None
        assert done.memory.due_day > day
        assert done.memory.due_day == promised.due_day
    elif done.memory.due_at is not None:
        assert done.memory.due_at > world.seconds * 1000
    session.undo()
    again = session.current()
    assert isinstance(again, Shown)
    assert again.card == card.card
    assert [says(choice) for choice in again.choices] == [says(choice) for choice in card.choices]
    session.redo()


def says(choice: Choice) -> tuple[object, ...]:
    """All but the due time of a step, which counts from the moment of showing."""
    memory = choice.memory
    due_day = memory.due_day if memory.state is State.REVIEW else None
    return (choice.label, memory.state, due_day, memory.stability, memory.difficulty)


def add_new(store: Store, number: int) -> None:
    with store.transaction() as transaction:
        for place in range(number):
            transaction.connection.execute(
                "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, hash,"
                " retired, suspended, flag)"
                " VALUES (?, 't', 'basic', 'recall', 1, ?, 'shipped', 'h', 0, 0, 0)",
                (f"c{place}", place),
            )
            transaction.connection.execute(
                "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)"
                " VALUES (?, 0, 0, 0, 0, 1)",
                (f"c{place}",),
            )

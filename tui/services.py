"""The only door from the screens to the database and the content: frozen values out, acts in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from content.model import Card, Habit, Library, Paper, Topic
from db import progress
from db.glance import glance
from db.model import Undone
from db.overdue import overdue
from db.progress import TopicCounts
from db.statements import prepare
from db.stats import Statistics, statistics
from db.writer import Writer
from tui.home import Home, database
from tui.opening import back_up_today, next_topics, open_learner, remember_next_topics
from tui.settings import Settings
from tui.study_services import StudyServices

if TYPE_CHECKING:
    from db.clock import Clock
    from db.store import Store
    from tui.card_services import CardServices
    from tui.figure_services import FigureServices
    from tui.paper_services import PaperServices
    from tui.plan_services import PlanServices

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What Today offers: counts, topics of the frontier, the next paper, a habit for the day.

    ``overdue`` are the cards that were due before today.
    """

    due: int
    new: int
    learning: int
    topics: tuple[Topic, ...]
    paper: Paper | None
    unread: int | None
    habit: Habit | None
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class MapState:
    """What the map shows beside the content: statuses, counts, notes, resources ticked off."""

    statuses: dict[str, str]
    counts: dict[str, TopicCounts]
    notes: dict[str, str]
    ticked: frozenset[str]


class Services:
    """Made by ``open_services``. Reads run in threads, writes in order in the one writer thread."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self.home = home
        self.settings = settings
        self.store: Store
        self.clock: Clock
        self.library: Library
        self.store, self.clock, self.library = open_learner(home)
        self._writer = Writer()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="mlroad-read")
        self.study = StudyServices(self.store)
        self._closed = False
        self._papers: PaperServices | None = None
        self._cards: CardServices | None = None
        self._plans: PlanServices | None = None
        self._figures: FigureServices | None = None

    async def read(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a read in a thread and wait for it."""
        return await asyncio.wrap_future(self._readers.submit(job, *args, **kwargs))

    async def write(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a write after all writes before it and wait until it is durable.

        The write happens even if nobody waits any more.
        """
        future = self._writer.submit(job, *args, **kwargs)
        return await asyncio.shield(asyncio.wrap_future(future))

    def prepare_writing(self) -> None:
        """Import and compile what the first write needs, in the writer thread and behind reads."""
        if not self._closed:  # the timer may ring while the program is leaving
            self._writer.submit(prepare)

    def close(self) -> None:
        """Finish the writes handed in, then close the files."""
        self._closed = True
        if self._papers is not None:
            self._papers.stop()
        self._writer.close()
        self._readers.shutdown(wait=True, cancel_futures=True)
        if self._papers is not None:
            self._papers.close()
        self.store.close()

    def back_up(self) -> str:
        """Make the day's backup; what went wrong in words, or nothing."""
        return back_up_today(self.store, self.home)

    @property
    def papers(self) -> PaperServices:
        """The papers; their database is opened when they are first asked for, in any thread."""
        if self._papers is None:
            from tui.paper_services import PaperServices

            self._papers = PaperServices(self)
        return self._papers

    @property
    def cards(self) -> CardServices:
        """The cards for browsing and acts on many."""
        if self._cards is None:
            from tui.card_services import CardServices

            self._cards = CardServices(self)
        return self._cards

    @property
    def plans(self) -> PlanServices:
        """The settings and the tools of the backlog."""
        if self._plans is None:
            from tui.plan_services import PlanServices

            self._plans = PlanServices(self)
        return self._plans

    @property
    def figures(self) -> FigureServices:
        """The figures of some cards, what-if and the fit."""
        if self._figures is None:
            from tui.figure_services import FigureServices

            self._figures = FigureServices(self)
        return self._figures

    def card(self, card_id: str) -> Card | None:
        """A card with its words as they are now, None if it is gone; may run in any thread."""
        return self.study.card(card_id)

    def undo(self) -> Undone | None:
        """Take back the last act, whatever it was."""
        undone = self.study.undo()
        self._follow(undone)
        return undone

    def redo(self) -> Undone | None:
        """Do the act undone last again."""
        redone = self.study.redo()
        self._follow(redone)
        return redone

    def _follow(self, act: Undone | None) -> None:
        if act is None:
            return
        if self._papers is not None:
            self._papers.follow_marks()
        self.plans.follow(act)
        remember_next_topics(self.store, self.library)

    # The map

    def map_state(self) -> MapState:
        """Statuses, counts, notes and ticks of all topics."""
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT key FROM latest WHERE entity = 'resource' AND field = 'done' "
                "AND value = 'true'"
            ).fetchall()
            return MapState(
                statuses=progress.statuses(connection),
                counts=progress.topic_counts(connection, self.clock.study_day()),
                notes=progress.notes(connection),
                ticked=frozenset(row[0] for row in rows),
            )

    def set_status(self, topic: str, status: str) -> None:
        """Set a topic's status."""
        progress.set_status(self.store, topic, status)
        remember_next_topics(self.store, self.library)

    def set_note(self, topic: str, text: str) -> None:
        """Set the learner's note on a topic."""
        progress.set_note(self.store, topic, text)

    def tick(self, address: str, done: bool) -> None:
        """Tick a resource off, or take the tick away."""
        with self.store.transaction() as transaction:
            transaction.act("Tick resource" if done else "Untick resource")
            transaction.change("resource", address, "done", done)

    # Today and statistics

    def suggestions(self) -> Suggestions:
        """What to do now."""
        seen = glance(database(self.home), self.clock.now_ms() / 1000)
        with self.store.reading() as connection:
            statuses = progress.statuses(connection)
            late = overdue(connection, self.clock.study_day())
        unread = self.papers.unread()
        habits = self.library.habits
        topics = next_topics(self.library, statuses)
        return Suggestions(
            due=seen.due if seen else 0,
            new=seen.new if seen else 0,
            learning=seen.learning if seen else 0,
            topics=tuple(self.library.topics[name] for name in topics),
            paper=self._next_paper(statuses),
            unread=unread,
            habit=habits[self.clock.study_day() % len(habits)] if habits else None,
            overdue=late,
        )

    def _next_paper(self, statuses: dict[str, str]) -> Paper | None:
        known = progress.known_topics(self.library.topics, statuses)
        left = [
            paper
            for paper in self.library.papers.values()
            if statuses.get(paper.id, "todo") in ("todo", "learning")
        ]
        ready = [paper for paper in left if paper.topic in known]
        return next(iter(ready or left), None)

    def statistics(self) -> Statistics:
        """The numbers of the statistics screen."""
        settings = self.store.settings()
        with self.store.reading() as connection:
            return statistics(connection, self.clock, settings)


def open_services(home: Home, settings: Settings) -> Services:
    """Open everything behind the first frame. Raises StoreError, LibraryError."""
    return Services(home, settings)

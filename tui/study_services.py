"""Studying, for the review screen and `review --plain`: what to show, answers, acts on the card."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db import acts, log, notes
from db.cards import card_of
from db.cram import CramSession
from db.history import CardFacts, HistoryRow, card_facts, card_history
from db.limits import more_today
from db.model import CardChanged, Choice, Counts, Finished, Rating, Shown, Undone, Waiting
from db.reviews import show
from db.scheduler import Scheduler
from db.study import StudySession

if TYPE_CHECKING:
    from content.model import Card, Library
    from db.clock import Clock
    from db.drafts import Draft
    from db.model import Answered
    from db.store import Store
    from db.summary import SessionSummary

CURVE = 48


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What to study: all that is due, or only some topics or cards, at most ``limit`` cards.

    ``ahead`` takes what is due within so many days too. ``cram`` asks every card and moves none.
    ``minutes`` is the timebox of this session, None for that of the settings.
    """

    topics: frozenset[str] | None = None
    cards: tuple[str, ...] | None = None
    limit: int | None = None
    ahead: int = 0
    cram: bool = False
    minutes: int | None = None

    @property
    def is_part(self) -> bool:
        """Whether these are only some of the cards."""
        return self.topics is not None or self.cards is not None


@dataclass(frozen=True, slots=True)
class StudyView:
    """The review as it stands: what to show, the card's words and marks, what is left.

    ``summary`` is there when nothing is left, or when the timebox is over (``time_over``).
    ``leech`` says that the answer just given made this card one.
    """

    state: Shown | Waiting | Finished
    card: Card | None
    counts: Counts
    minutes: int
    plan: StudyPlan
    facts: CardFacts | None = None
    answered: Answered | None = None
    leech: Card | None = None
    time_over: bool = False
    summary: SessionSummary | None = None


@dataclass(frozen=True, slots=True)
class CardInfo:
    """All that is known of one card; ``curve`` is the chance of recall on equal steps of time.

    The curve goes from the last answer over ``curve_days`` days; it is empty for a new card.
    """

    card: Card
    facts: CardFacts
    history: tuple[HistoryRow, ...]
    choices: tuple[Choice, ...]
    today: int
    leech_at: int
    desired: float
    curve: tuple[float, ...] = ()
    curve_days: int = 0


class StudyServices:
    """One session at a time. All of it runs in the writer thread, except ``info`` and ``draft``.

    Methods raise StoreError; CardChanged where another window was first.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], Clock],
        library: Library,
        remember: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._remember = remember
        self._plan = StudyPlan()
        self._session: StudySession | CramSession | None = None
        self._time_over = False

    # The session

    def begin(self, plan: StudyPlan) -> StudyView:
        """The session that is under way if its plan is this one, else a new one."""
        if self._session is None or plan != self._plan:
            self._plan = plan
            self._session = self._open(plan)
            self._time_over = False
        return self.view()

    def end(self) -> None:
        """Let the next ``begin`` begin anew."""
        self._session = None

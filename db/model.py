"""The frozen values that ``db`` hands out: memory, choices, counts, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from content.refusal import Refusal


class Rating(IntEnum):
    """How well a card was remembered."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class State(IntEnum):
    """Where a card is in its life."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


REVIEW_ORDERS = (
    "due",
    "retrievability-rising",
    "retrievability-falling",
    "overdue",
    "difficulty-rising",
    "difficulty-falling",
    "interval-rising",
    "interval-falling",
    "added",
)
"""How reviews follow each other: by due day, then a stable shuffle; or by what the name says.

``overdue`` puts first what is late by the most of its interval."""
NEW_PLACES = ("mixed", "first", "last")
"""Where new cards stand among the reviews."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one card's memory. Days are study days, ``*_at`` is milliseconds UTC.

    ``due_day`` is set for review cards and learning steps that cross the rollover, ``due_at`` for
    learning steps within the day; both are None for a new card. ``stability`` is in days.
    """

    state: State = State.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due_day: int | None = None
    due_at: int | None = None
    last_day: int | None = None
    last_at: int | None = None
    reps: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What one rating button would do: the memory after it and the label on the button."""

    rating: Rating
    memory: Memory
    label: str


@dataclass(frozen=True, slots=True)
class StudySettings:
    """Settings that change study; stored in the database (entity ``setting``, key ``study``).

    Steps and times are in seconds, ``desired_retention`` lies in 0.70..0.99, ``timebox`` is in
    minutes (0: none). ``review_order`` is one of REVIEW_ORDERS, ``new_place`` one of NEW_PLACES.
    The three ``bury_...`` hide siblings of an answered card for the day: new ones, reviews, and
    learning steps of a day or more. ``easy_days`` has a percentage for each weekday, Monday first.
    ``more_new`` and ``more_reviews`` are (study day, cards more on that day alone). ``parameters``
    are the learner's 21 of FSRS-6, None for the defaults.
    """

    rollover_hour: int = 4
    desired_retention: float = 0.90
    maximum_interval: int = 36_500
    new_per_day: int = 20
    reviews_per_day: int = 200
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    learn_ahead: int = 1_200
    leech_threshold: int = 8
    answer_cap: int = 60
    fuzz: bool = True
    review_order: str = "due"
    new_place: str = "mixed"
    bury_new: bool = True
    bury_reviews: bool = True
    bury_learning: bool = True
    load_balance: bool = True
    easy_days: tuple[int, ...] = (100,) * 7
    leech_suspends: bool = False
    more_new: tuple[int, int] = (0, 0)
    more_reviews: tuple[int, int] = (0, 0)
    timebox: int = 0
    show_timer: bool = False
    parameters: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it is shown; an answer is refused if ``version`` has moved on (another window).

    ``siblings`` is False where the card's note has no other card, so that none need be buried.
    ``problem`` is the hash of the words of a generated card, whose numbers were drawn for it.
    """

    card: str
    version: int
    memory: Memory
    choices: tuple[Choice, Choice, Choice, Choice]
    siblings: bool = True
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Only learning cards are left, and the next is due later (milliseconds UTC)."""

    due_at: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more today. What limits and burying hold back, and when the next card comes."""

    held_back_new: int
    held_back_reviews: int
    buried: int
    next_due_day: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards left today by the way they come."""

    new: int
    learning: int
    due: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A durable answer."""

    review: str
    act: str
    memory: Memory
    leech: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What undo or redo did: the label of the act and the cards that it concerned."""

    name: str
    act: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of the database; ``count`` is the number of faults found."""

    name: str
    ok: bool
    count: int
    message: str


class StoreError(Refusal):
    """The database cannot be used; the text says what is wrong and what to do, in one line."""


class CardChanged(Exception):
    """Another window answered or changed the card first; nothing was written."""


class SettingsChanged(CardChanged):
    """Another window changed the parameters, so the buttons would do something else now."""

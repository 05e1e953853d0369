"""FSRS-6 behind our own types: what each button would do, and how a review moves memory.

The default parameters and their bounds are those of py-fsrs 6.3.2; its formulas stand as plain
arithmetic in ``db.formulas`` and agree with fsrs-rs 6.6.2 to 4e-6 (the rest is that one's float32).
What py-fsrs does differently is done here:

- elapsed are study days, not 24-hour periods;
- stability has a cap (fsrs-rs: the same value);
- intervals, seeded fuzz, the order of the buttons and steps are ours (see ``db.buttons``);
- the range of the desired retention is checked.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import fsrs
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from db.buttons import Buttons
from db.clock import Clock, Moment
from db.formulas import ELAPSED_MAX, Formulas
from db.model import Choice, Memory, Rating, State, StudySettings

if TYPE_CHECKING:
    from db.balance import Load

SCHEDULER = "fsrs-6"
DEFAULT = "default"
OWN = "own-"
BOUND_TOLERANCE = 1e-6
"""A fit works in single precision: 0.8 comes out of it as 0.8000000119."""


class Strength(NamedTuple):
    """Stability in days and difficulty in 1..10."""

    stability: float
    difficulty: float


class Scheduler:
    """FSRS-6 with the learner's settings; immutable, and safe to use from several threads.

    The parameters are those of the settings, or the defaults. Raises ValueError for parameters
    out of FSRS's bounds, a desired retention outside 0.70..0.99 or a maximum interval below 1.

    ``parameters`` names the set in rows of the log: "default", or "own-" and a short hash that is
    the same wherever the same numbers are used.
    """

    def __init__(self, settings: StudySettings) -> None:
        if not 0.70 <= settings.desired_retention <= 0.99:
            raise ValueError(
                f"desired retention must be 0.70 to 0.99, not {settings.desired_retention}"
            )
        if settings.maximum_interval < 1:
            raise ValueError("the maximum interval must be at least a day")
        self.settings = settings
        self.numbers = numbers = _checked(settings.parameters)
        """The 21 parameters in force."""
        self._formulas = Formulas(numbers)
        self.parameters = parameters_label(settings.parameters)
        # The forgetting curve solved for time: R = (1 + factor * t / S) ** -decay, R(S) = 0.9.
        power = -1.0 / numbers[20]
        self._days_per_stability = (settings.desired_retention**power - 1) / (0.9**power - 1)

    def choices(
        self, card_id: str, memory: Memory, clock: Clock, load: Load | None = None
    ) -> tuple[Choice, Choice, Choice, Choice]:
        """Return what Again, Hard, Good and Easy would do now; an answer does exactly that.

        With ``load``, whole days are balanced against what is due on them already.
        """
        return self.choices_at(card_id, memory, clock.moment(), load)

    def choices_at(
        self, card_id: str, memory: Memory, moment: Moment, load: Load | None = None
    ) -> tuple[Choice, Choice, Choice, Choice]:
        """Return what the four buttons would do at ``moment``; see ``choices``."""
        buttons = Buttons(self, card_id, memory, moment, scheduled_days(memory), load)
        return (
            buttons.choice(Rating.AGAIN),
            buttons.choice(Rating.HARD),
            buttons.choice(Rating.GOOD),
            buttons.choice(Rating.EASY),
        )

    def advance(self, card_id: str, memory: Memory, rating: Rating, moment: Moment) -> Memory:
        """Return the memory after one review; pure, so a replay of the log gives the same."""
        buttons = Buttons(self, card_id, memory, moment, scheduled_days(memory))
        return buttons.memory_after(rating)

    def strength(self, memory: Memory, rating: Rating, study_day: int) -> Strength:
        """Return stability and difficulty after ``rating`` on ``study_day``.

        Elapsed is the number of study days since the last review, never negative: a clock set
        back counts as the same day.
        """
        if memory.stability is None or memory.difficulty is None:
            return Strength(*self._formulas.first(rating))
        elapsed = elapsed_days(memory, study_day)
        return Strength(*self._formulas.after(memory.stability, memory.difficulty, rating, elapsed))

    def raw_interval(self, stability: float) -> float:
        """Return the days after which recall falls to the desired retention, not rounded."""
        return stability * self._days_per_stability

    def retrievability(self, memory: Memory, study_day: int) -> float:
        """Return the chance of recall on ``study_day``, 0..1; 0 for a card never answered."""
        if memory.stability is None:
            return 0.0
        return self._formulas.retrievability(memory.stability, elapsed_days(memory, study_day))

    def days_until(self, retrievability: float) -> float:
        """Return the days, for each day of stability, in which recall falls to this chance."""
        return self._formulas.days_until(retrievability)


def parameters_label(parameters: tuple[float, ...] | None) -> str:
    """Return the name by which a row of the log says with which parameters it was scheduled."""
    if parameters is None:
        return DEFAULT
    return OWN + hashlib.blake2b(repr(tuple(parameters)).encode(), digest_size=5).hexdigest()


def _checked(parameters: tuple[float, ...] | None) -> tuple[float, ...]:
    """The numbers to work with; what exceeds a bound by a rounding is set to the bound."""
    if parameters is None:
        return tuple(fsrs.Scheduler().parameters)
    if len(parameters) == len(LOWER_BOUNDS_PARAMETERS):
        bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        near = BOUND_TOLERANCE
        parameters = tuple(
            min(max(one, least), most) if least - near <= one <= most + near else one
            for one, (least, most) in zip(parameters, bounds, strict=True)
        )
    return tuple(fsrs.Scheduler(parameters).parameters)


def advance(
    scheduler: Scheduler, card_id: str, memory: Memory, rating: Rating, moment: Moment
) -> Memory:
    """Return the memory after one review of the log; see ``Scheduler.advance``."""
    return scheduler.advance(card_id, memory, rating, moment)


def elapsed_days(memory: Memory, study_day: int) -> int:
    """Return the rollovers passed since the last review, at least 0."""
    if memory.last_day is None:
        return 0
    return min(max(0, study_day - memory.last_day), ELAPSED_MAX)


def scheduled_days(memory: Memory) -> int | None:
    """Return the days between last review and due day of a review card, None for others."""
    if memory.state is not State.REVIEW or memory.due_day is None or memory.last_day is None:
        return None
    return max(0, memory.due_day - memory.last_day)

"""FSRS-6 behind our own types: what each button would do, and how a review moves memory.

The default parameters and their bounds are those of py-fsrs 6.3.2; its formulas stand as plain
arithmetic in ``db.formulas`` and agree with fsrs-rs 6.6.2 to 4e-6 (the rest is that one's float32).
What py-fsrs does differently is done here:

- elapsed are study days, not 24-hour periods;
- stability has a cap (fsrs-rs: the same value);
- intervals, seeded fuzz, the order of the buttons and steps are ours (``db.intervals``);
- the range of the desired retention is checked.
"""

from __future__ import annotations

from typing import NamedTuple

import fsrs

from db.clock import DAY_MS, Clock, Moment
from db.formulas import Formulas
from db.intervals import (
    DAY_S,
    fuzz_factor,
    label,
    least_days,
    step_after,
    whole_days,
)
from db.model import Choice, Memory, Rating, State, StudySettings

SCHEDULER = "fsrs-6"
SAME_DAY = 0.5
"""Without steps, an interval under half a day is spent in seconds instead of being made a day."""
ELAPSED_MAX = 1_000_000


class Strength(NamedTuple):
    """Stability in days and difficulty in 1..10."""

    stability: float
    difficulty: float


class Plan(NamedTuple):
    """Where a rating leads: a step of so many seconds, or so many whole days."""

    state: State
    step: int | None
    seconds: int | None
    days: int


class Scheduler:
    """FSRS-6 with the learner's settings; immutable, and safe to use from several threads.

    ``parameters`` are 21 numbers, or None for the defaults. Raises ValueError for parameters out
    of FSRS's bounds, a desired retention outside 0.70..0.99 or a maximum interval below 1.
    """

    def __init__(
        self, settings: StudySettings, parameters: tuple[float, ...] | None = None
    ) -> None:
        if not 0.70 <= settings.desired_retention <= 0.99:
            raise ValueError(
                f"desired retention must be 0.70 to 0.99, not {settings.desired_retention}"
            )
        if settings.maximum_interval < 1:
            raise ValueError("the maximum interval must be at least a day")
        self.settings = settings
        known = fsrs.Scheduler() if parameters is None else fsrs.Scheduler(parameters)
        self._formulas = Formulas(known.parameters)
        self.parameters = "default" if parameters is None else repr(tuple(parameters))
        # The forgetting curve solved for time: R = (1 + factor * t / S) ** -decay, R(S) = 0.9.
        power = -1.0 / known.parameters[20]
        self._days_per_stability = (settings.desired_retention**power - 1) / (0.9**power - 1)

    def choices(
        self, card_id: str, memory: Memory, clock: Clock
    ) -> tuple[Choice, Choice, Choice, Choice]:
        """Return what Again, Hard, Good and Easy would do now; an answer does exactly that."""
        return self.choices_at(card_id, memory, clock.moment())

    def choices_at(
        self, card_id: str, memory: Memory, moment: Moment
    ) -> tuple[Choice, Choice, Choice, Choice]:
        """Return what the four buttons would do at ``moment``."""
        answer = _Answer(self, card_id, memory, moment)
        return (
            answer.choice(Rating.AGAIN),
            answer.choice(Rating.HARD),
            answer.choice(Rating.GOOD),
            answer.choice(Rating.EASY),
        )

    def advance(self, card_id: str, memory: Memory, rating: Rating, moment: Moment) -> Memory:
        """Return the memory after one review; pure, so a replay of the log gives the same."""
        return _Answer(self, card_id, memory, moment).memory_after(rating)

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


class _Answer:
    """One card about to be answered: each rating's memory is worked out once, when asked for."""

    __slots__ = ("_factor", "_lengths", "_memory", "_moment", "_scheduler", "_strengths")

    def __init__(self, scheduler: Scheduler, card_id: str, memory: Memory, moment: Moment) -> None:
        self._scheduler = scheduler
        self._memory = memory
        self._moment = moment
        fuzz = scheduler.settings.fuzz
        self._factor = fuzz_factor(card_id, memory.reps) if fuzz else None
        self._strengths: dict[Rating, Strength] = {}
        self._lengths: dict[Rating, int] = {}

    def choice(self, rating: Rating) -> Choice:
        plan = self._plan(rating)
        seconds = plan.days * DAY_S if plan.seconds is None else plan.seconds
        ahead = 0 if plan.seconds is None else self._scheduler.settings.learn_ahead
        return Choice(rating, self._after(rating, plan), label(seconds, ahead))

    def memory_after(self, rating: Rating) -> Memory:
        return self._after(rating, self._plan(rating))

    def _after(self, rating: Rating, plan: Plan) -> Memory:
        before, moment = self._memory, self._moment
        due_day: int | None = moment.study_day + plan.days
        due_at: int | None = None
        if plan.seconds is not None:
            due_at = moment.at_ms + plan.seconds * 1000
            due_day = None
            if due_at >= moment.next_rollover_ms:  # crosses the rollover: due for all of that day
                due_day = moment.study_day + 1 + (due_at - moment.next_rollover_ms) // DAY_MS
                due_at = None
        lapsed = rating is Rating.AGAIN and before.state is State.REVIEW
        strength = self._strength(rating)
        return Memory(
            plan.state,
            plan.step,
            strength.stability,
            strength.difficulty,
            due_day,
            due_at,
            moment.study_day,
            moment.at_ms,
            before.reps + 1,
            before.lapses + lapsed,
        )

    def _plan(self, rating: Rating) -> Plan:
        memory = self._memory
        if memory.state is State.REVIEW:
            return self._lapse() if rating is Rating.AGAIN else self._review(rating)
        again = memory.state is State.RELEARNING
        steps, state = self._steps(again), State.RELEARNING if again else State.LEARNING
        step = memory.step or 0
        if rating is Rating.EASY:
            return self._review(rating)
        ahead = step_after(steps, step, rating)
        if ahead is not None:
            return Plan(state, ahead[0], ahead[1], 0)
        if self._in_seconds(steps, rating):
            return self._seconds(state, 0 if rating is Rating.AGAIN else step, rating)
        return self._review(rating)

    def _lapse(self) -> Plan:
        steps = self._steps(again=True)
        if steps:
            return Plan(State.RELEARNING, 0, steps[0], 0)
        if self._in_seconds(steps, Rating.AGAIN):
            return self._seconds(State.RELEARNING, 0, Rating.AGAIN)
        maximum = self._scheduler.settings.maximum_interval
        return Plan(State.REVIEW, None, None, whole_days(self._raw(Rating.AGAIN), 1, maximum, None))

    def _review(self, rating: Rating) -> Plan:
        return Plan(State.REVIEW, None, None, self._days(rating))

    def _seconds(self, state: State, step: int, rating: Rating) -> Plan:
        return Plan(state, step, int(self._raw(rating) * DAY_S), 0)

    def _days(self, rating: Rating) -> int:
        """Whole days of a rating that leads to review: hard < good < easy, within the maximum."""
        known = self._lengths.get(rating)
        if known is not None:
            return known
        maximum = self._scheduler.settings.maximum_interval
        raw = self._raw(rating)
        least = 1
        if rating is not Rating.AGAIN:
            previous = scheduled_days(self._memory)
            least = 1 if previous is None else least_days(raw, previous, maximum)
        if rating is Rating.EASY:
            least = max(least, self._days(Rating.GOOD) + 1)
        elif rating is Rating.GOOD and self._hard_is_days():
            least = max(least, self._days(Rating.HARD) + 1)
        days = whole_days(raw, least, maximum, self._factor)
        self._lengths[rating] = days
        return days

    def _hard_is_days(self) -> bool:
        if self._memory.state is State.REVIEW:
            return True
        steps = self._steps(self._memory.state is State.RELEARNING)
        return not steps and not self._in_seconds(steps, Rating.HARD)

    def _in_seconds(self, steps: tuple[int, ...], rating: Rating) -> bool:
        return not steps and self._raw(rating) < SAME_DAY

    def _steps(self, again: bool) -> tuple[int, ...]:
        settings = self._scheduler.settings
        return settings.relearning_steps if again else settings.learning_steps

    def _raw(self, rating: Rating) -> float:
        return self._scheduler.raw_interval(self._strength(rating).stability)

    def _strength(self, rating: Rating) -> Strength:
        known = self._strengths.get(rating)
        if known is None:
            known = self._scheduler.strength(self._memory, rating, self._moment.study_day)
            self._strengths[rating] = known
        return known

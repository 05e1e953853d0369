"""What each button does to a card: its steps, its whole days in order, the memory after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from db.clock import DAY_MS, Moment
from db.intervals import (
    BALANCED_DAYS,
    DAY_S,
    fuzz_bounds,
    fuzz_factor,
    label,
    least_days,
    step_after,
    whole_days,
)
from db.model import Choice, Memory, Rating, State

if TYPE_CHECKING:
    from db.balance import Load
    from db.scheduler import Scheduler, Strength

SAME_DAY = 0.5
"""Without steps, an interval under half a day is spent in seconds instead of being made a day."""


class Plan(NamedTuple):
    """Where a rating leads: a step of so many seconds, or so many whole days."""

    state: State
    step: int | None
    seconds: int | None
    days: int


class Buttons:
    """One card about to be answered: each rating's memory is worked out once, when asked for.

    ``previous`` is the interval in days after which a review card came, None for others. With
    ``load``, whole days are balanced if the settings want it.
    """

    __slots__ = (
        "_factor",
        "_lengths",
        "_load",
        "_memory",
        "_moment",
        "_previous",
        "_scheduler",
        "_strengths",
    )

    def __init__(
        self,
        scheduler: Scheduler,
        card_id: str,
        memory: Memory,
        moment: Moment,
        previous: int | None,
        load: Load | None = None,
    ) -> None:
        self._scheduler = scheduler
        self._memory = memory
        self._moment = moment
        self._previous = previous
        fuzz = scheduler.settings.fuzz
        self._load = load if scheduler.settings.load_balance else None
        self._factor = fuzz_factor(card_id, memory.reps) if fuzz else None
        self._strengths: dict[Rating, Strength] = {}
        self._lengths: dict[Rating, int] = {}

    def choice(self, rating: Rating) -> Choice:
        """Return what the button of ``rating`` does, and its label."""
        plan = self._plan(rating)
        seconds = plan.days * DAY_S if plan.seconds is None else plan.seconds
        ahead = 0 if plan.seconds is None else self._scheduler.settings.learn_ahead
        return Choice(rating, self._after(rating, plan), label(seconds, ahead))

    def memory_after(self, rating: Rating) -> Memory:
        """Return the memory after ``rating``."""
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
            previous = self._previous
            least = 1 if previous is None else least_days(raw, previous, maximum)
        if rating is Rating.EASY:
            least = max(least, self._days(Rating.GOOD) + 1)
        elif rating is Rating.GOOD and self._hard_is_days():
            least = max(least, self._days(Rating.HARD) + 1)
        days = self._whole(raw, least, maximum)
        self._lengths[rating] = days
        return days

    def _whole(self, raw: float, least: int, maximum: int) -> int:
        load, factor = self._load, self._factor
        if load is None or factor is None or max(raw, least) > BALANCED_DAYS:
            return whole_days(raw, least, maximum, factor)
        lower, upper = fuzz_bounds(raw, least, maximum)
        return load.pick(self._moment.study_day, lower, upper, factor)

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

"""What if: the days to come of a deck at a desired retention, card by card, day by day.

Every card is asked when it is due by its interval, and remembered with the chance that FSRS-6
gives; each time its stability moves as ``db.formulas`` says. Cards come in the order of their due
days, what a limit holds back comes the day after, new ones when the reviews are done. The steps of
a day are answered Good after the first answer, as nearly all are. Balancing, siblings and easy days
are left out: they move a card by a day or two. The same seed gives the same days.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, replace
from typing import NamedTuple

from db.formulas import AGAIN, EASY, HARD, Formulas
from db.intervals import whole_days
from db.model import StudySettings
from db.scheduler import Scheduler

SAMPLE = 4_000
"""Cards that are followed one by one; of a larger deck so many are drawn and stand for all."""
_GOOD = 3


class SimulatedCard(NamedTuple):
    """Stability in days, difficulty in 1..10; days from today: due (0: now), last seen (<= 0)."""

    stability: float
    difficulty: float
    due: int
    last: int


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards seen, and how many are new. Each card stands for 1 / ``share`` cards."""

    cards: tuple[SimulatedCard, ...]
    new: int
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How the learner answers: shares by rating, and the seconds that a card takes in a day.

    ``first`` has the four ratings of first answers, ``passed`` Hard, Good and Easy where a card
    was remembered. Seconds are of all answers to a card in a day (its steps too), by the rating
    of the first of them; the values here are those of fsrs-rs, from many learners.
    """

    first: tuple[float, float, float, float] = (0.24, 0.094, 0.495, 0.171)
    passed: tuple[float, float, float] = (0.224, 0.631, 0.145)
    new_seconds: tuple[float, float, float, float] = (47.0, 46.0, 28.0, 11.0)
    review_seconds: tuple[float, float, float, float] = (32.0, 18.0, 12.0, 9.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: days, new cards and reviews a day, minutes a day (None: no limit)."""

    days: int = 365
    new: int = 20
    reviews: int = 200
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """Day by day from today: cards reviewed, minutes, new cards; at the end of each day the cards
    remembered (the sum of the chances of recall of all seen) and those due that were not asked."""

    retention: float
    reviews: tuple[float, ...]
    minutes: tuple[float, ...]
    new: tuple[float, ...]
    remembered: tuple[float, ...]
    backlog: tuple[float, ...]

    @property
    def minutes_a_day(self) -> float:
        """The mean of all days."""
        return sum(self.minutes) / max(1, len(self.minutes))

    @property
    def reviews_a_day(self) -> float:
        """The mean of all days."""
        return sum(self.reviews) / max(1, len(self.reviews))


def simulate(
    deck: Deck, scheduler: Scheduler, habits: Habits, limits: Limits, seed: int = 1
) -> Simulation:
    """Return the days to come with the scheduler's parameters and desired retention.

    2,000 cards over a year take about a quarter of a second; larger decks are sampled (``SAMPLE``).
    """
    run = _Run(sampled(deck, limits, seed), scheduler, habits, limits, seed)
    for day in range(limits.days):
        run.pass_day(day)
    return run.result()


def sampled(deck: Deck, limits: Limits, seed: int, most: int = SAMPLE) -> Deck:
    """Return at most ``most`` cards drawn from the deck; new ones that never get their turn go."""
    new = min(deck.new, limits.days * limits.new)
    total = len(deck.cards) + new
    if total <= most:
        return replace(deck, new=new)
    share = most / total
    cards = random.Random(seed).sample(deck.cards, round(len(deck.cards) * share))
    return Deck(tuple(cards), most - len(cards), deck.share * share)


class _Run:
    """The cards as columns, and the sums of each day."""

    def __init__(
        self, deck: Deck, scheduler: Scheduler, habits: Habits, limits: Limits, seed: int
    ) -> None:
        self._scheduler, self._settings, self._habits = scheduler, scheduler.settings, habits
        self._formulas = Formulas(scheduler.numbers)
        self._chance = random.Random(seed)
        self._limits, self._share = limits, deck.share
        self._stability = [card.stability for card in deck.cards]
        self._difficulty = [card.difficulty for card in deck.cards]
        self._last = [min(card.last, 0) for card in deck.cards]
        self._since = [0] * len(deck.cards)
        self._left = deck.new
        self._due: dict[int, list[int]] = {}
        for place, card in enumerate(deck.cards):
            self._due.setdefault(max(card.due, 0), []).append(place)
        self._waiting: deque[int] = deque()
        self._reviews, self._new = [0] * limits.days, [0] * limits.days
        self._backlog = [0] * limits.days
        self._seconds = [0.0] * limits.days
        self._remembered = [0.0] * limits.days
        self._credit_new = self._credit_reviews = self._credit_s = 0.0
        self._follow_new, self._follow_review = _follow_ups(self._settings)

    def pass_day(self, day: int) -> None:
        """Ask what is due as far as the limits go, then new cards."""
        due = self._due.pop(day, [])
        self._chance.shuffle(due)
        self._waiting.extend(due)
        self._grant()
        while self._waiting and self._credit_reviews >= 1.0 and self._credit_s > 0.0:
            self._review(self._waiting.popleft(), day)
        while (
            self._left
            and self._credit_new >= 1.0
            and self._credit_reviews >= 1.0
            and self._credit_s > 0.0
        ):
            self._learn(day)
        self._backlog[day] = len(self._waiting)

    def _grant(self) -> None:
        """Today's limits; parts of a card are kept for tomorrow, and so is time overspent."""
        limits, share = self._limits, self._share
        self._credit_new = self._credit_new % 1.0 + limits.new * share
        self._credit_reviews = self._credit_reviews % 1.0 + limits.reviews * share
        if limits.minutes is None:
            self._credit_s = 86_400.0
        else:
            self._credit_s = min(self._credit_s, 0.0) + limits.minutes * 60.0 * share

    def _review(self, card: int, day: int) -> None:
        elapsed = day - self._last[card]
        stability, difficulty = self._stability[card], self._difficulty[card]
        if self._chance.random() < self._formulas.retrievability(stability, elapsed):
            rating = self._chance.choices((HARD, _GOOD, EASY), self._habits.passed)[0]
        else:
            rating = AGAIN
        after = self._formulas.after(stability, difficulty, rating, elapsed)
        self._remember(card, day)
        self._put(card, day, after, self._follow_review[rating - 1])
        self._spend(day, self._habits.review_seconds[rating - 1])
        self._reviews[day] += 1

    def _learn(self, day: int) -> None:
        rating = self._chance.choices((AGAIN, HARD, _GOOD, EASY), self._habits.first)[0]
        for column in (self._stability, self._difficulty):
            column.append(0.0)
        self._last.append(day)
        self._since.append(day)
        card = len(self._last) - 1
        self._put(card, day, self._formulas.first(rating), self._follow_new[rating - 1])
        self._spend(day, self._habits.new_seconds[rating - 1])
        self._left -= 1
        self._credit_new -= 1.0
        self._new[day] += 1

    def _put(self, card: int, day: int, memory: tuple[float, float], follow_ups: int) -> None:
        for _ in range(follow_ups):
            memory = self._formulas.after(*memory, _GOOD, 0)
        self._stability[card], self._difficulty[card] = memory
        self._last[card] = self._since[card] = day
        raw = self._scheduler.raw_interval(memory[0])
        factor = self._chance.random() if self._settings.fuzz else None
        next_day = day + whole_days(raw, 1, self._settings.maximum_interval, factor)
        if next_day < self._limits.days:
            self._due.setdefault(next_day, []).append(card)

    def _spend(self, day: int, seconds: float) -> None:
        self._seconds[day] += seconds
        self._credit_s -= seconds
        self._credit_reviews -= 1.0

    def _remember(self, card: int, until: int) -> None:
        """Add the chances of recall of the days since the last change to before ``until``."""
        since, last, stability = self._since[card], self._last[card], self._stability[card]
        remembered, chance = self._remembered, self._formulas.retrievability
        for day in range(since, until):
            remembered[day] += chance(stability, day - last)

    def result(self) -> Simulation:
        for card in range(len(self._last)):
            self._remember(card, self._limits.days)
        whole = 1.0 / self._share
        return Simulation(
            self._settings.desired_retention,
            tuple(number * whole for number in self._reviews),
            tuple(seconds / 60.0 * whole for seconds in self._seconds),
            tuple(number * whole for number in self._new),
            tuple(number * whole for number in self._remembered),
            tuple(number * whole for number in self._backlog),
        )


def _follow_ups(settings: StudySettings) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many answers Good follow on the same day, by the first rating: new card, review."""
    steps, again = len(settings.learning_steps), len(settings.relearning_steps)
    return (steps, steps, max(0, steps - 1), 0), (again, 0, 0, 0)

"""FSRS-6 as plain arithmetic: stability, difficulty and retrievability from 21 parameters.

The formulas are those of "The Algorithm" of the FSRS project (FSRS-6) and of py-fsrs, to which a
test holds them; written out here since a call of that library costs twenty times as much, and a
replay of the log is made of nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

STABILITY_MIN, STABILITY_MAX = 0.001, 36_500.0
"""Days; the same bounds as in fsrs-rs."""
DIFFICULTY_MIN, DIFFICULTY_MAX = 1.0, 10.0
ELAPSED_MAX = 1_000_000
"""Days; more of them count as so many."""
AGAIN, HARD, EASY = 1, 2, 4

Answers = Iterable[tuple[int]]
Strength = tuple[float, float] | tuple[None, None]
Follow = Callable[[Answers], Strength]
_NONE = (0,)


class Formulas:
    """The formulas for one set of parameters, w[0] to w[20]; immutable.

    Ratings are 1 to 4. Stability is in days, difficulty lies in 1..10, elapsed is whole days.
    """

    __slots__ = (
        "_decay",
        "_easy_goal",
        "_factor",
        "_first",
        "_forget_short",
        "_growth",
        "_short",
        "_w",
    )

    def __init__(self, parameters: Sequence[float]) -> None:
        w = tuple(parameters)
        self._w = w
        self._decay = -w[20]
        # Chosen so that recall is 90 % when as many days have passed as the stability says.
        self._factor = 0.9 ** (1.0 / self._decay) - 1.0
        raw = [w[4] - math.exp(w[5] * (rating - 1)) + 1.0 for rating in range(1, 5)]
        self._easy_goal = w[7] * raw[3]
        self._first = tuple(
            (_stability(w[rating]), _difficulty(raw[rating])) for rating in range(4)
        )
        self._growth = math.exp(w[8])
        self._short = tuple(math.exp(w[17] * (rating - 3 + w[18])) for rating in range(1, 5))
        self._forget_short = math.exp(w[17] * w[18])

    def first(self, rating: int) -> tuple[float, float]:
        """Return stability and difficulty after the first answer of a card."""
        return self._first[rating - 1]

    def retrievability(self, stability: float, elapsed: int) -> float:
        """Return the chance of recall after ``elapsed`` days."""
        return (1.0 + self._factor * elapsed / stability) ** self._decay

    def days_until(self, retrievability: float) -> float:
        """Return the days, for each day of stability, in which recall falls to this chance.

        Below 0 for a chance over 1, infinite for 0 and less.
        """
        if retrievability <= 0:
            return math.inf
        return (retrievability ** (1.0 / self._decay) - 1.0) / self._factor

    def after(
        self, stability: float, difficulty: float, rating: int, elapsed: int
    ) -> tuple[float, float]:
        """Return stability and difficulty after an answer; 0 days elapsed is the same day."""
        if elapsed < 1:
            grown = self._same_day(stability, rating)
        elif rating == AGAIN:
            grown = self._forgotten(stability, difficulty, elapsed)
        else:
            grown = self._recalled(stability, difficulty, rating, elapsed)
        return _stability(grown), self._difficulty_after(difficulty, rating)

    def _same_day(self, stability: float, rating: int) -> float:
        growth = self._short[rating - 1] * stability ** -self._w[19]
        return stability * (growth if rating == AGAIN else max(growth, 1.0))

    def _forgotten(self, stability: float, difficulty: float, elapsed: int) -> float:
        w = self._w
        missing = 1.0 - self.retrievability(stability, elapsed)
        long_term = (
            w[11]
            * difficulty ** -w[12]
            * ((stability + 1.0) ** w[13] - 1.0)
            * math.exp(missing * w[14])
        )
        return min(long_term, stability / self._forget_short)

    def _recalled(self, stability: float, difficulty: float, rating: int, elapsed: int) -> float:
        w = self._w
        missing = 1.0 - self.retrievability(stability, elapsed)
        growth = (
            self._growth
            * (11.0 - difficulty)
            * stability ** -w[9]
            * (math.exp(missing * w[10]) - 1.0)
        )
        if rating == HARD:
            growth *= w[15]
        elif rating == EASY:
            growth *= w[16]
        return stability * (1.0 + growth)

    def _difficulty_after(self, difficulty: float, rating: int) -> float:
        w = self._w
        # The nearer to the top, the less it rises; and it is drawn a little towards Easy's start.
        moved = difficulty - w[6] * (rating - 3) * (10.0 - difficulty) / 9.0
        return _difficulty(self._easy_goal + (1.0 - w[7]) * moved)

    def follower(self) -> Follow:
        """Return a function from the answers of a card to what they leave, (None, None) of none.

        The same as ``first`` and then ``after`` for each answer, to the last digit, in a third of
        the time. An answer is (study day times 8 and rating,), in the order of the log.
        """
        w = self._w
        decay, factor, growth, goal = self._decay, self._factor, self._growth, self._easy_goal
        first, short, forget_short = self._first, self._short, self._forget_short
        moves = tuple(w[6] * (rating - 3) for rating in range(5))
        w7, w9, w10, w11, w12, w13, w14 = 1.0 - w[7], -w[9], w[10], w[11], -w[12], w[13], w[14]
        w19, bonus = -w[19], (1.0, 1.0, w[15], 1.0, w[16])

        def follow(answers: Answers) -> Strength:
            each = iter(answers)
            (one,) = next(each, _NONE)
            if one == 0:
                return None, None
            last = one >> 3
            stability, difficulty = first[(one & 7) - 1]
            for (one,) in each:
                rating, day = one & 7, one >> 3
                elapsed = day - last
                last = day
                if elapsed < 1:
                    grown = short[rating - 1] * stability**w19
                    if rating == AGAIN or grown > 1.0:
                        stability *= grown
                else:
                    elapsed = elapsed if elapsed < ELAPSED_MAX else ELAPSED_MAX
                    missing = 1.0 - (1.0 + factor * elapsed / stability) ** decay
                    if rating == AGAIN:
                        long = w11 * difficulty**w12 * ((stability + 1.0) ** w13 - 1.0)
                        stability = min(long * math.exp(missing * w14), stability / forget_short)
                    else:
                        grown = growth * (11.0 - difficulty) * stability**w9
                        grown *= math.exp(missing * w10) - 1.0
                        stability *= 1.0 + grown * bonus[rating]
                if not STABILITY_MIN <= stability <= STABILITY_MAX:
                    stability = min(max(stability, STABILITY_MIN), STABILITY_MAX)
                difficulty = goal + w7 * (difficulty - moves[rating] * (10.0 - difficulty) / 9.0)
                if not DIFFICULTY_MIN <= difficulty <= DIFFICULTY_MAX:
                    difficulty = min(max(difficulty, DIFFICULTY_MIN), DIFFICULTY_MAX)
            return stability, difficulty

        return follow


def _stability(days: float) -> float:
    return min(max(days, STABILITY_MIN), STABILITY_MAX)


def _difficulty(value: float) -> float:
    return min(max(value, DIFFICULTY_MIN), DIFFICULTY_MAX)

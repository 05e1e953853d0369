"""How full the coming days are, and which day of a fuzz range is the best one.

The weights are those of Anki's load balancer: a day's share falls with the number of cards on it,
siblings are kept apart, and easy days get less. What differs: percentages of easy days may be any,
and an empty day is weighed like others (there it hides a sibling and an easy day). A shorter
interval is not preferred, so that balancing leaves the mean interval as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.intervals import BALANCED_DAYS, fuzz_bounds
from db.model import Memory, State, StudySettings

if TYPE_CHECKING:
    from db.store import Store

DAYS = fuzz_bounds(BALANCED_DAYS, 1, 10_000)[1] + 2
"""Days ahead that a balanced interval can reach."""
LOAD_POWER = 2.15
SIBLING = 0.001
LEAST = 0.0001
"""What is left of a day that is full for an easy one, or wanted free."""
EVEN = (100,) * 7
# Cards put away are few, and the index alone answers the first part: so they are taken off.
DUE = """
SELECT due_day, sum(number) FROM (
  SELECT due_day, count(*) AS number FROM memory
  WHERE state = 2 AND due_day BETWEEN :day AND :end GROUP BY due_day
  UNION ALL
  SELECT memory.due_day, -count(*) FROM card CROSS JOIN memory ON memory.card = card.id
  WHERE (card.suspended = 1 OR card.retired = 1)
    AND memory.state = 2 AND memory.due_day BETWEEN :day AND :end GROUP BY memory.due_day
) GROUP BY due_day
"""
SIBLINGS = """
SELECT group_concat(memory.due_day) FROM card AS shown
JOIN card AS sibling ON sibling.note = shown.note JOIN memory ON memory.card = sibling.id
WHERE shown.id = ? AND sibling.id <> shown.id AND memory.state = 2 AND sibling.retired = 0
"""


class Load:
    """Cards due on each of the coming days; kept in step by whoever moves a card.

    ``taken`` are the study days on which a sibling of the card in question is due. Percentages of
    ``easy_days`` are 0 to 100, Monday first. Not for use from several threads at once.
    """

    __slots__ = ("_counts", "_easy", "_shares", "day", "taken")

    def __init__(self, day: int, counts: dict[int, int], easy_days: Sequence[int] = EVEN) -> None:
        self.day = day
        self._counts = counts
        self._shares: dict[int, float] = {}
        self._easy = None if tuple(easy_days) == EVEN else tuple(easy_days)
        self.taken: frozenset[int] = frozenset()

    def on(self, day: int) -> int:
        """Return how many cards are due on a study day."""
        return max(0, self._counts.get(day, 0))

    def move(self, before: int | None, after: int | None) -> None:
        """Take a card off the study day ``before`` and put it on ``after``; None is no day."""
        if before is not None:
            self._counts[before] = self._counts.get(before, 0) - 1
            self._shares.pop(before, None)
        if after is not None:
            self._counts[after] = self._counts.get(after, 0) + 1
            self._shares.pop(after, None)

    def pick(self, today: int, lower: int, upper: int, factor: float) -> int:
        """Return an interval in ``lower``..``upper`` days from ``today``, lighter days rather.

        ``factor`` (0..1, 1 excluded) is the card's seeded number: the same gives the same.
        """
        if lower >= upper:
            return lower
        first, last = today + lower, today + upper
        weights = self.weights(first, last)
        rest = factor * sum(weights)
        for days, weight in enumerate(weights, lower):
            rest -= weight
            if rest < 0:
                return days
        return upper

    def weights(self, first: int, last: int) -> list[float]:
        """Return the share that each study day of ``first``..``last`` has in new cards."""
        shares = self._shares
        weights = [shares.get(day) or self._share(day) for day in range(first, last + 1)]
        for day in self.taken:
            if first <= day <= last:
                weights[day - first] *= SIBLING
        if self._easy is not None:
            self._ease(weights, first, self._easy)
        return weights

    def _share(self, day: int) -> float:
        share = self._shares[day] = (1 + self.on(day)) ** -LOAD_POWER
        return share

    def _ease(self, weights: list[float], first: int, easy: tuple[int, ...]) -> None:
        """Take weight from easy days that have their share already: p % of what others have."""
        counts = [self.on(first + place) for place in range(len(weights))]
        shares = [easy[weekday(first + place)] / 100 for place in range(len(counts))]
        cards, share = sum(counts), sum(shares)
        for place, own in enumerate(shares):
            if own >= 1:
                continue
            others = share - own
            if own <= 0:
                full = True
            else:
                # One card more than it has, beside what the others have on average.
                full = (
                    others > 0
                    and (counts[place] + 1) / own > ((cards - counts[place]) / others) + 1
                )
            if full:
                weights[place] *= LEAST


def weekday(study_day: int) -> int:
    """Return the day of the week of a study day, 0 for Monday (day 0 was a Thursday)."""
    return (study_day + 3) % 7


def load_of(connection: sqlite3.Connection, day: int, easy_days: Sequence[int] = EVEN) -> Load:
    """Return the load of ``day`` and the days after it that a balanced interval can reach."""
    rows = connection.execute(DUE, {"day": day, "end": day + DAYS})
    return Load(day, dict(rows.fetchall()), easy_days)


class Balance:
    """The load as a session sees it: read when it is first wanted, then kept in step.

    What the session cannot follow (an act from before it, another window) makes it read anew.
    """

    def __init__(self, store: Store, settings: StudySettings, day: int) -> None:
        self._store = store
        self._wanted = settings.load_balance and settings.fuzz
        self._easy_days = settings.easy_days
        self._day = day
        self._load: Load | None = None
        self._known: dict[str, int | None] = {}

    def beside(self, card: str, memory: Memory, siblings: bool) -> Load | None:
        """Return the load as it is for a card that is now shown, None without balancing."""
        if not self._wanted:
            return None
        if self._load is None:
            with self._store.reading() as connection:
                self._load = load_of(connection, self._day, self._easy_days)
            self._known.clear()
        self._known[card] = _review_day(memory)
        taken: frozenset[int] = frozenset()
        if siblings:
            row = self._store.look(SIBLINGS, (card,))
            if row is not None and row[0] is not None:
                taken = frozenset(map(int, row[0].split(",")))
        self._load.taken = taken
        return self._load

    def moved(self, card: str, memory: Memory | None) -> None:
        """Say where a card is now; None: put away."""
        if self._load is None:
            return
        if card not in self._known:
            self._load = None
            return
        day = None if memory is None else _review_day(memory)
        self._load.move(self._known[card], day)
        self._known[card] = day

    def forget(self) -> None:
        """Let what is known go: much has changed."""
        self._load = None


def _review_day(memory: Memory) -> int | None:
    return memory.due_day if memory.state is State.REVIEW else None

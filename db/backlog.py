"""Postpone, advance, spread a break, reschedule: planned first, then written as one act.

The ideas are those of the add-on FSRS Helper for Anki (open-spaced-repetition/fsrs4anki-helper):
postpone what suffers least, advance what is nearly due, reschedule with load balance. Its measure
is how overdue a card is relative to its interval; here it is recall itself, in words at each tool.
Suspended and withdrawn cards are left alone, and so are cards that were never answered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from db import caches
from db.acts import ScheduleMove, label, write_schedules
from db.balance import Load, weekday
from db.clock import Clock
from db.dealing import Dealing
from db.intervals import BALANCED_DAYS, fuzz_bounds, fuzz_factor, whole_days
from db.model import CardChanged, Memory
from db.stats import FORECAST_DAYS, forecast

if TYPE_CHECKING:
    import sqlite3

    from db.scheduler import Scheduler
    from db.store import Store

KIND = "reschedule"
_MEMORY = ", ".join(f"memory.{name}" for name in caches.MEMORY_FIELDS)
_CARDS = f"""
SELECT {_MEMORY}, card.id, card.note FROM memory JOIN card ON card.id = memory.card
WHERE memory.state = 2 AND memory.stability IS NOT NULL AND card.suspended = 0
  AND card.retired = 0 AND {{which}} ORDER BY card.id
"""
_DUE = "memory.due_day <= :day AND memory.buried_until_day <= :day"
_OVERDUE = "memory.due_day < :day"
_AHEAD = "memory.due_day > :day AND memory.last_day < :day AND memory.buried_until_day <= :day"
_ALL = "memory.last_day IS NOT NULL AND :day > 0"
_STILL = f"""
SELECT {_MEMORY}, card.id, wanted.value ->> 2 FROM json_each(?) AS wanted
CROSS JOIN card ON card.id = wanted.value ->> 0 CROSS JOIN memory ON memory.card = card.id
WHERE memory.state = 2 AND memory.due_day = wanted.value ->> 1 AND card.retired = 0
"""


@dataclass(frozen=True, slots=True)
class Move:
    """A card and the study day it is due on, before and after."""

    card: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a tool would do: its name, the moves, and the cards due on each of 30 days.

    The days begin with today, overdue cards on it, as in ``db.stats.forecast``. ``over`` is what
    the label says after the number of cards.
    """

    name: str
    moves: tuple[Move, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    over: str = ""

    def label(self, cards: int | None = None) -> str:
        """Return the name of the act that moves so many cards: ``Spread 300 cards over 7 days``."""
        return label(self.name, len(self.moves) if cards is None else cards) + self.over


class _Card(NamedTuple):
    id: str
    note: str | None
    memory: Memory
    due: int


def plan_postpone(
    connection: sqlite3.Connection, clock: Clock, scheduler: Scheduler, count: int | None, days: int
) -> Plan:
    """Move ``count`` (None: all) of the cards that are due to the next ``days`` days (1 or more).

    Those go whose recall would fall least if they waited ``days`` days: R(today) - R(today +
    days), of two alike the more stable. Of these, the ones that lose more come back sooner. Days
    fill up as for ``plan_spread``. Raises ValueError for a count or days below 1.
    """
    _at_least_one(days, "days")
    if count is not None:
        _at_least_one(count, "cards")
    day = clock.study_day()
    cards = _by_loss(_cards(connection, _DUE, day), scheduler, day, days)
    chosen = cards if count is None else cards[len(cards) - min(count, len(cards)) :]
    dealing = Dealing(connection, scheduler.settings, day, day + 1, days)
    return _plan(connection, day, "Postpone", _deal(chosen, dealing))


def plan_spread(
    connection: sqlite3.Connection, clock: Clock, scheduler: Scheduler, days: int
) -> Plan:
    """Spread what is overdue (due before today) over ``days`` days, today the first of them.

    Cards that lose most recall by waiting come first: R(today) - R(today + days). The sum of what
    is lost is then the least, as far as recall falls evenly over those days (the rearrangement
    inequality). A card goes on the day with the fewest cards, an easy day counting as fuller by
    its percentage; what is due there already, and done today, counts. No day gets more than the
    reviews a day of the settings: what does not fit goes on the days after, as they have room (a
    limit of 0 is left aside). Raises ValueError for days below 1.
    """
    _at_least_one(days, "days")
    day = clock.study_day()
    cards = _by_loss(_cards(connection, _OVERDUE, day), scheduler, day, days)
    dealing = Dealing(connection, scheduler.settings, day, day, days)
    moves = [move for move in _deal(cards, dealing) if move.after > day]
    over = f" over {days} days" if days > 1 else " over a day"
    return _plan(connection, day, "Spread", moves, over)


def plan_advance(
    connection: sqlite3.Connection, clock: Clock, scheduler: Scheduler, count: int
) -> Plan:
    """Make ``count`` cards that are not due yet due today, those whose review wastes least.

    The waste is the share of the forgetting that the interval was to wait for and that has not
    come yet: 1 - (1 - R(today)) / (1 - R(due day)); of two alike the more stable. Cards answered
    today stay. Raises ValueError for a count below 1.
    """
    _at_least_one(count, "cards")
    day = clock.study_day()

    def waste(card: _Card) -> tuple[float, float, str]:
        forgotten = 1 - scheduler.retrievability(card.memory, day)
        planned = 1 - scheduler.retrievability(card.memory, card.due)
        return 1 - forgotten / planned, -(card.memory.stability or 0), card.id

    cards = sorted(_cards(connection, _AHEAD, day), key=waste)[:count]
    return _plan(connection, day, "Advance", [Move(card.id, card.due, day) for card in cards])


def plan_reschedule(connection: sqlite3.Connection, clock: Clock, scheduler: Scheduler) -> Plan:
    """Give every review card the interval of the present retention and parameters.

    It counts from the last review; a day that has passed becomes today. A card stays where its
    day is one that fuzz may choose (unless that is an easy day), so what is right already is not
    moved; else fuzz has the seed of the card's last answer and, as for an answer, up to 90 days
    ahead rather takes a lighter day without a sibling. Cards with the least choice go first.
    """
    day = clock.study_day()
    settings = scheduler.settings
    easy = settings.easy_days
    load = Load(day, {}, easy)
    taken: dict[str, list[int]] = {}
    open_ones: list[tuple[int, int, _Card]] = []
    moves: list[Move] = []

    def settle(card: _Card, after: int) -> None:
        load.move(None, max(after, day))
        if card.note is not None:
            taken.setdefault(card.note, []).append(after)
        if after != card.due and max(after, card.due) > day:
            moves.append(Move(card.id, card.due, max(after, day)))

    for card in _cards(connection, _ALL, day):
        first, last = fuzz_days(card.memory, scheduler)
        stays = first <= card.due <= last and easy[weekday(card.due)] >= 100
        if stays or last <= day:
            settle(card, card.due if stays else day)
        else:
            open_ones.append((first, last, card))
    for first, last, card in sorted(open_ones, key=lambda one: (one[1] - one[0], one[2].id)):
        load.taken = frozenset(taken.get(card.note, ()) if card.note is not None else ())
        settle(card, _choose(card, scheduler, load, max(first, day), last))
    return _plan(connection, day, "Reschedule", moves)


def apply(store: Store, clock: Clock, scheduler: Scheduler, plan: Plan) -> str:
    """Write a plan as one act and return it; cards that have moved on since are passed over.

    Raises CardChanged if none is left, StoreError; then nothing was written.
    """
    wanted = json.dumps([(move.card, move.before, move.after) for move in plan.moves])
    with store.transaction() as transaction:
        rows = transaction.connection.execute(_STILL, (wanted,)).fetchall()
        if not rows:
            raise CardChanged("none of the cards is due as it was when this was planned")
        moves = [_moved(row[10], caches.memory_of(row), row[11]) for row in rows]
        act = transaction.act(plan.label(len(moves)))
        write_schedules(transaction, clock, act, KIND, clock.now_ms(), moves, scheduler)
    return act


def _at_least_one(number: int, what: str) -> None:
    if number < 1:
        raise ValueError(f"{what} must be at least 1, not {number}")


def _cards(connection: sqlite3.Connection, which: str, day: int) -> list[_Card]:
    rows = connection.execute(_CARDS.format(which=which), {"day": day}).fetchall()
    return [_Card(row[10], row[11], caches.memory_of(row), row[4]) for row in rows]


def _by_loss(cards: list[_Card], scheduler: Scheduler, day: int, days: int) -> list[_Card]:
    """The cards, first those that lose most recall by waiting so many days from ``day`` on."""

    def loss(card: _Card) -> tuple[float, float, str]:
        now = scheduler.retrievability(card.memory, day)
        later = scheduler.retrievability(card.memory, day + days)
        return later - now, card.memory.stability or 0, card.id

    return sorted(cards, key=loss)


def _deal(cards: Sequence[_Card], dealing: Dealing) -> list[Move]:
    """Deal the cards to days with room, the first ones to the earliest days."""
    days = sorted(dealing.take() for _ in cards)
    return [Move(card.id, card.due, day) for card, day in zip(cards, days, strict=True)]


def fuzz_days(memory: Memory, scheduler: Scheduler) -> tuple[int, int]:
    """The first and last study day that fuzz may choose for a review card."""
    settings = scheduler.settings
    last_day, raw = memory.last_day or 0, scheduler.raw_interval(memory.stability or 0)
    if settings.fuzz:
        lower, upper = fuzz_bounds(raw, 1, settings.maximum_interval)
    else:
        lower = upper = whole_days(raw, 1, settings.maximum_interval, None)
    return last_day + lower, last_day + upper


def _choose(card: _Card, scheduler: Scheduler, load: Load, first: int, last: int) -> int:
    """A study day of ``first``..``last`` by the seed of the card's last answer."""
    settings = scheduler.settings
    factor = fuzz_factor(card.id, max(card.memory.reps - 1, 0))
    if settings.load_balance and last - load.day <= BALANCED_DAYS:
        return load.day + load.pick(load.day, first - load.day, last - load.day, factor)
    return first + int(factor * (last - first + 1))


def _plan(
    connection: sqlite3.Connection, day: int, name: str, moves: Sequence[Move], over: str = ""
) -> Plan:
    before = forecast(connection, day)
    after = list(before)
    for move in moves:
        for due, change in ((move.before, -1), (move.after, 1)):
            place = max(due - day, 0)
            if place < FORECAST_DAYS:
                after[place] += change
    return Plan(name, tuple(moves), before, tuple(after), over)


def _moved(card: str, memory: Memory, after: int) -> ScheduleMove:
    return ScheduleMove(card, memory, replace(memory, due_day=after))

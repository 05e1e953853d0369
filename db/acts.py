"""Bury, suspend, flag, mark, set due and forget, for one card or for many: each is one act."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from db import caches
from db.clock import Clock
from db.ids import uuid7
from db.intervals import fuzz_factor
from db.model import CardChanged, Memory, State
from db.scheduler import SCHEDULER, Scheduler, scheduled_days
from db.statements import insert_into

if TYPE_CHECKING:
    import sqlite3

    from db.store import Store
    from db.transactions import Transaction

FLAG_MAX = 7
DUE_MAX = 36_500
LEARNER = "learner"
"""Stands as the scheduler of a row whose schedule the learner chose; it has no parameters."""
_MEMORY = ", ".join(f"memory.{name}" for name in caches.MEMORY_FIELDS)
_HELD = f"""
SELECT {_MEMORY}, card.id, memory.buried_until_day, card.suspended, card.flag, card.marked
FROM json_each(?) AS wanted CROSS JOIN card ON card.id = wanted.value
CROSS JOIN memory ON memory.card = card.id WHERE card.retired = 0
"""
_CARD = len(caches.MEMORY_FIELDS)
_PLACE = {"buried_until_day": _CARD + 1, "suspended": _CARD + 2, "flag": _CARD + 3}
_PLACE["marked"] = _CARD + 4


class ScheduleMove(NamedTuple):
    """A card and its memory before and after its schedule was changed."""

    card: str
    before: Memory
    after: Memory


def bury_cards(store: Store, clock: Clock, cards: Sequence[str]) -> int:
    """Hide cards until the next rollover; returns how many. Raises CardChanged, StoreError."""
    return _set(store, "Bury", cards, "buried_until_day", clock.study_day() + 1)


def unbury_cards(store: Store, clock: Clock, cards: Sequence[str]) -> int:
    """Bring buried cards back today; returns how many. Raises CardChanged, StoreError."""
    return _set(store, "Unbury", cards, "buried_until_day", 0, above=clock.study_day())


def suspend_cards(store: Store, cards: Sequence[str]) -> int:
    """Hide cards until they are taken back; returns how many. Raises CardChanged, StoreError."""
    return _set(store, "Suspend", cards, "suspended", True)


def unsuspend_cards(store: Store, cards: Sequence[str]) -> int:
    """Take suspended cards back; returns how many. Raises CardChanged, StoreError."""
    return _set(store, "Unsuspend", cards, "suspended", False)


def flag_cards(store: Store, cards: Sequence[str], number: int) -> int:
    """Flag cards (1..7, 0 takes the flag off); returns how many.

    Raises ValueError for another number, CardChanged, StoreError.
    """
    if not 0 <= number <= FLAG_MAX:
        raise ValueError(f"a flag is 0 to {FLAG_MAX}, not {number}")
    return _set(store, "Flag" if number else "Unflag", cards, "flag", number)


def mark_cards(store: Store, cards: Sequence[str], marked: bool) -> int:
    """Mark cards or take the mark off; returns how many. Raises CardChanged, StoreError."""
    return _set(store, "Mark" if marked else "Unmark", cards, "marked", marked)


def set_due(
    store: Store, clock: Clock, cards: Sequence[str], first: int, last: int | None = None
) -> int:
    """Make cards due ``first`` days from today, or spread them from ``first`` to ``last``.

    Where a card falls depends on its id and number of reviews alone. New and learning cards
    become review cards; one never answered has no stability, its first answer gives it FSRS's
    first one. Buried cards come back, suspended ones stay so. Returns how many cards were set.
    Raises ValueError unless 0 <= first <= last <= 36,500; CardChanged, StoreError.
    """
    last = first if last is None else last
    if not 0 <= first <= last <= DUE_MAX:
        raise ValueError(f"days from today are 0 to {DUE_MAX}, not {first} to {last}")

    def due(card: str, memory: Memory, today: int) -> Memory:
        day = today + first + int(fuzz_factor(card, memory.reps) * (last - first + 1))
        return replace(memory, state=State.REVIEW, step=None, due_day=day, due_at=None)

    return _move(store, clock, "Set due date of", "set-due", cards, due)


def forget(store: Store, clock: Clock, cards: Sequence[str]) -> int:
    """Make cards new again, with no reviews and lapses; returns how many.

    The answers stay in the log, but nothing is worked out from those before. Buried cards come
    back, suspended ones stay so. Raises CardChanged, StoreError.
    """

    def as_new(_card: str, _memory: Memory, _today: int) -> Memory:
        return Memory()

    return _move(store, clock, "Forget", "forget", cards, as_new)


def _set(
    store: Store, verb: str, cards: Sequence[str], field: str, value: int | bool, above: int = -1
) -> int:
    """Set a field of the cards whose value is another one, and greater than ``above``."""
    place = _PLACE[field]
    with store.transaction() as transaction:
        held = _held(transaction.connection, cards)
        wanted = [row[_CARD] for row in held if row[place] != value and row[place] > above]
        if wanted:
            transaction.act(label(verb, len(wanted)))
            for card in wanted:
                transaction.change("card", card, field, value)
    return len(wanted)


def _move(
    store: Store,
    clock: Clock,
    verb: str,
    kind: str,
    cards: Sequence[str],
    after: Callable[[str, Memory, int], Memory],
) -> int:
    """Give the cards the memory that ``after`` says, and bring back those that are buried."""
    at = clock.now_ms()
    today = clock.study_day(at)
    buried = _PLACE["buried_until_day"]
    with store.transaction() as transaction:
        moves: list[ScheduleMove] = []
        hidden: list[str] = []
        for row in _held(transaction.connection, cards):
            card, before = row[_CARD], caches.memory_of(row)
            move = ScheduleMove(card, before, after(card, before, today))
            if move.before != move.after:
                moves.append(move)
                hidden += [card] * (row[buried] > today)
        if moves:
            act = transaction.act(label(verb, len(moves)))
            write_schedules(transaction, clock, act, kind, at, moves)
            for card in hidden:
                transaction.change("card", card, "buried_until_day", 0)
    return len(moves)


def _held(connection: sqlite3.Connection, cards: Sequence[str]) -> list[tuple[Any, ...]]:
    """What is stored of the cards that are there, in the order given."""
    wanted = json.dumps(list(dict.fromkeys(cards)))
    held = connection.execute(_HELD, (wanted,)).fetchall()
    if not held:
        named = f"the card {cards[0]} is" if len(cards) == 1 else "the cards are"
        raise CardChanged(f"{named} no longer there")
    return held


def write_schedules(
    transaction: Transaction,
    clock: Clock,
    act: str,
    kind: str,
    at: int,
    moves: Sequence[ScheduleMove],
    scheduler: Scheduler | None = None,
) -> None:
    """Write a review row without a rating for each card, and bring the caches in step.

    ``at`` is milliseconds UTC. Without a ``scheduler`` it was the learner who chose the days.
    """
    offset, day = clock.utc_offset_min(at), clock.study_day(at)
    by = (LEARNER, "") if scheduler is None else (SCHEDULER, scheduler.parameters)
    rows = [
        (
            *(uuid7(transaction.at), act, card, None, kind, at, day, offset, 0),
            *(after.due_day, after.due_at, after.step, *by),
            *(scheduled_days(before), None, None),
            *(caches.to_json(before), caches.to_json(after)),
        )
        for card, before, after in moves
    ]
    memories = [(*caches.values_of(after), card) for card, _, after in moves]
    connection = transaction.connection
    connection.executemany(insert_into("review"), rows)
    connection.executemany(caches.WRITE_MEMORY, memories)
    connection.executemany(caches.ADD_DONE, [(day, kind, 0, 0)] * len(moves))


def label(verb: str, cards: int) -> str:
    """The name of an act on so many cards: ``Suspend card``, ``Suspend 12 cards``."""
    return f"{verb} card" if cards == 1 else f"{verb} {cards} cards"

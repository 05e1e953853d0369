"""Finds cards by a search and hands them out page by page, also where there are 100,000."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.caches import MEMORY_FIELDS, memory_of
from db.cards import cards_by_id
from db.model import State
from db.search import MATCH, Condition, compile, parse
from db.search_parts import ELAPSED, Below, Values
from db.search_terms import LEECH
from db.search_words import QueryError

if TYPE_CHECKING:
    import sqlite3

    from db.scheduler import Scheduler

__all__ = ["ORDERS", "CardRow", "QueryError", "find", "ids_of", "page", "pages"]

PAGE = 500
FEW = 10_000
"""Up to so many hits in the index of words it is faster to look up each than to read all cards."""
_CARDS = "card JOIN memory ON memory.card = card.id JOIN words ON words.card = card.id"
_HITS = "(SELECT rowid AS number FROM card_search WHERE card_search MATCH ?) AS hit CROSS JOIN "
_HIT_CARDS = f"""{_HITS} words ON words.number = hit.number
 CROSS JOIN card ON card.id = words.card CROSS JOIN memory ON memory.card = card.id"""
_HIT_LISTED = f"{_HITS} listed AS words ON words.number = hit.number"
_COUNT_HITS = """
SELECT count(*) FROM (SELECT 1 FROM card_search WHERE card_search MATCH ? LIMIT ?)
"""
_CARD = len(MEMORY_FIELDS) + 1
_DUE = """(CASE WHEN memory.state = 0 THEN NULL WHEN memory.due_day IS NULL THEN ?
 ELSE memory.due_day END)"""
_EDITED = """(SELECT max(act.at) FROM latest JOIN act ON act.id = latest.act
 WHERE latest.entity = 'note' AND latest.key = words.note)"""
ORDERS: dict[str, tuple[str, bool]] = {
    "map": ("card.position", False),
    "due": (_DUE, False),
    "added": ("card.added_day", True),
    "stability": ("memory.stability", False),
    "difficulty": ("memory.difficulty", True),
    "retrievability": (f"-1.0 * {ELAPSED} / memory.stability", False),
    "lapses": ("memory.lapses", True),
    "edited": (_EDITED, True),
}
"""Order -> what it goes by, and whether the greatest comes first. ``-due`` turns an order round."""
_COLUMNS = ", ".join(f"memory.{name}" for name in MEMORY_FIELDS)
_PAGE = f"""
SELECT {_COLUMNS}, words.number, card.id, card.topic, card.kind, words.front, card.suspended,
  memory.buried_until_day, card.flag, card.marked, words.tags, words.problem IS NOT NULL
FROM json_each(?) AS wanted JOIN words ON words.number = wanted.value
JOIN card ON card.id = words.card JOIN memory ON memory.card = card.id ORDER BY wanted.key
"""
_IDS = """
SELECT words.card FROM json_each(?) AS wanted JOIN words ON words.number = wanted.value
ORDER BY wanted.key
"""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as a line of the browser. Times as in ``db.model.Memory``; 0 is no flag.

    ``retrievability`` is 0..1, None for a card never answered; ``buried`` is of the day asked for.
    """

    number: int
    card: str
    topic: str
    kind: str
    front: str
    state: State
    due_day: int | None
    due_at: int | None
    stability: float | None
    difficulty: float | None
    retrievability: float | None
    reps: int
    lapses: int
    suspended: bool
    buried: bool
    flag: int
    marked: bool
    leech: bool
    tags: tuple[str, ...]


def find(
    connection: sqlite3.Connection,
    query_text: str,
    day: int,
    scheduler: Scheduler,
    below: Below,
    order: str = "map",
    *,
    typing: bool = False,
) -> array[int]:
    """Return the numbers of the cards that a search finds, in one of ORDERS.

    What an order knows nothing of comes last, equals in the order of the map. ``typing`` takes
    the last word as the beginning of one. Raises QueryError; ValueError for another order.
    """
    condition = compile(parse(query_text, typing=typing), day, scheduler, below)
    sql, values = _statement(connection, condition, order, day)
    # A list is a third faster than a generator at 100,000 rows.
    return array("q", [number for (number,) in connection.execute(sql, values)])


def page(
    connection: sqlite3.Connection, numbers: Sequence[int], day: int, scheduler: Scheduler
) -> list[CardRow]:
    """Return these cards in this order; those that are gone by now are left out."""
    rows = connection.execute(_PAGE, (json.dumps(list(numbers)),)).fetchall()
    generated = [row[_CARD] for row in rows if row[-1]]  # shown with the numbers of their turn
    cards = cards_by_id(connection, generated) if generated else {}
    fronts = {name: card.front for name, card in cards.items()}
    return [_row(row, fronts.get(row[_CARD]), day, scheduler) for row in rows]


def pages(
    connection: sqlite3.Connection, numbers: Sequence[int], day: int, scheduler: Scheduler
) -> Iterator[list[CardRow]]:
    """Yield all of these cards, PAGE at a time."""
    for start in range(0, len(numbers), PAGE):
        yield page(connection, numbers[start : start + PAGE], day, scheduler)


def ids_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[str]:
    """Return the ids of these cards in this order; those that are gone by now are left out."""
    rows = connection.execute(_IDS, (json.dumps(list(numbers)),)).fetchall()
    return [card for (card,) in rows]


def _statement(
    connection: sqlite3.Connection, condition: Condition, order: str, day: int
) -> tuple[str, Values]:
    name = order.removeprefix("-")
    if name not in ORDERS:
        raise ValueError(f"an order is one of {', '.join(ORDERS)}, not {order!r}")
    by, falling = ORDERS[name]
    direction = "DESC" if falling is not order.startswith("-") else "ASC"
    if name == "map" and condition.by_number:
        source, where, values = _listed(condition)
        by = "words.position"
    else:
        source, where, values = _cards(connection, condition)
    then = "card.position, words.number" if name != "map" else f"words.number {direction}"
    return (
        f"SELECT words.number FROM {source} WHERE {where} "
        f"ORDER BY {by} {direction} NULLS LAST, {then}"
    ), (*values, *(day,) * by.count("?"))


def _listed(condition: Condition) -> tuple[str, str, Values]:
    """FROM, WHERE and values of a condition that needs no more than the list of cards."""
    if condition.match is None:
        return "listed AS words", condition.sql, condition.values
    return _HIT_LISTED, condition.sql, (condition.match, *condition.values)


def _cards(connection: sqlite3.Connection, condition: Condition) -> tuple[str, str, Values]:
    """FROM, WHERE and values of any condition, by the way that is faster."""
    where = f"card.retired = 0 AND {condition.sql}"
    if condition.match is None:
        return _CARDS, where, condition.values
    values = (condition.match, *condition.values)
    hits = connection.execute(_COUNT_HITS, (condition.match, FEW)).fetchone()[0]
    if hits < FEW:
        return _HIT_CARDS, where, values
    return _CARDS, f"{MATCH} AND {where}", values


def _row(row: tuple[Any, ...], shown: str | None, day: int, scheduler: Scheduler) -> CardRow:
    memory = memory_of(row)
    number, card, topic, kind, front = row[_CARD - 1 : _CARD + 4]
    suspended, buried, flag, marked, tags = row[_CARD + 4 : _CARD + 9]
    known = memory.state is not State.NEW
    names = tuple(tags.split())
    return CardRow(
        number=number,
        card=card,
        topic=topic,
        kind=kind,
        front=front if shown is None else shown,
        state=memory.state,
        due_day=memory.due_day,
        due_at=memory.due_at,
        stability=memory.stability,
        difficulty=memory.difficulty,
        retrievability=scheduler.retrievability(memory, day) if known else None,
        reps=memory.reps,
        lapses=memory.lapses,
        suspended=bool(suspended),
        buried=buried > day,
        flag=flag,
        marked=bool(marked),
        leech=any(name.lower() == LEECH for name in names),
        tags=names,
    )

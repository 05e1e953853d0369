"""The cards, or those that a search finds, in the order of the map.

QUERY is the search of the dashboard: words that all occur, "a phrase", -not,
or, ( ), topic:ID (with all below it), tag:X, is:due is:new is:leech ...,
prop:s<5, rated:3:1, added:7. docs/search.md has all of it. Quote it for the
shell; one that begins with a minus stands behind --.
"""

from __future__ import annotations

from contextlib import closing

from tui.cleaning import clean_line, cut
from tui.commands.output import COLUMNS, say, say_json_list, say_rows
from tui.plain_maths import typeset_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from argparse import ArgumentParser
    from collections.abc import Iterator, Sequence

    from content.model import Card
    from db.browse import CardRow
    from db.scheduler import Scheduler
    from tui.commands.call import Call

STATE_WORDS = ("new", "learning", "review", "relearning")
ORDERS = (
    *("map", "due", "added", "stability", "difficulty", "retrievability", "lapses", "edited"),
)
_STATE_WIDTH, _DUE_WIDTH = len("learning"), len("2026-01-01")
_LEAST_ROOM = 36  # for a question beside its id, with the gaps


def add_arguments(parser: ArgumentParser) -> None:
    """The query and the order."""
    parser.add_argument("query", metavar="QUERY", nargs="*", help="what to search for; all without")
    parser.add_argument(
        "--order",
        metavar="ORDER",
        choices=(*ORDERS, *(f"-{name}" for name in ORDERS)),
        default="map",
        help=f"one of {', '.join(ORDERS)}; --order=-due turns it round",
    )


def run(call: Call) -> int:
    """Print the cards found. Raises ``QueryError`` for a query that means nothing."""
    from db.browse import find
    from db.scheduler import Scheduler
    from db.search import below_of
    from tui.opening import open_learner

    store, clock, library = open_learner(call.home)
    with closing(store):
        scheduler = Scheduler(store.settings())
        day = clock.study_day()
        query = " ".join(call.options.query)
        with store.reading() as connection:
            numbers = find(
                connection, query, day, scheduler, below_of(library.topics), call.options.order
            )
            if call.json:
                return say_json_list(_documents(connection, numbers, day, scheduler))
            if not numbers:
                say("No card matches; `mlroad cards` lists all.")
                return 0
            _say(connection, numbers, day, scheduler)
    return 0


def _say(
    connection: sqlite3.Connection, numbers: Sequence[int], day: int, scheduler: Scheduler
) -> None:
    """The rows, page by page; a longer id makes the column wider from its page on.

    Where the ids leave too little room the question stands on a line of its own.
    """
    from db.browse import pages

    heads: tuple[str, ...] = ("State", "Due", "Id", "Question")
    longest = 0
    for rows in pages(connection, numbers, day, scheduler):
        longest = max([longest, *(len(row.card) for row in rows)])
        table = [(_state(row), _due_words(row), row.card, typeset_line(row.front)) for row in rows]
        due = max([_DUE_WIDTH, *(len(cells[1] or "") for cells in table)])
        least = (_STATE_WIDTH, due, longest)
        if COLUMNS - sum(least) >= _LEAST_ROOM:
            say_rows(table, heads=heads, least=least)
        else:
            for *cells, question in table:
                say_rows([cells], heads=heads[:3], least=least)
                say("  " + cut(clean_line(question), COLUMNS - 2))
                heads = ()
        heads = ()


def _documents(
    connection: sqlite3.Connection, numbers: Sequence[int], day: int, scheduler: Scheduler
) -> Iterator[dict[str, object]]:
    from db.browse import pages
    from db.cards import cards_by_id

    for rows in pages(connection, numbers, day, scheduler):
        cards = cards_by_id(connection, [row.card for row in rows])
        for row in rows:
            yield _document(cards[row.card], row)


def _document(card: Card, row: CardRow) -> dict[str, object]:
    """The shape of `cards --json`."""
    source = card.source
    return {
        "id": card.id,
        "topic": card.topic,
        "kind": card.kind,
        "skill": card.skill,
        "proved": card.proved,
        "difficulty_level": card.difficulty,
        "front": card.front,
        "back": card.back,
        "answer": card.answer,
        "state": STATE_WORDS[row.state],
        "due": _due(row),
        "stability": row.stability,
        "difficulty": row.difficulty,
        "retrievability": row.retrievability,
        "reps": row.reps,
        "lapses": row.lapses,
        "suspended": row.suspended,
        "buried": row.buried,
        "flag": row.flag or None,
        "marked": row.marked,
        "tags": list(row.tags),
        "origin": card.origin,
        "source": None if source is None else {"title": source.title, "url": source.url},
    }


def _state(row: CardRow) -> str:
    return "suspended" if row.suspended else STATE_WORDS[row.state]


def _due(row: CardRow) -> str | None:
    """The day of a review card, the time of a learning step, nothing for a new card."""
    from tui.commands.times import iso_day, iso_time

    return iso_time(row.due_at) if row.due_at is not None else iso_day(row.due_day)


def _due_words(row: CardRow) -> str | None:
    """The same for people: the time of a learning step to the minute."""
    from tui.commands.times import time_words

    return _due(row) if row.due_at is None else time_words(row.due_at)

"""The cards, or those that a query finds, in teaching order."""

from __future__ import annotations

from contextlib import closing

from content.refusal import Refusal
from tui.commands.output import say, say_json, say_rows
from tui.plain_maths import typeset_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    from content.model import Card, Library
    from db.cards import CardState
    from db.scheduler import Scheduler
    from tui.commands.call import Call

STATE_WORDS = ("new", "learning", "review", "relearning")
_IS = ("due", "new", "suspended")


class QueryError(Refusal):
    """The query holds a word with a colon that means nothing."""

    exit_code = 2


def add_arguments(parser: ArgumentParser) -> None:
    """The query."""
    parser.add_argument(
        "query",
        metavar="QUERY",
        nargs="*",
        help="words that all occur, topic:ID (with all below it), is:due, is:new, is:suspended",
    )


def run(call: Call) -> int:
    """Print the cards found, in teaching order."""
    from db.cards import card_states
    from db.scheduler import Scheduler
    from tui.opening import open_learner

    store, clock, library = open_learner(call.home)
    with closing(store):
        scheduler = Scheduler(store.settings())
        with store.reading() as connection:
            states = card_states(connection)
    day = clock.study_day()
    matches = _read_query(" ".join(call.options.query), library, day)
    found = [
        (card, states[card.id])
        for card in library.cards.values()
        if card.id in states and matches(card, states[card.id])
    ]
    if call.json:
        return say_json([_document(card, state, scheduler, day) for card, state in found])
    if not found:
        say("No card matches; `mlroad cards` lists all.")
        return 0
    say_rows(
        ((_state(state), _due(state), card.id, typeset_line(card.front)) for card, state in found),
        heads=("State", "Due", "Id", "Question"),
    )
    return 0


def _read_query(text: str, library: Library, day: int) -> Callable[[Card, CardState], bool]:
    """What the query asks of a card. Raises ``QueryError``, ``Refusal`` for an unknown topic."""
    from tui.commands.near import require
    from tui.commands.road import subtrees

    words: list[str] = []
    conditions: list[Callable[[Card, CardState], bool]] = []
    for token in text.split():
        name, colon, value = token.partition(":")
        if colon and name == "topic":
            require(value, library.topics, "topic", "mlroad topics")
            below = subtrees(library)[value]
            conditions.append(lambda card, state, below=below: card.topic in below)
        elif colon and name == "is":
            conditions.append(_condition(value, day))
        else:
            words.append(token.casefold())

    def matches(card: Card, state: CardState) -> bool:
        text = " ".join((card.id, card.front, card.back, *card.tags)).casefold()
        if not all(word in text for word in words):
            return False
        return all(condition(card, state) for condition in conditions)

    return matches


def _condition(value: str, day: int) -> Callable[[Card, CardState], bool]:
    if value == "due":
        return lambda card, state: state.is_due(day)
    if value == "new":
        return lambda card, state: state.memory.state == 0 and not state.suspended
    if value == "suspended":
        return lambda card, state: state.suspended
    known = ", ".join(f"is:{name}" for name in _IS)
    raise QueryError(f"there is no is:{value}; there are {known}")


def _document(card: Card, state: CardState, scheduler: Scheduler, day: int) -> dict[str, object]:
    """The shape of `cards --json`. ``proved`` is unknown: these answers are not computed."""
    memory = state.memory
    retrievability = None if memory.state == 0 else scheduler.retrievability(memory, day)
    return {
        "id": card.id,
        "topic": card.topic,
        "kind": card.kind,
        "skill": card.skill,
        "proved": None,
        "difficulty_level": card.difficulty,
        "front": card.front,
        "back": card.back,
        "state": STATE_WORDS[memory.state],
        "due": _due(state),
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "retrievability": retrievability,
        "reps": memory.reps,
        "lapses": memory.lapses,
        "suspended": state.suspended,
        "flag": state.flag or None,
        "tags": list(card.tags if state.tags is None else state.tags),
        "source": {"title": card.source.title, "url": card.source.url},
    }


def _state(state: CardState) -> str:
    return "suspended" if state.suspended else STATE_WORDS[state.memory.state]


def _due(state: CardState) -> str | None:
    """The day of a review card, the time of a learning step, nothing for a new card."""
    from tui.commands.times import iso_day, iso_time

    memory = state.memory
    return iso_time(memory.due_at) if memory.due_at is not None else iso_day(memory.due_day)

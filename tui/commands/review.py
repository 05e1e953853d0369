"""Study the cards that are due: in the dashboard, or with --plain line by line.

--plain prints a card and waits for a line: an empty one shows the answer, then
1 2 3 4 rate it. Each prompt is a line that begins with > and names what is
accepted; `?` lists all commands; `saved ID` follows a rating once it is on the
disk. --json prints what the review would begin with, and changes nothing.
"""

from __future__ import annotations

import sys
from contextlib import closing

from content.refusal import Refusal
from tui.commands.output import say_json
from tui.commands.times import iso_day, iso_time
from tui.parsing import UsageError, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from content.model import Library
    from db.model import Choice
    from db.store import Store
    from tui.arguments import Options
    from tui.commands.call import Call
    from tui.study_view import StudyPlan, StudyView


def add_arguments(parser: ArgumentParser) -> None:
    """How and what to study."""
    parser.add_argument(
        "--plain", action="store_true", help="line mode, for pipes and screen readers"
    )
    parser.add_argument("--topic", metavar="T", help="only the cards of a topic and all below it")
    parser.add_argument("--cards", metavar="QUERY", help="only the cards that a search finds")
    parser.add_argument("--limit", metavar="N", type=whole_number, help="at most so many cards")
    parser.add_argument(
        "--ahead", metavar="N", type=whole_number, help="also what is due within N days"
    )
    parser.add_argument(
        "--cram", action="store_true", help="ask each card, due or not; nothing is rescheduled"
    )
    parser.add_argument(
        "--minutes", metavar="N", type=whole_number, help="say when so many minutes are over"
    )


def run(call: Call) -> int:
    """Review until nothing is left or the learner ends it."""
    options = call.options
    if options.plain and call.json:
        raise UsageError("--plain and --json exclude each other; see mlroad review --help")
    if options.cram and options.ahead is not None:
        raise UsageError("--cram and --ahead exclude each other; see mlroad review --help")
    if not (options.plain or call.json):
        return _open_dashboard(call)
    from tui.opening import back_up_today, open_learner
    from tui.study_services import StudyServices

    store, _, library = open_learner(call.home)
    with closing(store):
        plan = _plan(options, library, store)
        study = StudyServices(store)
        if call.json:
            return say_json(_document(study.begin(plan)))
        if plan.cards == ():
            raise Refusal(f"no card matches {plan.query}")
        from tui.plain import PlainReview

        warning = back_up_today(store, call.home)
        if warning:
            print(f"mlroad: {warning}", file=sys.stderr)
        return PlainReview(study, plan, store, library, call.home.data).run()


def _open_dashboard(call: Call) -> int:
    from tui.__main__ import open_dashboard

    options = call.options
    if options.cards is not None:
        from tui.opening import open_learner

        store, _, library = open_learner(call.home)
        with closing(store):
            plan = _plan(options, library, store)
    elif options.topic is not None:
        from tui.opening import open_library

        plan = _plan(options, open_library(call.home), None)
    else:
        plan = _plan(options, None, None)
    return open_dashboard(call.home, call.settings, mode="review", plan=plan)


def _plan(options: Options, library: Library | None, store: Store | None) -> StudyPlan:
    """What the options ask for; topics need the library, a search the database as well."""
    from tui.study_view import StudyPlan

    topics = cards = None
    if options.topic is not None and library is not None:
        topics = _topics(options.topic, library)
    if options.cards is not None and library is not None and store is not None:
        cards = _found(options.cards, library, store)
    return StudyPlan(
        topics,
        cards,
        options.limit,
        options.ahead or 0,
        options.cram,
        options.minutes,
        options.cards or "",
    )


def _topics(name: str, library: Library) -> frozenset[str]:
    """The topic and all below it. Raises ``Refusal`` with the nearest ids."""
    from tui.commands.near import require
    from tui.commands.road import subtrees

    return subtrees(library)[require(name, library.topics, "topic", "mlroad topics")]


def _found(query: str, library: Library, store: Store) -> tuple[str, ...]:
    """The cards that the search finds, in the order of the map. Raises ``QueryError``."""
    from db.browse import find, ids_of
    from db.scheduler import Scheduler
    from db.search import below_of

    scheduler, day = Scheduler(store.settings()), store.clock.study_day()
    with store.reading() as connection:
        numbers = find(connection, query, day, scheduler, below_of(library.topics))
        return tuple(ids_of(connection, numbers))


def _document(view: StudyView) -> dict[str, object]:
    """What the review would begin with: counts, and the first card with its four choices."""
    from db.model import Shown, Waiting

    state, card = view.state, view.card
    return {
        "due": view.counts.due,
        "new": view.counts.new,
        "learning": view.counts.learning,
        "minutes": view.minutes,
        "waits_until": iso_time(state.due_at) if isinstance(state, Waiting) else None,
        "card": None
        if card is None or not isinstance(state, Shown)
        else {
            "id": card.id,
            "topic": card.topic,
            "kind": card.kind,
            "front": card.front,
            "back": card.back,
            "answer": card.answer,
            "choices": [_choice(choice) for choice in state.choices],
        },
    }


def _choice(choice: Choice) -> dict[str, object]:
    memory = choice.memory
    due = iso_time(memory.due_at) if memory.due_at is not None else iso_day(memory.due_day)
    return {"rating": int(choice.rating), "label": choice.label, "due": due}

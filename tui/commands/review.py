"""Study the cards that are due: in the dashboard, or with --plain line by line.

--plain prints a card and waits for a line: an empty one shows the answer, then
1 2 3 4 rate it. Each prompt is a line that begins with > and names what is
accepted; `saved ID` follows a rating once it is on the disk.
--json prints what the review would begin with, and changes nothing.
"""

from __future__ import annotations

import sys
from contextlib import closing

from tui.commands.output import say_json
from tui.commands.times import iso_day, iso_time
from tui.parsing import UsageError, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from content.model import Library
    from db.model import Choice
    from db.study import StudySession
    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """How and what to study."""
    parser.add_argument(
        "--plain", action="store_true", help="line mode, for pipes and screen readers"
    )
    parser.add_argument("--topic", metavar="T", help="only the cards of a topic and all below it")
    parser.add_argument("--limit", metavar="N", type=whole_number, help="at most so many cards")


def run(call: Call) -> int:
    """Review until nothing is left or the learner ends it."""
    options = call.options
    if options.plain and call.json:
        raise UsageError("--plain and --json exclude each other; see mlroad review --help")
    if not (options.plain or call.json):
        return _open_dashboard(call)
    from db.scheduler import Scheduler
    from db.study import StudySession
    from tui.opening import back_up_today, open_learner

    store, clock, library = open_learner(call.home)
    with closing(store):
        topics = _topics(options.topic, library)
        settings = store.settings()
        session = StudySession(store, clock, Scheduler(settings), settings, topics, options.limit)
        if call.json:
            return say_json(_document(session, library))
        from tui.plain import PlainReview

        warning = back_up_today(store, call.home)
        if warning:
            print(f"mlroad: {warning}", file=sys.stderr)
        return PlainReview(session, store, clock, library).run()


def _open_dashboard(call: Call) -> int:
    from tui.__main__ import open_dashboard

    topics = None
    if call.options.topic is not None:
        from tui.opening import open_library

        topics = _topics(call.options.topic, open_library(call.home))
    return open_dashboard(
        call.home, call.settings, mode="review", topics=topics, limit=call.options.limit
    )


def _topics(name: str | None, library: Library) -> frozenset[str] | None:
    """The topic and all below it, None for all. Raises ``Refusal`` with the nearest ids."""
    if name is None:
        return None
    from tui.commands.near import require
    from tui.commands.road import subtrees

    return subtrees(library)[require(name, library.topics, "topic", "mlroad topics")]


def _document(session: StudySession, library: Library) -> dict[str, object]:
    """What the review would begin with: counts, and the first card with its four choices."""
    from db.model import Shown, Waiting

    state = session.current()
    counts = session.counts()
    card = library.cards.get(state.card) if isinstance(state, Shown) else None
    return {
        "due": counts.due,
        "new": counts.new,
        "learning": counts.learning,
        "minutes": session.minutes(),
        "waits_until": iso_time(state.due_at) if isinstance(state, Waiting) else None,
        "card": None
        if card is None or not isinstance(state, Shown)
        else {
            "id": card.id,
            "topic": card.topic,
            "front": card.front,
            "back": card.back,
            "choices": [_choice(choice) for choice in state.choices],
        },
    }


def _choice(choice: Choice) -> dict[str, object]:
    memory = choice.memory
    due = iso_time(memory.due_at) if memory.due_at is not None else iso_day(memory.due_day)
    return {"rating": int(choice.rating), "label": choice.label, "due": due}

"""What you remember, what you did, and what is to come."""

from __future__ import annotations

from contextlib import closing

from tui.cleaning import plural
from tui.commands.output import say, say_json, say_rows
from tui.commands.times import iso_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.stats import Statistics
    from tui.commands.call import Call

_PERIODS = (("day", "today"), ("week", "7 days"), ("month", "30 days"), ("year", "365 days"))
_KINDS = (("young", "young, 30 days"), ("mature", "mature, 30 days"))
_BARS = 40


def add_arguments(parser: ArgumentParser) -> None:
    """Which cards."""
    parser.add_argument(
        "--cards", metavar="QUERY", default="", help="only of the cards that a search finds"
    )


def run(call: Call) -> int:
    """Print the statistics of now."""
    from db.stats import statistics
    from tui.opening import open_learner

    query = call.options.cards
    store, clock, library = open_learner(call.home)
    with closing(store):
        settings = store.settings()
        with store.reading() as connection:
            cards = None
            if query.strip():
                from db.browse import find, ids_of
                from db.scheduler import Scheduler
                from db.search import below_of

                below, day = below_of(library.topics), clock.study_day()
                numbers = find(connection, query, day, Scheduler(settings), below)
                cards = ids_of(connection, numbers)
            found = statistics(connection, clock, settings, cards)
    if call.json:
        return say_json(_document(found))
    if cards is not None:
        say(f"{plural(len(cards), 'card')}\n" if cards else "No card matches.")
    if not found.heatmap:
        if cards is None:
            say("No answers yet; `mlroad review --plain`, or `mlroad`, begins.")
        elif cards:
            say("No answers to these in the last 365 days.")
        return 0
    _say_past(found)
    _say_forecast(found)
    return 0


def _document(found: Statistics) -> dict[str, object]:
    """The shape of `stats --json`."""
    return {
        "reviews": dict(found.reviews),
        "retention": dict(found.retention),
        "desired": found.desired,
        "heatmap": {iso_day(day): number for day, number in sorted(found.heatmap.items())},
        "forecast": list(found.forecast),
        "minutes": {name: round(minutes, 2) for name, minutes in found.minutes.items()},
        "by_topic": {
            topic: {"reviews": one.reviews, "passed": one.passed}
            for topic, one in sorted(found.by_topic.items())
        },
        "streak": found.streak,
    }


def _say_past(found: Statistics) -> None:
    rows = [
        (words, found.reviews[name], f"{found.minutes[name]:.0f}", _share(found.retention[name]))
        for name, words in _PERIODS
    ]
    rows += [(words, "", "", _share(found.retention[name])) for name, words in _KINDS]
    say_rows(rows, heads=("", "Answers", "Minutes", "Remembered"), right=(1, 2, 3))
    say(f"\nRemembered counts first reviews of a day; the aim is {_share(found.desired)}.")
    if found.streak:
        say(f"{plural(found.streak, 'day')} in a row.")


def _share(value: float | None) -> str | None:
    return None if value is None else f"{value:.0%}"


def _say_forecast(found: Statistics) -> None:
    most = max(found.forecast, default=0)
    if not most:
        return
    say("\nDue in the days to come")
    days = list(found.forecast)[:14]
    say_rows(
        (
            (iso_day(found.day + place), number, "#" * -(-number * _BARS // most))
            for place, number in enumerate(days)
        ),
        indent="  ",
        right=(1,),
    )

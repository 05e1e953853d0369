"""What to do now: cards, minutes, next topics."""

from __future__ import annotations

from content.refusal import Refusal
from db.glance import glance
from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_json
from tui.commands.times import day_words, iso_day, iso_time, local_day, time_words
from tui.home import database
from tui.now import seconds_now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.glance import Glance
    from tui.commands.call import Call

_FIRST = "`mlroad` opens the dashboard, `mlroad review --plain` begins with the cards here"


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of every command."""


def run(call: Call) -> int:
    """Print today's counters. Opens the database read-only, and makes none."""
    now = seconds_now()
    found = glance(database(call.home), now)
    if found is not None and found.error is not None:
        raise Refusal(f"{found.error}; try again, or run `mlroad check`")
    if call.json:
        return say_json(_document(found, now))
    if found is None:
        say(f"{day_words(local_day(now))}\n\nNothing studied yet:\n{_FIRST}.")
        return 0
    _say_glance(found)
    return 0


def _document(found: Glance | None, now: float) -> dict[str, object]:
    """The shape of `today --json`; before there is a database the counts are unknown."""
    if found is None:
        counts = dict.fromkeys(("due", "new", "learning", "minutes"))
        rest: dict[str, object] = {"streak": 0, "next_topics": [], "next_due_at": None}
        return {"day": iso_day(local_day(now)), **counts, **rest}
    return {
        "day": iso_day(found.day),
        "due": found.due,
        "new": found.new,
        "learning": found.learning,
        "minutes": found.minutes,
        "streak": found.streak,
        "next_topics": list(found.next_topics),
        "next_due_at": iso_time(found.next_due_at),
    }


def _say_glance(found: Glance) -> None:
    say(day_words(found.day))
    say()
    say(f"  {found.due:4} due   {found.new:4} new   {found.learning:4} learning")
    say()
    if found.due + found.new + found.learning:
        say(f"About {plural(found.minutes, 'minute')}: `mlroad review --plain`, or `mlroad`.")
    elif found.next_due_at is None:
        say("No card is waiting.")
    if found.next_due_at is not None and not found.due + found.new:
        say(f"Next card at {time_words(found.next_due_at)}.")
    if found.streak:
        say(f"{plural(found.streak, 'day')} in a row.")
    if found.next_topics:
        say("\nNext on the map")
        for topic in found.next_topics:
            say(f"  {clean_line(topic)}")

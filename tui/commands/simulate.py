"""What if: the work and what is remembered in days to come, at other settings.

Your own cards are followed day by day, with your speed and your ratings so far
and the chances that FSRS gives. Without --retention several are set side by
side. Nothing is changed; the same question gives the same answer all day.
"""

from __future__ import annotations

from contextlib import closing

from tui.cleaning import plural
from tui.commands.output import say, say_json, say_rows
from tui.parsing import UsageError, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.simulate import Simulation
    from db.what_if import WhatIf
    from tui.commands.call import Call

_MONTH = 30
_LEAST, _MOST = 0.70, 0.99


def add_arguments(parser: ArgumentParser) -> None:
    """What is to be otherwise."""
    parser.add_argument(
        "--retention",
        metavar="X",
        type=float,
        help="the desired retention, 0.70 to 0.99 (without it: several side by side)",
    )
    parser.add_argument("--new", metavar="N", type=_count, help="new cards a day")
    parser.add_argument(
        "--minutes", metavar="M", type=whole_number, help="at most so many minutes a day"
    )
    parser.add_argument(
        "--days", metavar="D", type=whole_number, default=365, help="how far to look (365)"
    )


def _count(text: str) -> int:
    return 0 if text.strip() == "0" else whole_number(text)


def run(call: Call) -> int:
    """Simulate and print."""
    from db.simulate import Limits
    from db.what_if import DAYS_MAX, RETENTIONS, what_if
    from tui.opening import open_learner

    options = call.options
    retention: float | None = options.retention
    if retention is not None and not _LEAST <= retention <= _MOST:
        raise UsageError(f"--retention must be {_LEAST} to {_MOST}; see mlroad simulate --help")
    if options.days > DAYS_MAX:
        raise UsageError(f"--days must be at most {DAYS_MAX}; see mlroad simulate --help")
    store, clock, _ = open_learner(call.home)
    with closing(store):
        settings = store.settings()
        new = settings.new_per_day if options.new is None else options.new
        limits = Limits(options.days, new, settings.reviews_per_day, options.minutes)
        wanted = RETENTIONS if retention is None else (retention,)
        found = what_if(store.path, clock.study_day(), limits, wanted)
    if call.json:
        return say_json(_document(found))
    _say_question(found)
    if retention is None:
        _say_side_by_side(found, settings.desired_retention)
    else:
        _say_months(found.simulations[0])
    return 0


def _document(found: WhatIf) -> dict[str, object]:
    """The shape of `simulate --json`."""
    limits = found.limits
    return {
        "days": limits.days,
        "new_per_day": limits.new,
        "reviews_per_day": limits.reviews,
        "minutes_per_day": limits.minutes,
        "cards_seen": found.seen,
        "cards_new": found.new,
        "simulations": [
            {
                "retention": one.retention,
                "minutes_a_day": round(one.minutes_a_day, 2),
                "reviews_a_day": round(one.reviews_a_day, 2),
                "remembered": round(one.remembered[-1], 1),
                "reviews": [round(number, 1) for number in one.reviews],
                "minutes": [round(number, 2) for number in one.minutes],
                "new": [round(number, 1) for number in one.new],
                "remembered_by_day": [round(number, 1) for number in one.remembered],
                "backlog": [round(number, 1) for number in one.backlog],
            }
            for one in found.simulations
        ],
    }


def _say_question(found: WhatIf) -> None:
    limits = found.limits
    most = "" if limits.minutes is None else f", {plural(round(limits.minutes), 'minute')} a day"
    say(
        f"{plural(found.seen, 'card')} seen, {found.new} new; {plural(limits.days, 'day')}\n"
        f"with {limits.new} new and at most {limits.reviews} a day{most}.\n"
    )


def _say_side_by_side(found: WhatIf, desired: float) -> None:
    say_rows(
        [
            (
                f"{one.retention:.0%}" + (" (yours)" if one.retention == desired else ""),
                f"{one.minutes_a_day:.1f}",
                f"{one.reviews_a_day:.1f}",
                f"{one.remembered[-1]:.0f}",
                f"{one.backlog[-1]:.0f}",
            )
            for one in found.simulations
        ],
        heads=("Retention", "Minutes a day", "Reviews a day", "Remembered", "Left over"),
        right=(1, 2, 3, 4),
    )
    say("\nRemembered: the cards you would know on the last day; left over: due, not asked.")


def _say_months(one: Simulation) -> None:
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(one.reviews), _MONTH):
        end = min(start + _MONTH, len(one.reviews))
        days = end - start
        rows.append(
            (
                f"{start + 1}-{end}",
                f"{sum(one.minutes[start:end]) / days:.1f}",
                f"{sum(one.reviews[start:end]) / days:.1f}",
                f"{sum(one.new[start:end]):.0f}",
                f"{one.remembered[end - 1]:.0f}",
                f"{one.backlog[end - 1]:.0f}",
            )
        )
    heads = ("Days", "Minutes a day", "Reviews a day", "New", "Remembered", "Left over")
    say_rows(rows, heads=heads, right=(1, 2, 3, 4, 5))

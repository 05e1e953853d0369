"""A simulation in rows, bars and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tui.pictures import averages, bar, columns
from tui.text import content, fit
from tui.widgets.rows import Row

if TYPE_CHECKING:
    from db.simulate import Simulation
    from db.what_if import WhatIf

_NAME = 13
_NUMBERS = 32
_LABEL = 8


def _bar_cells(room: int) -> int:
    """The width of the bars; 0 where there is no room for them, nor for the reviews."""
    return max(0, min(24, room - _NAME - _NUMBERS - 3))


def heads(room: int) -> Content:
    """The names above the columns."""
    cells = _bar_cells(room)
    reviews = "  Reviews" if cells else ""
    return content(fit(" Retention", _NAME) + " " * cells + f"  Minutes{reviews}   Known    Left")


def retention_row(one: Simulation, most: float, desired: float, room: int) -> Row:
    """One retention: minutes and reviews a day, what is known and left over on the last day."""
    cells = _bar_cells(room)
    yours = " yours" if abs(one.retention - desired) < 1e-9 else ""
    name = fit(f" {one.retention:.0%}{yours}", _NAME)
    minutes = one.minutes_a_day
    return Row(
        (
            (name, "strong" if yours else ""),
            (bar(minutes / most if most else 0.0, cells), "accent"),
            (f"{minutes:>9.1f}", ""),
            (f"{_short(one.reviews_a_day):>9}" if cells else "", ""),
            (f"{_whole(one.remembered[-1]):>8}", ""),
            (f"{_whole(one.backlog[-1]):>8}", "warn" if _grows(one) else "muted"),
        )
    )


def _grows(one: Simulation) -> bool:
    """Whether more cards wait on the last day than on the first."""
    return one.backlog[-1] > one.backlog[0] + 1


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"


def _whole(number: float) -> str:
    return f"{number:,.0f}"


def course(found: WhatIf, place: int, desired: float, room: int, height: int) -> list[Content]:
    """The days at one retention: minutes a day, cards known, and a sentence."""
    one = found.simulations[place]
    wide = max(10, min(room - _LABEL, 2 * (found.limits.days // 7 or 1), 104))
    lines: list[Content] = [content("")]
    for name, numbers in (("minutes", one.minutes), ("known", one.remembered)):
        drawn = averages(numbers, wide)
        most = max(drawn, default=0.0)
        for row, line in enumerate(columns(drawn, height)):
            label = name if row == height - 1 else _short(most) if row == 0 else ""
            lines.append(content((f"{label:>{_LABEL - 1}} ", "$muted"), (line, "$accent")))
    end = f"day {found.limits.days}"
    drawn_width = len(averages(one.minutes, wide))
    lines.append(content((" " * _LABEL + "today" + end.rjust(drawn_width - 5), "$muted")))
    lines += [content(""), content(_sentence(found.simulations, one, desired))]
    if height > 1:
        words = "Known: on the last day. Left: due by then, and not asked."
        lines.append(content((words, "$muted")))
    return lines


def _sentence(all_of_them: Sequence[Simulation], one: Simulation, desired: float) -> str:
    days = len(one.minutes)
    yours = next((o for o in all_of_them if abs(o.retention - desired) < 1e-9), one)
    if one is yours:
        held = (
            f" {_whole(one.backlog[-1])} due cards would wait: the limits are too low for them."
            if _grows(one)
            else ""
        )
        return (
            f"At {one.retention:.0%} you would spend {one.minutes_a_day:.1f} minutes a day and "
            f"know {_whole(one.remembered[-1])} cards after {days} days.{held}"
        )
    minutes = one.minutes_a_day - yours.minutes_a_day
    cards = one.remembered[-1] - yours.remembered[-1]
    return (
        f"At {one.retention:.0%} and not {yours.retention:.0%}: {abs(minutes):.1f} minutes a day "
        f"{'more' if minutes >= 0 else 'less'}, and in the end {_whole(abs(cards))} "
        f"{'more' if cards >= 0 else 'fewer'} of the cards known."
    )

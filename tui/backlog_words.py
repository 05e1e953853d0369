"""A plan of the backlog's tools in words and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.pictures import columns
from tui.text import content, plural

if TYPE_CHECKING:
    from db.backlog import Plan

_LABEL = 7


def plan_content(plan: Plan, today: int, room: int, tight: bool) -> list[Content]:
    """What would move, the cards due on each of the next days now and then; ``tight``: lower."""
    gap = [] if tight else [content("")]
    if not plan.moves:
        return [*gap, content(("Nothing would move.", "bold"), " Enter or Esc leaves.")]
    now, then = max(plan.before), max(plan.after)
    fullest = f"the fullest of {len(plan.before)} days {now} → {then}."
    return [
        *gap,
        content((plan.label(), "bold"), f": {_moves(plan, today)}."),
        content(f"Today {plan.before[0]} → {plan.after[0]} cards, {fullest}"),
        *gap,
        *_bars(plan, room, 2 if tight else 3),
        content((" " * _LABEL + "today, then a column for each day", "$muted")),
    ]


def _moves(plan: Plan, today: int) -> str:
    """How many come later than they would (what is late would come today), and how many sooner."""
    by = [move.after - max(move.before, today) for move in plan.moves]
    later, farthest = sum(days > 0 for days in by), max(map(abs, by))
    parts = ((later, "later"), (len(by) - later, "sooner"))
    words = ", ".join(f"{number} {word}" for number, word in parts if number)
    return f"{words}, by {plural(farthest, 'day')} at most"


def _bars(plan: Plan, room: int, height: int) -> list[Content]:
    """Both pictures in one scale: the greatest number stands behind what is shown."""
    most = max(*plan.before, *plan.after, 1)
    wide = 2 if room >= _LABEL + 2 * len(plan.before) else 1
    lines: list[Content] = []
    for name, numbers in (("now", plan.before), ("then", plan.after)):
        shown = [number for number in numbers for _ in range(wide)][: max(room - _LABEL, 1)]
        style = "$muted" if name == "now" else "$accent"
        for row, line in enumerate(columns([*shown, most], height)):
            label = name.ljust(5) if row == height - 1 else f"{most:>5}" if row == 0 else " " * 5
            lines.append(content((f"{label}  ", "$muted"), (line[:-1], style)))
    return lines

"""A plan of the backlog's tools in words and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.pictures import columns
from tui.text import content, plural

if TYPE_CHECKING:
    from db.backlog import Plan

_LABEL = 7


def plan_content(plan: Plan, room: int, height: int) -> list[Content]:
    """What would move, the cards due on each of the next days now and then."""
    if not plan.moves:
        return [content(""), content(("Nothing would move.", "bold"), " Enter or Esc leaves.")]
    later = sum(move.after > move.before for move in plan.moves)
    farthest = max(abs(move.after - move.before) for move in plan.moves)
    sooner = len(plan.moves) - later
    parts = [
        f"{number} {word}" for number, word in ((later, "later"), (sooner, "sooner")) if number
    ]
    lines = [
        content(""),
        content(
            (plan.label(), "bold"), f": {', '.join(parts)}, by {plural(farthest, 'day')} at most."
        ),
        content(
            f"Today {plan.before[0]} → {plan.after[0]} cards, "
            f"the fullest of {len(plan.before)} days {max(plan.before)} → {max(plan.after)}.",
        ),
        content(""),
    ]
    most = max(*plan.before, *plan.after, 1)
    wide = 2 if room >= _LABEL + 2 * len(plan.before) else 1
    for name, numbers in (("now", plan.before), ("then", plan.after)):
        shown = [number for number in numbers for _ in range(wide)][: max(room - _LABEL, 1)]
        # Both pictures have one scale: the greatest number stands behind what is shown.
        for row, line in enumerate(columns([*shown, most], height)):
            label = f"{name:<5}" if row == height - 1 else f"{most:>5}" if row == 0 else " " * 5
            style = "$muted" if name == "now" else "$accent"
            lines.append(content((f"{label}  ", "$muted"), (line[:-1], style)))
    lines.append(content(("       today, then a column for each day", "$muted")))
    return lines

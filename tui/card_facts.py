"""What is known of one card as plain text: for the panel over a screen and for line mode."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from db.intervals import span
from db.model import State
from tui.cleaning import plural

if TYPE_CHECKING:
    from db.history import HistoryRow
    from db.model import Choice
    from tui.study_view import CardInfo

RATINGS = ("Again", "Hard", "Good", "Easy")
CRAM_MOVES_NOTHING = "This is a cram: no rating moves the card, its schedule stays as it is."
HISTORY_HEAD = "Day         Answer   Interval  Stability  Recall  Time"
_STATES = {
    State.NEW: "new: never answered",
    State.LEARNING: "learning: in its first steps",
    State.REVIEW: "review: comes by the day",
    State.RELEARNING: "relearning: was forgotten",
}
_CHANGES = {"set-due": "set due", "forget": "new", "reschedule": "moved"}
_KINDS = {"early": "early", "cram": "cram"}
_DAY_S = 86_400


def day_text(day: int) -> str:
    """A study day as an ISO date."""
    return time.strftime("%Y-%m-%d", time.gmtime(day * _DAY_S))


def fact_rows(info: CardInfo) -> list[tuple[str, str]]:
    """The memory now, what is set on the card, where its words come from: names and words."""
    facts, card = info.facts, info.card
    rows = [("State", ", ".join((_STATES[facts.state], *_held(info))))]
    if facts.due_day is not None:
        rows.append(("Due", f"{day_text(facts.due_day)}, {_when(facts.due_day - info.today)}"))
    elif facts.due_at is not None:
        rows.append(("Due", "today, by its learning step"))
    if facts.stability is not None:
        rows.append(("Stability", f"{_days(facts.stability)} until recall falls to 90 %"))
    if facts.difficulty is not None:
        rows.append(("Difficulty", f"{facts.difficulty:.1f} of 10"))
    if facts.retrievability is not None:
        rows.append(("Recall today", _percent(facts.retrievability)))
    if facts.last_day is not None:
        rows.append(
            (
                "Last answer",
                f"{day_text(facts.last_day)}, {_when(min(0, facts.last_day - info.today))}",
            )
        )
    answers = f"{facts.reps}, forgotten {times(facts.lapses)}"
    rows.append(("Answers", answers + (f", {facts.seconds:.0f} s each" if facts.seconds else "")))
    rows.append(("Tags", " ".join(facts.tags) or "none"))
    rows.append(("Flag", str(facts.flag) if facts.flag else "none"))
    proved = ", proved" if card.proved else ""
    rows.append(("Card", f"{card.kind}, {card.skill}, level {card.difficulty} of 5{proved}"))
    rows.append(("Id", f"{card.id} ({_origin(info)})"))
    if card.source is not None:
        rows.append(("Source", card.source.title))
        if card.source.url and card.source.url != card.source.title:
            rows.append(("", card.source.url))
    return rows


def _held(info: CardInfo) -> list[str]:
    facts = info.facts
    signs = (("suspended", facts.suspended), ("put aside until tomorrow", facts.buried))
    held = [name for name, on in (*signs, ("marked", facts.marked)) if on]
    return [*held, "leech"] if "leech" in facts.tags else held


def _origin(info: CardInfo) -> str:
    if info.facts.own:
        return "your own"
    return "shipped, with your words" if info.facts.edited else "shipped"


def button_words(choice: Choice) -> str:
    """What a rating would do: when the card comes back, and its stability then."""
    memory = choice.memory
    words = f"back in {choice.label}"
    if memory.due_day is not None:
        words += f" on {day_text(memory.due_day)}"
    if memory.stability is not None:
        words += f", stability {_days(memory.stability)}"
    return words


def curve_title(info: CardInfo) -> str:
    """What the picture of the forgetting curve shows."""
    after = "" if info.curve_after is None else RATINGS[info.curve_after - 1]
    return f"Recall after {after}: 100 % now, {_percent(info.curve[-1])} when it comes back"


def history_rows(info: CardInfo) -> list[str]:
    """A line for each answer and change of the schedule, newest first, as HISTORY_HEAD says."""
    return [_history_row(row) for row in info.history]


def _history_row(row: HistoryRow) -> str:
    said = _CHANGES.get(row.kind, row.kind) if row.rating is None else RATINGS[row.rating - 1]
    interval = "-" if row.interval_s is None else span(row.interval_s)
    stability = "-" if row.stability is None else _days(row.stability)
    recall = "-" if row.retrievability is None else _percent(row.retrievability)
    spent = f"{row.duration_ms / 1000:.0f} s" if row.rating is not None else "-"
    cells = (
        f"{day_text(row.study_day)}  {said:<8} {interval:<9} {stability:<10} {recall:<7} {spent}"
    )
    return f"{cells:<53} {_KINDS[row.kind]}" if row.kind in _KINDS else cells


def times(number: int) -> str:
    """How often: `once`, `3 times`."""
    return "once" if number == 1 else f"{number} times"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _days(days: float) -> str:
    return f"{days:.1f} d" if days < 1_000 else f"{days / 365:.1f} y"


def _when(days: int) -> str:
    if days == 0:
        return "today"
    return f"in {plural(days, 'day')}" if days > 0 else f"{plural(-days, 'day')} ago"

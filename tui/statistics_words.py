"""The statistics as pictures, each with a sentence that says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from tui.pictures import bar, columns, date_words, heat_rows, marked_bar
from tui.text import content, fit, plural

if TYPE_CHECKING:
    from content.model import Library
    from db.calibration import Bin, Calibration
    from db.stats import Statistics

_PERIODS = (("day", "Today"), ("week", "7 days"), ("month", "30 days"), ("year", "Year"))
_AGES = (("young", "Young"), ("mature", "Mature"))
_BAR = 20
_LABEL = 10
_CHANCE = 100
"""Below so many reviews, shares say more of chance than of memory."""
_FEW = 25
"""Below so many a single bin is drawn muted, and does not stretch the picture."""


def heading(words: str) -> Content:
    """The head of a picture."""
    return content((words, "bold $accent"))


def nothing_yet(narrowed: str) -> list[Content]:
    """What stands there before there is anything to count."""
    if narrowed:
        return [
            content(("No answers to these cards yet.", "bold")),
            content(("/", "bold"), (" looks for others, Esc shows all.", "$muted")),
        ]
    return [
        content(("Nothing to count yet.", "bold")),
        content("After the first review the pictures stand here."),
        content(("R", "bold"), (" starts the review.", "$muted")),
    ]


def retention(found: Statistics) -> list[Content]:
    """How much was remembered, beside what is desired."""
    lines = [heading("Retention: how much was remembered when it was asked")]
    for key, name in (*_PERIODS, *_AGES):
        share = found.retention.get(key)
        if share is None:
            lines.append(content(fit(name, _LABEL), ("no review yet", "$muted")))
            continue
        style = "$success" if share >= found.desired - 0.03 else "$warning"
        lines.append(content(fit(name, _LABEL), (bar(share, _BAR), style), f" {share:>4.0%}"))
    lines.append(
        content(
            ("Desired   ", "$muted"),
            (bar(found.desired, _BAR), "$muted"),
            (f" {found.desired:>4.0%}", "$muted"),
        )
    )
    return [*lines, content((_retention_words(found), "$muted")), content("")]


def _retention_words(found: Statistics) -> str:
    share = found.retention.get("month")
    if share is None:
        return "It counts the first answer of a day to cards that come by the day."
    gap = share - found.desired
    if gap < -0.03:
        return "Less is remembered than planned: fewer new cards, or learn the topic's text again."
    if gap > 0.05:
        return "More is remembered than planned: the reviews could be fewer."
    return "What you remember is what you planned."


def calibration(found: Calibration, room: int) -> list[Content]:
    """What FSRS predicted beside what was remembered: the bar should end at the line."""
    lines = [heading("Calibration: was your recall predicted well?")]
    if found.seen is None or found.predicted is None:
        words = "It needs cards that come back after a day or more."
        return [*lines, content((words, "$muted")), content("")]
    cells = max(12, min(40, room - _LABEL - 22))
    telling = [one for one in found.bins if one.reviews >= _FEW] or found.bins
    base = 0.5 if min(min(one.predicted, one.seen) for one in telling) >= 0.5 else 0.0
    for one in found.bins:
        lines.append(_calibration_row(one, cells, base))
    axis = f"{base:.0%}".ljust(cells - 4) + "100%"
    lines.append(content((" " * _LABEL + axis, "$muted")))
    words = "Left: the chance that FSRS gave, and │ its mean. Bar: what you then knew."
    return [
        *lines,
        content((words, "$muted")),
        content((_calibration_words(found), "$muted")),
        content(""),
    ]


def _calibration_row(one: Bin, cells: int, base: float) -> Content:
    seen = (one.seen - base) / (1.0 - base)
    before, after = marked_bar(seen, (one.predicted - base) / (1.0 - base), cells)
    label = f"{one.least * 100:.0f}-{one.most:.0%}" if one.least else f"<{one.most:.0%}"
    style = "$muted" if one.reviews < _FEW else "$accent"
    return content(
        fit(label, _LABEL),
        (before, style),
        ("│", "bold $foreground"),
        (after, style),
        f" {one.seen:>4.0%}",
        (f" of {one.reviews}", "$muted"),
    )


def _calibration_words(found: Calibration) -> str:
    if found.reviews < _CHANCE or found.seen is None or found.predicted is None:
        count = plural(found.reviews, "review")
        return f"Of {count} this is mostly chance; from {_CHANCE} on it says something."
    said, seen = f"{found.predicted * 100:.0f}", f"{found.seen * 100:.0f}"
    if abs(found.seen - found.predicted) < 0.02:
        return f"Of 100 cards FSRS thought you knew {said}; you knew {seen}: it knows you well."
    if found.seen < found.predicted:
        return f"Of 100 cards FSRS thought you knew {said}, but you knew {seen}: f fits it to you."
    return f"You knew {seen} of 100 where FSRS thought {said}: cards could come later; f fits it."


def forecast(found: Statistics, room: int) -> list[Content]:
    """The cards due on the days to come."""
    wide = 2 if room >= 66 else 1
    numbers = [number for number in found.forecast for _ in range(wide)]
    lines = [heading("Coming: cards due on each of the next 30 days")]
    most = max(found.forecast, default=0)
    for row, line in enumerate(columns(numbers, 4)):
        label = str(most) if row == 0 else ""
        lines.append(content((f"{label:>4} ", "$muted"), (line, "$accent")))
    end = date_words(found.day + len(found.forecast) - 1)
    lines.append(content(("     today" + end.rjust(len(numbers) - 5), "$muted")))
    total, first = sum(found.forecast), found.forecast[0] if found.forecast else 0
    words = (
        f"{plural(first, 'card')} due today, {total} in the 30 days with what is learned so far."
    )
    return [*lines, content((words, "$muted")), content("")]


def year(found: Statistics, room: int) -> list[Content]:
    """A year by study day."""
    weeks = min(52, (room - 6) // 2)
    days = weeks * 7 - (6 - (found.day + 3) % 7)
    heat = [found.heatmap.get(found.day - days + 1 + place, 0) for place in range(days)]
    active = sum(number > 0 for number in heat)
    words = (
        f"Answers on {plural(active, 'day')} of the last {days}; "
        f"the streak is {plural(found.streak, 'day')}."
    )
    lines = [heading(f"The last {weeks} weeks, a column each"), *heat_rows(heat, found.day)]
    return [*lines, content((words, "$muted")), content("")]


def time_spent(found: Statistics) -> list[Content]:
    """Answers and minutes."""
    lines = [heading("Time and answers")]
    for key, name in _PERIODS:
        answers, minutes = found.reviews.get(key, 0), found.minutes.get(key, 0.0)
        lines.append(
            content(fit(name, _LABEL), f"{plural(answers, 'answer')} in {_spent(minutes)}")
        )
    answers, minutes = found.reviews.get("month", 0), found.minutes.get("month", 0.0)
    if answers:
        words = f"An answer took {minutes * 60 / answers:.0f} seconds on average this month."
        lines.append(content((words, "$muted")))
    return [*lines, content("")]


def _spent(minutes: float) -> str:
    if minutes < 1:
        return "under a minute" if minutes else "no time"
    if minutes < 120:
        return plural(round(minutes), "minute")
    return f"{minutes / 60:.1f} hours"


def topics(found: Statistics, library: Library, room: int) -> list[Content]:
    """The weakest topics of the month."""
    by_topic: Mapping[str, tuple[int, int]] = {
        name: (numbers.reviews, numbers.passed) for name, numbers in found.by_topic.items()
    }
    if not by_topic:
        return []
    lines = [heading("Topics of the last 30 days, the weakest first")]
    weakest = sorted(by_topic.items(), key=lambda item: (item[1][1] / item[1][0], -item[1][0]))
    for name, (reviews, passed) in weakest[:10]:
        title = library.topics[name].title if name in library.topics else name
        share = passed / reviews
        lines.append(
            content(
                fit(title, max(12, min(40, room - 34))),
                " ",
                (bar(share, 10), "$accent"),
                f" {share:>4.0%}",
                (f" of {plural(reviews, 'review')}", "$muted"),
            )
        )
    words = "The share that was remembered; below 70 % the topic's own text helps most."
    return [*lines, content((words, "$muted"))]

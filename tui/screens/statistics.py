"""Statistics: pictures first, each with a sentence that says what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tui.pictures import bar, columns, date_words, heat_rows
from tui.text import content, fit, joined, plural
from tui.widgets.pane import Pane
from tui.widgets.screen import ModeScreen, bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from content.model import Library
    from db.stats import Statistics

_PERIODS = (("day", "Today"), ("week", "7 days"), ("month", "30 days"), ("year", "Year"))
_AGES = (("young", "Young"), ("mature", "Mature"))
_BAR = 20


class StatisticsScreen(ModeScreen):
    """Retention, what is coming, the year by day, time, topics."""

    WHERE = "statistics"
    CSS_PATH = "../styles/statistics.tcss"
    BINDINGS = bindings_for("statistics")

    def __init__(self) -> None:
        super().__init__()
        self._found: Statistics | None = None

    def compose_body(self) -> Iterable[Widget]:
        """One column that scrolls."""
        pane = Pane(Words("Counting ...", id="pictures"), id="statistics", classes="pane")
        pane.border_title = "Statistics"
        yield pane

    def on_mount(self) -> None:
        """Keys scroll."""
        self.query_one("#statistics").focus()

    def on_resize(self) -> None:
        """The pictures are drawn to the width."""
        self.call_after_refresh(self._draw)

    def reload(self) -> None:
        """Count anew."""
        services = self.services
        if services is None:
            return

        async def work() -> None:
            self._found = await services.read(services.statistics)
            self._draw()

        self.load("counting the statistics", work)

    def show_failure(self, words: str) -> None:
        """Why there are no numbers."""
        self.query_one("#pictures", Words).say((words, "$warning"))

    def _draw(self) -> None:
        found, services = self._found, self.services
        if found is None or services is None:
            return
        words = self.query_one("#pictures", Words)
        room = max(30, self.query_one("#statistics").scrollable_content_region.width)
        if not any(found.heatmap.values()):
            words.show(
                joined(
                    [
                        content(("Nothing to count yet.", "bold")),
                        content("After the first review the pictures stand here."),
                        content(("R", "bold"), (" starts the review.", "$muted")),
                    ]
                )
            )
            return
        lines = [
            *_retention(found),
            *_forecast(found, room),
            *_year(found, room),
            *_time(found),
            *_topics(found, services.library, room),
        ]
        words.show(joined(lines))

    def action_down(self) -> None:
        """A line down."""
        self.query_one("#statistics").scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        """A line up."""
        self.query_one("#statistics").scroll_relative(y=-1, animate=False)


def _heading(words: str) -> Content:
    return content((words, "bold $accent"))


def _retention(found: Statistics) -> list[Content]:
    lines = [_heading("Retention: how much was remembered when it was asked")]
    for key, name in (*_PERIODS, *_AGES):
        share = found.retention.get(key)
        if share is None:
            lines.append(content(fit(name, 10), ("no review yet", "$muted")))
            continue
        style = "$success" if share >= found.desired - 0.03 else "$warning"
        lines.append(content(fit(name, 10), (bar(share, _BAR), style), f" {share:>4.0%}"))
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


def _forecast(found: Statistics, room: int) -> list[Content]:
    wide = 2 if room >= 66 else 1
    numbers = [number for number in found.forecast for _ in range(wide)]
    lines = [_heading("Coming: cards due on each of the next 30 days")]
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


def _year(found: Statistics, room: int) -> list[Content]:
    weeks = min(52, (room - 6) // 2)
    days = weeks * 7 - (6 - (found.day + 3) % 7)
    heat = [found.heatmap.get(found.day - days + 1 + place, 0) for place in range(days)]
    active = sum(number > 0 for number in heat)
    words = (
        f"Answers on {plural(active, 'day')} of the last {days}; "
        f"the streak is {plural(found.streak, 'day')}."
    )
    lines = [_heading(f"The last {weeks} weeks, a column each"), *heat_rows(heat, found.day)]
    return [*lines, content((words, "$muted")), content("")]


def _time(found: Statistics) -> list[Content]:
    lines = [_heading("Time and answers")]
    for key, name in _PERIODS:
        answers, minutes = found.reviews.get(key, 0), found.minutes.get(key, 0.0)
        lines.append(content(fit(name, 10), f"{plural(answers, 'answer')} in {_spent(minutes)}"))
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


def _topics(found: Statistics, library: Library, room: int) -> list[Content]:
    by_topic: Mapping[str, tuple[int, int]] = {
        name: (numbers.reviews, numbers.passed) for name, numbers in found.by_topic.items()
    }
    if not by_topic:
        return []
    lines = [_heading("Topics of the last 30 days, the weakest first")]
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
    return lines

"""Statistics: pictures first, each with a sentence that says what it means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from tui import statistics_words as words_of
from tui.text import content, joined, plural, title
from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.screen import ModeScreen, bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from db.calibration import Calibration
    from db.stats import Statistics


class StatisticsScreen(ModeScreen):
    """Retention, calibration, what is coming, the year by day, time, topics."""

    WHERE = "statistics"
    CSS_PATH = "../styles/statistics.tcss"
    BINDINGS = bindings_for("statistics")

    def __init__(self) -> None:
        super().__init__()
        self._found: Statistics | None = None
        self._calibration: Calibration | None = None
        self._query = ""

    def compose_body(self) -> Iterable[Widget]:
        """One column that scrolls, and under it the line to narrow it by."""
        pane = Pane(Words("Counting ...", id="pictures"), id="statistics", classes="pane")
        pane.border_title = "Statistics"
        yield pane
        yield Field(placeholder="topic:ID  tag:WORD  is:leech  words", id="filter")

    def on_mount(self) -> None:
        """Keys scroll."""
        self.query_one("#filter", Field).compact = True
        self.query_one("#statistics").focus()

    def on_resize(self) -> None:
        """The pictures are drawn to the width."""
        self.call_after_refresh(self._draw)

    def reload(self) -> None:
        """Count anew."""
        services = self.services
        if services is None:
            return
        query = self._query

        async def work() -> None:
            figures = await services.read(lambda: services.figures)
            of = await services.read(figures.narrowed, query)
            self._found = await services.read(figures.statistics, of)
            self._calibration = None
            self._say_narrowed(None if of.cards is None else len(of.cards))
            self._draw()
            # Behind the rest: it reads the rows of a year.
            self._calibration = await services.read(figures.calibration, of)
            self._draw()

        self.load("counting the statistics", work)

    def show_failure(self, words: str) -> None:
        """Why there are no numbers."""
        self.query_one("#pictures", Words).say((words, "$warning"))

    def _say_narrowed(self, cards: int | None) -> None:
        words = "" if cards is None else f"{plural(cards, 'card')} of “{self._query}”, Esc: all"
        self.query_one("#statistics").border_subtitle = title(words) if words else ""

    def _draw(self) -> None:
        found, services = self._found, self.services
        if found is None or services is None:
            return
        words = self.query_one("#pictures", Words)
        room = max(30, self.query_one("#statistics").scrollable_content_region.width)
        if not any(found.heatmap.values()):
            words.show(joined(words_of.nothing_yet(self._query)))
            return
        lines = [
            *words_of.retention(found),
            *self._calibration_lines(room),
            *words_of.forecast(found, room),
            *words_of.year(found, room),
            *words_of.time_spent(found),
            *words_of.topics(found, services.library, room),
        ]
        words.show(joined(lines))

    def _calibration_lines(self, room: int) -> list[Content]:
        if self._calibration is not None:
            return words_of.calibration(self._calibration, room)
        return [
            words_of.heading("Calibration: was your recall predicted well?"),
            content(("Reading the reviews of a year ...", "$muted")),
            content(""),
        ]

    # Narrowing

    def action_filter(self) -> None:
        """Type a search."""
        field = self.query_one("#filter", Field)
        field.value = self._query
        field.add_class("-open")
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Narrow the figures to what the search finds; a wrong one stays to be put right."""
        services, query = self.services, event.value.strip()
        if services is None:
            return

        async def work() -> None:
            await services.read(lambda: services.figures.narrowed(query))
            self._narrow(query)

        self.run_worker(work, group="narrow", exit_on_error=False, description="the search")

    def key_escape(self) -> None:
        """One step back: out of the line, then from some cards to all."""
        if self.query_one("#filter", Field).has_class("-open"):
            self._close_field()
        elif self._query:
            self._narrow("")

    def _narrow(self, query: str) -> None:
        self._query = query
        self._close_field()
        self.query_one("#statistics", Pane).scroll_home(animate=False)
        self.reload()

    def _close_field(self) -> None:
        self.query_one("#filter", Field).remove_class("-open")
        self.query_one("#statistics").focus()

    # Screens of their own

    def action_what_if(self) -> None:
        """The days to come at other settings."""
        services = self.services
        if services is not None:
            from tui.screens.simulator import SimulatorScreen

            self.mlroad.push_screen(SimulatorScreen(services))

    def action_fit(self) -> None:
        """Fit FSRS to the learner."""
        services = self.services
        if services is not None:
            from tui.screens.fitting import FittingScreen

            self.mlroad.push_screen(FittingScreen(services))

    def action_down(self) -> None:
        """A line down."""
        self.query_one("#statistics").scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        """A line up."""
        self.query_one("#statistics").scroll_relative(y=-1, animate=False)

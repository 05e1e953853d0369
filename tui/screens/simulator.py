"""What if: the work and the knowledge of the days to come, several retentions side by side."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import Worker

from content.refusal import Refusal
from tui.simulator_words import course, heads, retention_row
from tui.text import joined, plural, title
from tui.widgets.field import Field
from tui.widgets.rows import Row, Rows
from tui.widgets.screen import bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from db.model import StudySettings
    from db.simulate import Limits
    from db.what_if import WhatIf
    from tui.app import MlroadApp
    from tui.services import Services

_FIELDS = (("new", "New a day", 4), ("minutes", "Minutes a day", 4), ("days", "Days", 4))


class SimulatorScreen(ModalScreen[None]):
    """Nothing is changed here; the numbers are those of the settings until others are typed."""

    CSS_PATH = "../styles/simulator.tcss"
    BINDINGS = bindings_for("simulator")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._settings: StudySettings | None = None
        self._found: WhatIf | None = None
        self._shown: Limits | None = None
        self._cancel = threading.Event()

    def compose(self) -> ComposeResult:
        """The numbers, the retentions, the course of one of them."""
        box = Vertical(id="box")
        box.border_title = "What if"
        box.border_subtitle = "j k choose · n numbers · Esc closes"
        with box:
            with Horizontal(id="numbers"):
                for name, words, most in _FIELDS:
                    yield Words(words)
                    yield Field("", restrict="[0-9]*", max_length=most, id=name)
            yield Words(id="heads")
            yield Rows(empty="Reading the cards ...", id="retentions")
            yield Words(id="course")

    def on_mount(self) -> None:
        """Begin with the settings as they are."""
        for field in self.query(Field):
            field.compact = True
        self.query_one("#new", Field).placeholder = "0"
        self.query_one("#minutes", Field).placeholder = "any"
        self.query_one(Rows).focus()

        async def work() -> None:
            settings = await self._services.read(self._services.figures.settings)
            self._settings = settings
            with self.prevent(Input.Changed):
                self.query_one("#days", Field).value = "365"
                self.query_one("#new", Field).value = str(settings.new_per_day)
            self.on_input_changed()

        self.run_worker(
            work, group="settings", exit_on_error=False, description="reading the settings"
        )

    def on_unmount(self) -> None:
        """End what is still being worked out."""
        self._cancel.set()

    # Working it out

    def on_input_changed(self) -> None:
        """Other numbers: begin anew."""
        settings = self._settings
        if settings is None:
            return
        self._cancel.set()
        try:
            limits = self._limits(settings)
        except ValueError as error:
            self._say(str(error))
            return
        if limits == self._shown:
            self._draw()
            return
        self._cancel = cancel = threading.Event()
        self._say(f"Following your cards through {plural(limits.days, 'day')} ...")
        figures, retentions = self._services.figures, self._retentions(settings)

        async def work() -> None:
            from db.child_process import Cancel

            try:
                found = await self._services.read(
                    figures.what_if, limits, retentions, cancel.is_set, lambda share: None
                )
            except Cancel:  # other numbers were typed, or the window was closed
                return
            except Refusal as error:
                self._say(str(error))
                raise
            if not cancel.is_set():
                self._shown = limits
                self._take(found)

        self.run_worker(work, group="what-if", exit_on_error=False, description="the simulation")

    def _limits(self, settings: StudySettings) -> Limits:
        """The numbers as typed. Raises ValueError in words."""
        from db.simulate import Limits
        from db.what_if import DAYS_MAX

        new, minutes, days = (self.query_one(f"#{name}", Field).value for name, _, _ in _FIELDS)
        if not 1 <= int(days or 0) <= DAYS_MAX:
            raise ValueError(f"1 to {DAYS_MAX} days.")
        limit = float(minutes) if int(minutes or 0) else None
        return Limits(int(days), int(new or 0), settings.reviews_per_day, limit)

    @staticmethod
    def _retentions(settings: StudySettings) -> tuple[float, ...]:
        """The four, and the learner's own among them."""
        from db.what_if import RETENTIONS

        return tuple(sorted({*RETENTIONS, round(settings.desired_retention, 2)}))

    def _take(self, found: WhatIf) -> None:
        first, self._found = self._found is None, found
        box = self.query_one("#box")
        cards = plural(found.seen, "card")
        box.border_title = title(f"What if: {cards} seen, {found.new} new")
        rows = self.query_one(Rows)
        rows.styles.height = len(found.simulations)
        rows.set_rows(
            range(len(found.simulations)), self._rows, keep=self._yours() if first else None
        )
        self._draw()

    def _yours(self) -> int:
        """The place of the learner's own retention."""
        assert self._found is not None
        desired = self._desired
        places = range(len(self._found.simulations))
        return min(places, key=lambda place: abs(self._found_at(place) - desired))

    def _found_at(self, place: int) -> float:
        assert self._found is not None
        return self._found.simulations[place].retention

    @property
    def _desired(self) -> float:
        return 0.9 if self._settings is None else round(self._settings.desired_retention, 2)

    # What is shown

    def _rows(self, places: Sequence[int]) -> list[Row]:
        found = self._found
        if found is None:
            return []
        most = max(one.minutes_a_day for one in found.simulations)
        room = self.query_one(Rows).size.width
        return [
            retention_row(found.simulations[place], most, self._desired, room) for place in places
        ]

    def _say(self, words: str) -> None:
        self.query_one("#course", Words).say((words, "$warning"))

    def on_resize(self) -> None:
        """The bars are drawn to the width."""
        self.call_after_refresh(self._draw)

    def on_rows_highlighted(self) -> None:
        """The course of another retention."""
        self._draw()

    def _draw(self) -> None:
        rows = self.query_one(Rows)
        if self._found is None or rows.current is None:
            return
        rows.forget()
        self.query_one("#heads", Words).show(heads(rows.size.width))
        words = self.query_one("#course", Words)
        height = 1 if self.size.height < 23 else 2 if self.size.height < 30 else 4
        words.show(
            joined(course(self._found, rows.current, self._desired, words.size.width, height))
        )

    # Keys

    def action_numbers(self) -> None:
        """Go to the numbers, and from the last of them back."""
        self.query_one("#new", Field).focus()

    def on_input_submitted(self) -> None:
        """Enter goes back to the retentions."""
        self.query_one(Rows).focus()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand on what the app says in words: the message does not rise by itself."""
        cast("MlroadApp", self.app).on_worker_state_changed(event)  # pyright: ignore[reportUnknownMemberType]

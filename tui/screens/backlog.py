"""The tools for what a break has left behind: a preview first, then one act that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.worker import Worker

from content.refusal import Refusal
from tui.backlog_words import plan_content
from tui.text import content, joined
from tui.widgets.field import Field
from tui.widgets.rows import Row, Rows
from tui.widgets.words import Words

if TYPE_CHECKING:
    from db.backlog import Plan
    from tui.app import MlroadApp
    from tui.services import Services

MOST_DAYS = 3_650


class Way(NamedTuple):
    """One tool: its id, what it is called, how it chooses, and the numbers that it wants."""

    id: str
    name: str
    words: str
    cards: bool = False
    days: bool = False


WAYS = (
    Way(
        "spread",
        "Spread what is overdue over the next days",
        "What would be forgotten soonest comes first; no day gets more than your limit.",
        days=True,
    ),
    Way(
        "postpone",
        "Postpone cards that are due",
        "Those go that lose least by waiting. No number of cards means all.",
        cards=True,
        days=True,
    ),
    Way(
        "advance",
        "Advance cards that are not due yet",
        "Those come that were nearly due; what is done early counts as early.",
        cards=True,
    ),
    Way(
        "reschedule",
        "Reschedule all by the present settings",
        "Each gets the interval that retention and parameters of today give it.",
    ),
)


class BacklogScreen(ModalScreen[str | None]):
    """Returns the name of the act that was done, or None if everything stays as it is."""

    CSS_PATH = "../styles/backlog.tcss"
    BINDINGS: list[BindingType] = [("escape", "leave", "Leave"), ("enter", "apply", "Do it")]

    def __init__(self, services: Services, way: str) -> None:
        super().__init__()
        self._services = services
        self._first = next(place for place, one in enumerate(WAYS) if one.id == way)
        self._plan: Plan | None = None
        self._busy = False
        self._asked = 0

    def compose(self) -> ComposeResult:
        """The tools, their numbers, the preview."""
        box = Vertical(id="box")
        box.border_title = "Backlog"
        box.border_subtitle = "Enter does it · Tab to the numbers · Esc leaves"
        with box:
            rows = Rows(id="ways")
            yield rows
            with Horizontal(id="numbers"):
                yield Words("Cards", id="cards-name")
                yield Field("", placeholder="all", restrict="[0-9]*", max_length=6, id="cards")
                yield Words("Days", id="days-name")
                yield Field("7", restrict="[0-9]*", max_length=4, id="days")
            yield Words("Counting ...", id="preview")

    def on_mount(self) -> None:
        """Keys go to the tools."""
        for field in self.query(Field):
            field.compact = True
        rows = self.query_one(Rows)
        rows.set_rows(range(len(WAYS)), self._rows, keep=self._first)
        rows.focus()

    def _rows(self, places: Sequence[int]) -> list[Row]:
        return [Row(((f" {WAYS[place].name}", ""),)) for place in places]

    @property
    def _way(self) -> Way:
        return WAYS[self.query_one(Rows).current or 0]

    # The preview

    def on_rows_highlighted(self) -> None:
        """Another tool: other numbers, another preview."""
        way = self._way
        for name, shown in (("cards", way.cards), ("days", way.days)):
            for widget in (f"#{name}", f"#{name}-name"):
                self.query_one(widget).display = shown
        self.query_one("#numbers").display = way.cards or way.days
        field = self.query_one("#cards", Field)
        field.placeholder = "20" if way.id == "advance" else "all"
        self._look()

    def on_input_changed(self) -> None:
        """Other numbers, another preview."""
        self._look()

    def on_resize(self) -> None:
        """The bars are drawn to the width."""
        self.set_class(self.size.height < 24, "-tight")
        self._draw()

    def _numbers(self) -> tuple[int | None, int]:
        """Cards (None: all) and days as typed. Raises ValueError in words."""
        way = self._way
        said, days = (self.query_one(name, Field).value for name in ("#cards", "#days"))
        cards = int(said) if said else 20 if way.id == "advance" else None
        if way.cards and cards == 0:
            raise ValueError("At least one card.")
        if way.days and not 1 <= int(days or 0) <= MOST_DAYS:
            raise ValueError(f"1 to {MOST_DAYS} days.")
        return cards, int(days or 1)

    def _look(self) -> None:
        self._plan = None
        self._asked += 1
        asked, way = self._asked, self._way
        try:
            cards, days = self._numbers()
        except ValueError as error:
            self._say(str(error))
            return

        async def work() -> None:
            plans = self._services.plans
            try:
                found = await self._services.read(plans.plan, way.id, cards, days)
            except Refusal as error:
                self._say(str(error))
                raise
            if asked == self._asked:  # else the numbers have changed meanwhile
                self._plan = found
                self._draw()

        self.run_worker(
            work, exclusive=True, group="plan", exit_on_error=False, description="planning"
        )

    def _say(self, words: str) -> None:
        self.query_one("#preview", Words).say((words, "$warning"))

    def _draw(self) -> None:
        plan = self._plan
        if plan is None:
            return
        words = self.query_one("#preview", Words)
        today, tight = self._services.clock.study_day(), self.size.height < 24
        lines = plan_content(plan, today, words.size.width, tight)
        lines.insert(0, content((self._way.words, "$muted")))
        words.show(joined(lines))

    # Doing it

    def on_input_submitted(self) -> None:
        """Enter in a field does it too."""
        self.action_apply()

    def on_rows_chosen(self) -> None:
        """A click on the tool under the cursor does it not: the preview is to be read first."""

    def action_apply(self) -> None:
        """Do what the preview shows, in one act."""
        plan = self._plan
        if plan is None or self._busy:
            return
        if not plan.moves:
            self.dismiss(None)
            return
        self._busy = True

        async def work() -> None:
            from db.model import CardChanged

            try:
                done = await self._services.write(self._services.plans.apply, plan)
            except CardChanged:
                self._busy = False
                self._look()
                return
            except Refusal as error:
                self._busy = False
                self._say(str(error))
                raise
            self.dismiss(done)

        self.run_worker(work, group="save", exit_on_error=False, description="moving the cards")

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand on what the app says in words: the message does not rise by itself."""
        cast("MlroadApp", self.app).on_worker_state_changed(event)  # pyright: ignore[reportUnknownMemberType]


def open_backlog(app: MlroadApp, way: str) -> None:
    """Lay the tools over a mode; what was moved is said, and the mode shows what is true then."""

    def moved(done: str | None) -> None:
        if done:
            app.say(f"{done}. u takes it back.", seconds=6)
            app.reload_mode()

    if app.services is not None and len(app.screen_stack) == 1:
        app.push_screen(BacklogScreen(app.services, way), moved)

"""The application: modes, theme, services, and the one handler for what goes wrong."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from content.refusal import Refusal
from tui.actions import actions_of
from tui.home import Home, log_file
from tui.log import record_crash
from tui.modes import modes
from tui.settings import THEMES, Settings
from tui.text import clean_line
from tui.themes import themes
from tui.widgets.bars import ModeBar
from tui.widgets.bindings import bindings_of
from tui.widgets.screen import ModeScreen

if TYPE_CHECKING:
    from tui.services import Services
    from tui.study_view import StudyPlan

log = logging.getLogger("mlroad")

PREPARE_S = 0.3


class MlroadApp(App[int]):
    """The dashboard."""

    TITLE = "mlroad"
    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    DEFAULT_MODE = "today"
    MODES = modes()
    BINDINGS = list[BindingType](bindings_of(actions_of("everywhere")))
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, home: Home, settings: Settings, *, mode: str = "today") -> None:
        # Under NO_COLOR the colours must be native from the start, or black is painted on black.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.home = home
        self.settings = settings
        self.services: Services | None = None
        self.refusal = ""
        self.plan: StudyPlan | None = None
        self.map_topic: str | None = None
        self.cards_query: str | None = None
        self._first_mode = mode
        self._styled = False
        for theme in themes():
            self.register_theme(theme)
        self.theme = settings.theme
        self.stylesheet.set_variables(self.get_css_variables())
        if os.environ.get("SSH_CONNECTION"):
            self.animation_level = "none"

    def refresh_css(self, animate: bool = True) -> None:
        """Parse all sheets anew; not before the first frame, whose sheets are the theme's already.

        Textual would do it twice there, for the theme and for the first mode: 11 ms for nothing.
        """
        if self._styled:
            super().refresh_css(animate)

    def on_mount(self) -> None:
        """Paint the first frame, then open everything else behind it."""
        self._styled = True
        if self.settings.keys:
            self.set_keymap(dict(self.settings.keys))
        if self._first_mode != self.DEFAULT_MODE:
            self.switch_mode(self._first_mode)
        self.app_resume_signal.subscribe(self, self._repaint)  # pyright: ignore[reportUnknownMemberType]
        self.call_after_refresh(self._open_services)

    def _repaint(self, _: object) -> None:
        """After `fg` the terminal's other screen is empty, and Textual paints only what changed."""
        self.screen.refresh()

    def _open_services(self) -> None:
        self.run_worker(
            self._opened_services,
            thread=True,
            exit_on_error=False,
            group="open",
            description="opening the database",
        )

    def _opened_services(self) -> None:
        from tui.services import open_services

        services = open_services(self.home, self.settings)
        self.call_from_thread(self._take_services, services)

    def _take_services(self, services: Services) -> None:
        self.services = services
        # Nothing made so far becomes garbage: leave it out of every later collection.
        gc.freeze()
        gc.enable()
        self.reload_mode()

        async def back_up() -> None:
            words = await services.read(services.back_up)
            if words:
                self.say(words, kind="warning", seconds=10)

        self.run_worker(back_up, group="backup", exit_on_error=False, description="the backup")
        # Importing holds all threads up: first what is on the screen, then what only writes need.
        self.set_timer(PREPARE_S, services.prepare_writing)

    def on_unmount(self) -> None:
        """Write what is still in the queue and close the files."""
        if self.services is not None:
            self.services.close()

    # Saying things

    def say(self, words: str, *, kind: str = "information", seconds: float = 4) -> None:
        """A short word in the corner; the only way to one, so that no markup is ever parsed.

        It takes the place of the one before, so that they never pile up; warnings and errors stay.
        """
        severity: Any = kind
        words = clean_line(words)
        for shown in tuple(self._notifications):
            if shown.severity == kind == "information" or shown.message == words:
                self._unnotify(shown, refresh=False)
        self.notify(words, severity=severity, timeout=seconds, markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where a failure in the background becomes words and a line in the log."""
        if event.state is not WorkerState.ERROR:
            return
        worker = cast("Worker[Any]", event.worker)  # pyright: ignore[reportUnknownMemberType]
        error = worker.error
        if worker.group == "open":
            self._refuse_to_open(error)
            return
        if isinstance(error, Refusal):
            self.say(str(error), kind="error", seconds=10)
            log.warning("%s: %s", worker.description, error)
        else:
            words = f"{worker.description or 'this'} failed: {error}"
            self.say(f"{words}; more in {log_file(self.home)}", kind="error", seconds=10)
            log.error("%s failed", worker.description, exc_info=error)

    def _fatal_error(self) -> None:
        """A fault of the program: Textual would print a screenful with what all names hold."""
        error = self._exception or RuntimeError("no exception")
        self.refusal = f"mlroad: {record_crash(self.home, error)}"
        self._close_messages_no_wait()

    def _refuse_to_open(self, error: BaseException | None) -> None:
        """Without a database and a library there is no program: leave with the reason."""
        if isinstance(error, Refusal):
            self.refusal = str(error)
            self.exit(return_code=error.exit_code)
            return
        log.error("opening failed", exc_info=error)
        self.refusal = f"mlroad cannot start: {error}; more in {log_file(self.home)}"
        self.exit(return_code=1)

    # Actions of the whole program

    def action_mode(self, mode: str) -> None:
        """Go to a mode."""
        self.pop_to_mode()
        if mode == self.current_mode and isinstance(self.screen, ModeScreen):
            self.screen.reload()
        else:
            self.switch_mode(mode)

    def on_mode_bar_chosen(self, message: ModeBar.Chosen) -> None:
        """A mode was clicked above."""
        self.action_mode(message.mode)

    def pop_to_mode(self) -> None:
        """Close help and other screens that lie over the mode."""
        while not isinstance(self.screen, ModeScreen) and len(self.screen_stack) > 1:
            self.pop_screen()

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from tui.screens.help import HelpScreen

        if isinstance(self.screen, ModeScreen):
            self.push_screen(HelpScreen(self.screen.WHERE, self.settings.keys))

    def action_palette(self) -> None:
        """Find a command by its name."""
        self.action_command_palette()

    def action_next_theme(self) -> None:
        """Dark, light, contrast, in turn, for this session; the settings keep one for good."""
        place = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(place + 1) % len(THEMES)]

    def action_backlog(self, way: str = "spread") -> None:
        """The tools for what a break has left behind, opened on one of them."""
        from tui.screens.backlog import open_backlog

        open_backlog(self, way)

    def action_more_today(self) -> None:
        """Ask how many cards more there may be today."""
        from tui.screens.more_today import ask_for_more

        ask_for_more(self)

    def reload_mode(self) -> None:
        """Show what is true now in the mode that is shown."""
        if isinstance(self.screen, ModeScreen):
            self.screen.reload()

    def action_suspend(self) -> None:
        """To the shell; `fg` returns."""
        self.action_suspend_process()

    async def action_undo(self) -> None:
        """Take back the last act."""
        self._undo_or_redo("undo")

    async def action_redo(self) -> None:
        """Do the act undone last again."""
        self._undo_or_redo("redo")

    def _undo_or_redo(self, which: str) -> None:
        services = self.services
        if services is None:
            return

        async def work() -> None:
            undone = await services.write(services.undo if which == "undo" else services.redo)
            if undone is None:
                self.say(f"There is nothing to {which}.")
                return
            done = "Undone" if which == "undo" else "Done again"
            self.say(f"{done}: {undone.name}")
            self.reload_mode()

        self.run_worker(work, group="undo", exit_on_error=False, description=which)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers on a screen."""
        from tui.palette import commands

        return commands(self, screen)

    # Study

    def study(self, plan: StudyPlan | None = None) -> None:
        """Go to the review of what the plan says, or of everything that is due."""
        self.plan = plan
        if self.services is not None:
            self.services.study.end()
        if self.current_mode == "review" and isinstance(self.screen, ModeScreen):
            self.screen.reload()
        else:
            self.action_mode("review")

    def study_cards(self, cards: Sequence[str], *, cram: bool) -> None:
        """Go to the review of these cards; with ``cram`` nothing is rescheduled."""
        from tui.study_view import StudyPlan

        self.study(StudyPlan(cards=tuple(cards), cram=cram))

    def show_card_info(self, card: str) -> None:
        """Lay what is known of a card over the screen."""
        from tui.screens.card_info import show_card_info

        show_card_info(self, card)

    def show_topic(self, topic: str) -> None:
        """Go to a topic on the map."""
        self.map_topic = topic
        self.action_mode("map")

    def show_cards(self, query: str) -> None:
        """Go to the cards that a query finds."""
        self.cards_query = query
        self.action_mode("cards")

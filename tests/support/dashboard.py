"""Runs the real dashboard in a test: frozen time, waits until it is idle, reads what it paints."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from demo_home import NOW, Time
from rich.style import Style
from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.worker import WorkerCancelled, WorkerFailed

from tui.app import MlroadApp
from tui.home import Home
from tui.settings import Settings
from tui.widgets.rows import Rows

Cell = tuple[str, Style]

# So many rounds of messages one after the other bring nothing new when the app is idle.
QUIET = 4
MOST = 20


class Dashboard:
    """A running app, its keys and its picture."""

    def __init__(self, app: MlroadApp, pilot: Pilot[int], home: Home, time: Time) -> None:
        self.app = app
        self.pilot = pilot
        self.home = home
        self.time = time

    async def settle(self, *, but: Iterable[str] = ()) -> None:
        """Wait until no worker runs (groups in ``but`` aside) and all is laid out and painted."""
        quiet = rounds = 0
        while quiet < QUIET and self.app.is_running and self.app._exception is None:
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()
            busy = [
                worker
                for worker in self.app.workers
                if not worker.is_finished and worker.group not in but
            ]
            for worker in busy:
                with suppress(WorkerFailed, WorkerCancelled):
                    await worker.wait()
            quiet = 0 if busy else quiet + 1
            if quiet == QUIET - 1:
                await self.pilot.pause()  # widgets lay themselves out once they are idle
                rounds += 1
                if self._unfinished() and rounds < MOST:
                    quiet = 0
        for field in self.app.screen.query(Input):
            field.cursor_blink = False
        for area in self.app.screen.query(TextArea):
            area.cursor_blink = False

    def _unfinished(self) -> bool:
        """Whether a message waits, or something has to be laid out or painted."""
        screen = self.app.screen
        widgets = [*screen.walk_children(with_self=True)]
        return bool(
            screen._layout_required
            or screen._dirty_widgets
            or screen._callbacks
            or any(not one._message_queue.empty() for one in (self.app, *widgets))
            or any(one._next_callbacks for one in (self.app, *widgets))
            or any(one._layout_required for one in widgets if one.is_on_screen)
        )

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each followed by all that it sets going."""
        for key in keys:
            self.send(key)
            await self.settle()

    def send(self, key: str) -> None:
        """Send a key as the terminal does, and wait for nothing."""
        if len(key) == 1 and not key.isalnum():
            key = _character_to_key(key)
        known = REPLACED_KEYS.get(key, key)
        try:
            character = unicodedata.lookup(_get_unicode_name_from_key(known))
        except KeyError:
            character = key if len(key) == 1 else None
        event = events.Key(key, character)
        event.set_sender(self.app)
        driver = self.app._driver
        assert driver is not None
        driver.send_message(event)

    async def type(self, text: str) -> None:
        """Type a text into the field that has the focus."""
        field = self.app.focused
        assert isinstance(field, Input | TextArea), field
        if isinstance(field, Input):
            field.value = text
        else:
            field.text = text
        await self.settle()

    async def click(self, selector: Any, offset: tuple[int, int] = (0, 0), times: int = 1) -> None:
        """Click a widget at an offset from its corner."""
        await self.pilot.click(selector, offset=offset, times=times)
        await self.settle()

    # What is seen

    def strips(self) -> list[list[Cell]]:
        """The screen as lines of cells; a wide character is followed by an empty cell."""
        screen = self.app.screen
        update: Any = screen._compositor.render_update(
            full=True, screen_stack=self.app._background_screens
        )
        lines: list[list[Cell]] = []
        for strips in update.strips:
            lines.append(
                [
                    (segment.text, segment.style or Style.null())
                    for strip in strips
                    for segment in strip
                ]
            )
        return lines

    @property
    def lines(self) -> list[str]:
        """The text of each line, in NFC, without the blanks at its end."""
        return [
            unicodedata.normalize("NFC", "".join(text for text, _ in line)).rstrip()
            for line in self.strips()
        ]

    @property
    def text(self) -> str:
        """The text of the screen."""
        return "\n".join(self.lines)

    def has(self, words: str) -> bool:
        """Whether the words stand on the screen, in one line."""
        return any(words in line for line in self.lines)

    def toasts(self) -> list[str]:
        """The words of the toasts that have been shown and not gone, oldest first."""
        return [note.message for note in self.app._notifications]

    @property
    def rows(self) -> Rows:
        """The list of this screen."""
        return self.app.screen.query_one(Rows)

    @property
    def mode(self) -> str:
        """The mode whose screen is shown."""
        return self.app.current_mode


async def ended(board: Dashboard) -> None:
    """Wait until an app that cannot open has asked to leave."""
    for _ in range(200):
        if board.app.return_code is not None:
            return
        await board.pilot.pause(0.01)
    raise AssertionError("the app goes on")


@asynccontextmanager
async def running(
    home: Home,
    time: Time | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    mode: str = "today",
    settings: Settings | None = None,
    wait: bool = True,
) -> AsyncGenerator[Dashboard]:
    """The app on ``home``; with ``wait`` once it has opened everything."""
    app = MlroadApp(home, settings or Settings(network=False), mode=mode)
    async with app.run_test(size=size, notifications=True) as pilot:
        board = Dashboard(app, pilot, home, time or Time(NOW))
        if wait:
            await board.settle()
        yield board

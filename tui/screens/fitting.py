"""Fits FSRS to the learner: progress, the proof, keeping it, and the reschedule afterwards."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.worker import Worker, WorkerState

from content.refusal import Refusal
from tui.fitting_words import proof, refused, running
from tui.text import joined
from tui.widgets.pane import Pane
from tui.widgets.screen import bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from db.fit import Fit
    from tui.app import MlroadApp
    from tui.services import Services

_LOOK_S = 0.1


class FittingScreen(ModalScreen[None]):
    """The fit begins when the screen opens: it only reads, and takes about a second."""

    CSS_PATH = "../styles/fitting.tcss"
    BINDINGS = bindings_for("fitting")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._cancel = threading.Event()
        self._share, self._reviews = 0.0, 0
        self._fit: Fit | None = None
        self._kept: int | None = None
        self._busy = False
        self._refusal = ""

    def compose(self) -> ComposeResult:
        """One text."""
        pane = Pane(Words(id="fit"))
        pane.border_title = "Fit FSRS to you"
        yield pane

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(Pane).focus()
        self.set_interval(_LOOK_S, self._draw_progress)
        self._draw()
        # A thread of its own: the readers of the services are for short looks.
        self.run_worker(
            self._work, thread=True, group="fit", exit_on_error=False, description="the fit"
        )

    def on_unmount(self) -> None:
        """End the process, if it is still there."""
        self._cancel.set()

    # In the thread

    def _work(self) -> Fit | None:
        from db.child_process import Cancel

        try:
            return self._services.figures.fit(self._progress, self._cancel.is_set)
        except Cancel:
            return None

    def _progress(self, share: float, reviews: int) -> None:
        self._share, self._reviews = share, reviews

    # What is shown

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what was found, or say why nothing was."""
        worker = cast("Worker[Fit | None]", event.worker)  # pyright: ignore[reportUnknownMemberType]
        if worker.group == "fit" and event.state is WorkerState.SUCCESS:
            self._fit = worker.result
        elif event.state is WorkerState.ERROR and isinstance(worker.error, Refusal):
            self._refusal = str(worker.error)
            self._draw()
            return  # said here, where it was asked for
        else:
            cast("MlroadApp", self.app).on_worker_state_changed(event)  # pyright: ignore[reportUnknownMemberType]
            if event.state is WorkerState.ERROR:
                self._refusal = "The fit failed; the log file says more."
        self._draw()

    def _draw_progress(self) -> None:
        if self._fit is None and not self._refusal:
            self._draw()

    def _draw(self) -> None:
        self.query_one("#fit", Words).show(joined(self._lines()))

    def _lines(self) -> list[Content]:
        if self._refusal:
            return refused(self._refusal)
        if self._fit is None:
            return running(self._share, self._reviews)
        return proof(self._fit, self._kept, self._busy)

    # Keys

    def action_keep(self) -> None:
        """Take the parameters into use, if they are better."""
        fit = self._fit
        if fit is None or not fit.better or self._kept is not None or self._busy:
            return
        self._busy = True
        self._draw()

        async def work() -> None:
            try:
                self._kept = await self._services.write(self._services.figures.keep, fit)
            finally:
                self._busy = False

        self.run_worker(work, group="save", exit_on_error=False, description="keeping the fit")

    def action_reschedule(self) -> None:
        """What the parameters in force make of all due days; done only after a look at it."""
        if self._kept is None:
            return
        from tui.screens.backlog import BacklogScreen

        self.app.push_screen(BacklogScreen(self._services, "reschedule"), self._rescheduled)  # pyright: ignore[reportUnknownMemberType]

    def _rescheduled(self, done: str | None) -> None:
        if done:
            cast("MlroadApp", self.app).say(done)  # pyright: ignore[reportUnknownMemberType]
            self.dismiss(None)

    def action_leave(self) -> None:
        """Stop, or close."""
        self._cancel.set()
        self.dismiss(None)

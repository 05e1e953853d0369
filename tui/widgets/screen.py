"""The base of the screens of a mode: the bar above, the body, the keys below."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from content.refusal import Refusal
from tui.actions import actions_of, key_name, keys_of
from tui.widgets.bars import KeyBar, ModeBar
from tui.widgets.bindings import bindings_of
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.app import MlroadApp
    from tui.services import Services

P = ParamSpec("P")


class ModeScreen(Screen[None]):
    """A mode. Subclasses set ``WHERE``, compose a body and load data when they are shown."""

    WHERE = ""
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (76, "-normal"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-short"), (22, "-tall")]

    def compose(self) -> ComposeResult:
        """The bars around the body."""
        yield ModeBar(self.WHERE)
        yield from self.compose_body()
        yield KeyBar(self.WHERE, self.mlroad.settings.keys)
        yield Words("The window is too small: 40 columns and 12 rows are needed.", id="too-small")

    def compose_body(self) -> Iterable[Widget]:
        """The widgets of this mode."""
        raise NotImplementedError

    @property
    def mlroad(self) -> MlroadApp:
        """The app by its own type."""
        return cast("MlroadApp", self.app)  # pyright: ignore[reportUnknownMemberType]

    @property
    def services(self) -> Services | None:
        """The services, None until they are open."""
        return self.mlroad.services

    def on_screen_resume(self) -> None:
        """Show what is true now: another mode may have changed it."""
        self.reload()

    def reload(self) -> None:
        """Load what the screen shows; called when it is shown, when the services have opened, and
        after undo and redo."""

    def save(
        self, description: str, job: Callable[P, object], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write in order with all else, then show what is true now."""
        services = self.services
        if services is None:
            return

        async def work() -> None:
            await services.write(job, *args, **kwargs)
            self.reload()

        self.run_worker(work, group="save", exit_on_error=False, description=description)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand on what the app says in words: the message does not rise by itself."""
        self.mlroad.on_worker_state_changed(event)

    def load(self, description: str, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Read behind the screen; a newer load of this screen takes the place of an older one."""

        async def work() -> None:
            try:
                await job()
            except Refusal as error:
                self.show_failure(f"{error} {self.tries_again}")
                raise

        self.run_worker(
            work, exclusive=True, group=self.WHERE, exit_on_error=False, description=description
        )

    def show_failure(self, words: str) -> None:
        """Say in the body why nothing could be read, and how to try again."""
        raise NotImplementedError

    @property
    def mode_key(self) -> str:
        """The key that goes to this mode, and, in it, loads it anew."""
        return self.key_of(f"mode('{self.WHERE}')")

    @property
    def tries_again(self) -> str:
        """The sentence that names the key with which to try again."""
        key = self.mode_key
        return f"{key if key.isalnum() else f'The key {key}'} tries again."

    def key_of(self, name: str, where: str = "everywhere", *, rather: str = "") -> str:
        """The first key of an action as it is written, or the key ``rather`` if it is one too."""
        action = next(action for action in actions_of(where) if action.id == name)
        keys = keys_of(action, self.mlroad.settings.keys)
        return key_name(rather if rather in keys else keys[0])

    def source(self) -> str:
        """The text with the formulas that the screen shows, as it was written."""
        return ""

    def action_zoom(self) -> None:
        """Show the formulas one at a time, as wide as they are."""
        from tui.markdown import formulas

        found = formulas(self.source())
        if not found:
            self.mlroad.say("There is no formula here.")
            return
        from tui.screens.formula import FormulaScreen

        self.mlroad.push_screen(FormulaScreen(found))

    def set_status(self, status: str) -> None:
        """What goes on in the background, said in the line below."""
        for bar in self.query(KeyBar):
            bar.set_status(status)


def bindings_for(where: str) -> list[BindingType]:
    """The bindings of a screen from the action table."""
    return list[BindingType](bindings_of(actions_of(where)))

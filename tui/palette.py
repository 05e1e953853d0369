"""The palette: what can be done on a screen, by name, from the one table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from tui.actions import ACTIONS
from tui.widgets.screen import ModeScreen

if TYPE_CHECKING:
    from tui.app import MlroadApp


def commands(app: MlroadApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """The commands of the screen, and those of the whole program."""
    where = screen.WHERE if isinstance(screen, ModeScreen) else ""
    for action in ACTIONS:
        if action.where not in ("everywhere", where) or action.id == "palette":
            continue
        owner: Any = app if action.where == "everywhere" else screen
        yield SystemCommand(action.name, action.words, _runner(app, owner, action.id))


def _runner(app: MlroadApp, owner: Any, action: str) -> Callable[[], Any]:
    async def run() -> None:
        await app.run_action(action, default_namespace=owner)

    return run

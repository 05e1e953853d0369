"""The one table of actions and what is made of it: handlers, keys, palette, footer, help."""

from __future__ import annotations

import re
from typing import Any

import pytest
from textual.screen import Screen

from tui.actions import ACTIONS, Action, actions_of, key_name
from tui.app import MlroadApp
from tui.modes import modes
from tui.screens.cards import CardsScreen
from tui.screens.editor import EditorScreen
from tui.screens.fitting import FittingScreen
from tui.screens.map import MapScreen
from tui.screens.papers import PapersScreen
from tui.screens.review import ReviewScreen
from tui.screens.settings import SettingsScreen
from tui.screens.simulator import SimulatorScreen
from tui.screens.statistics import StatisticsScreen
from tui.screens.today import TodayScreen
from tui.widgets.pane import Pane
from tui.widgets.rows import Rows

MODES = tuple(modes())
OWNERS: dict[str, tuple[type, ...]] = {
    "everywhere": (MlroadApp,),
    "today": (TodayScreen,),
    "map": (MapScreen,),
    "review": (ReviewScreen,),
    "cards": (CardsScreen,),
    "editor": (EditorScreen,),
    "papers": (PapersScreen,),
    "statistics": (StatisticsScreen,),
    "simulator": (SimulatorScreen,),
    "fitting": (FittingScreen,),
    "settings": (SettingsScreen,),
    "list": (Rows, Pane),
}
# Keys that a terminal sends for something else, or that a learner's terminal takes for itself.
AVOIDED = {f"ctrl+{key}" for key in "hijmbas"}


def handlers(action: Action) -> list[Any]:
    """The methods that the action calls, None for a missing one."""
    name = action.id.partition("(")[0]
    found = [getattr(owner, f"action_{name}", None) for owner in OWNERS[action.where]]
    # Textual's own screen moves the focus.
    return [getattr(Screen, f"action_{name}", None) if one is None else one for one in found]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.where}.{action.id}")
def test_every_action_has_a_handler_words_and_keys_that_terminals_send(action: Action) -> None:
    assert all(handlers(action))
    assert action.words.endswith(".")
    assert action.name[0].isupper()
    assert action.keys
    for key in action.keys:
        assert key not in AVOIDED
        assert not key.startswith(("ctrl+shift", "alt+"))


@pytest.mark.parametrize("mode", MODES)
def test_no_key_means_two_things_on_a_screen(mode: str) -> None:
    seen: dict[str, str] = {}
    for action in (*actions_of("everywhere"), *actions_of(mode)):
        for key in action.keys:
            assert key not in seen, f"{key}: {seen.get(key)} and {action.id}"
            seen[key] = action.id
    # A list hides the key of its screen, so the same key must do the same there.
    for action in actions_of("list"):
        for key in action.keys:
            below = seen.get(key, action.id)
            assert below == action.id or action.id == f"cursor_{below}"


def test_ids_are_unique() -> None:
    names = [(action.where, action.id) for action in ACTIONS]
    assert len(names) == len(set(names))
    settings = [action.setting for action in ACTIONS]
    assert len(settings) == len(set(settings))


@pytest.mark.parametrize("mode", MODES)
def test_the_footer_shows_at_most_five_keys_and_help_first(mode: str) -> None:
    shown = [action for action in actions_of("everywhere") if action.footer]
    shown += [action for action in actions_of(mode) if action.footer]
    assert len(shown) <= 5
    assert shown[0].id == "help"


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (200, 60)])
async def test_bars_fit_every_width(size: tuple[int, int], opened: Any) -> None:
    async with opened(size=size) as board:
        for mode in MODES:
            board.app.action_mode(mode)
            await board.settle()
            lines = board.lines
            assert len(lines) == size[1]
            assert lines[0].strip().startswith(("Today", "T"))
            # A key that does not begin the name of its mode stands before it.
            bar = lines[0].removesuffix("mlroad").replace(", Settings", "Settings")
            names = re.findall(r"\w+|,", bar)
            assert len(names) == len(MODES)
            assert mode.capitalize() in names
            assert lines[-1].startswith(" ? Help")
            shown = {one.name for one in ACTIONS}
            assert sum(lines[-1].count(f" {name}   ") for name in shown) <= 5


@pytest.mark.parametrize("mode", MODES)
async def test_every_action_is_in_the_palette_and_in_the_help(mode: str, opened: Any) -> None:
    async with opened(mode=mode, size=(100, 100)) as board:
        commands = {
            command.title: command.help
            for command in board.app.get_system_commands(board.app.screen)
        }
        wanted = (*actions_of("everywhere"), *actions_of(mode))
        for action in wanted:
            if action.id not in ("palette", "suspend"):
                assert commands[action.name] == action.words
        await board.press("question_mark")
        help_text = board.text
        for action in (*wanted, *actions_of("list")):
            assert action.words in help_text
            for key in action.keys:
                assert key_name(key) in help_text


async def test_a_command_of_the_palette_runs(opened: Any) -> None:
    async with opened() as board:
        found = {c.title: c.callback for c in board.app.get_system_commands(board.app.screen)}
        await found["Map"]()
        await board.settle()
        assert board.mode == "map"
        found = {c.title: c.callback for c in board.app.get_system_commands(board.app.screen)}
        await found["Status"]()
        await board.settle()
        assert board.toasts() == ["A group has no status of its own: it follows from its topics."]

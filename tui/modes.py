"""The modes by name; the screen of each is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.widgets.screen import ModeScreen


def _today() -> ModeScreen:
    from tui.screens.today import TodayScreen

    return TodayScreen()


def _map() -> ModeScreen:
    from tui.screens.map import MapScreen

    return MapScreen()


def _review() -> ModeScreen:
    from tui.screens.review import ReviewScreen

    return ReviewScreen()


def _cards() -> ModeScreen:
    from tui.screens.cards import CardsScreen

    return CardsScreen()


def _papers() -> ModeScreen:
    from tui.screens.papers import PapersScreen

    return PapersScreen()


def _statistics() -> ModeScreen:
    from tui.screens.statistics import StatisticsScreen

    return StatisticsScreen()


def _settings() -> ModeScreen:
    from tui.screens.settings import SettingsScreen

    return SettingsScreen()


def modes() -> dict[str, str | Callable[[], Screen[Any]]]:
    """The modes as Textual wants them."""
    return {
        "today": _today,
        "map": _map,
        "review": _review,
        "cards": _cards,
        "papers": _papers,
        "statistics": _statistics,
        "settings": _settings,
    }

"""Help for where you are: the keys of this screen and of the whole program."""

from __future__ import annotations

from textual.content import Content

from tui.actions import Action, actions_of, key_name
from tui.screens.panel import PanelScreen
from tui.text import content, fit, joined

_TITLES = {
    "today": "Today",
    "map": "Map",
    "review": "Review",
    "papers": "Papers",
    "statistics": "Statistics",
}
_MORE = {
    "map": [("1-9", "Ticks off the resource of that number."), ("Esc", "Goes one step back.")],
    "papers": [("Esc", "Goes one step back: from the abstract, from the search.")],
    "review": [("Esc", "Closes a panel; it never leaves the review.")],
}


class HelpScreen(PanelScreen):
    """The keys, made from the action table."""

    def __init__(self, where: str) -> None:
        lines: list[Content] = [content((_TITLES[where], "bold $accent"))]
        lines += [_line(action) for action in actions_of(where)]
        lines += [_key(key, words) for key, words in _MORE.get(where, [])]
        lines += [content(""), content(("Lists", "bold $accent"))]
        lines += [_line(action) for action in actions_of("list")]
        lines += [content(""), content(("Everywhere", "bold $accent"))]
        lines += [_line(action) for action in actions_of("everywhere")]
        super().__init__(f"Help: {_TITLES[where]}", joined(lines))


def _line(action: Action) -> Content:
    return _key(" ".join(key_name(key) for key in action.keys), action.words)


def _key(key: str, words: str) -> Content:
    return content((fit(key, 14), "bold"), words)

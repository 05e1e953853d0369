"""Help for where you are: the keys of this screen and of the whole program."""

from __future__ import annotations

from textual.content import Content

from tui.actions import Action, actions_of, key_name, keys_of
from tui.screens.panel import PanelScreen
from tui.settings import Keys
from tui.text import content, fit, joined
from tui.widgets.pane import Pane
from tui.widgets.words import Words

_KEYS = 14
_TITLES = {
    "today": "Today",
    "map": "Map",
    "review": "Review",
    "cards": "Cards",
    "editor": "Writing a card",
    "papers": "Papers",
    "statistics": "Statistics",
    "settings": "Settings",
}
_MORE = {
    "settings": [("Esc", "Leaves the field; the value stays as it was.")],
    "cards": [("Esc", "Goes one step back: card, selection, search.")],
    "editor": [
        ("Tab", "Goes to the next field, Shift+Tab to the one before."),
        ("Ctrl+Z", "Takes back what was typed last in a field; Ctrl+Y does it again."),
    ],
    "map": [("1-9", "Ticks off the resource of that number."), ("Esc", "Goes one step back.")],
    "papers": [("Esc", "Goes one step back: from the abstract, from the search.")],
    "review": [
        ("Enter", "In the line of a typed answer: compares it."),
        ("Esc", "Closes a panel; leaves the line of a typed answer, so that keys act."),
    ],
}


class HelpScreen(PanelScreen):
    """The keys, made from the action table."""

    def __init__(self, where: str, own: Keys) -> None:
        super().__init__(f"Help: {_TITLES[where]}", _lines(where, own, 80))
        self._where = where
        self._own = own

    def on_resize(self) -> None:
        """What needs a second line goes on under the words, not under the key."""
        room = self.query_one(Pane).scrollable_content_region.width
        self.query_one(Words).show(_lines(self._where, self._own, room))


def _lines(where: str, own: Keys, room: int) -> Content:
    lines: list[Content] = [content((_TITLES[where], "bold $accent"))]
    for action in actions_of(where):
        lines += _line(action, own, room)
    for key, words in _MORE.get(where, []):
        lines += _key(key, words, room)
    if where == "cards":
        from tui.card_row_words import LANGUAGE

        lines += [content(""), content(("The search", "bold $accent"))]
        for key, words in LANGUAGE:
            lines += _key(key, words, room)
    elsewhere = (("list", "Lists and texts"), ("everywhere", "Everywhere"))
    for name, title in () if where == "editor" else elsewhere:
        lines += [content(""), content((title, "bold $accent"))]
        for action in actions_of(name):
            lines += _line(action, own, room)
    return joined(lines)


def _line(action: Action, own: Keys, room: int) -> list[Content]:
    return _key(" ".join(key_name(key) for key in keys_of(action, own)), action.words, room)


def _key(key: str, words: str, room: int) -> list[Content]:
    parts = content(words).wrap(max(10, room - _KEYS))
    lines = [content((fit(key, _KEYS), "bold")) + parts[0]]
    return lines + [content(" " * _KEYS) + part for part in parts[1:]]

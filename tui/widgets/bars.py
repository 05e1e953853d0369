"""The line above with the modes, and the line below with a few keys and what is going on."""

from __future__ import annotations

from textual import events
from textual.message import Message

from tui.actions import actions_of, key_name, keys_of
from tui.settings import Keys
from tui.text import Piece, content, width
from tui.widgets.words import Words

_MODES = (
    ("today", "T", "Today"),
    ("map", "M", "Map"),
    ("review", "R", "Review"),
    ("cards", "C", "Cards"),
    ("papers", "P", "Papers"),
    ("statistics", "S", "Statistics"),
    ("settings", ",", ", Settings"),
)


class ModeBar(Words):
    """The modes with their letters; a click goes to one."""

    class Chosen(Message):
        """A mode was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    def __init__(self, mode: str) -> None:
        super().__init__(id="mode-bar")
        self._mode = mode
        self._places: list[tuple[int, int, str]] = []

    def on_resize(self) -> None:
        """Fit the names into the width: letters alone where there is no room for words."""
        pieces: list[Piece] = []
        self._places = []
        brief = self.size.width < 1 + sum(len(name) + 3 for _, _, name in _MODES)
        at = 1
        pieces.append(" ")
        for mode, letter, name in _MODES:
            label = f" {letter} " if brief and mode != self._mode else f" {name} "
            if mode == self._mode:
                pieces += [(label, "bold $accent underline"), " "]
            else:  # the letter that goes there stands out
                pieces += [(label[:2], "bold $foreground"), (label[2:] + " ", "$muted")]
            self._places.append((at, at + width(label), mode))
            at += width(label) + 1
        if self.size.width - at > 12:
            pieces.append((" " * (self.size.width - at - 8) + "mlroad ", "$muted"))
        self.update(content(*pieces))

    def on_click(self, event: events.Click) -> None:
        """Go to the mode under the pointer."""
        for start, end, mode in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(mode))


class KeyBar(Words):
    """At most five keys of this screen, `?` first."""

    def __init__(self, where: str, own: Keys) -> None:
        super().__init__(id="key-bar")
        self._where = where
        self._own = own
        self._status = ""
        self._offered: tuple[tuple[str, str], ...] | None = None

    def offer(self, keys: tuple[tuple[str, str], ...] | None) -> None:
        """Show these keys with their words instead of the screen's own; None for its own again."""
        if keys != self._offered:
            self._offered = keys
            self.on_resize()

    def set_status(self, status: str) -> None:
        """What goes on in the background, at the right edge; empty for nothing."""
        self._status = status
        self.on_resize()

    def on_resize(self) -> None:
        """Lay the keys out in the width."""
        pieces: list[Piece] = [" "]
        room = self.size.width - 1 - (width(self._status) + 2 if self._status else 0)
        for key, words in self._keys():
            label = f" {words}   "
            if width(key + label) > room:
                break
            pieces += [(key, "bold"), (label, "$muted")]
            room -= width(key + label)
        if self._status:
            pieces += [" " * max(room, 1), (self._status, "$accent")]
        self.update(content(*pieces))

    def _keys(self) -> tuple[tuple[str, str], ...]:
        """The keys as they are painted, each with its words."""
        if self._offered is not None:
            return self._offered
        shown = [action for action in actions_of("everywhere") if action.footer]
        shown += [action for action in actions_of(self._where) if action.footer]
        return tuple((key_name(keys_of(action, self._own)[0]), action.name) for action in shown[:5])

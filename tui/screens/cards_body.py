"""The panes of the browser of cards."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tui.card_row_words import heads
from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.selecting import GUTTER, SelectRows
from tui.widgets.words import Words


class Heads(Words):
    """The names of the columns, for the width there is."""

    @property
    def cells(self) -> int:
        """The room of a row: without the edge of the selection and the bar at the right."""
        return self.size.width - GUTTER - 1

    def on_resize(self) -> None:
        """Other columns at another width."""
        self.say(heads(self.cells))


class CardsBody(Container):
    """List with its search field, and the card."""

    def compose(self) -> ComposeResult:
        """The field stands above the list, its fault under it."""
        with Vertical(id="found", classes="pane") as found:
            found.border_title = "Cards"
            field = Field(placeholder="word tag:x is:due prop:s<5 ...", id="search", compact=True)
            yield field
            yield Words(id="fault")
            yield Heads(id="heads")
            yield SelectRows(id="cards", empty="Loading cards ...")
        card = Pane(Prose(id="card-words"), id="card", classes="pane")
        card.border_title = "Card"
        yield card

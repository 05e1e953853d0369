"""The panes of the papers screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.rows import Rows


class PapersBody(Container):
    """The panes of the papers."""

    def compose(self) -> ComposeResult:
        """List, abstract, search: in this order the field comes under the list in the grid."""
        rows = Rows(id="papers", empty="Loading papers ...")
        rows.add_class("pane")
        rows.border_title = "Papers"
        yield rows
        abstract = Pane(Prose(id="abstract-words"), id="abstract", classes="pane")
        abstract.border_title = "Abstract"
        yield abstract
        yield Field(placeholder="Search (ti: au: cat: is:saved)", id="search", compact=True)

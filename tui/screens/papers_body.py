"""The panes of the papers screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Input

from tui.widgets.rows import Rows
from tui.widgets.words import Words


class PapersBody(Container):
    """The panes of the papers."""

    def compose(self) -> ComposeResult:
        """List, search, abstract."""
        rows = Rows(id="papers", empty="Loading papers ...")
        rows.add_class("pane")
        rows.border_title = "Papers"
        yield rows
        yield Input(placeholder="Search (ti: au: cat: is:saved)", id="search", compact=True)
        abstract = VerticalScroll(Words(id="abstract-words"), id="abstract", classes="pane")
        abstract.border_title = "Abstract"
        yield abstract

"""The panes of the map."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.prose import Prose
from tui.widgets.rows import Rows


class MapBody(Horizontal):
    """The two panes of the map."""

    def compose(self) -> ComposeResult:
        """Tree, topic, filter: in this order the field comes under the tree in the grid."""
        rows = Rows(id="tree", empty="Loading the map ...")
        rows.add_class("pane")
        rows.border_title = "Map"
        yield rows
        topic = Pane(Prose(id="topic-words"), id="topic", classes="pane")
        topic.border_title = "Topic"
        yield topic
        yield Field(placeholder="Filter topics and goals", id="filter", compact=True)

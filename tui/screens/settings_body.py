"""The panes of the settings screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.rows import Rows
from tui.widgets.words import Words


class SettingsBody(Container):
    """The list, the field for a new value, and what the setting under the cursor means."""

    def compose(self) -> ComposeResult:
        """In this order the field comes under the list in the grid."""
        rows = Rows(id="settings", empty="Loading the settings ...")
        rows.add_class("pane")
        rows.border_title = "Settings"
        yield rows
        about = Pane(Words(id="meaning"), id="about", classes="pane")
        about.border_title = "Meaning"
        yield about
        yield Field(id="value", compact=True)

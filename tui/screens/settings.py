"""Settings: every option with its meaning, its value and its default, changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.widget import Widget
from textual.widgets import Input

from content.refusal import Refusal
from tui.screens.settings_body import SettingsBody
from tui.settings_entries import Entry, about, entries, entry_row
from tui.text import joined, title
from tui.widgets.field import Field
from tui.widgets.pane import Pane
from tui.widgets.rows import Row, Rows
from tui.widgets.screen import ModeScreen, bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.plan_services import SettingsView


class SettingsScreen(ModeScreen):
    """The list of all settings; beside or below it what the one under the cursor means."""

    WHERE = "settings"
    CSS_PATH = "../styles/settings.tcss"
    BINDINGS = bindings_for("settings")

    def __init__(self) -> None:
        super().__init__()
        self._view: SettingsView | None = None
        self._entries: Sequence[Entry] = entries()
        self._edited: int | None = None
        self._saving = False

    def compose_body(self) -> Iterable[Widget]:
        """List, meaning, field."""
        yield SettingsBody()

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one(Rows).focus()

    def reload(self) -> None:
        """Read all settings, those of settings.yaml too."""
        services = self.services
        if services is None:
            return

        async def work() -> None:
            self._take_view(await services.read(lambda: services.plans.view()))

        self.load("reading the settings", work)

    def _take_view(self, view: SettingsView) -> None:
        self._view = view
        rows = self.query_one(Rows)
        # The first line is the head of a group: begin on a setting.
        keep = rows.current if rows.ids else 1
        rows.set_rows(range(len(self._entries)), self._rows, keep=keep)
        changed = sum(entry.is_changed(view) for entry in self._entries)
        rows.border_subtitle = title(f"{changed} changed" if changed else "all as shipped")
        self._describe()

    def show_failure(self, words: str) -> None:
        """Why there are no settings."""
        self.query_one(Rows).clear(words)

    def _rows(self, places: Sequence[int]) -> list[Row]:
        view = self._view
        return [] if view is None else [entry_row(self._entries[place], view) for place in places]

    @property
    def _here(self) -> Entry | None:
        """The line under the cursor."""
        current = self.query_one(Rows).current
        return None if current is None else self._entries[current]

    # What it means

    def on_rows_highlighted(self) -> None:
        """Show what the line under the cursor means."""
        if self._edited is not None and self._edited != self.query_one(Rows).current:
            self._close()
        self._describe()

    def _describe(self, fault: str = "") -> None:
        here, view = self._here, self._view
        if here is None or view is None:
            return
        pane = self.query_one("#about", Pane)
        pane.border_title = title(here.name)
        pane.scroll_home(animate=False)
        session = {"theme": self.mlroad.theme, "network": self.mlroad.settings.network}
        self.query_one("#meaning", Words).show(joined(about(here, view, session, fault)))

    # Changes

    def action_change(self) -> None:
        """Turn a switch, go to the next choice, or open the field."""
        here, view = self._here, self._view
        if here is None or here.setting is None or view is None:
            return
        if here.setting.choices:
            self._choose(1)
        elif here.setting.key == "keys":
            self.mlroad.say(f"Keys are written by hand in {view.path}", seconds=8)
        else:
            field = self.query_one(Field)
            field.value = here.setting.write(here.value(view))
            field.placeholder = here.setting.form
            field.add_class("-open")
            field.focus()
            self._edited = self.query_one(Rows).current
            self.set_status("Enter takes it · Esc leaves")

    def on_rows_chosen(self) -> None:
        """A click on the line under the cursor."""
        self.action_change()

    def action_next_choice(self) -> None:
        """The next of the values."""
        self._choose(1)

    def action_previous_choice(self) -> None:
        """The value before."""
        self._choose(-1)

    def _choose(self, step: int) -> None:
        here, view = self._here, self._view
        if here is None or here.setting is None or view is None or not here.setting.choices:
            return
        values = list(here.setting.choices)
        place = values.index(here.value(view))
        self._save(here, values[(place + step) % len(values)])

    def action_default(self) -> None:
        """Back to the value that mlroad ships with."""
        here, view = self._here, self._view
        if here is None or here.setting is None or view is None:
            return
        if not here.is_changed(view):
            self.mlroad.say("That is the default already.", seconds=2)
        elif here.setting.key == "keys":
            self.action_change()
        else:
            self._save(here, here.default())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed, or say what is wrong with it."""
        place = self._edited
        here = None if place is None else self._entries[place]
        if here is None or here.setting is None:
            return
        try:
            self._save(here, here.setting.read(event.value))
        except ValueError as error:
            self._describe(str(error))

    def _save(self, here: Entry, value: Any) -> None:
        """Write a value; what goes wrong is said beside the meaning. Raises ValueError."""
        services, view, setting = self.services, self._view, here.setting
        if services is None or view is None or setting is None or self._saving:
            return
        if here.value(view) == value:
            self._close()
            return
        plans = services.plans
        saved = value if here.machine else setting.change(view.study, view.day, value)

        async def work() -> None:
            try:
                if here.machine:
                    await services.write(plans.edit, setting.key, saved)
                    self._take(setting.key, saved)
                else:
                    await services.write(plans.change, setting.field, saved)
                self._close()
                self._take_view(await services.read(plans.view))
            except ValueError:
                self._describe(f"It must be {setting.range}.")
                return
            except Refusal as error:
                self._describe(str(error))
                raise
            finally:
                self._saving = False

        self._saving = True
        self.run_worker(work, group="save", exit_on_error=False, description="saving the setting")

    def _take(self, key: str, value: Any) -> None:
        """Let a setting of this machine hold at once; the network comes back at the next start."""
        settings = self.mlroad.settings
        if key == "theme":
            settings.theme = self.mlroad.theme = value
        elif key == "contact":
            settings.contact = value
        elif value:
            self.mlroad.say("The network is on from the next start on.")
        else:
            settings.network = False

    def _close(self) -> None:
        """Close the field."""
        self._edited = None
        field = self.query_one(Field)
        if field.has_class("-open"):
            field.remove_class("-open")
            self.set_status("")
            self.query_one(Rows).focus()

    def key_escape(self) -> None:
        """Leave the field; the value stays as it was."""
        if self._edited is not None:
            self._close()
            self._describe()

    def action_reschedule(self) -> None:
        """What a reschedule by the present settings would do."""
        self.mlroad.action_backlog("reschedule")

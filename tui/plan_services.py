"""Settings and the tools of the backlog, for their screens: what holds now, changes, plans."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db import backlog
from db.backlog import Plan
from db.limits import RAISE, more_today
from db.model import StudySettings
from db.replay import recompute
from db.scheduler import Scheduler
from db.settings import ENTITY, KEY, save_settings
from tui.home import settings_file
from tui.settings import Settings, SettingsError

if TYPE_CHECKING:
    from db.model import Undone
    from tui.services import Services

CHANGE = "Change study settings"
FIT = "Fit parameters"
_TOOLS = ("Spread ", "Postpone ", "Advance ", "Reschedule ")
_SINCE = """
SELECT act.at FROM latest JOIN act ON act.id = latest.act
WHERE latest.entity = ? AND latest.key = ? AND latest.field = 'parameters'
"""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """What the settings screen shows.

    ``parameters_at`` is when the learner's own parameters were set (milliseconds UTC). ``machine``
    is what settings.yaml says, ``fault`` why it cannot be read.
    """

    study: StudySettings
    day: int
    parameters_at: int | None
    path: str
    machine: Settings
    fault: str


class PlanServices:
    """Reads may come from any thread; ``change`` to ``follow`` run in the writer thread."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def view(self) -> SettingsView:
        """All settings as they stand."""
        services = self._services
        study = services.store.settings()
        set_at = None
        if study.parameters is not None:
            with services.store.reading() as connection:
                row = connection.execute(_SINCE, (ENTITY, KEY)).fetchone()
                set_at = None if row is None else row[0]
        path = settings_file(services.home)
        machine, fault = _machine(path)
        return SettingsView(study, services.clock.study_day(), set_at, path, machine, fault)

    def plan(self, way: str, cards: int | None, days: int) -> Plan:
        """What spread, postpone, advance or reschedule would do. Raises ValueError, StoreError."""
        store, clock = self._services.store, self._services.clock
        scheduler = Scheduler(store.settings())
        with store.reading() as connection:
            if way == "spread":
                return backlog.plan_spread(connection, clock, scheduler, days)
            if way == "postpone":
                return backlog.plan_postpone(connection, clock, scheduler, cards, days)
            if way == "advance":
                return backlog.plan_advance(connection, clock, scheduler, cards or 1)
            return backlog.plan_reschedule(connection, clock, scheduler)

    # Changes

    def change(self, field: str, value: Any) -> None:
        """Set one study setting, undoable; clock and session follow. Raises ValueError."""
        store = self._services.store
        if field == "parameters":
            # Their bounds first; then every card's memory follows, as after a fit.
            Scheduler(replace(store.settings(), parameters=value))
            with store.transaction() as transaction:
                transaction.act(CHANGE)
                transaction.change(ENTITY, KEY, field, value)
                recompute(transaction.connection)
        else:
            save_settings(store, **{field: value})
        self.settings_changed()

    def raise_today(self, new: int, reviews: int) -> None:
        """Raise the limits of this day alone, undoable. Raises ValueError."""
        more_today(self._services.store, self._services.clock, new, reviews)
        self.settings_changed()

    def apply(self, plan: Plan) -> str:
        """Move the cards as planned, in one undoable act; its name. Raises CardChanged."""
        services = self._services
        scheduler = Scheduler(services.store.settings())
        backlog.apply(services.store, services.clock, scheduler, plan)
        services.study.end()
        return plan.label()

    def edit(self, key: str, value: str | bool) -> Settings:
        """Write one setting of this machine to settings.yaml. Raises Refusal."""
        from tui.settings_file import edit

        return edit(settings_file(self._services.home), key, value)

    def settings_changed(self) -> None:
        """Let the clock and the next look at the review follow the settings as they are now."""
        services = self._services
        hour = services.store.settings().rollover_hour
        if hour != services.clock.rollover_hour:
            services.clock = services.store.clock = services.clock.with_rollover(hour)
        services.study.end()

    def follow(self, act: Undone) -> None:
        """After undo or redo: settings and due days may be others again."""
        if act.name in (CHANGE, FIT, RAISE) or act.name.startswith(_TOOLS):
            self.settings_changed()


def _machine(path: str) -> tuple[Settings, str]:
    """What the settings file says, and why it cannot be read."""
    if not os.path.exists(path):
        return Settings(), ""
    from tui.settings_file import parse

    try:
        return parse(path), ""
    except SettingsError as error:
        return Settings(), str(error).splitlines()[0]

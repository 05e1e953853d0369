"""What the statistics ask for: the figures of all cards or of some, what-if, and the fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import browse
from db.calibration import Calibration, calibration
from db.fit import Fit, fit_in_process, keep
from db.model import StudySettings
from db.scheduler import Scheduler
from db.search import below_of
from db.stats import Statistics, statistics
from db.what_if import WhatIf, what_if

if TYPE_CHECKING:
    from db.simulate import Limits
    from tui.services import Services


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The cards that a query finds: their ids, None for all cards."""

    query: str
    cards: tuple[str, ...] | None


class FigureServices:
    """Reads run in any thread; ``keep`` in the writer thread."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def narrowed(self, query: str) -> Narrowed:
        """The cards that a query finds. Raises QueryError, StoreError."""
        services = self._services
        if not query.strip():
            return Narrowed("", None)
        scheduler = Scheduler(services.store.settings())
        day = services.clock.study_day()
        below = below_of(services.library.topics)
        with services.store.reading() as connection:
            numbers = browse.find(connection, query, day, scheduler, below)
            return Narrowed(query, tuple(browse.ids_of(connection, numbers)))

    def statistics(self, of: Narrowed) -> Statistics:
        """The numbers of the statistics screen."""
        services = self._services
        if of.cards is None:
            return services.statistics()
        settings = services.store.settings()
        with services.store.reading() as connection:
            return statistics(connection, services.clock, settings, cards=of.cards)

    def calibration(self, of: Narrowed) -> Calibration:
        """What was predicted and what was remembered in the last year."""
        with self._services.store.reading() as connection:
            return calibration(connection, self._services.clock.study_day(), cards=of.cards)

    def settings(self) -> StudySettings:
        """The study settings as they stand."""
        return self._services.store.settings()

    def what_if(
        self,
        limits: Limits,
        retentions: tuple[float, ...],
        cancelled: Callable[[], bool],
        progress: Callable[[float], None],
    ) -> WhatIf:
        """The days to come at several desired retentions. Raises Cancel, ChildFailed."""
        store, day = self._services.store, self._services.clock.study_day()
        return what_if(store.path, day, limits, retentions, cancelled=cancelled, progress=progress)

    def fit(self, progress: Callable[[float, int], None], cancelled: Callable[[], bool]) -> Fit:
        """Fit to the log. Raises FitMissing, FitRefused, Cancel, ChildFailed."""
        return fit_in_process(self._services.store.path, progress, cancelled)

    def keep(self, fit: Fit) -> int:
        """Take the fitted parameters into use; how many cards were computed anew."""
        count = keep(self._services.store, fit)
        self._services.plans.settings_changed()
        return count

"""What the papers screen does with the sources: shows them, fetches them, stops fetching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.paper_words import refresh_words, sources_content
from tui.widgets.screen import ModeScreen

if TYPE_CHECKING:
    from db.feed_words import SourceReport


class RefreshingScreen(ModeScreen):
    """A mode that can refresh the sources."""

    def action_sources(self) -> None:
        """Each source and what became of it."""
        services = self.services
        if services is None:
            return
        from tui.screens.panel import PanelScreen

        async def work() -> None:
            found = await services.read(lambda: services.papers.sources())
            words = sources_content(found, services.clock.now_ms())
            self.mlroad.push_screen(PanelScreen("Sources", words))

        self.run_worker(work, group="sources", exit_on_error=False, description="reading sources")

    def action_refresh(self) -> None:
        """Fetch the sources; while that goes on, stop it."""
        services = self.services
        if services is None:
            return
        if not services.settings.network:
            self.mlroad.say(
                "The network is off (--no-network or the settings): nothing is fetched."
            )
            return
        papers = services.papers
        if papers.refreshing:
            papers.cancel_refresh()
            self.set_status("stopping ...")
            return
        self.set_status("fetching ...")

        async def work() -> None:
            try:
                reports = await papers.refresh(self._progress)
            finally:
                self.set_status("")
            self.mlroad.say(refresh_words(reports), seconds=6)
            self.reload()

        self.run_worker(work, group="refresh", exit_on_error=False, description="fetching")

    def _progress(self, report: SourceReport) -> None:
        self.mlroad.call_from_thread(self._reported, report)

    def _reported(self, report: SourceReport) -> None:
        self.set_status(f"{report.id}: {report.message or report.state} ─ F5 stops")
        if report.new or report.updated:
            self.reload()

"""Opens the papers and the client that fetches them; the same for the dashboard and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.marks import mirror_marks
from db.papers import PapersStore, open_papers
from db.source_list import sync_sources
from tui import __version__
from tui.home import Home, papers_database
from tui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.feeds.fetch import Client
    from content.model import FeedSource
    from db.store import Store


def open_paper_cache(home: Home, store: Store, shipped: Sequence[FeedSource]) -> PapersStore:
    """papers.db in step with mlroad.db: sources, marks, and saved papers that it lacks.

    The caller closes it. Raises ``StoreError``.
    """
    papers = open_papers(papers_database(home), clock=store.clock)
    try:
        sync_sources(store, papers, shipped)
        mirror_marks(store, papers)
    except BaseException:
        papers.close()
        raise
    return papers


def open_client(settings: Settings, papers: PapersStore) -> Client | None:
    """The polite client, whose pace papers.db remembers; None where the network is off.

    The caller closes it.
    """
    if not settings.network:
        return None
    from content.feeds.fetch import user_agent
    from db.feeds import client_for

    return client_for(papers, papers.clock, user_agent(__version__, settings.contact))

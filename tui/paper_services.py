"""The papers for the screens: lists, marks, refreshing; `papers.db` is opened at the first use."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from db.marks import mark, mirror_marks
from db.model import StoreError
from db.papers import PapersStore
from db.papers_model import Counters, PaperDetail, PaperRow, SourceRow
from db.source_list import sync_sources
from tui.opening_papers import open_client, open_paper_cache

if TYPE_CHECKING:
    from db.feed_words import SourceReport
    from tui.services import Services


class PaperServices:
    """Papers and sources. Reads may come from any thread; marks are set in the writer thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._opened: PapersStore | None = None
        self._cancel = threading.Event()
        self._feeds: ThreadPoolExecutor | None = None

    @property
    def store(self) -> PapersStore:
        """The open cache. Raises StoreError."""
        with self._lock:
            if self._opened is None:
                services = self._services
                self._opened = open_paper_cache(
                    services.home, services.store, services.library.sources
                )
            return self._opened

    def stop(self) -> None:
        """Cancel a refresh that is under way; what it has stored stays."""
        self._cancel.set()
        if self._feeds is not None:
            self._feeds.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """Close the file if it was opened."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()

    def unread(self) -> int | None:
        """How many papers are unread; None if the cache cannot be opened (its screen says why)."""
        try:
            return self.store.counters().unread
        except StoreError:
            return None

    def counters(self) -> Counters:
        """The kept counts."""
        return self.store.counters()

    def ids(self, filter: str, query: str) -> array[int]:
        """The numbers of the papers of a list, newest first."""
        return self.store.ids(filter, query)

    def page(self, numbers: Iterable[int]) -> list[PaperRow]:
        """Rows to paint."""
        return self.store.page(numbers)

    def paper(self, number: int) -> PaperDetail | None:
        """One paper in full."""
        return self.store.paper(number)

    def mark(self, key: str, field: str, value: bool) -> None:
        """Mark a paper read, saved or hidden, or not; undoable."""
        mark(self._services.store, self.store, [key], field, value)

    def follow_marks(self) -> None:
        """Bring the cache in step with the learner's database, after undo and redo."""
        with self._lock:
            opened = self._opened
        if opened is not None:
            mirror_marks(self._services.store, opened)
            sync_sources(self._services.store, opened, self._services.library.sources)

    def sources(self) -> tuple[SourceRow, ...]:
        """The sources with how they are doing."""
        return self.store.sources()

    @property
    def refreshing(self) -> bool:
        """Whether a refresh is under way."""
        return self._feeds is not None

    def cancel_refresh(self) -> None:
        """Stop the refresh after what has come so far."""
        self._cancel.set()

    async def refresh(self, progress: Callable[[SourceReport], None]) -> tuple[SourceReport, ...]:
        """Ask all sources, in a thread of its own; ``progress`` is called there for each."""
        self._cancel.clear()
        self._feeds = ThreadPoolExecutor(1, thread_name_prefix="mlroad-feeds")
        try:
            return await asyncio.wrap_future(self._feeds.submit(self._refresh, progress))
        finally:
            self._feeds.shutdown(wait=False)
            self._feeds = None

    def _refresh(self, progress: Callable[[SourceReport], None]) -> tuple[SourceReport, ...]:
        from db.feeds import refresh

        client = open_client(self._services.settings, self.store)
        try:
            return refresh(
                self.store,
                client,
                self._services.clock,
                cancel=self._cancel,
                progress=progress,
            )
        finally:
            if client is not None:
                client.close()

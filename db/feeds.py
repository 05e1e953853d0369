"""Refreshes the sources: fetches, reads and stores, one after the other, politely.

Nothing that was there is ever removed by a failure; what went wrong stands in the source's state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING

from content.feeds import reddit
from content.feeds.addresses import host_of
from content.feeds.clean import line
from content.feeds.pace import back_off
from content.feeds.read import Reading, read
from content.feeds.reply import Cancelled, FetchError, Limited, Reply
from content.model import FeedSource
from db import feed_words as words
from db.clock import Clock
from db.feed_words import SourceReport
from db.papers_model import SourceRow, Stored

if TYPE_CHECKING:
    from content.feeds.fetch import Client
    from content.feeds.pace import Pace
    from db.papers import PapersStore

PATIENCE = 75.0
ETAG_DAYS_MS = 8 * 86_400_000
NOTHING = Stored(0, 0)

Progress = Callable[[SourceReport], None]


def client_for(papers: PapersStore, clock: Clock, agent: str, pace: Pace | None = None) -> Client:
    """A client that keeps its pace in papers.db and its time by the clock; close it when done."""
    from content.feeds.fetch import Client, Times

    return Client(agent, pace, book=papers, times=Times(now=lambda: clock.now_ms() / 1000))


def refresh(
    papers: PapersStore,
    client: Client | None,
    clock: Clock,
    *,
    sources: Sequence[str] | None = None,
    due_only: bool = False,
    cancel: Event | None = None,
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> tuple[SourceReport, ...]:
    """Refresh the sources with these ids (None: all) and report on each that was finished.

    ``client`` None means no network: the reports say so and nothing changes. With ``due_only``
    sources whose time has not come are left alone. ``progress`` is told of each step;
    ``patience`` is how many seconds the pace of one host may hold a request up. When ``cancel`` is
    set, the source under way is left as it was and the rest is not asked. Raises StoreError.
    """
    run = _Run(papers, client, clock, cancel or Event(), progress or _silent, patience)
    wanted = [row for row in papers.sources() if sources is None or row.id in sources]
    if client is None:
        return tuple(run.offline(row) for row in wanted)
    if due_only:
        now = clock.now_ms()
        wanted = [row for row in wanted if due_at(row) <= now]
    return run.all(wanted, client)


def due_at(source: SourceRow) -> int:
    """When a source is to be looked at by itself, in milliseconds UTC."""
    if source.last_try == 0:
        return 0
    regular = source.last_try + source.every * 1000
    if source.state in ("failed", "limited"):
        return max(source.next_allowed, source.fresh_until_ms)
    return max(regular, source.next_allowed, source.fresh_until_ms)


def take_reply(
    papers: PapersStore,
    clock: Clock,
    source: SourceRow,
    reply: Reply,
    reading: Reading | None,
    wait: float = 0.0,
) -> SourceReport:
    """Store what a reply brought and how the source is doing now; ``reading`` None for 304.

    ``wait`` is how many seconds the source is left alone if the reply was no good.
    """
    now = clock.now_ms()
    stored = papers.store_entries(source.id, reading.entries, now) if reading else Stored(0, 0)
    if reading is not None and reading.fault is not None:
        return fail(papers, clock, source, reading.fault, stored, reply, wait)
    state, message = _verdict(clock, source, reading, stored, now)
    kept = reading is None or bool(reading.entries)
    values: dict[str, object] = {"etag": None, "last_modified": None, "validated_ms": 0}
    if reading is None:
        values = {"etag": reply.etag or source.etag}
    elif kept:  # an empty reply must not be confirmed as unchanged for days
        values = {"etag": reply.etag, "last_modified": reply.last_modified, "validated_ms": now}
    if reply.moved_to is not None:
        values["url"] = reply.moved_to
    if stored.new:
        values["last_new"] = now
    papers.update_source(
        source.id,
        state=state,
        message=message,
        last_ok=now,
        last_try=now,
        failures=0,
        next_allowed=0,
        fresh_until_ms=now + reply.max_age * 1000 if kept else 0,
        **values,
    )
    return SourceReport(
        source.id, state, *stored, message, 0, len(reply.body), round(reply.seconds, 3)
    )


def _verdict(
    clock: Clock,
    source: SourceRow,
    reading: Reading | None,
    stored: Stored,
    now: int,
) -> tuple[str, str]:
    if reading is not None and not reading.entries:
        return "empty", words.empty_words(clock, source)
    if not any(stored) and words.is_stale(source, now):
        return "stale", words.stale_words(clock, source)
    if reading is None:
        return "unchanged", "unchanged"
    return "ok", words.good_words(*stored)


def fail(
    papers: PapersStore,
    clock: Clock,
    source: SourceRow,
    why: str,
    stored: Stored = NOTHING,
    reply: Reply | None = None,
    wait: float = 0.0,
) -> SourceReport:
    """Note a failure; ``wait`` seconds until the source is looked at by itself again."""
    now = clock.now_ms()
    failures = source.failures + 1
    message = words.failed_words(failures, line(why, 300))
    allowed = now + int(wait * 1000)
    papers.update_source(
        source.id,
        state="failed",
        message=message,
        last_try=now,
        failures=failures,
        next_allowed=allowed,
        fresh_until_ms=0,
    )
    size, seconds = (len(reply.body), reply.seconds) if reply else (0, 0.0)
    return SourceReport(source.id, "failed", *stored, message, allowed, size, round(seconds, 3))


def feed_source(source: SourceRow) -> FeedSource:
    """The source as the readers of replies want it."""
    return FeedSource(source.id, source.kind, source.url, source.title, source.every)


def _silent(report: SourceReport) -> None:
    """The progress of a refresh that nobody watches."""


@dataclass(slots=True)
class _Run:
    """One refresh."""

    papers: PapersStore
    client: Client | None
    clock: Clock
    cancel: Event
    progress: Progress
    patience: float

    def offline(self, source: SourceRow) -> SourceReport:
        since = f"; last fetched {words.local_time(self.clock, source.last_ok)}"
        message = words.NO_NETWORK + (since if source.last_ok else "; never fetched")
        report = SourceReport(source.id, "unchanged", message=message)
        self.progress(report)
        return report

    def all(self, wanted: Sequence[SourceRow], client: Client) -> tuple[SourceReport, ...]:
        reports: list[SourceReport] = []
        left = list(wanted)
        while left and not self.cancel.is_set():
            # The host that is free first: while one has to wait, the others are asked.
            source = min(left, key=lambda row: self._free_at(row, client))
            left.remove(source)
            try:
                report = self.one(source, client)
            except Cancelled:
                break
            reports.append(report)
            self.progress(report)
        return tuple(reports)

    def _free_at(self, source: SourceRow, client: Client) -> int:
        return client.book.next_allowed(client.pace.of(source.url)[0])

    def one(self, source: SourceRow, client: Client) -> SourceReport:
        now = self.clock.now_ms()
        if now < source.fresh_until_ms <= now + words.GRACE_MS * 2:
            message = f"fresh until {words.local_time(self.clock, source.fresh_until_ms)}"
            return SourceReport(
                source.id, "unchanged", message=message, next_allowed=source.fresh_until_ms
            )
        self.progress(SourceReport(source.id, "fetching"))
        try:
            return self._fetch(source, client)
        except Limited as limited:
            return self._limited(source, limited)
        except FetchError as error:
            wait = back_off(source.failures + 1, client.chance)
            return fail(self.papers, self.clock, source, self._why(source, error), wait=wait)

    def _fetch(self, source: SourceRow, client: Client) -> SourceReport:
        address = source.url
        if source.kind == "reddit" and source.failures % 2 and reddit.is_reddit(host_of(address)):
            address = reddit.other_url(address)
        reply = self._get(source, client, address, conditional=address == source.url)
        if reply.unchanged:
            return take_reply(self.papers, self.clock, source, reply, None)
        reading = self._read(source, reply)
        if reading.again:  # arXiv says that there is something, and sends nothing
            reply = self._get(source, client, address, conditional=False)
            reading = self._read(source, reply)
        if self.cancel.is_set():
            raise Cancelled
        if address != source.url:
            reply = replace(reply, moved_to=address, etag=None, last_modified=None)
        wait = back_off(source.failures + 1, client.chance)
        return take_reply(self.papers, self.clock, source, reply, reading, wait)

    def _read(self, source: SourceRow, reply: Reply) -> Reading:
        return read(feed_source(source), reply.body, reply.content_type, reply.url)

    def _get(self, source: SourceRow, client: Client, address: str, *, conditional: bool) -> Reply:
        fresh = self.clock.now_ms() - source.validated_ms < ETAG_DAYS_MS
        asked = conditional and fresh

        def waiting(until: int) -> None:
            message = f"waiting until {words.local_time(self.clock, until)}"
            self.progress(SourceReport(source.id, "waiting", message=message, next_allowed=until))

        return client.get(
            address,
            etag=source.etag if asked else None,
            last_modified=source.last_modified if asked else None,
            cancel=self.cancel,
            patience=self.patience,
            waiting=waiting,
            failures=source.failures,
        )

    def _limited(self, source: SourceRow, limited: Limited) -> SourceReport:
        message = words.limited_words(self.clock, limited.until_ms)
        values: dict[str, object] = {"next_allowed": limited.until_ms}
        if limited.status is not None:  # the host said so; else its pace did, and nothing was asked
            values |= {"last_try": self.clock.now_ms(), "failures": source.failures + 1}
        self.papers.update_source(source.id, state="limited", message=message, **values)
        return SourceReport(source.id, "limited", message=message, next_allowed=limited.until_ms)

    def _why(self, source: SourceRow, error: FetchError) -> str:
        """What the server said, if it said it in a feed: arXiv answers a bad query so."""
        if error.body and source.kind in ("arxiv", "arxiv-api"):
            said = read(feed_source(source), error.body).fault
            if said and said.startswith("arXiv refused"):
                return said
        return str(error)

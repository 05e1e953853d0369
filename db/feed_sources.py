"""Adding and removing sources: acts in mlroad.db, which is the truth, mirrored into papers.db."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING

from content.feeds import clean
from content.feeds.addresses import canonical, host_of, web
from content.feeds.kinds import EVERY, KINDS
from content.feeds.parse import NotAFeed
from content.feeds.read import (
    Guess,
    feeds_of_page,
    guess,
    kind_of_bytes,
    read,
    title_of_bytes,
)
from content.feeds.reply import FetchError, Reply
from content.model import FeedSource
from content.refusal import Refusal
from db.clock import Clock
from db.feed_words import SourceReport
from db.feeds import feed_source, take_reply
from db.papers_model import SourceRow
from db.source_list import ENTITY, EVERY_LEAST

if TYPE_CHECKING:
    from content.feeds.fetch import Client
    from db.papers import PapersStore
    from db.store import Store

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


class SourceError(Refusal):
    """The source cannot be added or removed; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Added:
    """The source that was added (or was there already) and, if it was fetched, how that went."""

    source: SourceRow
    report: SourceReport | None
    already: bool


def add(
    store: Store,
    papers: PapersStore,
    client: Client | None,
    clock: Clock,
    text: str,
    *,
    kind: str = "auto",
    id: str | None = None,
    title: str | None = None,
    every: int | None = None,
    cancel: Event | None = None,
) -> Added:
    """Add a source by what was typed: ``cs.LG``, ``r/name``, the address of a feed or a page.

    The kind is told from the address, else from the fetched bytes, which are stored at once;
    without a network such an address needs ``kind``. One undoable act, "Add source". Raises
    SourceError in words, StoreError, and Cancelled if ``cancel`` was set.
    """
    _check(kind, id, every)
    guessed = _guess(text, kind)
    known = _known(papers, guessed.url)
    if known is not None:
        return Added(known, None, True)
    reply: Reply | None = None
    if guessed.kind is None:
        guessed, reply = _ask(client, guessed, cancel)
        known = _known(papers, guessed.url)
        if known is not None:
            return Added(known, None, True)
    feed = FeedSource(
        id or _free_id(papers, guessed),
        guessed.kind or "rss",
        guessed.url,
        clean.title(title or guessed.title),
        every or EVERY[guessed.kind or "rss"],
    )
    _write(store, papers, feed)
    row = papers.source(feed.id)
    if row is None:
        raise SourceError(f"{feed.id}: could not be added")
    if reply is None:
        return Added(row, None, False)
    reading = read(feed_source(row), reply.body, reply.content_type, reply.url)
    report = take_reply(papers, clock, row, replace(reply, moved_to=None), reading)
    return Added(papers.source(feed.id) or row, report, False)


def _check(kind: str, id: str | None, every: int | None) -> None:
    if kind != "auto" and kind not in KINDS:
        raise SourceError(f"no such kind of source: {kind}; it is one of {', '.join(KINDS)}")
    if id is not None and not _ID.fullmatch(id):
        raise SourceError("an id is of letters, digits, dot, dash and underscore, at most 63")
    if every is not None and every < EVERY_LEAST:
        raise SourceError(f"a source is not looked at more often than every {EVERY_LEAST} seconds")


def remove(store: Store, papers: PapersStore, source: str) -> None:
    """Take a source away in one undoable act, "Remove source"; its papers stay.

    Raises SourceError if there is none with this id.
    """
    row = papers.source(source)
    if row is None or row.removed:
        raise SourceError(f"there is no source {clean.line(source, 80)!r}")
    with store.transaction() as transaction:
        transaction.act("Remove source")
        transaction.change(ENTITY, source, "removed", True)
    papers.update_source(source, removed=1)


def _guess(text: str, kind: str) -> Guess:
    try:
        guessed = guess(text)
    except ValueError as error:
        raise SourceError(str(error)) from error
    if kind == "auto" or guessed.kind == kind:
        return guessed
    url = web(text if "://" in text else f"https://{text}")
    if url is None:
        raise SourceError(f"{clean.line(text, 80)} is no web address")
    return Guess(kind, url, "", host_of(url))


def _known(papers: PapersStore, url: str) -> SourceRow | None:
    for row in papers.sources():
        if canonical(url) in (canonical(row.asked_url), canonical(row.url)):
            return row
    return None


def _ask(client: Client | None, guessed: Guess, cancel: Event | None) -> tuple[Guess, Reply]:
    """Fetch the address and see what it is; a page leads on to the feed that it announces."""
    if client is None:
        raise SourceError("its kind cannot be told without the network; say it with --kind")
    url = guessed.url
    try:
        for _ in range(2):
            reply = client.get(url, cancel=cancel)
            try:
                kind = kind_of_bytes(reply.body, reply.content_type, reply.url)
            except NotAFeed as error:
                found = feeds_of_page(reply.body, reply.content_type, reply.url)
                if not found:
                    raise SourceError(f"no feed at this address: {error}") from error
                url = found[0]
                continue
            title = title_of_bytes(reply.body, reply.content_type)
            address = reply.moved_to or url
            return Guess(kind, address, "", title or guessed.title), reply
    except FetchError as error:
        raise SourceError(f"not added: {error}") from error
    raise SourceError("the page announces a feed, but there is none at its address")


def _free_id(papers: PapersStore, guessed: Guess) -> str:
    """The id that the feed had before, the guessed one, or one made from title or host.

    It is numbered if another feed has it.
    """
    for row in papers.sources(removed=True):
        if canonical(row.asked_url) == canonical(guessed.url):
            return row.id
    host = host_of(guessed.url).removeprefix("www.").split(":")[0]
    base = guessed.id or re.sub(r"[^A-Za-z0-9]+", "-", guessed.title).strip("-")[:40] or host
    base = base if _ID.fullmatch(base) else "feed"
    taken = {row.id for row in papers.sources(removed=True)}
    names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _write(store: Store, papers: PapersStore, feed: FeedSource) -> None:
    taken = papers.source(feed.id)
    same = taken is not None and canonical(taken.asked_url) == canonical(feed.url)
    if taken is not None and not same:
        raise SourceError(f"the id {feed.id} is taken by {taken.title}")
    with store.transaction() as transaction:
        transaction.act("Add source")
        if taken is None or taken.custom:
            document = {name: getattr(feed, name) for name in ("kind", "url", "title", "every")}
            transaction.change(ENTITY, feed.id, "feed", document)
        if taken is not None:
            transaction.change(ENTITY, feed.id, "removed", False)
    others = [row for row in papers.sources(removed=True) if row.id != feed.id]
    wanted = [
        (replace(feed_source(row), url=row.asked_url), row.custom, row.removed) for row in others
    ]
    papers.set_sources([*wanted, (feed, taken is None or taken.custom, False)])

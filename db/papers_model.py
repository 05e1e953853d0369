"""The frozen values that the papers cache hands out: rows, details, sources, counters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Stored(NamedTuple):
    """What a batch of entries brought: papers that were new, papers whose words changed."""

    new: int
    updated: int


class Counters(NamedTuple):
    """Kept counts: papers not hidden, of them unread, and saved ones (hidden or not)."""

    all: int
    unread: int
    saved: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """What a line of the list shows. ``at_ms`` (UTC) is the time it is sorted by.

    ``updated_to`` is the version that came after the one known before, None if none did.
    ``source`` is the id of the source that brought its words, "" for a restored saved paper.
    """

    number: int
    key: str
    title: str
    at_ms: int
    source: str
    read: bool
    saved: bool
    hidden: bool
    updated_to: int | None
    announce_type: str | None
    categories: tuple[str, ...]
    arxiv: str | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where and when a paper was seen; ``day`` is the study day of the first time."""

    source: str
    announce_type: str | None
    version: int | None
    comments_url: str | None
    title: str
    day: int


@dataclass(frozen=True, slots=True)
class PaperDetail:
    """All that is known of one paper. Times are milliseconds UTC."""

    number: int
    key: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    arxiv: str | None
    version: int | None
    updated_to: int | None
    announce_type: str | None
    published_ms: int | None
    updated_ms: int | None
    first_seen_ms: int
    at_ms: int
    url: str
    pdf_url: str | None
    comments_url: str | None
    source: str
    read: bool
    saved: bool
    hidden: bool
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with how it is doing. Times are milliseconds UTC, 0 for never.

    ``url`` is where it is asked now (a permanent redirect changes it), ``asked_url`` the address
    as it was given. ``items`` and ``unread`` count its papers. ``state`` is how the last refresh
    went: ok, unchanged, empty, stale, limited or failed, "" before the first one.
    """

    id: str
    kind: str
    url: str
    asked_url: str
    title: str
    every: int
    state: str
    message: str
    etag: str | None
    last_modified: str | None
    validated_ms: int
    fresh_until_ms: int
    last_ok: int
    last_try: int
    last_new: int
    next_allowed: int
    failures: int
    items: int
    unread: int
    custom: bool
    removed: bool

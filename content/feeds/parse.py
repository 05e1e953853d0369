"""The one seam to feedparser: bytes in, plain frozen values out, whatever the bytes are."""

from __future__ import annotations

import calendar
import io
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from content.feeds import wellformed
from content.feeds.decode import decode, mend, sanitise

LOOSE_LIMIT = 1_048_576
HEADER = '<?xml version="1.0" encoding="utf-8"?>\n'


class NotAFeed(ValueError):
    """The bytes are no feed that can be read; the text says what they are instead."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a feed and whether it is HTML (then tags and entities are in it once)."""

    text: str
    html: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link element: address, relation, title."""

    url: str
    relation: str
    title: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as feedparser gave it; nothing in it is clean. Times are milliseconds UTC."""

    id: str
    title: Words
    summary: Words
    content: Words
    url: str
    links: tuple[Link, ...]
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    labels: tuple[str, ...]
    published_ms: int | None
    updated_ms: int | None
    announce_type: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. ``cut_short``: the document ends within an entry, which is left out.

    ``total`` is what a query says it found in all, None where the feed does not say.
    """

    version: str
    id: str
    title: str
    subtitle: str
    url: str
    items: tuple[Item, ...]
    cut_short: bool
    total: int | None


def parse(data: bytes, content_type: str = "") -> Feed:
    """Parse the bytes of a reply; raises NotAFeed, and nothing else, for any bytes."""
    try:
        document = wellformed.body(sanitise(decode(data, content_type)))
        seen = wellformed.look(document)
        if seen.fault is not None and not seen.cut_short:
            mended = mend(document)
            if len(mended) < len(document) + LOOSE_LIMIT:
                again = wellformed.look(mended)
                if again.fault is None or again.cut_short:
                    document, seen = mended, again
        if seen.fault is not None and len(document) > LOOSE_LIMIT:
            raise NotAFeed(f"not well-formed ({seen.fault}) and too large to mend")
        return _feed(document, seen)
    except wellformed.Refused as refused:
        raise NotAFeed(str(refused)) from refused
    except NotAFeed:
        raise
    except Exception as error:  # feedparser raises nearly anything for hostile input
        raise NotAFeed(f"the feed cannot be read ({type(error).__name__})") from error


def _feed(document: str, seen: wellformed.Look) -> Feed:
    import feedparser

    result = cast(
        dict[str, Any],
        feedparser.parse(
            io.BytesIO((HEADER + document).encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,  # it would drop what stands between < and > in maths
        ),
    )
    version = _text(result.get("version"))
    if not version:
        raise NotAFeed("not a feed")
    entries = [_dict(entry) for entry in _list(result.get("entries"))]
    kept = entries[: seen.entries] if seen.cut_short else entries
    head = _dict(result.get("feed"))
    total = _text(head.get("opensearch_totalresults"))
    return Feed(
        version=version,
        id=_text(head.get("id")),
        title=_text(head.get("title")),
        subtitle=_text(head.get("subtitle")),
        url=_text(head.get("link")),
        items=tuple(_item(entry, version) for entry in kept),
        cut_short=seen.cut_short,
        total=int(total) if total.isascii() and total.isdigit() and len(total) < 12 else None,
    )


def _item(entry: dict[str, Any], version: str) -> Item:
    contents = _list(entry.get("content"))
    tags = [_dict(tag) for tag in _list(entry.get("tags"))]
    return Item(
        id=_text(entry.get("id")),
        title=_words(entry.get("title_detail"), entry.get("title"), version),
        summary=_words(entry.get("summary_detail"), entry.get("summary"), version),
        content=_words(contents[0], None, version) if contents else Words("", False),
        url=_text(entry.get("link")),
        links=tuple(_link(_dict(link)) for link in _list(entry.get("links"))[:50]),
        authors=tuple(_people(entry)),
        categories=tuple(_text(tag.get("term")) for tag in tags[:50]),
        labels=tuple(_text(tag.get("label")) for tag in tags[:50]),
        published_ms=_time(entry, "published_parsed"),
        updated_ms=_time(entry, "updated_parsed"),
        announce_type=_text(entry.get("arxiv_announce_type")),
    )


def _words(detail: object, value: object, version: str) -> Words:
    found = _dict(detail)
    text = _text(found.get("value")) or _text(value)
    kind = _text(found.get("type"))
    # RSS has no way to say what a text is: titles with entities are HTML in practice.
    return Words(text, "html" in kind or not version.startswith("atom"))


def _link(link: dict[str, Any]) -> Link:
    href, relation = _text(link.get("href")), _text(link.get("rel"))
    return Link(href, relation, _text(link.get("title")))


def _people(entry: dict[str, Any]) -> Iterable[str]:
    authors = [_dict(author) for author in _list(entry.get("authors"))]
    names = [_text(author.get("name")) or _text(author.get("email")) for author in authors[:3_000]]
    return (name for name in names if name)


def _time(entry: dict[str, Any], name: str) -> int | None:
    # FeedParserDict.get would give one date for the other, and warn.
    value = dict[str, Any].get(entry, name)
    if not isinstance(value, time.struct_time):
        return None
    try:
        return calendar.timegm(value) * 1000
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}

"""Reads a reply as its kind of source: entries, or in words why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from content.feeds import arxiv, clean, markup, reddit, rss
from content.feeds.addresses import arxiv_of, host_of, of_host, web
from content.feeds.decode import decode
from content.feeds.parse import Feed, NotAFeed, parse
from content.model import Entry, FeedSource


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply held. ``fault`` says why it is not (wholly) good; entries may be there too.

    ``again`` is true when an empty reply contradicts itself (arXiv does this now and then).
    """

    entries: tuple[Entry, ...]
    title: str
    fault: str | None = None
    again: bool = False


def read(source: FeedSource, data: bytes, content_type: str = "", base: str = "") -> Reading:
    """The entries of a reply to ``source``; ``base`` is the address it came from. Never raises."""
    try:
        feed = parse(data, content_type)
    except NotAFeed as error:
        return Reading((), "", clean.line(str(error), 300))
    if source.kind in ("arxiv", "arxiv-api"):
        error = arxiv.error_of(feed)
        if error is not None:
            return Reading((), "", f"arXiv refused the request: {error}")
        found = arxiv.entries(feed)
    elif source.kind == "reddit":
        found = reddit.entries(feed)
    else:
        found = rss.entries(feed, source.id, base or source.url)
    return Reading(
        entries=found,
        title=clean.title(feed.title),
        fault=_fault(feed, found),
        again=source.kind == "arxiv-api" and not feed.items and bool(feed.total),
    )


def _fault(feed: Feed, found: tuple[Entry, ...]) -> str | None:
    if feed.cut_short:
        count = f"{len(found)} complete entries" if len(found) != 1 else "1 complete entry"
        return f"the reply was cut short; {count} kept"
    if feed.items and not found:
        return "the feed has entries, but none of the kind that was expected"
    return None


def kind_of_bytes(data: bytes, content_type: str, url: str) -> str:
    """What kind of source the bytes are; raises NotAFeed."""
    feed = parse(data, content_type)
    ids = [item.id for item in feed.items[:5]]
    if any(name.lower().startswith("oai:arxiv.org:") for name in ids):
        return "arxiv"
    feed_host = host_of(feed.id).removeprefix("www.")
    if of_host(feed_host, "rss.arxiv.org") or feed.title.endswith("updates on arXiv.org"):
        return "arxiv"
    if "/api/" in urlsplit(feed.id).path and of_host(feed_host, "arxiv.org"):
        return "arxiv-api"
    if feed.total is not None and ids and all(arxiv_of(name) for name in ids):
        return "arxiv-api"
    posts = [item for item in feed.items[:5] if reddit.is_reddit(host_of(item.url))]
    labels = [label for item in posts for label in item.labels if label.startswith("r/")]
    return "reddit" if reddit.is_reddit(host_of(url)) or labels else "rss"


def title_of_bytes(data: bytes, content_type: str) -> str:
    """The feed's own title, one clean line; raises NotAFeed."""
    return clean.title(parse(data, content_type).title)


def feeds_of_page(data: bytes, content_type: str, url: str) -> tuple[str, ...]:
    """The feeds that a web page announces, absolute, in order."""
    found = (web(urljoin(url, link)) for link in markup.feed_links(decode(data, content_type)))
    return tuple(dict.fromkeys(address for address in found if address))


@dataclass(frozen=True, slots=True)
class Guess:
    """What an address says by itself: ``kind`` is None where only its bytes can tell."""

    kind: str | None
    url: str
    id: str
    title: str


def guess(text: str) -> Guess:
    """What a typed address means: ``cs.LG``, ``r/MachineLearning``, any web address.

    Raises ValueError in words if it is no address of a feed.
    """
    text = clean.line(text, 2_000)
    name = text.removeprefix("arxiv:").strip()
    if arxiv.is_category(name) and ("." in name or name in arxiv.ARCHIVES):
        return _arxiv(name)
    subreddit = reddit.SUBREDDIT.fullmatch(text)
    if subreddit is not None:
        return _reddit(subreddit.group(1))
    url = web(text if "://" in text else f"https://{text}")
    if url is None or ("://" not in text and "." not in text):
        raise ValueError(f"{text[:80] or 'nothing'} is no web address, arXiv category or r/name")
    return _by_host(url)


def _by_host(url: str) -> Guess:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if of_host(host, "arxiv.org"):
        pieces = [piece for piece in parts.path.split("/") if piece]
        if parts.path.startswith("/api/query"):
            return Guess("arxiv-api", url, "", "arXiv query")
        if len(pieces) >= 2 and pieces[0] in ("list", "rss", "atom", "archive"):
            if arxiv.is_category(pieces[1]):
                return _arxiv(pieces[1])
            raise ValueError(f"one arXiv category to a source: {pieces[1]} is not one")
        if arxiv_of(url) is not None:
            raise ValueError("this is the address of one paper, not of a feed")
    subreddit = reddit.subreddit_of(url)
    if subreddit is not None:
        return _reddit(subreddit)
    if reddit.is_reddit(host):
        return Guess("reddit", url, "", "reddit")
    return Guess(None, url, "", host)


def _arxiv(category: str) -> Guess:
    return Guess("arxiv", arxiv.category_url(category), category, f"arXiv {category}")


def _reddit(name: str) -> Guess:
    return Guess("reddit", reddit.feed_url(name), f"r-{name.replace('+', '-')}", f"r/{name}")

"""reddit's Atom feeds: posts, the outside link that hides in their content, and their threads."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from content.feeds import clean, markup
from content.feeds.addresses import arxiv_of, of_host, web
from content.feeds.parse import Feed, Item
from content.model import Entry

SUBREDDIT = re.compile(r"/?r/([A-Za-z0-9_]{2,21}(?:\+[A-Za-z0-9_]{2,21})*)/?")
_PATH = re.compile(r"/r/([A-Za-z0-9_+]{2,200})(?:/.*)?")
_POST = re.compile(r"/comments/([a-z0-9]{2,12})(?:/|$)")
_ID = re.compile(r"t3_([a-z0-9]{2,12})")
_FOOT = re.compile(
    r"\s*submitted by\s+/?u/\S+(?:\s+to\s+r/\S+)?\s*(?:\[link\])?\s*(?:\[comments\])?\s*$"
)


def feed_url(name: str) -> str:
    """The address of a subreddit's feed."""
    return f"https://www.reddit.com/r/{name}/.rss"


def is_reddit(host: str) -> bool:
    """Whether a host belongs to reddit."""
    return of_host(host.partition(":")[0], "reddit.com")


def subreddit_of(url: str) -> str | None:
    """The subreddit that an address names, None for another one or for a user's own feed."""
    parts = urlsplit(url)
    match = _PATH.fullmatch(parts.path)
    if match is None or not is_reddit(parts.hostname or "") or "feed=" in parts.query:
        return None
    return match.group(1)


def other_url(url: str) -> str:
    """The other one of a subreddit's two addresses: ``/.rss`` (hot) and ``/new/.rss``.

    Which of them answers without a login has changed more than once, so both are tried.
    """
    parts = urlsplit(url)
    path = parts.path
    if path.endswith("/new/.rss"):
        path = path.removesuffix("/new/.rss") + "/.rss"
    elif path.endswith("/.rss"):
        path = path.removesuffix("/.rss") + "/new/.rss"
    return urlunsplit(parts._replace(path=path))


def entries(feed: Feed) -> tuple[Entry, ...]:
    """The posts; one whose link leads to arXiv carries that paper's key and is no primary entry."""
    found = (_entry(item) for item in feed.items)
    return tuple(entry for entry in found if entry is not None)


def _entry(item: Item) -> Entry | None:
    thread = web(item.url)
    match = _POST.search(urlsplit(thread).path) if thread else None
    name = _ID.fullmatch(item.id.strip())
    post = match.group(1) if match else name.group(1) if name else None
    title = clean.title(markup.plain(item.title.text) if item.title.html else item.title.text)
    if post is None or thread is None:
        return None
    body = item.content.text or item.summary.text
    anchors = markup.links(body)
    outside = next((web(url) for url, words in anchors if words == "[link]"), None)
    paper = _paper(title, outside, [url for url, _ in anchors])
    return Entry(
        key=f"arxiv:{paper[0]}" if paper else f"reddit:{post}",
        title=title or f"post {post}",
        url=f"https://arxiv.org/abs/{paper[0]}" if paper else outside or thread,
        abstract=_text(body),
        authors=tuple(clean.name(author) for author in item.authors if clean.name(author)),
        categories=tuple(f"r/{name}" for name in _names(item)),
        arxiv=paper[0] if paper else None,
        version=paper[1] if paper else None,
        published_ms=item.published_ms or item.updated_ms,
        updated_ms=item.updated_ms,
        comments_url=thread,
        pdf_url=f"https://arxiv.org/pdf/{paper[0]}" if paper else None,
        primary=paper is None,
    )


def _paper(title: str, outside: str | None, urls: list[str]) -> tuple[str, int | None] | None:
    """The paper that a post is about: its link, or for ``[R]`` the one paper in its text."""
    direct = arxiv_of(outside) if outside else None
    if direct is not None:
        return direct
    named = {found[0]: found for url in urls if (found := arxiv_of(url)) is not None}
    if len(named) == 1 and title.upper().startswith("[R]"):
        return next(iter(named.values()))
    return None


def _names(item: Item) -> tuple[str, ...]:
    cleaned = (clean.line(term, 40) for term in item.categories)
    return tuple(dict.fromkeys(name for name in cleaned if re.fullmatch(r"[A-Za-z0-9_]+", name)))


def _text(body: str) -> str:
    """The post's own words: what reddit writes under every post is taken away."""
    return clean.lines(_FOOT.sub("", clean.lines(markup.plain(body))))

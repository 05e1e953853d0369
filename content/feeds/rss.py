"""Any other RSS or Atom feed: one entry per link, or per id where a link is not its own."""

from __future__ import annotations

import hashlib
from collections import Counter

from content.feeds import clean, markup
from content.feeds.addresses import arxiv_of, canonical, web
from content.feeds.parse import Feed, Item, Words
from content.model import Entry


def entries(feed: Feed, source: str, base: str) -> tuple[Entry, ...]:
    """The entries of a feed; relative links are completed with ``base``."""
    pairs = {(web(item.url, base), item.id) for item in feed.items}
    shared = Counter(canonical(url) for url, _ in pairs if url)
    found = (_entry(item, source, base, shared) for item in feed.items)
    return tuple(entry for entry in found if entry is not None)


def _text(words: Words) -> str:
    return markup.plain(words.text) if words.html else words.text


def _key(item: Item, url: str | None, source: str, shared: Counter[str], title: str) -> str:
    """The link is the name of a work, unless several entries of the feed have the same one."""
    if url and shared[canonical(url)] < 2:
        return clean.line(f"link:{canonical(url)}", 2_100)
    name = item.id.strip() or f"{url or ''} {title} {item.published_ms or ''}"
    return f"id:{source}:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:24]}"


def _entry(item: Item, source: str, base: str, shared: Counter[str]) -> Entry | None:
    url = web(item.url, base) or (web(item.id) if item.id.startswith("http") else None)
    title = clean.title(_text(item.title))
    content = item.content if item.content.text else item.summary
    summary = item.summary if item.summary.text else content
    abstract = clean.lines(clean.accents(_text(summary)))
    if not title and not abstract and not url:
        return None
    paper = arxiv_of(url) if url else None
    return Entry(
        key=f"arxiv:{paper[0]}" if paper else _key(item, url, source, shared, title),
        title=title or clean.line(abstract, 100) or clean.line(url or "untitled", 200),
        url=f"https://arxiv.org/abs/{paper[0]}" if paper else url or "",
        abstract=abstract,
        authors=tuple(name for name in map(clean.name, item.authors) if name),
        categories=_categories(item),
        arxiv=paper[0] if paper else None,
        version=paper[1] if paper else None,
        published_ms=item.published_ms or item.updated_ms,
        updated_ms=item.updated_ms,
        pdf_url=f"https://arxiv.org/pdf/{paper[0]}" if paper else None,
        primary=paper is None,
    )


def _categories(item: Item) -> tuple[str, ...]:
    cleaned = (clean.line(term, 40) for term in item.categories)
    return tuple(dict.fromkeys(term.replace(" ", "-") for term in cleaned if term))[:20]

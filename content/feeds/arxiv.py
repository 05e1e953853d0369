"""arXiv: daily Atom feeds and the query API; entries, errors, and when the next list comes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from content.feeds import clean
from content.feeds.addresses import arxiv_id, arxiv_of, web
from content.feeds.parse import Feed, Item
from content.model import Entry

_ARCHIVES = """astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin
nucl-ex nucl-th physics q-bio q-fin quant-ph stat"""
ARCHIVES = frozenset(_ARCHIVES.split())
CATEGORY = re.compile(r"([a-z][a-z-]{1,8})(?:\.([A-Za-z-]{2,17}))?")
ANNOUNCE_TYPES = ("new", "cross", "replace", "replace-cross")

_OAI = re.compile(r"oai:arXiv\.org:(.+)", re.IGNORECASE)
_INTRO = re.compile(
    r"\s*arXiv:\S{5,40}\s+Announce Type:\s*(\S{1,20})\s+(?:Abstract:\s*)?", re.IGNORECASE
)
_INDENT = re.compile(r"\n[ \t]{2,}(?=\S)")
HOUR = 20  # the announcement, US Eastern, Sunday to Thursday


def category_url(category: str) -> str:
    """The address of a category's daily Atom feed."""
    return f"https://rss.arxiv.org/atom/{category}"


def is_category(text: str) -> bool:
    """Whether the text has the form of an arXiv category: ``cs.LG``, ``quant-ph``."""
    match = CATEGORY.fullmatch(text)
    return match is not None and match.group(1) in ARCHIVES


def error_of(feed: Feed) -> str | None:
    """What arXiv says in a feed that is really an error message, else None."""
    if feed.title.lower().startswith("feed error"):
        return clean.line(feed.subtitle or feed.title, 300)
    for item in feed.items[:1]:
        if "/api/errors" in item.id or "/api/errors" in item.url:
            return clean.line(item.summary.text or "unknown error", 300)
    return None


def entries(feed: Feed) -> tuple[Entry, ...]:
    """The papers of a daily feed or of a query; items without an arXiv id are left out."""
    found = (_entry(item) for item in feed.items)
    return tuple(entry for entry in found if entry is not None)


def _identity(item: Item) -> tuple[str, int | None] | None:
    oai = _OAI.fullmatch(item.id.strip())
    found = arxiv_id(oai.group(1)) if oai else arxiv_of(item.id)
    linked = arxiv_of(item.url)
    if found is None:
        return linked
    if found[1] is None and linked is not None and linked[0] == found[0]:
        return linked
    return found


def _entry(item: Item) -> Entry | None:
    identity = _identity(item)
    if identity is None:
        return None
    number, version = identity
    intro = _INTRO.match(item.summary.text)
    abstract = item.summary.text[intro.end() :] if intro else item.summary.text
    kind = item.announce_type or (intro.group(1) if intro else "")
    kind = kind.strip().lower()
    pdf = next((web(link.url) for link in item.links if link.title == "pdf"), None)
    return Entry(
        key=f"arxiv:{number}",
        title=clean.title(item.title.text) or number,
        url=f"https://arxiv.org/abs/{number}",
        abstract=clean.paragraphs(clean.accents(_INDENT.sub("\n\n", abstract.strip()))),
        authors=authors(item.authors),
        categories=categories(item.categories),
        arxiv=number,
        version=version,
        announce_type=kind if kind in ANNOUNCE_TYPES else None,
        published_ms=item.published_ms,
        updated_ms=item.updated_ms if pdf else None,  # in daily feeds it is the time of generation
        pdf_url=(pdf or f"https://arxiv.org/pdf/{number}").replace("http://", "https://", 1),
    )


def authors(names: Iterable[str]) -> tuple[str, ...]:
    """The authors one by one; ``dc:creator`` is one string with affiliations in brackets."""
    found: list[str] = []
    for text in names:
        cleaned = clean.accents(clean.line(text, 100_000))
        found += [clean.name(part) for part in _split(cleaned)]
    return tuple(part for part in found if part)


def _split(text: str) -> Iterable[str]:
    """Parts between commas outside brackets, without what stands in brackets."""
    depth, part = 0, list[str]()
    for letter in text:
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and letter == ",":
            yield "".join(part)
            part = []
        elif depth == 0:
            part.append(letter)
    yield "".join(part)


def categories(terms: Iterable[str]) -> tuple[str, ...]:
    """The categories as a set in order; MSC and ACM classes and anything odd are left out."""
    cleaned = (clean.line(term, 40) for term in terms)
    return tuple(dict.fromkeys(term for term in cleaned if is_category(term)))


def _eastern_offset(day: datetime) -> timedelta:
    """US Eastern: daylight time from the second Sunday of March to the first of November."""
    march = datetime(day.year, 3, 8, tzinfo=UTC)
    november = datetime(day.year, 11, 1, tzinfo=UTC)
    start = march + timedelta(days=(6 - march.weekday()) % 7)
    end = november + timedelta(days=(6 - november.weekday()) % 7)
    return timedelta(hours=-4 if start <= day < end else -5)


def announcements(now_ms: int) -> tuple[int, int]:
    """The last announcement and the next one around a time, both in milliseconds UTC.

    Lists come at 20:00 US Eastern from Sunday to Thursday (https://info.arxiv.org/help/availability);
    holidays are not known here.
    """
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    first = datetime(now.year, now.month, now.day, tzinfo=UTC) - timedelta(days=4)
    times: list[datetime] = []
    for number in range(10):
        day = first + timedelta(days=number)
        if day.weekday() in (6, 0, 1, 2, 3):
            times.append(day + timedelta(hours=HOUR) - _eastern_offset(day))
    last = max(time for time in times if time <= now)
    following = min(time for time in times if time > now)
    return _ms(last), _ms(following)


def _ms(time: datetime) -> int:
    return int(time.timestamp()) * 1000

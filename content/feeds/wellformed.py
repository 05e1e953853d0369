"""Looks a feed over before it is parsed: its root, its depth, its entries, where it breaks off.

feedparser takes minutes for some hostile inputs; what passes here is parsed in linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat

DEPTH_LIMIT = 100
ENTRY_LIMIT = 20_000
ELEMENT_LIMIT = 400_000
ROOTS = frozenset(("feed", "rss", "rdf", "channel"))

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})(?=[\s/>])")
_SKIPPED = re.compile(r"\s+|<\?[^>]{0,2000}\?>")


class Refused(ValueError):
    """The document is no feed, or none that can be read in reasonable time; says why."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: ``fault`` is the parser's words or None, ``entries`` counts complete ones."""

    fault: str | None
    entries: int
    cut_short: bool


class _Watch:
    """Counts while expat reads; raises Refused at a limit."""

    def __init__(self) -> None:
        self.depth = 0
        self.elements = 0
        self.entries = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEPTH_LIMIT or self.elements > ELEMENT_LIMIT or len(attributes) > 1_000:
            raise Refused("the feed is nested or repeated beyond any real one")

    def end(self, name: str) -> None:
        self.depth -= 1
        if name.rpartition(":")[2] in ("entry", "item"):
            self.entries += 1
            if self.entries > ENTRY_LIMIT:
                raise Refused(f"the feed has more than {ENTRY_LIMIT:,} entries")


def body(text: str) -> str:
    """The document from its root element on; raises Refused if the root is not that of a feed.

    The prolog is dropped: with no DOCTYPE there are no entities that could expand.
    """
    at = 0
    while at < len(text):
        found = _SKIPPED.match(text, at)
        if found is not None:
            at = found.end()
        elif text.startswith("<!--", at):
            at = _past(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = _past_doctype(text, at)
        else:
            break
    root = _ROOT.match(text, at)
    if root is None or root.group(1).lower() not in ROOTS:
        raise Refused(_what(text, root))
    return text[at:]


def _past(text: str, mark: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)


def _past_doctype(text: str, at: int) -> int:
    end = text.find(">", at)
    subset = text.find("[", at, max(end, at))
    return _past(text, ">", at) if subset < 0 else _past(text, ">", _past(text, "]", subset))


def _what(text: str, root: re.Match[str] | None) -> str:
    if not text.strip():
        return "the reply is empty"
    start = text.lstrip()[:1]
    if "<html" in text[:4_096].lower() or (root and root.group(1).lower() in ("html", "head")):
        page = text[:100_000].lower()
        login = "password" in page or "log in" in page or "login" in page
        return "a login page came instead of a feed" if login else "a web page, not a feed"
    return "JSON, not a feed" if start in ("{", "[") else "not a feed"


def look(document: str) -> Look:
    """Read the document once with expat; raises Refused at a limit."""
    watch = _Watch()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    data = document.encode("utf-8", "replace")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        at_end = parser.ErrorByteIndex >= len(data) - 1 or error.code in (3, 5, 20)
        return Look(words, watch.entries, at_end and watch.depth > 0)
    return Look(None, watch.entries, False)

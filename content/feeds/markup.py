"""Takes HTML tags out of feed text once, in linear time; what only looks like a tag stays."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

LIMIT = 400_000
_VALUE_LIMIT = 4_096

_BLOCK_NAMES = """address article aside blockquote br dd details div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table
tbody td tfoot th thead tr ul"""
_INLINE_NAMES = """a abbr acronym area audio b base bdi bdo big body button canvas caption center
cite code col colgroup data del dfn em embed font form frame frameset head html i iframe img input
ins kbd label link map mark math menu meta nobr noscript object option param picture progress q rp
rt ruby s samp script select small source span strike strong style sub sup svg template textarea
time title track tt u var video wbr"""
_BARE_NAMES = """allowfullscreen async autoplay checked controls defer disabled hidden ismap loop
muted nowrap noshade playsinline readonly required reversed selected"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KNOWN = _BLOCKS | frozenset(_INLINE_NAMES.split())
_DROPPED = frozenset(("script", "style", "template", "svg", "head"))
_BARE = frozenset(_BARE_NAMES.split())
_NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]{0,11})(?![A-Za-z0-9_:.-])")
_ATTRIBUTE = re.compile(r"\s+([A-Za-z_:@][A-Za-z0-9_:.@-]{0,63})(\s{0,4}=\s{0,4})?")
_BARE_VALUE = re.compile(r"[^\s<>\"'`]{1,4096}")
_END = re.compile(r"\s{0,64}/?>")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in the text: its lower-case name, its attributes, and where it stands."""

    name: str
    closing: bool
    attributes: dict[str, str]
    start: int
    end: int


def _attribute(text: str, at: int) -> tuple[str, str, int] | None:
    match = _ATTRIBUTE.match(text, at)
    if match is None:
        return None
    key = match.group(1).lower()
    if match.group(2) is None:
        return (key, "", match.end()) if key in _BARE else None
    quote = text[match.end() : match.end() + 1]
    if quote in ('"', "'") and quote:
        close = text.find(quote, match.end() + 1, match.end() + 1 + _VALUE_LIMIT)
        return None if close < 0 else (key, text[match.end() + 1 : close], close + 1)
    value = _BARE_VALUE.match(text, match.end())
    return None if value is None else (key, value.group(0).rstrip("/"), value.end())


def tag_at(text: str, start: int) -> Tag | None:
    """The HTML tag that begins at ``start``, or None: ``<y>`` and ``a <b and c>`` are no tags."""
    match = _NAME.match(text, start + 1)
    if match is None or match.group(2).lower() not in _KNOWN:
        return None
    at, attributes = match.end(), dict[str, str]()
    while len(attributes) < 64:
        found = _attribute(text, at)
        if found is None:
            break
        attributes.setdefault(found[0], html.unescape(found[1]))
        at = found[2]
    end = _END.match(text, at)
    if end is None:
        return None
    return Tag(match.group(2).lower(), bool(match.group(1)), attributes, start, end.end())


def _comment_end(text: str, start: int) -> int | None:
    """Where the comment or declaration at ``start`` ends, None if there is none."""
    if text.startswith("<!--", start):
        end = text.find("-->", start + 4)
        return len(text) if end < 0 else end + 3
    if text[start : start + 9].lower() == "<!doctype":
        end = text.find(">", start, start + 300)
        return None if end < 0 else end + 1
    return None


def _skip(text: str, tag: Tag, lower: str) -> int:
    """Past the end of an element whose content is not text."""
    close = lower.find(f"</{tag.name}", tag.end)
    if close < 0:
        return len(text)
    end = text.find(">", close)
    return len(text) if end < 0 else end + 1


def _mark(tag: Tag) -> str:
    if tag.name == "li" and not tag.closing:
        return "\n- "
    if tag.name in ("br", "li", "tr", "td", "th"):
        return " " if tag.name in ("td", "th") else "\n"
    return "\n\n" if tag.name in _BLOCKS else ""


def plain(text: str) -> str:
    """The words of an HTML fragment: blocks become line breaks, entities characters, once."""
    text = text[:LIMIT].replace("\r\n", "\n")
    if "<" not in text:
        return html.unescape(text)
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered; positions must agree
        lower = text
    pieces: list[str] = []
    at = 0
    while (start := text.find("<", at)) >= 0:
        pieces.append(_words(text[at:start]))
        end = _comment_end(text, start)
        if end is not None:
            at = end
            continue
        tag = tag_at(text, start)
        if tag is None:
            pieces.append("<")
            at = start + 1
        elif tag.name in _DROPPED and not tag.closing:
            at = _skip(text, tag, lower)
        else:
            pieces.append(_mark(tag))
            at = tag.end
    pieces.append(_words(text[at:]))
    return "".join(pieces)


def _words(text: str) -> str:
    """Text between tags: source line breaks are spaces in HTML."""
    return html.unescape(text.replace("\n", " "))


def links(text: str) -> tuple[tuple[str, str], ...]:
    """The (address, words) of the anchors of an HTML fragment, in order, at most 500."""
    text = text[:LIMIT]
    found: list[tuple[str, str]] = []
    at = 0
    while (start := text.find("<", at)) >= 0 and len(found) < 500:
        tag = tag_at(text, start)
        at = start + 1 if tag is None else tag.end
        if tag is None or tag.name != "a" or tag.closing or not tag.attributes.get("href"):
            continue
        close = text.find("</", tag.end, tag.end + 2_000)
        words = plain(text[tag.end : close]) if close >= 0 else ""
        found.append((tag.attributes["href"].strip(), " ".join(words.split())))
    return tuple(found)


def feed_links(page: str) -> tuple[str, ...]:
    """The feeds that an HTML page announces in its ``link rel=alternate`` tags."""
    page = page[:LIMIT]
    found: list[str] = []
    at = 0
    while (start := page.find("<", at)) >= 0:
        tag = tag_at(page, start)
        at = start + 1 if tag is None else tag.end
        if tag is None or tag.name != "link":
            continue
        kind = tag.attributes.get("type", "").lower()
        rel = tag.attributes.get("rel", "").lower().split()
        if "alternate" in rel and kind in ("application/atom+xml", "application/rss+xml"):
            found.append(tag.attributes.get("href", "").strip())
    return tuple(address for address in found if address)

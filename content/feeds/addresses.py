"""Addresses: which are safe to open, which work they name, how they are shown."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from content.feeds.clean import URL_LIMIT, strip_controls

NEW_ID = r"(\d{4}\.\d{4,5})(?:v(\d{1,3}))?"
OLD_ID = r"([a-z][a-z-]{1,15}(?:\.[A-Za-z-]{2,10})?/\d{7})(?:v(\d{1,3}))?"
_ARXIV_ID = re.compile(f"(?:{NEW_ID}|{OLD_ID})")
_ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|ps|format|e-print|src|papers|overview)/(?:arxiv[.:])?"
    rf"(?:{NEW_ID}|{OLD_ID})(?:\.pdf)?/?",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(rf"/10\.48550/arxiv\.(?:{NEW_ID}|{OLD_ID})/?", re.IGNORECASE)
_ARXIV_HOSTS = ("arxiv.org", "alphaxiv.org", "huggingface.co", "ar5iv.org", "hf.co")
_TRACKING = re.compile(r"utm_|(?:fbclid|gclid|mc_cid|mc_eid|ref_src)$", re.IGNORECASE)


def of_host(host: str, domain: str) -> bool:
    """Whether a host is a domain or lies under it."""
    return host == domain or host.endswith("." + domain)


def host_of(url: str) -> str:
    """The lower-case host of an address with its port unless usual; empty if there is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return host if port is None or port == usual else f"{host}:{port}"


def web(url: str, base: str = "") -> str | None:
    """The address if it is one of the web (http, https), made absolute; else None."""
    text = "".join(strip_controls(url[: 2 * URL_LIMIT]).split())
    if not text:
        return None
    try:
        joined = urljoin(base, text) if base else text
        parts = urlsplit(joined)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        _ = parts.port
    except ValueError:
        return None
    return None if len(joined) > URL_LIMIT else joined


def shown(url: str) -> str:
    """An address for messages and logs: no user, no password, no query (it may hold a token)."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    return strip_controls(host_of(url) + path)[:200] or "the address"


def canonical(url: str) -> str:
    """One spelling for addresses of one page: no scheme, no fragment, no tracking words."""
    try:
        parts = urlsplit(url)
        query = [
            (key, value)
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.match(key)
        ]
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    host = host_of(url).removeprefix("www.")
    return urlunsplit(("", host, path, urlencode(query), "")).lstrip("/")


def arxiv_id(text: str) -> tuple[str, int | None] | None:
    """The arXiv id and version that the whole text is: ``2203.01250v3``, ``cond-mat/0207270``."""
    return _id(_ARXIV_ID.fullmatch(text.strip()))


def _id(match: re.Match[str] | None) -> tuple[str, int | None] | None:
    if match is None:
        return None
    number, version = (match.group(1), match.group(2)) if match.group(1) else match.group(3, 4)
    if "/" in number:
        archive, digits = number.lower().split("/")
        number = f"{archive.split('.')[0]}/{digits}"
    return number, int(version) if version else None


def arxiv_of(url: str) -> tuple[str, int | None] | None:
    """The arXiv id and version that an address leads to, None if it leads elsewhere."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if host in ("doi.org", "dx.doi.org"):
        return _id(_ARXIV_DOI.fullmatch(parts.path))
    if any(of_host(host, domain) for domain in _ARXIV_HOSTS):
        return _id(_ARXIV_PATH.fullmatch(parts.path))
    return None

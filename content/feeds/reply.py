"""What a request gives back: a reply, or a failure with its reason in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

DAY = 86_400

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that can be used. ``body`` is empty for 304.

    ``url`` is where it came from, ``moved_to`` the new address if the old one has moved for good,
    ``max_age`` the seconds for which the server calls it fresh (0 if it does not say).
    """

    status: int
    body: bytes
    url: str
    moved_to: str | None
    etag: str | None
    last_modified: str | None
    max_age: int
    content_type: str
    seconds: float

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing has changed since the last reply."""
        return self.status == 304


class FetchError(Exception):
    """The request failed; the text says why, in one line without secrets.

    ``status`` is the HTTP status or None, ``body`` what came with it.
    """

    def __init__(self, words: str, status: int | None = None, body: bytes = b"") -> None:
        super().__init__(words)
        self.status = status
        self.body = body


class Limited(FetchError):
    """The host wants no request before ``until_ms`` (UTC), or its pace does not allow one yet."""

    def __init__(self, words: str, until_ms: int, status: int | None = None) -> None:
        super().__init__(words, status)
        self.until_ms = until_ms


class Cancelled(Exception):
    """The one who asked has called it off."""


def validator(value: str | None) -> str | None:
    """An ETag or date that may be sent back: printable ASCII of at most 512 characters."""
    if value is None:
        return None
    text = value.strip()
    return text if 0 < len(text) <= 512 and text.isascii() and text.isprintable() else None


def max_age_of(headers: Mapping[str, str]) -> int:
    """The freshness in seconds, 0 to a day: max-age less Age; no-cache and no-store give 0."""
    control = headers.get("cache-control", "")[:500]
    if "no-cache" in control.lower() or "no-store" in control.lower():
        return 0
    match = _MAX_AGE.search(control)
    if match is None:
        return 0
    age = headers.get("age", "").strip()
    passed = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    return min(max(int(match.group(1)) - passed, 0), DAY)

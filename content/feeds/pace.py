"""How often each group of hosts may be asked, and how long to stay away after a failure."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Protocol

from content.feeds.addresses import host_of, of_host

LONGEST_WAIT = 86_400.0
BACK_OFF_FIRST = 60.0
BACK_OFF_LONGEST = 21_600.0


@dataclass(frozen=True, slots=True)
class Group:
    """Hosts that share one queue, with the seconds between two requests."""

    name: str
    domains: tuple[str, ...]
    seconds: float


GROUPS = (
    Group("arxiv", ("arxiv.org",), 3.0),
    Group("reddit", ("reddit.com", "redd.it"), 61.0),
)


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of all hosts: groups first, then this machine itself, then ``default`` seconds."""

    groups: tuple[Group, ...] = GROUPS
    default: float = 1.0
    local: float = 0.0

    def of(self, url: str) -> tuple[str, float]:
        """The queue of an address and the seconds between two of its requests."""
        host = host_of(url)
        bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        bare = bare.strip("[]") or host
        for group in self.groups:
            if any(of_host(bare, domain) for domain in group.domains):
                return group.name, group.seconds
        return host, self.local if _is_local(bare) else self.default


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class HostBook(Protocol):
    """Where the next allowed time of each queue is kept, over restarts and between processes."""

    def reserve(self, host: str, now_ms: int, gap_ms: int, latest_ms: int) -> int:
        """Take the next slot and return its time; past ``latest_ms`` take none, return it too."""
        ...

    def hold(self, host: str, until_ms: int) -> None:
        """Let nobody ask before ``until_ms``."""
        ...

    def next_allowed(self, host: str) -> int:
        """When the queue is free, in milliseconds UTC; 0 if it was never used."""
        ...


class MemoryBook:
    """A host book that forgets at the end of the process; for single requests and tests."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def reserve(self, host: str, now_ms: int, gap_ms: int, latest_ms: int) -> int:
        """Take the next slot of a host."""
        start = max(now_ms, self._next.get(host, 0))
        if start <= latest_ms:
            self._next[host] = start + gap_ms
        return start

    def hold(self, host: str, until_ms: int) -> None:
        """Let nobody ask a host before a time."""
        self._next[host] = max(until_ms, self._next.get(host, 0))

    def next_allowed(self, host: str) -> int:
        """When a host may be asked again."""
        return self._next.get(host, 0)


def back_off(failures: int, chance: random.Random) -> float:
    """Seconds to stay away after so many failures in a row: doubling from a minute to six hours.

    A quarter more or less by chance, so that many programs do not come back together.
    """
    plain = BACK_OFF_FIRST * 2.0 ** min(max(failures, 1) - 1, 20)
    return min(plain, BACK_OFF_LONGEST) * chance.uniform(0.75, 1.25)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def asked_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a server asks for by Retry-After or x-ratelimit-reset, 0..86,400; else None.

    Retry-After is seconds or a date (RFC 9110 10.2.3); the reset is seconds, or a time since 1970.
    """
    after = headers.get("retry-after", "").strip()[:64]
    seconds = _number(after)
    if seconds is None and after:
        try:
            seconds = parsedate_to_datetime(after).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            seconds = None
    if seconds is None:
        seconds = _number(headers.get("x-ratelimit-reset", "").strip()[:32])
        if seconds is not None and seconds > 1e9:
            seconds -= now
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def used_up(headers: Mapping[str, str]) -> bool:
    """Whether the server says that nothing is left until the reset."""
    left = _number(headers.get("x-ratelimit-remaining", "").strip()[:32])
    return left is not None and left < 1.0

"""How a refresh went, as a frozen report and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from content.feeds import arxiv
from db.clock import Clock
from db.papers_model import SourceRow

GRACE_MS = 12 * 3_600_000
NO_NETWORK = "not asked: the network is switched off (--no-network)"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What a refresh did with one source.

    ``state`` is ok, unchanged, empty, stale, limited or failed; while it is under way also
    fetching or waiting. ``next_allowed`` is milliseconds UTC (0: at once), ``bytes`` counts after
    decompression.
    """

    id: str
    state: str
    new: int = 0
    updated: int = 0
    message: str = ""
    next_allowed: int = 0
    bytes: int = 0
    seconds: float = 0.0


def local_time(clock: Clock, ms: int) -> str:
    """A time today as 14:32, within a week as Tue 14:32, else with its date."""

    def local(at: int) -> datetime:
        moved = datetime.fromtimestamp(at / 1000, UTC)
        return moved + timedelta(minutes=clock.utc_offset_min(at))

    now, then = local(clock.now_ms()), local(ms)
    if now.date() == then.date():
        return f"{then:%H:%M}"
    days = abs((then.date() - now.date()).days)
    name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[then.weekday()]
    return f"{name} {then:%H:%M}" if days < 7 else f"{then:%Y-%m-%d %H:%M}"


def limited_words(clock: Clock, until_ms: int) -> str:
    """Until when a host is not to be asked."""
    return f"limited until {local_time(clock, until_ms)}"


def failed_words(failures: int, why: str) -> str:
    """Why a source failed, and how often in a row."""
    if failures < 2:
        return f"failed: {why}"
    times = {2: "twice", 3: "three times"}.get(failures, f"{failures} times")
    return f"failed {times}: {why}"


def is_stale(source: SourceRow, now_ms: int) -> bool:
    """Whether arXiv has announced papers since the last new one, and twelve hours ago or more."""
    if source.kind != "arxiv" or source.last_new == 0:
        return False
    last, _ = arxiv.announcements(now_ms - GRACE_MS)
    return source.last_new < last


def stale_words(clock: Clock, source: SourceRow) -> str:
    """Since when nothing new has come."""
    since = local_time(clock, source.last_new)
    return f"stale: nothing new since {since}; {_next_list(clock)}"


def empty_words(clock: Clock, source: SourceRow) -> str:
    """Why a source has no entries today."""
    if source.kind != "arxiv":
        return "empty: the feed has no entries now; what it brought before is kept"
    return f"empty: no list today (weekend or holiday); {_next_list(clock)}"


def good_words(new: int, updated: int) -> str:
    """What a good reply brought."""
    parts = [f"{new:,} new"] if new else []
    parts += [f"{updated:,} updated"] if updated else []
    return ", ".join(parts) or "nothing new"


def _next_list(clock: Clock) -> str:
    _, following = arxiv.announcements(clock.now_ms())
    return f"the next comes {local_time(clock, following)} or later"

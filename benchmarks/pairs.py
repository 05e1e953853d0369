"""Pairs of measurements: ours and the peer by turns, medians, and the table made of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Measure = Callable[[], float]


@dataclass(frozen=True)
class Result:
    """One row of the table. Times in ms (RSS in MB); ``peer`` None where there is only a limit.

    ``ratio`` is the median of the ratios within the pairs: what slows the machine down for a
    while slows both sides of a pair. ``goal`` bounds the ratio, or ours, or ours minus the peer.
    """

    job: str
    peer_name: str
    ours: float
    peer: float | None
    ratio: float | None
    goal: str
    met: bool | None
    unit: str = "ms"
    pairs: int = 0
    note: str = ""
    extra: dict[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """Met, missed, or skipped."""
        return {True: "met", False: "MISSED", None: "skipped"}[self.met]


def skipped(job: str, why: str) -> Result:
    """A row that cannot be measured here."""
    return Result(job, "-", math.nan, None, None, "-", None, note=why)


def failed(job: str, why: str) -> Result:
    """A job that could not be measured though it should have been: as bad as a missed goal."""
    return Result(job, "-", math.nan, None, None, "-", False, note=f"failed: {why}")


def by_turns(ours: Measure, peer: Measure, runs: int) -> tuple[list[float], list[float]]:
    """Measure both ``runs`` times in turn (ABAB), after one round that only warms the caches."""
    ours()
    peer()
    one: list[float] = []
    other: list[float] = []
    for _ in range(runs):
        one.append(ours())
        other.append(peer())
    return one, other


def against(
    job: str,
    peer_name: str,
    measured: tuple[list[float], list[float]],
    *,
    ratio: float | None = None,
    more: float | None = None,
    note: str = "",
) -> Result:
    """A row judged by the ratio to the peer, or by how much ``more`` it may take."""
    ours, peer = measured
    pairs = list(zip(ours, peer, strict=True))
    found = statistics.median(a / b for a, b in pairs)
    if ratio is not None:
        goal, met = f"<= {ratio:g} x", found <= ratio
    elif more is not None:
        goal, met = f"<= peer + {more:g} ms", statistics.median(a - b for a, b in pairs) <= more
    else:
        raise ValueError("a row needs a goal")
    return Result(
        *(job, peer_name, statistics.median(ours), statistics.median(peer), found, goal, met),
        pairs=len(pairs),
        note=note,
        extra={"ours_min": min(ours), "peer_min": min(peer)},
    )


def within(
    job: str,
    value: float,
    limit: float,
    *,
    unit: str = "ms",
    count: int = 1,
    note: str = "",
    extra: dict[str, float] | None = None,
) -> Result:
    """A row without a peer, judged by a limit."""
    return Result(
        *(job, "limit", value, None, None, f"<= {limit:g} {unit}", value <= limit, unit),
        pairs=count,
        note=note,
        extra=extra or {},
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0..1) of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


HEAD = ("job", "peer", "ours ms", "peer ms", "ratio", "goal", "verdict")


def cells(row: Result) -> tuple[str, ...]:
    """A row as words."""
    ours = "-" if math.isnan(row.ours) else _number(row.ours) + (" MB" if row.unit == "MB" else "")
    peer = "-" if row.peer is None else _number(row.peer)
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.job, row.peer_name, ours, peer, ratio, row.goal, row.verdict)


def _number(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def table(rows: Sequence[Result]) -> str:
    """The table as Markdown, its columns aligned, notes below it."""
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    rule = ["-" * width for width in widths[:2]] + ["-" * (width - 1) + ":" for width in widths[2:]]
    rule[5], rule[6] = "-" * widths[5], "-" * widths[6]
    text = [_line(HEAD, widths), _line(rule, widths)]
    text += [_line(line, widths) for line in lines[1:]]
    notes = [f"- {row.job}: {row.note}" for row in rows if row.note]
    return "\n".join([*text, "", *notes] if notes else text)


def _line(words: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        word.rjust(width) if 2 <= n <= 4 else word.ljust(width)
        for n, (word, width) in enumerate(zip(words, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"

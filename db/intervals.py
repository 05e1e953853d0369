"""Whole-day intervals with seeded fuzz, learning steps in seconds, and the labels of buttons."""

from __future__ import annotations

import hashlib
import math

from db.model import Rating

DAY_S = 86_400
FUZZ_FROM = 2.5
FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
BALANCED_DAYS = 90
"""Beyond so many days what is due on a day will change so much that balancing it says little."""
UNITS = ((60, 1, "s"), (3_600, 60, "m"), (DAY_S, 3_600, "h"), (30 * DAY_S, DAY_S, "d"))
MONTH_S = 30 * DAY_S
YEAR_S = 365 * DAY_S


def rounded(value: float) -> int:
    """Return the nearest whole number, halves up (Python's own ``round`` goes to even)."""
    return math.floor(value + 0.5)


def fuzz_bounds(interval: float, minimum: int, maximum: int) -> tuple[int, int]:
    """Return the shortest and longest interval in days that fuzz may make of ``interval``.

    Below 2.5 days there is no fuzz; else one day, plus 15 % of the part between 2.5 and 7 days,
    10 % of 7 to 20 and 5 % above, either way, within ``minimum`` and ``maximum``.
    """
    minimum = min(minimum, maximum)
    interval = min(max(interval, minimum), maximum)
    spread = 0.0
    if interval >= FUZZ_FROM:
        spread = 1.0
        for start, end, rate in FUZZ_BANDS:
            if interval <= start:
                break
            spread += rate * ((interval if interval < end else end) - start)
    lower = min(max(rounded(interval - spread), minimum), maximum)
    upper = min(max(rounded(interval + spread), minimum), maximum)
    if lower == upper and 2 < upper < maximum:
        upper += 1
    return lower, upper


def fuzz_factor(card_id: str, reps: int) -> float:
    """Return a number in 0..1 (1 excluded) that depends on card and number of reviews alone."""
    digest = hashlib.blake2b(f"{card_id}\n{reps}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / (1 << 48)


def whole_days(interval: float, minimum: int, maximum: int, factor: float | None) -> int:
    """Return ``interval`` as whole days: fuzzed by ``factor``, or only rounded if it is None."""
    if factor is None:
        return min(max(rounded(interval), min(minimum, maximum)), maximum)
    lower, upper = fuzz_bounds(interval, minimum, maximum)
    return lower + math.floor(factor * (upper - lower + 1))


def least_days(raw: float, previous: int, maximum: int) -> int:
    """Return the shortest interval that a passed card may get after one of ``previous`` days.

    If the raw interval grew, at least a day more than before; if the previous one is merely
    within the fuzz of the raw one, not less than before; else anything.
    """
    if rounded(raw) > previous:
        return previous + 1
    return max(1, previous) if fuzz_bounds(raw, 1, maximum)[1] >= previous else 1


def step_after(steps: tuple[int, ...], step: int, rating: Rating) -> tuple[int, int] | None:
    """Return the next step and its delay in seconds, or None if the card leaves the steps.

    ``step`` counts from 0; one beyond the last (steps were taken away) counts as the last.
    """
    if not steps or rating is Rating.EASY:
        return None
    index = min(max(step, 0), len(steps) - 1)
    if rating is Rating.AGAIN:
        return 0, steps[0]
    if rating is Rating.HARD:
        return index, _hard_first(steps) if index == 0 else steps[index]
    return (index + 1, steps[index + 1]) if index + 1 < len(steps) else None


def _hard_first(steps: tuple[int, ...]) -> int:
    """Hard on the first step: the mean of the first two, or 1.5 times one, at most a day more."""
    first = steps[0]
    if len(steps) > 1:
        seconds = (first + steps[1]) // 2
    else:
        seconds = min(first * 3 // 2, first + DAY_S)
    # Beyond a day whole days, so that the hour of the answer does not matter.
    return rounded(seconds / DAY_S) * DAY_S if seconds > DAY_S else seconds


def label(seconds: float, learn_ahead: int = 0) -> str:
    """Return a button's label: ``<10m`` within ``learn_ahead`` seconds, ``9d``, ``1.4mo``, ``2y``.

    Seconds, minutes and days are whole; hours, months (30 days) and years (365) have a decimal
    where it says something.
    """
    return ("<" if seconds < learn_ahead else "") + span(seconds)


def span(seconds: float) -> str:
    """Return a length of time in its natural unit: s, m, h, d, mo or y."""
    for below, unit, name in UNITS:
        if seconds < below:
            if name == "h":
                return _decimal(seconds / unit) + name
            return f"{rounded(seconds / unit)}{name}"
    if seconds < YEAR_S:
        return _decimal(seconds / MONTH_S) + "mo"
    return _decimal(seconds / YEAR_S) + "y"


def _decimal(value: float) -> str:
    return f"{rounded(value * 10) / 10:g}" if value < 1_000 else str(rounded(value))

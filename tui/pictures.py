"""Pictures drawn with characters: heatmap, bars, a line with its band."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

from textual.content import Content

from tui.text import Piece, content

HEAT_ROWS = 7
_HEAT = "·▂▄▆█"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS = " ▁▂▃▄▅▆▇█"
_WEEKDAYS = ("Mon", "   ", "Wed", "   ", "Fri", "   ", "Sun")


def weekday(day: int) -> int:
    """The weekday of a study day (days since 1970-01-01), 0 for Monday."""
    return (day + 3) % 7


def date_words(day: int) -> str:
    """A study day as `23 Nov`."""
    return time.strftime("%d %b", time.gmtime(day * 86_400)).lstrip("0")


def heat_level(number: int, most: int) -> int:
    """0 for none, 1 to 4 by the share of the busiest day."""
    if number <= 0:
        return 0
    return min(4, 1 + (4 * number - 1) // max(most, 1))


def heat_rows(heat: Sequence[int], today: int) -> list[Content]:
    """A heatmap by study day, a row for each weekday and two columns for each week.

    ``heat`` holds the numbers of reviews of the last days, the last of them today's.
    """
    most = max(heat, default=0)
    first = today - len(heat) + 1
    weeks = (len(heat) + weekday(first) + 6) // 7
    rows: list[Content] = []
    for row in range(HEAT_ROWS):
        pieces: list[Piece] = [(_WEEKDAYS[row] + " ", "$muted")]
        for week in range(weeks):
            place = week * 7 + row - weekday(first)
            if not 0 <= place < len(heat):
                pieces.append("  ")
                continue
            level = heat_level(heat[place], most)
            pieces.append((_HEAT[level] + " ", "$accent" if level else "$muted"))
        rows.append(content(*pieces))
    return rows


def bar(share: float, cells: int) -> str:
    """A horizontal bar of ``cells`` cells, filled to ``share`` (0 to 1) by eighths of a cell."""
    eighths = round(max(0.0, min(1.0, share)) * cells * 8)
    full, rest = divmod(eighths, 8)
    filled = "█" * full + (_EIGHTHS[rest] if rest else "")
    return filled.ljust(cells)


def marked_bar(share: float, mark: float, cells: int) -> tuple[str, str]:
    """A horizontal bar of ``cells`` cells that leaves one out for a mark at ``mark`` (0 to 1).

    Returns what stands before the mark and after it.
    """
    whole = bar(share, cells)
    place = max(0, min(cells - 1, int(mark * cells)))
    return whole[:place], whole[place + 1 :]


def averages(numbers: Sequence[float], most: int) -> list[float]:
    """The same course in at most ``most`` numbers, each the mean of equally many (or one more)."""
    count = min(most, len(numbers))
    edges = [place * len(numbers) // count for place in range(count + 1)] if count else []
    return [sum(numbers[start:end]) / (end - start) for start, end in pairwise(edges)]


def columns(numbers: Sequence[float], height: int) -> list[str]:
    """Vertical bars, one column a number, as lines from the top; the tallest fills ``height``."""
    most = max(numbers, default=0)
    lines: list[str] = []
    for line in range(height, 0, -1):
        cells: list[str] = []
        for number in numbers:
            eighths = round(number * height * 8 / most) if most else 0
            if number > 0:
                eighths = max(eighths, 1)
            cells.append(_LEVELS[max(0, min(8, eighths - (line - 1) * 8))])
        lines.append("".join(cells))
    return lines

"""Rows without Anki: the counters of Today, the library, imports."""

from __future__ import annotations

from pairs import Result, against, by_turns, percentile, within
from work import Work

GLANCE_LIMIT = 16
"""A frame: it is read before the first one."""
LIBRARY_RATIO = 3
IMPORT_RATIO = 1.5


def glance(work: Work) -> list[Result]:
    """The counters of Today at 100,000 cards, opening the file included."""
    measure = work.inside("child", "glance", str(work.big.ours))
    found = [measure() for _ in range(work.runs)]
    job = "counters of Today, 100,000 cards"
    return [within(job, percentile(found, 0.5), GLANCE_LIMIT, count=len(found))]


def library(work: Work) -> list[Result]:
    """The checked library from its cache."""
    cache = str(work.home / "cache" / "library.json")
    measured = by_turns(
        work.inside("child", "library", cache),
        work.inside("child", "library_json", cache),
        work.runs,
    )
    return [against("library from its cache", "json.loads of it", measured, ratio=LIBRARY_RATIO)]


def imports(work: Work) -> list[Result]:
    """What is imported before the first frame."""
    measured = by_turns(
        work.inside("child", "import_app"), work.inside("child", "import_textual"), work.runs
    )
    return [
        against("import tui.app, Today", "import of the bare app", measured, ratio=IMPORT_RATIO)
    ]

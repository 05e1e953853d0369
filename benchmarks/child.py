"""What is measured inside a fresh process: run as ``child.py NAME [path]``, prints ms as JSON."""

from __future__ import annotations

import gc
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
REPEATS = 7


def _timed(job: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median ms of some runs after a first one."""
    job()
    found: list[float] = []
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def _once(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def _reading(path: str) -> sqlite3.Connection:
    from db.connection import connect_for_reading

    return connect_for_reading(path)


def queue(path: str) -> float:
    """The queue of the day at 100,000 cards."""
    from db.clock import Clock
    from db.model import StudySettings
    from db.queue import build

    connection, clock, settings = _reading(path), Clock(), StudySettings()
    return _timed(lambda: build(connection, clock, settings))


def topics(path: str) -> float:
    """The counts of every topic."""
    from db.clock import Clock
    from db.progress import topic_counts

    connection, day = _reading(path), Clock().study_day()
    return _timed(lambda: topic_counts(connection, day))


def topics_by_rows(path: str) -> float:
    """The peer: the same counts made in Python from plain rows."""
    from db.clock import Clock

    connection, day = _reading(path), Clock().study_day()
    return _timed(lambda: _count_rows(connection, day))


def _count_rows(connection: sqlite3.Connection, day: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = connection.execute(
        "SELECT topic, state, due_day, suspended, buried_until_day"
        " FROM card JOIN memory ON memory.card = card.id WHERE retired = 0"
    )
    for topic, state, due_day, suspended, buried in rows:
        counts = found.setdefault(topic, [0, 0, 0, 0])
        counts[0] += 1
        counts[1] += state == 0
        due = due_day is None or due_day <= day
        counts[2] += state != 0 and not suspended and buried <= day and due
        counts[3] += state == 2
    return found


def glance(path: str) -> float:
    """Today's counters at 100,000 cards, opening the file included."""
    from db.glance import glance as look

    return _timed(lambda: look(path))


def library(path: str) -> float:
    """The library from its cache, once, as at a start; importing the module is not counted."""
    from content.library_cache import load_cached_library

    return _once(lambda: load_cached_library(Path(path)))


def library_json(path: str) -> float:
    """The peer: reading the same file as JSON."""
    return _once(lambda: json.loads(Path(path).read_text(encoding="utf-8")))


def import_app(_: str) -> float:
    """Importing the application and its first screen."""

    def job() -> None:
        import tui.app
        import tui.screens.today  # noqa: F401

    return _once(job)


def import_textual(_: str) -> float:
    """The peer: importing what the bare app imports."""

    def job() -> None:
        import textual.app
        import textual.widgets

        _ = textual.app.App, textual.widgets.Static  # the widget is imported when it is named

    return _once(job)


def import_maths(_: str) -> float:
    """Importing the maths engine alone."""

    def job() -> None:
        import content.math  # noqa: F401

    return _once(job)


def maths(gallery: str) -> list[float]:
    """Every formula at 80 columns: the median ms of each, block and one-line form."""
    from content.math import set_formula

    formulas = [entry["latex"] for entry in json.loads(Path(gallery).read_text("utf-8"))]
    gc.disable()  # as in timeit: a collection belongs to no formula
    return [_timed(lambda latex=latex: set_formula(latex, 80)) for latex in formulas]


CARD = (
    "Why is $\\nabla f(x) = 0$ at a minimum?",
    "Since\n\n$$f(x + h) = f(x) + \\nabla f(x)^\\top h + \\tfrac12 h^\\top H h$$\n\nand\n\n"
    "$$\\lim_{h \\to 0} \\frac{f(x + h) - f(x)}{\\lVert h \\rVert} \\ge 0$$",
)


def card(_: str) -> float:
    """A card with three formulas laid out and painted into strips, its formulas not yet set."""
    from textual.content import Content
    from textual.style import Style
    from textual.visual import RenderOptions

    from tui import formulas, markdown

    options = RenderOptions(lambda _: Style(), {})

    def job() -> None:
        formulas.setting.cache_clear()
        shown = Content("\n").join([line for text in CARD for line in markdown.lines(text, 76)])
        shown.render_strips(76, None, Style(), options)

    return _timed(job)


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))

"""What is measured inside a fresh process: run as ``child.py NAME [path]``, prints ms as JSON."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
REPEATS = 7


def timed(job: Callable[[], object], repeats: int = REPEATS) -> float:
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


def glance(path: str) -> float:
    """Today's counters at 100,000 cards, opening the file included."""
    from db.glance import glance as look

    return timed(lambda: look(path))


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
    return [timed(lambda latex=latex: set_formula(latex, 80)) for latex in formulas]


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

    return timed(job)


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))

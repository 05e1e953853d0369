"""A home with sixty days of study in it, the same each time: for goldens, pictures and looks."""

from __future__ import annotations

import random
from pathlib import Path

from content.library import load_library
from content.model import Entry, Library
from db.clock import Clock
from db.marks import mark
from db.model import Rating, Shown
from db.progress import set_note, set_status
from db.scheduler import Scheduler
from db.store import open_store
from db.study import StudySession
from tui.home import Home, backups, database, device_file
from tui.opening import remember_next_topics
from tui.opening_papers import open_paper_cache

NOW = 1_795_424_400.0
"""2026-11-23 09:00 UTC in seconds."""
DAY = 86_400.0
DEVICE = "0" * 32

_TITLES = (
    "Sparse Attention Heads Are Mostly Redundant in Small Decoders",
    "[R] A Bound on the Variance of Mini-Batch Gradients under Heavy Tails",
    "When Does Label Smoothing Hurt Calibration?",
    "Learning-Rate Warm-Up Revisited: A Study of 1,200 Runs",
    "Low-Rank Adapters for State-Space Models",
    "[D] How do you keep notes on the papers you read?",
    "Retrieval with Late Interaction on a Single CPU",
    "Double Descent in Ridge Regression with Correlated Features",
    "A Simple Baseline for Out-of-Distribution Detection",
    "Diffusion Models as Plug-and-Play Priors for Inverse Problems",
    "Tokenizer Choice and Arithmetic: A Controlled Comparison",
    "Conformal Prediction under Covariate Shift, Made Practical",
)


class Time:
    """Seconds since 1970 that only move when told."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def build_demo_home(
    folder: Path, *, days: int = 60, now: float = NOW, library: Library | None = None
) -> Home:
    """Make the home and return it; ``now`` is the moment at which the learner looks at it.

    Without a ``library`` the shipped one is studied.
    """
    home = Home(str(folder), str(folder), str(folder / "cache"), str(folder))
    time = Time(now - days * DAY)
    clock = Clock(now=time, zone=lambda _: 0)
    library = library or load_library()
    folder.mkdir(parents=True, exist_ok=True)
    Path(device_file(home)).write_text(DEVICE)
    store = open_store(database(home), device=DEVICE, clock=clock, backups=backups(home))
    try:
        store.mirror(library)
        chance = random.Random(7)
        for day in range(days):
            time.now = now - (days - day) * DAY
            if chance.random() < 0.2:
                continue
            _study(store, clock, time, chance, most=8)
        time.now = now - 600
        for topic, status in (
            ("l1.math.la.vectors", "done"),
            ("l1.math.la.eigen", "learning"),
            ("l1.prog.git", "done"),
            ("l1.prog.python", "skipped"),
            ("paper.alexnet", "done"),
        ):
            set_status(store, topic, status)
        set_note(
            store, "l1.math.la.eigen", "Stretch without turning. Try the shear: one direction."
        )
        time.now = now
        remember_next_topics(store, library)
        papers = open_paper_cache(home, store, library.sources)
        try:
            papers.store_entries("cs.LG", _entries(now), int(now * 1000))
            mark(store, papers, ["arxiv:2611.00003"], "saved", True)
            mark(store, papers, ["arxiv:2611.00004", "arxiv:2611.00007"], "read", True)
        finally:
            papers.close()
    finally:
        store.close()
    return home


def _study(store, clock, time, chance, most):
    settings = store.settings()
    session = StudySession(store, clock, Scheduler(settings), settings, None, most)
    for _ in range(most * 4):
        shown = session.current()
        if not isinstance(shown, Shown):
            break
        rating = chance.choices((1, 2, 3, 4), weights=(8, 12, 70, 10))[0]
        session.answer(shown, Rating(rating), int(chance.uniform(3_000, 14_000)))
        time.now += chance.uniform(5, 40)


def _entries(now: float) -> list[Entry]:
    entries: list[Entry] = []
    for place, title in enumerate(_TITLES):
        number = f"2611.{place:05}"
        entries.append(
            Entry(
                key=f"arxiv:{number}",
                title=title,
                url=f"https://arxiv.org/abs/{number}",
                abstract=(
                    "We study an invented question with invented data, so that this text can "
                    "stand in a test. The effect holds for learning rates η ≤ 0.1 and vanishes "
                    "above; an ablation over 5 seeds gives error bars."
                ),
                authors=("A. Author", "B. Writer", "C. Reader"),
                categories=("cs.LG", "stat.ML") if place % 3 else ("cs.CL",),
                arxiv=number,
                version=1,
                announce_type="cross" if place % 4 == 3 else "new",
                published_ms=int((now - place * 3 * 3_600) * 1000),
                pdf_url=f"https://arxiv.org/pdf/{number}",
            )
        )
    return entries

"""Histories from the log, log loss, the fit in its process, and what keeping it does."""

from __future__ import annotations

import os
import subprocess
import threading
import time as system_time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from simulated_log import FIRST_DAY, write_log

import db.fit
from db.child_process import Cancel, ChildFailed, lines_of
from db.clock import Clock
from db.fit import Fit, FitMissing, FitRefused, NotBetter, fit_in_process, keep
from db.fit_histories import gather_histories
from db.fit_process import cut_day, fitted
from db.ids import uuid7
from db.log import redo, undo
from db.log_loss import asked
from db.model import Rating, StudySettings
from db.reviews import answer, show
from db.scheduler import Scheduler
from db.statements import insert_into
from db.store import Store

DEFAULTS = Scheduler(StudySettings()).numbers
FORGETFUL = (0.1, 0.5, 1.2, 3.0, *DEFAULTS[4:8], 1.3, *DEFAULTS[9:20], 0.3)
"""A learner who forgets sooner than the defaults predict."""
never = lambda: False  # noqa: E731


def silent(share: float, reviews: int) -> None:
    return None


@pytest.fixture
def rate(store: Store, clock: Clock) -> Callable[..., None]:
    scheduler = Scheduler(replace(StudySettings(), fuzz=False))

    def rated(card: str, rating: int) -> None:
        shown = show(store, clock, scheduler, card)
        answer(store, clock, scheduler, shown, Rating(rating), 5_000)

    return rated


def histories(store: Store) -> list[Any]:
    with store.reading() as connection:
        return gather_histories(connection)


def add_row(store: Store, card: str, kind: str, rating: int | None, day: int) -> None:
    with store.transaction() as transaction:
        act = transaction.act(kind)
        at = day * 86_400_000
        row = (uuid7(transaction.at), act, card, rating, kind, at, day, 0, 0, None, None, None)
        transaction.connection.execute(
            insert_into("review"), (*row, "fsrs-6", "default", None, None, None, "{}", "{}")
        )


def test_a_history_has_ratings_and_the_rollovers_between_them(
    store: Store, add_cards: Any, rate: Any, time: Any
) -> None:
    (card,) = add_cards(1)
    rate(card, 3)
    time.wait(minutes=10)
    rate(card, 3)
    time.wait(days=2)
    rate(card, 1)
    (found,) = histories(store)
    assert list(found.ratings) == [3, 3, 1]
    assert list(found.elapsed) == [0, 0, 2]
    assert list(found.days) == [20_000, 20_000, 20_002]


def test_what_is_undone_cram_or_without_a_rating_is_left_out(
    store: Store, add_cards: Any, rate: Any, time: Any
) -> None:
    (card,) = add_cards(1)
    rate(card, 3)
    time.wait(days=1)
    rate(card, 1)
    undo(store)
    add_row(store, card, "cram", 1, 20_001)
    add_row(store, card, "set-due", None, 20_001)
    add_row(store, card, "reschedule", None, 20_001)
    add_row(store, card, "early", 2, 20_003)
    (found,) = histories(store)
    assert list(found.ratings) == [3, 2]
    assert list(found.elapsed) == [0, 3]


def test_nothing_before_a_forget_is_learned_from(
    store: Store, add_cards: Any, rate: Any, time: Any
) -> None:
    kept, emptied = add_cards(2)
    for card in (kept, emptied):
        rate(card, 1)
        add_row(store, card, "forget", None, 20_000)
    time.wait(days=4)
    rate(kept, 4)
    (found,) = histories(store)
    assert list(found.ratings) == [4]
    assert list(found.elapsed) == [0]


def test_a_clock_set_back_counts_as_the_same_day(store: Store, add_cards: Any, time: Any) -> None:
    (card,) = add_cards(1)
    for day in (20_005, 20_003):
        add_row(store, card, "review", 3, day)
    (found,) = histories(store)
    assert list(found.elapsed) == [0, 0]


def test_a_fifth_of_what_counts_is_held_back_by_whole_days(store: Store) -> None:
    write_log(store, cards=150, days=200, true=FORGETFUL, believed=DEFAULTS)
    known = histories(store)
    cut = cut_day(known)
    assert len(asked(known, cut)) / len(asked(known, 0)) == pytest.approx(0.2, abs=0.03)


def test_what_is_held_back_is_not_learned_from(store: Store) -> None:
    pytest.importorskip("fsrs_rs_python")
    write_log(store, cards=300, days=200, true=FORGETFUL, believed=DEFAULTS)
    known = histories(store)
    cut = cut_day(known)
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE review SET rating = 1 WHERE study_day >= ?", (cut,))
    changed = histories(store)
    assert changed != known
    assert fitted(changed, cut, 1) == fitted(known, cut, 1)


def test_the_fit_predicts_better_than_the_defaults_and_is_kept(store: Store) -> None:
    pytest.importorskip("fsrs_rs_python")
    reviews = write_log(store, cards=800, days=250, true=FORGETFUL, believed=DEFAULTS)
    told: list[tuple[float, int]] = []
    fit = fit_in_process(store.path, lambda *said: told.append(said), never)
    assert fit.reviews == reviews
    assert 0 < fit.held_back < reviews / 4
    assert fit.better
    assert fit.loss_after < fit.loss_before
    assert fit.before == DEFAULTS
    assert told[0] == (0.0, 0)
    assert told[-1] == (1.0, reviews)
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    rows = "SELECT card, stability, due_day FROM memory ORDER BY card"
    with store.reading() as connection:
        before = connection.execute(rows).fetchall()
    assert keep(store, fit) == 800
    assert store.settings().parameters == fit.parameters
    with store.reading() as connection:
        after = connection.execute(rows).fetchall()
    assert [row[2] for row in after] == [row[2] for row in before]
    assert all(one[1] != other[1] for one, other in zip(after, before, strict=True))
    undone = undo(store)
    assert undone is not None
    assert undone.name == "Fit parameters"
    assert store.settings().parameters is None
    with store.reading() as connection:
        assert [round(row[1], 6) for row in connection.execute(rows)] == [
            round(row[1], 6) for row in before
        ]
    assert redo(store) is not None
    assert store.settings().parameters == fit.parameters


def test_a_second_fit_of_the_same_log_is_not_better(store: Store) -> None:
    pytest.importorskip("fsrs_rs_python")
    write_log(store, cards=300, days=200, true=FORGETFUL, believed=DEFAULTS)
    keep(store, fit_in_process(store.path, silent, never))
    again = fit_in_process(store.path, silent, never)
    assert not again.better
    with pytest.raises(NotBetter):
        keep(store, again)


def test_parameters_out_of_bounds_are_not_kept(store: Store) -> None:
    fit = Fit((1_000.0, *DEFAULTS[1:]), DEFAULTS, 1, 1, 0.5, 0.4, 0.1, 0.1)
    with pytest.raises(ValueError, match="bounds"):
        keep(store, fit)
    assert store.settings().parameters is None


def test_too_few_reviews_are_refused_with_the_number_needed(store: Store, add_cards: Any) -> None:
    pytest.importorskip("fsrs_rs_python")
    for day in range(5):
        add_row(store, add_cards(1)[0] if day == 0 else "card-0", "review", 3, 20_000 + day)
    with pytest.raises(FitRefused, match=r"needs 400 reviews .* there are 4 so far"):
        fit_in_process(store.path, silent, never)


def test_reviews_of_one_day_alone_are_refused(store: Store) -> None:
    write_log(store, cards=700, days=40, true=FORGETFUL, believed=DEFAULTS)
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE review SET study_day = ?", (FIRST_DAY + 9,))
        transaction.connection.execute(
            "UPDATE review SET study_day = study_day - 5 WHERE json_extract(before, '$.reps') = 0"
        )
    with pytest.raises(FitRefused, match="one day"):
        cut_day(histories(store))


def test_a_library_with_other_parameters_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rs = pytest.importorskip("fsrs_rs_python")
    monkeypatch.setattr(rs, "DEFAULT_PARAMETERS", [0.1] * 34)
    with pytest.raises(FitRefused, match=r"has 34 parameters, FSRS-6 has 21; install"):
        fitted([], 0, 1)


def test_without_the_library_the_way_to_get_it_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.fit, "find_spec", lambda name: None)
    with pytest.raises(FitMissing, match=r"pipx inject mlroad 'fsrs-rs-python>=0.9.3,<0.10'"):
        fit_in_process(store.path, silent, never)


def test_a_cancelled_fit_leaves_no_process_and_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fsrs_rs_python")
    write_log(store, cards=300, days=200, true=FORGETFUL, believed=DEFAULTS)
    started = children(monkeypatch)
    wanted = threading.Event()

    def progress(share: float, reviews: int) -> None:
        wanted.set()

    begun = system_time.monotonic()
    with pytest.raises(Cancel):
        fit_in_process(store.path, progress, wanted.is_set)
    assert system_time.monotonic() - begun < 1
    assert len(started) == 1
    assert started[0].returncode is not None
    assert store.settings().parameters is None


def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started from now on."""
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def started(*arguments: Any, **keywords: Any) -> Any:
        found.append(start(*arguments, **keywords))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", started)
    return found


def test_the_error_of_a_child_is_its_last_line(store: Store) -> None:
    with pytest.raises(ChildFailed, match=r"the fit stopped: .*unable to open"):
        list(lines_of("db.fit_process", {"path": "/nowhere/at/all.db"}, never, "the fit"))


def test_a_folder_called_db_where_the_learner_stands_is_not_imported(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "db"
    stranger.mkdir()
    for name in ("__init__", "simulate_process"):
        (stranger / f"{name}.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    asked = {"path": os.path.abspath(store.path), "day": 20_000, "retentions": [], "seed": 1}
    asked["limits"] = {"days": 1, "new": 0, "reviews": 0, "minutes": None}
    assert list(filter(None, lines_of("db.simulate_process", asked, never, "it"))) == []

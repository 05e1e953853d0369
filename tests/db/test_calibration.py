"""Calibration: what was predicted against what was remembered, from the rows of the log."""

from __future__ import annotations

import pytest
from simulated_log import FIRST_DAY, write_log

from db import calibration as module
from db.calibration import EDGES, calibration
from db.formulas import Formulas
from db.model import StudySettings
from db.scheduler import Scheduler, parameters_label
from db.settings import save_settings
from db.store import Store

DEFAULTS = Scheduler(StudySettings()).numbers
FORGETFUL = (0.1, 0.5, 1.2, 3.0, *DEFAULTS[4:8], 1.3, *DEFAULTS[9:20], 0.3)
LAST = FIRST_DAY + 300


def look(store: Store, days: int = 365) -> module.Calibration:
    with store.reading() as connection:
        return calibration(connection, LAST, days)


def test_without_reviews_there_is_nothing_to_say(store: Store) -> None:
    assert look(store) == module.Calibration((), 0, None, None)


def test_who_remembers_as_predicted_lies_on_the_diagonal(store: Store) -> None:
    write_log(store, cards=1_500, days=300, true=DEFAULTS, believed=DEFAULTS)
    found = look(store)
    assert found.predicted is not None
    assert found.seen == pytest.approx(found.predicted, abs=0.01)
    for one in found.bins:
        assert one.least <= one.predicted <= one.most
        if one.reviews > 1_000:
            assert one.seen == pytest.approx(one.predicted, abs=0.02)


def test_who_forgets_sooner_lies_below(store: Store) -> None:
    write_log(store, cards=800, days=300, true=FORGETFUL, believed=DEFAULTS)
    found = look(store)
    assert found.predicted is not None
    assert found.seen is not None
    assert found.seen < found.predicted - 0.03


def test_every_counted_review_is_in_one_bin(store: Store) -> None:
    write_log(store, cards=200, days=300, true=DEFAULTS, believed=DEFAULTS)
    found = look(store)
    with store.reading() as connection:
        reviews = connection.execute("SELECT count(*) FROM review WHERE kind = 'review'").fetchone()
        late = connection.execute(
            "SELECT count(*) FROM review WHERE kind = 'review' AND study_day > ?", (LAST - 30,)
        ).fetchone()
    assert found.reviews == sum(one.reviews for one in found.bins) == reviews[0]
    assert look(store, 30).reviews == late[0]


def test_the_second_answer_of_a_day_early_and_undone_ones_do_not_count(store: Store) -> None:
    write_log(store, cards=40, days=300, true=DEFAULTS, believed=DEFAULTS)
    whole = look(store).reviews
    with store.transaction() as transaction:
        run = transaction.connection.execute
        rows = run("SELECT id, act FROM review WHERE kind = 'review' LIMIT 3").fetchall()
        run("UPDATE review SET kind = 'early' WHERE id = ?", (rows[0][0],))
        run(
            "UPDATE review SET before = json_set(before, '$.last_day', study_day) WHERE id = ?",
            (rows[1][0],),
        )
        run("INSERT INTO void (act, voids) VALUES (?, ?)", (transaction.act("Undo"), rows[2][1]))
    assert look(store).reviews == whole - 3


def test_each_row_is_judged_by_the_parameters_of_its_time(store: Store) -> None:
    write_log(store, cards=40, days=300, true=DEFAULTS, believed=DEFAULTS)
    before = look(store)
    own = (*DEFAULTS[:20], 0.5)
    save_settings(store, parameters=own)
    assert look(store) == before
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE review SET parameters = ?", (parameters_label(own),))
    assert look(store).predicted != before.predicted
    save_settings(store, parameters=None)
    assert look(store).reviews == before.reviews
    with store.transaction() as transaction:
        transaction.connection.execute("UPDATE review SET parameters = 'own-elsewhere'")
    assert look(store).reviews == 0


def test_it_can_be_narrowed_to_some_cards(store: Store) -> None:
    write_log(store, cards=40, days=300, true=DEFAULTS, believed=DEFAULTS)
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT card, count(*) FROM review WHERE kind = 'review' GROUP BY card ORDER BY card"
        ).fetchall()
        some = [card for card, _ in rows[:7]]
        found = calibration(connection, LAST, cards=some)
        assert found.reviews == sum(number for _, number in rows[:7])
        assert calibration(connection, LAST, cards=[]).reviews == 0


def test_of_a_long_log_the_last_reviews_are_taken(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(store, cards=200, days=300, true=DEFAULTS, believed=DEFAULTS)
    whole = look(store).reviews
    monkeypatch.setattr(module, "MOST", 200)
    assert 150 < look(store).reviews <= 200 < whole


def test_the_edges_hold_every_chance() -> None:
    assert EDGES[0] == 0.0
    assert EDGES[-1] == 1.0
    assert list(EDGES) == sorted(EDGES)
    assert Formulas(DEFAULTS).retrievability(1.0, 1) == pytest.approx(0.9)

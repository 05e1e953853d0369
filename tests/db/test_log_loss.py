"""Log loss and the error in bins: held to a plain oracle, and to fsrs-rs."""

from __future__ import annotations

import math
from array import array
from itertools import accumulate
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_loss_oracle import plainly
from simulated_log import write_log

from db.fit_histories import History, gather_histories
from db.fit_process import cut_day, measured
from db.formulas import Formulas
from db.log_loss import Measure, asked, measure
from db.model import StudySettings
from db.scheduler import Scheduler
from db.store import Store

DEFAULTS = Scheduler(StudySettings()).numbers
FORGETFUL = (0.1, 0.5, 1.2, 3.0, *DEFAULTS[4:8], 1.3, *DEFAULTS[9:20], 0.3)
"""A learner who forgets sooner than the defaults predict."""


class After(NamedTuple):
    """The memory that an answer left."""

    stability: float


def histories(store: Store) -> list[History]:
    with store.reading() as connection:
        return gather_histories(connection)


def history_of(answers: list[tuple[int, int]]) -> History:
    """A history from ratings and the days before each, the first of which has none."""
    elapsed = [0, *(days for _, days in answers[1:])]
    ratings = bytes(rating for rating, _ in answers)
    return History(ratings, array("i", accumulate(elapsed)), array("i", elapsed))


def test_log_loss_is_that_of_the_chances_given() -> None:
    formulas = Formulas(DEFAULTS)
    chance = formulas.retrievability(formulas.first(3)[0], 2)
    known = [history_of([(3, 0), (1, 2)])]
    after = After(formulas.first(3)[0])
    for found in (plainly(known, formulas, 0), measure(asked(known, 0), [[after]], formulas)):
        assert found.answers == 1
        assert found.loss == pytest.approx(-math.log(1 - chance))
        assert found.error == pytest.approx(chance)
    assert plainly(known, formulas, 3) == Measure(0, 0.0, 0.0)
    assert measure(asked(known, 3), [[]], formulas) == Measure(0, 0.0, 0.0)


def test_the_librarys_memory_gives_the_loss_of_our_formulas(store: Store) -> None:
    pytest.importorskip("fsrs_rs_python")
    write_log(store, cards=150, days=200, true=FORGETFUL, believed=DEFAULTS)
    known = histories(store)
    for cut in (0, cut_day(known)):
        found = measured(known, cut, DEFAULTS, FORGETFUL)
        for one, parameters in zip(found, (DEFAULTS, FORGETFUL), strict=True):
            plain = plainly(known, Formulas(parameters), cut)
            assert one.answers == plain.answers
            assert one.loss == pytest.approx(plain.loss, abs=1e-6)
            assert one.error == pytest.approx(plain.error, abs=1e-5)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40_000)), min_size=1, max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_so_it_does_after_answers_of_any_kind(cards: list[list[tuple[int, int]]]) -> None:
    pytest.importorskip("fsrs_rs_python")
    known = [history_of(answers) for answers in cards]
    (found,) = measured(known, 0, FORGETFUL)
    plain = plainly(known, Formulas(FORGETFUL), 0)
    assert found.answers == plain.answers
    assert found.loss == pytest.approx(plain.loss, rel=1e-4, abs=1e-4)


def test_log_loss_and_bins_are_those_of_fsrs_rs(store: Store) -> None:
    rs = pytest.importorskip("fsrs_rs_python")
    write_log(store, cards=60, days=150, true=FORGETFUL, believed=DEFAULTS)
    known = histories(store)
    items = [
        rs.FSRSItem([rs.FSRSReview(*one) for one in pairs[:end]])
        for history in known
        for pairs in [list(zip(history.ratings, history.elapsed, strict=True))]
        for end in range(2, len(pairs) + 1)
        if pairs[end - 1][1] > 0
    ]
    judge = rs.FSRS(list(DEFAULTS))
    # Its own mean gives later items more weight, so each is measured alone.
    losses = [judge.evaluate([item]).log_loss for item in items]
    (found,) = measured(known, 0, DEFAULTS)
    assert found.answers == len(items)
    assert found.loss == pytest.approx(sum(losses) / len(losses), abs=1e-4)
    assert found.error == pytest.approx(judge.evaluate(items).rmse_bins, abs=0.02)

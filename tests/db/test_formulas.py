"""Our FSRS-6 arithmetic against py-fsrs, the library whose parameters it uses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.formulas import STABILITY_MAX, STABILITY_MIN, Formulas

START = datetime(2000, 1, 1, tzinfo=UTC)
LIBRARY = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
OTHER = (0.1456, 0.4186, 1.1104, 4.1315, 5.2417, 1.3098, 0.8975, 0.001, 1.5674, 0.0567, 0.9661)
OTHER += (2.0275, 0.1592, 0.2446, 1.5071, 0.2272, 2.8755, 1.234, 0.56789, 0.1437, 0.2)

ratings = st.integers(1, 4)
stabilities = st.floats(STABILITY_MIN, STABILITY_MAX)
difficulties = st.floats(1, 10)


@pytest.mark.parametrize("parameters", [tuple(LIBRARY.parameters), OTHER], ids=["default", "other"])
@given(stability=stabilities, difficulty=difficulties, rating=ratings, elapsed=st.integers(0, 9999))
def test_an_answer_moves_memory_as_in_py_fsrs(
    parameters: tuple[float, ...], stability: float, difficulty: float, rating: int, elapsed: int
) -> None:
    library = fsrs.Scheduler(
        parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card = fsrs.Card(0, fsrs.State.Review, None, stability, difficulty, START, START)
    theirs, _ = library.review_card(card, fsrs.Rating(rating), START + timedelta(days=elapsed))
    ours = Formulas(parameters).after(stability, difficulty, rating, elapsed)
    assert theirs.stability is not None
    expected = (min(theirs.stability, STABILITY_MAX), theirs.difficulty)
    assert ours == pytest.approx(expected, rel=1e-12)


@given(rating=ratings)
def test_the_first_answer_is_that_of_py_fsrs(rating: int) -> None:
    theirs, _ = LIBRARY.review_card(fsrs.Card(0, due=START), fsrs.Rating(rating), START)
    ours = Formulas(LIBRARY.parameters).first(rating)
    assert ours == pytest.approx((theirs.stability, theirs.difficulty), rel=1e-12)


@given(stability=stabilities, elapsed=st.integers(0, 100_000))
def test_recall_is_that_of_py_fsrs_and_falls(stability: float, elapsed: int) -> None:
    card = fsrs.Card(0, fsrs.State.Review, None, stability, 5.0, START, START)
    theirs = LIBRARY.get_card_retrievability(card, START + timedelta(days=elapsed))
    formulas = Formulas(LIBRARY.parameters)
    assert formulas.retrievability(stability, elapsed) == pytest.approx(theirs, rel=1e-12)
    later = formulas.retrievability(stability, elapsed + 1)
    assert later <= formulas.retrievability(stability, elapsed) <= 1


@given(stability=st.integers(1, 36_500))
def test_recall_is_ninety_percent_after_as_many_days_as_the_stability(stability: int) -> None:
    formulas = Formulas(LIBRARY.parameters)
    assert formulas.retrievability(float(stability), stability) == pytest.approx(0.9)

"""Generated cards: the same numbers for the same turn, words filled, typed answers understood."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.cards.allowed import ExpressionError
from content.cards.answers import is_right, read_typed
from content.cards.drawing import draw, seed_of
from content.cards.faults import faults_of_problem
from content.cards.problems import drawn
from content.cards.slots import filled, written
from content.model import Card, Problem

PROBLEM = Problem(
    vars=(("n", "int(2, 9)"), ("p", "choice(0.1, 0.2, 0.5)"), ("m", "n * 2")),
    answer="n * p",
    check="m * p / 2",
    tolerance=0.01,
    unit="bits",
)
CARD = Card(
    *("c", "t", "generated", "compute", 1, "Of {n} with {p:pct}, $n={=n}$?", "{n} x {p}"),
    *(None, (), "h"),
    problem=PROBLEM,
)


def test_a_turn_has_its_numbers_and_another_turn_others() -> None:
    turns = [draw(PROBLEM, "c", reviews) for reviews in range(50)]
    assert turns == [draw(PROBLEM, "c", reviews) for reviews in range(50)]
    assert len({repr(one.variables) for one in turns}) > 10
    assert seed_of("c", 1) != seed_of("c", 2)
    assert 0 <= seed_of("c", 1) < 2**63


def test_the_numbers_of_a_turn_never_change() -> None:
    """A change of the generator would show learners other numbers after an update."""
    assert draw(PROBLEM, "c", 0).variables == {"n": 9, "p": 0.5, "m": 18}


def test_a_drawn_card_has_its_words_filled_and_its_answer() -> None:
    card = drawn(CARD, 0)
    assert card.front == "Of 9 with 50 %, $n=9$?"
    assert card.back == "9 x 0.5"
    assert card.answer == "4.5 bits"
    assert card.solution is not None
    assert is_right(4.505, card.solution.value, card.solution.tolerance)
    assert not is_right(4.52, card.solution.value, card.solution.tolerance)


def test_a_condition_is_met_by_every_draw_or_refused() -> None:
    odd = Problem((("n", "int(1, 9)"),), "n", "n + 0", where="n % 2 == 1")
    assert all(draw(odd, "c", turn).answer in (1, 3, 5, 7, 9) for turn in range(40))
    never = Problem((("n", "int(1, 9)"),), "n", "n + 0", where="n > 9")
    with pytest.raises(ExpressionError, match="no draw of 200"):
        draw(never, "c", 0)


@pytest.mark.parametrize(
    "text", ["int(1, 10**12)", "int(5, 1)", "vector(99, 0, 1)", "decimal(0, 1, 9)", "choice()"]
)
def test_a_variable_that_cannot_be_drawn_says_so(text: str) -> None:
    with pytest.raises(ExpressionError):
        draw(Problem((("n", text),), "1", "2 - 1"), "c", 0)


def test_faults_of_a_problem_are_named() -> None:
    bad = Problem((("n", "k + 1"), ("_x", "1")), "n * q", "q * n")
    said = [words for _, words in faults_of_problem(bad, {"front": "{z} and $\\frac{a}{b}$"})]
    assert any("needs `k`" in words for words in said)
    assert any("`_x` is no name" in words for words in said)
    assert any("no variable `q`" in words for words in said)
    assert any("`z` has no such variable" in words for words in said)
    assert any("formula of the answer once more" in words for words in said)


@pytest.mark.parametrize(
    ("value", "form", "prose", "latex"),
    [
        (3, "", "3", "3"),
        (2.0, "", "2", "2"),
        (0.1 + 0.2, "", "0.3", "0.3"),
        (0.1 + 0.2 - 0.3, "", "0", "0"),
        (1e-7, "", "1e-7", r"1 \times 10^{-7}"),
        (0.05, "pct", "5 %", r"5\,\%"),
        (-0.75, "frac", "-3/4", r"-\frac{3}{4}"),
        (1234.5678, ".3", "1.23e3", r"1.23 \times 10^{3}"),
        (2 / 3, "2f", "0.67", "0.67"),
        (-3, "sign", "- 3", "- 3"),
        ((1, -2.5), "", "(1, -2.5)", "(1, -2.5)"),
        (((1, 2), (3, 4)), "", "[1 2; 3 4]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
    ],
)
def test_values_are_written_as_people_write_them(
    value: Any, form: str, prose: str, latex: str
) -> None:
    assert written(value, form) == prose
    assert written(value, form, in_formula=True) == latex


def test_braces_of_a_formula_are_its_own() -> None:
    text = r"{n} of $\frac{n}{m} = {=n/m:frac}$"
    assert filled(text, {"n": 1, "m": 3}) == r"1 of $\frac{n}{m} = \frac{1}{3}$"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.25", 0.25),
        (" 1/4 ", 0.25),
        ("25 %", 0.25),
        ("2.5e-3", 0.0025),
        ("1.5 x 10^-3", 0.0015),
        ("1.5×10^−3", 0.0015),
        ("-3", -3),
        ("−3", -3),
        ("2^3", 8),
        ("2*pi", 6.283185307179586),
        ("2pi", 6.283185307179586),
        ("sqrt 2 / 2", 0.7071067811865476),
        ("ln 2", 0.6931471805599453),
        ("p = 0.5", 0.5),
        ("12 bits", 12),
        ("(1, 2)", (1, 2)),
        ("[1 2]", (1, 2)),
        ("(1 -2 3)", (1, -2, 3)),
        ("1, 2", (1, 2)),
        ("[1/2 3/4]", (0.5, 0.75)),
        ("[1 2; 3 4]", ((1, 2), (3, 4))),
        ("[[1, 2], [3, 4]]", ((1, 2), (3, 4))),
        ("( 3 - 2 )", 1),
        ("(1+2)/3", 1),
    ],
)
def test_typed_numbers_are_read_as_they_are_meant(typed: str, value: Any) -> None:
    found = read_typed(typed, "bits").value
    assert found is not None
    assert is_right(found, value, 1e-12)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "nothing was typed"),
        ("0,75", "decimals with a point"),
        ("about five", "not understood"),
        ("1/0", "division by zero"),
        ("9**9**9", "too large"),
        ("__import__('os')", "not understood"),
        ("1" * 300, "at most 200"),
    ],
)
def test_what_is_no_number_is_asked_again_in_words(typed: str, words: str) -> None:
    reading = read_typed(typed)
    assert reading.value is None
    assert words in reading.why


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    reading = read_typed(text, "kg")
    assert (reading.value is None) == bool(reading.why)


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.floats(0, 10),
)
def test_an_answer_is_right_within_the_tolerance_and_only_there(
    answer: float, typed: float, tolerance: float
) -> None:
    off = abs(answer - typed)
    if abs(off - tolerance) > 1e-8 * max(1, abs(answer)):
        assert is_right(typed, answer, tolerance) is (off < tolerance)
    assert is_right((typed, typed), (answer, answer), tolerance) is is_right(
        typed, answer, tolerance
    )
    assert not is_right((typed,), (answer, answer), tolerance)
    assert not is_right((typed, typed), answer, tolerance)

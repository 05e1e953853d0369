"""Typed answers: what counts as right, and the difference put together again gives both texts."""

from __future__ import annotations

import unicodedata
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Card, Solution
from content.typed import compare, compare_card, difference_in_words, folded


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("gradient descent", "gradient descent"),
        ("gradient descent", "  Gradient\t DESCENT\n"),
        ("Schrödinger", unicodedata.normalize("NFD", "schrödinger")),
        ("Straße", "STRASSE"),
        (r"\frac{1}{2}", r"  \frac{1}{2} "),
        (r"$\alpha^2$", r"\alpha^2"),
        (r"\alpha^2", r"$\alpha^2$"),
        ("batch_size", "batch_size"),
    ],
)
def test_what_is_right(answer: str, typed: str) -> None:
    comparison = compare(answer, (), typed)
    assert comparison.right
    assert difference_in_words(comparison) == ""


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("gradient descent", "gradientdescent"),
        ("gradient descent", ""),
        (r"\alpha", r"\Alpha"),
        (r"x_i", "X_i"),
        (r"\frac{1}{2}", r"\frac12"),
        ("naïve", "naive"),
    ],
)
def test_what_is_wrong(answer: str, typed: str) -> None:
    assert not compare(answer, (), typed).right


def test_other_right_answers_are_right_too() -> None:
    comparison = compare("stochastic gradient descent", ("SGD",), "sgd")
    assert comparison.right
    assert comparison.expected == "SGD"
    assert comparison.others == ("stochastic gradient descent",)


def test_the_nearest_right_answer_is_shown() -> None:
    assert compare("stochastic gradient descent", ("SGD",), "SDG").expected == "SGD"
    assert compare("recall", ("sensitivity",), "senstivity").expected == "sensitivity"


def test_the_difference_in_words() -> None:
    assert difference_in_words(compare("eigenvalue", (), "eigenvlaue")) in (
        'missing "a", extra "a"',
        'extra "l", missing "l"',
    )
    assert difference_in_words(compare("momentum", (), "momenta")) == '"a" instead of "um"'
    assert difference_in_words(compare("two words", (), "twowords")) == "missing a blank"
    assert difference_in_words(compare("softmax", (), "")) == "nothing was typed"
    assert difference_in_words(compare("softmax", (), "qbbbb")) == "another answer altogether"


def test_many_differences_are_cut_short() -> None:
    comparison = compare("a-b-c-d-e-f-g-h-i-j", (), "abcdefghij")
    assert difference_in_words(comparison).endswith(" and 3 more")


def test_a_mark_stays_on_its_letter() -> None:
    comparison = compare("x̂y", (), "xy")
    assert [part.kind for part in comparison.parts] == ["wrong", "same"]
    assert comparison.parts[0].expected == "x̂"


TEXTS = st.text(max_size=60)


@given(TEXTS.filter(lambda text: bool(text.strip())), st.lists(TEXTS, max_size=3), TEXTS)
def test_the_parts_give_both_texts_again(answer: str, accept: list[str], typed: str) -> None:
    comparison = compare(answer, accept, typed)
    assert "".join(part.expected for part in comparison.parts) == comparison.expected
    assert "".join(part.typed for part in comparison.parts) == comparison.typed == folded(typed)
    assert comparison.right == all(part.kind == "same" for part in comparison.parts)


@given(TEXTS.filter(lambda text: bool(text.strip())))
def test_what_was_asked_for_is_right(text: str) -> None:
    assert compare(text, (), text).right


def test_long_answers_are_set_against_each_other_in_larger_pieces() -> None:
    """Letter by letter it would take time by the square of their length."""
    letters = compare("gradient", (), "gradiant")
    assert [part.expected for part in letters.parts if part.kind != "same"] == ["e"]
    by_words = compare("gradient " + "of a loss " * 30, (), "gradiant " + "of a loss " * 30)
    assert [part.expected for part in by_words.parts if part.kind != "same"] == ["gradient"]
    whole = compare("ab " * 5_000, (), "ba " * 5_000)
    assert len(whole.parts) == 1


@pytest.mark.parametrize(
    ("answer", "typed", "right"),
    [
        ("git restore --staged f", "git restore --Staged f", False),
        ("git restore -S f", "git restore -s f", False),
        ("git restore --staged f", " git  restore --staged f ", True),
        ("Non-negative", "non-negative", True),
    ],
)
def test_in_a_command_with_options_case_counts(answer: str, typed: str, right: bool) -> None:
    assert compare(answer, (), typed).right is right


def card(answer: object, **more: Any) -> Card:
    solution = Solution(cast(Any, answer), **more)
    return Card(
        *("c", "t", "generated", "compute", 1, "Front", "Back", None, (), "h"),
        answer=str(answer),
        solution=solution,
    )


@pytest.mark.parametrize(
    ("answer", "typed", "right", "note"),
    [
        (0.25, "1/4", True, ""),
        (0.25, "0.252", True, ""),
        (0.25, "-0.25", False, "the sign is wrong"),
        (0.25, "25", False, "it is 100 times too large"),
        (0.25, "0.3", False, "it is off by 20.0% of the answer"),
        ((1, 2), "(1, 2)", True, ""),
        ((1, 2), "(2, 1)", False, "a part of it is another number"),
        ((1, 2), "(1, 2, 3)", False, "it has 3 parts and should have 2"),
        ((1, 2), "1", False, "several numbers are asked for, as in (1, 2) or [1 2; 3 4]"),
    ],
)
def test_numbers_are_compared_as_numbers(
    answer: object, typed: str, right: bool, note: str
) -> None:
    found = compare_card(card(answer, tolerance=0.005), typed)
    assert (found.right, found.note) == (right, note)
    assert difference_in_words(found) == note


def test_what_is_no_number_is_asked_again_and_nothing_typed_is_an_answer() -> None:
    with pytest.raises(ValueError, match="decimals with a point"):
        compare_card(card(0.25), "0,25")
    assert not compare_card(card(0.25), "  ").right

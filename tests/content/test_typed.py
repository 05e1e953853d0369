"""Typed answers: what counts as right, and the difference put together again gives both texts."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.typed import compare, difference_in_words, folded


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


@pytest.mark.parametrize("words", [60, 99, 5_000])
def test_a_long_answer_is_compared_in_no_time(words: int) -> None:
    begun = time.process_time()
    assert not compare("ab " * words, (), "ba " * words).right
    assert time.process_time() - begun < 2

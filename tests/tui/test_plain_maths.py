"""Formulas in what commands print."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.plain_maths import typeset, typeset_line


def test_a_formula_on_the_line_is_set_and_does_not_break() -> None:
    assert (
        typeset("so $x^2 = 4$, and $5 is a price", 60) == "so x²\u00a0=\u00a04, and $5 is a price"
    )


def test_a_block_becomes_fenced_lines() -> None:
    assert typeset("a\n\n$$\\frac{1}{2}x$$\n\nb", 60) == "a\n\n```\n1\n─ x\n2\n```\n\nb"


def test_two_dollars_within_a_line_stay_on_it() -> None:
    assert typeset("a $$x$$ b", 60) == "a x b"


def test_code_is_left_alone() -> None:
    assert typeset("`$x$`", 60) == "`$x$`"


def test_a_line_of_a_list_has_plain_blanks() -> None:
    assert typeset_line("Bound $O(n^2)$ of [R]") == "Bound O(n²) of [R]"


@given(st.text("ab$\\ {}^_`\n", max_size=60), st.integers(10, 80))
def test_no_text_is_too_strange(text: str, room: int) -> None:
    assert isinstance(typeset(text, room), str)
    if "$" not in text:
        assert typeset(text, room) == text

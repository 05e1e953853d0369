"""Markdown with maths laid out in cells: wrapping, lists, tables, code, formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formulas import find_formulas
from tui import markdown
from tui.text import clean, width


def plain(source: str, room: int) -> list[str]:
    return [line.plain.rstrip() for line in markdown.lines(source, room)]


def test_words_are_filled_into_lines() -> None:
    assert plain("one two three\nfour", 10) == ["one two", "three four"]


def test_an_inline_formula_is_never_broken_inside() -> None:
    lines = plain(r"The value of $\frac{a + b}{c + d}$ is known.", 20)
    assert any("(a\u00a0+\u00a0b)/(c\u00a0+\u00a0d)" in line for line in lines)


def test_a_formula_keeps_the_sign_that_follows_it() -> None:
    assert plain("aaa bbbb $x^2$, cc", 10) == ["aaa bbbb", "x², cc"]


def test_prices_are_not_formulas() -> None:
    assert plain("It costs $5 and $6.", 40) == ["It costs $5 and $6."]


def test_a_formula_by_itself_is_set_as_a_block() -> None:
    lines = plain("Before\n\n$$\\frac{a}{b}$$\n\nafter", 40)
    assert lines == ["Before", "", "  a", "  ─", "  b", "", "after"]


def test_a_formula_on_a_line_of_its_own_is_a_block_within_a_paragraph_too() -> None:
    lines = plain("Before\n$$\\frac{a}{b}$$\nafter  \n$$c$$\nend $$d$$ here", 40)
    assert lines == ["Before", "  a", "  ─", "  b", "after", "  c", "end d here"]
    assert plain("- item\n  $$\\frac12$$", 40) == ["· item", "    1", "    ─", "    2"]


def test_a_formula_that_cannot_fit_goes_on_in_the_next_line_and_names_the_zoom() -> None:
    wide = r"\begin{pmatrix} a_{11} & a_{12} & a_{13} & a_{14} & a_{15} & a_{16} \end{pmatrix}"
    lines = plain(f"$${wide}$$", 16)
    assert lines[-1] == "z shows it whole"
    assert all(width(line) <= 16 for line in lines)
    assert "a₁₆" in " ".join(lines)


def test_lists_quotes_code_and_rules() -> None:
    source = "1. one two three\n2. $x$\n   - inner\n\n> said\n\n```python\nx = 1\n```\n\n---"
    assert plain(source, 12) == [
        *("1. one two", "   three", "2. x", "   · inner", "", "│ said", ""),
        *("  x = 1", "", "────────────"),
    ]


def test_a_table_is_narrowed_and_its_cells_wrapped() -> None:
    source = "| a | b |\n|---|--:|\n| one two three four | 1 |\n"
    assert plain(source, 14) == ["a            b", "──────────────", "one two      1", "three four"]


def test_foreign_text_means_nothing_but_its_formulas() -> None:
    lines = [line.plain for line in markdown.prose("[R] *a* _b_ `c` # $x_1$ <i>\n1. z", 60)]
    assert lines == ["[R] *a* _b_ `c` # x₁ <i>", "1. z"]


def test_a_title_has_its_formulas_on_one_line() -> None:
    assert (
        markdown.one_line("Bounds of $O(n^2)$ for $5 and [R]") == "Bounds of O(n²) for $5 and [R]"
    )


@pytest.mark.parametrize("tail", ["5", "\\", "$", "`c`", "**b**"])
def test_a_formula_at_the_start_does_not_depend_on_the_end(tail: str) -> None:
    assert markdown.formulas(f"$n$ layers and {tail}") == ["n"]
    shown = plain(f"$n$ layers and {tail}", 60)[0]
    assert shown.startswith("n layers and")
    assert not shown.endswith(".")


TEXTS = st.text("ab *_`$\\{}^|>#-1.\n[]()", max_size=80)


@given(TEXTS)
def test_the_screen_and_the_finder_see_the_same_formulas(text: str) -> None:
    found = list(dict.fromkeys(one.latex.strip() for one in find_formulas(text)))
    assert markdown.formulas(text) == found


def test_formulas_are_found_in_order_each_once() -> None:
    assert markdown.formulas("$a$ and $b$\n\n$$c$$\n\n$a$ `$d$`") == ["a", "b", "c"]


@given(source=TEXTS, room=st.integers(10, 60))
def test_no_text_breaks_the_layout(source: str, room: int) -> None:
    for line in markdown.lines(source, room):
        assert "\n" not in line.plain
        longest = max((width(word) for word in line.plain.split(" ")), default=0)
        # What stands before a line in nested lists and quotes takes of the room.
        assert width(line.plain.rstrip()) <= max(room, longest + 40)


@given(source=st.text(max_size=200), room=st.integers(10, 80))
def test_foreign_prose_keeps_every_word(source: str, room: int) -> None:
    source = source.replace("$", "").replace("\0", "")  # NUL is shown as �
    shown = "".join(line.plain for line in markdown.prose(source, room))
    assert "".join(shown.split()) == "".join(clean(source).split())


@pytest.mark.parametrize("room", [24, 40, 80])
def test_lines_fit_the_room(room: int) -> None:
    source = (
        "Some **bold and *slanted* words** with `code that is long` and $e^{i\\pi} + 1 = 0$. " * 3
    )
    assert all(width(line.plain) <= room for line in markdown.lines(source, room))

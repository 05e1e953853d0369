"""The difference of a typed answer as it is drawn: letter under letter, with marks below."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content.typed import compare
from tui.text import width
from tui.typed import difference_lines


def drawn(answer: str, typed: str, room: int = 60) -> list[str]:
    return [line.plain.rstrip() for line in difference_lines(compare(answer, (), typed), room)]


def test_each_way_to_differ_has_its_own_mark() -> None:
    assert drawn("gradient descent", "gradyent decentt") == [
        "Not what was expected.",
        "expected  gradient descent",
        "yours     gradyent de centt",
        "              ^      -    +",
        "          ^ wrong  - missing  + extra",
    ]


def test_only_the_marks_that_occur_are_explained() -> None:
    assert drawn("softmax", "sofmax")[-1] == "          - missing"


def test_wide_characters_keep_the_rows_aligned() -> None:
    _, expected, yours, marks, _ = drawn("東京 tower", "東a tower")
    assert width(expected) == width(yours) == 10 + 10
    assert marks == " " * 12 + "^^"


def test_a_long_answer_is_broken_behind_a_blank() -> None:
    lines = drawn("one two three four five six", "one two three four fife six", 30)
    assert [line for line in lines if line.startswith("expected")] == [
        "expected  one two three four",
        "expected  five six",
    ]
    assert [line for line in lines if line.startswith("yours")] == [
        "yours     one two three four",
        "yours     fife six",
    ]


def test_what_acts_on_a_terminal_is_not_drawn() -> None:
    assert not any("\x1b" in line for line in drawn("safe", "sa\x1b[31mfe\u202e"))
    assert drawn("safe", "\x1b[2J")[0] == "Not what was expected."


@given(
    st.text(min_size=1, max_size=50).filter(str.strip), st.text(max_size=50), st.integers(12, 80)
)
def test_every_line_fits_and_the_three_rows_have_one_width(
    answer: str, typed: str, room: int
) -> None:
    comparison = compare(answer, (), typed)
    lines = difference_lines(comparison, room)
    rows = [line for line in lines if line.plain.startswith(("expected  ", "yours     "))]
    if not comparison.right and comparison.typed:
        assert all(width(line.plain) <= max(room, 18) for line in rows)
        for one, two in zip(rows[::2], rows[1::2], strict=True):
            assert width(one.plain) == width(two.plain)

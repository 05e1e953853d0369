"""Notes make cards: reversed, cloze and typed ones, and what keeps a note from making any."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Note
from content.notes import cards_of, faults_of_words, read_cloze

NOTE = Note("n", "t", "basic", "recall", 2, "Front", "Back", None, (), "h")


def cloze(text: str, back: str = "") -> list[tuple[str, str, str]]:
    note = replace(NOTE, kind="cloze", front=text, back=back)
    return [(card.id, card.front, card.back) for card in cards_of(note)]


def test_a_basic_note_is_one_card_of_the_same_id_without_siblings() -> None:
    (card,) = cards_of(NOTE)
    assert (card.id, card.note, card.siblings) == ("n", "n", None)


def test_a_reversed_note_asks_both_ways_and_its_cards_are_siblings() -> None:
    there, back = cards_of(replace(NOTE, kind="reversed"))
    assert (there.id, there.front, there.back) == ("n", "Front", "Back")
    assert (back.id, back.front, back.back) == ("n.reversed", "Back", "Front")
    assert there.siblings == back.siblings == "n"


def test_a_cloze_asks_one_card_for_each_number() -> None:
    assert cloze("{{c1::Adam}} keeps {{c2::two::how many?}} moments, {{c1::not}} one.") == [
        (
            "n.c1",
            "**[...]** keeps two moments, **[...]** one.",
            "**Adam** keeps two moments, **not** one.",
        ),
        (
            "n.c2",
            "Adam keeps **[how many?]** moments, not one.",
            "Adam keeps **two** moments, not one.",
        ),
    ]


def test_what_is_written_below_a_cloze_stands_under_its_answer() -> None:
    assert cloze("A {{c1::b}}.", "Because.")[0][2] == "A **b**.\n\nBecause."


def test_a_deletion_may_hold_a_formula_with_braces_and_colons() -> None:
    (card,) = cloze(r"The norm is {{c1::$\sqrt{\sum_{i} x_{i}}$::a root}}.")
    assert card[2] == r"The norm is **$\sqrt{\sum_{i} x_{i}}$**."
    assert card[1] == "The norm is **[a root]**."
    (card,) = cloze("Use {{c1::`std::sort`}} here.")
    assert card[2] == "Use **`std::sort`** here."


def test_within_a_word_nothing_is_set_in_bold_since_markdown_would_show_the_asterisks() -> None:
    assert cloze("the {{c1::gradient}}s")[0][1:] == ("the [...]s", "the gradients")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no deletion", "needs a deletion"),
        ("{{c1::open", "never closed"),
        ("{{c1::}}", "hides nothing"),
        ("{{c0::x}}", "from c1 on"),
        ("$a + {{c1::b}}$", "cuts a formula"),
        ("`f({{c1::x}})`", "cuts a piece of code"),
        ("{{c1::a {{c2::b}} }}", "do not nest"),
    ],
)
def test_faults_of_a_cloze_are_named(text: str, words: str) -> None:
    assert any(words in fault for fault in read_cloze(text)[1])
    with pytest.raises(ValueError, match="n: "):
        cards_of(replace(NOTE, kind="cloze", front=text))


def test_each_kind_needs_its_own_words() -> None:
    assert faults_of_words("basic", "Q", "A", None) == ()
    assert faults_of_words("cloze", "{{c1::Q}}", "", None) == ()
    assert faults_of_words("typed", "Q", "", "A") == ()
    assert [field for field, _ in faults_of_words("basic", " ", "", None)] == ["front", "back"]
    assert [field for field, _ in faults_of_words("typed", "Q", "", None)] == ["answer"]
    assert [field for field, _ in faults_of_words("typed", "Q", "", "a\nb")] == ["answer"]
    assert [field for field, _ in faults_of_words("basic", "Q", "A", "typed")] == ["answer"]
    assert [field for field, _ in faults_of_words("quiz", "Q", "A", None)] == ["kind"]


@given(st.text(alphabet="{}c12:: $`ab\n\\", max_size=60))
def test_any_text_is_read_as_a_cloze_or_refused_in_words(text: str) -> None:
    deletions, faults = read_cloze(text)
    if not faults:
        cards = cloze(text)
        assert len(cards) == len({one.number for one in deletions})
        assert all("{{c" not in answer or "::" not in answer for _, _, answer in cards)
    else:
        assert all(fault and "\n" not in fault for fault in faults)

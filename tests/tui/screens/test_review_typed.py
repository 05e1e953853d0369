"""Typed answers, cloze and reversed cards in the review."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from own_cards import BASIC, CLOZE, REVERSED, TYPED, write_cards

from db.model import Shown
from tui.home import database
from tui.study_view import StudyPlan
from tui.widgets.field import Field


async def begin(board: Any, *cards: str) -> None:
    board.app.study(StudyPlan(cards=cards))
    await board.settle()


def ratings(home: Any, card: str) -> list[int]:
    with closing(sqlite3.connect(database(home))) as connection:
        rows = connection.execute("SELECT rating FROM review WHERE card = ?", (card,)).fetchall()
    return [rating for (rating,) in rows]


async def test_a_right_answer_is_rated_good_by_enter(opened: Any, demo_home: Any) -> None:
    (card,) = write_cards(demo_home, TYPED)
    async with opened() as board:
        await begin(board, card)
        assert board.has("Your answer ▸")
        assert isinstance(board.app.focused, Field)
        await board.type("  Its  EIGENVALUES ")
        await board.press("enter")
        assert board.has("✓ Right: its eigenvalues")
        assert board.has("Right too: the eigenvalues")
        assert board.has("They are the roots of the characteristic polynomial.")
        assert board.has("▸ 3 Good")
        await board.press("enter")
    assert ratings(demo_home, card) == [3]


async def test_a_wrong_answer_is_shown_beside_the_right_one_and_suggests_again(
    opened: Any, demo_home: Any
) -> None:
    (card,) = write_cards(demo_home, TYPED)
    async with opened() as board:
        await begin(board, card)
        await board.type("its eigenvlues")
        await board.press("enter")
        assert board.has("Not what was expected.")
        place = next(at for at, line in enumerate(board.lines) if "expected  its" in line)
        expected, yours, marks = (line.strip("│ ") for line in board.lines[place : place + 3])
        assert expected == "expected  its eigenvalues"
        assert yours == "yours     its eigenv lues"
        assert marks == "-"
        assert board.has("- missing")
        assert board.has("▸ 1 Again")
        await board.press("3")
    assert ratings(demo_home, card) == [3]


async def test_nothing_typed_is_an_answer(opened: Any, demo_home: Any) -> None:
    (card,) = write_cards(demo_home, TYPED)
    async with opened() as board:
        await begin(board, card)
        await board.press("enter")
        assert board.has("Nothing was typed. It should be:")
        await board.press("space")
    assert ratings(demo_home, card) == [1]


async def test_letters_and_numbers_are_typed_and_esc_gives_the_keys_back(
    opened: Any, demo_home: Any
) -> None:
    (card,) = write_cards(demo_home, TYPED)
    async with opened() as board:
        await begin(board, card)
        await board.press("q", "1", "u", "minus", "question_mark")
        assert board.app.focused.value == "q1u-?"
        await board.press("escape", "3")  # before the answer is shown no key rates
        assert isinstance(board.app.focused, Field)
        assert board.app.focused.value == "q1u-?"
        await board.press("escape", "minus")
        assert board.toasts()[-1].startswith("Put aside until tomorrow.")
        assert not board.has("Your answer")
    assert ratings(demo_home, card) == []


async def test_after_undo_the_line_is_empty_again(opened: Any, demo_home: Any) -> None:
    card, other = write_cards(demo_home, TYPED, BASIC)
    async with opened() as board:
        await begin(board, card, other)
        while board.app.screen._view.state.card != card:
            await board.press("minus")
        await board.type("wrong")
        await board.press("enter", "4")
        await board.press("u")
        assert isinstance(board.app.screen._view.state, Shown)
        assert board.app.screen._view.state.card == card
        assert board.app.focused.value == ""
        assert board.has("Your answer ▸")


@pytest.mark.parametrize("draft", [CLOZE, REVERSED], ids=["cloze", "reversed"])
async def test_each_card_of_a_note_is_asked_for_itself(
    draft: Any, opened: Any, demo_home: Any
) -> None:
    cards = write_cards(demo_home, draft)
    seen: dict[str, str] = {}
    async with opened() as board:
        for card in cards:
            await begin(board, card)
            asked = board.text
            await board.press("space")
            seen[card] = asked + board.text
    one, two = seen.values()
    if draft is CLOZE:
        assert "The [...] is the sum of the eigenvalues." in one
        assert "The trace is the sum of the [...]." in two
        assert all("The trace is the sum of the eigenvalues." in text for text in (one, two))
    else:
        assert one.index("Eigenvalue") < one.index("Factor by which")
        assert "Factor by which a vector is stretched" in two
    for text in (one, two):
        assert "1 Again" in text
        assert "Source:" not in text


async def test_at_every_size_the_line_and_the_difference_fit(opened: Any, demo_home: Any) -> None:
    (card,) = write_cards(demo_home, TYPED)
    for size in ((60, 20), (120, 36), (40, 12)):
        async with opened(size=size) as board:
            await begin(board, card)
            assert board.has("Your answer ▸")
            await board.type("eigenvalues of it, as far as I can remember them just now")
            await board.press("enter")
            assert board.has("1 Again")

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
        assert board.app.screen.query_one(Field).value == ""
        assert board.has("Your answer ▸")


async def test_the_line_below_says_which_keys_work_while_an_answer_is_typed(
    opened: Any, demo_home: Any
) -> None:
    (card,) = write_cards(demo_home, TYPED)
    async with opened() as board:
        await begin(board, card)
        assert board.lines[-1].strip() == "Enter Compare   Esc Leave the field"
        await board.press("escape")
        assert board.lines[-1].strip() == "? Help   Space Your answer   e Edit   i Info   t Topic"
        await board.press("i")
        assert board.has("What each button would do")
        await board.press("escape", "space")
        assert isinstance(board.app.focused, Field)
        assert board.lines[-1].strip() == "Enter Compare   Esc Leave the field"
        await board.press("escape", "enter")
        assert isinstance(board.app.focused, Field)
        await board.press("enter")
        assert "Space Show, Good" in board.lines[-1]


async def test_undo_again_and_again_types_nothing(opened: Any, demo_home: Any) -> None:
    cards = write_cards(demo_home, TYPED, BASIC)
    async with opened() as board:
        await begin(board, *cards)
        await board.press(*(("escape",) if board.has("Your answer") else ()))
        await board.press("asterisk", "f", "3", "minus", "minus")
        for undone in ("Bury card", "Bury card", "Flag card", "Mark card"):
            await board.press("u")
            assert board.toasts()[-1] == f"Undone: {undone}"
            assert not isinstance(board.app.focused, Field)
        await board.press("ctrl+r", "ctrl+r", "ctrl+r")
        assert board.toasts()[-1] == "Done again: Bury card"
        assert not isinstance(board.app.focused, Field)
        assert all(field.value == "" for field in board.app.screen.query(Field))


async def test_after_esc_the_keys_stay_commands_until_the_card_is_answered(
    opened: Any, demo_home: Any
) -> None:
    (card,) = write_cards(demo_home, TYPED)
    async with opened() as board:
        await begin(board, card)
        await board.press("escape", "T", "R", "asterisk", "i", "escape", "f", "2")
        assert not isinstance(board.app.focused, Field)
        assert board.has("* ─ flag 2")
        await board.press("enter", "enter", "1")  # in its steps it comes again, by itself
        assert board.app.screen._view.state.card == card
        assert isinstance(board.app.focused, Field)


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

"""The review at three sizes and in three themes, as it stands in `tests/golden`."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from own_cards import CLOZE, TYPED, write_cards

from db.settings import save_settings
from tui.opening import open_learner
from tui.settings import Settings
from tui.study_view import StudyPlan

SIZES = {"80x24": (80, 24), "120x36": (120, 36), "60x20": (60, 20)}


def change(home: Any, **values: Any) -> None:
    """Change study settings beside the dashboard."""
    store, _, _ = open_learner(home)
    with closing(store):
        save_settings(store, **values)


async def typed_wrong(board: Any, home: Any) -> None:
    """A typed answer that differs in each of the three ways."""
    change(home, fuzz=False)  # it hangs on the id, which is another one each time
    (card,) = write_cards(home, TYPED)
    board.app.study(StudyPlan(cards=(card,)))
    await board.settle()
    await board.type("itz eigenvlues!")
    await board.press("enter")


async def typed_question(board: Any, home: Any) -> None:
    """A line waits for the answer."""
    (card,) = write_cards(home, TYPED)
    board.app.study(StudyPlan(cards=(card,)))
    await board.settle()
    await board.type("its eig")


async def cloze(board: Any, home: Any) -> None:
    """A cloze with its answer shown, in a cram."""
    board.app.study(StudyPlan(cards=write_cards(home, CLOZE), cram=True))
    await board.settle()
    await board.press("space")


async def info(board: Any, _: Any) -> None:
    """The panel."""
    await board.press("R", "space", "i")


async def finished(board: Any, home: Any) -> None:
    """The sum at the end, with what the limits hold back."""
    change(home, new_per_day=0)
    write_cards(home, CLOZE)
    await board.press("R", "space", "1")
    for _ in range(3):
        await board.press("space", "3")


PICTURES = {
    "typed-question": typed_question,
    "typed-wrong": typed_wrong,
    "cloze": cloze,
    "info": info,
    "finished": finished,
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("picture", PICTURES)
async def test_at_three_sizes(
    picture: str, size: str, opened: Any, demo_home: Any, golden: Any
) -> None:
    async with opened(size=SIZES[size]) as board:
        await PICTURES[picture](board, demo_home)
        board.app.clear_notifications()
        await board.settle()
        golden(f"review-{picture}-{size}", board, styles=size == "80x24")


@pytest.mark.parametrize("theme", ["light", "contrast"])
@pytest.mark.parametrize("picture", PICTURES)
async def test_in_other_themes(
    picture: str, theme: str, opened: Any, demo_home: Any, golden: Any
) -> None:
    async with opened(settings=Settings(theme, network=False)) as board:
        await PICTURES[picture](board, demo_home)
        board.app.clear_notifications()
        await board.settle()
        golden(f"review-{picture}-{theme}", board, styles=True)


async def test_question_and_answer_in_contrast(opened: Any, golden: Any) -> None:
    async with opened(settings=Settings("contrast", network=False)) as board:
        await board.press("R")
        golden("review-question-contrast", board, styles=True)
        await board.press("space")
        golden("review-answer-contrast", board, styles=True)

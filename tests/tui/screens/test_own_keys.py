"""Keys of the learner's own: they work in the app, and footer and help show them."""

from __future__ import annotations

from typing import Any

from tui.settings import Settings


def own(**keys: str) -> Settings:
    """Settings with keys; a double underscore stands for the dot."""
    return Settings(
        network=False, keys=tuple((name.replace("__", "."), to) for name, to in keys.items())
    )


async def test_a_new_key_works_and_the_old_one_does_not(opened: Any) -> None:
    async with opened(mode="review", settings=own(review__bury="b")) as board:
        assert board.has("3 due")
        await board.press("minus")
        assert board.has("3 due")
        await board.press("b")
        assert board.has("2 due")


async def test_lists_take_new_keys(opened: Any) -> None:
    async with opened(mode="map", settings=own(list__cursor_down="w,down")) as board:
        await board.press("w", "down", "j")
        assert board.rows.cursor == 2


async def test_actions_everywhere_take_new_keys(opened: Any) -> None:
    settings = own(everywhere__quit="Q", everywhere__help="f1")
    async with opened(settings=settings) as board:
        await board.press("f1")
        assert len(board.app.screen_stack) == 2
        await board.press("escape", "q")
        assert board.app.return_code is None
        board.send("Q")
        await board.pilot.pause()
        assert board.app.return_code == 0


async def test_footer_and_help_show_the_new_key(opened: Any) -> None:
    async with opened(mode="review", settings=own(review__show="v"), size=(80, 40)) as board:
        assert "v Show" in board.lines[-1]
        await board.press("question_mark")
        assert board.has("│ v             Shows the answer")

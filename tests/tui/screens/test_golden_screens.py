"""Every mode at three sizes, in two themes and without colour, as it stands in `tests/golden`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dashboard import Dashboard
from rich.color import ColorType

from tui.settings import Settings

GOLDEN = Path(__file__).parents[2] / "golden"
SIZES = {"80x24": (80, 24), "120x36": (120, 36), "60x20": (60, 20)}
# A picture of each mode: its name and the keys that lead to it from Today.
PICTURES = {
    "today": (),
    "map": ("M", "j", "j", "j", "j"),
    "review-question": ("R",),
    "review-answer": ("R", "space"),
    "papers": ("P", "j", "j"),
    "statistics": ("S",),
    "settings": ("comma", *"jjjjjjjjjjj"),
}
LISTS = ("today", "map", "papers", "settings")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("picture", PICTURES)
async def test_dark(picture: str, size: str, opened: Any, golden: Any) -> None:
    async with opened(size=SIZES[size]) as board:
        await board.press(*PICTURES[picture])
        golden(f"{picture}-{size}", board, styles=size == "80x24")


@pytest.mark.parametrize("picture", PICTURES)
async def test_light(picture: str, opened: Any, golden: Any) -> None:
    async with opened(settings=Settings("light", network=False)) as board:
        await board.press(*PICTURES[picture])
        golden(f"{picture}-light", board, styles=True)


def colours(board: Dashboard) -> set[str]:
    """The colours that are painted, other than the terminal's own."""
    return {
        str(color)
        for line in board.strips()
        for _, style in line
        for color in (style.color, style.bgcolor)
        if color is not None and color.type is not ColorType.DEFAULT
    }


@pytest.mark.parametrize("picture", PICTURES)
async def test_no_color_paints_the_same_words_without_any_colour(
    picture: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as board:
        await board.press(*PICTURES[picture])
        assert colours(board) == set()
        dark = (GOLDEN / f"{picture}-80x24.txt").read_text(encoding="utf-8").splitlines()
        assert board.lines == dark[:24]
        if picture in LISTS:
            rows = board.rows
            line = rows.scrollable_content_region.y + rows.cursor - rows.scroll_offset.y
            middle = [style for text, style in board.strips()[line] if text.strip(" │╮╭▁▂▃▄▅▆▇")]
            assert any(style.reverse for style in middle)
        await board.press("question_mark")
        assert colours(board) == set()


@pytest.mark.parametrize("picture", ["map", "papers"])
async def test_the_focus_shows_without_colour(
    picture: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two panes, the one with the focus differs in more than its colour: its cursor."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as board:
        await board.press(*PICTURES[picture])
        before = [[style.reverse for _, style in line] for line in board.strips()]
        await board.press("tab")
        after = [[style.reverse for _, style in line] for line in board.strips()]
        assert before != after

"""The map by its keys and by the mouse."""

from __future__ import annotations

from typing import Any

import dashboard
import pytest

TO_VECTORS = ("j", "j", "j")


async def test_space_turns_the_status_and_it_persists(
    opened: Any, demo_home: Any, time: Any
) -> None:
    async with opened(mode="map") as board:
        await board.press(*TO_VECTORS)
        for words in ("─ skipped", "○ to do", "● learning", "✓ done", "─ skipped"):
            await board.press("space")
            assert board.has(f"{words} · 1.1.1.1")
        assert board.has("2 of 124 done")
    async with dashboard.running(demo_home, time, mode="map") as board:
        await board.press(*TO_VECTORS)
        assert board.has("─ skipped · 1.1.1.1")
        await board.press("u")
        assert board.has("✓ done · 1.1.1.1")


async def test_a_group_has_no_status(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press("space")
        assert "A group has no status of its own" in board.toasts()[-1]


async def test_groups_fold_and_unfold(opened: Any) -> None:
    async with opened(mode="map") as board:
        whole = len(board.rows.ids)
        await board.press("h")
        assert board.has("▸ Prerequisites")
        assert len(board.rows.ids) < whole
        await board.press("l")
        assert len(board.rows.ids) == whole
        await board.press("l")
        assert board.rows.cursor == 1
        await board.press("left", "left")
        assert board.rows.cursor == 0
        await board.press("enter", "j", "k", "enter")
        assert board.has("▾ Prerequisites")
        assert board.has("▸ Mathematics")


async def test_the_filter_finds_goes_and_keeps_the_place(opened: Any) -> None:
    async with opened(mode="map") as board:
        whole = len(board.rows.ids)
        await board.press("slash", *"eigenv")
        found = board.rows.ids
        assert 0 < len(found) < whole
        assert board.has("Eigenvalues")
        await board.press("enter", "G")
        assert board.app.focused is board.rows
        chosen = board.app.screen._current_id()
        await board.press("escape")
        assert board.app.screen._current_id() == chosen
        assert len(board.rows.ids) >= whole


@pytest.mark.parametrize(
    "text", ["[/red]", "[@click=app.quit]x", "\\", "%s", "'; --", "𝕏" * 50, "   ", "\x1b[2J"]
)
async def test_any_filter_is_text(text: str, opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press("slash")
        await board.type(text)
        assert board.app.is_running
        await board.press("escape")
        assert board.has("▾ Prerequisites")


async def test_a_note_is_kept_and_shown_as_it_was_written(opened: Any) -> None:
    text = "[red]x[/] [@click=app.quit] `code`"
    async with opened(mode="map") as board:
        await board.press(*TO_VECTORS, "n")
        await board.type(text)
        await board.press("escape")
        board.app.screen.query_one("#topic").scroll_end(animate=False)
        await board.settle()
        assert board.has("Your note")
        assert board.has("[red]x[/] [@click=app.quit] code")
        await board.press("n", "escape")
        assert len(board.app.screen_stack) == 1
        await board.press("u")
        board.app.screen.query_one("#topic").scroll_end(animate=False)
        await board.settle()
        assert not board.has("Your note")


async def test_escape_in_a_changed_note_does_not_lose_it(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press(*TO_VECTORS, "n")
        await board.type("By mistake")
        await board.press("escape", "n")
        assert board.has("By mistake")


async def test_a_digit_ticks_a_resource_off_and_again_takes_the_tick_away(
    opened: Any, browser: list[str]
) -> None:
    async with opened(mode="map", size=(120, 60)) as board:
        await board.press(*TO_VECTORS, "o")
        first = browser[-1]
        await board.press("1")
        services = board.app.services
        assert first in services.map_state().ticked
        await board.press("o")
        assert browser[-1] != first
        await board.press("1")
        assert first not in services.map_state().ticked
        await board.press("9")  # no such resource: nothing happens
        assert board.app.is_running


async def test_the_path_opens_and_closes(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press("p")
        assert board.toasts() == ["A path leads to a topic: put the cursor on one."]
        await board.press(*TO_VECTORS, "j", "j", "p")
        assert board.has("The path to Matrix decomposition")
        await board.press("escape")
        assert len(board.app.screen_stack) == 1


async def test_the_path_to_what_is_known_says_so(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press(*TO_VECTORS, "p")
        assert board.has("The path to Vectors")


async def test_no_cards_are_said(opened: Any) -> None:
    async with opened(mode="map") as board:
        library = board.app.services.library
        full = {card.topic for card in library.cards.values()}
        bare = next(
            topic.id
            for topic in library.topics.values()
            if topic.kind == "concept" and topic.id not in full
        )
        board.app.show_topic(bare)
        await board.settle()
        await board.press("r")
        assert "No cards here yet" in board.toasts()[-1]
        assert board.mode == "map"


async def test_the_mouse_chooses_lines(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.click("#tree", (10, 4))
        assert board.rows.cursor == 3
        assert board.has("Vectors, matrices and tensors")
        await board.click("#tree", (10, 1))
        await board.click("#tree", (10, 1))
        assert board.has("▸ Prerequisites")


async def test_on_a_small_screen_enter_opens_the_topic_and_escape_closes_it(opened: Any) -> None:
    async with opened(mode="map", size=(60, 20)) as board:
        await board.press(*TO_VECTORS, "enter")
        assert board.has("─ 1.1.1.1 ─")
        assert not board.has("▾ Prerequisites")
        await board.press("G")
        await board.press("escape")
        assert board.has("▾ Prerequisites")
        assert board.rows.cursor == 3
        await board.press("enter", "enter")
        assert board.mode == "review"

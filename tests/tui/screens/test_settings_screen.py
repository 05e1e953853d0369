"""The settings screen: every option changed in place, in force at once, undone like all else."""

from __future__ import annotations

from typing import Any

import pytest
from settings_lines import change, go

from db.settings import save_settings
from tui.settings import Settings
from tui.settings_entries import entries
from tui.widgets.field import Field


def study(board: Any) -> Any:
    return board.app.services.store.settings()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_every_line_shows_its_value_and_its_meaning(
    size: tuple[int, int], opened: Any
) -> None:
    async with opened(mode="settings", size=size) as board:
        await board.press("g")
        for entry in entries():
            assert board.has(f"─ {entry.name} ─")
            meaning = entry.setting.meaning if entry.setting else entry.group.meaning
            assert board.has(meaning[:24].rsplit(" ", 1)[0])
            if entry.setting is not None:
                assert board.has("   the default")
            await board.press("j")
        assert board.has("all as shipped")


async def test_a_typed_value_is_saved_undone_and_done_again(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await change(board, "new_per_day", "35")
        assert study(board).new_per_day == 35
        assert board.has("● New cards a day")
        assert board.has("1 changed")
        assert board.has("default 20")
        await board.press("u")
        assert study(board).new_per_day == 20
        assert "Undone: Change study settings" in board.toasts()
        assert board.has("all as shipped")
        await board.press("ctrl+r")
        assert board.has("35   default 20")


async def test_what_cannot_be_is_said_and_nothing_changes(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await change(board, "desired_retention", "20")
        assert board.has("It must be 70 % to 99 %.")
        assert study(board).desired_retention == 0.9
        assert isinstance(board.app.focused, Field)
        await board.type("85")
        await board.press("enter")
        assert study(board).desired_retention == 0.85
        assert board.app.focused is board.rows


async def test_escape_leaves_the_field_and_the_value(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await go(board, "learning_steps")
        await board.press("enter")
        await board.type("5m")
        await board.press("escape")
        assert study(board).learning_steps == (60, 600)
        assert board.app.focused is board.rows
        assert not board.app.screen.query_one(Field).display


@pytest.mark.parametrize("key", ["d", "backspace"])
async def test_a_key_goes_back_to_the_default(key: str, opened: Any) -> None:
    async with opened(mode="settings") as board:
        await change(board, "learning_steps", "5m")
        assert study(board).learning_steps == (300,)
        await board.press(key)
        assert study(board).learning_steps == (60, 600)
        await board.press(key)
        assert board.toasts()[-1] == "That is the default already."


async def test_switches_turn_and_choices_go_both_ways(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await go(board, "fuzz")
        await board.press("enter")
        assert study(board).fuzz is False
        await board.press("space")
        assert study(board).fuzz is True
        await go(board, "review_order")
        await board.press("right", "l")
        assert study(board).review_order == "retrievability-falling"
        await board.press("left", "h", "h")
        assert study(board).review_order == "added"
        assert board.has("As they were added.")


async def test_each_weekday_has_its_own_percentage(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await change(board, "easy_days.5", "50 %")
        await change(board, "easy_days.6", "0")
        assert study(board).easy_days == (100, 100, 100, 100, 100, 50, 0)
        await board.press("d")
        assert study(board).easy_days == (100, 100, 100, 100, 100, 50, 100)


async def test_a_new_rollover_hour_holds_at_once_and_after_undo(opened: Any) -> None:
    async with opened(mode="settings") as board:
        services = board.app.services
        before = services.clock.study_day()
        assert len(services.cards.find("is:due", "map")) == 3
        await change(board, "rollover_hour", "23:00")
        assert len(services.cards.find("is:due", "map")) < 3
        assert services.clock.rollover_hour == services.store.clock.rollover_hour == 23
        assert services.clock.study_day() == before - 1
        await board.press("u")
        assert services.clock.study_day() == services.store.clock.study_day() == before


async def test_a_review_that_goes_on_follows_the_new_limit(opened: Any) -> None:
    async with opened(mode="review") as board:
        assert board.has("3 due")
        await board.press("comma")
        await change(board, "reviews_per_day", "1")
        await board.press("R")
        assert board.has("1 due")
        await board.press("u")
        assert board.has("3 due")


async def test_todays_raised_limit_is_shown_and_can_be_taken_back(opened: Any) -> None:
    async with opened(mode="today") as board:
        await board.press("plus")
        await board.type("7 50")
        await board.press("enter")
        assert board.toasts()[-1] == "Today 7 new cards and 50 reviews more. u takes it back."
        day = board.app.services.clock.study_day()
        assert study(board).more_new == (day, 7)
        await board.press("comma")
        await go(board, "more_new")
        assert board.has("7   default 0")
        await board.press("d")
        assert study(board).more_new == (day, 0)
        board.time.now += 86_400
        await go(board, "more_reviews")
        await board.press("comma")
        assert board.has("0   the default")


@pytest.mark.parametrize("text", ["", "x", "0", "1 2 3", "99999"])
async def test_a_wrong_number_of_cards_is_said(text: str, opened: Any) -> None:
    async with opened(mode="today") as board:
        await board.press("plus")
        await board.type(text)
        await board.press("enter")
        assert board.has(".")
        assert len(board.app.screen_stack) == 2
        await board.press("escape")
        assert study(board).more_new == (0, 0)


PARAMETERS = (
    *(0.3, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)


async def test_own_parameters_show_their_date_and_move_no_due_day(opened: Any) -> None:
    from db.check import check
    from tui.home import database

    async with opened(mode="settings", size=(120, 36)) as board:
        store = board.app.services.store
        days = "SELECT group_concat(due_day) FROM (SELECT due_day FROM memory ORDER BY card)"
        before = store.look(days)
        await change(board, "parameters", " ".join(map(str, PARAMETERS)))
        assert study(board).parameters == PARAMETERS
        assert board.has("your own, 23 Nov 2026")
        assert board.has("It moves no due date by itself;")
        assert store.look(days) == before
        assert all(result.ok for result in check(database(board.home)))
        await board.press("d")
        assert study(board).parameters is None
        assert all(result.ok for result in check(database(board.home)))
        await change(board, "parameters", "1 " * 21)
        assert board.has("It must be the default, or 21 numbers")
        assert study(board).parameters is None


async def test_a_write_that_fails_says_so_and_keeps_the_old_value(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.model import StoreError

    def full(*_: Any, **__: Any) -> Any:
        raise StoreError("mlroad.db: the disk is full, so this was not saved")

    async with opened(mode="settings") as board:
        with monkeypatch.context() as patch:
            patch.setattr("tui.plan_services.save_settings", full)
            await change(board, "new_per_day", "35")
        assert "the disk is full" in board.toasts()[-1]
        assert board.has("20   the default")


async def test_another_windows_change_is_seen_when_the_screen_is_shown(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await board.press("T")
        save_settings(board.app.services.store, new_per_day=3)
        await board.press("comma")
        await go(board, "new_per_day")
        assert board.has("3   default 20")


async def test_the_mouse_changes_what_is_marked(opened: Any) -> None:
    async with opened(mode="settings") as board:
        await go(board, "fuzz")
        line = board.rows.cursor - board.rows.scroll_offset.y
        await board.click("#settings", (10, line + 1))
        assert study(board).fuzz is False


async def test_settings_that_cannot_be_read_say_why_and_how_to_retry(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.model import StoreError

    def locked(*_: Any) -> Any:
        raise StoreError("/home/learner/mlroad.db: another program has kept it locked for 5 s.")

    async with opened() as board:
        with monkeypatch.context() as patch:
            patch.setattr("tui.plan_services.PlanServices.view", locked)
            await board.press("comma")
            board.app.clear_notifications()
            await board.settle()
            golden("error-read-settings", board)
        await board.press("comma")
        assert not board.has("kept it locked")
        assert board.has("New cards a day")


@pytest.mark.parametrize("theme", ["contrast"])
async def test_pictures(theme: str, opened: Any, golden: Any) -> None:
    async with opened(mode="settings", settings=Settings(theme, network=False)) as board:
        await change(board, "desired_retention", "85")
        await go(board, "review_order")
        golden("settings-contrast", board, styles=True)
        await go(board, "learning_steps")
        await board.press("enter")
        await board.type("1m tomorrow")
        await board.press("enter")
        golden("settings-fault", board)

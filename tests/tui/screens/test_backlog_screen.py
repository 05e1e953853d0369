"""The tools of the backlog: the preview tells the truth, Enter does it once, Esc does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from db.check import check
from db.model import CardChanged, StoreError
from tui.home import database

DAYS = "SELECT group_concat(due_day) FROM (SELECT due_day FROM memory ORDER BY card)"
LATE = "SELECT count(*) FROM memory WHERE state = 2 AND due_day < ?"
BREAK_S = 40 * 86_400


@pytest.fixture
def late(time: Any) -> None:
    """The learner comes back after forty days."""
    time.now += BREAK_S


def days(board: Any) -> Any:
    return board.app.services.store.look(DAYS)


async def way(board: Any, place: int) -> None:
    """Choose a tool."""
    board.rows.move_to(place)
    await board.settle()


async def test_a_break_is_spread_and_undone(opened: Any, late: None) -> None:
    async with opened() as board:
        before = days(board)
        assert board.has("Spread the backlog over some days")
        await board.press("B")
        assert board.has("Spread what is overdue over the next days")
        assert board.has("later, by 6 days at most.")
        assert days(board) == before
        await board.press("enter")
        assert len(board.app.screen_stack) == 1
        assert board.toasts()[-1].startswith("Spread ")
        assert board.toasts()[-1].endswith(" cards over 7 days. u takes it back.")
        services = board.app.services
        assert services.store.look(LATE, (services.clock.study_day(),))[0] < 20
        assert not board.has("Spread the backlog over some days")
        assert days(board) != before
        await board.press("u")
        assert days(board) == before
        assert all(result.ok for result in check(database(board.home)))


async def test_the_preview_is_what_is_done(opened: Any, late: None) -> None:
    async with opened() as board:
        await board.press("B", "tab")
        await board.type("3")
        plan = board.app.screen._plan
        assert plan.label().endswith("over 3 days")
        await board.press("enter")
        wanted = {move.card: move.after for move in plan.moves}
        with board.app.services.store.reading() as connection:
            found = dict(connection.execute("SELECT card, due_day FROM memory").fetchall())
        assert wanted
        assert {card: found[card] for card in wanted} == wanted


async def test_escape_leaves_everything_as_it_is(opened: Any, late: None) -> None:
    async with opened() as board:
        before = days(board)
        await board.press("B", "j", "tab", "5", "escape")
        assert len(board.app.screen_stack) == 1
        assert days(board) == before
        await board.press("u")
        assert "Spread" not in board.toasts()[-1]


async def test_postponing_takes_as_many_as_asked(opened: Any, late: None) -> None:
    async with opened() as board:
        await board.press("B")
        await way(board, 1)
        await board.press("tab", "5")
        assert board.has("Postpone 5 cards: 5 later")
        await board.press("tab")
        await board.type("2")
        assert board.has("by")
        await board.press("enter")
        assert board.toasts()[-1] == "Postpone 5 cards. u takes it back."


async def test_advancing_brings_cards_today(opened: Any) -> None:
    async with opened() as board:
        await board.press("B")
        await way(board, 2)
        assert board.has("Advance 20 cards: 20 sooner")
        await board.press("tab", "4", "enter")
        assert board.toasts()[-1] == "Advance 4 cards. u takes it back."
        await board.press("R")
        assert board.has("7 due")


async def test_a_reschedule_follows_the_retention_of_now(opened: Any) -> None:
    async with opened(mode="settings") as board:
        services = board.app.services
        await board.press("r")
        assert board.has("Each gets the interval that retention")
        await board.press("escape")
        before = days(board)
        await services.write(services.plans.change, "desired_retention", 0.8)
        assert days(board) == before
        await board.press("r")
        assert board.has("later, by")
        await board.press("enter")
        assert days(board) != before
        assert board.toasts()[-1].startswith("Reschedule ")
        await board.press("u")
        assert days(board) == before


async def test_nothing_to_move_is_said(opened_new: Any) -> None:
    async with opened_new() as board:
        await board.press("B")
        assert board.has("Nothing would move. Enter or Esc leaves.")
        await board.press("enter")
        assert len(board.app.screen_stack) == 1
        assert board.toasts() == []


@pytest.mark.parametrize(("keys", "words"), [(("0",), "1 to 3650 days."), ((), "1 to 3650 days.")])
async def test_a_number_that_cannot_be_is_said(
    keys: tuple[str, ...], words: str, opened: Any
) -> None:
    async with opened() as board:
        await board.press("B", "tab", "backspace", *keys)
        assert board.has(words)
        await board.press("enter")
        assert len(board.app.screen_stack) == 2


async def test_a_plan_that_is_overtaken_is_planned_anew(
    opened: Any, late: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: Any) -> Any:
        raise CardChanged("none of the cards is due as it was when this was planned")

    async with opened() as board:
        await board.press("B")
        with monkeypatch.context() as patch:
            patch.setattr("tui.plan_services.backlog.apply", overtaken)
            await board.press("enter")
            assert len(board.app.screen_stack) == 2
        await board.press("enter")
        assert board.toasts()[-1].startswith("Spread ")


async def test_a_failure_is_said_and_nothing_is_lost(
    opened: Any, late: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise StoreError("mlroad.db: the disk is full, so this was not saved")

    async with opened() as board:
        before = days(board)
        await board.press("B")
        with monkeypatch.context() as patch:
            patch.setattr("tui.plan_services.backlog.apply", full)
            await board.press("enter")
        assert board.has("the disk is full")
        assert "the disk is full" in board.toasts()[-1]
        assert days(board) == before
        await board.press("enter")
        assert len(board.app.screen_stack) == 1


async def test_a_running_review_follows(opened: Any, late: None) -> None:
    async with opened(mode="review") as board:
        first = board.text
        await board.press("B", "tab")
        await board.type("30")
        await board.press("enter")
        assert board.text != first
        assert board.mode == "review"


@pytest.mark.parametrize("size", ["60x20", "80x24", "120x36"])
async def test_pictures(size: str, opened: Any, golden: Any, late: None) -> None:
    columns, lines = map(int, size.split("x"))
    async with opened(size=(columns, lines), mode="settings") as board:
        await board.press("B")
        golden(f"backlog-{size}", board)

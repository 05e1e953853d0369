"""The review by its keys and by the mouse: showing, rating, undoing, putting aside, failing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import dashboard
import pytest

from db.check import check
from db.model import CardChanged, Shown, StoreError
from tui.home import database


def answers(home: Any) -> list[tuple[str, int]]:
    """The cards and ratings of all answers that stand, oldest first."""
    with closing(sqlite3.connect(database(home))) as connection:
        return connection.execute(
            "SELECT card, rating FROM review WHERE rating IS NOT NULL "
            "AND act NOT IN (SELECT voids FROM void) ORDER BY at, id"
        ).fetchall()


def card(board: Any) -> str:
    """The card that is shown."""
    view = board.app.screen._view
    assert isinstance(view.state, Shown)
    return view.state.card


def revealed(board: Any) -> bool:
    """Whether the answer is on the screen."""
    return board.has("1 Again") and board.has("Source: ")


async def test_a_rating_before_the_answer_shows_the_answer(opened: Any, demo_home: Any) -> None:
    before = answers(demo_home)
    async with opened(mode="review") as board:
        for key in "1234":
            await board.press("R")
            shown = card(board)
            await board.press(key)
            assert revealed(board)
            assert card(board) == shown
            assert answers(demo_home) == before
            await board.press("minus")  # on to another card, not shown yet
            if not isinstance(board.app.screen._view.state, Shown):
                break


async def test_space_shows_then_rates_good(opened: Any, demo_home: Any) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space")
        assert revealed(board)
        await board.press("space")
        assert not revealed(board)
        assert card(board) != first
        assert answers(demo_home)[-1] == (first, 3)
        assert board.has("2 due · 0 learning · 0 new")


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
async def test_each_rating_is_written_as_it_is_and_undone(
    rating: int, opened: Any, demo_home: Any
) -> None:
    before = answers(demo_home)
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space", str(rating))
        assert answers(demo_home) == [*before, (first, rating)]
        await board.press("u")
        assert answers(demo_home) == before
        assert card(board) == first
        assert board.has("3 due · 0 learning · 0 new")
        assert board.toasts()[-1] == "Undone: Answer"
        await board.press("ctrl+r")
        assert answers(demo_home) == [*before, (first, rating)]
    assert all(result.ok for result in check(database(demo_home)))


@pytest.mark.parametrize("key", ["minus", "at"])
async def test_a_card_put_away_comes_back_by_undo(key: str, opened: Any) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press(key)
        assert card(board) != first
        assert board.has("2 due")
        assert board.toasts()[-1].endswith("u takes it back.")
        await board.press("u")
        assert card(board) == first
        assert board.has("3 due")
        await board.press("ctrl+r")
        assert card(board) != first


async def test_to_the_topic_and_back_to_the_same_card(opened: Any) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space", "t")
        assert board.mode == "map"
        assert board.has("Convex optimization")
        await board.press("R")
        assert card(board) == first
        assert revealed(board)


async def test_the_mouse_shows_and_rates(opened: Any, demo_home: Any) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.click("#words", (1, 1))
        assert revealed(board)
        await board.click("#rate-4", (3, 0))
        assert answers(demo_home)[-1] == (first, 4)
        assert not revealed(board)


async def test_the_source_opens_in_the_browser(opened: Any, browser: list[str]) -> None:
    async with opened(mode="review") as board:
        await board.press("o")
        assert browser[0].startswith("https://math.stackexchange.com/questions/471339/")
        assert board.toasts() == ["Opening math.stackexchange.com"]


async def test_a_failing_answer_stays_on_the_screen_and_can_be_given_again(
    opened: Any, demo_home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "mlroad.db: the disk is full, so this was not saved"

    def full(*_: Any) -> Any:
        raise StoreError(words)

    before = answers(demo_home)
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space")
        with monkeypatch.context() as patch:
            patch.setattr("db.reviews.answer", full)
            await board.press("3")
        assert board.toasts() == [words]
        assert card(board) == first
        assert revealed(board)
        assert answers(demo_home) == before
        await board.press("3")
        assert answers(demo_home) == [*before, (first, 3)]
        assert card(board) != first


async def test_a_card_that_another_window_answered_is_passed_over(
    opened: Any, demo_home: Any, time: Any
) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space")
        async with dashboard.running(demo_home, time, mode="review") as other:
            assert card(other) == first
            await other.press("space", "4")
        before = answers(demo_home)
        await board.press("1")
        assert board.toasts() == ["Another window answered this card first; here is the next one."]
        assert card(board) != first
        assert not revealed(board)
        assert answers(demo_home) == before
    assert all(result.ok for result in check(database(demo_home)))


async def test_two_windows_that_keep_losing_never_crash(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: Any) -> Any:
        raise CardChanged("changed")

    async with opened(mode="review") as board:
        monkeypatch.setattr("db.reviews.answer", changed)
        for _ in range(3):
            await board.press("space", "3")
        assert board.app.is_running
        assert board.mode == "review"


async def test_a_waiting_card_appears_by_itself(
    opened: Any, time: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.model import StudySettings

    monkeypatch.setattr("db.store.Store.settings", lambda _: StudySettings(learn_ahead=0))
    async with opened(mode="review") as board:
        await board.press("space", "1", "space", "4", "space", "4")
        assert board.has("The next learning card comes in 10:00.")
        time.now += 599
        board.app.screen._tick()
        await board.settle()
        assert board.has("The next learning card comes in 0:01.")
        time.now += 1
        board.app.screen._tick()
        await board.settle()
        assert isinstance(card(board), str)


async def test_a_long_card_scrolls_and_its_answer_comes_into_view(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    async with opened(mode="review", size=(60, 20)) as board:
        view = board.app.screen._view
        long = replace(
            view.card,
            front="\n\n".join(f"Question line {line}." for line in range(30)),
            back="\n\n".join(f"Answer line {line}." for line in range(3)),
        )
        board.app.screen._view = replace(view, card=long)
        board.app.screen._draw()
        await board.settle()
        assert board.has("Question line 0.")
        await board.press("space")
        assert board.has("Answer line 2.")
        await board.press("g")
        assert board.has("Question line 0.")
        await board.press("j", "j")
        assert not board.has("Question line 0.")
        await board.press("G")
        assert board.has("Source: ")


async def test_topics_alone_then_all(opened: Any) -> None:
    async with opened(mode="map") as board:
        board.app.show_topic("l1.math.opt.convex")
        await board.settle()
        await board.press("r")
        assert board.mode == "review"
        assert board.has("1 due · 0 learning · 0 new")
        await board.press("T", "g", "enter")
        assert board.has("3 due · 0 learning · 0 new")

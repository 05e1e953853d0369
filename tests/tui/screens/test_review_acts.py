"""What can be done to a card in the review beside answering it, and what stands between cards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from own_cards import BASIC, TYPED, write_cards

from db.check import check
from db.model import Finished, Shown
from tui.home import database
from tui.study_view import StudyPlan


def card(board: Any) -> str:
    """The card that is shown."""
    view = board.app.screen._view
    assert isinstance(view.state, Shown)
    return view.state.card


def one(home: Any, query: str, *values: Any) -> tuple[Any, ...]:
    with closing(sqlite3.connect(database(home))) as connection:
        return connection.execute(query, values).fetchone()


def settings(home: Any, **values: Any) -> None:
    """Change study settings before the dashboard opens."""
    from db.settings import save_settings
    from tui.opening import open_learner

    store, _, _ = open_learner(home)
    with closing(store):
        save_settings(store, **values)


async def test_a_mark_and_a_flag_stand_in_the_title_and_the_card_stays(
    opened: Any, demo_home: Any
) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space", "asterisk")
        assert board.has("─ * ─ Optimization")
        assert board.has("1 Again")
        await board.press("f", "3")
        assert board.has("─ * ─ flag 3 ─ Optimization")
        assert card(board) == first
        assert one(demo_home, "SELECT flag, marked FROM card WHERE id = ?", first) == (3, 1)
        for undone in ("Flag card", "Mark card"):
            await board.press("u")
            assert board.toasts() == [f"Undone: {undone}"]
        assert board.has("╭─ Optimization")
        assert card(board) == first
    assert all(result.ok for result in check(database(demo_home)))


async def test_a_due_day_takes_the_card_away_and_undo_brings_it_back(
    opened: Any, demo_home: Any
) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("exclamation_mark", *"x", "enter")
        assert board.has("Not understood")
        await board.press("backspace", "5", "enter")
        assert card(board) != first
        assert board.has("2 due")
        assert board.toasts()[-1] == "It comes in 5 days. u takes it back."
        await board.press("u")
        assert card(board) == first
        assert board.has("3 due")
    assert all(result.ok for result in check(database(demo_home)))


async def test_forget_asks_first(opened: Any, demo_home: Any) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("F", "escape")
        assert card(board) == first
        await board.press("F", "n")
        assert board.has("3 due")
        await board.press("F", "y")
        assert one(demo_home, "SELECT state FROM memory WHERE card = ?", first) == (0,)
        await board.press("u")
        assert one(demo_home, "SELECT state FROM memory WHERE card = ?", first) == (2,)


async def test_the_info_panel_shows_what_the_buttons_show(opened: Any) -> None:
    async with opened(mode="review", size=(100, 60)) as board:
        first = card(board)
        labels = [choice.label for choice in board.app.screen._view.state.choices]
        await board.press("space", "i")
        for words in ("Stability", "Difficulty", "Recall today", "History, newest first", "now"):
            assert board.has(words), board.text
        for name, label in zip(("Again", "Hard", "Good", "Easy"), labels, strict=True):
            (line,) = [line for line in board.lines if f" {name} " in line and "back in" in line]
            assert f"back in {label}" in line
        await board.press("escape")
        assert card(board) == first
        assert board.has("1 Again")


async def test_edit_in_place_keeps_the_card_its_answer_and_its_schedule(
    opened: Any, demo_home: Any
) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        memory = "SELECT state, stability, due_day, due_at, reps FROM memory WHERE card = ?"
        before = one(demo_home, memory, first)
        await board.press("space", "e")
        await board.type("Why does the kink of |x| matter?")
        await board.press("f9")
        await board.press("escape")
        assert board.mode == "review"
        assert card(board) == first
        assert board.has("Why does the kink of |x| matter?")
        assert board.has("1 Again")
        assert one(demo_home, memory, first) == before


async def test_the_timer_runs_while_it_is_wanted(opened: Any, demo_home: Any) -> None:
    settings(demo_home, show_timer=True, answer_cap=30)
    async with opened(mode="review") as board:
        assert board.has("0 new · 0:0")
        board.app.screen._shown_at -= 100
        board.app.screen._tick()
        await board.settle()
        assert board.has("0 new · 0:30+")
        await board.press("space", "3")
        assert board.has("0 new · 0:0")


async def test_the_time_of_a_look_elsewhere_does_not_count(opened: Any, demo_home: Any) -> None:
    async with opened(mode="review") as board:
        await board.press("M")
        review = board.app._screen_stacks["review"][0]
        assert review._left_at is not None
        review._left_at -= 500
        begun = review._shown_at
        await board.press("R")
        assert review._shown_at > begun + 499


async def test_the_timebox_says_what_was_done_and_enter_goes_on(
    opened: Any, demo_home: Any, time: Any, golden: Any
) -> None:
    settings(demo_home, timebox=15)
    async with opened(mode="review") as board:
        await board.press("space", "3")
        time.now += 15 * 60
        await board.press("space", "3")
        assert board.has("15 minutes are over.")
        assert board.has("2 answers")
        golden("review-time-over", board)
        last = board.app.screen._view.state.card
        await board.press("i", "minus", "1")  # nothing but going on is to be done here
        assert board.has("15 minutes are over.")
        await board.press("enter")
        assert card(board) == last
        assert not board.has("1 Again")


async def test_minutes_of_the_plan_come_before_those_of_the_settings(
    opened: Any, time: Any
) -> None:
    async with opened() as board:
        board.app.study(StudyPlan(minutes=1))
        await board.settle()
        time.now += 60
        await board.press("space", "3")
        assert board.has("1 minute is over.")


async def test_a_leech_shows_the_ways_out(
    opened: Any, demo_home: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(demo_home, leech_threshold=1)
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space", "1")
        assert board.has("This card keeps being forgotten")
        golden("review-leech", board)
        await board.press("i")
        assert board.has("leech")
        await board.press("escape")
        assert board.has("This card keeps being forgotten")
        await board.press("at")
        assert one(demo_home, "SELECT suspended FROM card WHERE id = ?", first) == (1,)
        assert not board.has("keeps being forgotten")
        assert card(board) != first
        await board.press("u", "u")
        assert card(board) == first


async def test_a_leech_that_is_suspended_by_itself_says_so(opened: Any, demo_home: Any) -> None:
    settings(demo_home, leech_threshold=1, leech_suspends=True)
    async with opened(mode="review") as board:
        await board.press("space", "1")
        assert board.has("It has been taken out of the reviews")
        await board.press("enter")
        assert board.has("2 due · 0 learning · 0 new")


async def test_cram_says_that_nothing_is_rescheduled_and_reschedules_nothing(
    opened: Any, demo_home: Any
) -> None:
    (typed, basic) = write_cards(demo_home, TYPED, BASIC)
    rows = "SELECT count(*), sum(reps), sum(coalesce(due_day, 0)) FROM memory"
    before = one(demo_home, rows)
    async with opened() as board:
        board.app.study_cards([basic, typed], cram=True)
        await board.settle()
        assert board.has("Cram ─ nothing is rescheduled")
        assert card(board) == basic
        await board.press("space", "1")
        assert card(board) == typed
        await board.press("enter", "4")
        assert card(board) == basic
        await board.press("space", "3")
        assert isinstance(board.app.screen._view.state, Finished)
        assert board.has("Nothing was rescheduled.")
        assert board.has("3 answers")
        await board.press("enter")
        assert board.has("3 due · 0 learning · 2 new")
        assert not board.has("Cram")
    assert one(demo_home, rows) == before


async def test_ahead_brings_what_is_due_soon(opened: Any) -> None:
    async with opened() as board:
        board.app.study(StudyPlan(ahead=30))
        await board.settle()
        assert board.has("Ahead 30 d ─ ")
        assert board.app.screen._view.counts.due > 3


async def test_more_today_brings_new_cards_at_the_end(opened_new: Any, new_home: Any) -> None:
    settings(new_home, new_per_day=0)
    async with opened_new(mode="review") as board:
        assert board.has("The daily limits hold back")
        assert board.has("+ raises them for today.")
        await board.press("plus")
        await board.type("2")
        await board.press("enter")
        assert board.has("0 due · 0 learning · 2 new")
        await board.press("u")
        assert board.has("The daily limits hold back")


# The learner's own editor


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Path:
    """An editor that runs these lines of shell, with the file as $1; it needs no terminal."""
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    from contextlib import nullcontext

    monkeypatch.setattr("tui.app.MlroadApp.suspend", lambda _: nullcontext())
    return script


def kept(home: Any) -> list[str]:
    """The texts that wait in files."""
    return [file.read_text() for file in Path(home.data, "edits").iterdir()]


async def test_the_learners_editor_changes_the_card(
    opened: Any, demo_home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/smallest/least/' \"$1\"")
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("space", "E")
        assert card(board) == first
        assert board.has("is least at exactly 0")
        assert board.has("1 Again")
        assert kept(demo_home) == []
        await board.press("u")
        assert board.has("is smallest at exactly 0")


async def test_a_fault_in_the_text_loses_nothing(
    opened: Any, demo_home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = editor(tmp_path, monkeypatch, "sed -i 's/^# Answer/# Anwser/; s/least/LEAST/' \"$1\"")
    async with opened(mode="review") as board:
        first = card(board)
        await board.press("E")
        assert board.has("`# Anwser` is no section; it should be `# Answer`.")
        script.write_text("#!/bin/sh\nsed -i 's/^# Anwser/# Answer/; s/smallest/least/' \"$1\"\n")
        await board.press("o")
        assert board.has("is least at exactly 0")
        assert card(board) == first


async def test_a_fault_may_be_left_and_the_text_is_kept(
    opened: Any, demo_home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "echo '# Tags' >> \"$1\"")
    async with opened(mode="review") as board:
        await board.press("E", "x")
        (text,) = kept(demo_home)
        assert text.endswith("# Tags\n")
        assert "edits" in board.toasts()[-1]


@pytest.mark.parametrize(
    ("lines", "words"),
    [(("true",), "Nothing was changed."), (("exit 3",), "ended with code 3; nothing was changed.")],
)
async def test_an_editor_that_changes_nothing(
    lines: tuple[str, ...],
    words: str,
    opened: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor(tmp_path, monkeypatch, *lines)
    async with opened(mode="review") as board:
        await board.press("E")
        assert board.toasts()[-1].endswith(words)


async def test_without_an_editor_a_line_says_what_to_do(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "no-such-editor-here --wait")
    async with opened(mode="review") as board:
        await board.press("E")
        assert board.toasts()[-1].startswith("There is no editor: set VISUAL or EDITOR")


async def test_what_is_shown_is_copied_and_a_card_without_a_source_says_so(
    opened: Any, demo_home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (basic,) = write_cards(demo_home, BASIC)
    copied: list[str] = []
    monkeypatch.setattr("tui.screens.review_acts.copy", lambda _, text: copied.append(text))
    async with opened() as board:
        board.app.study(StudyPlan(cards=(basic,)))
        await board.settle()
        await board.press("y", "space", "y", "o")
        assert copied == [BASIC.front, f"{BASIC.front}\n\n{BASIC.back}"]
        assert board.toasts()[-1] == "This card names no source."


async def test_a_card_that_is_gone_has_no_panel(opened: Any) -> None:
    async with opened(mode="review") as board:
        board.app.show_card_info("no.such.card")
        await board.settle()
        assert board.toasts() == ["This card is gone."]


async def test_settings_changed_meanwhile_hold_from_the_next_look_on(
    opened: Any, demo_home: Any
) -> None:
    async with opened(mode="review") as board:
        first = card(board)
        before = [choice.label for choice in board.app.screen._view.state.choices]
        settings(demo_home, desired_retention=0.75)
        await board.press("T", "R")
        assert card(board) == first
        assert [choice.label for choice in board.app.screen._view.state.choices] != before

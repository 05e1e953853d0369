"""The browser of cards: search, selection, acts on many with undo, and its pictures."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual.widgets import Input

from db.model import CardChanged, StoreError
from tui.card_row_words import ORDERS, READY, card_row, heads, question_line
from tui.screens.cards_acts import days_of, fault_of_days, tags_of
from tui.settings import Settings
from tui.widgets.rows import PAGE

EIGEN = "topic:l1.math.la.eigen"
SIZES = {"60x20": (60, 20), "80x24": (80, 24), "120x36": (120, 36)}


def page(board: Any, numbers: Sequence[int] | None = None) -> list[Any]:
    """Rows of cards as the database has them, by default those of the list; in any mode."""
    return board.app.services.cards.page(board.rows.ids if numbers is None else numbers)


def chosen(board: Any) -> list[Any]:
    """The rows that an act is for."""
    return page(board, board.app.screen.chosen())


def pane(board: Any) -> str:
    """The text of the card's pane, with what is out of view."""
    return board.app.screen.query_one("#card-words").content.plain


async def test_all_cards_are_listed_and_the_one_under_the_cursor_is_shown(opened: Any) -> None:
    async with opened(mode="cards", size=(120, 36)) as board:
        cards = board.app.services.library.cards
        assert board.has(f"─ {len(cards)} cards ─")
        row = page(board)[0]
        assert board.app.services.card(row.card).front.split()[0] in pane(board)
        for words in ("Stability", "Difficulty", "Recall now", "Answers", "shipped", row.card):
            assert words in pane(board)
        await board.press("j")
        assert page(board)[1].card in pane(board)


# Search


async def test_search_as_you_type_and_escape(opened: Any) -> None:
    async with opened(mode="cards") as board:
        whole = len(board.rows.ids)
        await board.press("slash", *"eigenv")
        assert 0 < len(board.rows.ids) < whole
        await board.press("enter")
        assert board.app.focused is board.rows
        await board.press("escape")
        assert len(board.rows.ids) == whole


async def test_a_burst_of_letters_is_one_search(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="cards") as board:
        asked: list[str] = []
        cards = board.app.services.cards
        find = cards.find

        def counted(query: str, order: str, **more: Any) -> Any:
            asked.append(query)
            return find(query, order, **more)

        monkeypatch.setattr(cards, "find", counted)
        await board.press("slash")
        for letter in "eigen":
            board.send(letter)
        await board.settle()
        assert asked == ["eigen"]


async def test_a_query_with_a_fault_keeps_text_and_list(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("slash")
        await board.type("is:nonsense")
        whole = len(board.rows.ids)
        assert board.has("search, character")
        assert board.app.screen.query_one(Input).value == "is:nonsense"
        assert whole == len(board.app.services.cards.find("", "map"))
        await board.type("is:review")
        assert not board.has("search, character")
        assert {row.state.name for row in page(board)} == {"REVIEW"}
        assert board.toasts() == []


@pytest.mark.parametrize(
    "text", ['"', "(", "-", "prop:", "a or", "[red]x[/]", "\x1b[2J", "名", "::"]
)
async def test_any_text_can_be_typed(text: str, opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("slash")
        await board.type(text)
        assert board.toasts() == []
        await board.press("enter", "escape")


async def test_the_ready_searches(opened: Any) -> None:
    async with opened(mode="cards") as board:
        for key, _, query in READY:
            await board.press("s", key)
            assert board.app.screen.query_one(Input).value == query
            assert not board.has("search, character")
            assert list(board.rows.ids) == list(board.app.services.cards.find(query, "map"))


async def test_every_order_in_turn(opened: Any) -> None:
    async with opened(mode="cards") as board:
        for name in [*list(ORDERS)[1:], "map"]:
            await board.press("O")
            assert list(board.rows.ids) == list(board.app.services.cards.find("", name))
            assert board.has(f"Cards ─ {ORDERS[name]}")


async def test_the_map_leads_to_the_cards_of_a_topic(opened: Any) -> None:
    async with opened() as board:
        board.app.show_topic("l1.math.la.eigen")
        await board.settle()
        await board.press("b")
        assert board.mode == "cards"
        assert {row.topic for row in page(board)} == {"l1.math.la.eigen"}
        await board.press("t")
        assert board.mode == "map"
        assert board.has("Eigenvalues")


async def test_help_lists_the_language(opened: Any) -> None:
    async with opened(mode="cards", size=(100, 100)) as board:
        await board.press("question_mark")
        for words in ("The search", "topic:ID", "prop:s<5", "rated:3", "tag:none"):
            assert board.has(words)


# Selection


async def test_space_selects_v_extends_and_escape_lets_go_first(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("slash", *"eigenvalue", "enter")
        whole = len(board.rows.ids)
        await board.press("space", "j", "j", "v")
        assert len(board.rows.selected) == 4
        assert board.has("4 selected ─ Esc lets go")
        await board.press("k", "space")
        assert len(board.rows.selected) == 3
        await board.press("escape")
        assert not board.rows.selected
        assert len(board.rows.ids) == whole
        await board.press("escape", "escape", "escape")
        assert board.mode == "cards"
        assert len(board.rows.ids) > whole


@pytest.mark.parametrize("key", ["A", "ctrl+a"])
async def test_all_can_be_selected(key: str, opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press(key)
        assert len(board.rows.selected) == len(board.rows.ids)


async def test_what_a_search_leaves_out_is_no_longer_selected(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("A", "slash", *"eigenvalue", "enter")
        assert set(board.rows.selected) == set(board.rows.ids)
        assert board.has(f"{len(board.rows.ids)} selected")


async def test_clicks_on_the_edge_and_with_shift_select(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.click("#cards", (0, 1))
        assert list(board.rows.selected) == [board.rows.ids[1]]
        await board.pilot.click("#cards", offset=(10, 4), shift=True)
        await board.settle()
        assert set(board.rows.selected) == set(board.rows.ids[1:5])
        await board.click("#cards", (10, 2))
        assert board.rows.cursor == 2


# Acts on many

ACTS: list[tuple[tuple[str, ...], Callable[[Any], bool], str]] = [
    (("minus",), lambda row: row.buried, "put aside until tomorrow"),
    (("at",), lambda row: row.suspended, "suspended"),
    (("asterisk",), lambda row: row.marked, "marked"),
    (("f", "3"), lambda row: row.flag == 3, "flagged with 3"),
    (("exclamation_mark", "5", "enter"), lambda row: row.due_day is not None, "set to come in 5"),
    (("F", "y"), lambda row: row.reps == 0, "new again"),
    (("number_sign", *"+hard", "enter"), lambda row: "hard" in row.tags, "tagged"),
    (("m", *"l1.math.calc", "enter"), lambda row: "math.calc" in row.topic, "moved to"),
]


@pytest.mark.parametrize(("keys", "is_done", "words"), ACTS, ids=[act[2] for act in ACTS])
async def test_an_act_on_three_cards_is_one_step_for_undo(
    keys: tuple[str, ...], is_done: Callable[[Any], bool], words: str, opened: Any
) -> None:
    async with opened(mode="cards") as board:
        board.app.show_cards(f"{EIGEN} is:review")
        await board.settle()
        await board.press("space", "space", "space")
        numbers = board.app.screen.chosen()
        before = page(board, numbers)
        assert len(before) == 3
        await board.press(*keys)
        after = page(board, numbers)
        assert all(map(is_done, after))
        assert after != before
        assert board.toasts()[-1].startswith(f"3 cards {words}")
        assert board.toasts()[-1].endswith("u takes it back.")
        await board.press("u")
        assert "3 cards" in board.toasts()[-1]
        assert page(board, numbers) == before
        await board.press("ctrl+r")
        assert page(board, numbers) == after


async def test_without_a_selection_an_act_is_for_the_card_under_the_cursor(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("j", "j", "asterisk")
        assert [row.marked for row in page(board, board.rows.ids[:4])] == [
            False,
            False,
            True,
            False,
        ]
        assert board.toasts() == ["1 card marked. u takes it back."]
        assert board.has("*")
        await board.press("asterisk")
        assert board.toasts()[-1] == "1 card no longer marked. u takes it back."


async def test_an_act_is_for_the_card_at_the_moment_of_the_key(opened: Any) -> None:
    async with opened(mode="cards") as board:
        for key in ("at", "j", "asterisk", "j"):
            board.send(key)
        await board.settle()
        first, second, third = page(board)[:3]
        assert (first.suspended, second.suspended, third.suspended) == (True, False, False)
        assert (first.marked, second.marked, third.marked) == (False, True, False)


@pytest.mark.parametrize("key", ["minus", "at"])
async def test_the_same_key_brings_back(key: str, opened: Any) -> None:
    async with opened(mode="cards") as board:
        before = page(board)[0]
        await board.press(key)
        assert page(board)[0] != before
        await board.press(key)
        assert page(board)[0] == before


async def test_due_days_can_be_spread(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("A", "exclamation_mark")
        await board.type("7-3")
        await board.press("enter")
        assert board.has("the range ends before it begins")
        await board.type("3-7")
        await board.press("enter")
        today = board.app.services.clock.study_day()
        days = {row.due_day - today for row in page(board)}
        assert days == {3, 4, 5, 6, 7}


@pytest.mark.parametrize("keys", [("F", "n"), ("F", "escape"), ("d", "n"), ("f", "escape")])
async def test_a_question_can_be_answered_with_no(keys: tuple[str, ...], opened: Any) -> None:
    async with opened(mode="cards") as board:
        before = page(board)
        await board.press(*keys)
        assert page(board) == before
        assert board.toasts() == []


async def test_tags_are_added_and_taken_off(opened: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("number_sign")
        await board.type("+a b -c")
        await board.press("enter")
        assert {"a", "b"} <= set(page(board)[0].tags)
        await board.press("number_sign")
        await board.type("-a")
        await board.press("enter")
        assert "a" not in page(board)[0].tags


async def test_a_shipped_card_is_not_deleted(opened: Any) -> None:
    async with opened(mode="cards") as board:
        before = page(board)
        await board.press("d", "y")
        assert "is not a card of your own; suspend it" in board.toasts()[-1]
        assert page(board) == before


async def test_own_cards_are_deleted_and_undo_brings_them_back(opened: Any) -> None:
    from db.drafts import Draft

    async with opened(mode="cards") as board:
        cards = board.app.services.cards
        for text in ("one", "two"):
            cards.add(Draft("l1.math.la.eigen", "basic", text, "answer"))
        board.app.show_cards("is:own")
        await board.settle()
        await board.press("A", "d", "y")
        assert board.toasts()[-1] == "2 cards deleted. u takes it back."
        assert board.has("No card matches.")
        await board.press("u")
        assert len(board.rows.ids) == 2


async def test_studying_and_cramming_the_selection(opened: Any) -> None:
    async with opened(mode="cards") as board:
        board.app.show_cards(f"{EIGEN} is:review")
        await board.settle()
        await board.press("space", "space")
        ids = {row.card for row in chosen(board)}
        before = chosen(board)
        await board.press("x")
        assert board.mode == "review"
        plan = board.app.plan
        assert plan.cram
        assert set(plan.cards) == ids
        await board.press("space", "3")
        assert page(board, [row.number for row in before]) == before
        await board.press("C")
        assert len(board.rows.selected) == 2
        await board.press("r")
        assert not board.app.plan.cram


async def test_the_review_that_is_under_way_follows(opened: Any) -> None:
    async with opened() as board:
        await board.press("R")
        shown = board.app.services.study.view().state.card
        board.app.show_cards(f"card:{shown}")
        await board.settle()
        await board.press("at", "R")
        assert board.app.services.study.view().state.card != shown


async def test_cards_taken_away_by_another_window(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any) -> Any:
        raise CardChanged("gone")

    async with opened(mode="cards") as board:
        monkeypatch.setattr("db.acts.mark_cards", gone)
        await board.press("asterisk")
        assert "another window" in board.toasts()[-1]


async def test_leeches_show_the_ways_out(opened: Any) -> None:
    async with opened(mode="cards", size=(120, 50)) as board:
        await board.press("number_sign")
        await board.type("leech")
        await board.press("enter", "s", "2")
        assert len(board.rows.ids) == 1
        for words in ("A leech.", "say it in other words", "split it", "suspend it", "its topic"):
            assert words in pane(board)


# One pane at a time


async def test_narrow_windows_show_one_pane_at_a_time(opened: Any) -> None:
    async with opened(mode="cards", size=(60, 20)) as board:
        assert not board.app.screen.query_one("#card").is_on_screen
        await board.press("enter")
        assert board.has("Memory") or "Memory" in pane(board)
        assert not board.rows.is_on_screen
        await board.press("escape")
        assert board.rows.is_on_screen
        assert board.app.focused is board.rows


async def test_another_width_gives_other_columns(opened: Any) -> None:
    async with opened(mode="cards", size=(80, 24)) as board:
        assert board.has("Topic")
        assert board.has("review     in ")
        await board.pilot.resize_terminal(60, 20)
        await board.settle()
        assert not board.has("Topic ")
        assert board.has("review  13d")


# Any number


async def test_a_hundred_thousand_cards_fetch_only_what_is_seen(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="cards") as board:
        cards = board.app.services.cards
        template = page(board)[0]
        asked: list[int] = []

        def many(numbers: Sequence[int]) -> list[Any]:
            asked.extend(numbers)
            return [replace(template, number=number) for number in numbers]

        monkeypatch.setattr(cards, "find", lambda *_, **__: array("q", range(100_000)))
        monkeypatch.setattr(cards, "page", many)
        await board.press("C")
        assert board.has("100,000 cards")
        assert len(asked) <= 3 * PAGE
        for key in ("G", "pageup", "g", "ctrl+d"):
            asked.clear()
            await board.press(key)
            assert len(asked) <= 3 * PAGE
        await board.press("A")
        assert board.has("100,000 selected")


# Words


@pytest.mark.parametrize(
    ("text", "days"), [("0", (0, 0)), ("3", (3, 3)), (" 3 - 7 ", (3, 7)), ("10-10", (10, 10))]
)
def test_days_are_read(text: str, days: tuple[int, int]) -> None:
    assert days_of(text) == days
    assert fault_of_days(text) == ""


@pytest.mark.parametrize("text", ["", "x", "-1", "3-", "7-3", "1.5", "99999", "1-99999"])
def test_days_that_mean_nothing_are_refused_in_words(text: str) -> None:
    assert fault_of_days(text).startswith("Not understood: ")


@pytest.mark.parametrize("text", ["36501", "999999", "3-36501", "1-9999999999"])
def test_too_many_days_are_refused_with_the_most(text: str) -> None:
    assert fault_of_days(text) == "Not understood: at most 36500 days."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "plain"),
        ("a **bold** `code` and\n*more*", "a bold code and more"),
        ("is $x^2$ so?", "is x² so?"),
        ("two\n\n$$a+b$$\n\nparts", "two a\u00a0+\u00a0b parts"),
        ("```py\nx = 1\n```", "x = 1\n"),
        ("[red]x[/]", "[red]x[/]"),
        ("- a\n- b", "a b"),
    ],
)
def test_a_question_stands_on_one_line(text: str, line: str) -> None:
    assert question_line(text) == line


def test_tags_are_read() -> None:
    assert tags_of("+a b -c + -") == (["a", "b"], ["c"])


@pytest.mark.parametrize("cells", [34, 50, 70, 100])
async def test_heads_stand_over_their_columns(cells: int, opened: Any) -> None:
    async with opened(mode="cards") as board:
        row = page(board)[0]
        made = card_row(row, "A topic", board.app.services.clock.study_day(), 0, cells)
        before = sum(len(text) for text, _ in made.left[:-1])
        assert heads(cells).index("Question") == before + 2


# Pictures


async def test_loading_is_said_until_the_services_are_open(opened: Any) -> None:
    async with opened(mode="cards", wait=False) as board:
        assert board.app.services is None
        assert "Loading cards ..." in board.rows._message
        await board.settle()
        assert not board.has("Loading")


async def test_empty_names_the_next_key(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="cards") as board:
        monkeypatch.setattr(board.app.services.cards, "find", lambda *_, **__: array("q"))
        await board.press("C")
        golden("cards-empty", board)


async def test_error_says_why_and_how_to_retry(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> Any:
        raise StoreError("/home/learner/mlroad.db: another program has kept it locked for 5 s.")

    async with opened(mode="cards") as board:
        with monkeypatch.context() as patch:
            patch.setattr(board.app.services.cards, "find", locked)
            await board.press("C")
            board.app.clear_notifications()
            await board.settle()
            golden("cards-error", board)
        await board.press("C")
        assert not board.has("locked")


async def test_no_match_and_a_fault(opened: Any, golden: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("slash", *"zzz")
        golden("cards-no-match", board)
        await board.type("is:nonsense")
        golden("cards-fault", board)


async def selected(board: Any) -> None:
    """A few cards with all that can be set on them, some selected."""
    await board.press("asterisk", "f", "2", "j", "at", "j", "minus", "space", "v")
    board.app.clear_notifications()
    await board.settle()


@pytest.mark.parametrize("size", SIZES)
async def test_pictures(size: str, opened: Any, golden: Any) -> None:
    async with opened(mode="cards", size=SIZES[size]) as board:
        await selected(board)
        golden(f"cards-{size}", board, styles=size == "80x24")
        await board.press("enter", "G")
        golden(f"cards-card-{size}", board)


@pytest.mark.parametrize("theme", ["light", "contrast"])
async def test_themes(theme: str, opened: Any, golden: Any) -> None:
    async with opened(mode="cards", settings=Settings(theme, network=False)) as board:
        await selected(board)
        golden(f"cards-{theme}", board, styles=True)


async def test_without_colour_selection_and_cursor_still_show(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(mode="cards") as board:
        await selected(board)
        assert board.has("█ ")
        assert any(style.reverse for line in board.strips() for _, style in line)


async def test_what_lies_over_the_list(opened: Any, golden: Any) -> None:
    async with opened(mode="cards") as board:
        await board.press("s")
        golden("cards-searches", board)
        await board.press("escape", "space", "space", "F")
        golden("cards-forget", board)
        await board.press("escape", "number_sign")
        golden("cards-tags", board)

"""The list of any length: what it fetches, where its cursor is, how wide it paints."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot

import tui
from tui.actions import actions_of
from tui.themes import dark_theme
from tui.widgets.rows import KEPT_PAGES, PAGE, Row, Rows
from tui.widgets.selecting import SelectRows

SIZES = [0, 1, 63, 64, 65, 1_000, 100_000]
ACTION = {key: action.id for action in actions_of("list") for key in action.keys}
KEYS = ["j", "k", "g", "G", "ctrl+d", "ctrl+u", "pagedown", "pageup"]
WIDE = [
    "plain",
    "深層学習のための最適化",
    "e\u0301tude i\u0302n combining",
    "[R] markup [/]",
    "한국어 제목",
    "👩‍🔬 science",
    "a\tb\nc",
    "x" * 300,
    "",
    "名" * 200,
]


class ListApp(App[None]):
    """A list alone."""

    CSS_PATH = str(Path(tui.__file__).parent / "styles" / "app.tcss")

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(dark_theme())
        self.theme = "dark"

    def compose(self) -> ComposeResult:
        yield Rows(empty="Nothing here.")


class Source:
    """Rows made when they are asked for; remembers which were."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, ids: Sequence[int]) -> list[Row]:
        self.asked += ids
        return [Row(((f"row {number}", ""),), ((f"{number % 7}d", "muted"),)) for number in ids]


@asynccontextmanager
async def shown(
    count: int, size: tuple[int, int]
) -> AsyncGenerator[tuple[Pilot[None], Rows, Source]]:
    app, source = ListApp(), Source()
    async with app.run_test(size=size) as pilot:
        rows = app.query_one(Rows)
        rows.focus()
        rows.set_rows(range(count), source)
        await pilot.pause()
        yield pilot, rows, source


def lines(rows: Rows) -> list[str]:
    return [rows.render_line(y).text for y in range(rows.size.height)]


@pytest.mark.parametrize("count", SIZES)
async def test_only_visible_pages_are_fetched(count: int) -> None:
    async with shown(count, (40, 20)) as (pilot, rows, source):
        assert set(source.asked) <= set(range(PAGE))
        source.asked.clear()
        await pilot.press("G")
        await pilot.pause()
        assert rows.current == (count - 1 if count else None)
        if count:
            assert lines(rows)[min(count, 20) - 1].startswith(f"row {count - 1}")
            first = max(0, count - 20) // PAGE * PAGE
            assert set(source.asked) <= set(range(first, count))
            assert len(source.asked) <= 2 * PAGE


@pytest.mark.parametrize("count", SIZES)
async def test_the_cursor_is_always_visible(count: int) -> None:
    async with shown(count, (40, 10)) as (pilot, rows, _source):
        for key in (
            *KEYS,
            *KEYS,
            "G",
            "k",
            "k",
            *["ctrl+u"] * 4,
            "pageup",
            "j",
            "g",
            "k",
            "G",
            "j",
        ):
            getattr(rows, f"action_{ACTION[key]}")()
            top = rows.scroll_offset.y
            assert 0 <= rows.cursor < max(count, 1)
            if count:
                assert top <= rows.cursor < top + rows.size.height
                assert lines(rows)[rows.cursor - top].startswith(f"row {rows.cursor}")
        for size in ((40, 3), (20, 1), (40, 30), (40, 10)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            top = rows.scroll_offset.y
            assert not count or top <= rows.cursor < top + rows.size.height
        assert len(rows._pages) <= KEPT_PAGES


async def test_reading_a_very_long_list_through_keeps_few_pages() -> None:
    async with shown(100_000, (40, 20)) as (_, rows, source):
        for place in range(0, 100_000, 997):
            rows.move_to(place)
            lines(rows)
        assert len(rows._pages) <= KEPT_PAGES
        assert len(source.asked) <= 2 * PAGE * 102


async def test_the_cursor_stays_on_its_row_when_the_list_changes() -> None:
    async with shown(1_000, (40, 20)) as (_, rows, source):
        rows.move_to(500)
        rows.set_rows(list(range(100, 1_100)), source, keep=500)
        assert (rows.cursor, rows.current) == (400, 500)
        rows.set_rows(list(range(10)), source, keep=500)
        assert rows.current == 9
        rows.set_rows([], source, keep=3)
        assert (rows.cursor, rows.current) == (0, None)


async def test_an_empty_list_shows_its_message_and_keys_do_nothing() -> None:
    async with shown(0, (40, 10)) as (pilot, rows, _):
        await pilot.press(*KEYS)
        await pilot.click(Rows, offset=(2, 2))
        assert any("Nothing here." in line for line in lines(rows))
        rows.clear("A message that is much longer than one line of this list can hold " * 3)
        assert all(cell_len(line) == 40 for line in lines(rows))


async def test_fewer_rows_than_asked_for_are_empty_lines() -> None:
    async with shown(5, (40, 10)) as (_, rows, _source):
        rows.set_rows(range(5), lambda ids: [Row((("only", ""),))])
        assert [line.strip() for line in lines(rows)[:5]] == ["only", "", "", "", ""]


@pytest.mark.parametrize("size", [(1, 3), (7, 10), (40, 10), (120, 10)])
async def test_every_line_is_exactly_as_wide_as_the_list(size: tuple[int, int]) -> None:
    async with shown(0, size) as (_, rows, _source):
        rows.set_rows(
            range(len(WIDE)),
            lambda ids: [
                Row((("● ", "accent"), (WIDE[number], "strong")), ((WIDE[number][:3], "muted"),))
                for number in ids
            ],
        )
        for y in range(size[1]):
            strip = rows.render_line(y)
            wide = rows.scrollable_content_region.width
            assert strip.cell_length == wide
            assert cell_len(strip.text) == wide, strip.text


def test_blanks_at_both_ends_of_a_piece_are_kept() -> None:
    row = Row((("  in", ""), ("new     ", ""), ("a   b", "")))
    painted = "".join(segment.text for segment in Rows()._paint(row, 30, Style.null(), None))
    assert painted.rstrip() == "  innew     a b"


class SelectApp(ListApp):
    """A list with a selection alone."""

    def compose(self) -> ComposeResult:
        yield SelectRows(empty="Nothing here.")


STEPS = st.lists(
    st.one_of(
        st.sampled_from(["toggle", "extend", "all", "none"]),
        st.tuples(st.just("move"), st.integers(0, 40)),
        st.tuples(st.just("list"), st.sets(st.integers(0, 40))),
    ),
    max_size=20,
)


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_what_is_selected_is_always_in_the_list_and_painted_so(steps: list[Any]) -> None:
    rows, source = SelectRows(), Source()
    # Without an app there is nothing to paint or to tell.
    rows.refresh = rows.post_message = rows._reveal = lambda *_, **__: True  # type: ignore[method-assign]
    rows.set_rows(range(41), source)
    for step in steps:
        before = set(rows.selected)
        if step == "toggle":
            current = rows.current
            rows.toggle()
            assert rows.selected == before ^ ({current} if current is not None else set())
        elif step == "extend":
            rows.extend()
            assert before <= set(rows.selected)
            assert rows.current is None or rows.current in rows.selected
        elif step == "all":
            rows.select_all()
            assert set(rows.selected) == set(rows.ids)
        elif step == "none":
            rows.select_none()
            assert not rows.selected
        elif step[0] == "move":
            rows.move_to(step[1])
            assert set(rows.selected) == before
        else:
            rows.set_rows(sorted(step[1]), source)
            assert set(rows.selected) == before & step[1]
        assert set(rows.selected) <= set(rows.ids)
        assert list(rows.chosen) == (sorted(rows.selected) or [rows.current] * bool(rows.ids))
        for place, number in enumerate(rows.ids):
            assert rows._dressed(place).left[0][0].startswith("█") is (number in rows.selected)


async def test_a_click_on_the_edge_selects_and_one_on_the_row_does_not() -> None:
    app = SelectApp()
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(SelectRows)
        rows.set_rows(range(100_000), Source())
        await pilot.click(rows, offset=(1, 3))
        assert list(rows.selected) == [3]
        await pilot.click(rows, offset=(9, 5))
        assert (list(rows.selected), rows.cursor) == ([3], 5)
        await pilot.click(rows, offset=(9, 7), shift=True)
        assert sorted(rows.selected) == [3, 4, 5, 6, 7]
        rows.select_all()
        assert len(rows.selected) == 100_000
        assert len(rows._pages) <= KEPT_PAGES


TEXT = st.text(max_size=30)


@settings(max_examples=300, deadline=None)
@given(
    left=st.lists(TEXT, max_size=4),
    right=st.lists(st.text(max_size=5), max_size=2),
    cells=st.integers(30, 120),
)
def test_any_text_is_painted_in_the_width(left: list[str], right: list[str], cells: int) -> None:
    rows = Rows()
    row = Row(tuple((text, "") for text in left), tuple((text, "") for text in right))
    segments = rows._paint(row, cells, Style.null(), None)
    assert sum(cell_len(segment.text) for segment in segments) == cells
    painted = "".join(segment.text for segment in segments)
    assert not [one for one in painted if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")]

"""Papers by their keys: reading, marking, lists, search, fetching."""

from __future__ import annotations

import os
from typing import Any

import dashboard
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.settings import Settings

NASTY = [
    '"',
    "'",
    '""',
    "\\",
    "*",
    "a*",
    "(",
    ")",
    "a AND",
    "NEAR(a b)",
    "NOT",
    "-x",
    "^x",
    "ti:",
    "ti:x",
    'au:"',
    "cat:cs.LG",
    "cat:",
    "is:",
    "is:saved",
    "is:nonsense",
    "x:y:z",
    "%_",
    "[red]x[/]",
    "[@click=app.quit]x",
    "\x00",
    "\x1b[2J",
    "名 前",
    "🙂",
    "é\u0301",
    "𝔘",
    "a" * 2000,
    "; DROP TABLE paper",
]


def read(board: Any, key: str) -> Any:
    """The paper of an arXiv number as papers.db has it."""
    papers = board.app.services.papers
    found = [papers.paper(number) for number in papers.ids("all", "")]
    return next((one for one in found if one.key == f"arxiv:2611.{key}"), None)


async def test_enter_reads_and_u_makes_it_unread(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("enter")
        assert read(board, "00000").read
        assert board.has("9 unread of 12")
        await board.press("escape", "u")
        assert not read(board, "00000").read
        assert board.has("10 unread of 12")


async def test_n_marks_read_and_goes_to_the_next_unread(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("f")  # all
        for _ in range(10):
            await board.press("n")
        assert board.toasts() == ["Nothing unread is left in this list."]
        assert board.has("0 unread of 12")


async def test_saving_marking_and_hiding_with_undo(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("s")
        assert read(board, "00000").saved
        assert board.has("✓ Sparse Attention")
        await board.press("s")
        assert not read(board, "00000").saved
        await board.press("m")
        assert read(board, "00000").read
        await board.press("m", "x")
        assert read(board, "00000") is None
        assert not board.has("Sparse Attention Heads")
        assert board.rows.cursor == 0
        await board.press("u")
        assert board.has("Sparse Attention Heads")


async def test_filters_go_round(opened: Any) -> None:
    async with opened(mode="papers") as board:
        for name, count in (("all", 12), ("saved", 1), ("reading order", None), ("unread", 10)):
            await board.press("f")
            assert board.has(f"Papers ─ {name}")
            if count is not None:
                assert len(board.rows.ids) == count


async def test_the_reading_order_keeps_its_own_marks(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("f", "f", "f")
        assert board.has("1 of ")
        await board.press("m")
        assert board.has("0 of ")
        await board.press("j", "m", "s")
        assert "The reading order ships with mlroad" in board.toasts()[-1]
        await board.press("n", "o")
        assert board.rows.cursor == 2


async def test_search_as_you_type_and_escape(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("slash", *"cali")
        assert len(board.rows.ids) == 1
        assert board.has("When Does Label Smoothing Hurt Calibration?")
        await board.press("enter", "s")
        assert read(board, "00002").saved
        await board.press("escape")
        assert len(board.rows.ids) == 12


async def test_nasty_searches_find_or_do_not_but_never_fail(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("slash")
        for text in NASTY:
            await board.type(text)
            assert board.toasts() == [], text
        await board.type("R")
        assert board.has("[R] A Bound on the Variance")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=30))
def test_any_text_is_a_search(text: str, papers: Any) -> None:
    for name in ("unread", "all", "saved"):
        numbers = papers.ids(name, text)
        assert len(set(numbers)) == len(numbers)


@pytest.fixture
def papers(demo_home: Any) -> Any:
    """The papers of the demo home without a screen."""
    from tui.services import open_services

    services = open_services(demo_home, Settings(network=False))
    yield services.papers
    services.close()


async def test_opening_and_copying(
    opened: Any, browser: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("tui.screens.papers.copy", lambda _, text: copied.append(text))
    async with opened(mode="papers") as board:
        await board.press("o", "y")
        assert browser == copied == ["https://arxiv.org/abs/2611.00000"]


async def test_without_a_network_f5_says_so(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("f5")
        assert "The network is off" in board.toasts()[-1]


FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><id>oai:arXiv.org:2611.90001v1</id><title>Fresh [red]Paper[/]</title>
<link href="https://arxiv.org/abs/2611.90001" rel="alternate"/>
<summary>arXiv:2611.90001v1 Announce Type: new Abstract: Words.</summary>
<updated>2026-11-23T05:00:00Z</updated></entry></feed>"""


async def test_a_refresh_brings_papers_and_says_what_failed(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the real client: one source answers, another one fails; nothing leaves this machine."""
    from content.feeds.fetch import Client, Times, user_agent
    from content.feeds.pace import Pace

    def answer(status: int, text: str) -> httpx.Response:
        head = {"content-type": "application/atom+xml"}
        return httpx.Response(status, headers=head, stream=httpx.ByteStream(text.encode()))

    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("robots.txt"):
            return answer(404, "")
        if request.url.path.endswith("cs.LG"):
            return answer(200, FEED)
        return answer(500, "")

    def client(_: Any, papers: Any) -> Any:
        return Client(
            user_agent("0", "a@b.example"),
            Pace(groups=(), default=0.0),
            book=papers,
            times=Times(wait=lambda *_: None),
            transport=httpx.MockTransport(reply),
        )

    monkeypatch.setattr("tui.paper_services.open_client", client)
    async with opened(mode="papers", settings=Settings(network=True)) as board:
        await board.press("f5")
        assert board.toasts()[-1].startswith("1 new paper; ")
        assert board.toasts()[-1].endswith(" sources did not answer: F shows why")
        assert board.has("Fresh [red]Paper[/]")
        assert not board.has("fetching")
        await board.press("F")
        assert board.has("arXiv cs.LG")
        assert board.has("13 papers, 11 unread")
        assert board.has("the server has a fault (500)")


async def test_a_refresh_that_fails_says_which_source_and_why(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(mode="papers", settings=Settings(network=True)) as board:
        monkeypatch.setattr("db.feeds.refresh", _reports)
        monkeypatch.setattr("tui.paper_services.open_client", lambda *_: None)
        await board.press("f5")
        assert board.toasts() == ["0 new papers; cs.CL: the server did not answer"]
        assert not board.has("fetching")


def _reports(*_: Any, progress: Any, **__: Any) -> Any:
    from db.feed_words import SourceReport

    report = SourceReport(
        id="cs.CL",
        state="failed",
        new=0,
        updated=0,
        message="the server did not answer",
        next_allowed=None,
        bytes=0,
        seconds=0.0,
    )
    progress(report)
    return (report,)


async def test_a_click_chooses_a_paper(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.click("#papers", (10, 3))
        assert board.rows.cursor == 2
        await board.click("#papers", (10, 3))
        assert read(board, "00002").read


async def test_marks_survive_the_loss_of_the_cache(opened: Any, demo_home: Any, time: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("s")
    for path in list(os.scandir(demo_home.data)):
        if path.name.startswith("papers.db"):
            os.unlink(path)
    async with dashboard.running(demo_home, time, mode="papers") as board:
        await board.press("f", "f")
        assert len(board.rows.ids) == 2
        assert board.has("Sparse Attention")

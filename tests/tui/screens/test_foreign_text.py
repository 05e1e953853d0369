"""Markup and escape sequences in what others wrote stay words wherever they are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tui.screens.note import NoteScreen
from tui.screens.panel import PanelScreen
from tui.text import content
from tui.widgets.rows import Row

EVIL = [
    "[red]x[/]",
    "[@click=app.quit]x",
    "[/b] [b",
    "\\[red]x[/red]",
    "[R] a\x1b[31mb\x1b]52;c;aGk=\x07c",
    "\u202eevil\u2066",
    "\\",
    "[link=https://x.example]x[/link]",
]
EXPECTED = [
    "[red]x[/]",
    "[@click=app.quit]x",
    "[/b] [b",
    "\\[red]x[/red]",
    "[R] abc",
    "evil",
    "\\",
    "[link=https://x.example]x[/link]",
]
PAIRS = list(zip(EVIL, EXPECTED, strict=True))


def harmless(board: Any) -> None:
    """No cell acts on a click and no control reaches the terminal."""
    for line in board.strips():
        for text, style in line:
            assert text.isprintable()
            assert "@click" not in (style.meta or {})
            assert style.link is None


@pytest.mark.parametrize(("evil", "seen"), [PAIRS[0], PAIRS[1], PAIRS[3], PAIRS[4]])
async def test_in_titles_of_topics_and_cards(
    evil: str, seen: str, opened: Any, shipped_library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as board:
        library = board.app.services.library
        topics = {
            name: replace(topic, title=evil, text=f"{evil}\n\n`{evil}`", number=evil)
            for name, topic in library.topics.items()
        }
        monkeypatch.setattr(board.app.services, "library", replace(library, topics=topics))
        study = board.app.services.study
        card = study.card
        monkeypatch.setattr(
            study, "card", lambda name: replace(card(name), front=evil, back=evil, why=evil)
        )
        await board.press("T")
        assert board.has(f"Learn: {seen}")
        harmless(board)
        await board.press("R", "space")
        assert board.has(f"─ {seen} ─ {seen} ─")
        # In the text of a card a backslash takes the meaning from a sign, as Markdown has it.
        written = seen.replace("\\[", "[")
        assert sum(line.strip(" │") == written for line in board.lines) >= 2
        harmless(board)
        await board.press("M", "j", "j", "j")
        assert board.has(f"─ {seen} ─")
        harmless(board)
        await board.press("p")
        assert board.has(f"The path to {seen}")
        harmless(board)
        await board.press("escape", "n")
        assert board.has(f"Note on {seen} ─")
        harmless(board)


@pytest.mark.parametrize(("evil", "seen"), PAIRS)
async def test_in_toasts_panels_rows_and_the_status(evil: str, seen: str, opened: Any) -> None:
    async with opened(mode="map") as board:
        board.app.say(evil, kind="error")
        board.app.screen.set_status(evil)
        await board.settle()
        assert board.toasts() == [seen]
        assert sum(seen in line for line in board.lines) >= 2
        harmless(board)
        board.app.clear_notifications()
        board.rows.set_rows([0], lambda _: [Row(((evil, "strong"),), ((evil, "muted"),))])
        await board.settle()
        assert board.has(seen)
        harmless(board)
        board.rows.clear(evil)
        await board.settle()
        assert board.has(seen)
        harmless(board)
        await board.app.push_screen(PanelScreen(evil, content((evil, "bold"))))
        await board.settle()
        assert board.has(f"─ {seen} ─")
        harmless(board)
        board.app.pop_screen()
        await board.app.push_screen(NoteScreen(evil, "text"))
        await board.settle()
        assert board.has(f"Note on {seen} ─")
        harmless(board)


@pytest.mark.parametrize(("evil", "seen"), [PAIRS[1], PAIRS[4], PAIRS[5]])
async def test_in_papers(
    evil: str, seen: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as board:
        papers = board.app.services.papers
        page, paper = papers.page, papers.paper
        monkeypatch.setattr(
            papers, "page", lambda ids: [replace(one, title=evil) for one in page(ids)]
        )
        monkeypatch.setattr(
            papers,
            "paper",
            lambda number: replace(
                paper(number), title=evil, abstract=evil, authors=(evil,), categories=(evil,)
            ),
        )
        await board.press("P")
        assert board.has(f"● {seen}")
        assert sum(seen in line for line in board.lines) >= 5
        harmless(board)
        await board.press("slash")
        await board.type(evil)
        harmless(board)
        assert board.has(f"search: {seen} ─")

"""Maths on the screens: cards, topics, papers, the zoom; at several widths."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from content.model import Library

FRONT = "Why does $\\mathrm{softmax}(\\mathbf z)_i$ not change when $c$ is added to every $z_j$?"
BACK = """The factor $e^c$ cancels:

$$\\mathrm{softmax}(\\mathbf z + c)_i = \\frac{e^{z_i + c}}{\\sum_{j=1}^K e^{z_j + c}}
= \\frac{e^{c} e^{z_i}}{e^{c}\\sum_{j=1}^K e^{z_j}} = \\mathrm{softmax}(\\mathbf z)_i$$

| step | what |
|---|---|
| 1 | factor out $e^c$ |
| 2 | cancel |
"""
WHY = "```python\ndef softmax(z):\n    e = np.exp(z - z.max())\n    return e / e.sum()\n```"
TEXT = "A matrix $A$ acts on a vector.\n\n$$A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$$"


def with_maths(library: Library) -> Library:
    """The library with formulas in every topic."""
    topics = {name: replace(topic, text=TEXT) for name, topic in library.topics.items()}
    return replace(library, topics=topics)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is copied goes here and not to a clipboard."""
    found: list[str] = []
    monkeypatch.setattr("tui.screens.formula.copy", lambda _, text: found.append(text))
    return found


async def start(board: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the running program have maths in every topic and card."""
    services = board.app.services
    card = services.study.card
    monkeypatch.setattr(services, "library", with_maths(services.library))
    monkeypatch.setattr(
        services.study, "card", lambda name: replace(card(name), front=FRONT, back=BACK, why=WHY)
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)], ids=lambda size: f"{size[0]}")
async def test_a_card_with_maths(
    size: tuple[int, int], opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(size=size) as board:
        await start(board, monkeypatch)
        await board.press("R", "space")
        golden(f"maths-card-{size[0]}", board, styles=size[0] == 80)


async def test_a_topic_with_maths(
    opened: Any, golden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as board:
        await start(board, monkeypatch)
        await board.press("M")
        golden("maths-topic", board)


async def test_a_new_width_sets_the_formula_anew(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(size=(120, 50)) as board:
        await start(board, monkeypatch)
        await board.press("R", "space")
        wide = [line for line in board.lines if "softmax(z + c)" in line]
        assert any("softmax(z)ᵢ" in line for line in wide)
        await board.pilot.resize_terminal(44, 50)
        await board.settle()
        narrow = [line for line in board.lines if "softmax(z + c)" in line]
        assert narrow
        assert not any("softmax(z)ᵢ" in line for line in narrow)


async def test_the_zoom_turns_through_the_formulas_and_copies_their_source(
    opened: Any, golden: Any, copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as board:
        await start(board, monkeypatch)
        await board.press("R", "z")
        assert board.has("Formula 1 of 3")
        await board.press("y")
        assert copied == ["\\mathrm{softmax}(\\mathbf z)_i"]
        await board.press("escape", "space", "z", "p", "p")
        golden("maths-zoom", board)
        await board.press("escape")
        assert board.has("1 Again")


async def test_without_a_formula_the_zoom_says_so(opened: Any) -> None:
    async with opened(mode="papers") as board:
        await board.press("z")
        assert board.has("There is no formula here.")


async def test_a_note_shows_its_formulas_while_it_is_written(opened: Any) -> None:
    async with opened(mode="map") as board:
        await board.press("j", "j", "j", "n")
        await board.type("So $x^2")
        assert not board.has("So x²")
        await board.type("So $x^2$")
        assert board.has("So x²")
        await board.press("escape", "u")

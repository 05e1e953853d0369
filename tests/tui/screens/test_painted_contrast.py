"""Every text that is painted, on every screen and in every theme, stands out from its ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dashboard import Dashboard
from rich.cells import cell_len
from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from tui.settings import THEMES

LEAST = {"dark": 4.5, "light": 4.5, "contrast": 7.0}
# Lines, bars and blocks are drawings; what they say stands beside them in words.
DRAWN = set("─│╭╮╰╯┌┐└┘├┤┬┴┼━┃▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▔▕▐▖▗▘▝░▒▓·╸╺╹╻")
# A scene: its name, the mode and the keys that lead to it.
SCENES = {
    "today": ("today", ()),
    "map": ("map", ("j", "j", "j", "j")),
    "map-filter": ("map", ("slash", "d", "i", "f")),
    "map-filter-empty": ("map", ("slash",)),
    "map-note": ("map", ("j", "j", "j", "n", "a", "b", "shift+left")),
    "review-question": ("review", ()),
    "review-answer": ("review", ("space",)),
    "review-info": ("review", ("i",)),
    "cards": ("cards", ("space", "j", "f")),
    "cards-search": ("cards", ("slash", "z")),
    "card-editor": ("cards", ("a",)),
    "papers": ("papers", ("j", "j")),
    "papers-search": ("papers", ("slash",)),
    "papers-none": ("papers", ("slash", "z", "z", "z")),
    "sources": ("papers", ("F",)),
    "statistics": ("statistics", ()),
    "settings": ("settings", ("j", "j")),
    "settings-edit": ("settings", ("enter", "9", "9", "enter")),
    "settings-switch": ("settings", (*"jjjjjjjjjjjj", "enter")),
    "backlog": ("today", ("B", "j", "tab", "0")),
    "more-today": ("today", ("plus", "x", "enter")),
    "help": ("today", ("question_mark",)),
    "palette": ("today", ("ctrl+p",)),
    "palette-typed": ("today", ("ctrl+p", "t", "h", "j", "k", "l")),
    "toast": ("today", ("u", "u", "ctrl+r")),
}
# What lies over a screen; the screens themselves are looked at with their golden pictures.
PANELS = ("sources", "settings-edit", "backlog", "more-today", "toast", "palette", "map-note")


def luminance(triplet: Any) -> float:
    channels = [part / 255 for part in triplet]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """The contrast of WCAG 2."""
    light, dark = sorted((luminance(one.triplet), luminance(other.triplet)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def texts(board: Dashboard) -> Iterator[tuple[str, Style]]:
    """The painted texts that have letters, digits or signs in them, with their style.

    What lies behind a panel is veiled on purpose, and left out.
    """
    screen = board.app.screen
    for y, line in enumerate(board.strips()):
        x = 0
        for text, style in line:
            written = any(not letter.isspace() and letter not in DRAWN for letter in text)
            at, x = x, x + cell_len(text)
            veiled = screen.is_modal and written and screen.get_widget_at(at, y)[0] is screen
            if written and not veiled:
                yield text, style


def grounds(style: Style) -> tuple[Color, Color]:
    """Text and ground as they are seen."""
    assert style.color is not None
    assert style.bgcolor is not None
    assert not style.dim
    return (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)


@pytest.mark.parametrize("scene", SCENES)
async def test_painted_text_stands_out_in_every_theme(scene: str, opened: Any) -> None:
    mode, keys = SCENES[scene]
    async with opened(mode=mode) as board:
        palette = scene.startswith("palette")
        for theme in THEMES:
            board.app.theme = theme
            await board.settle()
            if theme == THEMES[0] or palette:
                await board.press(*keys)
            if palette:
                await board.pilot.pause(0.2)
                await board.settle()
            found = {(text.strip()[:30], *grounds(style)) for text, style in texts(board)}
            assert found
            faint = {
                (text, round(contrast(color, ground), 2))
                for text, color, ground in found
                if contrast(color, ground) < LEAST[theme]
            }
            assert not faint, theme
            merged = {
                text
                for text, *pair in found
                if len({one.downgrade(ColorSystem.STANDARD).number for one in pair}) < 2
            }
            assert not merged, f"{theme}: with 16 colours text and ground are the same"
            if palette:  # what it lists keeps the colours with which it was opened
                await board.press("escape", "escape")


@pytest.mark.parametrize("scene", PANELS)
async def test_without_colour_nothing_is_coloured(
    scene: str, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    mode, keys = SCENES[scene]
    async with opened(mode=mode) as board:
        await board.press(*keys)
        for _, style in texts(board):
            for color in (style.color, style.bgcolor):
                assert color is None or color.type is ColorType.DEFAULT

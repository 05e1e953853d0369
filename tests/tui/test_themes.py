"""Every pair of text and ground in the style sheets has the contrast that eyes need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

import tui
from tui.settings import THEMES
from tui.themes import contrast_theme, dark_theme, light_theme, themes

MADE = {"dark": dark_theme, "light": light_theme, "contrast": contrast_theme}
LEAST = {"dark": 4.5, "light": 4.5, "contrast": 7.0}
FOLDER = Path(tui.__file__).parent
# Styles that pieces of text name in the code, such as ("words", "bold $muted").
IN_CODE = re.compile(r'"(?:[a-z]+ )*\$([a-z][a-z-]*)"')
# Lines and borders are no text: 3 to 1 is asked of none of them, they only part what is clear.
NO_TEXT = {"line"}
GROUNDS = ("background", "panel")


def value(theme: Theme, name: str) -> Color:
    """A colour by the name that the style sheets use."""
    found = theme.variables.get(name) or getattr(theme, name.replace("-", "_"), None)
    assert found, f"{theme.name} has no ${name}"
    return Color.parse(found)


def contrast(one: Color, other: Color) -> float:
    """The contrast of WCAG 2: (L1 + 0.05) / (L2 + 0.05), L the relative luminance."""

    def luminance(color: Color) -> float:
        channels = [part / 255 for part in color.rgb]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in channels
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def names_of_text() -> set[str]:
    """The colours that text is painted in, by style sheets and by code."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.tcss"):
        for name in re.findall(r"(?<![\w-])color:\s*\$([a-z-]+)", path.read_text()):
            found.add(name)
        found |= set(re.findall(r"border-(?:sub)?title-color:\s*\$([a-z-]+)", path.read_text()))
    for path in FOLDER.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(IN_CODE.findall(text))
        found |= set(re.findall(r"(?<![\w-])color:\s*\$([a-z-]+)", text))
    return found


def test_the_formula_knows_the_ends() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


def test_the_themes_are_those_of_the_settings() -> None:
    assert tuple(MADE) == THEMES == tuple(theme.name for theme in themes())
    assert {name: make().name for name, make in MADE.items()} == {name: name for name in MADE}


def test_the_names_are_found() -> None:
    assert {"muted", "accent", "success", "warning", "error", "foreground"} <= names_of_text()


@pytest.mark.parametrize("name", sorted(names_of_text() - NO_TEXT - {"cursor-text"}))
@pytest.mark.parametrize("theme", MADE)
def test_text_stands_out_from_every_ground(theme: str, name: str) -> None:
    made = MADE[theme]()
    for ground in GROUNDS:
        assert contrast(value(made, name), value(made, ground)) >= LEAST[theme], ground


@pytest.mark.parametrize("theme", MADE)
def test_the_marked_line_can_be_read(theme: str) -> None:
    made = MADE[theme]()
    assert contrast(value(made, "cursor-text"), value(made, "cursor")) >= LEAST[theme]


@pytest.mark.parametrize("theme", MADE)
def test_what_textual_would_mix_by_alpha_is_a_colour_of_ours(theme: str) -> None:
    made = MADE[theme]()
    for name in ("text-muted", "text-disabled", "foreground-muted", "foreground-disabled"):
        for ground in GROUNDS:
            assert contrast(value(made, name), value(made, ground)) >= LEAST[theme], name
    pairs = ("block-cursor", "block-cursor-blurred", "input-cursor", "input-selection")
    for name in pairs:
        text, ground = value(made, f"{name}-foreground"), value(made, f"{name}-background")
        assert contrast(text, ground) >= LEAST[theme], name


def test_in_the_contrast_theme_lines_show_too() -> None:
    made = contrast_theme()
    for ground in GROUNDS:
        assert contrast(value(made, "line"), value(made, ground)) >= 3


@pytest.mark.parametrize("theme", MADE)
def test_surfaces_are_the_ground(theme: str) -> None:
    made = MADE[theme]()
    assert value(made, "surface") == value(made, "background")


@pytest.mark.parametrize("theme", MADE)
def test_names_in_the_style_sheets_exist(theme: str) -> None:
    made = MADE[theme]()
    for path in FOLDER.rglob("*.tcss"):
        for name in set(re.findall(r"\$([a-z][a-z-]*)", path.read_text())):
            value(made, name)

"""Any text is set: no exception, rectangular, as wide as the terminal counts, in linear time."""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from content.math import STYLES, Setting, set_formula
from content.math.symbols import SYMBOLS
from content.math.width import cell_width

_DATA = Path(__file__).parent / "data"
GALLERY: list[str] = [
    entry["latex"] for entry in json.loads((_DATA / "gallery.json").read_text("utf-8"))
]
_TOKEN = re.compile(r"\\(?:begin|end)\{[^{}]*\}|\\[a-zA-Z]+|\\.|\s+|[\s\S]")
_TOKENS = sorted({token for latex in GALLERY for token in _TOKEN.findall(latex)})
_ODD = [
    *("\\left", "\\right", "\\middle", "{", "}", "^", "_", "&", "\\\\", "$", "\\text{", "\\hline"),
    *("\\begin{array}{c|c}", "\\end{array}", "\\over", "\\bf", "\\displaystyle", "\\limits", "]"),
    *("\\not", "\\substack{", "\\newcommand", "\\def", "#1", "日", "é", "\u0301", "\u200d", "😀"),
    *("\ufe0f", "\t", "\x07", "\ud800", "%", "\n", "\\operatorname*{", "\\xrightarrow[", "\\sqrt["),
    *("\\big", "\\Bigg|", "\\color{red}", "\\hspace{1cm}", "\\kern 3mu", "\\tag{", "\\\\[2pt]"),
    *("\\underbrace{", "\\genfrac", "\\boxed{", "\\phantom{", "\\cancel{", "\\", "12.5", "''"),
    *("\\begin{aligned}", "\\end{aligned}", "\\begin{cases}", "\\end{cases}", "\\begin{", "|"),
]
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
_PIECES = st.sampled_from(_TOKENS) | st.sampled_from(_ODD)
_SOURCES = st.lists(_PIECES, max_size=40).map("".join) | st.text(max_size=40)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A formula of the gallery with some tokens lost, doubled or strange."""
    tokens = _TOKEN.findall(draw(st.sampled_from(GALLERY)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(tokens)))
        if draw(st.booleans()):
            tokens.insert(place, draw(_PIECES))
        else:
            del tokens[place : place + 1]
    return "".join(tokens)


def check(setting: Setting, width: int | None) -> None:
    assert len(setting.lines) == len(setting.styles) >= 1
    assert 0 <= setting.baseline < len(setting.lines)
    for line, runs in zip(setting.lines, setting.styles, strict=True):
        assert cell_len(line) == setting.width
        end = 0
        for start, stop, style in runs:
            assert end <= start < stop <= len(line)
            assert style in STYLES.values()
            end = stop
    assert "\n" not in setting.inline
    if width is not None and setting.width > width:
        assert setting.warnings


@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
@given(
    _SOURCES | mutated(),
    st.sampled_from((1, 8, 20, 40, 60, 80, 300)),
    st.sampled_from(("full", "safe", "ascii")),
    st.booleans(),
)
def test_any_source_is_set(latex: str, width: int, glyphs: str, inline: bool) -> None:
    setting = set_formula(latex, width, glyphs=glyphs, inline=inline)
    check(setting, None if inline else width)
    assert set_formula(latex, width, glyphs=glyphs, inline=inline) == setting


def seeded(number: int) -> tuple[str, int, str, bool]:
    """The random or mutated input of a number: source, width, glyphs, whether on one line."""
    chance = random.Random(number)
    pieces = (_TOKENS, _ODD)
    kind = chance.random()
    if kind < 0.6:  # a formula of the gallery, mutated
        tokens = _TOKEN.findall(chance.choice(GALLERY))
        for _ in range(chance.randint(1, 6)):
            place = chance.randint(0, len(tokens))
            if chance.random() < 0.5:
                tokens.insert(place, chance.choice(chance.choice(pieces)))
            elif chance.random() < 0.8:
                del tokens[place : place + 1]
            else:
                tokens[place:place] = tokens[chance.randint(0, len(tokens)) :][:12]
    elif kind < 0.9:  # pieces of formulas in any order
        tokens = [chance.choice(chance.choice(pieces)) for _ in range(chance.randint(0, 60))]
    else:  # any characters
        tokens = [chr(chance.choice((127, 0x3000, 0x20000))) for _ in range(chance.randint(0, 9))]
        tokens += [chr(chance.randrange(0x2FFF)) for _ in range(chance.randint(0, 40))]
        chance.shuffle(tokens)
    width = chance.choice((1, 8, 20, 40, 60, 80, 300))
    glyphs = chance.choice(("full", "full", "safe", "ascii"))
    return "".join(tokens), width, glyphs, chance.random() < 0.2


@pytest.mark.parametrize("part", range(4))
def test_a_slice_of_the_100_000_inputs_is_set(part: int) -> None:
    """``MLROAD_FUZZ=100000`` sets all of them, in some minutes; 2,000 are a slice for each run."""
    for number in range(part, int(os.environ.get("MLROAD_FUZZ", "2000")), 4):
        latex, width, glyphs, inline = seeded(number)
        start = time.process_time()
        try:
            check(
                set_formula(latex, width, glyphs=glyphs, inline=inline), None if inline else width
            )
        except Exception as error:
            raise AssertionError(f"input {number}: {latex!r}, {width}, {glyphs}") from error
        assert time.process_time() - start < 3.0, f"input {number} takes too long: {latex!r}"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GALLERY), st.integers(1, 100))
def test_formulas_keep_to_any_width_or_say_so(latex: str, width: int) -> None:
    setting = set_formula(latex, width)
    check(setting, width)
    natural = set_formula(latex, 10_000)
    if natural.width <= width:
        assert setting == natural


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text(max_size=4), st.lists(_PIECES, max_size=6).map("".join), max_size=4),
    _SOURCES,
)
def test_any_macros_are_bounded(macros: dict[str, str], latex: str) -> None:
    check(set_formula(latex, macros=macros), 80)


def test_nothing_of_a_broken_formula_is_lost() -> None:
    for latex in GALLERY:
        wide, narrow = set_formula(latex, 10_000), set_formula(latex, 60)
        shape = re.compile(r"[\s⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎫⎬⎭⎪⎰⎱│─╲┌()\[\]{}_]+")
        # Fences may change their size, and lines of roots and fractions their length.
        assert sorted(shape.sub("", "".join(narrow.lines))) == sorted(
            shape.sub("", "".join(wide.lines))
        ), latex


LONG = {
    "sum": "x+" * 50_000,
    "letters": "x" * 100_000,
    "braces": "{" * 10_000 + "x" + "}" * 10_000,
    "open braces": "{" * 100_000,
    "closed braces": "}" * 100_000,
    "left": "\\left(" * 16_000,
    "left and right": "\\left(" * 10_000 + "\\right)" * 5_000,
    "fractions": "\\frac{" * 16_000,
    "bare fractions": "\\frac12" * 14_000,
    "scripts": "x^" * 50_000,
    "nested scripts": "x^{" * 30_000,
    "roots": "\\sqrt[" * 16_000,
    "texts": "\\text{" * 16_000,
    "environments": "\\begin{matrix}" * 7_000,
    "rows": "a\\\\" * 30_000,
    "cells": "a&" * 50_000,
    "tall beside long": "\\begin{matrix}" + "a\\\\" * 25_000 + "\\end{matrix}" + "x" * 25_000,
    "parentheses": "(a+" * 33_000,
    "big": "\\bigl(\\frac12" * 6_000 + "\\bigr)" * 3_000,
    "bars": "|x" * 50_000,
    "dollars": "$" * 100_000,
    "backslashes": "\\" * 99_999,
    "negations": "\\not" * 25_000,
    "words": "\\text{" + "word " * 20_000 + "}",
    "over": "a\\over " * 12_000,
    "wide characters": "日" * 100_000,
    "bomb": r"\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\e\e}\def\e{\a\a}\a",
    "endless macro": r"\def\a{x\a}\a",
    "doubling macro": r"\newcommand{\f}[1]{#1#1}" + "\\f{" * 3_000 + "x" + "}" * 3_000,
}


@pytest.mark.parametrize("name", LONG)
def test_time_is_bounded(name: str) -> None:
    start = time.process_time()
    setting = set_formula(LONG[name], 80)
    assert time.process_time() - start < 4.0  # a second, with room for slow and busy machines
    assert sum(map(len, setting.lines)) < 6_000_000


@pytest.mark.parametrize("unit", ["x+", r"\frac{a}{b}+", "x_i^2 ", r"\left(y\right)", "{z}"])
def test_work_is_linear_in_the_length(unit: str) -> None:
    """Calls are counted, not seconds: the same on every machine, however busy."""

    def calls(length: int) -> int:
        source = unit * (length // len(unit))
        counted = 0

        def count(frame: object, event: str, argument: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            set_formula(source, 80)
        finally:
            sys.setprofile(None)
        return counted

    short, long = calls(25_000), calls(100_000)
    assert long < 4.5 * short  # four times the length; sixteen times the work if squared


@pytest.mark.parametrize("name", ["braces", "bomb", "endless macro", "doubling macro", "letters"])
def test_what_is_too_deep_or_long_is_reported(name: str) -> None:
    assert set_formula(LONG[name]).warnings


@pytest.mark.parametrize("glyphs", ["full", "safe", "ascii"])
def test_every_symbol_is_drawn_and_measured(glyphs: str) -> None:
    assert len(SYMBOLS) >= 600
    for name in SYMBOLS:
        setting = set_formula("\\" + name, glyphs=glyphs)
        assert setting.warnings == (), name
        assert setting.lines[0].strip(), name
        assert cell_len(setting.lines[0]) == setting.width
        if glyphs == "ascii":
            assert setting.lines[0].isascii(), name


def test_widths_are_those_of_the_terminal() -> None:
    for code in range(0x20, 0x20000):
        if not 0xD800 <= code < 0xE000 and code != 0xAD:
            assert cell_width(chr(code)) == get_character_cell_size(chr(code)), hex(code)

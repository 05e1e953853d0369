"""A LaTeX formula drawn for the terminal.

Without LATEX the formula is read from standard input. A formula that begins
with a minus stands behind `--`.
"""

from __future__ import annotations

import os
import sys

from content.refusal import Refusal
from tui.cleaning import clean, clean_line
from tui.commands.output import COLUMNS, say, say_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from content.math import Setting
    from tui.commands.call import Call

_GLYPHS = ("full", "safe", "ascii")
# Selects what every terminal has: bold and italic as attributes, one colour for what is unknown.
_ATTRIBUTES = {"bold": "1", "variable": "3", "unknown": "31"}


class NoFormula(Refusal):
    """There is nothing to draw."""

    exit_code = 2


def add_arguments(parser: ArgumentParser) -> None:
    """The formula, the width, the glyphs, the one-line form."""
    from tui.parsing import whole_number

    parser.add_argument("latex", metavar="LATEX", nargs="?", help="the formula, with or without $")
    parser.add_argument(
        "--width",
        metavar="N",
        type=whole_number,
        help="columns to keep to; the terminal's if not given, 80 without a terminal",
    )
    parser.add_argument(
        "--glyphs",
        choices=_GLYPHS,
        help="full: all of Unicode; safe: what common fonts hold; ascii",
    )
    parser.add_argument("--inline", action="store_true", help="the form on one line, never broken")


def run(call: Call) -> int:
    """Print the formula; its warnings go to stderr. Raises ``NoFormula`` (exit code 2)."""
    from content.math import set_formula

    options = call.options
    latex = _formula(options.latex)
    styled = not call.json and _styles_shown()
    setting = set_formula(
        latex,
        options.width or _columns(),
        inline=options.inline,
        glyphs=options.glyphs or ("full" if call.json or _has_unicode() else "ascii"),
        plain=not styled,
    )
    if call.json:
        return say_json(document(setting))
    for line in _styled_lines(setting) if styled else map(clean, setting.lines):
        say(line.rstrip())
    for warning in setting.warnings:
        words = clean_line(warning.message)
        print(f"warning: {words} (character {warning.position + 1})", file=sys.stderr)
    return 0


def document(setting: Setting) -> dict[str, object]:
    """The formula as JSON has it; positions count code points from 0."""
    return {
        "lines": setting.lines,
        "baseline": setting.baseline,
        "width": setting.width,
        "inline": setting.inline,
        "warnings": [
            {"message": warning.message, "position": warning.position}
            for warning in setting.warnings
        ],
    }


def _formula(given: str | None) -> str:
    latex = given
    if latex is None:
        stream = sys.stdin
        if stream is None or stream.isatty():  # pyright: ignore[reportUnnecessaryComparison]
            raise NoFormula("there is no formula; give one, as in `mlroad math 'x^2'`")
        from content.math.engine import MAX_SOURCE

        latex = stream.read(MAX_SOURCE + 1)  # the engine says that there is more
    if not latex.strip():
        raise NoFormula("the formula is empty; give one, as in `mlroad math 'x^2'`")
    return latex


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or COLUMNS
    except (OSError, ValueError):
        return COLUMNS  # a pipe, a file, or a test's stream without a number


def _has_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def _styles_shown() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def _styled_lines(setting: Setting) -> list[str]:
    """The lines with the terminal's bold and italic."""
    lines: list[str] = []
    for line, runs in zip(setting.lines, setting.styles, strict=True):
        text, place = "", 0
        for start, end, style in runs:
            words = clean(line[start:end])
            attribute = _ATTRIBUTES.get(style)
            text += clean(line[place:start])
            text += f"\x1b[{attribute}m{words}\x1b[0m" if attribute else words
            place = end
        lines.append(text + clean(line[place:]))
    return lines

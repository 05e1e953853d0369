"""What a dashboard has painted as a text for a file: the lines, then the styles as runs."""

from __future__ import annotations

from dashboard import Dashboard
from rich.cells import cell_len
from rich.color import ColorType
from rich.style import Style

_WORDS = ("bold", "dim", "italic", "underline", "reverse", "strike")


def style_words(style: Style) -> str:
    """A style as words: `bold #7fb4ff on #14171c`."""
    words = [word for word in _WORDS if getattr(style, word)]
    for prefix, color in (("", style.color), ("on ", style.bgcolor)):
        if color is not None and color.type is not ColorType.DEFAULT:
            name = color.triplet.hex if color.triplet else color.name
            words.append(prefix + name)
    return " ".join(words) or "plain"


def painted(board: Dashboard, styles: bool) -> str:
    """The text of the screen; with ``styles`` also which style lies on which cells."""
    lines = board.lines
    if styles:
        lines += ["", *_style_block(board)]
    return "\n".join(lines) + "\n"


def _style_block(board: Dashboard) -> list[str]:
    """A letter for each style, then for each line the runs of letters with their lengths."""
    letters: dict[str, str] = {}
    rows: list[str] = []
    for line in board.strips():
        runs: list[tuple[str, int]] = []
        for text, style in line:
            words = style_words(style)
            letter = letters.setdefault(words, chr(ord("a") + len(letters)))
            if runs and runs[-1][0] == letter:
                runs[-1] = (letter, runs[-1][1] + cell_len(text))
            elif text:
                runs.append((letter, cell_len(text)))
        rows.append(" ".join(f"{letter}{cells}" for letter, cells in runs))
    return [*(f"{letter}  {words}" for words, letter in letters.items()), "", *rows]

"""The only door by which text from outside reaches the screen.

Control characters, escape sequences, bidirectional controls and tag characters are removed, so that
nothing foreign acts on the terminal; markup is never parsed, so that `[R]` stays `[R]`.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from tui.cleaning import clean, clean_line, plural

__all__ = [
    "Piece",
    "beside",
    "clean",
    "clean_line",
    "clip",
    "content",
    "fit",
    "joined",
    "plural",
    "title",
    "width",
]

Piece = str | tuple[str, str]


def content(*pieces: Piece) -> Content:
    """Content for a widget from cleaned pieces; a pair is (text, style such as `bold $muted`)."""
    return Content.assemble(*map(_cleaned, pieces))


def _cleaned(piece: Piece) -> Piece:
    return clean(piece) if isinstance(piece, str) else (clean(piece[0]), piece[1])


def title(words: str) -> Content:
    """A border title: a plain string there would be read as markup."""
    return content(clean_line(words) or " ")


def joined(lines: list[Content]) -> Content:
    """Several contents as one, a line each."""
    return Content("\n").join(lines)


def beside(parts: list[Content], gap: str) -> Content:
    """Several contents on one line with ``gap`` between them."""
    return Content(gap).join(parts)


def width(text: str) -> int:
    """How many terminal cells the text takes."""
    return cell_len(text)


def clip(text: str, cells: int) -> str:
    """One cleaned line of at most ``cells`` cells; what is cut away shows as `…`."""
    line = clean_line(text)
    if cell_len(line) <= cells:
        return line
    return set_cell_size(line, cells - 1).rstrip() + "…" if cells > 0 else ""


def fit(text: str, cells: int) -> str:
    """One cleaned line of exactly ``cells`` cells."""
    return set_cell_size(clip(text, cells), max(cells, 0))

"""From source to setting: reads a formula once and sets its block and its one-line form."""

from __future__ import annotations

from collections.abc import Mapping

from content.math import (
    block,
    commands,
    delimiters,
    fencing,
    grids,
    oneline,
    scripts,
    spaces,
    switches,
)
from content.math.boxes import Box
from content.math.glyphs import glyphs_of
from content.math.nodes import DISPLAY, TEXT, Grid, Node, Row
from content.math.parse import Parser
from content.math.spacing import Setter
from content.math.tokens import DEFINERS, Notice, Stream, pattern, strip_outer, tokens_of

# Importing them is what makes their commands and layouts known.
_PARTS = (block, commands, delimiters, fencing, grids, oneline, scripts, spaces, switches)
LONG_SOURCE = 20_000  # characters; what is longer is set, with a warning
MAX_SOURCE = 200_000  # characters; what is longer is not read

STYLES: Mapping[str, str] = {
    "v": "variable",
    "u": "function",
    "o": "operator",
    "O": "operator",
    "r": "relation",
    "n": "number",
    "B": "bold",
    "p": "punctuation",
    "f": "fence",
    "s": "symbol",
    "t": "text",
    "l": "rule",
    "a": "accent",
    "x": "unknown",
}
Span = tuple[int, int, str]
_RUN = r"([^ ])\1*"


class Setting(
    tuple[tuple[str, ...], tuple[tuple[Span, ...], ...], int, int, str, tuple[Notice, ...]]
):
    """A formula as it is drawn.

    ``lines`` all have ``width`` cells. ``styles[i]`` are the runs of ``lines[i]``: start, end
    (code points of the line) and a style's name from ``STYLES``. ``baseline`` is the row that
    text beside the formula stands on. ``inline`` is the one-line form. ``warnings`` have a
    message and a position (code points of the source).
    """

    __slots__ = ()

    def __new__(
        cls,
        lines: tuple[str, ...],
        styles: tuple[tuple[Span, ...], ...],
        baseline: int,
        width: int,
        inline: str,
        warnings: tuple[Notice, ...],
    ) -> Setting:
        return super().__new__(cls, (lines, styles, baseline, width, inline, warnings))

    @property
    def lines(self) -> tuple[str, ...]:
        """The rows of the block."""
        return self[0]

    @property
    def styles(self) -> tuple[tuple[Span, ...], ...]:
        """The runs of style of each row."""
        return self[1]

    @property
    def baseline(self) -> int:
        """The row that text beside the formula stands on."""
        return self[2]

    @property
    def width(self) -> int:
        """Cells of every row."""
        return self[3]

    @property
    def inline(self) -> str:
        """The one-line form."""
        return self[4]

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What could not be set as meant."""
        return self[5]


def _runs(inks: str) -> tuple[Span, ...]:
    return tuple([(m.start(), m.end(), STYLES[m[1]]) for m in pattern(_RUN).finditer(inks)])


def _read(
    latex: str, mode: str, plain: bool, macros: Mapping[str, str] | None, notices: list[Notice]
) -> Node:
    """The tree of a source."""
    if len(latex) > LONG_SOURCE:
        notices.append(Notice(f"{len(latex)} characters are more than a formula has", 0))
    if len(latex) > MAX_SOURCE:
        notices.append(Notice(f"only {MAX_SOURCE} characters are read", MAX_SOURCE))
        latex = latex[:MAX_SOURCE]
    source, offset = strip_outer(latex)
    items = tokens_of(source)
    stream = Stream(items, offset)
    if macros or not DEFINERS.isdisjoint(items):
        from content.math.macros import expanded

        items, origins = expanded(
            items, offset, macros, lambda text, place: notices.append(Notice(text, place))
        )
        stream = Stream(items, offset)
        stream.origins = origins
    parser = Parser(stream, mode, plain, notices)
    rows, rules = fencing.grid_cells(parser, "", 0)
    while parser.place < len(items):  # a closing token that nobody waited for
        parser.place += 1
        more, _ = fencing.grid_cells(parser, "", 0)
        rows[-1] += more[0]
        rows += more[1:]
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    aligned = any(len(row) > 1 for row in rows)
    grid = Grid(rows, "aligned" if aligned else "lines", "" if aligned else "l", "")
    grid.rules = rules
    return Row([grid])


def set_formula(
    latex: str,
    width: int = 80,
    *,
    inline: bool = False,
    glyphs: str = "full",
    macros: Mapping[str, str] | None = None,
    plain: bool = False,
) -> Setting:
    """A LaTeX formula set for a terminal ``width`` cells wide.

    ``inline`` sets the one-line form as the only line, never broken. ``glyphs`` is ``full``,
    ``safe`` or ``ascii``. ``macros`` are a deck's own: name to body, ``#1`` for arguments.
    ``plain`` draws bold as mathematical letters, for output that has no styles.
    """
    notices: list[Notice] = []
    mode = glyphs if glyphs in ("safe", "ascii") else "full"
    tree = _read(latex, mode, plain, macros, notices)
    glyph_set = glyphs_of(mode)
    one = Setter(glyph_set, one=True)
    if inline:
        box = line_box = one.box(tree, TEXT)
    else:
        setter = Setter(glyph_set, one=False)
        box = setter.box(tree, DISPLAY)
        line_box = one.box(tree, TEXT)
        if box.width > width:
            from content.math.fitting import fit

            box = fit(setter, tree, max(4, width), DISPLAY)
            if box.width > width:
                notices.append(Notice(f"wider than {width} cells", 0))
        notices += [Notice(text, 0) for text in sorted(setter.complaints)]
    text = " ".join(line_box.rows[0].split(" ")).strip()
    return _setting(box, text, notices)


def _setting(box: Box, inline: str, notices: list[Notice]) -> Setting:
    return Setting(
        tuple(box.rows),
        tuple(map(_runs, box.inks)),
        box.base,
        box.width,
        inline,
        tuple(notices),
    )

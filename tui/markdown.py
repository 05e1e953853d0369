"""Markdown with maths as lines of content for a given width: cards, topics, notes, abstracts.

Inline formulas are set on the line and never broken inside; `$$...$$` is set as a block. A card is
one widget with one content, not a widget for each paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token
from textual.content import Content

from tui.formulas import block_lines, inline_pieces
from tui.markdown_parser import BREAKS, math_parser, parser, parted
from tui.text import clean, clean_line, content, joined, width

CODE = "$accent"
MUTED = "$muted"
_LEAST = 10


class Atom(NamedTuple):
    """What is never broken: a word or an inline formula; ``glued`` to the atom before it."""

    pieces: tuple[tuple[str, str], ...]
    cells: int
    glued: bool


def document(source: str, room: int, style: str = "") -> Content:
    """The text laid out in ``room`` cells, in ``style`` where nothing else is said."""
    return joined(lines(source, room, style))


def lines(source: str, room: int, style: str = "") -> list[Content]:
    """The text as one content for each line."""
    tokens = parser().parse(clean(source))
    made = _Blocks(max(room, _LEAST), style).run(tokens)
    while made and not made[-1].plain.strip():
        made.pop()
    return made


def prose(text: str, room: int, style: str = "") -> list[Content]:
    """Text from outside: formulas between dollars are set, nothing else in it means anything."""
    made: list[Content] = []
    for line in clean(text).split("\n"):
        (token, *_) = math_parser().parseInline(line)
        for row in inline_rows(token.children or [], style):
            made += wrap(row, max(room, _LEAST))
    return made


def one_line(text: str) -> str:
    """A title on one line with its formulas in their one-line form."""
    if "$" not in text:
        return text
    (token, *_) = math_parser().parseInline(clean_line(text))
    return "".join(
        "".join(piece for piece, _ in inline_pieces(child.content.strip()))
        if child.type.startswith("math_inline")
        else child.content
        for child in token.children or ()
    )


def formulas(source: str) -> list[str]:
    """The LaTeX of every formula of the text, in order, each once."""
    found: dict[str, None] = {}
    for token in parser().parse(clean(source)):
        if token.type in ("math_block", "math_block_label"):
            found[token.content.strip()] = None
        for child in token.children or ():
            if child.type in ("math_inline", "math_inline_double"):
                found[child.content.strip()] = None
    return list(found)


class _Blocks:
    """Walks the tokens and lays out one block after the other."""

    def __init__(self, room: int, style: str) -> None:
        self._room = room
        self._style = style
        self._lines: list[Content] = []
        # What stands before a line: for the first line of an item and for those after it.
        self._first: list[str] = []
        self._rest: list[str] = []
        self._counters: list[int | None] = []

    def run(self, tokens: Sequence[Token]) -> list[Content]:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if token.type == "table_open":
                end = _end_of(tokens, place)
                self._table(tokens[place : end + 1])
                place = end
            else:
                self._block(token)
            place += 1
        return self._lines

    def _block(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self._paragraph(token)
        elif kind in ("paragraph_close", "heading_close"):
            if not token.hidden:
                self._gap()
        elif kind in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrGet("start") or 1) if kind == "ordered_list_open" else None
            self._counters.append(start)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._counters.pop()
            self._gap()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "blockquote_open":
            self._push("│ ", "│ ")
        elif kind in ("list_item_close", "blockquote_close"):
            self._first.pop()
            self._rest.pop()
            if kind == "blockquote_close":
                if self._lines and not self._lines[-1].plain.strip(" │"):
                    self._lines.pop()  # the gap after its last paragraph lies outside
                self._gap()
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind in ("math_block", "math_block_label"):
            self._formula(token.content.strip())
            self._gap()
        elif kind == "hr":
            self._emit(content(("─" * min(20, self._left()), MUTED)))
            self._gap()

    def _formula(self, latex: str) -> None:
        made = block_lines(latex, self._left())
        if not made:  # too wide even when broken: its one-line form may go on in the next line
            (text, style), *_ = inline_pieces(latex)
            words = [Atom(((word, style),), width(word), False) for word in text.split()]
            made = [*wrap(words, self._left()), content(("z shows it whole", MUTED))]
        self._emit_all(made)

    def _push(self, first: str, rest: str) -> None:
        self._first.append(first)
        self._rest.append(rest)

    def _open_item(self) -> None:
        counter = self._counters[-1] if self._counters else None
        if counter is None:
            self._push("· ", "  ")
            return
        mark = f"{counter}. "
        self._counters[-1] = counter + 1
        self._push(mark, " " * len(mark))

    def _left(self) -> int:
        return max(_LEAST, self._room - sum(map(len, self._rest)))

    def _emit(self, line: Content) -> None:
        before = "".join(self._first)
        # The mark of an item stands before its first line alone.
        self._first = list(self._rest)
        self._lines.append(content((before, MUTED)) + line if before else line)

    def _emit_all(self, made: Sequence[Content]) -> None:
        for line in made:
            self._emit(line)

    def _gap(self) -> None:
        if self._lines and self._lines[-1].plain.strip(" │"):
            self._lines.append(content(("".join(self._rest).rstrip(), MUTED)))

    def _paragraph(self, token: Token) -> None:
        style = "bold" if token.level == 1 and token.map and token.markup.startswith("#") else ""
        for part in parted(token.children or []):
            if isinstance(part, Token):
                self._formula(part.content.strip())
                continue
            for row in inline_rows(part, self._style or style):
                self._emit_all(wrap(row, self._left()))

    def _code(self, token: Token) -> None:
        from tui.code import highlighted

        for line in highlighted(token.content.rstrip("\n"), token.info.strip()):
            self._emit(content("  ") + line)
        self._gap()

    def _table(self, tokens: Sequence[Token]) -> None:
        from tui.tables import table_lines

        self._emit_all(table_lines(tokens, self._left(), self._style))
        self._gap()


def _end_of(tokens: Sequence[Token], start: int) -> int:
    """The place of the token that closes the one at ``start``."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += tokens[place].nesting
        if depth == 0:
            return place
    return len(tokens) - 1


def inline_rows(tokens: Sequence[Token], style: str) -> list[list[Atom]]:
    """The atoms of a paragraph, a list for each line that the author began."""
    rows: list[list[Atom]] = [[]]
    styles = [style] if style else []
    glued = False
    for token in tokens:
        kind = token.type
        if kind in BREAKS:
            glued = False
            if kind == "hardbreak":
                rows.append([])
        elif kind in ("strong_open", "em_open", "s_open"):
            styles.append({"strong_open": "bold", "em_open": "italic", "s_open": "strike"}[kind])
        elif kind in ("strong_close", "em_close", "s_close"):
            styles.pop()
        elif kind in ("math_inline", "math_inline_double"):
            pieces = inline_pieces(token.content.strip())
            cells = sum(width(text) for text, _ in pieces)
            rows[-1].append(Atom(pieces, cells, glued))
            glued = True
        elif kind == "code_inline":
            glued = _add_words(rows[-1], token.content, " ".join([*styles, CODE]), glued)
        elif kind == "link_open":
            styles.append("underline")
        elif kind == "link_close":
            styles.pop()
        elif kind == "image":
            glued = _add_words(rows[-1], token.content, MUTED, glued)
        else:
            glued = _add_words(rows[-1], token.content, " ".join(styles), glued)
    return rows


def _add_words(row: list[Atom], text: str, style: str, glued: bool) -> bool:
    """Add the words of a text; returns whether what follows is glued to the last of them."""
    if not text:
        return glued
    if text[0].isspace():
        glued = False
    for word in text.split():
        row.append(Atom(((word, style),), width(word), glued))
        glued = False
    return not text[-1].isspace() and bool(text.strip())


def wrap(atoms: Sequence[Atom], room: int) -> list[Content]:
    """Fill lines of ``room`` cells; what is glued stays together unless it alone is too long."""
    groups: list[list[Atom]] = []
    for atom in atoms:
        if atom.glued and groups:
            groups[-1].append(atom)
        else:
            groups.append([atom])
    made: list[list[tuple[str, str]]] = []
    used = room + 1
    for group in groups:
        cells = sum(atom.cells for atom in group)
        pieces = [piece for atom in group for piece in atom.pieces]
        if used + 1 + cells <= room:
            _append(made[-1], pieces)
            used += 1 + cells
        else:
            made.append(pieces)
            used = cells
    return [content(*pieces) for pieces in made] or [content("")]


def _append(line: list[tuple[str, str]], pieces: list[tuple[str, str]]) -> None:
    """Add pieces after a blank; words of one style become one piece."""
    (last, style), (first, other) = line[-1], pieces[0]
    if style == other:
        line[-1] = (f"{last} {first}", style)
        line += pieces[1:]
    else:
        line += [(" ", ""), *pieces]

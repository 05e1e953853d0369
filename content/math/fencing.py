"""Delimiters (``\\left``, ``\\bigl``) and environments (``\\begin``) in the parser."""

from __future__ import annotations

from content.math.nodes import Delimiter, Fence, Grid, Node, Row, Wrapped
from content.math.parse import COMMANDS, MAX_DEPTH, Parser
from content.math.symbols import CLOSE, OPEN, ORD, REL, SYMBOLS

_LEFT_END = frozenset(("\\right", "\\middle"))
_DELIMITERS = frozenset("()[]{}|‖/⟨⟩⌊⌋⌈⌉⟦⟧⟮⟯↑↓↕⇑⇓⇕⎰⎱⌜⌝⌞⌟")
_ALIASES = {"<": "⟨", ">": "⟩", "∣": "|", "∥": "‖", "\\": "\\", "╱": "/"}
_CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}


def _delimiter(parser: Parser, command: str) -> str:
    """The delimiter after ``\\left`` and its like; a dot or nothing is empty."""
    token = parser.peek()
    place = parser.place
    symbol = SYMBOLS.get(token[1:]) if token[:1] == "\\" else None
    character = symbol[0] if symbol is not None else token
    character = _ALIASES.get(character, character)
    if token == ".":
        parser.place += 1
        return ""
    if character not in _DELIMITERS or token in "{}":
        parser.warn(f"{command} lacks a delimiter", max(place - 1, 0))
        return ""
    parser.place += 1
    return character


def _left(parser: Parser, command: str, place: int) -> Node:
    delimiters = [_delimiter(parser, command)]
    if parser.depth >= MAX_DEPTH:
        parser.warn(f"nested deeper than {MAX_DEPTH}: not stretched", place)
        return Delimiter(delimiters[0], 1, OPEN)
    bodies: list[Node] = []
    parser.depth += 1
    parser.waiting["\\right"] += 1
    ended = False
    font = parser.font
    while not ended:
        body = Row(parser.row(_LEFT_END))
        if len(body.items) == 1 and isinstance(body.items[0], Grid):
            body.items[0].spread = True
        bodies.append(body)
        token = parser.peek()
        if token in _LEFT_END:
            parser.place += 1
            delimiters.append(_delimiter(parser, token))
            ended = token == "\\right"
        else:
            parser.warn("\\left without \\right", place)
            delimiters.append(_CLOSING.get(delimiters[0], ""))
            ended = True
    parser.waiting["\\right"] -= 1
    parser.depth -= 1
    if font != parser.font:
        parser.set_font(font)
    return Fence(delimiters, bodies)


_BIG = {"big": 1, "Big": 2, "bigg": 3, "Bigg": 4}


def _big(parser: Parser, command: str, place: int) -> Node:
    name = command[1:]
    side = name[-1] if name[-1] in "lrm" else ""
    size = _BIG[name[: len(name) - len(side)]]
    character = _delimiter(parser, command)
    if side == "m":
        atom = REL
    elif side:
        atom = OPEN if side == "l" else CLOSE
    else:
        atom = (
            OPEN
            if character and character in "([{⟨⌊⌈"
            else CLOSE
            if character and character in ")]}⟩⌋⌉"
            else ORD
        )
    return Delimiter(character, size, atom)


_MATRICES = {
    "matrix": "",
    "pmatrix": "()",
    "bmatrix": "[]",
    "Bmatrix": "{}",
    "vmatrix": "||",
    "Vmatrix": "‖‖",
    "smallmatrix": "",
    "psmallmatrix": "()",
    "bsmallmatrix": "[]",
    "Bsmallmatrix": "{}",
    "vsmallmatrix": "||",
    "Vsmallmatrix": "‖‖",
}
_CASES = {"cases": "{.", "dcases": "{.", "rcases": ".}", "drcases": ".}", "numcases": "{."}
_ALIGNED = frozenset(
    [
        "aligned",
        "align",
        "alignat",
        "alignedat",
        "flalign",
        "split",
        "eqnarray",
        "xalignat",
        "IEEEeqnarray",
    ]
)
_LINES = {
    "gathered": "c",
    "gather": "c",
    "multline": "l",
    "multlined": "l",
    "equation": "l",
    "displaymath": "l",
    "math": "l",
    "subequations": "l",
    "center": "c",
}
_ARGUMENTS = frozenset(("alignat", "alignedat", "xalignat", "IEEEeqnarray", "subarray"))


def _columns(source: str) -> str:
    """The l, r, c and | of an array's preamble."""
    kept: list[str] = []
    level = 0
    for character in source.replace("\\|", "|"):
        level += (character == "{") - (character == "}")
        if not level and character in "lrc|":
            kept.append(character)
        elif not level and character in "pmbX":
            kept.append("l")
    return "".join(kept)[:200]


def _begin(parser: Parser, command: str, place: int) -> Node | None:
    source = parser.items[place]
    name = source[source.index("{") + 1 : -1].strip() if "{" in source else ""
    base = name.rstrip("*")
    aligns = ""
    if base in ("array", "tabular", "darray", "subarray") or base in _ARGUMENTS:
        parser.optional()
        aligns = _columns(parser.raw())
    elif name.endswith("*") and base in _MATRICES:
        optional = parser.optional()
        found = optional.items[:1] if optional is not None else []
        aligns = (getattr(found[0], "text", "c") * 64) if found else ""
    elif base in ("aligned", "gathered", "alignedat", "multlined"):
        parser.optional()
    if parser.depth >= MAX_DEPTH:
        parser.warn(f"nested deeper than {MAX_DEPTH}: not set as {base}", place)
        return None
    cells, rules = grid_cells(parser, name, place)
    grid = _grid(parser, base, cells, aligns, place)
    if isinstance(grid, Grid):
        grid.rules = rules
    return grid


def _grid(
    parser: Parser, base: str, cells: list[list[Row]], aligns: str, place: int
) -> Grid | Wrapped | Row:
    if base in _MATRICES:
        return Grid(cells, "small" if "small" in base else "matrix", aligns, _MATRICES[base])
    if base in _CASES:
        return Grid(cells, "dcases" if base[0] == "d" else "cases", "l" * 8, _CASES[base])
    if base in _ALIGNED:
        return Grid(cells, "eqnarray" if base == "eqnarray" else "aligned", "", "")
    if base in _LINES:
        if len(cells) == 1 and len(cells[0]) == 1:
            return cells[0][0]
        kind = "multline" if base.startswith("multline") else "lines"
        return Grid(cells, kind, _LINES[base], "")
    if base in ("array", "tabular", "darray"):
        return Grid(cells, "array", aligns, "")
    if base == "subarray":
        return Grid(cells, "lines", aligns or "c", "")
    parser.warn(f"the environment {base} is unknown", place)
    return Grid(cells, "array", "l" * 64, "")


def grid_cells(parser: Parser, name: str, place: int) -> tuple[list[list[Row]], set[int]]:
    """Rows of cells up to the environment's end, and the rows with a rule above them."""
    stops = frozenset(("&", "\\\\", "\\cr", "\\newline", "\\end{" + name + "}"))
    rows: list[list[Row]] = [[]]
    rules: set[int] = set()
    parser.depth += 1
    parser.waiting["\\end"] += bool(name)
    parser.waiting["&"] += 1
    font = parser.font
    before, parser.rules = parser.rules, []
    while True:
        parser.rules.clear()
        cell = Row(parser.row(stops))
        if parser.rules:
            rules.add(len(rows) - 1)
        parser.set_font(font)
        rows[-1].append(cell)
        token = parser.peek()
        if token == "&":
            parser.place += 1
        elif token in stops and token[:4] != "\\end":
            parser.place += 1
            _row_end(parser)
            rows.append([])
        else:
            break
    parser.rules = before
    parser.depth -= 1
    parser.waiting["&"] -= 1
    parser.waiting["\\end"] -= bool(name)
    token = parser.peek()
    if token[:4] == "\\end":
        if name and "".join(token.split()) != "\\end{" + name + "}":
            parser.warn(f"\\begin{{{name}}} ended by {token}", parser.place)
        parser.place += 1
    elif name:
        parser.warn(f"\\begin{{{name}}} without \\end", place)
    if len(rows) > 1 and all(not cell.items for cell in rows[-1]):
        rows.pop()
    return rows, rules


def _row_end(parser: Parser) -> None:
    """Skip the star and the extra space of ``\\\\*[2pt]``."""
    place = parser.place
    items = parser.items
    if place < len(items) and items[place] == "*":
        parser.place += 1
    elif place < len(items) and items[place] == "[":
        closing = place + 1
        while closing < len(items) and closing < place + 6 and items[closing] != "]":
            closing += 1
        inner = "".join(items[place + 1 : closing])
        if closing < len(items) and items[closing] == "]" and inner[:1] in "-0123456789.":
            parser.place = closing + 1


def _rule(parser: Parser, command: str, place: int) -> None:
    if command in ("\\cline", "\\cmidrule"):
        parser.raw()
    parser.rules.append(place)


def _substack(parser: Parser, command: str, place: int) -> Node:
    if parser.peek() != "{" or parser.depth >= MAX_DEPTH:
        return parser.argument(command)
    parser.place += 1
    parser.waiting["}"] += 1
    cells, _ = grid_cells(parser, "", place)
    parser.waiting["}"] -= 1
    if parser.peek() == "}":
        parser.place += 1
    else:
        parser.warn("a brace is not closed", place)
    return Grid(cells, "lines", "c", "")


for _size in _BIG:
    for _side in ("", "l", "r", "m"):
        COMMANDS["\\" + _size + _side] = _big
for _name in ("\\hline", "\\hdashline", "\\toprule", "\\midrule", "\\bottomrule", "\\cline"):
    COMMANDS[_name] = _rule
COMMANDS["\\left"] = _left
COMMANDS["\\begin"] = _begin
COMMANDS["\\substack"] = _substack

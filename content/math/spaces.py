"""Spaces, lengths and what stands apart: ``\\quad``, ``\\hspace``, ``\\tag``, ``\\pmod``."""

from __future__ import annotations

from content.math.alphabet import words
from content.math.nodes import Node, Row, Space
from content.math.parse import COMMANDS, Parser
from content.math.text import text
from content.math.tokens import pattern

_SPACES = {
    ",": 1,
    ":": 1,
    ";": 1,
    ">": 1,
    " ": 1,
    "thinspace": 1,
    "medspace": 1,
    "thickspace": 1,
    "enspace": 2,
    "enskip": 2,
    "quad": 3,
    "qquad": 5,
    "!": -1,
    "negthinspace": -1,
    "space": 1,
    "negmedspace": -1,
    "negthickspace": -1,
    "/": 0,
    "-": 0,
    "\n": 1,
    "\t": 1,
    "nobreakspace": 1,
    "hfill": 5,
    "hfil": 3,
    "nobreak": 0,
    "allowbreak": 0,
    "relax": 0,
    "null": 0,
    "strut": 0,
    "mathstrut": 0,
    "nonumber": 0,
    "notag": 0,
    "nolinebreak": 0,
    "linebreak": 0,
    "par": 0,
    "centering": 0,
    "noindent": 0,
    "normalsize": 0,
    "small": 0,
    "large": 0,
    "Large": 0,
    "footnotesize": 0,
    "tiny": 0,
    "scriptsize": 0,
    "LARGE": 0,
    "huge": 0,
    "Huge": 0,
    "bigskip": 0,
    "medskip": 0,
    "smallskip": 0,
    "unboldmath": 0,
    "protect": 0,
    "qedhere": 0,
    "displaylimits": 0,
    "break": 0,
    "newline": 0,
    "goodbreak": 0,
    "pagebreak": 0,
}
_LENGTH = r"\s*(-?[0-9]*\.?[0-9]+)\s*(em|ex|mu|pt|cm|mm|in|pc|bp|sp)?"
_CELLS = {"em": 2.0, "ex": 1.0, "mu": 0.11, "pt": 0.2, "cm": 5.6, "mm": 0.56, "in": 14.4}


def _space(parser: Parser, command: str, place: int) -> Node:
    return Space(_SPACES[command[1:]])


def _length(parser: Parser, command: str, place: int) -> Node | None:
    source = parser.raw() if parser.peek() == "{" else ""
    if not source:  # \kern 3mu: number and unit stand open
        while parser.place < len(parser.items) and len(source) < 12:
            token = parser.items[parser.place]
            if not (token.isspace() or token in "-.+emuxptcnib" or token[0].isdigit()):
                break
            source += token
            parser.place += 1
            if source[-2:] in _CELLS or source[-2:] in ("pc", "bp", "sp"):
                break
    match = pattern(_LENGTH).match(source)
    if match is None or command.startswith("\\vspace"):
        return None
    cells = float(match.group(1)[:8]) * _CELLS.get(match.group(2) or "pt", 0.2)
    return Space(max(-4, min(40, round(cells))))


def _tag(parser: Parser, command: str, place: int) -> Node:
    body = text(parser, "\\text", place)
    if command.endswith("*"):
        return Row([Space(5), body])
    return Row([Space(5), words("(", "t", parser.mode), body, words(")", "t", parser.mode)])


def _pmod(parser: Parser, command: str, place: int) -> Node:
    body = parser.argument(command)
    word: list[Node] = [] if command == "\\pod" else [words("mod ", "u", parser.mode)]
    if command == "\\mod":
        return Row([Space(2), *word, body])
    opening, closing = parser.known["("], parser.known[")"]
    fenced = [n for n in (opening, *word, body, closing) if n is not None]
    return Row([Space(1), *fenced])


for _names, _handler in (
    ("hspace hspace* mspace kern mkern hskip mskip mathkern", _length),
    ("tag tag*", _tag),
    ("pmod pod mod", _pmod),
    (" ".join(name for name in _SPACES if name.strip()), _space),
):
    for _name in _names.split():
        COMMANDS["\\" + _name] = _handler
for _name in ("\\ ", "\\\n", "\\\t"):
    COMMANDS[_name] = _space
COMMANDS["~"] = lambda parser, command, place: Space(1)

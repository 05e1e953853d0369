"""Text inside formulas (``\\text``): read with its spaces, accents and inner formulas."""

from __future__ import annotations

from content.math.alphabet import words
from content.math.nodes import Node, Row
from content.math.parse import Parser
from content.math.symbols import SYMBOLS
from content.math.width import composed

_INKS = {
    "\\textbf": "B",
    "\\textit": "v",
    "\\emph": "v",
    "\\textsl": "v",
    "\\textrm": "t",
    "\\texttt": "t",
    "\\textsf": "t",
    "\\textsc": "t",
    "\\textmd": "t",
    "\\textup": "t",
    "\\textnormal": "t",
    "\\mbox": "t",
    "\\hbox": "t",
    "\\text": "t",
}
_MARKS = {
    "\\'": "\u0301",
    "\\`": "\u0300",
    "\\^": "\u0302",
    '\\"': "\u0308",
    "\\~": "\u0303",
    "\\=": "\u0304",
    "\\.": "\u0307",
    "\\c": "\u0327",
    "\\v": "\u030c",
    "\\u": "\u0306",
    "\\H": "\u030b",
}
_SPACES = {
    "\\ ": " ",
    "~": " ",
    "\\,": " ",
    "\\;": " ",
    "\\:": " ",
    "\\!": "",
    "\\/": "",
    "\\quad": "  ",
    "\\qquad": "    ",
    "\\\\": " ",
    "``": "“",
    "''": "”",
    "`": "‘",
    "'": "’",
}
_DOLLAR = frozenset(("$",))


class _TextReader:
    """Collects text up to the closing brace of a text command."""

    def __init__(self, parser: Parser, ink: str) -> None:
        self.parser = parser
        self.nodes: list[Node] = []
        self.buffer: list[str] = []
        self.inks = [ink]
        self.mark = ""

    def flush(self) -> None:
        """End the piece of text written so far."""
        text = "".join(self.buffer)
        self.buffer.clear()
        if text:
            text = text.replace("---", "—").replace("--", "–")
            self.nodes.append(words(text, self.inks[-1], self.parser.mode))

    def run(self, opened: int) -> Node:
        """All of the group, as one symbol where it is only text."""
        parser = self.parser
        items = parser.items
        while parser.place < len(items):
            token = items[parser.place]
            parser.place += 1
            if token == "}":
                self.flush()
                self.inks.pop()
                if not self.inks:
                    break
            elif token == "{":
                self.flush()
                self.inks.append(self.inks[-1])
            elif token == "$":
                self._formula()
            else:
                self._token(token, parser.place - 1)
        else:
            self.flush()
            parser.warn("a brace is not closed", opened)
        return self.nodes[0] if len(self.nodes) == 1 else Row(self.nodes)

    def _formula(self) -> None:
        parser = self.parser
        self.flush()
        parser.waiting["$"] += 1
        font = parser.set_font("")
        self.nodes.append(Row(parser.row(_DOLLAR)))
        parser.set_font(font)
        parser.waiting["$"] -= 1
        if parser.place < len(parser.items) and parser.items[parser.place] == "$":
            parser.place += 1

    def _token(self, token: str, place: int) -> None:
        if token in _SPACES:
            self.buffer.append(_SPACES[token])
        elif token.isspace():
            self.buffer.append(" ")
        elif token in _MARKS:
            self.mark = _MARKS[token]
            return
        elif token in _INKS or token in ("\\textcolor", "\\mathrm"):
            self._change(token)
        elif token[0] == "\\":
            self._command(token, place)
        else:
            self.buffer.append(token)
        if self.mark and self.buffer and self.buffer[-1].strip():
            last = self.buffer[-1]
            self.buffer[-1] = composed(last[0] + self.mark) + last[1:]
            self.mark = ""

    def _change(self, token: str) -> None:
        parser = self.parser
        if token == "\\textcolor":
            parser.raw()
        if parser.peek() == "{":
            self.flush()
            parser.place += 1
            self.inks.append(_INKS.get(token, self.inks[-1]))

    def _command(self, token: str, place: int) -> None:
        parser = self.parser
        symbol = SYMBOLS.get(token[1:])
        if symbol is not None:
            self.buffer.append(symbol[0])
            if parser.place < len(parser.items) and parser.items[parser.place].isspace():
                parser.place += 1  # as TeX: the blank only ends the command
        elif token in _IGNORED:
            pass
        else:
            parser.warn(f"{token} is unknown", place)
            self.buffer.append(token)


_IGNORED = frozenset(
    [
        "\\normalfont",
        "\\bfseries",
        "\\itshape",
        "\\rmfamily",
        "\\small",
        "\\footnotesize",
        "\\tiny",
        "\\scriptsize",
        "\\large",
        "\\Large",
        "\\normalsize",
        "\\em",
        "\\it",
        "\\rm",
        "\\displaystyle",
        "\\textstyle",
        "\\(",
        "\\)",
        "\\protect",
        "\\relax",
        "\\-",
        "\\@",
    ]
)


def text(parser: Parser, command: str, place: int) -> Node:
    """``\\text{...}`` and its like."""
    ink = _INKS.get(command, "t")
    if parser.peek() != "{":
        token = parser.peek()
        parser.place += bool(token)
        return words(token, ink, parser.mode)
    parser.place += 1
    return _TextReader(parser, ink).run(place)


TEXT_COMMANDS = tuple(_INKS)

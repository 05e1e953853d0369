"""Commands that act on the row they stand in: styles, fonts, ``\\over``, ``\\limits``."""

from __future__ import annotations

from content.math.nodes import DISPLAY, SCRIPT, TEXT, Frac, Node, Row, Scripts, Sym, Wrapped
from content.math.parse import MAX_DEPTH, ROW_COMMANDS, Parser
from content.math.symbols import BAR, ORD, SPACE

_FONT_SWITCHES = {
    "rm": "rm",
    "bf": "bf",
    "it": "it",
    "sf": "sf",
    "tt": "tt",
    "cal": "cal",
    "mit": "",
    "bfseries": "bf",
    "itshape": "it",
    "boldmath": "bf",
}
_STYLES = {
    "\\displaystyle": DISPLAY,
    "\\textstyle": TEXT,
    "\\scriptstyle": SCRIPT,
    "\\scriptscriptstyle": SCRIPT,
}


def _style(parser: Parser, out: list[Node], stops: frozenset[str]) -> None:
    """``\\displaystyle``: the rest of the group is set in another style."""
    command = parser.items[parser.place - 1]
    if parser.depth >= MAX_DEPTH:
        return
    parser.depth += 1
    rest = Row(parser.row(stops))
    parser.depth -= 1
    wrapped = Wrapped(rest, "style", _STYLES[command])
    if rest.items:
        first, last = rest.items[0].atom, rest.items[-1].after
        wrapped.atom = ORD if first in (SPACE, BAR) else first
        wrapped.after = ORD if last in (SPACE, BAR) else last
    out.append(wrapped)


def _switch(parser: Parser, out: list[Node], stops: frozenset[str]) -> None:
    """``\\bf``: another font for the rest of the group."""
    parser.set_font(_FONT_SWITCHES[parser.items[parser.place - 1][1:]])


def _colour(parser: Parser, out: list[Node], stops: frozenset[str]) -> None:
    parser.optional()
    parser.raw()


def _limits(parser: Parser, out: list[Node], stops: frozenset[str]) -> None:
    command = parser.items[parser.place - 1]
    if not out:
        return
    last = out[-1]
    if not isinstance(last, Scripts):
        last = Scripts(last)
        out[-1] = last
    last.limits = command == "\\limits"


def _infix(parser: Parser, out: list[Node], stops: frozenset[str]) -> None:
    """``a \\over b``: all before it in the group over all after it."""
    command = parser.items[parser.place - 1]
    over = Row(out[:])
    if parser.depth >= MAX_DEPTH:
        return
    parser.depth += 1
    below = Row(parser.row(stops))
    parser.depth -= 1
    fences = {"\\choose": "()", "\\brace": "{}", "\\brack": "[]"}.get(command, "")
    out[:] = [Frac(over, below, "", command == "\\over", fences)]


_NEGATED = dict(
    zip("=<>≤≥∈∋⊂⊃⊆⊇∼≃≅≈≡∣∥→←↔⇒⇐⇔≺≻∃⊢⊨⊑⊒", "≠≮≯≰≱∉∌⊄⊅⊈⊉≁≄≇≉≢∤∦↛↚↮⇏⇍⇎⊀⊁∄⊬⊭⋢⋣", strict=True)
)


def _not(parser: Parser, out: list[Node], stops: frozenset[str]) -> None:
    body = parser.argument("\\not")
    only = body.items[0] if len(body.items) == 1 else body
    if type(only) is Sym and only.plain in _NEGATED:
        negated = parser.known[_NEGATED[only.plain]]
        if negated is not None:
            negated = Sym(negated.text, only.atom, only.ink, len(negated.text), negated.plain)
            out.append(negated)
            return
    out.append(Wrapped(only, "not"))


for _name in _STYLES:
    ROW_COMMANDS[_name] = _style
for _name in _FONT_SWITCHES:
    ROW_COMMANDS["\\" + _name] = _switch
for _name in ("\\limits", "\\nolimits"):
    ROW_COMMANDS[_name] = _limits
for _name in ("\\over", "\\choose", "\\atop", "\\brace", "\\brack"):
    ROW_COMMANDS[_name] = _infix
ROW_COMMANDS["\\color"] = _colour
ROW_COMMANDS["\\not"] = _not

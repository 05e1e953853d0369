"""The commands with arguments: fractions, radicals, accents, fonts, stacks, spaces."""

from __future__ import annotations

from content.math.alphabet import make, words
from content.math.letters import ACCENTS
from content.math.nodes import (
    Accent,
    Arrow,
    Brace,
    Fence,
    Frac,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Sym,
    Wrapped,
)
from content.math.parse import BRACES, COMMANDS, Parser
from content.math.symbols import BIG, BIN, CLOSE, INNER, OP, OPEN, ORD, PUNCT, REL
from content.math.text import TEXT_COMMANDS, text

_FONTS = {
    "mathrm": "rm",
    "mathup": "rm",
    "mathit": "it",
    "mathnormal": "",
    "mathbf": "bf",
    "boldsymbol": "bf",
    "bm": "bf",
    "pmb": "bf",
    "symbf": "bf",
    "mathbfit": "bf",
    "bold": "bf",
    "mathsf": "sf",
    "mathtt": "tt",
    "mathbb": "bb",
    "mathds": "bb",
    "Bbb": "bb",
    "mathbbm": "bb",
    "mathcal": "cal",
    "mathscr": "cal",
    "mathfrak": "frak",
    "frak": "frak",
    "symbb": "bb",
    "symcal": "cal",
    "symfrak": "frak",
    "symrm": "rm",
    "mathbbb": "bb",
}
_CLASSES = {
    "mathord": ORD,
    "mathop": OP,
    "mathbin": BIN,
    "mathrel": REL,
    "mathopen": OPEN,
    "mathclose": CLOSE,
    "mathpunct": PUNCT,
    "mathinner": INNER,
}
_ARROWS = {
    "xrightarrow": "→",
    "xleftarrow": "←",
    "xleftrightarrow": "↔",
    "xRightarrow": "⇒",
    "xLeftarrow": "⇐",
    "xLeftrightarrow": "⇔",
    "xmapsto": "↦",
    "xhookrightarrow": "↪",
    "xhookleftarrow": "↩",
    "xtwoheadrightarrow": "↠",
    "xtwoheadleftarrow": "↞",
    "xrightharpoonup": "⇀",
    "xleftharpoonup": "↼",
    "xrightleftharpoons": "⇌",
    "xlongequal": "=",
    "xlongrightarrow": "→",
    "xlongleftarrow": "←",
}


def _frac(parser: Parser, command: str, place: int) -> Node:
    kind = command[1] if command[1] in "dtc" and command[2:] == "frac" else ""
    if command == "\\cfrac":
        parser.optional()
    over = parser.argument(command)
    return Frac(over, parser.argument(command), kind)


def _binom(parser: Parser, command: str, place: int) -> Node:
    over = parser.argument(command)
    fences = {"\\brace": "{}", "\\brack": "[]"}.get(command, "()")
    return Frac(over, parser.argument(command), command[1], bar=False, fences=fences)


def _genfrac(parser: Parser, command: str, place: int) -> Node:
    left, right, thick, style = (parser.raw().strip() for _ in range(4))
    over = parser.argument(command)
    below = parser.argument(command)
    fences = "".join(part[-1] if part and part[-1] in _GENERAL else "." for part in (left, right))
    bar = not thick.startswith("0")
    return Frac(
        over, below, "t" if style in ("1", "2", "3") else "", bar, fences if fences != ".." else ""
    )


_GENERAL = frozenset("()[]{}|/")


def _sqrt(parser: Parser, command: str, place: int) -> Node:
    index = parser.optional()
    return Root(parser.argument(command), index)


def _stack(parser: Parser, command: str, place: int) -> Node:
    first = parser.argument(command)
    below = parser.argument(command) if command == "\\overunderset" else None
    base = parser.argument(command)
    only = base.items[0] if len(base.items) == 1 else base
    atom = REL if command == "\\stackrel" else only.atom
    if len(base.items) > 1 and all(item.atom == OP for item in base.items):
        atom = BIG  # arg min
    if command == "\\underset":
        return Stack(only, None, first, atom)
    return Stack(only, first, below, atom)


def _brace(parser: Parser, command: str, place: int) -> Node:
    body = parser.argument(command)
    return Brace(body, "under" in command, "[" if "bracket" in command else "{")


def _brace_label(parser: Parser, node: Node, token: str) -> bool:
    """The script of a brace is its label."""
    if not isinstance(node, Brace) or node.label is not None or node.under != (token == "_"):
        return False
    node.label = parser.argument(token)
    return True


def _accent(parser: Parser, command: str, place: int) -> Node:
    body = parser.argument(command)
    return Accent(body.items[0] if len(body.items) == 1 else body, command[1:])


def _font(parser: Parser, command: str, place: int) -> Node:
    before = parser.set_font(_FONTS[command[1:]])
    body = parser.argument(command)
    parser.set_font(before)
    return body.items[0] if len(body.items) == 1 else body


def _operator(parser: Parser, command: str, place: int) -> Node:
    before = parser.set_font("rm")
    body = parser.argument(command)
    parser.set_font(before)
    atom = OP
    pieces: list[str] = []
    for node in body.items:
        if type(node) is Sym:
            pieces.append("-" if node.plain == "−" else node.text)
        elif type(node) is Space:
            pieces.append(" " * max(0, min(1, node.size)))
        else:
            named: Node = Row(body.items, atom)
            break
    else:
        named = words("".join(pieces), "u", parser.mode)
        named.atom = named.after = atom
    if command.endswith("*"):
        limited = Scripts(named)
        limited.limits = True
        limited.after = BIG
        return limited
    return named


def _class(parser: Parser, command: str, place: int) -> Node:
    body = parser.argument(command)
    atom = _CLASSES[command[1:]]
    if atom == OP:
        limited = Scripts(Row(body.items, OP))
        limited.limits = True
        return limited
    return Row(body.items, atom)


def _arrow(parser: Parser, command: str, place: int) -> Node:
    below = parser.optional()
    return Arrow(_ARROWS[command[1:]], parser.argument(command), below)


def _wrapped(parser: Parser, command: str, place: int) -> Node:
    kind = {"fbox": "boxed", "framebox": "boxed", "bcancel": "cancel", "xcancel": "cancel"}
    kind.update({"sout": "cancel", "hphantom": "phantom", "not": "cancel"})
    name = command[1:]
    if name in ("fbox", "framebox"):
        return Wrapped(text(parser, "\\text", place), "boxed")
    return Wrapped(parser.argument(command), kind.get(name, name))


def _dropped(parser: Parser, command: str, place: int) -> None:
    parser.raw()


def _coloured(parser: Parser, command: str, place: int) -> Node:
    parser.optional()
    parser.raw()
    if command == "\\fcolorbox":
        parser.raw()
    if command in ("\\colorbox", "\\fcolorbox"):
        return text(parser, "\\text", place)
    return parser.argument(command)


def _passed(parser: Parser, command: str, place: int) -> Node:
    return parser.argument(command)


def _prescript(parser: Parser, command: str, place: int) -> Node:
    before = Scripts(Row([]))
    before.sup = parser.argument(command)
    before.sub = parser.argument(command)
    return Row([before, parser.argument(command)])


def _cancel_to(parser: Parser, command: str, place: int) -> Node:
    value = parser.argument(command)
    struck = Wrapped(parser.argument(command), "cancel")
    if any(node.atom in (BIN, REL, PUNCT) for node in value.items):
        value = Row([Fence(["(", ")"], [value])])
    return Row([struck, make("→", ORD, "r", parser.mode), value], INNER)


def _register() -> None:
    groups = (
        (_frac, "frac dfrac tfrac cfrac"),
        (_binom, "binom dbinom tbinom"),
        (_genfrac, "genfrac"),
        (_sqrt, "sqrt"),
        (_stack, "overset underset stackrel overunderset"),
        (_brace, "underbrace overbrace underbracket overbracket"),
        (_accent, " ".join(ACCENTS)),
        (_font, " ".join(_FONTS)),
        (_operator, "operatorname operatorname* operatornamewithlimits*"),
        (_class, " ".join(_CLASSES)),
        (_arrow, " ".join(_ARROWS)),
        (_wrapped, "boxed fbox framebox cancel bcancel xcancel sout phantom hphantom"),
        (_dropped, "label vphantom vspace vskip ref eqref cite pagecolor intertext* vspace*"),
        (_coloured, "textcolor colorbox fcolorbox"),
        (_passed, "smash mathclap mathllap mathrlap clap llap rlap ensuremath hbar* mathchoice"),
        (_passed, "smashoperator underline* displaymath symup vcenter mathstrut* bigl* Bigl*"),
        (_cancel_to, "cancelto"),
        (_prescript, "prescript"),
    )
    for handler, names in groups:
        for name in names.split():
            COMMANDS["\\" + name] = handler
    for command in TEXT_COMMANDS:
        COMMANDS[command] = text


_register()
BRACES[Brace] = _brace_label
COMMANDS["\\operatornamewithlimits"] = lambda p, c, place: _operator(p, c + "*", place)

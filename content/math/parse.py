"""Tokens to the tree. Never raises: what is wrong is repaired and reported."""

from __future__ import annotations

from collections.abc import Callable

from content.math.alphabet import alphabet, words
from content.math.nodes import Frac, Node, Row, Scripts, Sym
from content.math.symbols import BIG, LIMITS, OP, SPACE, WORD
from content.math.tokens import Notice, Stream

MAX_DEPTH = 40  # groups within groups; deeper ones are shown as typed
MAX_NOTICES = 50
CELL_ENDS = frozenset(("&", "\\\\", "\\cr", "\\newline"))


class Parser:
    """One pass over the tokens; ``waiting`` counts who waits for a closing token."""

    def __init__(self, stream: Stream, mode: str, plain: bool, notices: list[Notice]) -> None:
        self.stream = stream
        self.items = stream.items
        self.place = 0
        self.mode = mode
        self.plain = plain
        self.font = ""
        self.known = alphabet("", mode, plain)
        self.depth = 0
        self.waiting = {"}": 0, "\\right": 0, "\\end": 0, "]": 0, "$": 0, "&": 0}
        self.rules: list[int] = []
        self.notices = notices

    def warn(self, message: str, place: int) -> None:
        """Report something about the token at a place."""
        if len(self.notices) < MAX_NOTICES:
            self.notices.append(Notice(message, self.stream.position(place)))

    def set_font(self, font: str) -> str:
        """Change the font of what follows; the one before is returned."""
        before = self.font
        self.font = font
        self.known = alphabet(font, self.mode, self.plain)
        return before

    def peek(self) -> str:
        """The next token that is not blank, or an empty one at the end."""
        items = self.items
        while self.place < len(items):
            token = items[self.place]
            if not token.isspace():
                return token
            self.place += 1
        return ""

    def _closes(self, token: str, stops: frozenset[str]) -> bool:
        """Whether a token ends the row; a stray closing token is reported and skipped."""
        if token in stops:
            return True
        if token[:4] == "\\end" and token[4:5] in "{ ":
            kind = "\\end"
        elif token in CELL_ENDS:
            kind = "&"
        else:
            kind = "\\right" if token == "\\middle" else token
        if self.waiting.get(kind, 0):
            return True
        self.warn(f"{token} without its beginning", self.place)
        self.place += 1
        return False

    def row(self, stops: frozenset[str]) -> list[Node]:
        """Atoms up to one of the tokens in ``stops`` (left unread) or the end."""
        out: list[Node] = []
        items, count = self.items, len(self.items)
        append = out.append
        while self.place < count:
            token = items[self.place]
            node = self.known[token] if token not in stops else None
            if node is not None:
                append(node)
                self.place += 1
            elif token in "^_'" or token[0] == "'":
                self.place += 1
                self._script(token, out)
            elif token.isspace():
                self.place += 1
            elif token in CLOSERS or token[:4] == "\\end" or token in stops:
                if self._closes(token, stops):
                    break
            elif token in ROW_COMMANDS:
                self.place += 1
                ROW_COMMANDS[token](self, out, stops)
            else:
                made = self.atom()
                if made is not None:
                    append(made)
        return out

    def atom(self) -> Node | None:
        """The next atom, whatever it is; None if it makes nothing."""
        token = self.items[self.place]
        node = self.known[token]
        place = self.place
        self.place += 1
        if node is not None:
            return node
        if token == "{":
            return self.group()
        handler = COMMANDS.get(token)
        if handler is None and token[0] == "\\":
            if token[:6] == "\\begin" and token[6:7] in "{ \t\n":
                handler = COMMANDS["\\begin"]
            elif token[-1] == "*" and len(token) > 2:
                # No such starred command: the star belongs to what follows.
                self._cut(place, "*")
                node = self.known[token[:-1]]
                if node is not None:
                    return node
                token = token[:-1]
                handler = COMMANDS.get(token)
        if handler is not None:
            return handler(self, token, place)
        return self.unknown(token, place)

    def _cut(self, place: int, rest: str) -> None:
        """Only the first part of a token is read now: the rest of it is read next."""
        self.stream.keep()
        self.items[place] = rest
        self.place = place

    def unknown(self, token: str, place: int) -> Node | None:
        """A command nobody knows, shown as typed with its groups."""
        if token[0] != "\\":
            self.warn(f"{token!r} cannot be drawn", place)
            return None
        self.warn(f"{token} is unknown" if len(token) > 1 else "a lone backslash", place)
        shown: list[Node] = [words(token, "x", self.mode)]
        while self.place < len(self.items) and self.items[self.place] == "{":
            self.place += 1
            brace = words("{", "x", self.mode)
            shown += [brace, self.group(), words("}", "x", self.mode)]
        return Row(shown, WORD)

    def group(self) -> Row:
        """The rest of a ``{`` group, through its ``}``."""
        opened = self.place - 1
        if self.depth >= MAX_DEPTH:
            return self._as_typed(opened)
        font = self.font
        self.depth += 1
        self.waiting["}"] += 1
        items = self.row(GROUP_END)
        self.waiting["}"] -= 1
        self.depth -= 1
        if font != self.font:
            self.set_font(font)
        if self.place < len(self.items) and self.items[self.place] == "}":
            self.place += 1
        else:
            self.warn("a brace is not closed", opened)
        if len(items) == 1 and type(items[0]) is Row:
            return items[0]
        made = Row(items)
        if len(items) == 1 and type(items[0]) is Frac:
            made.atom, made.after = items[0].atom, items[0].after
        return made

    def _as_typed(self, opened: int) -> Row:
        self.warn(f"nested deeper than {MAX_DEPTH}: shown as typed", opened)
        level = 1
        start = self.place
        items = self.items
        while self.place < len(items) and level:
            token = items[self.place]
            level += (token == "{") - (token == "}")
            self.place += 1
        shown = [t for t in items[start : self.place] if t not in "{}"]
        return Row([words(" ".join("".join(shown).split()), "x", self.mode)])

    def argument(self, command: str) -> Row:
        """The argument of a command: a group, or the next token with its own arguments."""
        token = self.peek()
        place = self.place
        if not token or token in CLOSERS or token[:5] == "\\end{":
            self.warn(f"{command} lacks an argument", max(place - 1, 0))
            return Row([])
        if token == "{":
            self.place += 1
            return self.group()
        if token[0].isdigit() and len(token) > 1:
            self._cut(place, token[1:])
            return Row([node for node in (self.known[token[0]],) if node is not None])
        if token in "^_'" or token in ROW_COMMANDS:
            if token in "^_'":
                self.warn(f"{command} lacks an argument", place)
                return Row([])
            return self._row_command(token)
        if self.depth >= MAX_DEPTH:
            self.place += 1
            self.warn(f"nested deeper than {MAX_DEPTH}: shown as typed", place)
            return Row([words(token, "x", self.mode)])
        self.depth += 1
        node = self.atom()
        self.depth -= 1
        return Row([] if node is None else [node])

    def _row_command(self, token: str) -> Row:
        """What a command that acts on its row makes as an argument."""
        out: list[Node] = []
        self.place += 1
        if self.depth < MAX_DEPTH:
            self.depth += 1
            ROW_COMMANDS[token](self, out, GROUP_END)
            if token == "\\color" and self.peek() not in ("", *CLOSERS):
                out += self.argument(token).items
            self.depth -= 1
        return Row(out)

    def optional(self) -> Row | None:
        """The argument in square brackets, if there is one."""
        if self.peek() != "[":
            return None
        opened = self.place
        self.place += 1
        if self.depth >= MAX_DEPTH:
            return None
        self.depth += 1
        self.waiting["]"] += 1
        items = self.row(OPTION_END)
        self.waiting["]"] -= 1
        self.depth -= 1
        if self.place < len(self.items) and self.items[self.place] == "]":
            self.place += 1
        else:
            self.warn("a bracket is not closed", opened)
        return Row(items)

    def raw(self) -> str:
        """The source of the next group, unread (names, lengths, colours)."""
        if self.peek() != "{":
            token = self.peek()
            if token and token not in CLOSERS:
                self.place += 1
            return token if token not in CLOSERS else ""
        self.place += 1
        start, level = self.place, 1
        while self.place < len(self.items):
            token = self.items[self.place]
            level += (token == "{") - (token == "}")
            if not level:
                break
            self.place += 1
        text = "".join(self.items[start : self.place])
        self.place += 1
        return text

    def _script(self, token: str, out: list[Node]) -> None:
        if token[0] != "'" and self.peek()[:1] in ("", "^", "_"):
            self.warn(f"{token} lacks an argument", self.place - 1)
            return
        base = out.pop() if out and out[-1].atom != SPACE else Row([])
        if type(base) is not Scripts:
            label = BRACES.get(type(base))
            if label is not None and token in "^_" and label(self, base, token):
                out.append(base)
                return
            limited = type(base) is Sym and base.plain in LIMITS
            base = Scripts(base)
            if limited and base.atom == OP:
                base.after = BIG  # with limits it keeps its distance as a sum does
        elif (token == "^" and base.sup is not None) or (token == "_" and base.sub is not None):
            self.warn(f"two scripts {token} on one base", self.place - 1)
            out.append(base)
            base = Scripts(Row([]))
        out.append(base)
        if token[0] == "'":
            base.primes += len(token)
        elif token == "^":
            base.sup = self.argument("^")
        else:
            base.sub = self.argument("_")


Handler = Callable[[Parser, str, int], "Node | None"]
RowHandler = Callable[[Parser, "list[Node]", "frozenset[str]"], None]
LabelHandler = Callable[[Parser, Node, str], bool]
COMMANDS: dict[str, Handler] = {}
ROW_COMMANDS: dict[str, RowHandler] = {}
BRACES: dict[type[Node], LabelHandler] = {}
GROUP_END = frozenset("}")
OPTION_END = frozenset("]")
CLOSERS = CELL_ENDS | frozenset(("}", "\\right", "\\middle", "$", "$$"))

"""Macros: those of a deck, and those that a formula defines itself; expanded on the tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from content.math.tokens import DEFINERS, starts_of, tokens_of

MAX_TOKENS = 20_000  # tokens that macros may add
MAX_DEPTH = 40  # macros within macros


class Macro:
    """How many arguments, the first one's default (None: it must be given), and the body."""

    __slots__ = ("arguments", "body", "default")

    def __init__(self, arguments: int, default: list[str] | None, body: list[str]) -> None:
        self.arguments = arguments
        self.default = default
        self.body = body


Warn = Callable[[str, int], None]


def _arity(body: list[str]) -> int:
    count = 0
    for before, token in pairwise(body):
        if before == "#" and token[0].isdigit():
            count = max(count, int(token[0]))
    return count


def deck_macros(macros: Mapping[str, str]) -> dict[str, Macro]:
    """A deck's mapping of name (with or without backslash) to body (``#1`` for arguments)."""
    found: dict[str, Macro] = {}
    for name, body in macros.items():
        tokens = tokens_of(body)
        found["\\" + name.lstrip("\\")] = Macro(_arity(tokens), None, tokens)
    return found


class Expander:
    """Replaces macros by their bodies in one pass over a stack of tokens."""

    def __init__(self, items: list[str], offset: int, known: dict[str, Macro], warn: Warn) -> None:
        starts = starts_of(items, offset)
        # A stack of (token, position in the source, depth of macros), the next one last.
        self.stack = [(token, starts[i], 0) for i, token in enumerate(items)][::-1]
        self.known = known
        self.warn = warn
        self.added = 0
        self.stopped = False

    def run(self) -> tuple[list[str], list[int]]:
        """The tokens with macros replaced, and the position of each."""
        out: list[str] = []
        origins: list[int] = []
        stack = self.stack
        while stack:
            token, position, depth = stack.pop()
            if token in DEFINERS:
                self._define(token, position)
            elif token[0] == "\\" and token in self.known and not self.stopped:
                self._expand(token, position, depth)
            else:
                out.append(token)
                origins.append(position)
        origins.append(origins[-1] if origins else 0)
        return out, origins

    def _skip_blanks(self) -> None:
        while self.stack and self.stack[-1][0].isspace():
            self.stack.pop()

    def _group(self, opening: str = "{", closing: str = "}") -> list[str] | None:
        """The tokens of the next group, or the next token alone; None at the end."""
        self._skip_blanks()
        if not self.stack:
            return None
        token, position, depth = self.stack.pop()
        if token != opening:
            if token[0].isdigit() and len(token) > 1:
                self.stack.append((token[1:], position, depth))
                token = token[0]
            return [token]
        found: list[str] = []
        level = 1
        while self.stack:
            token = self.stack.pop()[0]
            level += (token == opening) - (token == closing)
            if not level:
                break
            found.append(token)
        return found

    def _optional(self) -> list[str] | None:
        self._skip_blanks()
        if self.stack and self.stack[-1][0] == "[":
            return self._group("[", "]")
        return None

    def _define(self, token: str, position: int) -> None:
        named = self._group() or []
        name = next((part for part in named if not part.isspace()), "")
        if not name.startswith("\\"):
            self.warn("a definition without a name", position)
            return
        if token == "\\let":
            self._skip_blanks()
            if self.stack and self.stack[-1][0] == "=":
                self.stack.pop()
            self.known[name] = Macro(0, None, self._group() or [])
            return
        if token.startswith("\\DeclareMathOperator"):
            command = "\\operatorname*" if token.endswith("*") else "\\operatorname"
            self.known[name] = Macro(0, None, [command, "{", *(self._group() or []), "}"])
            return
        arguments, default = self._parameters(token)
        body = self._group() or []
        self.known[name] = Macro(arguments, default, body)

    def _parameters(self, token: str) -> tuple[int, list[str] | None]:
        if token in ("\\def", "\\gdef"):
            count = 0
            while self.stack and self.stack[-1][0] != "{":
                count += self.stack.pop()[0] == "#"
            return min(count, 9), None
        given = self._optional()
        count = "".join(given or ["0"]).strip()
        return (min(int(count), 9) if count.isdecimal() else 0), self._optional()

    def _expand(self, name: str, position: int, depth: int) -> None:
        macro = self.known[name]
        if depth >= MAX_DEPTH or self.added > MAX_TOKENS:
            self.stopped = True
            self.warn(f"macros expand too far at {name}: the rest is shown as typed", position)
            self.stack.append((name, position, depth))
            return
        given: list[list[str]] = []
        for index in range(macro.arguments):
            if not index and macro.default is not None:
                given.append(self._optional() or macro.default)
                continue
            argument = self._group()
            if argument is None:
                self.warn(f"{name} lacks an argument", position)
            given.append(argument or [])
        filled = _filled(macro.body, given, MAX_TOKENS)
        self.added += len(filled)
        # A space keeps a command at the end of the body apart from the letter after it.
        self.stack.extend([(token, position, depth + 1) for token in reversed(filled)])


def _filled(body: list[str], given: list[list[str]], limit: int) -> list[str]:
    out: list[str] = []
    place = 0
    while place < len(body) and len(out) <= limit:
        token = body[place]
        place += 1
        if token == "#" and place < len(body) and body[place][0].isdigit():
            index = int(body[place][0]) - 1
            if 0 <= index < len(given):
                out += given[index]
            if len(body[place]) > 1:
                out.append(body[place][1:])
            place += 1
        else:
            out.append(token)
    return out


def expanded(
    items: list[str], offset: int, macros: Mapping[str, str] | None, warn: Warn
) -> tuple[list[str], list[int]]:
    """The tokens with all macros replaced, and the source position of each."""
    return Expander(items, offset, deck_macros(macros or {}), warn).run()

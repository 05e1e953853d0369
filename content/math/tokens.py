"""LaTeX source to tokens, without comments and without the dollars around it."""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False  # as in typing, whose import is half as long as all of ours
if TYPE_CHECKING:
    import re

# A command, an escaped character, an environment's end or start, a number, blanks, any character.
_TOKEN = r"\\(?:begin|end)\s*\{[^{}]*\}|\\[a-zA-Z]+\*?|\\[\s\S]|[0-9]+(?:\.[0-9]+)?|\s+|'+|[\s\S]"
_COMMENT = r"((?:^|[^\\])(?:\\\\)*)%[^\n]*(?:\n[ \t]*|$)"
# The commands that define macros.
DEFINERS = frozenset(
    [
        *("\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareMathOperator"),
        *("\\newcommand*", "\\renewcommand*", "\\providecommand*", "\\DeclareMathOperator*"),
        *("\\def", "\\gdef", "\\let"),
    ]
)
_OUTER = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))


def strip_outer(source: str) -> tuple[str, int]:
    """The formula between its dollars or brackets, and how many characters were before it."""
    text = source.strip()
    start = len(source) - len(source.lstrip())
    for before, after in _OUTER:
        if (
            text.startswith(before)
            and text.endswith(after)
            and len(text) >= len(before) + len(after)
            and not text.endswith("\\" + after)
        ):
            inner = text[len(before) : len(text) - len(after)]
            return inner, start + len(before)
    return text, start


@cache
def pattern(source: str) -> re.Pattern[str]:
    """A regular expression, made when it is first used: the import stays cheap."""
    import re

    return re.compile(source)


def _blanked(match: re.Match[str]) -> str:
    kept = match.group(1)
    return kept + " " * (len(match.group()) - len(kept))


def tokens_of(source: str) -> list[str]:
    """The tokens of a source; together they are the source, comments as blanks."""
    if "%" in source:
        source = pattern(_COMMENT).sub(_blanked, source)
    return pattern(_TOKEN).findall(source)


class Notice(tuple[str, int]):
    """Something a formula has that could not be set as meant, and where (code points)."""

    __slots__ = ()

    def __new__(cls, message: str, position: int) -> Notice:
        return super().__new__(cls, (message, position))

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return self[0]

    @property
    def position(self) -> int:
        """Where it is in the source."""
        return self[1]


class Stream:
    """Tokens with a place to read from, and the place in the source of each.

    ``starts`` is made only when a position is asked for; tokens that macros made have the
    position of the macro's use (``origins``).
    """

    __slots__ = ("_original", "_starts", "items", "offset", "origins")

    def __init__(self, items: list[str], offset: int = 0) -> None:
        self.items = items
        self._original = items
        self.offset = offset
        self.origins: list[int] | None = None
        self._starts: list[int] | None = None

    def keep(self) -> None:
        """Remember the tokens as they are, before one is changed."""
        if self._original is self.items:
            self._original = list(self.items)

    def position(self, place: int) -> int:
        """Where in the source the token of a place stands (code points from its start)."""
        if self.origins is not None:
            return self.origins[min(place, len(self.origins) - 1)] if self.origins else 0
        if self._starts is None:
            self._starts = starts_of(self._original, self.offset)
        return self._starts[min(place, len(self._starts) - 1)]


def starts_of(items: list[str], offset: int) -> list[int]:
    """The position of every token, and of the end."""
    starts = [offset]
    for item in items:
        offset += len(item)
        starts.append(offset)
    return starts

"""The two parsers of Markdown: one for our own texts, one for maths alone; a paragraph's parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

TAIL = " ."
BREAKS = ("softbreak", "hardbreak")


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, struck text and maths; HTML is text."""
    return _with_maths(MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]))


@cache
def math_parser() -> MarkdownIt:
    """Formulas alone: nothing else means anything."""
    return _with_maths(MarkdownIt("zero"))


def _with_maths(made: MarkdownIt) -> MarkdownIt:
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    # To judge a formula at the start of a text the plugin looks at what stands before it, and
    # there finds the text's last character; so none of its texts ends in a digit or a backslash.
    made.core.ruler.before("inline", "mlroad_tail", _add_tail)
    made.core.ruler.after("inline", "mlroad_no_tail", _drop_tail)
    return made


def _add_tail(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            token.content += TAIL


def _drop_tail(state: StateCore) -> None:
    for token in state.tokens:
        left = TAIL if token.type == "inline" else ""
        for child in reversed(token.children or ()):
            if child.content.endswith(left):
                child.content = child.content.removesuffix(left)
                break
            # A backslash before it has taken the blank into a token of its own.
            left = left.removesuffix(child.content)
            child.content = ""


def parted(tokens: Sequence[Token]) -> list[Token | list[Token]]:
    """A paragraph in parts: a formula `$$...$$` that has its line to itself, or words."""
    parts: list[Token | list[Token]] = []
    rows: list[list[Token]] = [[]]
    for token in tokens:
        if token.type in BREAKS:
            rows.append([token])
        elif token.type != "text" or token.content:
            rows[-1].append(token)
    for row in rows:
        bare = [token for token in row if token.type not in BREAKS]
        if [token.type for token in bare] == ["math_inline_double"]:
            parts += bare
        elif parts and isinstance(parts[-1], list):
            parts[-1] += row
        else:
            parts.append(bare)
    return parts

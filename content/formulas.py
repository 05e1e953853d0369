"""Finds the formulas in a Markdown text: what stands between ``$`` and ``$`` or ``$$`` and ``$$``.

The rules are those of mdit-py-plugins' dollarmath with ``allow_space=False``,
``allow_digits=False`` and ``double_inline=True``: `$5 and $6` is no formula, and neither is
anything in code. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# CommonMark's white space: str.isspace has more.
_BLANK = frozenset("\t\n\v\f\r \xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(8192, 8203))))
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_FENCE = re.compile(r" {0,3}(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)$")
_MARKER = re.compile(r" *(?:[-*+]|\d{1,9}[.)]|#{1,6})(?= |$) *|(?: *>)+ ?")
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)])(?: |$)")
_LABEL = re.compile(r"^\s*\)([^)$\r\n]+?)\(\s*\${2}")  # of the line read backwards


class Formula(NamedTuple):
    """A formula of a text: its LaTeX, where in the text it begins, whether it is a block."""

    latex: str
    start: int
    display: bool


def find_formulas(text: str) -> list[Formula]:
    """The formulas of a Markdown text, in their order."""
    if "$" not in text:
        return []
    return list(_Blocks(text).formulas())


class _Blocks:
    """One pass over the lines: fenced and indented code, blocks of ``$$``, and paragraphs."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[tuple[int, int]] = []
        self.unclosed = False  # a block was opened and no line below it closes one
        start = 0
        for line in text.split("\n"):
            self.lines.append((start, start + len(line)))
            start += len(line) + 1

    def formulas(self) -> Iterator[Formula]:
        number, opened, listed = 0, -1, False
        while number < len(self.lines):
            start, end = self.lines[number]
            line = self.text[start:end]
            fence = _FENCE.match(line)
            marker = _MARKER.match(line)
            if fence or marker or not line.strip():
                if opened >= 0:
                    yield from _inline(self.text, opened, start)
                opened = -1
                if fence:
                    number = self._after_fence(number, fence[1] or fence[2])
                    continue
                if marker is None:
                    number += 1
                    continue
                listed = listed or bool(_ITEM.match(line))
                start += marker.end()
            if opened < 0:
                indent = len(line) - len(line.lstrip(" "))
                if indent >= 4 and not marker and not listed:
                    number += 1  # indented code
                    continue
                listed = listed and (indent > 0 or marker is not None)
                block = self._block(number, start)
                if block:
                    yield block[0]
                    number = block[1]
                    continue
                opened = start
            number += 1
        if opened >= 0:
            yield from _inline(self.text, opened, len(self.text))

    def _after_fence(self, number: int, mark: str) -> int:
        closing = re.compile(rf" {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*$")
        for later in range(number + 1, len(self.lines)):
            start, end = self.lines[later]
            if closing.match(self.text[start:end]):
                return later + 1
        return len(self.lines)

    def _block(self, number: int, start: int) -> tuple[Formula, int] | None:
        """A block of ``$$`` that begins a line, and the number of the line after it."""
        end = self.lines[number][1]
        while start < end and self.text[start] in " \t":
            start += 1
        if not self.text.startswith("$$", start, end):
            return None
        first = self.text[start:end]
        if len(first.strip()) > 3:
            stop = self._stop(start, end)
            if stop is not None:
                return Formula(self.text[start + 2 : stop], start + 2, True), number + 1
            if "$$" in first[2:]:
                return None
        for later in () if self.unclosed else range(number + 1, len(self.lines)):
            stop = self._stop(*self.lines[later])
            if stop is not None:
                return Formula(self.text[start + 2 : stop], start + 2, True), later + 1
        self.unclosed = True
        return None

    def _stop(self, start: int, end: int) -> int | None:
        """Where the ``$$`` that ends a line begins; a label may follow it."""
        line = self.text[start:end].rstrip()
        if line.endswith("$$"):
            return start + len(line) - 2
        label = _LABEL.match(self.text[start:end][::-1])
        return end - label.end() if label else None


def _inline(text: str, start: int, end: int) -> Iterator[Formula]:
    """The formulas of one paragraph."""
    source = text[start:end].rstrip()
    place = 0
    unmatched: set[int] = set()  # lengths of runs of backticks that nothing closes
    while place < len(source):
        character = source[place]
        if character == "\\" and source[place + 1 : place + 2] in _PUNCTUATION:
            place += 2
        elif character == "`":
            place = _after_code(source, place, unmatched)
        elif character == "$":
            closed = _closing(source, place)
            if closed is None:
                place += 1
                continue
            double = source[place + 1] == "$"
            inner = source[place + 1 + double : closed - double]
            yield Formula(inner, start + place + 1 + double, double)
            place = closed + 1
        else:
            place += 1


def _after_code(source: str, place: int, unmatched: set[int]) -> int:
    """The place behind a span of code, or behind the backticks that begin none."""
    length = 1
    while source[place + length : place + length + 1] == "`":
        length += 1
    behind = place + length
    if length not in unmatched:
        for run in re.finditer("`+", source[behind:]):
            if len(run[0]) == length:
                return behind + run.end()
        unmatched.add(length)
    return behind


def _closing(source: str, place: int) -> int | None:
    """The last dollar of the formula that the dollar at ``place`` opens, if it opens one."""
    after = source[place + 1 : place + 2]
    if not after or after in _BLANK or (place and source[place - 1].isdigit()):
        return None
    double = after == "$"
    end = place + double
    while True:
        end = source.find("$", end + 1)
        if end < 0:
            return None
        if _escaped(source, end):
            continue
        if not double:
            break
        if end + 1 >= len(source):
            return None
        if source[end + 1] == "$":
            end += 1
            break
    if source[end - 1] in _BLANK or source[end + 1 : end + 2].isdigit():
        return None
    return end if end > place + (3 if double else 1) else None


def _escaped(source: str, place: int) -> bool:
    before = place
    while before and source[before - 1] == "\\":
        before -= 1
    return (place - before) % 2 == 1

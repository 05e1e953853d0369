"""Fenced code with highlighting, a line at a time."""

from __future__ import annotations

from textual.content import Content
from textual.highlight import highlight

from tui.text import clean, content


def highlighted(code: str, language: str) -> list[Content]:
    """The lines of the code, coloured if the language is known, else plain."""
    text = clean(code)
    if not language:
        return [content((line, "$accent")) for line in text.split("\n")]
    return highlight(text, language=language.split()[0]).split("\n", allow_blank=True)

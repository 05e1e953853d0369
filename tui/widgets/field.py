"""A line to type in: what is pasted into it is cleaned like all text from outside."""

from __future__ import annotations

from textual.widgets import Input

from tui.text import clean


class Field(Input):
    """An input whose value holds nothing that acts on a terminal."""

    def validate_value(self, value: str) -> str:
        """The value on one line, cleaned; blanks stay, for words are still being typed."""
        return clean(value).replace("\n", " ")

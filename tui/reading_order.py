"""The reading order as a list: the classics that ship with mlroad, with their own progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content.model import Library, Paper
from tui.paper_words import order_row
from tui.widgets.rows import Row


class ReadingOrder:
    """The papers that match some words, and which of them are read."""

    def __init__(self, library: Library, statuses: Mapping[str, str], words: str) -> None:
        wanted = words.casefold().split()
        self.papers: list[Paper] = [
            paper
            for paper in library.papers.values()
            if all(word in f"{paper.title} {paper.authors}".casefold() for word in wanted)
        ]
        self._statuses = statuses

    def status(self, place: int) -> str:
        """To do, learning, done or skipped."""
        return self._statuses.get(self.papers[place].id, "todo")

    @property
    def read(self) -> int:
        """How many are read."""
        return sum(self.status(place) == "done" for place in range(len(self.papers)))

    def rows(self, places: Sequence[int]) -> list[Row]:
        """The lines of some places."""
        return [order_row(self.papers[place], self.status(place)) for place in places]

    def next_unread(self, start: int) -> int | None:
        """The first place from ``start`` on that is not read."""
        later = range(start, len(self.papers))
        return next((place for place in later if self.status(place) != "done"), None)

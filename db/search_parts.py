"""What a piece of a search is made of: what was written, what it needs to know, its SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from db.scheduler import ELAPSED_MAX
from db.search_words import nearest, refused

if TYPE_CHECKING:
    from content.model import Topic
    from db.scheduler import Scheduler

ELAPSED = f"min(max(0, ? - coalesce(memory.last_day, ?)), {ELAPSED_MAX})"
"""The study days since the last answer; both question marks are the day."""
Values = tuple[str | int | float, ...]
Below = Callable[[str], frozenset[str]]
"""Gives a topic and all below it; raises KeyError (or UnknownTopic) for an id that is none."""


class UnknownTopic(KeyError):
    """There is no such topic; ``near`` are the ids most like it."""

    def __init__(self, topic: str, near: Collection[str]) -> None:
        super().__init__(topic)
        self.near = tuple(near)


class Context(NamedTuple):
    """What a search needs to know beside its text: the study day, FSRS, the map."""

    day: int
    scheduler: Scheduler
    below: Below


class Part(NamedTuple):
    """A piece of a condition; ``by_number`` if it asks for nothing but the card's number."""

    sql: str
    values: Values = ()
    by_number: bool = False


Build = Callable[[Context], Part]


class Said(NamedTuple):
    """A ``name:value`` as it was written, with the index where each of the two begins.

    ``typing``: the learner may be about to type more of it.
    """

    name: str
    value: str
    at: int
    value_at: int
    typing: bool = False

    def refuse(self, words: str) -> NoReturn:
        """Raise QueryError for the value."""
        raise refused(self.value_at, words)

    def refuse_unknown(self, known: Collection[str]) -> NoReturn:
        """Raise QueryError with the nearest names and all that there are."""
        near = nearest(self.value, known)
        perhaps = f"perhaps {' or '.join(f'{self.name}:{one}' for one in near)}; " if near else ""
        self.refuse(
            f"there is no {self.name}:{self.value}; {perhaps}{self.name}: knows {', '.join(known)}"
        )


def below_of(topics: Mapping[str, Topic]) -> Below:
    """Return the function from a topic of the map to it and all below it."""

    def below(topic: str) -> frozenset[str]:
        if topic not in topics:
            raise UnknownTopic(topic, nearest(topic, topics))
        found = {topic}
        for one in topics.values():  # children stand after their parents in the map
            if one.parent in found:
                found.add(one.id)
        return frozenset(found)

    return below

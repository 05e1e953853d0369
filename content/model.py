"""The frozen values that the rooms hand to each other: topics, cards, papers, entries. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from content.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a content file, addressed so that an editor can jump to it."""

    file: str
    line: int
    rule: str
    message: str
    card: str | None = None
    level: str = "error"

    def __str__(self) -> str:
        level = "" if self.level == "error" else f"{self.level}: "
        line = f"{self.file}:{self.line}: {level}{self.rule}: {self.message}"
        # The words quote the file: a line break or an escape sequence in it stays there.
        return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)


class LibraryError(Refusal):
    """The content files hold errors; ``faults`` has each of them with file and line."""

    exit_code = 2

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Goal:
    """A learning goal of a topic; cards name it in ``covers``."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A topic that another one needs, and why."""

    topic: str
    why: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A page, book, course or video to learn from. ``minutes`` is 0 for reference works."""

    title: str
    url: str
    author: str
    kind: str
    language: str
    access: str
    minutes: int
    as_of: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a project with its definition of done."""

    title: str
    done: str


@dataclass(frozen=True, slots=True)
class Project:
    """What to build, how one knows that it is done, and which topics it exercises."""

    brief: str
    milestones: tuple[Milestone, ...]
    dataset: str
    dataset_url: str | None
    dataset_note: str
    exercises: tuple[str, ...]
    stretch: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A node of the map: a group, or a leaf that can be learned."""

    id: str
    number: str
    title: str
    kind: str
    level: str
    parent: str | None
    text: str
    seed_line: int | None = None
    duration: str | None = None
    hours: float = 0
    goals: tuple[Goal, ...] = ()
    requires: tuple[Prerequisite, ...] = ()
    also_uses: tuple[Prerequisite, ...] = ()
    resources: tuple[Resource, ...] = ()
    project: Project | None = None
    added_because: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The page that says what a card says."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What makes a generated card: variables in order with how they are drawn, and the answer.

    All are expressions (``content.cards.expressions``). ``tolerance`` is an amount, or a share of
    the answer if ``relative``; ``where`` holds for each draw; ``check`` is another way to it.
    """

    vars: tuple[tuple[str, str], ...]
    answer: str
    check: str
    tolerance: float = 0.0
    relative: bool = False
    where: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What is written and makes one or more cards (``content.notes.cards_of``).

    ``kind`` is one of ``content.notes.KINDS``; ``answer`` is what a typed card expects, ``accept``
    what else is right; ``problem`` makes a generated card. ``proved`` says that a computation
    holds its answer (``mlroad verify``). ``hash`` changes when the wording does, the id never.
    """

    id: str
    topic: str
    kind: str
    skill: str
    difficulty: int
    front: str
    back: str
    source: Source | None
    covers: tuple[str, ...]
    hash: str
    answer: str | None = None
    accept: tuple[str, ...] = ()
    why: str | None = None
    as_of: str | None = None
    siblings: str | None = None
    tags: tuple[str, ...] = ()
    origin: str = "shipped"
    file: str = ""
    line: int = 0
    problem: Problem | None = None
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Solution:
    """The number, vector or matrix that is to be typed; ``tolerance`` is that of ``Problem``."""

    value: float | str | tuple[Any, ...]
    tolerance: float = 0.0
    relative: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One question with its answer; a generated one holds slots until ``problems.drawn``."""

    id: str
    topic: str
    kind: str
    skill: str
    difficulty: int
    front: str
    back: str
    source: Source | None
    covers: tuple[str, ...]
    hash: str
    why: str | None = None
    as_of: str | None = None
    siblings: str | None = None
    tags: tuple[str, ...] = ()
    origin: str = "shipped"
    file: str = ""
    line: int = 0
    note: str = ""
    answer: str | None = None
    accept: tuple[str, ...] = ()
    problem: Problem | None = None
    proved: bool = False
    solution: Solution | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A classic of the reading order."""

    id: str
    title: str
    authors: str
    year: int
    url: str
    topic: str
    why: str
    arxiv: str | None = None
    tier: str = ""
    seed_line: int | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the seed names and what has become of it."""

    id: str
    was: str
    was_url: str | None
    now: str
    now_url: str | None
    text: str
    as_of: str
    seed_line: int | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """A habit that keeps one on the road."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FeedSource:
    """Where papers come from: kind arxiv, arxiv-api, reddit or rss; ``every`` in seconds."""

    id: str
    kind: str
    url: str
    title: str
    every: int = 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """One announcement or post as a feed gave it, cleaned: no control characters, no markup.

    ``key`` names the work: ``arxiv:2203.01250`` over all versions and cross-lists, else the cleaned
    link or id. Times are milliseconds since 1970 in UTC; None where the feed has no believable one.
    ``primary`` is False for a post that only links to the work: its words never replace the work's.
    """

    key: str
    title: str
    url: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    arxiv: str | None = None
    version: int | None = None
    announce_type: str | None = None
    published_ms: int | None = None
    updated_ms: int | None = None
    comments_url: str | None = None
    pdf_url: str | None = None
    primary: bool = True


@dataclass(frozen=True)
class Library:
    """All content, checked. ``topics`` is in the order of the map, cards in teaching order."""

    title: str
    topics: Mapping[str, Topic]
    cards: Mapping[str, Card]
    papers: Mapping[str, Paper]
    corrections: tuple[Correction, ...]
    habits: tuple[Habit, ...]
    sources: tuple[FeedSource, ...]
    hash: str
    notes: Mapping[str, Note] = field(default_factory=dict[str, Note])

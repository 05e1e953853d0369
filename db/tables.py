"""The tables of mlroad.db as SQLModel classes: the log (act, review, change, void) and its caches.

Each page that an answer touches costs about as much as all of its Python (a frame in the
write-ahead log). So tables are kept without rowid, and no index stands here without need; but
reviews, whose rows are long, have one: appending to such a table touches a single page.
Times are milliseconds since 1970 in UTC; days are study days (see ``db.clock``). Text columns that
hold JSON say so. The caches can be rebuilt from the log (``db.replay.rebuild``).
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

Arguments = tuple[Any, ...] | dict[str, Any]


class Learner(SQLModel):
    """The base of these tables: metadata of their own, apart from those of papers.db."""

    metadata: ClassVar[MetaData] = MetaData()  # pyright: ignore[reportIncompatibleVariableOverride]


class Act(Learner, table=True):
    """One thing the learner did. The order of the log is (at, device, seq)."""

    __table_args__: ClassVar[Arguments] = (
        UniqueConstraint("device", "seq"),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)
    device: str
    seq: int
    at: int
    name: str
    redoes: str | None = None


class Review(Learner, table=True):
    """One answer, or one change of a card's schedule (then ``rating`` is None).

    ``before`` and ``after`` are JSON objects with the fields of ``db.model.Memory``.
    """

    __table_args__: ClassVar[Arguments] = (
        # Holds all that a computation of every card's memory reads.
        Index("ix_review_card", "card", "id", "study_day", "rating", "kind"),
        Index("ix_review_study_day", "study_day"),
        Index("ix_review_act", "act"),
    )

    id: str = Field(primary_key=True)
    act: str = Field(foreign_key="act.id")
    card: str
    rating: int | None = None
    kind: str
    at: int
    study_day: int
    utc_offset_min: int
    duration_ms: int
    due_day: int | None = None
    due_at: int | None = None
    step: int | None = None
    scheduler: str
    parameters: str
    interval_before: int | None = None
    seed: int | None = None
    content_hash: str | None = None
    before: str
    after: str


class Change(Learner, table=True):
    """One edit of one field; ``value`` is JSON. The last by order that is not voided wins."""

    __table_args__: ClassVar[Arguments] = (
        Index("ix_change_field", "entity", "key", "field"),
        Index("ix_change_act", "act"),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)
    act: str = Field(foreign_key="act.id")
    entity: str
    key: str
    field: str
    value: str


class Void(Learner, table=True):
    """The act that undid (``act``) and the act that was undone (``voids``)."""

    __table_args__: ClassVar[Arguments] = (
        Index("ix_void_voids", "voids"),
        {"sqlite_with_rowid": False},
    )

    act: str = Field(primary_key=True, foreign_key="act.id")
    voids: str = Field(foreign_key="act.id")


class Card(Learner, table=True):
    """Cache: what the queue needs to know of a card. ``position`` is the order of new cards."""

    __table_args__: ClassVar[Arguments] = (
        Index("ix_card_note", "note"),
        Index("ix_card_topic", "topic"),
        # The few that are put away, so that nobody has to look through all cards for them.
        Index("ix_card_hidden", "id", sqlite_where=text("suspended = 1 OR retired = 1")),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)
    topic: str
    kind: str
    skill: str
    difficulty: int
    position: int
    origin: str
    note: str | None = None
    hash: str
    retired: int = 0
    suspended: int = 0
    flag: int = 0
    marked: int = 0
    added_day: int = 0


class Words(Learner, table=True):
    """Cache: the words of every card as they are shown: its note's, and the learner's edits.

    ``accept``, ``covers`` and ``problem`` are JSON, ``tags`` the tags with a blank around each
    ("" for none). The full-text
    index ``card_search`` over front, back, answer, why, tags and card follows by triggers.
    """

    __table_args__: ClassVar[Arguments] = (
        Index("ix_words_note", "note"),
        Index("ix_words_tags", "tags"),
    )

    number: int | None = Field(default=None, primary_key=True)
    card: str = Field(unique=True)
    note: str
    front: str
    back: str
    answer: str | None = None
    accept: str
    why: str | None = None
    tags: str
    source_title: str | None = None
    source_url: str | None = None
    as_of: str | None = None
    covers: str = "[]"
    problem: str | None = None
    proved: int = 0


class Listed(Learner, table=True):
    """Cache: the cards that are not withdrawn, by their number in Words; kept by triggers.

    So narrow that 100,000 fit on a few hundred pages: what a search finds is put in order by it.
    """

    __table_args__: ClassVar[Arguments] = (Index("ix_listed_position", "position"),)

    number: int | None = Field(default=None, primary_key=True)
    position: int


class Fresh(Learner, table=True):
    """Cache: the new cards in the order of the map, withdrawn ones left out; kept by triggers.

    Apart from Listed: a card leaves it at its first answer, and that may touch one page only.
    """

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    position: int = Field(primary_key=True)
    card: str = Field(primary_key=True)


class Base(Learner, table=True):
    """Cache: the notes of the library as mirrored last; ``written`` holds their fields as JSON.

    ``position`` is the place among the notes of the topic; ``gone`` marks a withdrawn one.
    """

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    note: str = Field(primary_key=True)
    written: str
    position: int
    added_day: int
    gone: int = 0


class Place(Learner, table=True):
    """Cache: where each topic of the library stands in the order of study."""

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    topic: str = Field(primary_key=True)
    place: int


class Tally(Learner, table=True):
    """Cache: the cards of a topic in each state, withdrawn ones left out; kept by triggers."""

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    topic: str = Field(primary_key=True)
    state: int = Field(primary_key=True)
    cards: int


class Memory(Learner, table=True):
    """Cache: the memory of every card. It is hidden while study day < ``buried_until_day``."""

    __table_args__: ClassVar[Arguments] = (
        # Who is due is known from the index alone.
        Index("ix_memory_due", "state", "due_day", "buried_until_day"),
        {"sqlite_with_rowid": False},
    )

    card: str = Field(primary_key=True, foreign_key="card.id")
    state: int = 0
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due_day: int | None = None
    due_at: int | None = None
    last_day: int | None = None
    last_at: int | None = None
    reps: int = 0
    lapses: int = 0
    buried_until_day: int = 0
    version: int = 1


class Done(Learner, table=True):
    """Cache: what was done on a study day, per kind of review; ``passed`` counts ratings >= 2."""

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    study_day: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    count: int
    passed: int
    ms: int


class Latest(Learner, table=True):
    """Cache: the winning change of every field; ``value`` is JSON."""

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    entity: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    value: str
    act: str


class Meta(Learner, table=True):
    """Facts of this file alone, never merged: the library's hash, the day of the last backup."""

    __table_args__: ClassVar[Arguments] = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    value: str

"""A small library, a learner's drafts and settings, and all that must come back after an undo."""

from __future__ import annotations

from typing import Any

from fsrs.scheduler import DEFAULT_PARAMETERS

from content.model import Library, Note, Source, Topic
from content.notes import cards_of
from db.drafts import Draft
from db.store import Store

Snapshot = tuple[tuple[Any, ...], ...]
PARAMETERS = (*(one * 1.1 for one in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])
SETTINGS: tuple[dict[str, object], ...] = (
    {"desired_retention": 0.95},
    {"desired_retention": 0.80, "maximum_interval": 30},
    {"learning_steps": (), "relearning_steps": ()},
    {"learning_steps": (60, 600, 90_000), "relearning_steps": (1_200, 172_800)},
    {"fuzz": False, "load_balance": False},
    {"leech_threshold": 2, "leech_suspends": True},
    {"bury_new": False, "bury_reviews": False, "bury_learning": False},
    {"new_per_day": 2, "reviews_per_day": 3},
    {"easy_days": (0, 50, 100, 100, 0, 100, 10), "review_order": "retrievability-rising"},
)
ADDED = (
    Draft("one", "basic", "What is added?", "This."),
    Draft("two", "reversed", "One side", "The other", tags=("mine",)),
    Draft("two", "cloze", "{{c1::One}} and {{c2::two}}", ""),
    Draft("one", "typed", "Two and two?", "", answer="4", accept=("four",)),
)
EDITS = ("Other words", "{{c1::One}}, {{c2::two}} and {{c3::three}}", "Only {{c1::one}}")
STANDING = "card IN (SELECT id FROM card WHERE retired = 0)"
QUERIES = (
    "SELECT * FROM card WHERE retired = 0 ORDER BY id",
    "SELECT card, state, step, stability, difficulty, due_day, due_at, last_day, last_at, reps,"
    f" lapses, buried_until_day FROM memory WHERE {STANDING} ORDER BY card",
    f"SELECT card, note, front, back, answer, accept, tags FROM words WHERE {STANDING} ORDER BY 1",
    "SELECT * FROM done ORDER BY study_day, kind",
    "SELECT * FROM tally WHERE cards <> 0 ORDER BY topic, state",
    "SELECT entity, key, field, value FROM latest ORDER BY entity, key, field",
)


def note(name: str, kind: str, front: str, topic: str = "one", **more: Any) -> Note:
    source = Source("page", "https://example.org")
    return Note(name, topic, kind, "recall", 1, front, "back", source, (), f"h-{name}", **more)


def library() -> Library:
    made = (
        note("first", "basic", "front", siblings="pair"),
        note("second", "basic", "front", siblings="pair", tags=("old",)),
        note("turned", "reversed", "front", "two"),
        note("gaps", "cloze", "{{c1::One}} and {{c2::two}}", "two"),
        note("alone", "basic", "front"),
    )
    names = ("one", "two")
    return Library(
        title="Road",
        topics={name: Topic(name, "1", name, "leaf", "1", None, "text") for name in names},
        cards={card.id: card for each in made for card in cards_of(each)},
        notes={each.id: each for each in made},
        papers={},
        corrections=(),
        habits=(),
        sources=(),
        hash="library",
    )


def snapshot(store: Store) -> Snapshot:
    with store.reading() as connection:
        return tuple(tuple(connection.execute(sql).fetchall()) for sql in QUERIES)

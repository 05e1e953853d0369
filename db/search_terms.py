"""What each ``name:value`` of a search asks for, as SQL over card, memory and words."""

from __future__ import annotations

from collections.abc import Callable, Collection

from content.notes import KINDS
from db.glance import ANSWERS
from db.search_parts import Build, Context, Part, Said, UnknownTopic
from db.search_props import INTERVAL, read_property
from db.search_words import nearest, refused

SKILLS = ("recall", "why", "contrast", "predict", "compute", "code")
MATURE = 21
"""Days of interval from which a card counts as mature."""
FLAGS = 7
DAYS_LIMIT = 36_500
LEECH = "leech"
_TAGS = "words.number IN (SELECT number FROM words WHERE {})"
_EDITED = f"""({_TAGS.format("note IN (SELECT key FROM latest WHERE entity = 'note')")}
 AND card.origin <> 'own')"""
_RATED = f"""card.id IN (SELECT review.card FROM review WHERE review.study_day > ? AND {{}}
 AND review.{ANSWERS} AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act))"""


def read_term(said: Said) -> Build:
    """Return what makes the SQL of a term. Raises QueryError with the character."""
    if said.name not in READERS: dict[str, Callable[[Said], Build]] = {
    "topic": _topic,
    "tag": _tag,
    "is": _is,
    "flag": _flag,
    "kind": _kind,
    "skill": _skill,
    "card": _card,
    "prop": read_property,
    "rated": _rated,
    "added": _added,
    "due": _due,
}
NEEDS = {
    "topic": "the id of a topic",
    "tag": "a tag, or none",
    "is": f"one of {', '.join(IS)}",
    "flag": "a number from 0 to 7",
    "kind": f"one of {', '.join(KINDS)}",
    "skill": f"one of {', '.join(SKILLS)}",
    "card": "the id of a card",
    "prop": "a comparison such as s<5",
    "rated": "a number of study days, such as 7, or 7:1 for Again",
    "added": "a number of study days",
    "due": "a number of days",
}
BEGINNINGS: dict[str, Collection[str]] = {"is": IS, "kind": KINDS, "skill": SKILLS}

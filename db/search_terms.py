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
_TAGS = "+words.number IN (SELECT number FROM words WHERE {})"
_EDITED = """+words.number IN (SELECT edited.number FROM words AS edited
 JOIN base ON base.note = edited.note JOIN card AS held ON held.id = edited.card
 WHERE edited.note IN (SELECT key FROM latest WHERE entity = 'note')
 AND held.hash <> json_extract(base.written, '$.hash'))"""
_RATED = f"""card.id IN (SELECT review.card FROM review WHERE review.study_day > ? AND {{}}
 AND review.{ANSWERS} AND NOT EXISTS (SELECT 1 FROM void WHERE void.voids = review.act))"""
IS = {
    "due": "",
    "new": "memory.state = 0",
    "learning": "memory.state IN (1, 3)",
    "review": "memory.state = 2",
    "suspended": "card.suspended <> 0",
    "buried": "",
    "flagged": "card.flag <> 0",
    "marked": "card.marked <> 0",
    LEECH: "",
    "own": "card.origin = 'own'",
    "edited": _EDITED,
    "young": f"(memory.state = 2 AND {INTERVAL} < {MATURE})",
    "mature": f"(memory.state = 2 AND {INTERVAL} >= {MATURE})",
}
"""What is: knows; those without SQL are made for the day."""


def read_term(said: Said) -> Build:
    """Return what makes the SQL of a term. Raises QueryError with the character."""
    if said.name not in READERS:
        near = nearest(said.name, READERS)
        perhaps = f"perhaps {near[0]}:; " if near else ""
        raise refused(
            said.at,
            f"there is no {said.name}:; {perhaps}there are {': '.join(READERS)}:; "
            'text with a colon stands in quotes, "a:b"',
        )
    if not said.value.strip():
        said.refuse(f"{said.name}: needs {NEEDS[said.name]}")
    return READERS[said.name](said)


def unfinished(said: Said) -> bool:
    """Whether a term that is being typed and means nothing yet may come to mean something."""
    if said.name not in READERS:
        return any(name.startswith(said.name) for name in READERS)
    if said.name in BEGINNINGS:
        return any(one.startswith(said.value.lower()) for one in BEGINNINGS[said.name])
    return said.name == "prop" or not said.value or said.value.endswith(":")


def tagged(tag: str, prefix: bool = False) -> Part:
    """The cards with a tag, or with one that begins so; the case of ASCII letters is the same."""
    wanted = f" {_lower(tag)}" + ("" if prefix else " ")
    return Part(_TAGS.format("tags > '' AND instr(lower(tags), ?)"), (wanted,), by_number=True)


def due_by(day: int) -> Part:
    """The cards that are due on a study day as ``db.gather`` counts them."""
    return Part(
        "(card.suspended = 0 AND memory.buried_until_day <= ? AND (memory.state = 2 AND "
        "memory.due_day <= ? OR memory.state IN (1, 3) AND (memory.due_day IS NULL OR "
        "memory.due_day <= ?)))",
        (day, day, day),
    )


def _lower(text: str) -> str:
    """As SQLite's lower(): ASCII letters alone."""
    return "".join(one.lower() if one.isascii() else one for one in text)


def _topic(said: Said) -> Build:
    def build(context: Context) -> Part:
        try:
            topics = sorted(context.below(said.value))
        except KeyError as error:
            if said.typing:  # an id that is not whole yet
                return Part("1", by_number=True)
            near = error.near if isinstance(error, UnknownTopic) else ()
            perhaps = f"; perhaps {', '.join(near)}" if near else ""
            said.refuse(f"there is no topic {said.value}{perhaps}")
        marks = ", ".join("?" * len(topics))
        return Part(f"card.topic IN ({marks})", tuple(topics))

    return build


def _tag(said: Said) -> Build:
    name = said.value.rstrip("*")
    if any(one.isspace() for one in said.value):
        said.refuse("a tag has no blank in it")
    if said.value.lower() == "none":
        return lambda _: Part(_TAGS.format("tags = ''"), by_number=True)
    part = tagged(name, said.typing or said.value != name)
    return lambda _: part


def _is(said: Said) -> Build:
    kind = said.value.lower()
    if kind not in IS:
        said.refuse_unknown(IS)
    if kind == "due":
        return lambda context: due_by(context.day)
    if kind == "buried":
        return lambda context: Part("memory.buried_until_day > ?", (context.day,))
    part = tagged(LEECH) if kind == LEECH else Part(IS[kind], by_number=kind == "edited")
    return lambda _: part


def _flag(said: Said) -> Build:
    number = _whole(said, FLAGS, "a flag is")
    return lambda _: Part("card.flag = ?", (number,))


def _kind(said: Said) -> Build:
    return _column(said, "card.kind", KINDS)


def _skill(said: Said) -> Build:
    return _column(said, "card.skill", SKILLS)


def _column(said: Said, column: str, known: Collection[str]) -> Build:
    value = said.value.lower()
    if value not in known:
        said.refuse_unknown(known)
    return lambda _: Part(f"{column} = ?", (value,))


def _card(said: Said) -> Build:
    start = said.value.rstrip("*")
    if start == said.value and not said.typing:
        return lambda _: Part("card.id = ?", (start,))
    return lambda _: Part("(card.id >= ? AND card.id < ?)", (start, start + "\U0010ffff"))


def _rated(said: Said) -> Build:
    text, colon, rating = said.value.partition(":")
    days = _whole(said._replace(value=text), DAYS_LIMIT, "the number of study days is", least=1)
    if not colon:
        sql = _RATED.format("review.rating IS NOT NULL")
        return lambda context: Part(sql, (context.day - days,))
    at = said.value_at + len(text) + 1
    number = _whole(said._replace(value=rating, value_at=at), 4, "a rating is", least=1)
    return lambda context: Part(_RATED.format("review.rating = ?"), (context.day - days, number))


def _added(said: Said) -> Build:
    days = _whole(said, DAYS_LIMIT, "the number of study days is", least=1)
    return lambda context: Part("card.added_day > ?", (context.day - days,))


def _due(said: Said) -> Build:
    days = _whole(said, DAYS_LIMIT, "the number of days is")
    return lambda context: due_by(context.day + days)


def _whole(said: Said, most: int, what: str, least: int = 0) -> int:
    text = said.value
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    if not least <= number <= most:
        said.refuse(f"{what} {least} to {most}, not {text!r}")
    return number


READERS: dict[str, Callable[[Said], Build]] = {
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

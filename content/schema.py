"""The closed schemas of the content files: which keys there are, and of which type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from content.located import Located, LocatedList
from content.model import Fault


class Key(NamedTuple):
    """One key of a schema. ``choices`` limits a text; ``items`` is the schema of list members."""

    type: type | tuple[type, ...]
    required: bool = False
    choices: tuple[str, ...] = ()
    items: Schema | type | None = None


Schema = Mapping[str, "Key"]

NUMBER = (int, float)
LARGEST = 1_000_000
LONGEST = 4_000
"""Characters of one text."""
MOST = 2_000
"""Members of one list."""

PREREQUISITE: Schema = {"id": Key(str, True), "why": Key(str, True)}
GOAL: Schema = {"id": Key(str, True), "text": Key(str, True)}
MILESTONE: Schema = {"title": Key(str, True), "done": Key(str, True)}
SOURCE: Schema = {"title": Key(str, True), "url": Key(str, True)}
DATASET: Schema = {"title": Key(str, True), "url": Key(str), "note": Key(str)}

PROJECT: Schema = {
    "brief": Key(str, True),
    "milestones": Key(list, True, items=MILESTONE),
    "dataset": Key(dict, True, items=DATASET),
    "exercises": Key(list, True, items=str),
    "stretch": Key(list, True, items=str),
}

TOPIC_KINDS = (
    "group",
    "concept",
    "skill",
    "practice",
    "project",
    "resource",
    "community",
    "contribution",
)

NODE: Schema = {
    "id": Key(str, True),
    "parent": Key(str),
    "title": Key(str, True),
    "kind": Key(str, True, choices=TOPIC_KINDS),
    "seed_line": Key(int),
    "duration": Key(str),
    "hours": Key(NUMBER),
    "text": Key(str, True),
    "goals": Key(list, items=GOAL),
    "requires": Key(list, items=PREREQUISITE),
    "also_uses": Key(list, items=PREREQUISITE),
    "terms": Key(list, items=str),
    "contrasts": Key(list, items=str),
    "resources": Key(list, items=str),
    "project": Key(dict, items=PROJECT),
    "added_because": Key(str),
    "note": Key(str),
}

RESOURCE: Schema = {
    "id": Key(str, True),
    "title": Key(str, True),
    "url": Key(str, True),
    "author": Key(str, True),
    "kind": Key(
        str,
        True,
        choices=(
            "book",
            "course",
            "video",
            "article",
            "docs",
            "interactive",
            "dataset",
            "tool",
            "community",
            "paper",
        ),
    ),
    "language": Key(str, True),
    "access": Key(str, True, choices=("free", "paid", "mixed")),
    "minutes": Key(int, True),
    "as_of": Key(str, True),
}

CORRECTION: Schema = {
    "id": Key(str, True),
    "was": Key(str, True),
    "was_url": Key(str),
    "now": Key(str, True),
    "now_url": Key(str),
    "seed_line": Key(int),
    "text": Key(str, True),
    "as_of": Key(str, True),
}

HABIT: Schema = {"id": Key(str, True), "title": Key(str, True), "text": Key(str, True)}

ROADMAP: Schema = {
    "title": Key(str),
    "seed_line": Key(int),
    "nodes": Key(list, items=NODE),
    "resources": Key(list, items=RESOURCE),
    "corrections": Key(list, items=CORRECTION),
    "habits": Key(list, items=HABIT),
}

PAPER: Schema = {
    "id": Key(str, True),
    "title": Key(str, True),
    "authors": Key(str, True),
    "year": Key(int, True),
    "arxiv": Key(str),
    "url": Key(str, True),
    "topic": Key(str, True),
    "tier": Key(str),
    "seed_line": Key(int),
    "group": Key(str),
    "why": Key(str, True),
}

PAPERS: Schema = {"papers": Key(list, True, items=PAPER)}

CARD_KINDS = ("basic", "reversed", "cloze", "typed", "generated", "symbolic", "code")
SKILLS = ("recall", "why", "contrast", "predict", "compute", "code")

CARD: Schema = {
    "id": Key(str, True),
    "topic": Key(str, True),
    "kind": Key(str, True, choices=CARD_KINDS),
    "skill": Key(str, True, choices=SKILLS),
    "difficulty": Key(int, True),
    "front": Key(str, True),
    "back": Key(str),
    "answer": Key(str),
    "accept": Key(list, items=str),
    "vars": Key(dict),
    "where": Key(str),
    "check": Key(str),
    "tolerance": Key((int, float, str)),
    "unit": Key(str),
    "claim": Key(str),
    "derive": Key(str),
    "symbols": Key(dict),
    "code": Key(str),
    "verify": Key(list, items=str),
    "why": Key(str),
    "covers": Key(list, True, items=str),
    "source": Key(dict, True, items=SOURCE),
    "as_of": Key(str),
    "siblings": Key(str),
    "tags": Key(list, items=str),
}

FEED_SOURCE: Schema = {
    "id": Key(str, True),
    "kind": Key(str, True, choices=("arxiv", "arxiv-api", "reddit", "rss")),
    "url": Key(str, True),
    "title": Key(str, True),
    "every": Key(int),
}

MACRO: Schema = {"id": Key(str, True), "latex": Key(str, True)}

MACROS: Schema = {"macros": Key(list, True, items=MACRO)}

RETIRED: Schema = {"id": Key(str, True), "why": Key(str, True)}

RETIRED_CARDS: Schema = {"retired": Key(list, True, items=RETIRED)}

SOURCES: Schema = {"sources": Key(list, True, items=FEED_SOURCE)}


def check_mapping(value: Any, schema: Schema, file: str, what: str, line: int) -> list[Fault]:
    """Check one mapping against a closed schema and return every fault with its line."""
    if not isinstance(value, Located):
        return [Fault(file, line, "schema", f"{what} must be a mapping of keys to values")]
    said = value.get("id")
    name = said[:80] if isinstance(said, str) and said.strip() else what
    faults = [
        Fault(file, at, "repeated-key", f"{name}: the key `{key}` stands twice")
        for key, at in value.repeated
    ]
    for key in value:
        if key not in schema:
            known = ", ".join(sorted(schema))
            faults.append(
                Fault(
                    file,
                    value.line_of(key),
                    "unknown-key",
                    f"{name}: unknown key `{key}`; the keys are {known}",
                )
            )
    for key, rule in schema.items():
        if value.get(key) is None:
            if rule.required:
                faults.append(
                    Fault(file, value.line, "missing-key", f"{name}: the key `{key}` is missing")
                )
            continue
        faults.extend(_check_value(value, key, rule, file, name))
    return faults


def _check_value(owner: Located, key: str, rule: Key, file: str, name: str) -> list[Fault]:
    value, line = owner[key], owner.line_of(key)
    # True is an int for Python and is meant as one nowhere.
    wrong_bool = isinstance(value, bool) and rule.type is not bool
    if not isinstance(value, rule.type) or wrong_bool:
        words = _type_words(rule.type)
        quotes = " in quotes" if rule.type is str and isinstance(value, (bool, *NUMBER)) else ""
        return [Fault(file, line, "type", f"{name}: `{key}` must be {words}{quotes}")]
    if rule.choices and value not in rule.choices:
        allowed = ", ".join(rule.choices)
        return [Fault(file, line, "choice", f"{name}: `{key}` is `{value}`; it may be {allowed}")]
    if isinstance(value, NUMBER) and not 0 <= value <= LARGEST:  # not-a-number lies nowhere
        return [Fault(file, line, "range", f"{name}: `{key}` must lie in 0..{LARGEST}")]
    if isinstance(value, str) and not value.strip():
        return [Fault(file, line, "empty", f"{name}: `{key}` is empty")]
    if isinstance(value, (str, list)):
        size, most = len(cast("str | list[Any]", value)), LONGEST if rule.type is str else MOST
        if size > most:
            what = "characters" if rule.type is str else "members"
            words = f"{name}: `{key}` has {size} {what}; it may have {most}"
            return [Fault(file, line, "too-long", words)]
    if rule.items is None:
        return []
    if isinstance(value, dict):
        nested = cast(Schema, rule.items)
        return check_mapping(cast(Any, value), nested, file, f"{name}.{key}", line)
    return _check_items(cast(LocatedList, value), rule.items, file, f"{name}.{key}")


def _check_items(values: LocatedList, items: Schema | type, file: str, what: str) -> list[Fault]:
    faults: list[Fault] = []
    for number, (member, line) in enumerate(zip(values, values.lines, strict=True), 1):
        if isinstance(items, type):
            if not isinstance(member, items) or not str(member).strip():
                faults.append(
                    Fault(file, line, "type", f"{what}: item {number} must be {_type_words(items)}")
                )
            elif len(str(member)) > LONGEST:
                words = f"{what}: item {number} may have {LONGEST} characters"
                faults.append(Fault(file, line, "too-long", words))
        else:
            faults.extend(check_mapping(member, items, file, f"{what} {number}", line))
    return faults


def _type_words(expected: type | tuple[type, ...]) -> str:
    words: dict[type, str] = {
        str: "a text",
        int: "a whole number",
        float: "a number",
        list: "a list",
        dict: "a mapping",
        bool: "true or false",
    }
    kinds = expected if isinstance(expected, tuple) else (expected,)
    return words[kinds[-1]]

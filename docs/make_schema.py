"""Writes docs/card.schema.json, the schema of card files for editors, from content/schema.py.

Run by `make screenshots`, or by itself: python docs/make_schema.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content import schema  # noqa: E402
from content.cards.faults import BELONG, LINES_MAX, NAMES_MAX, NEEDED  # noqa: E402
from content.schema import CARD, CARD_KINDS, Key, Schema  # noqa: E402

PAGE = ROOT / "docs" / "card.schema.json"
ID = r"^[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$"
NEEDS: dict[str, tuple[str, ...]] = {
    **NEEDED,
    "basic": ("back",),
    "reversed": ("back",),
    "typed": ("answer",),
    "symbolic": (*NEEDED["symbolic"], "back"),
    "code": (*NEEDED["code"], "back"),
}
"""The keys that a kind needs beside those that all cards have."""
OWNERS: dict[str, tuple[str, ...]] = {
    **BELONG,
    "answer": ("typed", "generated"),
    "accept": ("typed",),
}
"""The kinds that may have a key which not all have."""
WORDS: dict[str, str] = {
    "id": "For ever: answers are kept under it. Letters and digits joined by . or -",
    "topic": "The id of a topic of the map; `mlroad topics` lists them.",
    "kind": "basic and reversed ask for words, cloze hides some, typed and generated are answered "
    "by typing, symbolic is proved by SymPy, code by running it.",
    "skill": "What it takes to answer.",
    "difficulty": "1 to 5; it rises within a topic.",
    "front": "The question, at most 30 words; Markdown, formulas between dollars.",
    "back": "The answer, at most 40 words.",
    "answer": "typed: the line that is typed. generated: the expression of the answer.",
    "accept": "typed: other right answers.",
    "vars": "generated: the variables in order, each by an expression with chance.",
    "where": "generated: a condition that a draw must meet.",
    "check": "generated: the answer once more, reached by another way.",
    "tolerance": "generated: how far off an answer may be, 0.005 or 2 %",
    "unit": "generated: the unit of the answer.",
    "claim": "symbolic: the formula that the back states.",
    "derive": "symbolic: the formula from which it follows.",
    "symbols": "symbolic: assumptions on names, such as x: real",
    "code": "code: the snippet, shown below the front.",
    "verify": "Expressions that must be true: the numbers of the back, worked out again.",
    "why": "The reason, shown below the back.",
    "covers": "The ids of the goals of its topic that it serves.",
    "source": "The page that says what the card says.",
    "as_of": "When it was true, for what ages, such as 2026-11",
    "siblings": "A name that cards share which give each other away: one of them a day.",
    "tags": "Your own words to find it by.",
}
"""What an editor shows of each key."""


def card_schema() -> dict[str, Any]:
    """Return the JSON schema of a card file."""
    card = _mapping(CARD)
    for key, words in WORDS.items():
        card["properties"][key]["description"] = words
    card["properties"]["id"]["pattern"] = ID
    card["properties"]["topic"]["pattern"] = ID
    card["properties"]["difficulty"] |= {"minimum": 1, "maximum": 5}
    card["properties"]["verify"]["maxItems"] = LINES_MAX
    for key in ("vars", "symbols"):
        card["properties"][key] |= {
            "additionalProperties": {"type": ["string", "number"]},
            "maxProperties": NAMES_MAX,
        }
    card["allOf"] = [_of_kind(kind) for kind in CARD_KINDS]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A card file of mlroad",
        "type": "array",
        "items": card,
    }


def _of_kind(kind: str) -> dict[str, Any]:
    others = [key for key, kinds in OWNERS.items() if kind not in kinds]
    then: dict[str, Any] = {"properties": dict.fromkeys(others, False)}
    if kind in NEEDS:
        then["required"] = list(NEEDS[kind])
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then}


def _mapping(keys: Schema) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, rule in keys.items() if rule.required],
        "properties": {key: _value(rule) for key, rule in keys.items()},
    }


def _value(rule: Key) -> dict[str, Any]:
    types = rule.type if isinstance(rule.type, tuple) else (rule.type,)
    if types == (dict,):
        inner = rule.items
        return _mapping(inner) if isinstance(inner, dict) else {"type": "object"}
    if types == (list,):
        items = rule.items
        members = _mapping(items) if isinstance(items, dict) else _value(Key(items or str))
        return {"type": "array", "items": members, "maxItems": schema.MOST}
    names = {str: "string", int: "integer", float: "number"}
    kinds = [names[one] for one in types if not (one is int and float in types)]
    found: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds}
    if str in types:
        found |= {"minLength": 1, "maxLength": schema.LONGEST}
    if str not in types or len(types) > 1:
        found |= {"minimum": 0, "maximum": schema.LARGEST}
    if rule.choices:
        found["enum"] = list(rule.choices)
    return found


def page() -> str:
    """Return the text of the file."""
    return json.dumps(card_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    PAGE.write_text(page(), encoding="utf-8")
    print("docs/card.schema.json")


if __name__ == "__main__":
    main()

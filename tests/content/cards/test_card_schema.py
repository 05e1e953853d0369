"""docs/card.schema.json is made from content/schema.py and fits every card that ships."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from content.files import SHIPPED
from content.schema import CARD

DOCS = Path(__file__).parents[3] / "docs"
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}
CARD_FILE: dict[str, Any] = {
    "id": "x.one",
    "topic": "l1.math.prob.bayes",
    "kind": "basic",
    "skill": "why",
    "difficulty": 2,
    "front": "Why?",
    "back": "So.",
    "covers": [],
    "source": {"title": "A page", "url": "https://example.org"},
}


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """docs/make_schema.py as a module."""
    spec = importlib.util.spec_from_file_location("make_schema", DOCS / "make_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    return json.loads((DOCS / "card.schema.json").read_text(encoding="utf-8"))


def wrong(value: Any, rule: Any, where: str = "$") -> Iterator[str]:
    """What is wrong with a value by the part of JSON Schema that the file uses."""
    if rule is False:
        yield f"{where} may not be here"
        return
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", [])
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        yield f"{where} is no {kinds}"
        return
    if "const" in rule and value != rule["const"]:
        yield f"{where} is not {rule['const']}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where} is none of {rule['enum']}"
    if isinstance(value, str):
        if not rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value)):
            yield f"{where} has {len(value)} characters"
        if not re.search(rule.get("pattern", ""), value):
            yield f"{where} has another form"
    elif isinstance(value, (int, float)):
        if not rule.get("minimum", value) <= value <= rule.get("maximum", value):
            yield f"{where} is out of range"
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from wrong(member, rule.get("items", {}), f"{where}[{at}]")
    elif isinstance(value, dict):
        yield from wrong_keys(value, rule, where)


def wrong_keys(value: dict[str, Any], rule: dict[str, Any], where: str) -> Iterator[str]:
    known = rule.get("properties", {})
    yield from (f"{where}.{key} is missing" for key in rule.get("required", ()) if key not in value)
    for key, inner in value.items():
        yield from wrong(
            inner, known.get(key, rule.get("additionalProperties", {})), f"{where}.{key}"
        )
    for one in rule.get("allOf", ()):
        if not list(wrong(value, one["if"], where)):
            yield from wrong(value, one["then"], where)


def test_the_schema_is_what_content_schema_says(maker: ModuleType) -> None:
    text = (DOCS / "card.schema.json").read_text(encoding="utf-8")
    assert maker.page() == text, "run `python docs/make_schema.py` and read the difference"
    assert set(maker.WORDS) == set(CARD)


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.glob("cards/**/*.yaml")), ids=lambda path: path.name
)
def test_every_shipped_card_file_fits_the_schema(path: Path, written: dict[str, Any]) -> None:
    assert list(wrong(yaml.safe_load(path.read_text(encoding="utf-8")), written)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hint": "no"}, "hint may not be here"),
        ({"kind": "essay"}, "kind is none of"),
        ({"difficulty": 6}, "difficulty is out of range"),
        ({"answer": "4"}, "answer may not be here"),
        ({"kind": "typed"}, "answer is missing"),
        ({"kind": "generated", "answer": "1"}, "vars is missing"),
        ({"kind": "cloze", "claim": "x"}, "claim may not be here"),
        ({"source": {"title": "A page"}}, "url is missing"),
        ({"covers": [3]}, "covers[0] is no"),
        ({"id": "two words"}, "id has another form"),
        ({"back": ""}, "back has 0 characters"),
    ],
)
def test_the_schema_refuses_what_the_program_refuses(
    changes: dict[str, Any], words: str, written: dict[str, Any]
) -> None:
    assert list(wrong([CARD_FILE], written)) == []
    assert any(words in one for one in wrong([{**CARD_FILE, **changes}], written))

"""A hostile card file is refused or bounded: lint, verify, start and review count their work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import yaml

from content.cards.allowed import ExpressionError
from content.cards.drawing import STEPS, draw
from content.cards.evaluation import PARTS_MAX, STEPS_MAX, Budget, parts
from content.cards.expressions import parse
from content.cards.problems import drawn
from content.cards.processes import LEFT, prove_formulas
from content.cards.slots import FILLED_MAX, filled
from content.cards.verify import verify_cards
from content.library import load_library, read_checked
from content.links import Pieces
from content.lint import faults_at, lint
from content.model import LibraryError, Problem

WriteContent = Callable[..., Path]

CALLS = 4_000_000
"""Calls of functions, of C's too."""
CARD: dict[str, Any] = {
    "id": "x.card",
    "topic": "ground.first",
    "kind": "basic",
    "skill": "compute",
    "difficulty": 1,
    "front": "What is added?",
    "back": "One.",
    "covers": ["add"],
    "source": {"title": "A page", "url": "https://example.org/page"},
}
GENERATED: dict[str, Any] = {
    **CARD,
    "kind": "generated",
    "vars": {"a": "int(1, 99)"},
    "answer": "a + 1",
    "check": "sum([a, 1])",
    "front": "What is {a} + 1?",
}
COSTLY = "sum([sum([x * y for x in range(64)]) for y in range(60)])"
DEAR = "sum([x * x for x in range(64)])"
SHARED = {"v0": "int(1, 99)"} | {f"v{n}": f"[{','.join([f'v{n - 1}'] * 9)}]" for n in range(1, 20)}
NESTED = "a"
for _ in range(9):
    NESTED = f"[(b, b, b, b, b, b, b, b) for b in [{NESTED}]]"


def cards(*changed: dict[str, Any]) -> str:
    named = [{**one, "id": f"x.c{at}"} for at, one in enumerate(changed)]
    return yaml.safe_dump(named, sort_keys=False)


def bomb() -> str:
    lines = ["- &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 12)]
    return "\n".join([*lines, "- id: *a11"])


FILES: dict[str, Callable[[], str]] = {
    "a megabyte of front": lambda: cards({**CARD, "front": "why " * 300_000}),
    "a long front": lambda: cards({**CARD, "front": "why " * 4_000}),
    "ten thousand variables": lambda: cards(
        {**GENERATED, "vars": {f"v{n}": "int(1, 9)" for n in range(10_000)}}
    ),
    "slots by the thousand": lambda: cards({**GENERATED, "front": "{a}" * 1_300}),
    "a deep expression": lambda: cards({**GENERATED, "answer": "(" * 190 + "a" + ")" * 190}),
    "a deep file": lambda: "- id: " + "[" * 100_000,
    "a bomb of aliases": bomb,
    "a number to base 60": lambda: "- difficulty: 1" + ":59" * 100_000,
    "lists that grow": lambda: cards({**GENERATED, "vars": SHARED, "answer": "len(v19)"}),
    "lists in loops": lambda: cards({**GENERATED, "answer": f"len({NESTED})"}),
    "a huge power": lambda: cards({**GENERATED, "answer": "norm([3], 10**12)"}),
    "a condition that never holds": lambda: cards(
        *[{**GENERATED, "vars": {"a": COSTLY, "b": COSTLY}, "where": "a < 0"}] * 9
    ),
    "slots that write much": lambda: cards(
        {**GENERATED, "vars": {"a": "vector(64, 1, 10**9)"}, "back": "{a} " * 60}
    ),
    "costly proofs": lambda: cards(*[{**CARD, "verify": [f"{DEAR} > 0"] * 20}] * 9),
    "a thousand terms": lambda: cards(
        *[
            {**CARD, "front": f"{' '.join(f'w{n % (at + 7)}' for n in range(200))}?"}
            for at in range(90)
        ]
    ),
    "twins": lambda: cards(
        *[{**CARD, "front": f"a b c d e f g h i j k l {n}"} for n in range(900)]
    ),
    "formulas that fail": lambda: cards(*[{**CARD, "back": "$\\x$ " * 790}] * 4),
}
TRAPS = [
    *("{", "{a:", "$", "$$", "`", "```\n", "\n", "\n\n ", "- ", "> ", "1. ", "{{c1::", "}}", "::"),
    *("a.", ". ", ": ", "the ", "5 ", "\\$", "$x$", "[", "|", "*", "_"),
]


def counted(action: Callable[[], object]) -> object:
    """What the action returns; fails as soon as it makes more than CALLS calls."""
    count = 0

    def tick(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")
        if count > CALLS:
            raise AssertionError(f"more than {CALLS} calls")

    sys.setprofile(tick)
    try:
        return action()
    finally:
        sys.setprofile(None)


def verified(folder: Path, shipped: Path) -> object:
    def check(pieces: Pieces) -> list[Any]:
        return list(verify_cards(pieces.cards))

    return faults_at(folder, folder, shipped, check)


def reviewed(folder: Path, shipped: Path) -> None:
    try:
        library = load_library(folder, shipped)
    except LibraryError:
        return  # refused with its faults: there is nothing to review
    for card in library.cards.values():
        assert len(drawn(card, 3).front) <= FILLED_MAX + 4_000


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_costs_a_bounded_number_of_calls(
    name: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    shipped = write_content(small)
    folder = write_content({"cards/own.yaml": FILES[name]()}, "own")
    counted(lambda: lint(folder, folder, shipped))
    counted(lambda: verified(folder, shipped))
    counted(lambda: reviewed(folder, shipped))


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("kind", ["basic", "cloze", "generated"])
def test_a_text_that_repeats_a_trap_is_read_in_bounded_work(
    trap: str, kind: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    text = (trap * 4_000)[:3_900]
    start = {"basic": CARD, "generated": GENERATED, "cloze": {**CARD, "kind": "cloze"}}[kind]
    shipped = write_content(small)
    card = {**start, "front": "a" + text + "a", "back": "b" + text, "why": text + "{{c1::a}}"}
    folder = write_content({"cards/own.yaml": cards(card)}, "own")
    counted(lambda: lint(folder, folder, shipped))
    counted(lambda: reviewed(folder, shipped))


@pytest.mark.parametrize("text", ["[v, v, v]", "[w for w in [v, v]]", "zip(v, v)"])
def test_a_value_never_has_more_parts_than_allowed(text: str) -> None:
    grown = parse(text)

    def grow() -> None:
        value: Any = 1
        for _ in range(40):
            value = grown.value({"v": (value, value)})
            assert parts(value) <= PARTS_MAX

    with pytest.raises(ExpressionError, match="parts"):
        grow()


def test_a_draw_and_its_words_share_one_budget() -> None:
    problem = Problem((("a", DEAR), ("b", DEAR)), "a", "a", where="a < 0")
    budget = Budget(STEPS)
    with pytest.raises(ExpressionError, match="too many steps"):
        draw(problem, "x", 0, budget)
    assert -STEPS_MAX < budget.steps <= 0
    budget = Budget(1_000)
    with pytest.raises(ExpressionError, match="too many steps"):
        filled("{sum(range(60))}" * 50, {}, budget)


def test_text_that_slots_write_is_bounded() -> None:
    with pytest.raises(ExpressionError, match="more than 8000 characters"):
        filled("{v}" * 60, {"v": tuple(range(10**9, 10**9 + 64))})


def test_a_file_has_a_budget_for_all_its_cards(
    small: Mapping[str, str], write_content: WriteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.cards.verify.FILE_STEPS", 30_000)
    folder = write_content({**small, "cards/own.yaml": FILES["costly proofs"]()})
    pieces, _, faults = read_checked(None, folder)
    assert faults == []
    found = list(verify_cards(pieces.cards))
    assert [fault.rule for fault in found[-1:]] == ["too-many-steps"]
    assert len(found) == 2


def test_formulas_that_hang_are_tried_a_few_times_a_file(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    hang = {**CARD, "kind": "symbolic", "claim": "x", "derive": "factorial(10**7 + x - x)"}
    folder = write_content({**small, "cards/own.yaml": cards(*[hang] * 30)})
    pieces, _, faults = read_checked(None, folder)
    assert faults == []
    found = list(prove_formulas(pieces.cards, 0.05))
    assert len(found) <= 8
    assert LEFT in found[-1].message

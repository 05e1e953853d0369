"""What is wrong with the keys of a card by its kind, and with a generated card's expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from content.cards.allowed import ExpressionError
from content.cards.drawing import parse_variable
from content.cards.expressions import parse
from content.cards.slots import slots
from content.model import Problem

TEXTS = ("front", "back", "why")
NAMES_MAX = 24
LINES_MAX = 24
NEEDED: dict[str, tuple[str, ...]] = {
    "generated": ("vars", "answer", "check"),
    "symbolic": ("claim", "derive"),
    "code": ("code",),
}
BELONG: dict[str, tuple[str, ...]] = {
    "vars": ("generated",),
    "where": ("generated",),
    "check": ("generated",),
    "tolerance": ("generated",),
    "unit": ("generated",),
    "claim": ("symbolic",),
    "derive": ("symbolic",),
    "symbols": ("symbolic",),
    "code": ("code",),
}
"""The kinds to which a key of a card belongs; the other keys belong to all."""
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def faults_of_keys(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, words) for keys of a card that its kind lacks, or that belong to another."""
    kind = node["kind"]
    for key in NEEDED.get(kind, ()):
        if node.get(key) is None:
            yield "kind", f"a {kind} card needs `{key}`"
    for key, kinds in BELONG.items():
        if node.get(key) is not None and kind not in kinds:
            yield key, f"`{key}` belongs to a {kinds[0]} card"
    for key in ("vars", "symbols"):
        pairs: Mapping[str, object] = node.get(key) or {}
        if len(pairs) > NAMES_MAX:
            yield key, f"it has {len(pairs)} names; a card needs at most {NAMES_MAX}"
        for name, text in pairs.items():
            if not isinstance(text, (str, int, float)) or isinstance(text, bool):
                yield key, f"`{name}` must be an expression in quotes"
    if len(node.get("verify") or ()) > LINES_MAX:
        yield "verify", f"it has {len(node['verify'])} lines; a card needs at most {LINES_MAX}"
    if isinstance(node.get("tolerance"), str) and not _SHARE.fullmatch(node["tolerance"].strip()):
        yield "tolerance", "a tolerance is an amount such as 0.005 or a share such as 2 %"


def tolerance_of(said: float | str | None) -> tuple[float, bool]:
    """Return the tolerance, and whether it is a share of the answer."""
    if isinstance(said, str):
        found = _SHARE.fullmatch(said.strip())
        return (float(found[1]) / 100 if found else 0.0), True
    return float(said or 0), False


def faults_of_problem(problem: Problem, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (key, words) for each fault; ``texts`` are the words with slots, by key."""
    known: set[str] = set()
    for name, text in problem.vars:
        if not name.isidentifier() or name.startswith("_"):
            yield "vars", f"`{name}` is no name of a variable"
        try:
            missing = parse_variable(text).names - known
            if missing:
                yield "vars", f"`{name}` needs `{sorted(missing)[0]}`, which stands not before it"
        except ExpressionError as error:
            yield "vars", f"`{name}`: {error}"
        known.add(name)
    if not problem.vars:
        yield "vars", "a generated card has at least one variable"
    for key in ("where", "answer", "check"):
        text = getattr(problem, key)
        if text is not None:
            yield from _expression(key, text, known)
    for key, text in texts.items():
        try:
            for slot in slots(text):
                for name in sorted(slot.expression.names - known):
                    yield key, f"the slot for `{name}` has no such variable"
        except ExpressionError as error:
            yield key, str(error)
    yield from _same_formula(problem)


def _expression(key: str, text: str, known: set[str]) -> Iterator[tuple[str, str]]:
    try:
        for name in sorted(parse(text).names - known):
            yield key, f"there is no variable `{name}`"
    except ExpressionError as error:
        yield key, str(error)


def _same_formula(problem: Problem) -> Iterator[tuple[str, str]]:
    try:
        if parse(problem.answer).shape() == parse(problem.check).shape():
            yield "check", "it is the formula of the answer once more; reach it by another way"
    except ExpressionError:
        return  # said already

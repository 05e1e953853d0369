"""Proves the numbers of cards: draws against their checks, and the numbers that they state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from content.assemble import make_problem
from content.cards.allowed import ExpressionError
from content.cards.answers import is_right
from content.cards.drawing import STEPS, Draw, draw
from content.cards.evaluation import Budget, Value
from content.cards.expressions import parse
from content.cards.faults import TEXTS
from content.cards.slots import filled
from content.links import Piece
from content.model import Fault, Problem

DRAWS = 200
DISTINCT = 30
COMMON = 0.2
FILE_STEPS = 20_000_000
"""The steps of evaluation that all cards of a file may take together."""
CLOSE = 1e-7
"""Answer and check agree if they differ by at most this share."""


def verify_cards(cards: Sequence[Piece]) -> Iterator[Fault]:
    """Yield a fault for each card whose numbers fail; the schemas must have been checked before.

    Formulas and snippets are proved by ``content.cards.processes``.
    """
    budgets: dict[str, Budget] = {}
    spent: set[str] = set()
    for piece in cards:
        budget = budgets.setdefault(piece.file, Budget(FILE_STEPS))
        if budget.steps > 0:
            yield from _drawn(piece, budget)
            yield from _lines(piece, budget)
        elif piece.file not in spent:
            spent.add(piece.file)
            words = f"the cards before it in the file took {FILE_STEPS} steps; split the file"
            yield fault(piece, "id", "too-many-steps", words)


def fault(piece: Piece, key: str, rule: str, words: str) -> Fault:
    """Return a fault of a card, at the line of the key."""
    node = piece.node
    name = str(node["id"])
    return Fault(piece.file, node.line_of(key), rule, f"{name}: {words}", card=name)


def _lines(piece: Piece, budget: Budget) -> Iterator[Fault]:
    for text in piece.node.get("verify") or ():
        try:
            if not parse(text).value({}, budget):
                yield fault(piece, "verify", "verify", f"`{text}` does not hold")
        except ExpressionError as error:
            yield fault(piece, "verify", "verify", str(error))
            if budget.steps <= 0:
                return


def _drawn(piece: Piece, budget: Budget) -> Iterator[Fault]:
    problem = make_problem(piece.node)
    if problem is None:
        return
    found: list[Draw] = []
    try:
        for reviews in range(DRAWS):
            one = Budget(STEPS)
            try:
                found.append(draw(problem, piece.node["id"], reviews, one))
                wrong = _disagreement(problem, found[-1], one)
            finally:
                budget.steps -= STEPS - one.steps
            if wrong:
                yield fault(piece, "check", "draw", wrong)
                return
        for drawn in found[:10]:
            for key in TEXTS:
                filled(piece.node.get(key) or "", drawn.variables, budget)
    except ExpressionError as error:
        yield fault(piece, "answer", "draw", str(error))
        return
    yield from _variety(piece, found)


def _disagreement(problem: Problem, found: Draw, budget: Budget) -> str:
    value = parse(problem.check).value(found.variables, budget)
    if is_right(value, found.answer, CLOSE, relative=True):
        return ""
    where = ", ".join(f"{name} = {_short(value)}" for name, value in found.variables.items())
    return f"the answer is {_short(found.answer)} and the check {_short(value)} for {where}"


def _variety(piece: Piece, found: list[Draw]) -> Iterator[Fault]:
    different = len({repr(one.variables) for one in found})
    if different < DISTINCT:
        words = f"{different} different draws in {DRAWS}; there must be {DISTINCT}"
        yield fault(piece, "vars", "draws", words)
    answer, times = Counter(_short(one.answer) for one in found).most_common(1)[0]
    if times > COMMON * DRAWS:
        words = f"the answer is {answer} in {times} of {DRAWS} draws, so that it can be guessed"
        yield fault(piece, "answer", "guess", words)


def _short(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_short, value)) + ")"
    return str(value)

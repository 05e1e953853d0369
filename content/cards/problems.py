"""A generated card as it is asked: its numbers drawn, its words filled, its answer worked out."""

from __future__ import annotations

from dataclasses import replace

from content.cards.allowed import ExpressionError
from content.cards.drawing import draw
from content.cards.slots import filled, written
from content.model import Card, Solution


def drawn(card: Card, reviews: int) -> Card:
    """Return a generated card with the numbers of its next review; any other card as it is.

    ``reviews`` is how often it was answered: so reopening and undo show the same numbers. A card
    whose expressions have no value (which ``mlroad lint`` refuses) is shown with its slots.
    """
    if card.problem is None:
        return card
    problem = card.problem
    try:
        found = draw(problem, card.id, reviews)
        return replace(
            card,
            front=filled(card.front, found.variables),
            back=filled(card.back, found.variables),
            why=None if card.why is None else filled(card.why, found.variables),
            answer=written(found.answer) + (f" {problem.unit}" if problem.unit else ""),
            solution=Solution(found.answer, problem.tolerance, problem.relative, problem.unit),
        )
    except ExpressionError:
        return card

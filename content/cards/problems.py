"""A generated card as it is asked: its numbers drawn, its words filled, its answer worked out."""

from __future__ import annotations

from dataclasses import replace

from content.cards.allowed import ExpressionError
from content.cards.drawing import STEPS, draw
from content.cards.evaluation import Budget
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
    budget = Budget(STEPS)
    try:
        found = draw(problem, card.id, reviews, budget)
        return replace(
            card,
            front=filled(card.front, found.variables, budget),
            back=filled(card.back, found.variables, budget),
            why=None if card.why is None else filled(card.why, found.variables, budget),
            answer=written(found.answer) + (f" {problem.unit}" if problem.unit else ""),
            solution=Solution(found.answer, problem.tolerance, problem.relative, problem.unit),
        )
    except ExpressionError:
        return card

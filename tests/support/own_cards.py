"""Cards of the learner's own for tests: a typed one, a cloze, a reversed one, written before."""

from __future__ import annotations

from contextlib import closing

from db.drafts import Draft
from db.notes import add_note
from tui.home import Home
from tui.opening import open_learner

TOPIC = "l1.math.la.eigen"
TYPED = Draft(
    TOPIC,
    "typed",
    "Which numbers does a shear leave alone?",
    "They are the roots of the characteristic polynomial.",
    answer="its eigenvalues",
    accept=("the eigenvalues",),
)
CLOZE = Draft(TOPIC, "cloze", "The {{c1::trace}} is the sum of the {{c2::eigenvalues}}.", "")
REVERSED = Draft(TOPIC, "reversed", "Eigenvalue", "Factor by which a vector is stretched")
BASIC = Draft(TOPIC, "basic", "What is a shear?", "A map that slides layers past each other.")


def write_cards(home: Home, *drafts: Draft) -> tuple[str, ...]:
    """Write the notes and return the ids of their cards, in order."""
    store, clock, _ = open_learner(home)
    with closing(store):
        return tuple(card for draft in drafts for card in add_note(store, clock, draft))

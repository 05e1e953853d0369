"""What the review is asked for and what it shows: plans, views, all that is known of a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.model import Rating, Shown

if TYPE_CHECKING:
    from content.model import Card
    from content.typed import Comparison
    from db.history import CardFacts, HistoryRow
    from db.model import Answered, Choice, Counts, Finished, Waiting
    from db.summary import SessionSummary


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What to study: all that is due, or only some topics or cards, at most ``limit`` cards.

    ``ahead`` takes what is due within so many days too. ``cram`` asks every card and moves none.
    ``minutes`` is the timebox of this session, None for that of the settings. ``query`` is the
    search that found ``cards``, if one did.
    """

    topics: frozenset[str] | None = None
    cards: tuple[str, ...] | None = None
    limit: int | None = None
    ahead: int = 0
    cram: bool = False
    minutes: int | None = None
    query: str = ""

    @property
    def is_part(self) -> bool:
        """Whether these are only some of the cards."""
        return self.topics is not None or self.cards is not None


EVERYTHING = StudyPlan()


@dataclass(frozen=True, slots=True)
class StudyView:
    """The review as it stands: what to show, the card's words and signs, what is left.

    ``answered`` and ``leech`` are of the answer just given, ``leech`` being its card if it became
    one. ``time_over`` is said once, after the answer with which the timebox of ``timebox`` minutes
    ended. ``summary`` is there then and when nothing is left. ``timer`` is the seconds up to which
    the time of an answer counts, None where no timer is wanted.
    """

    state: Shown | Waiting | Finished
    card: Card | None
    counts: Counts
    minutes: int
    plan: StudyPlan = EVERYTHING
    flag: int = 0
    marked: bool = False
    answered: Answered | None = None
    leech: Card | None = None
    leech_suspended: bool = False
    time_over: bool = False
    summary: SessionSummary | None = None
    timebox: int = 0
    timer: int | None = None

    def shows_the_same(self, other: StudyView) -> bool:
        """Whether both show the same card between the same two answers, or both wait, or end."""
        one, two = self.state, other.state
        if isinstance(one, Shown) and isinstance(two, Shown):
            return (one.card, one.memory) == (two.card, two.memory)
        return type(one) is type(two)


@dataclass(frozen=True, slots=True)
class CardInfo:
    """All that is known of one card on study day ``today``.

    ``curve`` is the chance of recall at equal steps from today to the day on which the card comes
    back after ``curve_after`` (Good, or Easy while Good is a step within the day). ``cram`` says
    that the card is asked in a cram, where no rating moves it: there is no curve then.
    """

    card: Card
    facts: CardFacts
    history: tuple[HistoryRow, ...]
    choices: tuple[Choice, ...]
    today: int
    leech_at: int
    desired: float
    curve_after: Rating | None = None
    curve: tuple[float, ...] = ()
    cram: bool = False


def suggested(comparison: Comparison | None) -> Rating:
    """What Enter rates: Good, or Again for a typed answer that is wrong."""
    return Rating.AGAIN if comparison is not None and not comparison.right else Rating.GOOD

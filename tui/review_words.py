"""What the review says: the card, the wait for a learning card, what has become a leech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from content.model import Card, Library
from content.refusal import Refusal
from db.model import Counts, Finished, Waiting
from tui import markdown
from tui.card_facts import times
from tui.summary_words import finished_words, time_over_words
from tui.text import Piece, clip, content, joined

if TYPE_CHECKING:
    from content.typed import Comparison
    from db.clock import Clock
    from tui.study_view import StudyPlan, StudyView

ANSWERED = "Another window answered this card first; here is the next one."
CRAM = "Cram ─ nothing is rescheduled"


def counts_words(counts: Counts) -> str:
    """What is left, in the order in which it is named everywhere."""
    return f"{counts.due} due · {counts.learning} learning · {counts.new} new"


def failure(error: Exception, description: str) -> str:
    """Why there is no card: what was refused says it itself, a fault is told with what failed."""
    if isinstance(error, Refusal):
        return str(error)
    return f"{description.capitalize()} failed: {error}."


def timer_words(seconds: float, most: int) -> str:
    """The time that a card has taken; it stops where answers stop counting, after ``most`` s."""
    whole = min(int(seconds), most)
    return f"{whole // 60}:{whole % 60:02}{'+' if seconds >= most else ''}"


def path_words(card: Card | None, library: Library) -> str:
    """Where on the map the card belongs."""
    topic = library.topics.get(card.topic) if card is not None else None
    if topic is None:
        return "Review"
    above = library.topics[topic.parent].title if topic.parent else ""
    return f"{above} ─ {topic.title}" if above else topic.title


def title_words(view: StudyView, library: Library) -> str:
    """The title of the card's pane: its signs, how it is studied, where on the map it is."""
    plan = view.plan
    parts = ["*"] if view.marked else []
    parts += [f"flag {view.flag}"] if view.flag else []
    if plan.cram:
        parts.append(CRAM)
    elif plan.ahead:
        parts.append(f"Ahead {plan.ahead} d")
    return " ─ ".join((*parts, path_words(view.card, library)))


def plan_words(plan: StudyPlan) -> str:
    """The title of the pane while no card is shown."""
    return CRAM if plan.cram else "Review"


def card_words(
    card: Card | None, revealed: bool, room: int, comparison: Comparison | None = None
) -> Content:
    """The question; with the answer under a rule, and its reason and source, once revealed.

    ``comparison`` is that of a typed answer; without one the expected answer is said.
    """
    if card is None:
        return content("The words of this card are not in the library of this program.")
    lines = markdown.lines(card.front, room)
    if not revealed:
        return joined(lines)
    lines += [content(""), content(("─" * min(20, room), "$line")), content("")]
    if comparison is not None:
        from tui.typed import difference_lines

        lines += difference_lines(comparison, room)
    elif card.answer is not None:
        lines.append(content((card.answer, "bold")))
    back = markdown.lines(card.back, room)
    lines += [content(""), *back] if back and card.answer is not None else back
    if card.why:
        lines += [content(""), *markdown.lines(card.why, room, "$muted")]
    facts: list[Piece] = []
    if card.source is not None:
        facts.append((f"Source: {card.source.title}", "$muted"))
    if card.as_of:
        facts.append((f" (as of {card.as_of})", "$muted"))
    return joined([*lines, content(""), content(*facts)] if facts else lines)


def question_height(card: Card, room: int) -> int:
    """The lines above the rule, the blank one included."""
    return len(markdown.lines(card.front, room)) + 1


def card_source(card: Card) -> str:
    """Everything that the card says as it was written, for its formulas."""
    return "\n\n".join(part for part in (card.front, card.answer, card.back, card.why) if part)


def between_words(
    view: StudyView, notice: str, library: Library, clock: Clock, room: int
) -> Content | None:
    """What is said where no card is asked, None where one is; ``notice`` is `leech` or `time`."""
    if notice == "leech" and view.leech and view.answered:
        return leech_words(view.leech, view.answered.memory.lapses, view.leech_suspended, room)
    if notice:
        return time_over_words(view, view.timebox, library, room)
    if isinstance(view.state, Waiting):
        return waiting_words(view.state, clock.now_ms())
    if isinstance(view.state, Finished):
        return finished_words(view, clock.study_day(), library, room)
    return None


def waiting_words(waiting: Waiting, now_ms: int) -> Content:
    """How long until the next learning card."""
    left = max(0, (waiting.due_at - now_ms + 999) // 1000)
    return joined(
        [
            content(("Nothing is due this minute.", "bold")),
            content(f"The next learning card comes in {left // 60}:{left % 60:02}."),
            content(""),
            content(("It appears here by itself. T goes to Today.", "$muted")),
        ]
    )


def leech_words(card: Card, lapses: int, suspended: bool, room: int) -> Content:
    """A card that keeps being forgotten, and the ways out."""
    (question, *_) = [line.plain for line in markdown.lines(card.front, room)] or [card.id]
    lines = [
        content(("This card keeps being forgotten: ", "bold"), f"{times(lapses)} by now."),
        content((clip(question, room), "$muted")),
        content(""),
    ]
    if suspended:
        lines.append(content("It has been taken out of the reviews, as your settings say."))
    else:
        lines.append(content("More of the same seldom helps. Ways out:"))
    ways = [("e", "say it better: shorter, one fact, with a reason")]
    ways.append(("a", "split it: write two smaller cards, then suspend this one"))
    ways += [] if suspended else [("@", "take it out of the reviews")]
    ways += [("t", "go to its topic: something it needs may be missing")]
    ways += [("Enter", "go on")]
    return joined([*lines, *(content((f"{key:<7}", "bold"), words) for key, words in ways)])

"""What the review says: the card, the wait for a learning card, the end of the day."""

from __future__ import annotations

from textual.content import Content

from content.model import Card, Library
from db.model import Counts, Finished, Waiting
from tui import markdown
from tui.text import Piece, content, joined, plural


def counts_words(counts: Counts) -> str:
    """What is left, in the order in which it is named everywhere."""
    return f"{counts.due} due · {counts.learning} learning · {counts.new} new"


def path_words(card: Card | None, library: Library) -> str:
    """Where on the map the card belongs."""
    if card is None:
        return "Review"
    topic = library.topics[card.topic]
    above = library.topics[topic.parent].title if topic.parent else ""
    return f"{above} ─ {topic.title}" if above else topic.title


def card_words(card: Card | None, revealed: bool, room: int) -> Content:
    """The question; with the answer under a rule, and its reason and source, once revealed."""
    if card is None:
        return content("The words of this card are not in the library of this program.")
    lines = markdown.lines(card.front, room)
    if not revealed:
        return joined(lines)
    lines += [content(""), content(("─" * min(20, room), "$line")), content("")]
    lines += markdown.lines(card.back, room)
    if card.why:
        lines += [content(""), *markdown.lines(card.why, room, "$muted")]
    facts: list[Piece] = [("Source: ", "$muted"), (card.source.title, "$muted")]
    if card.as_of:
        facts.append((f" (as of {card.as_of})", "$muted"))
    return joined([*lines, content(""), content(*facts)])


def question_height(card: Card, room: int) -> int:
    """The lines above the rule, the blank one included."""
    return len(markdown.lines(card.front, room)) + 1


def card_source(card: Card) -> str:
    """Everything that the card says as it was written, for its formulas."""
    return "\n\n".join(part for part in (card.front, card.back, card.why) if part)


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


def finished_words(finished: Finished, today: int, answered: int, some_topics: bool) -> Content:
    """The end: what was done, what is held back, when it goes on."""
    done = "Done with these topics for today." if some_topics else "Done for today."
    lines = [content(("✓ ", "$success"), (done, "bold"))]
    if answered:
        lines.append(content(f"{plural(answered, 'answer')} given since this screen opened."))
    held: list[str] = []
    if finished.held_back_new:
        held.append(plural(finished.held_back_new, "new card"))
    if finished.held_back_reviews:
        held.append(plural(finished.held_back_reviews, "review"))
    if held:
        lines.append(content(f"The daily limits hold back {' and '.join(held)}."))
    if finished.buried:
        lines.append(content(f"{plural(finished.buried, 'card')} put aside until tomorrow."))
    if finished.next_due_day is not None:
        days = finished.next_due_day - today
        when = "tomorrow" if days <= 1 else f"in {plural(days, 'day')}"
        lines.append(content(f"The next cards come {when}."))
    if some_topics:
        lines.append(content(("Enter", "bold"), (" goes on with all cards.", "$muted")))
    hint: list[Piece] = [("M", "bold"), (" opens the map, ", "$muted")]
    hint += [("P", "bold"), (" the papers.", "$muted")]
    return joined([*lines, content(""), content(*hint)])

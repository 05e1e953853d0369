"""What line mode prints: cards, differences, the card's facts, the sum at the end, the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.typed import difference_in_words
from db.model import Finished, Rating
from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_text

if TYPE_CHECKING:
    from content.model import Card, Library
    from content.typed import Comparison
    from db.model import Choice
    from db.summary import SessionSummary
    from tui.study_view import CardInfo, StudyPlan, StudyView

INDENT = "  "
NAMES = {Rating.AGAIN: "again", Rating.HARD: "hard", Rating.GOOD: "good", Rating.EASY: "easy"}
_TOPICS = 5
HELP = (
    ("u", "undoes the last thing done; r does it again"),
    ("-", "buries the card until tomorrow"),
    ("@", "suspends the card"),
    ("*", "marks the card, or takes the mark off"),
    ("f N", "flags the card with 1 to 7; f 0 takes the flag off"),
    ("d N", "lets the card come in N days; d 3-7 on one of these days; d 0 today"),
    ("n", "makes the card new again; asks before"),
    ("e", "edits the card in $VISUAL or $EDITOR; its schedule stays"),
    ("i", "says what is known of the card, and what each rating would do"),
    ("o", "says where the card's source is"),
    ("+N", "raises today's limit of new cards by N; +N M that of reviews by M too"),
    ("s", "sums up the session so far"),
    ("q", "ends"),
)


def say_question(view: StudyView, library: Library) -> None:
    """The counts, where the card belongs, what is set on it, the question."""
    counts, card = view.counts, view.card
    left = f"{counts.due} due, {counts.new} new, {counts.learning} learning"
    say()
    say(f"{left}; about {plural(view.minutes, 'minute')}")
    if card is None:  # withdrawn between the start and now
        say("The words of this card are not in the library of this program.")
        return
    say(" / ".join(path(card.topic, library)))
    for words, is_set in (("marked", view.marked), (f"flag {view.flag}", view.flag)):
        if is_set:
            say(words)
    say()
    say_text(card.front, INDENT)
    say()


def say_answer(card: Card | None, comparison: Comparison | None) -> None:
    """The answer with its reason and source; of a typed one first how it compares."""
    say("Answer")
    say()
    if comparison is not None:
        say_difference(comparison)
    elif card is not None and card.answer is not None:
        say_text(card.answer, INDENT)
    if card is not None:
        for text in (card.back, card.why):
            if text and text.strip():
                if comparison is not None or text is card.why:
                    say()
                say_text(text, INDENT)
        if card.source is not None:
            say()
            say(f"{INDENT}Source: {clean_line(card.source.title)}")
    say()


def say_difference(comparison: Comparison) -> None:
    """What was expected and what was typed, and the difference in words."""
    say("Right." if comparison.right else "Not what was expected.")
    say(f"expected: {clean_line(comparison.expected)}")
    say(f"yours: {clean_line(comparison.typed) or '(nothing)'}")
    if not comparison.right:
        say(f"difference: {clean_line(difference_in_words(comparison))}")
    if comparison.others:
        say(f"right too: {clean_line(', '.join(comparison.others))}")


def path(topic: str, library: Library) -> list[str]:
    """The titles from the top of the map to the topic."""
    found: list[str] = []
    node = library.topics.get(topic)
    while node is not None:
        found.insert(0, clean_line(node.title))
        node = library.topics.get(node.parent) if node.parent else None
    return found


def button(choice: Choice) -> str:
    """A rating with its next interval: `3 good 4d`."""
    return f"{int(choice.rating)} {NAMES[choice.rating]} {choice.label}"


def say_info(info: CardInfo) -> None:
    """The facts of a card, what each rating would do, its history."""
    from tui.card_facts import (
        CRAM_MOVES_NOTHING,
        HISTORY_HEAD,
        RATINGS,
        button_words,
        fact_rows,
        history_rows,
    )

    say()
    for name, words in fact_rows(info):
        say(f"{name}: {clean_line(words)}" if name else f"{INDENT}{clean_line(words)}")
    if info.cram:
        say(CRAM_MOVES_NOTHING)
    else:
        for name, choice in zip(RATINGS, info.choices, strict=True):
            say(f"{name} would bring it {button_words(choice)}")
    history = history_rows(info)
    if history:
        say()
        say(f"History, newest first: {' '.join(HISTORY_HEAD.split()).lower()}")
        for row in history:
            say(f"{INDENT}{row}")
    say()


def say_help() -> None:
    """Every command."""
    for key, words in HELP:
        say(f"{INDENT}{key:<4} {words}")
    say(f"{INDENT}Where an answer is typed, a command begins with a colon: :u :q")


def say_summary(summary: SessionSummary, library: Library) -> None:
    """What was done in this session."""
    if not summary.answers:
        say("No answers.")
        return
    each = ", ".join(
        f"{number} {name}" for number, name in zip(summary.ratings, NAMES.values(), strict=True)
    )
    say(f"{plural(summary.answers, 'answer')}: {each}.")
    moved = f"{summary.new} new, {summary.graduated} graduated, {summary.lapsed} forgotten"
    leeches = f", {plural(len(summary.leeches), 'leech', 'leeches')}" if summary.leeches else ""
    minutes = plural(max(1, round(summary.minutes)), "minute")
    say(f"{plural(summary.cards, 'card')} in {minutes}: {moved}{leeches}.")
    for topic, (answers, passed) in summary.by_topic[:_TOPICS]:
        name = library.topics[topic].title if topic in library.topics else topic
        say(f"{INDENT}{clean_line(name)}: {passed} of {answers} remembered")
    more = len(summary.by_topic) - _TOPICS
    if more > 0:
        say(f"{INDENT}and {plural(more, 'topic')} more")


def finished_lines(finished: Finished, plan: StudyPlan, today: int) -> list[str]:
    """What is held back, and when it goes on."""
    if plan.cram:
        return ["Every card was remembered once. Nothing was rescheduled."]
    lines = ["Nothing is left for today."]
    if finished.held_back_new or finished.held_back_reviews:
        lines.append(
            "The limits hold back "
            f"{plural(finished.held_back_new, 'new card')} and "
            f"{plural(finished.held_back_reviews, 'review')}."
        )
    if finished.buried:
        lines.append(f"{plural(finished.buried, 'card')} put aside until tomorrow.")
    if finished.next_due_day is not None:
        days = finished.next_due_day - today
        when = "tomorrow" if days == 1 else f"in {plural(days, 'day')}"
        lines.append(f"The next cards come {when}.")
    return lines

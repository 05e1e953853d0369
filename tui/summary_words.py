"""What a session did, drawn: answers per rating as bars, cards that moved, topics, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from db.model import Finished
from tui.pictures import bar
from tui.text import Piece, clip, content, fit, joined, plural

if TYPE_CHECKING:
    from content.model import Library
    from db.summary import SessionSummary
    from tui.study_view import StudyPlan, StudyView

RATINGS = ("Again", "Hard", "Good", "Easy")
_TOPICS = 5
_BAR = 30


def time_over_words(view: StudyView, minutes: int, library: Library, room: int) -> Content:
    """The timebox is over: what was done in it; nothing ends by itself."""
    lines = [content((over(minutes), "bold")), content("")]
    if view.summary is not None:
        lines += _done(view.summary, library, room)
    counts = view.counts
    left = f"{counts.due} due, {counts.learning} learning, {counts.new} new are left."
    lines += [content(""), content((left, "$muted"))]
    lines.append(content(("Enter", "bold"), (" goes on; ", "$muted"), ("T", "bold"), _go("Today")))
    return joined(lines)


def finished_words(view: StudyView, today: int, library: Library, room: int) -> Content:
    """The end: what was done, what is held back, when it goes on."""
    assert isinstance(view.state, Finished)
    lines = [content(("✓ ", "$success"), (_end(view.plan), "bold"))]
    if view.plan.cards == ():
        lines = [content((clip(_nothing(view.plan), room), "bold"))]
    if view.summary is not None and view.summary.answers:
        lines += [content(""), *_done(view.summary, library, room), content("")]
    if not view.plan.cram and view.plan.cards != ():
        lines += _ahead(view.state, today)
    if view.plan.is_part or view.plan.cram:
        lines.append(content(("Enter", "bold"), (" goes on with all that is due.", "$muted")))
    hint: list[Piece] = [("M", "bold"), (" opens the map, ", "$muted")]
    hint += [("P", "bold"), (" the papers.", "$muted")]
    return joined([*lines, content(""), content(*hint)])


def over(minutes: int) -> str:
    """That the timebox is over."""
    return "1 minute is over." if minutes == 1 else f"{minutes} minutes are over."


def _go(where: str) -> Piece:
    return (f" goes to {where}.", "$muted")


def _nothing(plan: StudyPlan) -> str:
    return f"No card matches {plan.query}" if plan.query else "None of these cards is there."


def _end(plan: StudyPlan) -> str:
    if plan.cram:
        return "Every card was remembered once. Nothing was rescheduled."
    if plan.topics is not None:
        return "Done with these topics for today."
    return "Done with these cards for today." if plan.cards is not None else "Done for today."


def _done(summary: SessionSummary, library: Library, room: int) -> list[Content]:
    """Sum, a bar for each rating, what moved, the topics with most answers."""
    minutes = max(1, round(summary.minutes))
    words = f"{plural(summary.answers, 'answer')} in {plural(minutes, 'minute')}"
    cards = f", {plural(summary.cards, 'card')}" if summary.cards != summary.answers else ""
    lines = [content((words, "bold"), cards)]
    most = max(summary.ratings)
    cells = max(8, min(_BAR, room - 14))
    for name, number in zip(RATINGS, summary.ratings, strict=True):
        drawn = bar(number / most if most else 0, cells)
        lines.append(content((fit(name, 7), "$muted"), (drawn, "$accent"), f" {number}"))
    moved = [
        f"{summary.new} new",
        f"{summary.graduated} graduated",
        f"{summary.lapsed} forgotten",
    ]
    if summary.leeches:
        moved.append(plural(len(summary.leeches), "leech", "leeches"))
    lines.append(content(" · ".join(moved)))
    return lines + _topics(summary, library, room)


def _topics(summary: SessionSummary, library: Library, room: int) -> list[Content]:
    if len(summary.by_topic) < 2:
        return []
    lines = [content("")]
    wide = min(40, max(12, room - 24))
    for topic, (answers, passed) in summary.by_topic[:_TOPICS]:
        name = library.topics[topic].title if topic in library.topics else topic
        words = f"{passed} of {answers} remembered"
        lines.append(content((fit(name, wide), "$muted"), f"  {words}"))
    more = len(summary.by_topic) - _TOPICS
    if more > 0:
        lines.append(content((clip(f"and {plural(more, 'topic')} more", room), "$muted")))
    return lines


def _ahead(finished: Finished, today: int) -> list[Content]:
    lines: list[Content] = []
    held: list[str] = []
    if finished.held_back_new:
        held.append(plural(finished.held_back_new, "new card"))
    if finished.held_back_reviews:
        held.append(plural(finished.held_back_reviews, "review"))
    if held:
        lines.append(content(f"The daily limits hold back {' and '.join(held)}."))
        lines.append(content(("+", "bold"), (" raises them for today.", "$muted")))
    if finished.buried:
        lines.append(content(f"{plural(finished.buried, 'card')} put aside until tomorrow."))
    if finished.next_due_day is not None:
        days = finished.next_due_day - today
        when = "tomorrow" if days <= 1 else f"in {plural(days, 'day')}"
        lines.append(content(f"The next cards come {when}."))
    return lines

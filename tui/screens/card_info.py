"""What is known of one card: its memory, what each button would do, where its words come from."""

from __future__ import annotations

from textual.content import Content

from content.model import Card
from db.model import Shown, State
from tui.pictures import date_words
from tui.text import content, fit, joined, plural

_STATES = {
    State.NEW: "new: never answered",
    State.LEARNING: "learning: in its first steps",
    State.REVIEW: "review: comes by the day",
    State.RELEARNING: "relearning: was forgotten",
}
_RATINGS = ("Again", "Hard", "Good", "Easy")


def card_info(shown: Shown, card: Card | None, today: int) -> Content:
    """The panel's text."""
    memory = shown.memory
    facts = [("State", _STATES[memory.state])]
    if memory.stability is not None:
        facts.append(("Stability", f"{memory.stability:.1f} days until recall falls to 90 %"))
    if memory.difficulty is not None:
        facts.append(("Difficulty", f"{memory.difficulty:.1f} of 10"))
    if memory.last_day is not None:
        days = today - memory.last_day
        when = "today" if days <= 0 else f"{plural(days, 'day')} ago"
        facts.append(("Last answer", f"{date_words(memory.last_day)}, {when}"))
    facts.append(("Answers", f"{memory.reps}, forgotten {plural(memory.lapses, 'time')}"))
    lines = [content((fit(name, 13), "$muted"), words) for name, words in facts]
    lines += [content(""), content(("What each button does", "bold $accent"))]
    for name, choice in zip(_RATINGS, shown.choices, strict=True):
        after = choice.memory.stability
        words = f"back in {choice.label}"
        if after is not None:
            words += f", stability then {after:.1f} days"
        lines.append(content((fit(name, 13), "$muted"), words))
    if card is not None:
        lines += [content(""), content(("The card", "bold $accent"))]
        for name, words in (
            ("Id", card.id),
            ("Skill", f"{card.skill}, difficulty {card.difficulty} of 5"),
            ("Source", card.source.title),
            ("", card.source.url),
        ):
            lines.append(content((fit(name, 13), "$muted"), words))
    return joined(lines)

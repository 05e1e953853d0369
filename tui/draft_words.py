"""A card while it is written: how it will look, what is wrong with it, its next cloze deletion."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from content.model import Card, Library
from db.drafts import Draft
from tui.review_words import card_words
from tui.text import Piece, content, joined

KINDS = ("basic", "reversed", "cloze", "typed")
KIND_WORDS = {
    "basic": "a question and its answer",
    "reversed": "asked both ways: two cards",
    "cloze": "a text with holes: a card for each number",
    "typed": "the answer is typed and compared",
}
FRONT = {"basic": "Question", "reversed": "One side", "cloze": "Text", "typed": "Question"}
BACK = {
    "basic": "Answer",
    "reversed": "Other side",
    "cloze": "Below the answer (optional)",
    "typed": "Below the answer (optional)",
}


def new_draft(topic: str, kind: str = "basic") -> Draft:
    """An empty draft."""
    return Draft(topic, kind, "", "")


def first_topic(library: Library) -> str:
    """The topic of a card that is written where no other one is at hand."""
    return next(topic.id for topic in library.topics.values() if topic.kind != "group")


def preview_words(cards: Sequence[Card], faults: Sequence[str], room: int) -> Content:
    """The cards one after the other as the review shows them, then what is still missing."""
    lines: list[Content] = []
    for number, card in enumerate(cards, 1):
        if len(cards) > 1:
            head = f" Card {number} of {len(cards)} "
            lines += [content((head.center(max(room, len(head)), "─"), "$muted")), content("")]
        lines += [card_words(card, True, room), content("")]
        if card.answer is not None:
            also = f" (also: {' · '.join(card.accept)})" if card.accept else ""
            lines += [content(("To type: ", "$muted"), card.answer, (also, "$muted")), content("")]
    lines += [content(("· ", "$warning"), sentence(fault)) for fault in faults]
    return joined(lines) if lines else content(("Nothing is written yet.", "$muted"))


def sentence(words: str) -> str:
    """The words with a capital at the beginning and a full stop at the end."""
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")


def with_deletion(text: str, start: int, end: int) -> tuple[str, int, int, int]:
    """A cloze deletion of ``text[start:end]``, or of the word there where that is empty.

    Returns what stands instead, from where to where, and the place of the cursor after it. Its
    number is the next one that the text has not used.
    """
    from content.notes import read_cloze

    start, end = min(start, end), max(start, end)
    if start == end:
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        while end > start and text[end - 1] in ",.;:!?":
            end -= 1
    number = max((deletion.number for deletion in read_cloze(text)[0]), default=0) + 1
    opened = f"{{{{c{number}::"
    made = f"{opened}{text[start:end]}}}}}"
    cursor = start + len(opened) if start == end else start + len(made)
    return made, start, end, cursor


def topic_line(title: str, name: str) -> list[Piece]:
    """The topic as the form shows it."""
    return [title, (f" ─ {name}" if name else "", "$muted")]

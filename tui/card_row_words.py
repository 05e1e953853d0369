"""Cards as rows of the browser, and one card with its memory as text for the pane beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from content.model import Card
from db.model import State
from tui.formulas import inline_pieces
from tui.markdown_parser import parser
from tui.pictures import date_words
from tui.review_words import card_words
from tui.text import clean, content, fit, joined, plural
from tui.widgets.rows import Row, RowPiece

if TYPE_CHECKING:
    from db.browse import CardRow

WIDE = 68
MIDDLE = 44
_MARKUP = frozenset("*_`#>[]$\\|~!-+\n")
_NAMES = ("new", "learning", "review", "relearning")
_BRIEF = ("new", "learn", "review", "relearn")
_ROLES = ("accent", "warn", "good", "warn")
_FACT = 13

ORDERS = {
    "map": "in the order of the map",
    "due": "by due day",
    "added": "newest first",
    "stability": "weakest memory first",
    "difficulty": "hardest first",
    "retrievability": "most likely forgotten first",
    "lapses": "most often forgotten first",
    "edited": "edited last first",
}
READY = (
    ("1", "Due today", "is:due"),
    ("2", "Leeches", "is:leech"),
    ("3", "New", "is:new"),
    ("4", "Flagged", "is:flagged"),
    ("5", "Marked", "is:marked"),
    ("6", "Forgotten today", "rated:1:1"),
    ("7", "Hard", "prop:d>7"),
    ("8", "Your own", "is:own"),
    ("9", "Edited", "is:edited"),
)
"""The searches under one key: the key, the name, the query."""

LANGUAGE = (
    ("word wor*", "Cards with the word, or with words that begin so."),
    ('"a phrase"', "Cards with these words in this order."),
    ("a b, a or b", "Both; one of them. -a: without a. ( ) groups."),
    ("topic:ID", "Of a topic and of all below it."),
    ("tag:X", "With a tag; tag:none without any."),
    ("is:due", "So too is:new learning review suspended buried"),
    ("", "flagged marked leech own edited young mature."),
    ("flag:2", "So too kind:cloze, skill:recall, card:ID."),
    ("prop:s<5", "s stability, d difficulty, r recall (0.8), reps,"),
    ("", "lapses, ivl interval, due in days; = != < <= > >=."),
    ("rated:3", "Answered in the last 3 days; rated:3:1 with Again."),
    ("added:7", "Added in the last 7 days. due:2: due within 2 days."),
)
"""The search language as the help lists it: an example and what it finds."""


class CardDetail(NamedTuple):
    """One card for the pane: its words, its row, whether it is the learner's own or was edited."""

    card: Card
    row: CardRow
    own: bool
    edited: bool


def card_row(row: CardRow, topic: str, day: int, now_ms: int, cells: int) -> Row:
    """A line of the list of ``cells`` cells: state, due, topic, question, and what is set on it."""
    state, role = state_of(row, brief=cells < WIDE)
    pieces: list[RowPiece] = []
    if cells >= WIDE:
        pieces += [(fit(state, 10) + " ", role), (fit(due_of(row, day, now_ms), 9) + " ", "")]
        pieces.append((fit(topic, _topic_cells(cells)) + "  ", "muted"))
    elif cells >= MIDDLE:
        pieces += [(fit(state, 7) + " ", role), (fit(_brief_due(row, day, now_ms), 7) + " ", "")]
    else:
        pieces.append((fit(_brief_due(row, day, now_ms) or state, 7) + " ", role))
    pieces.append((question_line(row.front), "muted" if row.suspended else ""))
    return Row(tuple(pieces), _marks(row))


def heads(cells: int) -> str:
    """The names of the columns of ``card_row``, two cells in for the edge of the selection."""
    if cells >= WIDE:
        topic = fit("Topic", _topic_cells(cells))
        return f"  {fit('State', 10)} {fit('Due', 9)} {topic}  Question"
    if cells >= MIDDLE:
        return f"  {fit('State', 7)} {fit('Due', 7)} Question"
    return f"  {fit('Due', 7)} Question"


def _topic_cells(cells: int) -> int:
    return max(14, min(24, cells // 4))


def question_line(text: str) -> str:
    """A question on one line: its Markdown taken off, its formulas in their one-line form."""
    if _MARKUP.isdisjoint(text):
        return text
    words: list[str] = []
    for token in parser().parse(clean(text)):
        if token.type in ("math_block", "math_block_label"):
            words.append(_formula(token.content))
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
        elif token.type == "inline":
            parts = (
                _formula(one.content) if one.type.startswith("math_inline") else one.content or " "
                for one in token.children or ()
                if one.content or one.type.endswith("break")
            )
            words.append("".join(parts))
    return " ".join(words)


def _formula(latex: str) -> str:
    return "".join(piece for piece, _ in inline_pieces(latex.strip()))


def _marks(row: CardRow) -> tuple[RowPiece, ...]:
    marks: list[RowPiece] = []
    if row.leech:
        marks.append(("leech", "warn"))
    if row.marked:
        marks.append(("*", "accent"))
    if row.flag:
        marks.append((f"flag {row.flag}", "accent"))
    return tuple(marks)


def state_of(row: CardRow, *, brief: bool = False) -> tuple[str, str]:
    """The state of a card in a word, and its role in a list."""
    if row.suspended:
        return ("off" if brief else "suspended"), "muted"
    if row.buried:
        return "buried", "muted"
    return (_BRIEF if brief else _NAMES)[row.state], _ROLES[row.state]


def due_of(row: CardRow, day: int, now_ms: int) -> str:
    """When the card comes: `now`, `12m`, `today`, `in 3d`, `3d ago`; nothing for a new one."""
    from db.intervals import span

    if row.due_at is not None:
        left = row.due_at - now_ms
        return "now" if left <= 0 else f"in {span(left / 1000)}"
    if row.due_day is None:
        return ""
    days = row.due_day - day
    if days == 0:
        return "today"
    return f"in {span(days * 86_400)}" if days > 0 else f"{span(-days * 86_400)} ago"


def _brief_due(row: CardRow, day: int, now_ms: int) -> str:
    return due_of(row, day, now_ms).removeprefix("in ")


def card_pane(detail: CardDetail, day: int, now_ms: int, leech_at: int, room: int) -> Content:
    """The card as the review shows it, then the ways out, then what is known of its memory."""
    lines = [card_words(detail.card, True, room)]
    if detail.row.leech:
        lines += [content(""), *_ways_out(detail.row, leech_at, room)]
    lines += [content(""), content(("Memory", "bold $accent"))]
    for name, words in _facts(detail, day, now_ms):
        first, *more = content(words).wrap(max(10, room - _FACT)) or [content("")]
        lines.append(content((fit(name, _FACT), "$muted")) + first)
        lines += [content(" " * _FACT) + line for line in more]
    return joined(lines)


def _facts(detail: CardDetail, day: int, now_ms: int) -> list[tuple[str, str]]:
    row, card = detail.row, detail.card
    state = _NAMES[row.state]
    held = [name for name, on in (("suspended", row.suspended), ("buried", row.buried)) if on]
    facts = [("State", ", ".join((state, *held)))]
    if row.state != State.NEW:
        due = due_of(row, day, now_ms)
        on = f", {date_words(row.due_day)}" if row.due_day is not None else ""
        facts.append(("Due", due + on))
    if row.stability is not None:
        facts.append(("Stability", f"{row.stability:.1f} days until recall falls to 90 %"))
    if row.difficulty is not None:
        facts.append(("Difficulty", f"{row.difficulty:.1f} of 10"))
    if row.retrievability is not None:
        facts.append(("Recall now", f"{row.retrievability:.0%}".replace("%", " %")))
    facts.append(("Answers", f"{row.reps}, forgotten {plural(row.lapses, 'time')}"))
    facts.append(("Tags", " ".join(row.tags) or "none"))
    marks = [words for words, on in (("marked", row.marked), (f"flag {row.flag}", row.flag)) if on]
    if marks:
        facts.append(("Set on it", ", ".join(marks)))
    origin = (
        "your own" if detail.own else "shipped, with your words" if detail.edited else "shipped"
    )
    return [*facts, ("Kind", f"{card.kind}, {origin}"), ("Id", card.id)]


def _ways_out(row: CardRow, leech_at: int, room: int) -> list[Content]:
    often = f"Forgotten {plural(row.lapses, 'time')}"
    words = often + (f" ({leech_at} make a leech)." if leech_at else ".")
    lines = [content(("A leech. ", "bold $warning"), words)]
    for key, way in (
        ("e", "say it in other words, shorter, with a reason"),
        ("a", "split it: add two smaller cards, then suspend this one"),
        ("@", "suspend it: it may not be worth the time"),
        ("t", "go to its topic; what it builds on stands there under Needs"),
    ):
        lines += _hanging(key, way, room)
    return lines


def _hanging(key: str, words: str, room: int) -> list[Content]:
    first, *more = content(words).wrap(max(10, room - 3)) or [content("")]
    return [content((f"{key}  ", "bold")) + first, *(content("   ") + line for line in more)]


def selection_words(count: int) -> str:
    """How many rows are selected, and how to let them go."""
    return f"{count:,} selected ─ Esc lets go" if count else ""

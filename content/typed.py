"""Whether a typed answer is right, and how it differs from what was expected.

The rule: both are put into Unicode NFC, white space at the ends falls away and each run of it
counts as one blank, and upper and lower case are the same. An answer that holds TeX or code (a
backslash, `$`, `^`, `_`, `{`) or an option (`-s`) is compared as text: there case counts, and only
dollars around the whole of it may be left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from content.model import Card

TEXT_SIGNS = frozenset("\\$^_{")
_OPTION = re.compile(r"(?:^|\s)--?[A-Za-z]")
LONGEST = 200
"""Answers of more characters are compared word by word, those of more words as wholes: setting them
against each other takes time by the square."""
TEN_CLOSE = 0.005
"""A number is said to be so many powers of ten off if the rest agrees within this share."""
ALIKE = 0.4
"""Below this likeness (0 to 1) the two are shown as wholly different, not letter by letter."""
SAME, WRONG, MISSING, EXTRA = "same", "wrong", "missing", "extra"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of both texts: ``expected`` is empty for what is extra, ``typed`` for missing."""

    kind: str
    expected: str
    typed: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A typed answer beside the right answer nearest to it; ``others`` are the further right ones.

    ``parts`` put together give both texts, with white space folded. ``note`` says of a number how
    far off it is; its characters are not set against each other.
    """

    right: bool
    expected: str
    typed: str
    parts: tuple[Part, ...]
    others: tuple[str, ...] = ()
    note: str = ""


def compare_card(card: Card, typed: str) -> Comparison:
    """Compare what was typed with what the card expects: a text, or a number within its tolerance.

    ValueError, in words, where a number is asked for and something else was typed: ask again.
    """
    expected = card.answer or ""
    if card.solution is None or not typed.strip():
        return compare(expected, card.accept, typed)
    from content.cards.answers import is_right, read_typed

    solution = card.solution
    reading = read_typed(typed, solution.unit)
    if reading.value is None:
        raise ValueError(reading.why)
    right = is_right(reading.value, solution.value, solution.tolerance, relative=solution.relative)
    part = Part(SAME if right else WRONG, expected, folded(typed))
    note = "" if right else _how_far(reading.value, solution.value)
    return Comparison(right, expected, folded(typed), (part,), note=note)


def _how_far(typed: object, answer: object) -> str:
    """How a wrong number is wrong, where that can be told."""
    if isinstance(answer, tuple):
        if not isinstance(typed, tuple):
            return "several numbers are asked for, as in (1, 2) or [1 2; 3 4]"
        one, two = cast("tuple[object, ...]", typed), cast("tuple[object, ...]", answer)
        if len(one) != len(two):
            return f"it has {len(one)} parts and should have {len(two)}"
        return "a part of it is another number"
    if not isinstance(typed, (int, float)) or not isinstance(answer, (int, float)):
        return "one number is asked for"
    if typed == -answer:
        return "the sign is wrong"
    if typed and answer:
        for power in (1, 2, 3, 6, 9):
            for factor, words in ((10**power, "large"), (10**-power, "small")):
                if abs(typed / answer / factor - 1) < TEN_CLOSE:
                    return f"it is {10**power:,} times too {words}"
    if not answer:
        return ""
    return f"it is off by {abs(typed / answer - 1):.1%} of the answer"


def compare(answer: str, accept: Sequence[str], typed: str) -> Comparison:
    """Compare what was typed with the answer and with the other right ones.

    Of those that do not match the nearest is taken, the first of them if several are as near.
    """
    wanted = tuple(dict.fromkeys(map(folded, (answer, *accept))))
    given = folded(typed)
    for one in wanted:
        if _key(one, one) == _key(given, one):
            return Comparison(True, one, given, (Part(SAME, one, given),), _without(wanted, one))
    nearest = max(wanted, key=lambda one: _likeness(one, given))
    return Comparison(False, nearest, given, _parts(nearest, given), _without(wanted, nearest))


def folded(text: str) -> str:
    """The text in NFC on one line, every run of white space as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def difference_in_words(comparison: Comparison, most: int = 6) -> str:
    """What is wrong, missing and extra, in one line; empty where the answer is right."""
    if comparison.right:
        return ""
    if not comparison.typed:
        return "nothing was typed"
    if len(comparison.parts) == 1:
        return comparison.note or "another answer altogether"
    said: list[str] = []
    for part in comparison.parts:
        if part.kind == WRONG:
            said.append(f"{_quoted(part.typed)} instead of {_quoted(part.expected)}")
        elif part.kind == MISSING:
            said.append(f"missing {_quoted(part.expected)}")
        elif part.kind == EXTRA:
            said.append(f"extra {_quoted(part.typed)}")
    more = len(said) - most
    return ", ".join(said[:most]) + (f" and {more} more" if more > 0 else "")


def _quoted(text: str) -> str:
    if not text.strip():
        return "a blank"
    return f'"{text}"'


def _without(wanted: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(other for other in wanted if other != one)


def _is_text(answer: str) -> bool:
    return not TEXT_SIGNS.isdisjoint(answer) or _OPTION.search(answer) is not None


def _key(text: str, answer: str) -> str:
    """What is compared, by the rule for ``answer``."""
    if not _is_text(answer):
        return unicodedata.normalize("NFC", text.casefold())
    for dollars in ("$$", "$"):
        if len(text) > 2 * len(dollars) and text.startswith(dollars) and text.endswith(dollars):
            return text[len(dollars) : -len(dollars)].strip()
    return text


def _likeness(expected: str, typed: str) -> float:
    return _matcher(*_units(expected, typed), expected).ratio()


def _parts(expected: str, typed: str) -> tuple[Part, ...]:
    if not (expected and typed):
        whole = Part(MISSING, expected, "") if expected else Part(EXTRA, "", typed)
        return (whole,)
    one, two = _units(expected, typed)
    matcher = _matcher(one, two, expected)
    if matcher.ratio() < ALIKE:
        return (Part(WRONG, expected, typed),)
    kinds = {"equal": SAME, "replace": WRONG, "delete": MISSING, "insert": EXTRA}
    return tuple(
        Part(kinds[tag], "".join(one[a:b]), "".join(two[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
    )


def _matcher(one: list[str], two: list[str], answer: str) -> SequenceMatcher[str]:
    if not _is_text(answer):
        one, two = [unit.casefold() for unit in one], [unit.casefold() for unit in two]
    return SequenceMatcher(None, one, two, autojunk=False)


def _units(expected: str, typed: str) -> tuple[list[str], list[str]]:
    """What is set against each other: characters with their marks, words where it is long."""
    if max(len(expected), len(typed)) <= LONGEST:
        return characters(expected), characters(typed)
    one, two = _words(expected), _words(typed)
    return (one, two) if max(len(one), len(two)) <= LONGEST else ([expected], [typed])


def _words(text: str) -> list[str]:
    """The words and the blanks between them."""
    found: list[str] = []
    for word in text.split(" "):
        found += [" ", word] if found else [word]
    return found


def characters(text: str) -> list[str]:
    """The characters of a text, each with the combining marks that stand on it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found

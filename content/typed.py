"""Whether a typed answer is right, and how it differs from what was expected.

The rule: both are put into Unicode NFC, white space at the ends falls away and each run of it
counts as one blank, and upper and lower case are the same. An answer that holds TeX or code (a
backslash, `$`, `^`, `_`, `{`) is compared as text: there case counts, and only dollars around the
whole of it may be left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

TEXT_SIGNS = frozenset("\\$^_{")
LONGEST = 200
"""Answers of more characters are compared word by word, those of more words as wholes: setting them
against each other takes time by the square."""
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

    ``parts`` put together give both texts, with white space folded.
    """

    right: bool
    expected: str
    typed: str
    parts: tuple[Part, ...]
    others: tuple[str, ...] = ()


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
        return "another answer altogether"
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
    return not TEXT_SIGNS.isdisjoint(answer)


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

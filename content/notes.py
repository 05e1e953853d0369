"""From what is written (a note) to what is asked (its cards), and what keeps a note from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from content.formulas import find_formulas
from content.model import Card, Note, Problem, Source

KINDS = ("basic", "reversed", "cloze", "typed", "generated", "symbolic", "code")
WRITTEN_KINDS = KINDS[:4]
"""The kinds that the editor offers; the others are written in files, with what proves them."""
REVERSED = ".reversed"
_OPEN = re.compile(r"\{\{c(\d{1,2})::")
_CLOSE = "}}"
_ASKED = "..."


class Deletion(NamedTuple):
    """One deletion of a cloze: its number, what it hides, its hint, and where it stands."""

    number: int
    answer: str
    hint: str
    start: int
    end: int


def cards_of(note: Note) -> tuple[Card, ...]:
    """Return the cards that a note asks, at least one; all of them are siblings.

    A basic or typed note is one card of the same id, a reversed one two, a cloze one for each
    number of its deletions (``id.c1``). Raises ValueError for a cloze with faults.
    """
    if note.kind == "reversed":
        other = _card(note, note.id + REVERSED, note.back, note.front)
        return _card(note, note.id, note.front, note.back), other
    if note.kind != "cloze":
        return (_card(note, note.id, note.front, note.back),)
    deletions, faults = read_cloze(note.front)
    if faults:
        raise ValueError(f"{note.id}: {faults[0]}")
    return tuple(
        _card(
            note,
            f"{note.id}.c{number}",
            _question(note.front, deletions, number),
            _answer(note.front, deletions, number, note.back),
        )
        for number in sorted({deletion.number for deletion in deletions})
    )


def clean(text: str) -> str:
    """The text without trailing spaces at line ends and without blank lines around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def note_from(value: dict[str, Any]) -> Note:
    """The note from the fields that ``dataclasses.asdict`` gave, after a way through JSON."""
    source = value["source"]
    value["source"] = None if source is None else Source(**source)
    value["problem"] = problem_from(value["problem"])
    for name in ("covers", "tags", "accept"):
        value[name] = tuple(value[name])
    return Note(**value)


def problem_from(value: dict[str, Any] | None) -> Problem | None:
    """The problem from the fields that ``dataclasses.asdict`` gave, after a way through JSON."""
    if value is None:
        return None
    value["vars"] = tuple((name, text) for name, text in value["vars"])
    return Problem(**value)


def faults_of_words(
    kind: str, front: str, back: str, answer: str | None, accept: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with the words of a note as (field, words); empty if all is well."""
    faults: list[tuple[str, str]] = []
    if kind not in KINDS:
        faults.append(("kind", f"the kind is one of {', '.join(KINDS)}, not {kind!r}"))
    if not front.strip():
        faults.append(("front", "the question is empty"))
    if kind in ("basic", "reversed", "symbolic", "code") and not back.strip():
        faults.append(("back", "the answer is empty"))
    if kind == "typed" and not (answer or "").strip():
        faults.append(("answer", "a typed card needs the answer that is to be typed"))
    if kind == "typed" and "\n" in (answer or "").strip():
        faults.append(("answer", "what is to be typed is one line"))
    if kind not in ("typed", "generated") and answer is not None:
        faults.append(("answer", "only a typed or generated card has an answer to type"))
    if kind != "typed" and tuple(accept):
        faults.append(("accept", "only a typed card has other answers that are accepted"))
    if kind == "cloze" and front.strip():
        faults += (("front", words) for words in read_cloze(front)[1])
    return tuple(faults)


def hash_of(
    kind: str,
    front: str,
    back: str,
    why: str | None,
    answer: str | None,
    problem: Problem | None = None,
) -> str:
    """Return a short hash that changes when what the learner reads does."""
    more = [part for part in (answer, problem and repr(problem)) if part is not None]
    words = "\x1f".join((kind, front, back, why or "", *more))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def read_cloze(text: str) -> tuple[tuple[Deletion, ...], tuple[str, ...]]:
    """Return the deletions ``{{c1::answer::hint}}`` of a text, and what is wrong with them.

    A formula stands wholly inside a deletion or wholly outside; deletions do not nest.
    """
    faults: list[str] = []
    found: list[Deletion] = []
    formulas = _formula_spans(text)
    at = 0
    while opened := _OPEN.search(text, at):
        name = f"c{int(opened[1])}"
        end = _closing(text, opened.end(), formulas)
        if end is None:
            faults.append(f"the deletion {name} is never closed by }}}}")
            break
        at = end + len(_CLOSE)
        inner = text[opened.end() : end]
        answer, hint = _split(inner, opened.end(), formulas)
        faults += _faults_of(text, name, opened.start(), inner, answer, formulas)
        found.append(Deletion(int(opened[1]), answer, hint, opened.start(), at))
    if not found and not faults:
        faults.append("a cloze needs a deletion such as {{c1::gradient}}")
    return tuple(found), tuple(faults)


def _faults_of(
    text: str, name: str, start: int, inner: str, answer: str, formulas: list[tuple[int, int]]
) -> Iterator[str]:
    if name == "c0":
        yield "deletions are numbered from c1 on"
    if not answer.strip():
        yield f"the deletion {name} hides nothing"
    if _OPEN.search(inner):
        yield f"a deletion begins inside of {name}; deletions do not nest"
    if any(begin < start < end for begin, end in formulas):
        yield f"the deletion {name} cuts a formula; put the whole formula into it, $ included"
    paragraph = text.rfind("\n\n", 0, start) + 1
    if text.count("`", paragraph, start) % 2:
        yield f"the deletion {name} cuts a piece of code; put the backticks into it"


def _formula_spans(text: str) -> list[tuple[int, int]]:
    """Where the formulas stand, their dollar signs included."""
    spans: list[tuple[int, int]] = []
    for formula in find_formulas(text):
        signs = 2 if text.startswith("$$", formula.start - 2) and formula.start > 1 else 1
        end = formula.start + len(formula.latex) + signs
        spans.append((formula.start - signs, end))
    return spans


def _closing(text: str, start: int, formulas: list[tuple[int, int]]) -> int | None:
    """The place of the braces that close a deletion: not those inside of a formula."""
    at = text.find(_CLOSE, start)
    while at >= 0:
        within = next((end for begin, end in formulas if start <= begin < at < end), None)
        if within is None:
            return at
        at = text.find(_CLOSE, within)
    return None


def _split(inner: str, start: int, formulas: list[tuple[int, int]]) -> tuple[str, str]:
    """Answer and hint of a deletion, parted by the first ``::`` outside of formulas and code."""
    at = inner.find("::")
    while at >= 0:
        place = start + at
        in_formula = any(begin <= place < end for begin, end in formulas)
        if not in_formula and inner.count("`", 0, at) % 2 == 0:
            return inner[:at], inner[at + 2 :].strip()
        at = inner.find("::", at + 2)
    return inner, ""


def _question(text: str, deletions: tuple[Deletion, ...], number: int) -> str:
    def shown(one: Deletion) -> str:
        if one.number != number:
            return one.answer
        return _strong(text, one, f"[{one.hint or _ASKED}]")

    return _with_deletions(text, deletions, shown)


def _answer(text: str, deletions: tuple[Deletion, ...], number: int, back: str) -> str:
    def shown(one: Deletion) -> str:
        return _strong(text, one, one.answer) if one.number == number else one.answer

    whole = _with_deletions(text, deletions, shown)
    return f"{whole}\n\n{back}" if back.strip() else whole


def _with_deletions(
    text: str, deletions: tuple[Deletion, ...], shown: Callable[[Deletion], str]
) -> str:
    parts: list[str] = []
    at = 0
    for one in deletions:
        parts += [text[at : one.start], shown(one)]
        at = one.end
    return "".join((*parts, text[at:]))


def _strong(text: str, deletion: Deletion, words: str) -> str:
    """The words in bold, where Markdown's rules of what flanks the asterisks allow it."""
    before, after = text[: deletion.start][-1:], text[deletion.end :][:1]
    joined = before.isalnum() or after.isalnum()
    blank = words != words.strip() or "\n" in words or "$$" in words or "*" in words
    return words if joined or blank else f"**{words}**"


def _card(note: Note, card: str, front: str, back: str) -> Card:
    several = note.kind in ("reversed", "cloze")
    return Card(
        id=card,
        topic=note.topic,
        kind=note.kind,
        skill=note.skill,
        difficulty=note.difficulty,
        front=front,
        back=back,
        source=note.source,
        covers=note.covers,
        hash=note.hash,
        why=note.why,
        as_of=note.as_of,
        siblings=note.siblings or (note.id if several else None),
        tags=note.tags,
        origin=note.origin,
        file=note.file,
        line=note.line,
        note=note.id,
        answer=note.answer,
        accept=note.accept,
        problem=note.problem,
        proved=note.proved,
    )

"""The lint rule `formula`: every formula of the content sets without a warning in 60 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from content.assemble import make_problem
from content.cards.allowed import ExpressionError
from content.cards.drawing import draw
from content.cards.evaluation import Budget
from content.cards.slots import filled
from content.deck_macros import FIELDS, macros_of
from content.formulas import Formula, find_formulas
from content.links import Piece, Pieces
from content.math import set_formula
from content.model import Fault

COLUMNS = 60
TURNS = 3
STEPS = 30_000
"""The steps of evaluation that the turns of a card may take."""
_SHOWN = 40
_FAULTS_MAX = 20
"""Faults of one text: who mends these finds the rest."""


def check_formulas(pieces: Pieces) -> list[Fault]:
    """A fault for each warning of a formula; the schemas must have been checked before."""
    faults: list[Fault] = []
    macros = macros_of(pieces.macros)
    lines = lru_cache(maxsize=8)(_lines)
    for group, keys in FIELDS:
        for piece in getattr(pieces, group):
            for key, text in _texts(piece, group, keys):
                before = len(faults)
                for formula in find_formulas(text):
                    words = check_formula(formula, macros)
                    if in_table(text, formula):
                        words.append("a | splits the cell of the table; write \\vert or \\mid")
                    at = _line(piece, key, formula, lines) if words else 0
                    faults += _faults(piece, key, formula, words, at)
                    if len(faults) - before >= _FAULTS_MAX:
                        break
    return list(dict.fromkeys(faults))


def _texts(piece: Piece, group: str, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The texts as they are shown: those of a generated card with the numbers of some turns."""
    written = [(key, str(piece.node.get(key) or "")) for key in keys]
    problem = make_problem(piece.node) if group == "cards" else None
    if problem is None:
        yield from written
        return
    budget = Budget(STEPS)
    for turn in range(TURNS):
        try:
            variables = draw(problem, piece.node["id"], turn, budget).variables
            yield from ((key, filled(text, variables, budget)) for key, text in written)
        except ExpressionError:
            return  # verify says why


def in_table(text: str, formula: Formula) -> bool:
    """Whether the formula stands in a row of a table, which a ``|`` in it would split."""
    line = text[text.rfind("\n", 0, formula.start) + 1 :].lstrip()
    return line.startswith("|") and "|" in formula.latex


def check_formula(formula: Formula, macros: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with a formula, in the engine's words; nothing for a good one."""
    setting = set_formula(formula.latex, COLUMNS, inline=not formula.display, macros=macros)
    found = [notice.message for notice in setting.warnings]
    if setting.width > COLUMNS and not (formula.display and found):
        what = "its block" if formula.display else "its one-line form, which is never broken,"
        found.append(f"{what} is {setting.width} columns wide, more than {COLUMNS} columns")
    return found


def _faults(piece: Piece, key: str, formula: Formula, words: list[str], line: int) -> list[Fault]:
    name, latex = str(piece.node["id"]), " ".join(formula.latex.split())
    shown = latex if len(latex) <= _SHOWN else latex[: _SHOWN - 1] + "…"
    return [
        Fault(
            piece.file,
            line,
            "formula",
            f"{name}: `{shown}` in {key}: {message}",
            card=name if "front" in piece.node else None,
        )
        for message in dict.fromkeys(words)
    ]


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []  # the file has changed since it was read


def _line(piece: Piece, key: str, formula: Formula, lines_of: Callable[[str], list[str]]) -> int:
    """The line of the formula itself where it stands in the file as it was read."""
    first = piece.node.line_of(key)
    wanted = next(iter(formula.latex.strip().splitlines()), "")
    lines = lines_of(piece.file)
    later = [line for name, line in piece.node.lines.items() if line > first and name != key]
    for number in range(first, min([*later, len(lines) + 1])):
        if wanted and wanted in lines[number - 1]:
            return number
    return first

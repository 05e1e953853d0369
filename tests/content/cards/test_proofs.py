"""Planted faults are caught by the proofs of `mlroad verify`, and what hangs is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from written_cards import BASIC, CODE, GENERATED, SYMBOLIC, proofs, written

from content.cards.processes import prove_formulas, run_snippets
from content.files import SHIPPED
from content.links import Pieces
from content.lint import faults_at
from content.model import Fault


@pytest.mark.parametrize(
    ("card", "rule", "words"),
    [
        ({**GENERATED, "answer": "p*s / (p*s - (1-p)*f)"}, "draw", "and the check"),
        (
            {**GENERATED, "vars": {**GENERATED["vars"], "p": "0.01", "s": "choice(0.8, 0.9)"}},
            "draws",
            "8 different draws in 200",
        ),
        ({**GENERATED, "answer": "p*0 + 1", "check": "2 - 1"}, "guess", "can be guessed"),
        ({**GENERATED, "where": "p > 1"}, "draw", "no draw of 200"),
        ({**BASIC, "verify": ["1 / 3 == 0.33"]}, "verify", "does not hold"),
        ({**SYMBOLIC, "claim": "1 / (1 + exp(x))"}, "symbolic", "SymPy finds"),
        ({**SYMBOLIC, "derive": "__import__('os')"}, "symbolic", "no function"),
        ({**CODE, "back": "[0, 1, 2]"}, "code", "the snippet prints '[0, 1, 4]'"),
        ({**CODE, "code": "raise ValueError('x')"}, "code", "the snippet fails: ValueError: x"),
    ],
)
def test_planted_faults_are_caught_by_their_proofs(
    tmp_path: Path, card: dict[str, Any], rule: str, words: str
) -> None:
    faults = proofs(tmp_path, card)
    assert [fault.rule for fault in faults] == [rule]
    assert words in faults[0].message
    assert faults[0].line > 1 or rule == "code"
    assert faults[0].card == "x.card"


def test_a_formula_and_a_snippet_that_hang_are_stopped_and_named(tmp_path: Path) -> None:
    hang = {**SYMBOLIC, "derive": "summation(1/n**n*sin(n)**n, (n, 1, oo)) + factorial(10**7)"}
    good = {**SYMBOLIC, "id": "x.good", "front": "Which slope has the softplus?"}
    spin = {**CODE, "id": "x.spin", "code": "while True:\n    pass"}
    folder = written(tmp_path, hang, good, spin)

    def check(pieces: Pieces) -> list[Fault]:
        return [*prove_formulas(pieces.cards, 4), *run_snippets(pieces.cards, 1)]

    faults = faults_at(folder, tmp_path / "own", SHIPPED, check)
    assert {fault.card: fault.rule for fault in faults} == {"x.card": "symbolic", "x.spin": "code"}


def test_the_snippets_of_shipped_cards_run_apart_from_the_learners_files(tmp_path: Path) -> None:
    look = {**CODE, "code": "import os\nprint(sorted(os.listdir('.')), os.environ.get('HOME'))"}
    assert proofs(tmp_path, {**look, "back": "['snippet.py'] None"}) == []


def test_of_one_file_only_its_own_cards_are_proved(tmp_path: Path) -> None:
    folder = written(tmp_path, BASIC)
    inside, beside = folder / "cards" / "other.yaml", tmp_path / "loose.yaml"
    for path in (inside, beside):
        card = {**CODE, "id": f"x.{path.stem}", "front": f"What does the {path.stem} line print?"}
        path.write_text(yaml.safe_dump([card]), encoding="utf-8")
        seen: list[str] = []

        def check(pieces: Pieces, seen: list[str] = seen) -> list[Fault]:
            seen += [piece.node["id"] for piece in pieces.cards]
            return []

        assert faults_at(path, tmp_path / "none", folder, check, alone=True) == ()
        assert seen == [card["id"]]

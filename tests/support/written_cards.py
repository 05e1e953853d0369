"""A good card of each kind, small libraries written with cards, and what is found in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from content.cards.processes import prove_formulas, run_snippets
from content.cards.verify import verify_cards
from content.files import SHIPPED
from content.links import Pieces
from content.lint import faults_at, lint
from content.model import Fault

BASIC: dict[str, Any] = {
    "id": "x.card",
    "topic": "l1.math.prob.bayes",
    "kind": "basic",
    "skill": "why",
    "difficulty": 2,
    "front": "Why does a uniform prior leave the shape of the likelihood alone?",
    "back": "It multiplies every value by the same constant.",
    "covers": ["bayes-rule-base-rates"],
    "source": {"title": "A page", "url": "https://example.org/page"},
}
GENERATED: dict[str, Any] = {
    **BASIC,
    "kind": "generated",
    "skill": "compute",
    "front": "Prevalence {p:pct}, sensitivity {s:pct}, false positives {f:pct}: $P(D\\mid +)$?",
    "back": "By Bayes' theorem ${=p*s:.3} / ({=p*s:.3} + {=(1-p)*f:.3})$.",
    "vars": {
        "p": "choice(0.001, 0.002, 0.005, 0.01, 0.02)",
        "s": "choice(0.8, 0.9, 0.95, 0.99)",
        "f": "choice(0.01, 0.02, 0.05, 0.1)",
    },
    "answer": "p*s / (p*s + (1-p)*f)",
    "check": "1 / (1 + (1-p)/p * f/s)",
    "tolerance": 0.005,
}
SYMBOLIC: dict[str, Any] = {
    **BASIC,
    "kind": "symbolic",
    "front": "What is the derivative of $\\log(1 + e^x)$?",
    "back": "The sigmoid $1 / (1 + e^{-x})$.",
    "claim": "1 / (1 + exp(-x))",
    "derive": "diff(log(1 + exp(x)), x)",
}
CODE: dict[str, Any] = {
    **BASIC,
    "kind": "code",
    "skill": "code",
    "front": "What does this snippet print?",
    "code": "print([n * n for n in range(3)])",
    "back": "[0, 1, 4]",
}
CLOZE: dict[str, Any] = {
    **BASIC,
    "kind": "cloze",
    "front": "The prior times the {{c1::likelihood}}.",
}
TYPED: dict[str, Any] = {**BASIC, "kind": "typed", "answer": "conjugate", "back": "By definition."}


ROADMAP: dict[str, Any] = {
    "title": "A small map",
    "nodes": [
        {
            "id": "l1.math.prob.bayes",
            "title": "Bayes",
            "kind": "concept",
            "text": "What a test says.",
            "goals": [{"id": "bayes-rule-base-rates", "text": "Bayes' rule"}],
        }
    ],
}
PAPERS: dict[str, Any] = {
    "papers": [
        {
            "id": "attention",
            "title": "Attention Is All You Need",
            "authors": "Vaswani et al.",
            "year": 2017,
            "arxiv": "1706.03762",
            "url": "https://arxiv.org/abs/1706.03762",
            "topic": "l1.math.prob.bayes",
            "why": "It is well known.",
        }
    ]
}


def written(tmp_path: Path, *cards: dict[str, Any], **topic: Any) -> Path:
    """A small library with these cards, and a second topic if something is said of it."""
    folder = tmp_path / "content"
    (folder / "cards").mkdir(parents=True, exist_ok=True)
    nodes = list(ROADMAP["nodes"])
    if topic:
        node = {"title": "Mine", "kind": "concept", "text": "Text."}
        nodes.append({"id": "l1.math.prob.mine", **node, **topic})
    files = {
        "roadmap.yaml": {**ROADMAP, "nodes": nodes},
        "papers.yaml": PAPERS,
        "sources.yaml": {"sources": []},
        "cards/mine.yaml": list(cards),
    }
    for name, document in files.items():
        text = yaml.safe_dump(document, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def found(tmp_path: Path, *cards: dict[str, Any], **topic: Any) -> set[str]:
    """The rules that the cards break."""
    return {fault.rule for fault in lint(written(tmp_path, *cards, **topic), tmp_path / "own")}


def proofs(tmp_path: Path, *cards: dict[str, Any]) -> list[Fault]:
    def check(pieces: Pieces) -> list[Fault]:
        found = pieces.cards
        return [*verify_cards(found), *prove_formulas(found), *run_snippets(found)]

    return list(faults_at(written(tmp_path, *cards), tmp_path / "own", SHIPPED, check))

"""Each writing rule finds the bad card and leaves the good one alone; planted faults are caught."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
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


@pytest.mark.parametrize("card", [BASIC, GENERATED, SYMBOLIC, CODE, CLOZE, TYPED])
def test_a_good_card_of_each_kind_breaks_no_rule_and_is_proved(
    tmp_path: Path, card: dict[str, Any]
) -> None:
    assert found(tmp_path, card) == set()
    assert proofs(tmp_path, card) == []


@pytest.mark.parametrize(
    ("rule", "card"),
    [
        ("front-length", {**BASIC, "front": "Why " + "so " * 30 + "much?"}),
        ("back-length", {**BASIC, "back": "It is so. " + "And more. " * 25}),
        ("back-sentence", {**BASIC, "back": "It " + "goes on and " * 12 + "ends."}),
        ("one-question", {**BASIC, "front": "Why is it proper? When is it not?"}),
        ("yes-no", {**BASIC, "front": "Is a uniform prior proper on the real line?"}),
        ("yes-no", {**BASIC, "back": "No, since it has no finite sum."}),
        ("list-length", {**BASIC, "back": "Four:\n\n- one\n- two\n- three\n- four"}),
        ("dangling", {**BASIC, "front": "Why does this prior shrink the estimate?"}),
        ("dangling", {**BASIC, "front": "Which loss do the authors choose?"}),
        ("dangling", {**BASIC, "front": "What do these estimates share?"}),
        ("dangling", {**BASIC, "front": "A prior is flat. What does the paper say of it?"}),
        ("dangling", {**BASIC, "front": "Which of the following is a prior?"}),
        ("command", {**BASIC, "front": "A prior is flat: describe its posterior."}),
        ("command", {**BASIC, "front": "List priors that are conjugate."}),
        ("yes-no", {**BASIC, "back": "Yes"}),
        ("unknown-key", {**BASIC, "options": ["a", "b"]}),
        ("command", {**BASIC, "front": "Explain the role of a conjugate prior."}),
        ("answer-in-front", {**BASIC, "front": "What is a conjugate prior?", "back": "Conjugate."}),
        ("answer-in-front", {**TYPED, "front": "What is a conjugate prior called?"}),
        (
            "cloze-size",
            {**CLOZE, "front": "{{c1::A}} {{c2::b}} {{c3::c}} are three."},
        ),
        ("cloze-size", {**CLOZE, "front": "It is {{c1::far too long to be hidden here}}."}),
        ("cloze", {**CLOZE, "front": "It is $a + {{c1::b}}$."}),
        ("no-goal", {**BASIC, "covers": []}),
        ("ages", {**BASIC, "back": "Currently the state of the art."}),
        ("absolute", {**BASIC, "back": "It is the best prior there is."}),
        ("tolerance", {key: GENERATED[key] for key in GENERATED if key != "tolerance"}),
        ("generated", {**GENERATED, "check": "s*p / (f*(1-p) + s*p)"}),
        ("generated", {**GENERATED, "answer": "__import__('os').system('true')"}),
        ("generated", {**GENERATED, "front": "Prevalence {prevalence:pct}?"}),
        ("generated", {**GENERATED, "claim": "x"}),
        ("symbolic", {key: SYMBOLIC[key] for key in SYMBOLIC if key != "derive"}),
        (
            "arxiv-title",
            {**BASIC, "source": {"title": "Adam", "url": "https://arxiv.org/abs/1706.03762"}},
        ),
        (
            "arxiv-title",
            {**BASIC, "source": {"title": "Nothing", "url": "https://arxiv.org/abs/9912.99999"}},
        ),
    ],
)
def test_each_rule_finds_the_bad_card(tmp_path: Path, rule: str, card: dict[str, Any]) -> None:
    assert rule in found(tmp_path, card)


@pytest.mark.parametrize(
    "changes",
    [
        {"front": "Which is larger, the evidence or the joint probability?"},
        {"front": "A prior is flat: is the posterior mode the MLE or the mean?"},
        {"front": "Why does the posterior fall below the prior for a rare hypothesis?"},
        {"back": "The evidence $p(x)$.", "front": "What normalises the posterior $p(z\\mid x)$?"},
        {"back": "In 2017.", "as_of": "2026-11"},
        {"back": "No gradient reaches the prior through it."},
        {"front": "A prior is flat. What does this do to the posterior mode?"},
        {"front": "What does the following print: `[n for n in (1, 2)]`?"},
        {"front": "In a Python list, which item is `x[-1]`?"},
        {"front": "List comprehension or loop: which of the two builds a list faster?"},
        {"back": "Its shape:\n\n$$\na\n+ b\n+ c\n+ d\n+ e\n$$"},
    ],
)
def test_rules_leave_good_cards_alone(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert found(tmp_path, {**BASIC, **changes}) == set()


def test_formulas_of_a_generated_card_are_measured_with_its_numbers(tmp_path: Path) -> None:
    long = "$" + r" \cdot ".join(["{=p + p + p + p + p}"] * 6) + "$"
    assert found(tmp_path, {**GENERATED, "back": long}) == set()
    wide = "$" + r" \cdot ".join(["{=10**9 + p}"] * 9) + "$"
    assert found(tmp_path, {**GENERATED, "back": wide}) == {"formula"}


def test_two_cards_that_ask_the_same_are_found(tmp_path: Path) -> None:
    twin = {**BASIC, "id": "x.twin"}
    assert "same-front" in found(tmp_path, BASIC, twin)
    near = {**twin, "front": BASIC["front"].replace("leave the shape", "leave shape")}
    assert "near-twin" in found(tmp_path, BASIC, near)
    far = {**twin, "front": "Which prior makes the posterior mode the MLE?"}
    assert found(tmp_path, BASIC, far) == set()


def test_goals_without_cards_too_much_recall_and_missing_contrasts_are_found(
    tmp_path: Path,
) -> None:
    goals = [{"id": "one", "text": "One."}, {"id": "two", "text": "Two."}]
    mine = {**BASIC, "topic": "l1.math.prob.mine", "covers": ["one"], "skill": "recall"}
    cards = [
        {**mine, "id": f"x.{n}", "front": f"What is number {n}{n}{n} {n} {n}?"} for n in range(6)
    ]
    broken = found(tmp_path, *cards, goals=goals, contrasts=["MLE | MAP"])
    assert broken == {"goal-without-card", "skills", "recall", "contrast"}
    skills = ["why", "contrast", "predict", "recall", "why", "contrast"]
    better = [{**card, "skill": skill} for card, skill in zip(cards, skills, strict=True)]
    better[0]["covers"] = ["one", "two"]
    better[1]["back"] = "The MLE has no prior, the MAP estimate has one."
    assert found(tmp_path, *better, goals=goals, contrasts=["MLE | MAP"]) == set()


def test_fronts_that_differ_by_their_formula_are_no_twins(tmp_path: Path) -> None:
    one = {**BASIC, "front": "What is the derivative of the function $x^2$ at one?"}
    two = {**one, "id": "x.twin", "front": one["front"].replace("x^2", "e^x")}
    assert found(tmp_path, one, two) == set()
    print_one = {**CODE, "id": "x.one", "front": "What does the print of this line show?"}
    print_two = {**print_one, "id": "x.two", "code": "print(2)", "back": "2"}
    assert found(tmp_path, print_one, print_two) == set()


def test_of_many_twins_each_is_told_once(tmp_path: Path) -> None:
    cards = [
        {
            **BASIC,
            "id": f"x.{n}",
            "skill": ("why", "contrast", "predict")[n % 3],
            "front": f"Why does a prior that is flat leave it alone for good {n} n?",
        }
        for n in range(60)
    ]
    faults = lint(written(tmp_path, *cards), tmp_path / "own")
    assert Counter(fault.rule for fault in faults) == {"near-twin": 59}
    assert {fault.level for fault in faults} == {"warning"}


def test_a_card_may_not_take_the_id_of_one_that_is_gone(tmp_path: Path) -> None:
    folder = written(tmp_path, BASIC)
    retired = folder / "retired.yaml"
    retired.write_text("retired:\n- {id: x.card, why: it asked twice}\n", encoding="utf-8")
    (fault,) = lint(folder, tmp_path / "own")
    assert (fault.rule, fault.line, fault.card) == ("retired-id", 1, "x.card")
    assert "it asked twice" in fault.message
    retired.write_text("retired:\n- {id: x.other, by: me}\n", encoding="utf-8")
    assert {one.rule for one in lint(folder, tmp_path / "own")} == {"missing-key", "unknown-key"}


def own_folder(tmp_path: Path, cards: list[dict[str, Any]], roadmap: dict[str, Any]) -> Path:
    own = tmp_path / "own"
    (own / "cards").mkdir(parents=True)
    (own / "cards" / "own.yaml").write_text(yaml.safe_dump(cards), encoding="utf-8")
    (own / "roadmap.yaml").write_text(yaml.safe_dump(roadmap), encoding="utf-8")
    return own


def test_what_a_topic_lacks_is_a_warning_in_own_files_and_an_error_in_shipped_ones(
    tmp_path: Path,
) -> None:
    goals = [{"id": "one", "text": "One."}, {"id": "two", "text": "Two."}]
    node = {"title": "Mine", "kind": "concept", "text": "Text."}
    mine = {**BASIC, "topic": "own.topic", "covers": ["one"]}
    roadmap = {"nodes": [{"id": "own.topic", **node, "goals": goals, "contrasts": ["MLE | MAP"]}]}
    own = own_folder(tmp_path, [mine], roadmap)
    faults = lint(None, own, written(tmp_path))
    assert {(fault.rule, fault.level) for fault in faults} == {
        ("goal-without-card", "warning"),
        ("contrast", "warning"),
    }
    assert any(": warning: goal-without-card: own.topic: " in str(fault) for fault in faults)
    shipped = written(tmp_path, {**mine, "topic": "l1.math.prob.mine"}, goals=goals)
    (fault,) = lint(shipped, tmp_path / "nothing")
    assert (fault.rule, fault.level) == ("goal-without-card", "error")


def test_an_own_card_does_not_answer_for_what_a_shipped_topic_lacks(tmp_path: Path) -> None:
    goals = [{"id": "one", "text": "One."}, {"id": "two", "text": "Two."}]
    mine = {**BASIC, "topic": "l1.math.prob.mine", "covers": ["one"]}
    own = own_folder(tmp_path, [mine], {"nodes": []})
    assert lint(None, own, written(tmp_path, goals=goals)) == ()


@pytest.mark.parametrize(
    ("topic", "front", "term"),
    [
        ("l1.math.la.vectors", "Which weights does self-attention give?", "self-attention"),
        ("l1.math.prob.bayes", "Why is dropout like an average?", "dropout"),
        ("l2.dl.transformer", "Which queries has multi-head attention?", ""),
        ("l1.math.opt.convex", "Which eigenvalues has a convex Hessian?", ""),
    ],
)
def test_the_shipped_map_knows_which_terms_come_later(
    tmp_path: Path, topic: str, front: str, term: str
) -> None:
    card = {**BASIC, "id": "own.card", "topic": topic, "covers": [], "front": front}
    faults = lint(None, own_folder(tmp_path, [card], {"nodes": []}))
    told = [fault.message for fault in faults if fault.rule == "later-term"]
    assert len(told) == bool(term)
    assert not told or f"`{term}` is learned later" in told[0]


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


def test_a_term_of_a_later_topic_is_found(tmp_path: Path) -> None:
    goals = [{"id": "one", "text": "One."}]
    needs = [{"id": "l1.math.prob.bayes", "why": "It builds on it."}]
    early = {**BASIC, "front": "Why does a quasi-prior leave the likelihood alone?"}
    mine = {**early, "id": "x.mine", "topic": "l1.math.prob.mine", "covers": ["one"]}
    broken = found(
        tmp_path,
        early,
        {**mine, "front": "Why a quasi-prior?"},
        goals=goals,
        requires=needs,
        terms=["quasi-prior"],
    )
    assert broken == {"later-term"}
    assert found(tmp_path, mine, goals=goals, requires=needs, terms=["quasi-prior"]) == set()


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

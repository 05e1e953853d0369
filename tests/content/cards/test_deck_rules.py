"""The writing rules of a deck: twins, goals, skills, contrasts, later terms, ids that are gone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from written_cards import BASIC, CODE, found, written

from content.lint import lint


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

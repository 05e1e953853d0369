"""Each writing rule of a single card finds the bad card and leaves the good one alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from written_cards import BASIC, CLOZE, CODE, GENERATED, SYMBOLIC, TYPED, found, proofs


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

"""docs/authoring.md: its examples load, are proved, and break the rule they show and no other."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from content.cards.drawing import Chance, parse_variable
from content.cards.processes import prove
from content.files import SHIPPED
from content.library import load_library
from content.links import Pieces
from content.lint import faults_at, lint
from content.model import Fault
from content.schema import CARD_KINDS

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
TOPIC, CARDS = BLOCKS[:2]
KINDS = [block for block in BLOCKS[2:] if block.startswith("- id:")]
RULES = [block for block in BLOCKS[2:] if not block.startswith("- id:")]


def rule_of(block: str) -> str:
    """The rule that a block shows: what it says itself, or the first one named before it."""
    said = yaml.safe_load(block).get("rule")
    before = GUIDE[: GUIDE.index(block)]
    return said or re.findall(r"^`([a-z-]+)`", before, re.MULTILINE)[-1]


def bases() -> dict[str, dict[str, Any]]:
    """The cards that the examples of rules change, by kind."""
    first = {**yaml.safe_load(CARDS)[0], "covers": ["meaning", "ece"], "verify": None}
    made = [card for block in KINDS for card in yaml.safe_load(block)]
    return {card["kind"]: card for card in (*made, first)}


def folder_with(tmp_path: Path, topic: str, cards: str) -> Path:
    folder = tmp_path / "content"
    (folder / "cards").mkdir(parents=True, exist_ok=True)
    (folder / "roadmap.yaml").write_text(topic, encoding="utf-8")
    (folder / "cards" / "calibration.yaml").write_text(cards, encoding="utf-8")
    return folder


def unproved(folder: Path) -> list[Fault]:
    def check(pieces: Pieces) -> list[Fault]:
        mine = [piece for piece in pieces.cards if Path(piece.file).is_relative_to(folder)]
        return prove(mine, mine)

    return list(faults_at(folder, folder, SHIPPED, check))


def example(block: str, which: str, tmp_path: Path) -> Path:
    """The learner's folder with the cards of one side of a rule's block."""
    said = yaml.safe_load(block)
    changes = said[which] if isinstance(said[which], list) else [said[which]]
    base = bases()[said.get("of", "basic")]
    cards = [{**base, "id": f"{base['id']}.{at}", **change} for at, change in enumerate(changes)]
    topic = yaml.safe_load(TOPIC)
    topic["nodes"][0] |= said.get("topic", {})
    return folder_with(tmp_path, yaml.safe_dump(topic), yaml.safe_dump(cards))


def test_a_topic_and_five_cards_are_written_in_the_learners_folder(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, TOPIC, CARDS)
    assert lint(None, folder) == ()
    assert unproved(folder) == []
    library = load_library(folder)
    mine = [card for card in library.cards.values() if card.topic == "my.calibration"]
    assert len(mine) == 5
    assert library.topics["my.calibration"].parent == "l2.ml.evaluation"


@pytest.mark.parametrize("block", KINDS, ids=lambda block: block.splitlines()[0][6:])
def test_the_example_of_a_kind_is_clean_and_proved(block: str, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, TOPIC, block)
    assert lint(None, folder) == ()
    assert unproved(folder) == []


def test_every_kind_has_an_example() -> None:
    assert set(bases()) == set(CARD_KINDS)


@pytest.mark.parametrize("block", RULES, ids=rule_of)
def test_an_example_breaks_the_rule_it_shows_and_no_other(block: str, tmp_path: Path) -> None:
    bad = lint(None, example(block, "bad", tmp_path))
    assert {fault.rule for fault in bad} == {rule_of(block)}
    good = example(block, "good", tmp_path)
    assert [str(fault) for fault in lint(None, good)] == []
    assert unproved(good) == []


def rules_in_code() -> set[str]:
    """Every rule that a fault of the content is given, read from the source."""
    found = set(CARD_KINDS)
    for path in [*(ROOT / "content").glob("*.py"), *(ROOT / "content" / "cards").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"Fault": 2, "_fault": 2, "fault": 2, "Rule": 0}.get(node.func.id)
            for part in node.args[place : place + 1] if place is not None else ():
                if isinstance(part, ast.Constant):
                    found.add(str(part.value))
    return found


def test_every_rule_of_the_program_is_in_the_guide() -> None:
    rules = rules_in_code()
    assert {"front-length", "retired-id", "guess", "too-long", "formula", "near-twin"} <= rules
    named = set(re.findall(r"`([a-z-]+)`", GUIDE))
    assert sorted(rules - named) == []
    shown = {rule_of(block) for block in RULES}
    heads = re.findall(r"^`([a-z-]+)`(?: and `([a-z-]+)`)?", GUIDE, re.MULTILINE)
    written = {rule for pair in heads for rule in pair} & rules
    assert sorted(written - shown) == []


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """docs/make_authoring.py as a module."""
    path = ROOT / "docs" / "make_authoring.py"
    spec = importlib.util.spec_from_file_location("make_authoring", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_tables_are_what_the_functions_are(maker: ModuleType) -> None:
    assert maker.page(GUIDE) == GUIDE, "run `python docs/make_authoring.py`"
    with pytest.raises(ValueError, match="the comments around `chance` stand 0 times"):
        maker.page("nothing")


def test_the_functions_of_chance_are_all_there(maker: ModuleType) -> None:
    drawn = {name for name in vars(Chance) if not name.startswith("_")}
    assert {name.replace("whole", "int") for name in drawn} - {"below"} == set(maker.CHANCES)
    for text in ("int(1, 6)", "decimal(0, 1, 2)", "vector(2, 0, 3)", "matrix(2, 2, 0, 3)"):
        assert parse_variable(text).text == text

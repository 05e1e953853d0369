"""docs/maths.md says what the engine knows and draws today."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from content.math import set_formula

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """docs/make_gallery.py as a module."""
    spec = importlib.util.spec_from_file_location("make_gallery", ROOT / "docs" / "make_gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_page_is_what_the_engine_makes(maker: ModuleType) -> None:
    old = maker.PAGE.read_text(encoding="utf-8")
    assert maker.page(old) == old, "run `python docs/make_gallery.py` and read the difference"


def test_the_gallery_shows_every_branch_and_nothing_twice(maker: ModuleType) -> None:
    formulas = json.loads(maker.FORMULAS.read_text(encoding="utf-8"))
    branch = {one["id"]: one["branch"] for one in formulas}
    chosen = maker.chosen()
    assert len(chosen) == len(set(chosen)) >= 40
    assert {branch[name] for name in chosen} == set(branch.values())


def test_everything_the_page_lists_is_known(maker: ModuleType) -> None:
    page = maker.PAGE.read_text(encoding="utf-8")
    (table,) = re.findall(r"## What is understood\n(.*?)\n### ", page, re.DOTALL)
    (listed,) = re.findall(r"<!-- commands: .*?<!-- end of commands", page, re.DOTALL)
    commands = set(re.findall(r"\\[a-zA-Z]+", table + listed)) - {"\\left", "\\right", "\\middle"}
    assert len(commands) > 250
    for command in commands:
        messages = [notice.message for notice in set_formula(f"{command}{{x}}").warnings]
        assert f"{command} is unknown" not in messages


def test_a_page_without_its_comments_is_refused(maker: ModuleType) -> None:
    with pytest.raises(ValueError, match="the comments around `commands` stand 0 times"):
        maker.page("nothing")

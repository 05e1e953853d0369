"""Decks' own macros: replaced in formulas when the content is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from content.deck_macros import with_macros
from content.library import find_faults, load_library
from content.lint import lint

WriteContent = Callable[..., Path]
MACROS = {"R": "\\mathbb{R}", "norm": "\\lVert #1 \\rVert", "a": "\\alpha"}


def test_a_macro_is_replaced_in_formulas_alone() -> None:
    text = "In $\\R^n$, `$\\R$` and \\R cost $5."
    assert with_macros(text, MACROS) == "In $\\mathbb{R}^n$, `$\\R$` and \\R cost $5."


def test_arguments_and_names_that_would_run_together() -> None:
    assert with_macros("$\\norm{x}y + {\\a}b$", MACROS) == "$\\lVert x \\rVert y + {\\alpha}b$"


def test_a_longer_name_is_another_command() -> None:
    assert with_macros("$\\Re x$", MACROS) == "$\\Re x$"


@given(st.text("aR$\\ {}#1", max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(with_macros(text, MACROS), str)


def test_the_learners_macros_hold_in_the_learners_cards(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    front = "front: What is 1 + 1?"
    card = small["cards/first.yaml"].replace(front, "front: What is $\\R^2$?", 1)
    macros = "macros:\n- id: R\n  latex: \\mathbb{R}\n"
    folder = write_content({**small, "cards/first.yaml": card, "macros.yaml": macros})
    fronts = [one.front for one in load_library(shipped=folder).cards.values()]
    assert "What is $\\mathbb{R}^2$?" in fronts
    assert lint(folder, folder / "own") == ()


def test_a_macro_that_does_not_set_is_a_fault_of_the_card(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    card = small["cards/first.yaml"].replace("front: What is 1 + 1?", "front: What is $\\X$?", 1)
    macros = "macros:\n- {id: X, latex: '\\foo'}\n"
    folder = write_content({**small, "cards/first.yaml": card, "macros.yaml": macros})
    (fault,) = lint(folder, folder / "own")
    assert (fault.rule, Path(fault.file).name) == ("formula", "first.yaml")


def test_a_name_with_other_than_letters_is_a_fault(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    folder = write_content({**small, "macros.yaml": "macros:\n- {id: a1, latex: x}\n"})
    (fault,) = find_faults(shipped=folder)
    assert (fault.rule, fault.line) == ("macro", 2)

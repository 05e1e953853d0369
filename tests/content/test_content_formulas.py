"""Formulas in content: found as markdown-it finds them, and all of the shipped ones set well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.dollarmath import dollarmath_plugin

from content.formula_rule import check_formula
from content.formulas import find_formulas
from content.library import find_faults
from content.lint import lint
from content.model import Library

WriteContent = Callable[..., Path]


def end_in_full_stops(state: StateCore) -> None:
    """The plugin looks at the last character of a paragraph (index -1) where it means the one
    before the first: with a full stop there this fault of it does not show.
    """
    for token in state.tokens:
        if token.type == "inline":
            token.content += " ."


MARKDOWN = MarkdownIt("commonmark").use(
    dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True
)
MARKDOWN.core.ruler.before("inline", "full-stops", end_in_full_stops)
PIECES = [
    "$",
    "$$",
    "\\",
    "`",
    "```",
    "\n",
    "\n\n",
    " ",
    "    ",
    "a",
    "5",
    "{x}",
    "^",
    "~~~",
    "(b)",
]


def by_markdown_it(text: str) -> list[tuple[str, bool]]:
    """What the renderer's parser takes for formulas: LaTeX, and whether it is a block."""
    found: list[tuple[str, bool]] = []
    for block in MARKDOWN.parse(text):
        for token in (block, *(block.children or ())):
            if token.type.startswith("math"):
                found.append((token.content, token.type != "math_inline"))
    return found


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=3))
@example(["$5 and $6", "costs 5$ or $5", "$x$5", "$ x$", "$x $", "a $x$ b $$y$$ c"])
@example(["$$\nx\n$$", "$$x$$ (one)", "$$x$$ y", "\\$x$", "\\\\$x$", "`$x$` $y$", "``a`$x$"])
@example(["```\n$x$\n```\n$y$", "    $x$", "$a\nb$", "$$$$", "$x\\$y$", "$$x$", "$\\`$`$"])
def test_formulas_are_those_of_the_markdown_parser(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    formulas = find_formulas(text)
    assert [(one.latex, one.display) for one in formulas] == by_markdown_it(text)
    for one in formulas:
        assert text.startswith(one.latex, one.start)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a $x$\n- b $y$", ["x", "y"]),
        ("1. one $x\n2. two$", []),
        ("- a\n\n    $x$ in the item", ["x"]),
        ("> quoted $x$", ["x"]),
        ("# Title $x$", ["x"]),
        ("- $$x$$", ["x"]),
    ],
)
def test_formulas_in_lists_quotes_and_titles(text: str, found: list[str]) -> None:
    assert [one.latex for one in find_formulas(text)] == found
    assert [latex for latex, _ in by_markdown_it(text)] == found


def test_a_long_text_takes_linear_time() -> None:
    assert find_formulas("a " + "`" * 20_000 + "$x$ " * 20_000)[-1].latex == "x"
    assert find_formulas("$" + "\\" * 50_001 + "$ a") == []
    assert find_formulas("$$ " * 20_000)[0].display
    assert find_formulas("$$ a\n\n" * 20_000) == []
    assert find_formulas("$" + "a $" * 50_000) == []


def test_every_formula_of_the_shipped_content_sets(library: Library) -> None:
    texts = [
        *(text for card in library.cards.values() for text in (card.front, card.back, card.why)),
        *(topic.text for topic in library.topics.values()),
        *(paper.why for paper in library.papers.values()),
        *(correction.text for correction in library.corrections),
        *(habit.text for habit in library.habits),
    ]
    for text in filter(None, texts):
        for formula in find_formulas(text):
            assert check_formula(formula) == [], formula.latex


OWN = """\
- id: own.a
  topic: ground.first
  kind: basic
  skill: compute
  difficulty: 1
  front: What is $x^2$ at 2?
  back: '4'
  covers: [add]
  source: {title: A book, url: https://example.org/book}
"""
PLANTED = [
    ("roadmap.yaml", "text: The second thing.", "text: The second $\\foo$ thing.  # !"),
    ("roadmap.yaml", "text: It has moved.", "text: It has $\\foo$ moved.  # !"),
    ("roadmap.yaml", "text: A little every day.", "text: A little $\\foo$."),
    ("papers.yaml", "why: It says so.", "why: It says $\\foo$.  # !"),
    ("cards/first.yaml", "front: What is 1 + 1?", "front: What is $\\foo$?  # !"),
    ("cards/first.yaml", "back: '2'", "back: |\n    Two:\n\n    $$\n    \\foo\n    $$"),
    ("cards/first.yaml", "back: '2'", "back: '2'\n  why: because $\\foo$  # !"),
]


@pytest.mark.parametrize(("file", "old", "new"), PLANTED)
def test_a_planted_bad_formula_is_a_fault(
    file: str, old: str, new: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    assert old in small[file]
    text = small[file].replace(old, new, 1)
    folder = write_content({**small, file: text})
    (fault,) = lint(folder, folder / "own")
    assert (fault.rule, fault.level) == ("formula", "error")
    assert Path(fault.file) == folder / file
    assert r"\foo" in text.splitlines()[fault.line - 1]
    assert r"\foo is unknown" in fault.message
    # It is a matter for authors: a learner's own card with a bad formula can be studied.
    assert find_faults(shipped=folder) == ()


def test_one_good_file_is_not_blamed_for_another(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    own = write_content({"cards/a.yaml": OWN, "cards/b.yaml": OWN.replace("own.a", "own.b")}, "own")
    bad, good = own / "cards" / "a.yaml", own / "cards" / "b.yaml"
    bad.write_text(OWN.replace("x^2", "\\foo"), encoding="utf-8")
    shipped = write_content(small)
    assert [fault.rule for fault in lint(bad, own, shipped)] == ["formula"]
    assert lint(good, own, shipped) == ()
    assert [fault.card for fault in lint(own, own, shipped)] == ["own.a"]


def test_a_formula_wider_than_60_columns_is_a_fault(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    word = "\\text{" + "a" * 61 + "}"
    for latex in (f"${word}$", f"$${word}$$", "$" + "x" * 61 + "$"):
        cards = small["cards/first.yaml"].replace("'2'", latex)
        folder = write_content({**small, "cards/first.yaml": cards})
        (fault,) = lint(folder, folder / "own")
        assert "60 columns" in fault.message or "60 cells" in fault.message
        assert fault.line == 7


def test_good_formulas_and_prices_are_no_faults(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    back = "back: 'It costs $5 or $6, so $\\frac{a}{b}$ and `$\\foo$`; $$\\sum_{i=1}^n x_i$$.'"
    back += "\n  as_of: 2026-11"
    cards = small["cards/first.yaml"].replace("back: '2'", back)
    folder = write_content({**small, "cards/first.yaml": cards})
    assert lint(folder, folder / "own") == ()


def test_a_bar_in_a_formula_of_a_table_is_a_fault(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    rows = "| a | b |\n    |---|---|\n    | $P(a|b)$ | 1 |"
    for table, rules in ((rows, ["formula"]), (rows.replace("a|b", "a \\mid b"), [])):
        text = small["cards/first.yaml"].replace("back: '2'", f"back: |\n    {table}", 1)
        folder = write_content({**small, "cards/first.yaml": text})
        faults = lint(folder, folder / "own")
        assert [fault.rule for fault in faults] == rules
        assert all("splits the cell" in fault.message for fault in faults)

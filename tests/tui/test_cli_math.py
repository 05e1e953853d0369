"""`mlroad math`: from the argument or a pipe, in words, as JSON, and in any size."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.math import set_formula
from tui.commands.math import document

ROOT = Path(__file__).parent.parent.parent
Cli = Callable[..., Any]
LONG = " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(40))


def test_a_formula_is_drawn(cli: Cli) -> None:
    result = cli("math", r"\frac{a}{b} = x^2")
    assert (result.code, result.err) == (0, "")
    assert result.out == "a\n─ = x²\nb\n"


def test_the_one_line_form(cli: Cli) -> None:
    assert cli("math", "--inline", r"\frac{a+b}{c}").out == "(a + b)/c\n"


def test_a_formula_comes_through_a_pipe(mlroad: Cli) -> None:
    result = mlroad("math", input="\\alpha\n+ \\beta\n")
    assert (result.code, result.out, result.err) == (0, "α + β\n", "")


def test_an_argument_leaves_the_pipe_alone(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO("the next line of a script\n")
    monkeypatch.setattr(sys, "stdin", pipe)
    assert cli("math", "x").out == "x\n"
    assert pipe.tell() == 0


@pytest.mark.parametrize("given", ["", " \n", None])
def test_no_formula_is_a_wrong_command_line(
    given: str | None, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))
    result = cli("math", *(() if given is None else (given,)))
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert "mlroad math 'x^2'" in result.err


def test_a_terminal_is_not_waited_for(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO("x")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    for stream in (terminal, None):
        monkeypatch.setattr(sys, "stdin", stream)
        result = cli("math")
        assert result.code == 2
        assert "there is no formula" in result.err


@pytest.mark.parametrize(
    "arguments", [["--width", "0", "x"], ["--width", "x"], ["--glyphs", "no", "x"], ["x", "y"]]
)
def test_wrong_options_are_refused_in_one_line(arguments: list[str], cli: Cli) -> None:
    result = cli("math", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1


def test_warnings_go_to_stderr_a_line_each(cli: Cli) -> None:
    result = cli("math", r"a + \foo + \bar")
    assert result.code == 0
    assert r"a + \foo" in result.out
    assert result.err.splitlines()[0] == r"warning: \foo is unknown (character 5)"
    assert len(result.err.splitlines()) == 2


def test_json_has_these_keys(cli: Cli) -> None:
    result = cli("math", "--json", r"\frac{a}{\foo}")
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()
    assert result.json == {
        "lines": [" a  ", "────", r"\foo"],
        "baseline": 1,
        "width": 4,
        "inline": r"a/\foo",
        "warnings": [{"message": r"\foo is unknown", "position": 9}],
    }
    assert list(result.json) == ["lines", "baseline", "width", "inline", "warnings"]
    assert cli("math", "--json", "--inline", r"\frac ab").json["lines"] == ["a/b"]


def test_width_is_kept(cli: Cli) -> None:
    for width in (30, 60):
        lines = cli("math", LONG, "--width", str(width)).out.splitlines()
        assert len(lines) > 1
        assert max(map(len, lines)) <= width
    assert max(map(len, cli("math", LONG).out.splitlines())) <= 80


def test_glyph_modes(cli: Cli) -> None:
    latex = r"\hat\alpha \le \sum_{i=1}^n \sqrt{\mathbb{E}[x_i]}"
    assert cli("math", latex, "--glyphs", "ascii").out.isascii()
    assert "𝔼" not in cli("math", latex, "--glyphs", "safe").out
    assert "𝔼" in cli("math", latex).out


def test_an_output_without_unicode_gets_ascii(mlroad: Cli) -> None:
    result = mlroad("math", r"\alpha \le \frac12", PYTHONIOENCODING="ascii")
    assert result.code == 0
    assert result.out.isascii()
    assert "?" not in result.out


def test_bold_is_drawn_where_there_are_no_styles(cli: Cli) -> None:
    assert cli("math", r"\mathbf{x}").out == "𝐱\n"


@pytest.mark.parametrize("no_color", ["", "1"])
def test_on_a_terminal_bold_is_the_terminals(script: list[str], home: Path, no_color: str) -> None:
    environment = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": no_color}
    arguments = [*script[1:], "math", rf"\mathbf{{x}} = {LONG}"]
    child = pexpect.spawn(
        script[0], arguments, env=environment, dimensions=(24, 50), encoding="utf-8", timeout=30
    )
    output = str(child.read())
    child.close()
    assert ("\x1b[1mx\x1b[0m" in output) is (not no_color)
    assert ("𝐱" in output) is bool(no_color)
    lines = output.splitlines()
    assert len(lines) > 2
    if no_color:
        assert "\x1b" not in output
        assert 40 < max(map(len, lines)) <= 50  # as wide as this terminal


def test_nothing_acts_on_the_terminal(cli: Cli) -> None:
    result = cli("math", "x \x1b[31m \x07 \\text{\x1b]52;c;eA==\x07} \u202e \\\x1b")
    assert result.code == 0
    assert not {"\x1b", "\x07", "\u202e"} & {*result.out, *result.err}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=30).filter(lambda text: bool(text.strip())))
def test_any_formula_makes_one_document(cli: Cli, latex: str) -> None:
    result = cli("math", "--json", "--", latex)
    assert (result.code, result.err) == (0, "")
    expected = json.loads(json.dumps(document(set_formula(latex, 80, plain=True))))
    assert result.json == expected


def test_it_needs_the_engine_alone() -> None:
    code = (
        "import sys; before = set(sys.modules); sys.argv = ['mlroad', 'math', 'x^2'];"
        "from tui.__main__ import run; run(); print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(done.stdout.split())
    assert "content.math" in modules
    ours = {name for name in modules if name.split(".")[0] in ("content", "db", "tui")}
    assert {name for name in ours if name.startswith(("db", "content.l", "content.feeds"))} == set()
    others = {name.split(".")[0] for name in modules - ours} - {"x²"}
    assert others <= set(sys.stdlib_module_names)
    assert not modules & {"dataclasses", "pathlib", "inspect", "asyncio"}

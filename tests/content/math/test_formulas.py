"""What the engine makes of single constructs: exact pictures of small formulas."""

from __future__ import annotations

import pytest

from content.math import set_formula


def picture(latex: str, width: int = 80, **options: object) -> list[str]:
    setting = set_formula(latex, width, **options)  # type: ignore[arg-type]
    return [line.rstrip() for line in setting.lines]


PICTURES = {
    r"\frac{a}{b}": ["a", "─", "b"],
    r"x_i^2": ["xᵢ²"],
    r"x^{n+1}": ["xⁿ⁺¹"],
    r"x^{\lambda}": [" λ", "x"],
    r"x_\theta": ["x", " θ"],
    r"a - -b": ["a − −b"],
    r"-b + (-c)": ["−b + (−c)"],
    r"a=b,c": ["a = b, c"],
    r"|-x|": ["|−x|"],
    r"\sin x \cos(y)": ["sin x cos(y)"],
    r"\sqrt{x}": ["√x"],
    r"\sqrt{x+1}": [" _____", "√x + 1"],
    r"\sqrt[3]{x}": ["³√x"],
    r"\binom{n}{k}": ["⎛n⎞", "⎜ ⎟", "⎝k⎠"],
    r"\left(\frac12\right)": ["⎛1⎞", "⎜─⎟", "⎝2⎠"],
    r"(\frac12)": ["⎛1⎞", "⎜─⎟", "⎝2⎠"],
    r"\sum_{i=1}^{n} x": [" n", " ∑ x", "i=1"],
    r"\hat{x} \bar y \vec{v}": ["x̂ȳv⃗"],
    r"\mathbb{R}\mathcal{L}\mathfrak{g}": ["ℝℒ𝔤"],
    r"\text{if } x": ["if x"],
    r"f''(x)": ["f″(x)"],
    r"\operatorname*{arg\,max}_x f": ["arg max f", "   x"],
    r"A \xrightarrow{f} B": ["   f", "A ──→ B"],
    r"\overset{d}{=}": ["d", "="],
    r"\not= \not\in": ["≠∉"],
    r"\begin{smallmatrix}1&0\\0&1\end{smallmatrix}": ["1 0", "0 1"],
    r"\begin{cases}a&b\\c&d\end{cases}": ["⎧ a  b", "⎨", "⎩ c  d"],
    r"\underbrace{a+b}_{c}": ["a + b", "╰─┬─╯", "  c"],
    r"a \\ b": ["a", "b"],
    r"a &= b \\ c+d &= e": ["    a = b", "c + d = e"],
    r"{a \over b}": ["a", "─", "b"],
    r"$$x$$": ["x"],
    r"x % comment": ["x"],
    r"\tfrac12": ["½"],
    r"\color{red} x \textcolor{blue}{y}": ["xy"],
    r"\boxed{x}": ["┌───┐", "│ x │", "└───┘"],
    r"\color{red}{x} y^\color{red}{2}": ["xy²"],
    r"\cancel{x} \cancel{a = b}": ["x̸cancel(a = b)"],
    r"\cancelto{0}{x} + y": ["x̸→0 + y"],
    r"\not\approxeq": ["≊̸"],
    r"\begin{multline} a \\ - \tfrac12 b \end{multline}": ["a", "     − ½ b"],
    r"\underbrace{x}_{\text{one}}\underbrace{y}_{\text{two}}": [
        " x   y",
        "╰┬╯ ╰┬╯",
        "one two",
    ],
}


@pytest.mark.parametrize("latex", PICTURES)
def test_picture(latex: str) -> None:
    setting = set_formula(latex)
    assert [line.rstrip() for line in setting.lines] == PICTURES[latex]
    assert setting.warnings == ()


LINES = {
    r"\frac{a+b}{c}": "(a + b)/c",
    r"\frac{a}{2b}": "a/(2b)",
    r"\frac{\partial f}{\partial x}": "∂f/∂x",
    r"\frac{p(x)}{q(x)}": "p(x)/q(x)",
    r"\frac{(x-\mu)^2}{2\sigma^2}": "(x − μ)²/(2σ²)",
    r"e^{-x^2}": "e^(−x²)",
    r"\sqrt{x+1}": "√(x + 1)",
    r"\sum_{i=1}^{n} x_i": "∑ᵢ₌₁ⁿ xᵢ",
    r"D_{\mathrm{KL}}": "D_KL",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": "(1  2; 3  4)",
    r"\frac12 x": "½ x",
    r"\binom{n}{k} p": "C(n, k) p",
    r"\left\{ x \;\middle|\; y \right\}": "{x | y}",
    r"\log \frac{p}{q}": "log(p/q)",
    r"\log_2 \frac{a}{b} c": "log₂(a/b) c",
    r"\ln \tfrac12": "ln ½",
    r"e^{\sin\frac{x}{y}}": "e^(sin(x/y))",
    r"\underbrace{\sigma^2}_{\text{Noise}} + \overbrace{a + b}^{k > 1}": "σ²⏟Noise + (a + b)⏞(k>1)",
    r"\underbrace{f}_{\text{old}} \underbrace{g}_{\text{new}} x": "f⏟old g⏟new x",
    r"\frac{\underbrace{x}_{y}}{z}": "(x⏟y)/z",
    r"\begin{array}{c|c} & a \\ \hline b & c \end{array}": "│ a; ───; b │ c",
    r"\begin{bmatrix} 1 & \\ & 1 \end{bmatrix}": "[1  ·; ·  1]",
    r"\begin{multline} a + b \\ - c = d \end{multline}": "a + b − c = d",
    r"\begin{gather} x = 1 \\ -y = 2 \end{gather}": "x = 1; −y = 2",
    r"\begin{aligned} a &= b \\ &\quad + c \\ &= d \end{aligned}": "a = b + c = d",
    r"\cancel{a \mid b}": "cancel(a ∣ b)",
    r"\cancel{} x": "x",
}


@pytest.mark.parametrize("latex", LINES)
def test_one_line_form(latex: str) -> None:
    assert set_formula(latex).inline == LINES[latex]
    assert set_formula(latex, inline=True).lines == (LINES[latex],)


def test_inline_is_never_broken() -> None:
    setting = set_formula("a+b" * 60, 20, inline=True)
    assert len(setting.lines) == 1
    assert setting.width > 20


def test_every_style_is_named_by_runs_of_the_line() -> None:
    setting = set_formula(r"\sin x = \mathbf{y} + 2,")
    (line,), (runs,) = setting.lines, setting.styles
    assert [(line[start:end], style) for start, end, style in runs] == [
        ("sin", "function"),
        ("x", "variable"),
        ("=", "relation"),
        ("y", "bold"),
        ("+", "operator"),
        ("2", "number"),
        (",", "punctuation"),
    ]


def test_bold_is_a_style_and_a_letter_only_in_plain_text() -> None:
    assert set_formula(r"\mathbf{x}\boldsymbol\mu").lines == ("xμ",)
    assert set_formula(r"\mathbf{x}\boldsymbol\mu", plain=True).lines == ("𝐱𝛍",)


def test_the_baseline_is_the_row_of_the_bar() -> None:
    assert set_formula(r"\frac{a}{b}").baseline == 1
    assert set_formula(r"x").baseline == 0
    assert set_formula(r"\frac{\frac{a}{b}}{c}").baseline == 3


def test_small_letters_are_never_mixed_with_full_ones_in_a_script() -> None:
    assert picture(r"x_{ab}") == ["x", " ab"]
    assert picture(r"x_{ai}") == ["xₐᵢ"]


def test_decks_macros_with_and_without_backslash() -> None:
    macros = {"\\E": r"\mathbb{E}\left[#1\right]", "R": r"\mathbb{R}"}
    assert set_formula(r"\E{x} \in \R", macros=macros).inline == "𝔼[x] ∈ ℝ"


@pytest.mark.parametrize(
    "latex",
    [
        r"\newcommand{\f}[1]{(#1)} \f{x}",
        r"\newcommand\f[2][x]{(#1#2)} \f{}",
        r"\def\f#1{(#1)} \f x",
        r"\renewcommand{\f}[1]{(#1)}\f{x}",
    ],
)
def test_formulas_may_define_macros(latex: str) -> None:
    assert set_formula(latex).inline == "(x)"


def test_declared_operators_are_upright() -> None:
    setting = set_formula(r"\DeclareMathOperator{\foo}{foo} \foo x")
    assert setting.inline == "foo x"
    assert setting.styles[0][0] == (0, 3, "function")


def test_unknown_commands_are_shown_as_typed_and_reported() -> None:
    setting = set_formula(r"a + \foo{x} y")
    assert setting.lines == (r"a + \foo{x} y",)
    assert setting.warnings == ((r"\foo is unknown", 4),)


@pytest.mark.parametrize(
    ("latex", "shown", "position"),
    [
        ("{a", "a", 0),
        ("a}", "a", 1),
        (r"\left( a", "(a)", 0),
        (r"a \right)", "a)", 2),
        (r"\frac{a}", "", 5),
        ("x^", "x", 1),
        (r"\begin{matrix} a", "a", 0),
        (r"\sqrt[3 x", "", 5),
    ],
)
def test_what_is_unbalanced_is_repaired_and_reported(latex: str, shown: str, position: int) -> None:
    setting = set_formula(latex)
    assert setting.warnings
    assert abs(setting.warnings[0].position - position) <= 2
    if shown:
        assert setting.inline == shown


def test_safe_mode_uses_common_glyphs() -> None:
    setting = set_formula(
        r"\mathbb{E}_{x}[\mathcal{L}] \le \left(\frac{a_i}{b^n}\right)", glyphs="safe"
    )
    text = "".join(setting.lines)
    assert not set(text) & set("𝔼ℒ⎛⎞ᵢ")
    assert "╭" in text


def test_ascii_mode_is_ascii() -> None:
    setting = set_formula(
        r"\hat\alpha \le \sum_{i=1}^n \sqrt{\frac{x_i^2}{\mu}} \to \infty", glyphs="ascii"
    )
    assert all(line.isascii() for line in setting.lines)
    assert setting.inline.isascii()

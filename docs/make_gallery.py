"""Writes the parts of docs/maths.md that the engine makes: tables, glyph modes, limits, gallery.

Run by `make screenshots`, or by itself: python docs/make_gallery.py. A part stands between the
comments `<!-- NAME: made by docs/make_gallery.py -->` and `<!-- end of NAME -->`; the rest of the
page is written by hand.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.math import engine, fencing, macros, parse, set_formula, symbols, text, tokens  # noqa: E402
from content.math.letters import ACCENTS  # noqa: E402

PAGE = ROOT / "docs" / "maths.md"
FORMULAS = ROOT / "tests" / "content" / "math" / "data" / "gallery.json"
COLUMNS = 80
CHOSEN = """
svd inverse2 hessian gaussian_integral leibniz pca weight_gradients gaussian_pdf bayes kl
bias_variance softmax relu_cases svm_primal responsibility gp_joint adam linear_program attention
pos_enc infonce ddpm_closed elbo bellman_v ucb confusion pass_at_k ols lasso bptt conv_out rope
dpo bm25 kalman_gain chinchilla lora xgboost_gain batchnorm ipw perplexity conformal_set zero_memory
"""
MODES = (
    r"\mathbb{E}_{x \sim p}\left[ \hat{\theta} \right] \ge "
    r"\sqrt{\frac{1}{n} \sum_{i=1}^{n} \mathbf{x}_i^2}, \quad \mathcal{L} \in \mathbb{R}"
)
_ARROWS = range(0x2190, 0x2200), range(0x27F0, 0x2800), range(0x2900, 0x2980)
CLASSES: dict[str, Callable[[str, int, str], bool]] = {
    "Letters": lambda sign, atom, ink: atom == symbols.ORD and ink == "v",
    "Ordinary symbols": lambda sign, atom, ink: atom == symbols.ORD,
    "Arrows": lambda sign, atom, ink: any(ord(sign[0]) in block for block in _ARROWS),
    "Relations": lambda sign, atom, ink: atom in (symbols.REL, symbols.WORD_REL),
    "Binary operators": lambda sign, atom, ink: atom == symbols.BIN,
    "Named functions": lambda sign, atom, ink: sign.isascii() and sign.isprintable() and ink == "u",
    "Big operators": lambda sign, atom, ink: atom in (symbols.BIG, symbols.OP),
    "Fences": lambda sign, atom, ink: atom in (symbols.OPEN, symbols.CLOSE, symbols.BAR),
    "Dots and punctuation": lambda sign, atom, ink: True,
}


def chosen() -> list[str]:
    """The ids of the formulas that the page shows."""
    return CHOSEN.split()


def _fenced(lines: Iterable[str], language: str = "text") -> str:
    body = "\n".join(line.rstrip() for line in lines)
    return f"```{language}\n{body}\n```"


def _listed(words: Iterable[str]) -> str:
    """Words in a text block, a few on each line; two spaces stand between them."""
    joined = "  ".join(word.replace(" ", "\0") for word in words)
    lines = textwrap.wrap(joined, 96, break_long_words=False, break_on_hyphens=False)
    return _fenced(line.replace("\0", " ") for line in lines)


def _alphabetic(name: str) -> tuple[str, str]:
    return name.lower(), name


def _symbol_tables() -> str:
    """The symbols by what they are, each with its sign."""
    groups: dict[str, list[str]] = {name: [] for name in CLASSES}
    for name in sorted(symbols.SYMBOLS, key=_alphabetic):
        sign, atom, ink = symbols.SYMBOLS[name]
        kind = next(kind for kind, fits in CLASSES.items() if fits(sign, atom, ink))
        groups[kind].append(f"\\{name}" if kind == "Named functions" else f"\\{name} {sign}")
    parts = [f"{len(symbols.SYMBOLS)} names."]
    parts += [f"**{kind}** ({len(names)})\n\n{_listed(names)}" for kind, names in groups.items()]
    return "\n\n".join(parts)


def _command_list() -> str:
    """All commands that take arguments or act on what follows."""
    named = {*parse.COMMANDS, *parse.ROW_COMMANDS, *text.TEXT_COMMANDS, *tokens.DEFINERS}
    accents = {f"\\{name}" for name in ACCENTS}
    written = (one for one in named - accents if one.strip("\\ \n\t~") and one[-1] != "*")
    known = sorted(written, key=_alphabetic)
    return (
        f"{len(known)} commands, some of them also with a star:\n\n{_listed(known)}\n\n"
        f"{len(accents)} accents:\n\n{_listed(sorted(accents, key=_alphabetic))}"
    )


def _environments() -> str:
    """Every name in the tables of the engine that it sets as an environment."""
    candidates = {"array", "darray", "tabular"}  # the parser knows these without a table
    for table in vars(fencing).values():
        if isinstance(table, (dict, frozenset)):
            candidates |= {name for name in table if isinstance(name, str) and name.isalpha()}
    known = [name for name in sorted(candidates, key=_alphabetic) if _is_environment(name)]
    return f"{len(known)} environments, most of them also with a star:\n\n{_listed(known)}"


def _is_environment(name: str) -> bool:
    found = set_formula(f"\\begin{{{name}}}{{c}} a \\\\ b \\end{{{name}}}").warnings
    return not any("unknown" in warning.message for warning in found)


def _glyph_modes() -> str:
    parts = [_fenced([MODES], "latex")]
    for mode in ("full", "safe", "ascii"):
        parts += [f"`{mode}`", _fenced(set_formula(MODES, glyphs=mode, plain=True).lines)]
    return "\n\n".join(parts)


def _limits() -> str:
    rows = (
        ("characters of a formula that are read", engine.MAX_SOURCE),
        ("groups within groups; deeper ones are shown as typed", parse.MAX_DEPTH),
        ("macros within macros", macros.MAX_DEPTH),
        ("tokens that macros may add", macros.MAX_TOKENS),
        ("warnings of one formula", parse.MAX_NOTICES),
    )
    lines = [f"| {what} | {limit:,} |" for what, limit in rows]
    return "\n".join(["| what | at most |", "|---|---:|", *lines])


def _gallery() -> str:
    """The formulas chosen, by branch: LaTeX, block, one-line form."""
    formulas = {one["id"]: one for one in json.loads(FORMULAS.read_text(encoding="utf-8"))}
    branches: dict[str, list[str]] = {}
    for name in chosen():
        formula = formulas[name]
        setting = set_formula(formula["latex"], COLUMNS, plain=True)
        parts = [
            f"{formula['title']}:",
            _fenced(textwrap.dedent(formula["latex"]).splitlines(), "latex"),
            _fenced([*setting.lines, "", setting.inline]),
        ]
        branches.setdefault(formula["branch"], []).append("\n\n".join(parts))
    return "\n\n".join(
        f"### {branch[0].upper()}{branch[1:]}\n\n" + "\n\n".join(shown)
        for branch, shown in branches.items()
    )


PARTS: dict[str, Callable[[], str]] = {
    "commands": _command_list,
    "environments": _environments,
    "symbols": _symbol_tables,
    "glyph modes": _glyph_modes,
    "limits": _limits,
    "gallery": _gallery,
}


def page(old: str) -> str:
    """The page with every part made anew. Raises ValueError where a part's comments are missing."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name}: made by docs/make_gallery.py -->", f"<!-- end of {name} -->"
        part = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(end)})", re.DOTALL)
        made = f"\n{make()}\n\n"
        old, count = part.subn(lambda _, made=made: made, old)
        if count != 1:
            raise ValueError(f"{PAGE.name}: the comments around `{name}` stand {count} times")
    return old


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print("docs/maths.md")


if __name__ == "__main__":
    main()

"""Writes the tables of docs/authoring.md: the functions that expressions of cards may call.

Run by `make screenshots`, or by itself: python docs/make_authoring.py. A part stands between the
comments `<!-- NAME: made by docs/make_authoring.py -->` and `<!-- end of NAME -->`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from content.cards.functions import FUNCTIONS  # noqa: E402
from content.cards.symbolic import functions  # noqa: E402

PAGE = ROOT / "docs" / "authoring.md"
CHANCES: dict[str, tuple[str, str]] = {
    "choice": ("choice(a, b, ...)", "one of these, or of the parts of one vector"),
    "int": ("int(a, b)", "a whole number from a to b"),
    "decimal": ("decimal(a, b, places)", "a number from a to b with so many places"),
    "vector": ("vector(n, a, b)", "a vector of n whole numbers"),
    "matrix": ("matrix(rows, columns, a, b)", "a matrix of whole numbers"),
    "shuffle": ("shuffle(v)", "the parts in another order"),
}
WORDS: dict[str, tuple[str, str]] = {
    "abs": ("abs(x)", "without its sign"),
    "min": ("min(v), min(a, b, ...)", "the least"),
    "max": ("max(v), max(a, b, ...)", "the greatest"),
    "sum": ("sum(v), sum(a, b, ...)", "the sum"),
    "prod": ("prod(v)", "the product"),
    "mean": ("mean(v), mean(a, b, ...)", "the mean"),
    "median": ("median(v), median(a, b, ...)", "the middle one, or the mean of the two"),
    "var": ("var(v)", "the variance, divided by n"),
    "sample_var": ("sample_var(v)", "the variance, divided by n - 1"),
    "std": ("std(v)", "the standard deviation, divided by n"),
    "sample_std": ("sample_std(v)", "the standard deviation, divided by n - 1"),
    "round": ("round(x), round(x, places)", "halves away from zero"),
    "floor": ("floor(x)", "the next whole number below"),
    "ceil": ("ceil(x)", "the next whole number above"),
    "sqrt": ("sqrt(x)", "the square root"),
    "exp": ("exp(x)", "e to the x"),
    "log": ("log(x), log(x, base)", "the natural logarithm, or that to a base"),
    "log2": ("log2(x)", "the logarithm to base 2"),
    "log10": ("log10(x)", "the logarithm to base 10"),
    "log1p": ("log1p(x)", "log(1 + x), exact for small x"),
    "sin": ("sin(x)", "the sine, of radians"),
    "cos": ("cos(x)", "the cosine"),
    "tan": ("tan(x)", "the tangent"),
    "atan": ("atan(x)", "the angle with this tangent"),
    "tanh": ("tanh(x)", "the hyperbolic tangent"),
    "erf": ("erf(x)", "the error function"),
    "sigmoid": ("sigmoid(x)", "1 / (1 + exp(-x))"),
    "softmax": ("softmax(v)", "exp of each part, divided by their sum"),
    "normal_cdf": ("normal_cdf(x), normal_cdf(x, mean, sd)", "the share of a Gaussian below x"),
    "factorial": ("factorial(n)", "of 0 to 50"),
    "comb": ("comb(n, k)", "the binomial coefficient"),
    "gcd": ("gcd(a, b)", "the greatest common divisor"),
    "len": ("len(v)", "the number of parts"),
    "range": ("range(n), range(a, b), range(a, b, step)", "whole numbers, the end left out"),
    "zip": ("zip(v, w, ...)", "the parts side by side, for loops"),
    "sort": ("sort(v)", "the parts from least to greatest"),
    "argmax": ("argmax(v)", "the place of the greatest, from 0"),
    "dot": ("dot(v, w)", "the dot product"),
    "norm": ("norm(v), norm(v, p)", "the length, or the p-norm; p may be inf"),
    "matmul": ("matmul(A, B), matmul(A, v)", "the matrix product"),
    "transpose": ("transpose(A)", "rows as columns"),
    "det": ("det(A)", "the determinant, up to 4 by 4"),
    "inv": ("inv(A)", "the inverse, up to 4 by 4"),
    "trace": ("trace(A)", "the sum of the diagonal"),
}


def _table(what: str, words: Mapping[str, tuple[str, str]], known: Mapping[str, object]) -> str:
    """A table of all known functions. Raises KeyError for one without words."""
    rows = [f"| `{words[name][0]}` | {words[name][1]} |" for name in known]
    return "\n".join([f"| {what} | |", "|---|---|", *rows])


def _formulas() -> str:
    return ", ".join(f"`{name}`" for name in sorted(functions(), key=str.casefold)) + "."


PARTS: dict[str, Callable[[], str]] = {
    "chance": lambda: _table("drawn by", CHANCES, CHANCES),
    "functions": lambda: _table("function", WORDS, FUNCTIONS),
    "formulas": _formulas,
}


def page(old: str) -> str:
    """The page with every part made anew. Raises ValueError where a part's comments are missing."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name}: made by docs/make_authoring.py -->", f"<!-- end of {name} -->"
        part = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(end)})", re.DOTALL)
        made = f"\n{make()}\n\n"
        old, count = part.subn(lambda _, made=made: made, old)
        if count != 1:
            raise ValueError(f"{PAGE.name}: the comments around `{name}` stand {count} times")
    return old


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print("docs/authoring.md")


if __name__ == "__main__":
    main()

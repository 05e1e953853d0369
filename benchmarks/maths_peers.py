"""Sets the gallery with our engine and its peers: share set right and time per formula.

python benchmarks/maths_peers.py [--show ID ...] [--dump FILE] [--json FILE] [--runs N] [--strict]

The peers (pylatexenc, unicodeit, flatlatex, TeXicode) are installed by pip into an environment of
their own, /tmp/mathpeers; where that cannot be, a line says so and only ours is timed. Whether an
output is right was judged by eye and is written in maths_verdicts.json; a formula without all five
verdicts makes the run fail. A verdict that was made for another output than today's is named, and
fails the run with --strict. Every program is timed in a fresh process of its own, one formula at a
time: the median of N runs after one that is not counted, then the median and p95 of the formulas.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from environments import Environment

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "tests" / "content" / "math" / "data" / "gallery.json"
VERDICTS = Path(__file__).resolve().parent / "maths_verdicts.json"
ENVIRONMENT = Environment(
    Path("/tmp/mathpeers"),
    ("pylatexenc==2.11", "unicodeit==0.7.5", "flatlatex==0.15", "TeXicode==1.0.5"),
)
PEERS = ("pylatexenc", "unicodeit", "flatlatex", "texicode")
PROGRAMS = ("mlroad", *PEERS)
WIDTHS = (60, 80)
PART = "\n--- {} ---\n"

Setter = Callable[[str], object]


def main() -> int:
    """Set, time, judge, print; 1 if a verdict is missing (or, with --strict, out of date)."""
    options = _options()
    if options.worker:
        return _work(options.worker, options.gallery, options.runs)
    gallery: list[dict[str, str]] = json.loads(options.gallery.read_text(encoding="utf-8"))
    verdicts = json.loads(VERDICTS.read_text(encoding="utf-8"))["verdicts"]
    why_not = ENVIRONMENT.make()
    done: dict[str, dict[str, dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory(prefix="maths-peers-") as folder:
        for program in PROGRAMS:
            if program == "mlroad":
                python = sys.executable
            elif why_not:
                continue
            else:
                python = ENVIRONMENT.python
            done[program] = _run(python, program, options, Path(folder) / f"{program}.json")
    for ident in options.show:
        _show(ident, gallery, done, verdicts)
    if options.dump:
        options.dump.write_text(json.dumps(done, ensure_ascii=False, indent=1), encoding="utf-8")
    rows, missing, old = _judge(gallery, done, verdicts)
    for row in rows:
        row["out_of_date"] = len(old.get(row["program"], ()))
    print(_table(rows, len(gallery), options.runs))
    if why_not:
        print(f"\nskipped: no times for the peers, {why_not}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for program, idents in old.items():
        print(
            f"\n{program}: {len(idents)} verdicts were made for another output, "
            f"judge again: {' '.join(idents)}"
        )
    if missing:
        print("\nNO VERDICT in maths_verdicts.json:", file=sys.stderr)
        for line in missing:
            print(f"  {line}", file=sys.stderr)
        return 1
    return 1 if options.strict and old else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--show", nargs="*", default=[], metavar="ID", help="print all outputs")
    parser.add_argument("--dump", type=Path, metavar="FILE", help="write all outputs and times")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table")
    parser.add_argument("--runs", type=int, default=7, help="timed runs per formula")
    parser.add_argument("--strict", action="store_true", help="fail on verdicts out of date")
    parser.add_argument("--gallery", type=Path, default=GALLERY, help=argparse.SUPPRESS)
    parser.add_argument("--worker", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(python: str, program: str, options: argparse.Namespace, out: Path) -> dict[str, Any]:
    """Every formula set by one program, in a process of its own."""
    print(f"{program} ...", file=sys.stderr, flush=True)
    command = [python, __file__, "--worker", program, "--out", str(out)]
    command += ["--runs", str(options.runs), "--gallery", str(options.gallery)]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with out.open("w", encoding="utf-8") as file:
        subprocess.run(command, check=True, stdout=file, env=environment, timeout=600)
    answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return answer


def _work(program: str, path: Path, runs: int) -> int:
    """In the child: set and time every formula, print JSON."""
    answer = sys.stdout
    sys.stdout = sys.stderr  # a peer that prints does not disturb the answer
    setter, full = _setter(program)
    results: dict[str, dict[str, Any]] = {}
    gallery: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    for formula in gallery:
        latex = formula["latex"]
        try:
            output = full(latex)
        except Exception as error:
            output = f"{type(error).__name__}: {error}"
        results[formula["id"]] = {"output": output, "ms": 1000 * _time(setter, latex, runs)}
    json.dump(results, answer, ensure_ascii=False)
    return 0


def _time(setter: Setter, latex: str, runs: int) -> float:
    """Seconds for one formula: the median of ``runs``, the collector off as in timeit."""
    times: list[float] = []
    gc.collect(0)
    gc.disable()
    try:
        for _ in range(runs + 1):
            started = time.perf_counter()
            with contextlib.suppress(Exception):
                setter(latex)
            times.append(time.perf_counter() - started)
    finally:
        gc.enable()
    return statistics.median(times[1:])


def _setter(program: str) -> tuple[Setter, Callable[[str], str]]:
    """What is timed, and what gives the whole output that is judged."""
    if program == "mlroad":
        return _ours()
    if program == "pylatexenc":
        import logging

        from pylatexenc.latex2text import LatexNodes2Text

        logging.disable(logging.CRITICAL)
        text = LatexNodes2Text().latex_to_text
        return text, text
    if program == "unicodeit":
        import unicodeit

        return unicodeit.replace, unicodeit.replace
    if program == "flatlatex":
        import flatlatex

        convert = flatlatex.converter().convert
        return convert, convert
    from texicode.pipeline import render_tex

    def texicode(latex: str) -> str:
        return render_tex(latex, False, False, "raw", {"fonts": "serif"})

    return texicode, texicode


def _ours() -> tuple[Setter, Callable[[str], str]]:
    """Timed with block and one-line form; blocks of both widths and the one line are judged."""
    sys.path.insert(0, str(ROOT))
    from content.math import set_formula

    def full(latex: str) -> str:
        parts = [PART.format(w) + "\n".join(set_formula(latex, w).lines) for w in WIDTHS]
        return "".join([*parts, PART.format("one line"), set_formula(latex).inline])

    return set_formula, full


def digest(output: str) -> str:
    """Names the output a verdict was made for; spaces at the ends of lines do not count."""
    lines = "\n".join(line.rstrip() for line in output.split("\n"))
    return hashlib.sha256(lines.encode()).hexdigest()[:10]


def _judge(
    gallery: list[dict[str, str]],
    done: dict[str, dict[str, dict[str, Any]]],
    verdicts: dict[str, dict[str, dict[str, Any]]],
) -> tuple[list[dict[str, Any]], list[str], dict[str, list[str]]]:
    """A row per program, the verdicts that are missing, and those of another output."""
    rows: list[dict[str, Any]] = []
    missing: list[str] = []
    old: dict[str, list[str]] = {}
    for program in PROGRAMS:
        right = 0
        for formula in gallery:
            ident = formula["id"]
            verdict = verdicts.get(ident, {}).get(program)
            if verdict is None or verdict.get("right") not in (True, False):
                missing.append(f"{ident}: {program}")
                continue
            if not verdict.get("why"):
                missing.append(f"{ident}: {program} (no reason)")
            right += verdict["right"]
            if program in done and verdict.get("of") != digest(done[program][ident]["output"]):
                old.setdefault(program, []).append(ident)
        row: dict[str, Any] = {"program": program, "right": right, "of": len(gallery)}
        if program in done:
            times = sorted(result["ms"] for result in done[program].values())
            row["median_ms"] = round(statistics.median(times), 4)
            row["p95_ms"] = round(times[max(0, -(-95 * len(times) // 100) - 1)], 4)
        rows.append(row)
    return rows, missing, old


def _table(rows: list[dict[str, Any]], formulas: int, runs: int) -> str:
    lines = [
        f"{formulas} formulas, median of {runs} runs each; Python {sys.version.split()[0]} "
        f"on {sysconfig.get_platform()}\n",
        "| program | right | share | median ms | p95 ms |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        if "median_ms" in row:
            times = f"{row['median_ms']:.3f} | {row['p95_ms']:.3f}"
        else:
            times = "skipped | skipped"
        share = 100 * row["right"] / row["of"]
        lines.append(f"| {row['program']} | {row['right']} | {share:.0f} % | {times} |")
    return "\n".join(lines)


def _show(
    ident: str,
    gallery: list[dict[str, str]],
    done: dict[str, dict[str, dict[str, Any]]],
    verdicts: dict[str, dict[str, dict[str, Any]]],
) -> None:
    """One formula as every program sets it, each with its verdict."""
    found = [formula for formula in gallery if formula["id"] == ident]
    if not found:
        print(f"{ident}: no such formula")
        return
    print(f"=== {ident}: {found[0]['title']}\n{found[0]['latex']}")
    for program, results in done.items():
        verdict = verdicts.get(ident, {}).get(program, {})
        state = {True: "right", False: "WRONG"}.get(verdict.get("right"), "no verdict")
        ms = results[ident]["ms"]
        print(f"\n[{program}: {state}, {verdict.get('why', '-')}; {ms:.3f} ms]")
        print(results[ident]["output"])
    print()


if __name__ == "__main__":
    sys.exit(main())

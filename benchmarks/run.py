"""Measures mlroad beside its peers and prints a table; see docs/benchmarks.md.

python benchmarks/run.py [--only NAME ...] [--runs N] [--json FILE] [--strict]
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import beside_anki
import data
import maths
import starting
import using
from pairs import Result, failed, table
from terminal import NotPainted
from work import Work

ROOT = Path(__file__).resolve().parent.parent
LEAST = 9
JOBS: dict[str, Callable[[Work], list[Result]]] = {
    "first": starting.first_frame,
    "loaded": starting.loaded,
    "commands": starting.commands,
    "answer": beside_anki.answer,
    "queue": beside_anki.queue,
    "topics": beside_anki.topics,
    "recompute": beside_anki.recompute,
    "search": beside_anki.search,
    "statistics": beside_anki.statistics_page,
    "fit": beside_anki.fit,
    "glance": data.glance,
    "keys": using.keys,
    "bigkeys": using.keys_among_many,
    "memory": using.memory,
    "library": data.library,
    "imports": data.imports,
    "papers": using.papers,
    "maths": maths.formulas,
    "peers": maths.peers,
}


def main(argv: list[str] | None = None) -> int:
    """Run the jobs asked for; 1 with ``--strict`` if a goal was missed."""
    options = _options(argv)
    _compile()
    rows: list[Result] = []
    before = _load()
    with tempfile.TemporaryDirectory(prefix="mlroad-bench-") as folder:
        work = Work(Path(folder), options.runs)
        for name in options.only or JOBS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            try:
                rows += JOBS[name](work)
            except (NotPainted, subprocess.CalledProcessError) as error:
                rows.append(failed(name, " ".join(str(error).split())[-300:]))
    busy = f"load before {before}, after {_load()}"
    print(f"{_machine()}; {options.runs} pairs; {busy}\n\n{table(rows)}")
    if options.json:
        document = {"machine": _machine(), "rows": [_document(row) for row in rows]}
        Path(options.json).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    missed = [row for row in rows if row.met is False]
    return 1 if missed and options.strict else 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.py", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--only", action="append", choices=JOBS, help="this job; may be repeated")
    parser.add_argument("--runs", type=int, default=11, help=f"pairs of each, at least {LEAST}")
    parser.add_argument("--json", metavar="FILE", help="write the numbers to a file too")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a goal is missed")
    options = parser.parse_args(argv)
    if options.runs < LEAST:
        parser.error(f"--runs must be at least {LEAST}: medians of fewer pairs say little")
    return options


def _compile() -> None:
    """Compile ours as the installation does; otherwise the first start of all would pay for it."""
    for room in ("content", "db", "tui"):
        compileall.compile_dir(ROOT / room, quiet=1)


def _document(row: Result) -> dict[str, object]:
    found = asdict(row) | {"verdict": row.verdict}
    return {name: None if value != value else value for name, value in found.items()}


def _load() -> str:
    """How busy the machine is: beyond 0.5 a core before the start, do not trust the times."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _machine() -> str:
    names = ("textual", "sqlmodel", "SQLAlchemy", "fsrs")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{day}; {system}; {python}; {versions}"


if __name__ == "__main__":
    sys.exit(main())

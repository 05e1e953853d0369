"""Rows of the maths engine: time a formula, its import, and the peers' table."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Any

from maths_peers import GALLERY
from pairs import Result, by_turns, failed, percentile, skipped, within
from work import HERE, PYTHON, Work

MEDIAN_LIMIT = 0.3
P95_LIMIT = 0.6
IMPORT_LIMIT = 15
CARD_LIMIT = 5
_IMPORT = f"import sys; sys.path[0] = {str(HERE.parent)!r}; import content.math"


def formulas(work: Work) -> list[Result]:
    """Every formula of the gallery at 80 columns, block and one-line form, and the import."""
    runs = [_times(work) for _ in range(work.runs)]
    # The time of a formula is its median over the processes; the row is over the formulas.
    times = [statistics.median(of_one) for of_one in zip(*runs, strict=True)]
    worst = max(range(len(times)), key=times.__getitem__)
    names = [entry["id"] for entry in json.loads(GALLERY.read_text(encoding="utf-8"))]
    slowest = f"{len(times)} formulas; the slowest, {names[worst]}: {times[worst]:.2f} ms"
    measure = work.inside("child", "import_maths")
    whole = by_turns(
        work.process([PYTHON, "-c", _IMPORT]),
        work.process([PYTHON, "-c", "pass"]),
        work.runs,
    )
    more = statistics.median(a - b for a, b in zip(*whole, strict=True))
    inside = [measure() for _ in range(work.runs)]
    card = [work.inside("child", "card")() for _ in range(work.runs)]
    return [
        within("a card with three formulas", percentile(card, 0.5), CARD_LIMIT, count=work.runs),
        within("a formula, median", statistics.median(times), MEDIAN_LIMIT, count=work.runs),
        within("a formula, p95", percentile(times, 0.95), P95_LIMIT, count=work.runs, note=slowest),
        within(
            "import content.math",
            more,
            IMPORT_LIMIT,
            count=work.runs,
            note=f"over python -c pass; the import alone: {statistics.median(inside):.1f} ms",
        ),
    ]


def _times(work: Work) -> list[float]:
    command = [PYTHON, str(HERE / "child.py"), "maths", str(GALLERY)]
    done = subprocess.run(
        command, env=work.environment(), check=True, stdout=subprocess.PIPE, text=True
    )
    return [float(ms) for ms in json.loads(done.stdout)]


def peers(work: Work) -> list[Result]:
    """A row for each program of maths_peers.py: share set right, median time a formula."""
    table = work.folder / "peers.json"
    command = [sys.executable, str(HERE / "maths_peers.py"), "--json", str(table)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    print(done.stdout, file=sys.stderr)
    if not table.is_file():
        return [failed("maths peers", "maths_peers.py ended early; its words are above")]
    rows: list[dict[str, Any]] = json.loads(table.read_text(encoding="utf-8"))
    ours = next(row for row in rows if row["program"] == "mlroad")
    found = [_row(row, ours) for row in rows if row is not ours]
    if done.returncode:
        found.append(failed("maths verdicts", "some are missing; the lines above name them"))
    return found


def _row(row: dict[str, Any], ours: dict[str, Any]) -> Result:
    job = "formulas set right"
    right = f"{ours['right']} of {ours['of']} against {row['right']}"
    if ours["out_of_date"] or row["out_of_date"]:
        right += f" (judged on older output: {ours['out_of_date']} and {row['out_of_date']})"
    if "median_ms" not in row:
        return skipped(job, f"{row['program']}: not timed, its package is not installed; {right}")
    return Result(
        *(job, row["program"], ours["median_ms"], row["median_ms"]),
        ours["median_ms"] / row["median_ms"],
        "more right",
        ours["right"] > row["right"],
        note=f"{row['program']}: {right}; p95 {ours['p95_ms']:.3f} against {row['p95_ms']:.3f} ms",
    )

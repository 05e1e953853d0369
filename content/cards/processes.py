"""Proves formulas by SymPy and snippets by Python, each in a process of its own with a time limit.

A formula or a snippet that hangs is stopped and named; the program that asks never waits longer.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import IO

from content.assemble import clean_code
from content.cards.verify import fault, verify_cards
from content.links import Piece
from content.model import Fault

LIMIT_S = 20.0
LIMITS = 6
"""When the formulas of a file have taken so many limits, or so many of its snippets have been
stopped, the rest is left.
"""
SYMPY = "sympy"
MISSING = "SymPy is not installed, so formulas are not proved: pip install 'mlroad[verify]'"
LEFT = "those before it in the file took too long, so that no more are proved"
_WORKER = "content.cards.symbolic"


def prove(cards: Sequence[Piece], trusted: Sequence[Piece]) -> list[Fault]:
    """Return the faults of everything that proves: of numbers, formulas, and trusted snippets.

    The three are done at the same time: formulas and snippets have processes of their own.
    """
    with ThreadPoolExecutor(2) as pool:
        formulas = pool.submit(lambda: list(prove_formulas(cards)))
        snippets = pool.submit(lambda: list(run_snippets(trusted)))
        faults = [*verify_cards(cards), *formulas.result(), *snippets.result()]
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def prove_formulas(cards: Sequence[Piece], limit: float = LIMIT_S) -> Iterator[Fault]:
    """Yield a fault for each symbolic card whose claim is not what it derives from.

    One fault for all of them if SymPy is not installed.
    """
    left = [piece for piece in cards if piece.node["kind"] == "symbolic"]
    if left and find_spec(SYMPY) is None:
        yield fault(left[0], "claim", "symbolic", MISSING)
        return
    spent: dict[str, float] = defaultdict(float)  # seconds by file
    while left:
        begun, proved, slow = time.monotonic(), 0, False
        for piece, words in zip(left, _answers(left, limit), strict=False):
            proved += 1
            begun, before = time.monotonic(), begun
            spent[piece.file] += begun - before
            if words:
                yield fault(piece, "claim", "symbolic", words)
            slow = spent[piece.file] >= limit * LIMITS
            if slow:
                break
        if proved < len(left) and not slow:
            piece = left[proved]
            proved += 1
            spent[piece.file] += limit
            yield fault(piece, "claim", "symbolic", f"SymPy did not finish in {limit:g} s")
        left = left[proved:]
        for name in [name for name, seconds in spent.items() if seconds >= limit * LIMITS]:
            unproved = [piece for piece in left if piece.file == name]
            left = [piece for piece in left if piece.file != name]
            if unproved:
                yield fault(unproved[0], "claim", "symbolic", LEFT)


def _answers(cards: Sequence[Piece], limit: float) -> Iterator[str]:
    """For each card in turn "" or what is wrong; ends early where one took too long."""
    root = str(Path(__file__).parents[2])
    program = f"import sys; sys.path.insert(0, {root!r}); from {_WORKER} import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as child:
        try:
            if child.stdin is None or child.stdout is None:
                return
            for piece in cards:
                node = piece.node
                symbols: dict[str, str] = node.get("symbols") or {}
                line = [node["claim"], node["derive"], symbols]
                child.stdin.write(json.dumps(line) + "\n")
                child.stdin.flush()
                answer = _line(child.stdout, limit)
                if answer is None:
                    return
                yield json.loads(answer)
        finally:
            child.kill()


def _line(stream: IO[str], limit: float) -> str | None:
    """The next line, None if the process died or did not answer in time.

    Each question has one line for an answer, so none is left over in the stream's own buffer.
    """
    ready, _, _ = select.select([stream], [], [], limit)
    return (stream.readline() or None) if ready else None


def run_snippets(cards: Sequence[Piece], limit: float = LIMIT_S) -> Iterator[Fault]:
    """Yield a fault for each code card whose snippet does not print its back."""
    snippets = [piece for piece in cards if piece.node["kind"] == "code"]
    stopped: Counter[str] = Counter()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = pool.map(_run, snippets, repeat(limit), repeat(stopped))
        for piece, words in zip(snippets, found, strict=True):
            if words:
                yield fault(piece, "code", "code", words)


def _run(piece: Piece, limit: float, stopped: Counter[str]) -> str:
    node = piece.node
    if stopped[piece.file] >= LIMITS:
        return LEFT
    with tempfile.TemporaryDirectory(prefix="mlroad-verify-") as folder:
        script = Path(folder) / "snippet.py"
        script.write_text(clean_code(node["code"]) + "\n", encoding="utf-8")
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(script)],
                cwd=folder,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=limit,
                stdin=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"},
            )
        except subprocess.TimeoutExpired:
            stopped[piece.file] += 1
            return f"the snippet did not end in {limit:g} s"
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return f"the snippet fails: {last}"
    printed, meant = _tidy(done.stdout), _tidy(node["back"])
    if printed != meant:
        return f"the snippet prints {printed!r}, and the back says {meant!r}"
    return ""


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())

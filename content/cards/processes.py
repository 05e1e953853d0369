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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import IO

from content.assemble import clean_code
from content.cards.verify import fault
from content.links import Piece
from content.model import Fault

LIMIT_S = 20.0
SYMPY = "sympy"
MISSING = "SymPy is not installed, so formulas are not proved: pip install 'mlroad[verify]'"
_WORKER = "content.cards.symbolic"


def prove_formulas(cards: Sequence[Piece], limit: float = LIMIT_S) -> Iterator[Fault]:
    """Yield a fault for each symbolic card whose claim is not what it derives from.

    One fault for all of them if SymPy is not installed.
    """
    left = [piece for piece in cards if piece.node["kind"] == "symbolic"]
    if left and find_spec(SYMPY) is None:
        yield fault(left[0], "claim", "symbolic", MISSING)
        return
    while left:
        proved = 0
        for piece, words in zip(left, _answers(left, limit), strict=False):
            proved += 1
            if words:
                yield fault(piece, "claim", "symbolic", words)
        if proved < len(left):
            words = f"SymPy did not finish in {limit:g} s"
            yield fault(left[proved], "claim", "symbolic", words)
        left = left[proved + 1 :]


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
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = pool.map(_run, snippets, repeat(limit))
        for piece, words in zip(snippets, found, strict=True):
            if words:
                yield fault(piece, "code", "code", words)


def _run(piece: Piece, limit: float) -> str:
    node = piece.node
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

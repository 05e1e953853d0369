"""Prove the answers of cards: drawn numbers, stated numbers, formulas, snippets.

PATH is a folder of content or one file; without it the shipped content and your
own are proved. Snippets of files that are not shipped run only with --run-code.
"""

from __future__ import annotations

from content.refusal import Refusal
from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_json
from tui.home import own_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from content.links import Pieces
    from content.model import Fault
    from tui.commands.call import Call


class VerifyError(Refusal):
    """A proof failed, or the files cannot be read."""

    exit_code = 2


def add_arguments(parser: ArgumentParser) -> None:
    """The path."""
    parser.add_argument("path", metavar="PATH", nargs="?", help="a folder or one YAML file")
    parser.add_argument(
        "--run-code", action="store_true", help="run snippets of files that are not shipped"
    )


def run(call: Call) -> int:
    """Print the faults. Raises ``VerifyError`` (exit code 2) if there are any."""
    from dataclasses import asdict

    counts: dict[str, int] = {}
    faults = _faults(call, counts)
    if call.json:
        say_json([asdict(fault) for fault in faults])
    else:
        for fault in faults:
            say(clean_line(str(fault)))
    if faults:
        raise VerifyError(f"{plural(len(faults), 'fault')}; the lines above say where")
    if not call.json:
        listed = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        say(f"Proved: {listed}." if listed else "There is nothing to prove.")
    return 0


def _faults(call: Call, counts: dict[str, int]) -> tuple[Fault, ...]:
    from pathlib import Path

    from content.files import SHIPPED
    from content.lint import faults_at

    path = call.options.path
    own = Path(own_content(call.home))

    def check(pieces: Pieces) -> list[Fault]:
        return _prove(pieces, counts, SHIPPED, call.options.run_code)

    try:
        return faults_at(None if path is None else Path(path), own, SHIPPED, check, alone=True)
    except OSError as error:
        raise VerifyError(f"{error.filename or path}: {error.strerror}; check the path") from None


def _prove(pieces: Pieces, counts: dict[str, int], shipped: Path, run_code: bool) -> list[Fault]:
    from pathlib import Path

    from content.cards.processes import prove

    for piece in pieces.cards:
        kind: str = piece.node["kind"]
        name = "with numbers" if kind not in ("generated", "symbolic", "code") else kind
        if name == kind or piece.node.get("verify"):
            counts[name] = counts.get(name, 0) + 1
    trusted = [
        piece for piece in pieces.cards if run_code or Path(piece.file).is_relative_to(shipped)
    ]
    snippets = sum(piece.node["kind"] == "code" for piece in trusted)
    if counts.get("code", 0) > snippets:
        counts["code left out (--run-code)"] = counts["code"] - snippets
        counts["code"] = snippets
    return prove(pieces.cards, trusted)

"""Check content files: every fault with file and line.

PATH is a folder of content or one file; without it the shipped content and your
own are checked. A line with "warning" says what is worth a second look.
"""

from __future__ import annotations

from dataclasses import asdict

from content.refusal import Refusal
from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_json
from tui.home import own_content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from content.model import Fault
    from tui.commands.call import Call


class LintError(Refusal):
    """The files hold faults, or cannot be read."""

    exit_code = 2


def add_arguments(parser: ArgumentParser) -> None:
    """The path."""
    parser.add_argument("path", metavar="PATH", nargs="?", help="a folder or one YAML file")


def run(call: Call) -> int:
    """Print faults and warnings. Raises ``LintError`` (exit code 2) if there are faults."""
    faults = _faults(call)
    warnings = sum(fault.level == "warning" for fault in faults)
    count = len(faults) - warnings
    also = f", {plural(warnings, 'warning')}" if warnings else ""
    if call.json:
        say_json([asdict(fault) for fault in faults])
    else:
        for fault in faults:
            say(clean_line(str(fault)))
    if count:
        raise LintError(f"{plural(count, 'fault')}{also}; the lines above say where")
    if not call.json:
        say(f"No faults{also}.")
    return 0


def _faults(call: Call) -> tuple[Fault, ...]:
    from pathlib import Path

    from content.lint import lint

    path = call.options.path
    try:
        return lint(None if path is None else Path(path), Path(own_content(call.home)))
    except OSError as error:
        raise LintError(f"{error.filename or path}: {error.strerror}; check the path") from None

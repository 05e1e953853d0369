"""Look at everything that mlroad needs, and say what to do about what is wrong.

Each line is ok, note (it works, but you may want to know) or FAULT. Nothing is
written or fetched. Exit code 1 if there is a fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from content.refusal import Refusal
from tui.cleaning import cells, clean_line, plural
from tui.commands.output import COLUMNS, say, say_json

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    from tui.commands.call import Call

OK, NOTE, FAULT = "ok", "note", "fault"
_SHOWN = {OK: "ok", NOTE: "note", FAULT: "FAULT"}


class Finding(NamedTuple):
    """What one look found: ok, note or fault, in words, and what to do about it."""

    state: str
    message: str
    advice: str = ""


Look = tuple[str, "Callable[[Call], Finding]"]


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of every command."""


def run(call: Call) -> int:
    """Print what each look found. Raises ``Refusal`` (exit code 1) if one is a fault."""
    from tui.commands.doctor_files import LOOKS as FILES
    from tui.commands.doctor_machine import LOOKS as MACHINE

    found = [(name, examined(look, call)) for name, look in (*MACHINE, *FILES)]
    faults = [name for name, finding in found if finding.state == FAULT]
    if call.json:
        say_json(_document(found, not faults))
    else:
        width = max(len(name) for name, _ in found)
        for name, finding in found:
            _say(f"{_SHOWN[finding.state]:<5}  {name:<{width}}  ", finding)
        if not faults:
            say("\nmlroad has all that it needs.")
    if faults:
        words = f"{plural(len(faults), 'fault')}: {', '.join(faults)}"
        raise Refusal(f"{words}; what to do stands above")
    return 0


def examined(look: Callable[[Call], Finding], call: Call) -> Finding:
    """What a look finds; one that breaks off is itself a fault, and the others go on."""
    try:
        return look(call)
    except Refusal as error:
        return Finding(FAULT, "; ".join(str(error).splitlines()))
    except Exception as error:
        what = f"could not be looked at ({type(error).__name__}: {error})"
        return Finding(FAULT, what, "this is a fault of mlroad: please report it")


def _document(found: list[tuple[str, Finding]], ok: bool) -> dict[str, object]:
    """The shape of `doctor --json`."""
    return {
        "ok": ok,
        "checks": [
            {
                "name": name,
                "state": finding.state,
                "message": clean_line(finding.message),
                "advice": clean_line(finding.advice) or None,
            }
            for name, finding in found
        ],
    }


def _say(head: str, finding: Finding) -> None:
    """A finding beside its head; paths are never broken, they are there to be copied."""
    import textwrap

    room = COLUMNS - cells(head)
    lines: list[str] = []
    for words in (finding.message, finding.advice):
        lines += textwrap.wrap(
            clean_line(words), room, break_long_words=False, break_on_hyphens=False
        )
    for number, line in enumerate(lines or [""]):
        say(f"{head if number == 0 else ' ' * cells(head)}{line}".rstrip())

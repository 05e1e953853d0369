"""Prove that the database is whole and that what follows from its log does."""

from __future__ import annotations

import os

from content.refusal import Refusal
from tui.cleaning import plural
from tui.commands.output import say_json, say_rows
from tui.home import backups, database, papers_database

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of every command."""


def run(call: Call) -> int:
    """Print each check. Writes nothing. Raises ``Refusal`` (exit code 1) if one failed."""
    from db.check import check

    papers = papers_database(call.home)
    results = check(
        database(call.home),
        papers=papers if os.path.exists(papers) else None,
        backups=backups(call.home),
    )
    failed = [result for result in results if not result.ok]
    if call.json:
        say_json(
            {
                "ok": not failed,
                "checks": [
                    {
                        "name": result.name,
                        "ok": result.ok,
                        "count": result.count,
                        "message": result.message,
                    }
                    for result in results
                ],
            }
        )
    else:
        rows = [("ok" if one.ok else "FAILED", one.name, one.message) for one in results]
        say_rows(rows, wrap=True)
    if failed:
        names = ", ".join(result.name for result in failed)
        raise Refusal(f"{plural(len(failed), 'check')} failed: {names}; see the messages above")
    return 0

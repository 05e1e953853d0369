"""Copy the database to a new file, checked; without FILE to the backups folder."""

from __future__ import annotations

import os
from contextlib import closing

from content.refusal import Refusal
from tui.cleaning import clean_line
from tui.commands.output import say, say_json
from tui.home import backups, database

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """The file to write."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="a new file, or a folder to put it into"
    )


def run(call: Call) -> int:
    """Print the path of the backup."""
    if not os.path.exists(database(call.home)):
        raise Refusal(f"{database(call.home)}: there is no database yet, so nothing to back up")
    from tui.opening import open_database

    target = call.options.file
    if target is None:
        target = backups(call.home)
        os.makedirs(target, mode=0o700, exist_ok=True)
    store, _ = open_database(call.home)
    with closing(store):
        path = store.backup(target)
    if call.json:
        return say_json({"path": path, "bytes": os.path.getsize(path)})
    say(clean_line(path))
    return 0

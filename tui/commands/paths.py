"""Where your files are, whether they exist yet or not."""

from __future__ import annotations

import os

from tui import home
from tui.cleaning import clean_line
from tui.commands.output import say, say_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of every command."""


def run(call: Call) -> int:
    """Print the folders and files. Nothing is created."""
    found = {
        "database": home.database(call.home),
        "papers": home.papers_database(call.home),
        "backups": home.backups(call.home),
        "content": home.own_content(call.home),
        "settings": home.settings_file(call.home),
        "cache": call.home.cache,
        "log": home.log_file(call.home),
        "device": home.device_file(call.home),
    }
    if call.json:
        return say_json(found)
    width = max(map(len, found))
    for name, path in found.items():  # a path is never cut: it is there to be copied
        say(f"{name:<{width}}  {clean_line(path)}{'' if os.path.exists(path) else '  (not yet)'}")
    return 0

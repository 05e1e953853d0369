"""Every node of the map with its state, the papers of the reading order included."""

from __future__ import annotations

from contextlib import closing

from tui.commands.output import say_json, say_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from tui.commands.call import Call

STATUS_WORDS = {"todo": "to do", "learning": "learning", "done": "done", "skipped": "skipped"}


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of every command."""


def run(call: Call) -> int:
    """Print the map in its order, a node a line."""
    from tui.commands.road import map_rows, standing
    from tui.opening import open_learner

    store, clock, library = open_learner(call.home)
    with closing(store):
        rows = map_rows(library, standing(store, clock))
    if call.json:
        return say_json([row.document() for row in rows])
    say_rows(
        (
            (
                STATUS_WORDS.get(row.status, row.status),
                row.cards or "",
                row.due or "",
                row.id,
                row.title,
            )
            for row in rows
        ),
        heads=("State", "Cards", "Due", "Id", "Title"),
        right=(1, 2),
    )
    return 0

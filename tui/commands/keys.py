"""The keys of the dashboard: the defaults and what settings.yaml changes."""

from __future__ import annotations

from tui.actions import ACTIONS, Action, key_name
from tui.commands.output import say, say_json, say_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """None but those of every command."""


def run(call: Call) -> int:
    """Print every action: the id for settings.yaml, its keys, what it does."""
    own = dict(call.settings.keys)
    listed = [(action, _keys(action, own)) for action in ACTIONS]
    if call.json:
        return say_json(
            [
                {
                    "id": action.setting,
                    "keys": list(keys),
                    "name": action.name,
                    "where": action.where,
                    "words": action.words,
                }
                for action, keys in listed
            ]
        )
    for place, where in enumerate(dict.fromkeys(action.where for action in ACTIONS)):
        say(f"{'' if place == 0 else chr(10)}{where.capitalize()}")
        say_rows(
            (
                (action.setting, " ".join(map(key_name, keys)), action.words)
                for action, keys in listed
                if action.where == where
            ),
            indent="  ",
            wrap=True,
        )
    return 0


def _keys(action: Action, own: dict[str, str]) -> tuple[str, ...]:
    said = own.get(action.setting)
    return action.keys if said is None else tuple(key.strip() for key in said.split(","))

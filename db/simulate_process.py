"""The process that simulates (`python -m db.simulate_process`): so that the screen stays quick."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict, replace

from db.connection import connect_for_reading
from db.scheduler import Scheduler
from db.settings import settings_of
from db.simulate import Limits, simulate
from db.simulate_deck import deck_of, habits_of


def main() -> int:
    """Read what is asked, write a line for each retention."""
    asked = json.load(sys.stdin)
    with closing(connect_for_reading(asked["path"])) as connection:
        settings = settings_of(connection)
        deck = deck_of(connection, asked["day"])
        habits = habits_of(connection, asked["day"])
    limits = Limits(**asked["limits"])
    for retention in asked["retentions"]:
        scheduler = Scheduler(replace(settings, desired_retention=retention))
        found = asdict(simulate(deck, scheduler, habits, limits, asked["seed"]))
        print(json.dumps({**found, "seen": len(deck.cards), "cards_new": deck.new}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Anki's side of the rows beside it; run by the Python of Anki's own environment.

``anki_side.py NAME COLLECTION`` prints the ms of a job as JSON; the two ``turns...`` do a timed
turn for each line they get. The collection is made by ``anki_collection.py``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from anki.collection import Collection
from anki.deck_config_pb2 import UpdateDeckConfigsMode
from anki.decks_pb2 import DeckTreeNode

ROOT_DECK = "Road"
REPEATS = 7
WORD, EVERYWHERE = "eigenvalue", "proposition"
PARAMETERS_MOVED = 1.01


def change_parameters(
    collection: Any, limits: tuple[int, int] | None = None, factor: float = 1.0
) -> None:
    """Save the deck options with (other) parameters: Anki then works out all memory anew."""
    deck = collection.decks.id(f"{ROOT_DECK}::t000")
    view = collection.decks.get_deck_configs_for_update(deck)
    config = view.all_config[0].config
    parameters = list(view.defaults.config.fsrs_params_6)
    parameters[8] *= factor
    del config.config.fsrs_params_6[:]
    config.config.fsrs_params_6.extend(parameters)
    if limits is not None:
        config.config.new_per_day, config.config.reviews_per_day = limits
    collection._backend.update_deck_configs(
        target_deck_id=deck,
        configs=[config],
        removed_config_ids=[],
        mode=UpdateDeckConfigsMode.UPDATE_DECK_CONFIGS_MODE_NORMAL,
        card_state_customizer="",
        limits=view.current_deck.limits,
        new_cards_ignore_review_limit=False,
        fsrs=True,
        apply_all_parent_limits=False,
        fsrs_reschedule=False,
        fsrs_health_check=False,
    )


def _timed(job: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median ms of some runs after a first one."""
    job()
    return statistics.median(_once(job) for _ in range(repeats))


def _once(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def _study(collection: Any) -> None:
    collection._backend.set_current_deck(collection.decks.id(ROOT_DECK))


class _Reviewer:
    """The reviewer of the desktop: the card on top with its states, an answer, undo."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection
        _study(collection)
        self.show()

    def show(self) -> None:
        self._queued = self._collection.sched.get_queued_cards(fetch_limit=1)
        assert self._queued.cards, "no card is left"

    def answer(self) -> None:
        card = self._queued.cards[0]
        answer = self._collection.sched.build_answer(
            card=_Card(card.card.id), states=card.states, rating=2
        )
        self._collection.sched.answer_card(answer)


class _Card:
    """What ``build_answer`` asks of a card."""

    def __init__(self, card: int) -> None:
        self.id = card

    def time_taken(self, capped: bool = True) -> int:
        return 4_000


def _turns(path: str, with_next: bool) -> None:
    collection = Collection(path)
    _pragmas(collection)
    reviewer = _Reviewer(collection)

    def turn() -> None:
        reviewer.answer()
        if with_next:
            reviewer.show()
        else:
            collection._backend.get_queued_cards(fetch_limit=0, intraday_learning_only=False)
        collection.undo()

    for _ in sys.stdin:
        spent = _once(turn)
        reviewer.show()
        reviewer.answer()
        reviewer.show()
        print(spent, flush=True)
    collection.close()


def _pragmas(collection: Any) -> None:
    """The rows speak of durable commits: refuse to measure anything else."""
    found = [collection.db.scalar(f"PRAGMA {name}") for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2], f"Anki commits otherwise by now: {found}"


def turns(path: str) -> None:
    """Answer, counts, undo."""
    _turns(path, with_next=False)


def turns_next(path: str) -> None:
    """Answer, the next card with its states and the counts, undo."""
    _turns(path, with_next=True)


def queue(path: str) -> float:
    """Building the queue of the day: choosing the deck drops it, the next card makes it."""
    collection = Collection(path)
    found: list[float] = []
    for _ in range(REPEATS + 1):
        _study(collection)
        collection.decks.set_current(collection.decks.id(f"{ROOT_DECK}::t000"))
        _study(collection)
        found.append(_once(lambda: collection.sched.get_queued_cards(fetch_limit=1)))
    collection.close()
    return statistics.median(found[1:])


def topics(path: str) -> float:
    """New, learning and due of each deck."""
    collection = Collection(path)

    def count() -> DeckTreeNode:
        return collection._backend.deck_tree(now=int(time.time()))

    spent = _timed(count)
    collection.close()
    return spent


def recompute(path: str) -> float:
    """All memory with other parameters than before; once, in a fresh process."""
    collection = Collection(path)
    deck = collection.decks.id(f"{ROOT_DECK}::t000")
    view = collection.decks.get_deck_configs_for_update(deck)
    now = view.all_config[0].config.config.fsrs_params_6[8]
    moved = now == view.defaults.config.fsrs_params_6[8]
    spent = _once(lambda: change_parameters(collection, factor=PARAMETERS_MOVED if moved else 1.0))
    collection.close()
    return spent


def search(path: str) -> list[float]:
    """A word in 3 % of the cards, and how many it finds."""
    return _search(path, WORD)


def search_everywhere(path: str) -> list[float]:
    """A word in every card."""
    return _search(path, EVERYWHERE)


def _search(path: str, word: str) -> list[float]:
    collection = Collection(path)
    found = len(collection.find_cards(word))
    spent = _timed(lambda: collection.find_cards(word))
    collection.close()
    return [spent, found]


def graphs(path: str) -> float:
    """All of the statistics page of a year."""
    collection = Collection(path)
    spent = _timed(lambda: collection._backend.graphs(search="", days=365))
    collection.close()
    return spent


def fit(path: str) -> list[float]:
    """Parameters fitted to all reviews: ms, and the parameters."""
    collection = Collection(path)
    start = time.perf_counter()
    answer = collection._backend.compute_fsrs_params(
        search="",
        current_params=[],
        ignore_revlogs_before_ms=0,
        num_of_relearning_steps=1,
        health_check=False,
    )
    spent = (time.perf_counter() - start) * 1000
    collection.close()
    return [spent, *answer.params]


if __name__ == "__main__":
    if sys.argv[1].startswith("turns"):
        globals()[sys.argv[1]](sys.argv[2])
    else:
        print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))

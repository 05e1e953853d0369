"""All memory computed at once from the log is the memory that the replay finds, card by card."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from db import acts, log, reviews
from db.check import check
from db.clock import Clock
from db.model import Rating, StudySettings
from db.recompute import write_strengths
from db.replay import recompute, replay_all
from db.scheduler import Scheduler
from db.settings import save_settings
from db.store import Store

CARDS = 12
STEPS = 400
PARAMETERS = (
    *(0.4, 1.1, 3.1, 9.0, 6.2, 0.9, 2.5, 0.01, 1.7, 0.2, 0.9, 1.3, 0.08, 0.3, 1.5, 0.5),
    *(2.1, 0.6, 0.12, 0.07, 0.2),
)


def study_for_long(
    store: Store, clock: Clock, time: Any, chance: random.Random, cards: list[str]
) -> None:
    """Answers above all; undo, forget, set due, and a clock that is set back now and then."""
    scheduler = Scheduler(StudySettings())
    for _ in range(STEPS):
        card = chance.choice(cards)
        dice = chance.random()
        if dice < 0.06:
            log.undo(store)
        elif dice < 0.09:
            log.redo(store)
        elif dice < 0.11:
            acts.forget(store, clock, [card])
        elif dice < 0.14:
            acts.set_due(store, clock, [card], 0, 9)
        else:
            shown = reviews.show(store, clock, scheduler, card)
            reviews.answer(store, clock, scheduler, shown, Rating(chance.randint(1, 4)), 1_000)
        time.wait(days=chance.choice((0, 0, 1, 3, 20, 200, -2)))


def strengths(store: Store) -> dict[str, tuple[float | None, float | None]]:
    with store.reading() as connection:
        rows = connection.execute("SELECT card, stability, difficulty FROM memory").fetchall()
    return {card: (stability, difficulty) for card, stability, difficulty in rows}


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_replay_digit_by_digit(
    store: Store, clock: Clock, time: Any, add_cards: Callable[..., list[str]], seed: int
) -> None:
    cards = add_cards(CARDS)
    study_for_long(store, clock, time, random.Random(seed), cards)
    before = strengths(store)
    save_settings(store, parameters=PARAMETERS)
    found = strengths(store)
    with store.reading() as connection:
        meant = {card: (one.stability, one.difficulty) for card, one in replay_all(connection)}
    assert {card: found[card] for card in meant} == meant
    assert all(found[card] == (None, None) for card in set(cards) - set(meant))
    assert found != before
    assert [result for result in check(store) if not result.ok] == []


def test_undo_of_new_parameters_brings_the_memory_back(
    store: Store, clock: Clock, time: Any, add_cards: Callable[..., list[str]]
) -> None:
    study_for_long(store, clock, time, random.Random(9), add_cards(CARDS))
    save_settings(store, parameters=None)
    before = strengths(store)
    save_settings(store, parameters=PARAMETERS)
    assert log.undo(store) is not None
    assert strengths(store) == before


def test_it_counts_the_cards_and_moves_their_versions_on(
    store: Store, clock: Clock, time: Any, add_cards: Callable[..., list[str]]
) -> None:
    cards = add_cards(3)
    scheduler = Scheduler(StudySettings())
    for card in cards[:2]:
        shown = reviews.show(store, clock, scheduler, card)
        reviews.answer(store, clock, scheduler, shown, Rating.GOOD, 1_000)
    with store.transaction() as transaction:
        version = "SELECT version FROM memory WHERE card = ?"
        old = transaction.connection.execute(version, (cards[0],)).fetchone()[0]
        assert recompute(transaction.connection) == 2
        new = transaction.connection.execute(version, (cards[0],)).fetchone()[0]
        assert write_strengths(transaction.connection, PARAMETERS) == 2
    assert new == old + 1
    assert set(strengths(store)) == set(cards)


def test_cards_in_cram_keep_their_memory(
    store: Store, clock: Clock, add_cards: Callable[..., list[str]]
) -> None:
    (card,) = add_cards(1)
    scheduler = Scheduler(StudySettings())
    shown = reviews.show(store, clock, scheduler, card)
    reviews.answer(store, clock, scheduler, shown, Rating.GOOD, 1_000)
    before = strengths(store)
    with store.transaction() as transaction:
        # A row as cramming leaves it: all of an answer, but for its kind.
        transaction.act("Cram")
        transaction.connection.execute(
            "INSERT INTO review SELECT 'f' || substr(id, 2), act, card, 1, 'cram', at, study_day,"
            " utc_offset_min, duration_ms, due_day, due_at, step, scheduler, parameters,"
            " interval_before, seed, content_hash, before, after FROM review"
        )
        recompute(transaction.connection)
    assert strengths(store) == before

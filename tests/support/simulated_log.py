"""A log as a learner with known FSRS parameters would write it: for fits and calibration."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from db import caches
from db.formulas import Formulas
from db.model import Memory, State
from db.replay import DONE
from db.statements import insert_into
from db.store import Store

DAY_MS = 86_400_000
FIRST_DAY = 19_000
PASSED = ((2, 3, 4), (15, 75, 10))
FIRST = ((1, 2, 3, 4), (25, 10, 50, 15))
CARD = (
    "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, note, hash, retired,"
    " suspended, flag) VALUES (?, ?, 'basic', 'recall', 1, ?, 'shipped', ?, 'h', 0, 0, 0)"
)
MEMORY = (
    "INSERT INTO memory (card, state, step, stability, difficulty, due_day, due_at, last_day,"
    " last_at, reps, lapses, buried_until_day, version) VALUES (?,?,?,?,?,?,?,?,?,?,?,0,1)"
)


def write_log(
    store: Store,
    *,
    cards: int,
    days: int,
    true: tuple[float, ...],
    believed: tuple[float, ...],
    seed: int = 1,
    first_day: int = FIRST_DAY,
) -> int:
    """Write the reviews of ``cards`` cards over ``days`` days and return how many there are.

    The learner forgets by the parameters ``true`` and is asked when ``believed`` predict 90 %.
    """
    chance = random.Random(seed)
    rows = [row for place in range(cards) for row in _card(place, chance, days, true, believed)]
    rows.sort(key=lambda row: row[1])
    with store.transaction() as transaction:
        connection = transaction.connection
        last: dict[str, Memory] = {}
        acts: list[tuple[Any, ...]] = []
        reviews: list[tuple[Any, ...]] = []
        for seq, (card, at, rating, kind, before, after) in enumerate(rows, 1):
            at += first_day * DAY_MS
            before, after = _shifted(before, first_day), _shifted(after, first_day)
            acts.append((f"act-{seq:08}", "simulated", seq, at + seq, "Answer", None))
            reviews.append(
                (
                    *(f"review-{seq:08}", f"act-{seq:08}", card, rating, kind, at),
                    *(at // DAY_MS, 0, 4_000 + 2_000 * rating, after.due_day, None, None),
                    *("fsrs-6", "default", None, None, None),
                    *(caches.to_json(before), caches.to_json(after)),
                )
            )
            last[card] = after
        connection.executemany(insert_into("act"), acts)
        connection.executemany(insert_into("review"), reviews)
        names = sorted(last)
        connection.executemany(
            CARD, [(name, f"topic-{place % 7}", place, None) for place, name in enumerate(names)]
        )
        connection.executemany(MEMORY, [(name, *caches.values_of(last[name])) for name in names])
        connection.execute(f"INSERT INTO done (study_day, kind, count, passed, ms) {DONE}")
    return len(rows)


def _shifted(memory: Memory, days: int) -> Memory:
    if memory.last_day is None or memory.due_day is None:
        return memory
    return Memory(
        memory.state,
        None,
        memory.stability,
        memory.difficulty,
        memory.due_day + days,
        None,
        memory.last_day + days,
        (memory.last_day + days) * DAY_MS,
        memory.reps,
        memory.lapses,
    )


def _card(
    place: int,
    chance: random.Random,
    days: int,
    true: tuple[float, ...],
    believed: tuple[float, ...],
) -> Iterator[tuple[str, int, int, str, Memory, Memory]]:
    name = f"card-{place:06}"
    really, thought = Formulas(true), Formulas(believed)
    day = chance.randrange(max(1, days // 2))
    memory, strength = Memory(), (0.0, 0.0)
    reps = lapses = 0
    while day < days:
        elapsed = 0 if memory.last_day is None else day - memory.last_day
        if memory.last_day is None:
            rating = chance.choices(FIRST[0], FIRST[1])[0]
            strength, belief = really.first(rating), thought.first(rating)
        else:
            recalled = chance.random() < really.retrievability(strength[0], elapsed)
            rating = chance.choices(PASSED[0], PASSED[1])[0] if recalled else 1
            strength = really.after(*strength, rating, elapsed)
            assert memory.stability is not None
            assert memory.difficulty is not None
            belief = thought.after(memory.stability, memory.difficulty, rating, elapsed)
            lapses += rating == 1
        reps += 1
        wait = max(1, round(belief[0] * chance.uniform(0.8, 1.2)))
        at = day * DAY_MS + 12 * 3_600_000 + chance.randrange(3_600_000)
        after = Memory(State.REVIEW, None, *belief, day + wait, None, day, at, reps, lapses)
        yield name, at, rating, "review" if elapsed else "learn", memory, after
        memory = after
        day += wait

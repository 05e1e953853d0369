"""Real processes on one file: no update is lost, and what was acknowledged survives kill -9."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from db.check import check
from db.clock import Clock
from db.store import Store, open_store

ROOT = Path(__file__).parents[2]
CARDS = 20
ANSWER = """
import random, sys
from db import reviews
from db.clock import Clock
from db.model import CardChanged, Rating, StudySettings
from db.scheduler import Scheduler
from db.store import open_store

path, seed, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng, clock, scheduler = random.Random(seed), Clock(), Scheduler(StudySettings())
store = open_store(path, device="one", clock=clock)
print("ready", flush=True)
sys.stdin.readline()
done = refused = 0
while done < number:
    card = f"card-{rng.randrange(20)}"
    shown = reviews.show(store, clock, scheduler, card)
    try:
        answered = reviews.answer(store, clock, scheduler, shown, Rating(rng.randint(1, 4)), 1)
    except CardChanged:
        refused += 1
        continue
    done += 1
    print(answered.review, card, flush=True)
store.close()
print("end", refused, flush=True)
"""


def start(path: str, seed: int, number: int) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", ANSWER, path, str(seed), str(number)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def fill(path: str) -> Store:
    store = open_store(path, device="one", clock=Clock())
    with store.transaction() as transaction:
        for place in range(CARDS):
            transaction.connection.execute(
                "INSERT INTO card VALUES (?, 't', 'basic', 'recall', 1, ?, 'shipped', NULL, 'h',"
                " 0, 0, 0, 0, 0)",
                (f"card-{place}", place),
            )
            transaction.connection.execute(
                "INSERT INTO memory (card, state, reps, lapses, buried_until_day, version)"
                " VALUES (?, 0, 0, 0, 0, 1)",
                (f"card-{place}",),
            )
    return store


def test_two_windows_lose_no_answer(tmp_path: Path) -> None:
    path = str(tmp_path / "mlroad.db")
    store = fill(path)
    children = [start(path, seed, 150) for seed in (1, 2)]
    for child in children:
        go(child)
    said = [child.communicate()[0].splitlines() for child in children]
    answered = [line.split() for lines in said for line in lines if not line.startswith("end")]
    assert len(answered) == 300
    with store.reading() as connection:
        held = connection.execute("SELECT id FROM review").fetchall()
        reps = dict(connection.execute("SELECT card, reps FROM memory WHERE reps > 0").fetchall())
        numbers = connection.execute("SELECT seq FROM act ORDER BY seq").fetchall()
    assert {review for (review,) in held} == {review for review, _ in answered}
    assert reps == Counter(card for _, card in answered)
    assert numbers == [(number,) for number in range(1, 301)]
    assert [result for result in check(store) if not result.ok] == []
    store.close()


@pytest.mark.parametrize("seed", range(5))
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, seed: int) -> None:
    path = str(tmp_path / "mlroad.db")
    fill(path).close()
    child = start(path, seed, 10_000)
    go(child)
    assert child.stdout is not None
    wanted = random.Random(seed).randrange(5, 120)
    said = [child.stdout.readline() for _ in range(wanted)]
    child.kill()
    said += [line for line in child.stdout if line.endswith("\n")]
    child.wait()
    store = open_store(path, device="one", clock=Clock())
    with store.reading() as connection:
        held = {review for (review,) in connection.execute("SELECT id FROM review")}
    acknowledged = {line.split()[0] for line in said}
    assert len(acknowledged) >= wanted
    assert acknowledged <= held
    assert len(held - acknowledged) <= 1  # saved, but killed before it could say so
    assert [result for result in check(store) if not result.ok] == []
    store.close()

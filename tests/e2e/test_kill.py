"""kill -9 at random moments: what was said to be saved is there, and memory equals the replay."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest

from db.check import check

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
ANSWERING = Path(__file__).parent / "answering.py"
KILLS = 50
MOST = 60
"""Acts said before a kill, at most."""
SEED = 20_260_302
DEADLINE_S = 20.0
PLAIN_KILLS = 6


class Nursery:
    """The process that forks those that are killed, and what all of them say."""

    def __init__(self, path: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, str(ANSWERING), str(path)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe)
        self._held = b""
        assert self.line() == ["ready"]

    def ask(self, *words: object) -> int:
        """Have one process forked; its number."""
        assert self._process.stdin is not None
        self._process.stdin.write((" ".join(map(str, words)) + "\n").encode())
        self._process.stdin.flush()
        word, number = self.line()
        assert word == "pid"
        return int(number)

    def line(self) -> list[str]:
        """The words of the next line; fails if none comes."""
        assert self._process.stdout is not None
        end = time.monotonic() + DEADLINE_S
        while b"\n" not in self._held:
            left = end - time.monotonic()
            ready = select.select([self._process.stdout], [], [], max(0.0, left))[0]
            assert ready, f"nothing was said for {DEADLINE_S} s"
            got = os.read(self._process.stdout.fileno(), 65_536)
            assert got, "the process has ended"
            self._held += got
        line, _, self._held = self._held.partition(b"\n")
        return line.decode().split()

    def close(self) -> None:
        """End it, which it does when its input ends; a fork that still runs ends with the pipe."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def nursery(learner: Any) -> Iterator[Nursery]:
    one = Nursery(learner.database, learner.environment())
    try:
        yield one
    finally:
        one.close()


def round_of(one: Nursery, chance: random.Random, place: int) -> list[list[str]]:
    """Fork, wait for some acts, spin a little, kill; what was said.

    Every fifth is killed while it opens the database; in every third the write-ahead log goes into
    the file all the time, so that kills meet that as well.
    """
    now = 1_772_445_600 + place * 86_400
    pid = one.ask(chance.randrange(1 << 30), now, 4 if place % 3 == 0 else 0)
    opening = place % 5 == 4
    said: list[list[str]] = []
    for _ in range(0 if opening else chance.randint(1, MOST)):
        said.append(one.line())
        assert said[-1][0] != "ended", said[-1]
    spin(chance.uniform(0.0, 0.05 if opening else 0.004))
    os.kill(pid, signal.SIGKILL)
    while (line := one.line())[0] != "ended":
        said.append(line)
    assert line == ["ended", "SIGKILL"]
    return said


def spin(seconds: float) -> None:
    """Be busy for so long: a sleep would end when the system likes."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


class Kept:
    """What was said in all rounds, held against what is in the database."""

    def __init__(self, learner: Any) -> None:
        self._learner = learner
        self.said: dict[str, set[str]] = {word: set() for word in ("answer", "edit", "undo")}
        self.acts = 0
        self._before = self._count()

    def _count(self) -> int:
        return self._learner.rows("SELECT count(*) FROM act")[0][0]

    def prove(self, said: list[list[str]]) -> None:
        """All that was said is there, not more than one act beyond it, and all checks hold."""
        for word, what in said:
            if word != "redo":  # an act without words of its own; it is counted
                self.said[word].add(what)
        self.acts += len(said)
        assert [result for result in check(str(self._learner.database)) if not result.ok] == []
        assert self._learner.rows("PRAGMA integrity_check") == [("ok",)]
        rows = self._learner.rows
        assert self.said["answer"] <= {name for (name,) in rows("SELECT id FROM review")}
        assert self.said["undo"] <= {act for (act,) in rows("SELECT voids FROM void")}
        texts = rows("SELECT value FROM change WHERE entity = 'note' AND field = 'back'")
        ends = {json.loads(value).rpartition("\n")[2] for (value,) in texts}
        assert self.said["edit"] <= ends
        now = self._count()
        # One act may be saved and not yet said.
        assert len(said) <= now - self._before <= len(said) + 1
        self._before = now


def allow_many_new_cards(learner: Any) -> None:
    """Else most of the time nothing is left to answer."""
    from db.clock import Clock
    from db.settings import save_settings
    from db.store import open_store

    store = open_store(str(learner.database), device="f" * 32, clock=Clock())
    save_settings(store, new_per_day=500, reviews_per_day=9_999)
    store.close()


def test_fifty_kills_lose_nothing_that_was_said_to_be_saved(learner: Any) -> None:
    assert learner.run("review", "--plain", text="q\n").returncode == 0
    allow_many_new_cards(learner)
    chance = random.Random(SEED)
    kept = Kept(learner)
    with nursery(learner) as one:
        for place in range(KILLS):
            kept.prove(round_of(one, chance, place))
    # All rounds went on with one database, and it still opens and answers.
    learner.prove()
    assert len(kept.said["answer"]) > 10 * KILLS
    assert min(len(kept.said["edit"]), len(kept.said["undo"])) > KILLS


def test_whatever_plain_review_said_is_saved_is_there_after_kills(learner: Any) -> None:
    assert learner.run("review", "--plain", text="q\n").returncode == 0
    allow_many_new_cards(learner)
    chance = random.Random(SEED)
    saved: list[str] = []
    for place in range(PLAIN_KILLS):
        # A day later in each round, so that cards of earlier rounds are due again.
        learner.now = (datetime.fromisoformat(learner.now) + timedelta(days=1)).isoformat()
        saved += _review_until_killed(learner, chance, chance.randint(1, 12), place)
        learner.prove()
        there = {row[0] for row in learner.rows("SELECT id FROM review")}
        assert set(saved) <= there
    assert len(set(saved)) == len(saved) >= PLAIN_KILLS


def _review_until_killed(
    learner: Any, chance: random.Random, answers: int, place: int
) -> list[str]:
    """Answer as fast as the program asks; soon after so many saved answers it is killed."""
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        [learner.script, "review", "--plain"],
        env=learner.environment(),
        stdin=pipe,
        stdout=pipe,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    saved: list[str] = []
    try:
        for line in child.stdout:
            if line.startswith("saved ") and line.endswith("\n"):
                saved.append(line.split()[1])
                if len(saved) == answers:
                    spin(chance.uniform(0.0, 0.01))
                    child.kill()
            elif line.startswith(">"):
                _reply(child.stdin, line, chance)
        assert child.wait(timeout=DEADLINE_S) == -signal.SIGKILL, f"round {place} ended early"
        return saved
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        with suppress(BrokenPipeError):
            child.stdin.close()


def _reply(ask: IO[str], prompt: str, chance: random.Random) -> None:
    choices = ("1", "2", "3", "3", "4", "4", "u", "-") if "1 2 3 4" in prompt else ("",)
    with suppress(BrokenPipeError):  # killed; what it has said before is still to be read
        ask.write(chance.choice(choices) + "\n")
        ask.flush()

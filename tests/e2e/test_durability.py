"""What was said to be saved is saved: kill -9, a full disk, a read-only folder."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest

from db.clock import Clock
from db.store import open_store

SCRIPT = str(Path(sys.executable).parent / "mlroad")
BUTTONS = re.compile(r"1 Again\s+2 Hard\s+3 Good\s+4 Easy\s+\S+\s+\S+\s+\S+\s+\S+")
COUNTS = re.compile(r"\d+ due · \d+ learning · \d+ new")
ROUNDS = 20
SEED = 20_260_302


def allow_many_new_cards(learner: Any) -> None:
    store = open_store(str(learner.database), device="f" * 32, clock=Clock())
    with store.transaction() as transaction:
        transaction.act("Set setting")
        transaction.change("setting", "study", "new_per_day", 500)
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_whatever_plain_review_said_is_saved_is_there_after_twenty_kills(learner: Any) -> None:
    assert learner.run("review", "--plain", text="q\n").returncode == 0
    allow_many_new_cards(learner)
    chance = random.Random(SEED)
    saved: list[str] = []
    killed = 0
    for number in range(ROUNDS):
        # A day later in each round, so that cards of earlier rounds are due again.
        learner.now = (datetime.fromisoformat(learner.now) + timedelta(days=1)).isoformat()
        # Every fourth round ends while the program starts, the others while it is answered.
        before_prompt = number % 4 == 3
        delay = chance.uniform(0.02, 0.4) if before_prompt else chance.uniform(0.0, 0.25)
        seen, code = _review_until_killed(learner, chance, delay, before_prompt)
        saved += seen
        killed += code == -signal.SIGKILL
        if number % 2:  # in the other rounds the next review is the first to see what was left
            _prove(learner, saved)
    _prove(learner, saved)
    assert killed == ROUNDS
    assert len(saved) > ROUNDS


def _prove(learner: Any, saved: list[str]) -> None:
    done = learner.run("check")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    there = {row[0] for row in learner.rows("SELECT id FROM review")}
    assert set(saved) <= there
    assert len(set(saved)) == len(saved)


def _review_until_killed(
    learner: Any, chance: random.Random, delay: float, before_prompt: bool
) -> tuple[list[str], int]:
    """Answer as fast as the program asks until the timer kills it; ids said to be saved."""
    child = subprocess.Popen(
        [SCRIPT, "review", "--plain"],
        env=learner.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    timer = threading.Timer(delay, child.kill)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        if before_prompt:
            timer.start()
        saved = _converse(child.stdin, child.stdout, chance, timer)
        return saved, child.wait(timeout=20)
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        child.stdout.close()


def _converse(
    ask: IO[str], said: IO[str], chance: random.Random, timer: threading.Timer
) -> list[str]:
    saved: list[str] = []
    for line in said:
        if line.startswith("saved ") and line.endswith("\n"):
            saved.append(line.split()[1])
        if not line.startswith(">"):
            continue
        if not timer.is_alive() and not timer.finished.is_set():
            timer.start()
        if "1 2 3 4" in line:
            reply = chance.choice(("1", "2", "3", "3", "4", "4", "u", "-"))
        else:
            reply = ""
        try:
            ask.write(reply + "\n")
            ask.flush()
        except BrokenPipeError:
            continue  # killed; what it has said before is still to be read
    try:
        ask.close()
    except BrokenPipeError:
        return saved
    return saved


def open_review(terminal: Any) -> None:
    terminal.wait_for("Learn:")
    terminal.press("R")
    terminal.wait_for(COUNTS)


def answer(terminal: Any, rating: int) -> None:
    terminal.press("space")
    terminal.wait_for(BUTTONS)
    terminal.press(str(rating))
    terminal.wait_gone(BUTTONS)


def _refused_then_saved(learner: Any, terminal: Any, words: str, allow: Any) -> None:
    """The answer is refused in words and stays; given again after ``allow``, it is saved."""
    reviews = len(learner.rows("SELECT 1 FROM review"))
    terminal.press("space")
    question = terminal.wait_for(BUTTONS).splitlines()[2:8]
    terminal.press("3")
    terminal.wait_for(words)
    assert terminal.lines[2:8] == question
    assert len(learner.rows("SELECT 1 FROM review")) == reviews
    allow()
    terminal.press("3")
    terminal.wait_for(lambda text: text.splitlines()[2:8] != question)
    assert len(learner.rows("SELECT 1 FROM review")) == reviews + 1
    terminal.quit()
    learner.prove()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs prlimit of Linux")
def test_when_no_more_can_be_written_the_answer_stays_on_the_screen(learner: Any) -> None:
    terminal = learner.open(size=(120, 36))
    open_review(terminal)
    answer(terminal, 4)
    limits = resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE)
    largest = os.path.getsize(f"{learner.database}-wal")
    resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, (largest, limits[1]))
    _refused_then_saved(
        learner,
        terminal,
        "not saved",
        lambda: resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, limits),
    )


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of 16 MiB; skips where none can be made."""
    folder.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, check=False, text=True)
    if done.returncode:
        pytest.skip(f"no file system of its own can be mounted: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount")
def test_on_a_full_disk_the_answer_stays_on_the_screen(learner: Any) -> None:
    with small_disk(learner.home):
        terminal = learner.open(size=(120, 36))
        open_review(terminal)
        answer(terminal, 4)
        filler = learner.home / "filler"
        with pytest.raises(OSError, match="No space left"), filler.open("wb") as file:
            while True:
                file.write(bytes(65_536))
                file.flush()
        _refused_then_saved(learner, terminal, "the disk is full", filler.unlink)


def test_a_home_that_became_read_only_is_shown_and_named(plain_learner: Any) -> None:
    learner = plain_learner
    learner.home.mkdir(mode=0o755)
    become = _become_nobody(learner)
    first = learner.open(before=become)
    open_review(first)
    answer(first, 4)
    first.quit()

    for path in (learner.home, *learner.home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    kept = learner.database.read_bytes()
    again = learner.open(before=become, size=(200, 24))
    code = again.wait_end()
    assert code == 1
    assert "read-only, so nothing can be saved" in again.words
    assert "Traceback" not in again.text
    assert learner.database.read_bytes() == kept
    for path in (learner.home, *learner.home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert learner.rows("SELECT count(*) FROM review") == [(1,)]
    learner.prove()


def _become_nobody(learner: Any) -> Any:
    """What the child does first: root may write everything, so it becomes another user."""
    if os.geteuid() != 0:
        return None
    nobody = 65_534
    os.chown(learner.home, nobody, nobody)
    try:
        subprocess.run(
            [sys.executable, "-c", "import tui"],
            user=nobody, group=nobody, extra_groups=[], check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("runs as root, and another user cannot read this Python")

    def become() -> None:
        os.setgroups([])
        os.setgid(nobody)
        os.setuid(nobody)

    return become

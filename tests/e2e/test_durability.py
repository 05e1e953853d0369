"""What was said to be saved is saved: a full disk, a read-only folder (kills: test_kill.py)."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest


def _refused_then_saved(
    learner: Any, reviewing: Any, terminal: Any, words: str, allow: Any
) -> None:
    """The answer is refused in words and stays; given again after ``allow``, it is saved."""
    reviews = len(learner.rows("SELECT 1 FROM review"))
    question = reviewing.reveal(terminal).splitlines()[2:8]
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
def test_when_no_more_can_be_written_the_answer_stays_on_the_screen(
    learner: Any, reviewing: Any
) -> None:
    terminal = learner.open(size=(120, 36))
    reviewing.open_review(terminal)
    reviewing.answer(terminal, 4)
    limits = resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE)
    largest = os.path.getsize(f"{learner.database}-wal")
    resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, (largest, limits[1]))
    _refused_then_saved(
        learner,
        reviewing,
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


def _fill(path: Path) -> None:
    """Write until nothing more goes onto the disk."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 1):
            with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
                _write_on(file, size)


def _write_on(file: IO[bytes], size: int) -> None:
    while file.write(bytes(size)):
        continue


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount")
def test_on_a_full_disk_the_answer_stays_on_the_screen(learner: Any, reviewing: Any) -> None:
    with small_disk(learner.home):
        terminal = learner.open(size=(120, 36))
        reviewing.open_review(terminal)
        reviewing.answer(terminal, 4)
        filler = learner.home / "filler"
        _fill(filler)
        _refused_then_saved(learner, reviewing, terminal, "the disk is full", filler.unlink)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs capabilities of Linux")
def test_a_home_that_became_read_only_is_named_and_not_changed(
    learner: Any, reviewing: Any, screens: Any
) -> None:
    first = learner.open()
    reviewing.open_review(first)
    reviewing.answer(first, 4)
    first.quit()

    paths = [learner.home, *learner.home.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    kept = learner.database.read_bytes()
    again = learner.open(before=_obey_modes())
    code = again.wait_end()
    plain = learner.run("today")
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert code == 1
    (said,) = screens.left_behind(again.raw)
    assert "read-only, so nothing can be saved" in said
    assert (plain.returncode, plain.stderr) == (0, "")  # to look is still possible
    assert learner.database.read_bytes() == kept
    assert learner.rows("SELECT count(*) FROM review") == [(1,)]
    learner.prove()


def _obey_modes() -> Callable[[], None] | None:
    """What the child does first, so that the modes of files bind it though it is root."""
    if os.geteuid() != 0:
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def give_up() -> None:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            if prctl(24, capability, 0, 0, 0) != 0:  # PR_CAPBSET_DROP
                raise OSError(ctypes.get_errno(), "root cannot give up its rights")

    return give_up

"""Runs a module of ours in a process of its own: it gets a document and answers with lines of JSON.

For what would hold this process up: a native library that keeps the interpreter's lock, a second of
plain arithmetic. The child has no terminal, is ended when the caller no longer wants it, and leaves
nothing behind.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import IO, Any

from content.refusal import Refusal

LOOK_S = 0.05
"""How often the child's end and the wish to cancel are looked at."""
ENDING_S = 0.5
_BLOCK = 65_536

Cancelled = Callable[[], bool]


class Cancel(Exception):
    """The work was cancelled; nothing was changed."""


class ChildFailed(Refusal):
    """The process ended without an answer."""


def lines_of(
    module: str, document: object, cancelled: Cancelled, name: str
) -> Generator[dict[str, Any] | None]:
    """Run ``module`` with ``document`` on its standard input and return its objects as they come.

    None comes about every 50 ms when nothing was said, so that the caller may do something.
    Raises Cancel when ``cancelled()`` says so (within that time), ChildFailed with the last line
    of its standard error if it fails; ``name`` is what the learner calls this work.
    """
    with tempfile.TemporaryFile() as errors, _started(module, document, errors) as child:
        assert child.stdout is not None
        rest = b""
        while True:
            if cancelled():
                raise Cancel(name)
            if not select.select([child.stdout], [], [], LOOK_S)[0]:
                yield None
                continue
            block = os.read(child.stdout.fileno(), _BLOCK)
            if not block:
                break
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                yield json.loads(line)
        if child.wait() != 0:
            raise ChildFailed(f"{name} stopped: {_last_words(errors, child.returncode)}")


@contextmanager
def _started(
    module: str, document: object, errors: IO[bytes]
) -> Generator[subprocess.Popen[bytes]]:
    # -P: a folder called db where the learner stands is not ours. Of its own session: Ctrl+C and
    # Ctrl+Z of the terminal come to this process alone, which then ends the child.
    command = [sys.executable, "-P", "-m", module]
    with tempfile.TemporaryFile() as given:
        given.write(json.dumps(document).encode())
        given.seek(0)
        child = subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
        )
    try:
        yield child
    finally:
        if child.poll() is None:
            _end(child)
        if child.stdout is not None:
            child.stdout.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(ENDING_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _last_words(errors: IO[bytes], code: int) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    if lines:
        return lines[-1]
    return f"ended by signal {-code}" if code < 0 else f"exit code {code}"

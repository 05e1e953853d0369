"""What all rows share: the folder of this run, the environment of a child, fresh processes."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import homes
from bare import MARK
from big import Big, big
from terminal import Terminal

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
SCRIPT = Path(sys.executable).parent / "mlroad"
WARM, TURNS = 10, 60
COUNTS = " due  "
LOADED = ("Start the review", "Go on with the review")


class Turns:
    """A process that does one timed turn for each line it gets."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, env=environment, stdin=pipe, stdout=pipe, text=True, bufsize=1
        )

    def __enter__(self) -> Turns:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def turn(self) -> float:
        """The ms of one turn."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        return float(self._process.stdout.readline())


@dataclass(frozen=True)
class Work:
    """A run: where its files are and how many pairs each row takes."""

    folder: Path
    runs: int

    @cached_property
    def home(self) -> Path:
        """A learner's home: 92 cards and about 2,000 reviews."""
        return homes.study_home(self.folder / "home")

    @cached_property
    def big(self) -> Big:
        """The databases of 100,000 cards and 1,000,000 reviews; nobody writes to them."""
        return big()

    def copy_of(self, path: Path, name: str) -> str:
        """A copy for one side that writes (Anki does whenever it opens)."""
        target = self.folder / f"{name}-{path.name}"
        shutil.copy(path, target)
        return str(target)

    def copies(self, name: str) -> tuple[str, str]:
        """Copies of both databases."""
        assert self.big.anki is not None
        return self.copy_of(self.big.ours, name), self.copy_of(self.big.anki, name)

    def environment(self, home: Path | None = None) -> dict[str, str]:
        """Variables of a child: none of Python's own, so that compiled modules are used."""
        kept = {name: value for name, value in os.environ.items() if not _left_out(name)}
        kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "MLROAD_NO_NETWORK": "1"}
        return kept | {"MLROAD_HOME": str(home or self.home), "LC_ALL": "C.UTF-8"}

    def dashboard(self, home: Path | None = None) -> Terminal:
        """The dashboard in a pty, as installed."""
        return Terminal([PYTHON, str(SCRIPT)], self.environment(home))

    def bare(self) -> Terminal:
        """The bare app in a pty."""
        return Terminal([PYTHON, str(HERE / "bare.py")], self.environment())

    def painted(self, spawn: Callable[[], Terminal], *marks: str) -> Callable[[], float]:
        """A measurement: ms from the spawn until one of the texts is painted."""

        def measure() -> float:
            with spawn() as terminal:
                return terminal.until(*marks)

        return measure

    def bare_painted(self) -> Callable[[], float]:
        """A measurement: ms from the spawn until the bare app shows its line."""
        return self.painted(self.bare, MARK)

    def process(self, command: Sequence[str], home: Path | None = None) -> Callable[[], float]:
        """A measurement: ms from the spawn to the end of a command."""
        environment = self.environment(home)

        def measure() -> float:
            start = time.perf_counter()
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
            return (time.perf_counter() - start) * 1000

        return measure

    def turns(self, one: Sequence[str], other: Sequence[str]) -> tuple[list[float], list[float]]:
        """Pairs of fresh processes that take single turns one after the other; medians of each.

        What else the machine does meanwhile (other programs' writes to the disk) meets both.
        """
        pairs = [self._turns(one, other) for _ in range(self.runs)]
        return [a for a, _ in pairs], [b for _, b in pairs]

    def _turns(self, one: Sequence[str], other: Sequence[str]) -> tuple[float, float]:
        found: tuple[list[float], list[float]] = ([], [])
        environment = self.environment()
        with (
            Turns(one, environment) as ours,
            Turns(other, environment) as peer,
        ):
            for _ in range(WARM + TURNS):
                found[0].append(ours.turn())
                found[1].append(peer.turn())
        return statistics.median(found[0][WARM:]), statistics.median(found[1][WARM:])

    def inside(self, module: str, name: str, argument: str = "") -> Callable[[], float]:
        """A measurement made within a fresh process, by a function of ``module``."""
        command = [PYTHON, str(HERE / f"{module}.py"), name, argument]
        environment = self.environment()

        def measure() -> float:
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
            return float(json.loads(done.stdout))

        return measure


def _left_out(name: str) -> bool:
    return name.startswith(("PYTHON", "MLROAD_", "TEXTUAL", "SSH_")) or name in (
        "NO_COLOR",
        "COLUMNS",
        "LINES",
    )

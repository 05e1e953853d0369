"""Fixtures of the command line's tests: a home, the command in this process and as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tui.__main__ import run

NOW = "2026-07-09T12:00:00+00:00"


class Result(NamedTuple):
    """What a command has left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that does not exist yet, chosen by the environment; 9 July 2026, no network."""
    folder = tmp_path / "home"
    for name in ("NO_COLOR", "MLROAD_THEME", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLROAD_HOME", str(folder))
    monkeypatch.setenv("MLROAD_NOW", NOW)
    monkeypatch.setenv("MLROAD_NO_NETWORK", "1")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield folder
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def script() -> list[str]:
    """The installed command."""
    return [str(Path(sys.executable).parent / "mlroad")]


@pytest.fixture
def cli(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command line in this process."""

    def call(*arguments: str) -> Result:
        capsys.readouterr()
        code = run(list(arguments))
        seen = capsys.readouterr()
        return Result(code, seen.out, seen.err)

    return call


@pytest.fixture
def mlroad(home: Path, script: list[str]) -> Callable[..., Result]:
    """Run the installed command on pipes; ``input`` is read, other keywords are its environment."""

    def call(*arguments: str, input: str = "", **environment: str) -> Result:
        done = subprocess.run(
            [*script, *arguments],
            input=input,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            env={**os.environ, **environment},
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return call

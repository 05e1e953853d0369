"""A learner in a temporary home: the installed script in terminals and pipes; a feed server."""

from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from db.check import check

HERE = Path(__file__).parent
NOW = "2026-03-02T10:00:00+00:00"


def _load(path: Path, name: str) -> ModuleType:
    """A module beside a test, which `--import-mode=importlib` does not put on the path."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


terminal = _load(HERE / "terminal.py", "mlroad_e2e_terminal")


class Learner:
    """One home, and all programs that run in it."""

    script = str(Path(sys.executable).parent / "mlroad")

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = NOW
        self._terminals: list[Any] = []

    @property
    def database(self) -> Path:
        return self.home / "mlroad.db"

    def environment(self, **changed: str | None) -> dict[str, str]:
        """A clean environment without a network; ``changed`` sets names, None takes them out."""
        values: dict[str, str | None] = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home.parent),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "MLROAD_HOME": str(self.home),
            "MLROAD_NOW": self.now,
            "MLROAD_NO_NETWORK": "1",
            **changed,
        }
        return {name: value for name, value in values.items() if value is not None}

    def open(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        command: tuple[str, ...] = (),
        before: Callable[[], None] | None = None,
        **changed: str | None,
    ) -> Any:
        """Start the script, or another ``command``, in a terminal."""
        opened = terminal.Terminal(
            [*(command or (self.script,)), *arguments],
            self.environment(**changed),
            *size,
            before=before,
        )
        self._terminals.append(opened)
        return opened

    def run(
        self, *arguments: str, text: str = "", **changed: str | None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, on pipes."""
        return subprocess.run(
            [self.script, *arguments],
            input=text,
            env=self.environment(**changed),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """What a command says in JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the learner's database."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def prove(self) -> None:
        """All checks of the database hold, by our own eyes and by `mlroad check`."""
        failed = [result for result in check(str(self.database)) if not result.ok]
        assert failed == []
        done = self.run("check")
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr

    def close(self) -> None:
        for one in self._terminals:
            one.close()


@pytest.fixture(scope="module")
def make_learner() -> Iterator[Callable[[Path], Learner]]:
    """Makes learners who have never started the program, by the path of their home."""
    made: list[Learner] = []

    def make(home: Path) -> Learner:
        made.append(Learner(home))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def learner(make_learner: Callable[[Path], Learner], tmp_path: Path) -> Iterator[Learner]:
    """A learner who has never started the program."""
    one = make_learner(tmp_path / "home")
    yield one
    one.close()


@pytest.fixture(scope="session")
def screens() -> ModuleType:
    """The module ``terminal.py`` beside this file."""
    return terminal


@pytest.fixture
def server(feeds: ModuleType) -> Iterator[Any]:
    """A web server on this machine; ``routes`` maps paths to replies, ``asked`` remembers."""
    with feeds.serving() as running:
        yield running


@pytest.fixture(scope="session")
def feeds() -> ModuleType:
    """The module ``feeds.py`` beside this file."""
    return _load(HERE / "feeds.py", "mlroad_e2e_feeds")


@pytest.fixture(scope="session")
def reviewing() -> ModuleType:
    """The module ``reviewing.py`` beside this file."""
    return _load(HERE / "reviewing.py", "mlroad_e2e_reviewing")

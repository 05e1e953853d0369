"""Fixtures of the dashboard's tests: homes, a clock that stands still, golden screens."""

from __future__ import annotations

import difflib
import gc
import shutil
import time as system_time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import dashboard
import pytest
from dashboard import Dashboard
from demo_home import NOW, Time, build_demo_home
from demo_library import demo_library
from golden_text import painted

import tui.now
import tui.opening
from content.library import load_library
from db.clock import Clock
from tui.home import Home

GOLDEN = Path(__file__).parents[2] / "golden"
Opened = Callable[..., AbstractAsyncContextManager[Dashboard]]


def home_in(folder: Path) -> Home:
    """All four folders in one."""
    return Home(str(folder), str(folder), str(folder / "cache"), str(folder))


@pytest.fixture(scope="session", autouse=True)
def _utc() -> Iterator[None]:
    """The start of the day does not hang on where the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        system_time.tzset()
        yield
    system_time.tzset()


@pytest.fixture(scope="session")
def shipped_library() -> Any:
    """The library with the cards of the demo home, read once."""
    return demo_library()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, _utc: None, shipped_library: Any) -> Path:
    """A home with sixty days in it; never opened itself, only copied."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    build_demo_home(folder, library=shipped_library)
    return folder


@pytest.fixture
def time() -> Time:
    """The time of the dashboard: it moves when a test moves it."""
    return Time(NOW)


@pytest.fixture(autouse=True)
def _quiet_surroundings(monkeypatch: pytest.MonkeyPatch, time: Time, shipped_library: Any) -> None:
    """No clock that runs, no variables of the machine, no browser, no library read again."""
    for name in ("NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "MLROAD_THEME", "MLROAD_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    # With MLROAD_NOW set the first frame too asks `read_clock`, which is ours.
    monkeypatch.setenv("MLROAD_NOW", "2026-11-23T09:00:00+00:00")
    clock = Clock(now=time, zone=lambda _: 0)
    for module in (tui.now, tui.opening):
        monkeypatch.setattr(module, "read_clock", lambda: clock)

    def library(cache: Path, own: Path | None = None) -> Any:
        return load_library(own) if own is not None and own.is_dir() else shipped_library

    monkeypatch.setattr(tui.opening, "load_cached_library", library)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # many apps live in this process


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that would have been opened; nothing is."""
    opened: list[str] = []

    def popen(command: list[str], **_: Any) -> None:
        opened.append(command[-1])

    monkeypatch.setattr("tui.browser.opener", lambda: ["open-page"])
    monkeypatch.setattr("tui.browser.subprocess.Popen", popen)
    return opened


@pytest.fixture
def demo_home(demo_folder: Path, tmp_path: Path) -> Home:
    """A copy of the demo home of one's own."""
    shutil.copytree(demo_folder, tmp_path / "home")
    return home_in(tmp_path / "home")


@pytest.fixture
def new_home(tmp_path: Path) -> Home:
    """A home in which nothing has happened yet."""
    return home_in(tmp_path / "new")


@pytest.fixture
def opened(demo_home: Home, time: Time) -> Opened:
    """The dashboard on the demo home: `async with opened(size=(80, 24)) as board`."""
    return partial(dashboard.running, demo_home, time)


@pytest.fixture
def opened_new(new_home: Home, time: Time) -> Opened:
    """The dashboard at the first start."""
    return partial(dashboard.running, new_home, time)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Compare what is painted with `tests/golden/<name>.txt`, or write it (`--update-golden`)."""

    def compare(name: str, board: Dashboard, *, styles: bool = False) -> None:
        found = painted(board, styles)
        path = GOLDEN / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            path.write_text(found, encoding="utf-8")
            return
        wanted = path.read_text(encoding="utf-8") if path.exists() else ""
        failed = GOLDEN / "failed" / path.name
        if found == wanted:
            failed.unlink(missing_ok=True)
            return
        failed.parent.mkdir(exist_ok=True)
        failed.write_text(found, encoding="utf-8")
        lines = difflib.unified_diff(
            wanted.splitlines(), found.splitlines(), str(path), str(failed), lineterm="", n=1
        )
        pytest.fail("\n".join(lines) + "\n--update-golden takes the new screen", pytrace=False)

    return compare

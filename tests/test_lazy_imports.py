"""What is not needed is not imported, and importing does nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {
    "textual", "rich", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "fsrs", "httpx",
    "feedparser", "yaml", "platformdirs", "asyncio",
}  # fmt: skip
# Of the standard library, 8-25 ms each: `today` and the first frame wait for none of them.
SLOW = {"dataclasses", "pathlib", "importlib.metadata", "typing", "inspect"}

# Runs `mlroad ARGS` in this interpreter and prints what that added to sys.modules.
RUN = """
import json, sys
before = set(sys.modules)
sys.argv = ["mlroad", *sys.argv[1:]]
from tui.__main__ import run
try:
    code = run()
except SystemExit as stop:
    code = stop.code
sys.stdout.flush()
print("MODULES " + json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""

# Imports every module of the rooms under an audit hook and prints what else happened. What our
# modules import is imported beforehand, so that only our own code is looked at.
IMPORT_ALL = """
import gc, json, os, pkgutil, sys, threading
sys.dont_write_bytecode = True
root, libraries = sys.argv[1], sys.argv[2].split(",")
sys.path.insert(0, root)
for name in libraries:
    __import__(name)
events = []
ACTS = ("socket.", "subprocess.", "sqlite3.", "os.mkdir", "os.remove", "os.rename", "os.system",
        "os.putenv", "os.fork", "os.exec", "os.posix_spawn", "os.chdir", "os.chmod", "shutil.",
        "tempfile.", "signal.", "urllib.", "webbrowser.", "pty.")
def hook(event, arguments):
    if event.startswith(ACTS):
        events.append([event, repr(arguments)[:200]])
    elif event == "open" and isinstance(arguments[0], str):
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or (path.startswith(root) and not path.endswith((".py", ".pyc"))
                      and ".venv" not in path):
            events.append([event, path])
def start(thread, begin=threading.Thread.start):
    events.append(["thread", thread.name])  # the audit event for it came with Python 3.12
    begin(thread)
threading.Thread.start = start
sys.addaudithook(hook)
imported = []
for room in ("content", "db", "tui"):
    __import__(room)
    for module in pkgutil.walk_packages(sys.modules[room].__path__, room + "."):
        if not module.name.startswith("db.migrations"):  # run by Alembic, never imported
            __import__(module.name)
            imported.append(module.name)
from sqlalchemy.engine import Engine
if any(isinstance(value, Engine) for value in gc.get_objects()):
    events.append(["engine", ""])
print("RESULT " + json.dumps([imported, events]))
"""


def clean_environment(home: Path) -> dict[str, str]:
    """The environment with an empty home and without settings of the program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MLROAD_")}
    kept.pop("PYTHONPATH", None)
    return {**kept, "HOME": str(home), "MLROAD_HOME": str(home / "mlroad")}


def run_mlroad(tmp_path: Path, *arguments: str) -> tuple[int | None, set[str], str]:
    """Exit code, the modules that ``mlroad ARGUMENTS`` imported, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("MODULES ")]
    assert lines, done.stderr
    code, modules = json.loads(lines[-1].removeprefix("MODULES "))
    return code, set(modules), done.stdout


def roots(modules: set[str]) -> set[str]:
    return {name.split(".")[0] for name in modules}


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_a_word_about_itself_needs_no_library(tmp_path: Path, argument: str) -> None:
    code, modules, printed = run_mlroad(tmp_path, argument)
    assert code in (0, None)
    assert "mlroad" in printed
    assert roots(modules) & HEAVY == set()
    assert modules & (SLOW - {"typing"}) == set()


def test_today_needs_the_standard_library_alone(tmp_path: Path) -> None:
    code, modules, _ = run_mlroad(tmp_path, "today")
    assert code in (0, None)
    assert "db.glance" in modules
    assert roots(modules) - set(sys.stdlib_module_names) <= {"content", "db", "tui"}
    assert {name for name in modules if name.startswith("content.")} <= {"content.refusal"}
    assert roots(modules) & HEAVY == set()
    assert modules & SLOW == set()


def test_glance_adds_next_to_nothing_to_sqlite3(tmp_path: Path) -> None:
    # The first frame waits for it; the goal is less than 3 ms.
    code = (
        "import sqlite3, sys; before = set(sys.modules); import db.glance; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    added = set(done.stdout.split())
    assert {name for name in added if name.startswith("db")} == {"db", "db.glance"}
    assert added & {*SLOW, "enum", "json"} == set()
    assert len(added) <= 10


def test_today_of_an_empty_home_writes_nothing(tmp_path: Path) -> None:
    run_mlroad(tmp_path, "today")
    run_mlroad(tmp_path, "--version")
    assert list(tmp_path.iterdir()) == []


def test_importing_does_nothing(tmp_path: Path) -> None:
    libraries = "textual.app,rich.text,sqlmodel,sqlalchemy,alembic,fsrs,yaml,feedparser,httpx"
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, str(ROOT), libraries],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Nothing of ours printed, and no terminal was asked anything.
    (line,) = done.stdout.splitlines()
    assert done.stderr == ""
    imported, events = json.loads(line.removeprefix("RESULT "))
    assert {"content.library", "db.store", "tui.__main__", "tui.app"} <= set(imported)
    assert events == []
    assert list(tmp_path.iterdir()) == []


def test_the_hook_sees_what_an_import_must_not_do(tmp_path: Path) -> None:
    package = tmp_path / "content"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "bad.py").write_text(
        "import os, sqlite3, threading\n"
        "open(os.path.join(os.path.dirname(__file__), 'written'), 'w').close()\n"
        "sqlite3.connect(':memory:')\n"
        "threading.Thread(target=lambda: None).start()\n"
    )
    for room in ("db", "tui"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, str(tmp_path), "sqlite3,sqlalchemy"],
        capture_output=True,
        text=True,
        check=True,
    )
    _, events = json.loads(done.stdout.removeprefix("RESULT "))
    assert {"open", "sqlite3.connect", "thread"} <= {name for name, _ in events}

"""The rooms import in one direction, and each library stays in the room that it was let into."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("content", "db", "tui")
MAY_IMPORT = {"content": {"content"}, "db": {"content", "db"}, "tui": {"content", "db", "tui"}}

# Library -> the files or folders that may import it, at whatever depth of the code.
LET_INTO = {
    "textual": ("tui/",),
    "markdown_it": ("tui/",),
    "mdit_py_plugins": ("tui/",),
    "rich": ("tui/",),
    "sqlmodel": ("db/",),
    "sqlalchemy": ("db/",),
    "alembic": ("db/",),
    "fsrs": ("db/scheduler.py",),
    "fsrs_rs_python": ("db/fit_process.py",),
    "httpx": ("content/feeds/",),
    "feedparser": ("content/feeds/",),
    "yaml": ("content/", "tui/"),
    "sympy": ("content/cards/symbolic.py",),
}

Import = tuple[int, str]


def imports_of(source: str, module: str = "module") -> Iterator[Import]:
    """Line and full name of every import in a source, also within functions and type blocks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            yield node.lineno, ".".join([*above, *([node.module] if node.module else [])])
        elif isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            argument = node.args[0]
            if name in ("import_module", "__import__") and isinstance(argument, ast.Constant):
                yield node.lineno, str(argument.value)


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def our_imports() -> Iterator[tuple[str, str, str]]:
    """(room, file:line, full name) for every import of the program."""
    for path in sources():
        file = path.relative_to(ROOT).as_posix()
        module = file.removesuffix(".py").replace("/", ".")
        for line, name in imports_of(path.read_text(encoding="utf-8"), module):
            yield file.split("/")[0], f"{file}:{line}", name


def test_imports_are_found_wherever_they_hide() -> None:
    source = """
import os.path, rich.text
from textual import app
if TYPE_CHECKING:
    from sqlmodel import Session
def later():
    import httpx
    importlib.import_module("fsrs.optimizer")
    __import__("alembic")
from . import sibling
from ..room import thing
"""
    found = {name for _, name in imports_of(source, "a.b.c")}
    assert found >= {"os.path", "rich.text", "textual", "sqlmodel", "httpx", "fsrs.optimizer"}
    assert found >= {"alembic", "a.b", "a.room"}


def test_there_are_sources_to_look_at() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in sources()}
    assert {"content/library.py", "db/store.py", "tui/__main__.py"} <= found


def test_rooms_import_in_one_direction() -> None:
    against = [
        f"{where} imports {name}"
        for room, where, name in our_imports()
        if name.split(".")[0] in ROOMS and name.split(".")[0] not in MAY_IMPORT[room]
    ]
    assert against == []


def test_each_library_stays_where_it_was_let_in() -> None:
    astray = [
        f"{where} imports {name}"
        for _, where, name in our_imports()
        if not where.startswith(LET_INTO.get(name.split(".")[0], ("",)))
    ]
    assert astray == []


def test_there_is_no_library_that_nobody_let_in() -> None:
    known = {*sys.stdlib_module_names, *LET_INTO, *ROOMS}
    unknown = [
        f"{at} imports {name}" for _, at, name in our_imports() if name.split(".")[0] not in known
    ]
    assert unknown == []


def test_every_library_that_is_imported_is_a_dependency() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").lower()
    # Rich, SQLAlchemy come with Textual and SQLModel, which pin the versions they work with.
    used = {name.split(".")[0] for _, _, name in our_imports()} & set(LET_INTO)
    comes_along = {"rich", "sqlalchemy"}
    names = {
        "yaml": "pyyaml",
        "markdown_it": "markdown-it-py",
        "mdit_py_plugins": "mdit-py-plugins",
        "fsrs_rs_python": "fsrs-rs-python",
    }
    missing = {name for name in used - comes_along if f'"{names.get(name, name)}>=' not in text}
    assert missing == set()


def test_glance_is_standard_library_alone() -> None:
    source = (ROOT / "db" / "glance.py").read_text(encoding="utf-8")
    names = {name.split(".")[0] for _, name in imports_of(source)}
    assert names <= set(sys.stdlib_module_names)


def test_glance_brings_nothing_of_ours_along() -> None:
    for room in ("db", "content", "tui"):
        source = (ROOT / room / "__init__.py").read_text(encoding="utf-8")
        assert list(imports_of(source)) == [], room


def test_tests_are_no_packages() -> None:
    # A tests/content/__init__.py would shadow the room of that name.
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("file", ["content", "db", "tui"])
def test_rooms_are_packages_with_types(file: str) -> None:
    assert (ROOT / file / "__init__.py").is_file()
    assert (ROOT / file / "py.typed").is_file()


def test_the_contracts_of_import_linter_are_kept() -> None:
    script = Path(sysconfig.get_path("scripts")) / "lint-imports"
    done = subprocess.run(
        [sys.executable, str(script), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout

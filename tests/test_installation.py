"""What is built is whole: the wheel works outside the checkout and is shadowed by nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(arguments: Sequence[str], folder: Path) -> str:
    """Run in ``folder`` with an empty home; what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MLROAD_")}
    kept.pop("PYTHONPATH", None)
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**kept, "HOME": str(folder), "MLROAD_HOME": str(folder / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once with what is installed: no network."""
    target = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)], ROOT)
    (built,) = target.glob("mlroad-*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was unpacked."""
    target = tmp_path_factory.mktemp("site packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def python(site: Path, code: str, folder: Path) -> str:
    """Run code against the unpacked wheel; the checkout stands behind it on the path."""
    start = f"import sys; sys.path.insert(0, {str(site)!r})\n"
    return run([sys.executable, "-I", "-c", start + code], folder)


def shipped_files(pattern: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for room in ("content", "db", "tui")
        for path in (ROOT / room).rglob(pattern)
        if "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("pattern", ["*.py", "*.yaml", "*.tcss", "*.mako", "py.typed"])
def test_the_wheel_holds_every_file_of_the_program(wheel: Path, pattern: str) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = shipped_files(pattern)
    assert expected
    assert expected - names == set()


def test_the_wheel_holds_data_styles_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "content/data/roadmap.yaml",
        "content/data/papers.yaml",
        "db/migrations/env.py",
    } <= names
    assert any(name.startswith("content/data/cards/") for name in names)
    assert any(name.startswith("db/migrations/versions/") for name in names)
    assert any(name.startswith("tui/styles/") for name in names)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {
        "content",
        "db",
        "tui",
        "mlroad",
    }
    assert [name for name in names if name.endswith((".pyc", ".db", "~"))] == []


def test_the_wheel_names_the_licence_the_script_and_the_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = archive.read(f"{folder}/METADATA").decode()
        entries = archive.read(f"{folder}/entry_points.txt").decode()
        assert f"{folder}/licenses/LICENSE" in archive.namelist()
    assert "mlroad = tui.__main__:run" in entries
    assert "Name: mlroad\n" in metadata
    assert "Requires-Python: >=3.11\n" in metadata
    assert "# mlroad" in metadata


def test_the_library_loads_from_the_wheel(site: Path, tmp_path: Path) -> None:
    code = """
from content import library
loaded = library.load_library()
print(library.__file__, len(loaded.topics), len(loaded.cards))
"""
    file, topics, cards = python(site, code, tmp_path).rsplit(maxsplit=2)
    assert Path(file).is_relative_to(site)
    assert int(topics) > 140
    assert int(cards) >= 60


def test_a_database_is_made_from_the_wheels_migrations(site: Path, tmp_path: Path) -> None:
    code = """
import sqlite3
from db import store
from db.clock import Clock
store.open_store("learner.db", device="test", clock=Clock()).close()
connection = sqlite3.connect("learner.db")
tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
print(store.__file__, {"act", "review", "change", "void", "memory"} <= tables, sep="|")
"""
    file, complete = python(site, code, tmp_path).strip().split("|")
    assert Path(file).is_relative_to(site)
    assert complete == "True"


def test_the_program_starts_from_the_wheel(site: Path, tmp_path: Path) -> None:
    code = "from tui.__main__ import run\nsys.argv = ['mlroad', '--version']\nsys.exit(run())"
    version = python(site, "import tui; print(tui.__version__)", tmp_path).strip()
    assert python(site, code, tmp_path) == f"mlroad {version}\n"


def test_rooms_of_another_project_shadow_nothing(tmp_path: Path) -> None:
    for room in ("content", "db", "tui"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("raise SystemExit('shadowed')\n")
    script = Path(sysconfig.get_path("scripts")) / "mlroad"
    for folder in (tmp_path, Path("/")):
        assert run([sys.executable, str(script), "--version"], folder).startswith("mlroad ")


def test_constraints_pin_every_dependency_and_nothing_twice() -> None:
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = [line.partition("==")[0].lower().replace("_", "-") for line in lines]
    assert all("==" in line and "://" not in line and " " not in line for line in lines)
    assert len(names) == len(set(names))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    asked = {need.partition(">=")[0].lower().replace("_", "-") for need in wanted}
    assert asked - set(names) == set()

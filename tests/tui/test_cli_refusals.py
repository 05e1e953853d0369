"""What cannot be done is said in a line, with the right exit code, and changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

READING = [["topics"], ["topic", "l1"], ["cards"], ["papers"], ["stats"], ["feed", "list"]]
USING = [*READING, ["review", "--plain"], ["feed", "refresh", "--no-network"]]

BROKEN = """\
- id: own.first
  topic: l1.math.la.vectors
  kind: basic
  skill: recall
  difficulty: 1
  frnt: What?
  back: That.
  covers: []
  source: {title: A page, url: 'https://example.org/page'}
- id: own.second
  topic: nowhere
  kind: basic
  skill: recall
  difficulty: 1
  front: What?
  back: That.
  covers: []
  source: {title: A page, url: 'https://example.org/page'}
"""
GOOD = (
    BROKEN.replace("frnt: What?", "front: Why is a commit cheap?")
    .replace("front: What?", "front: What holds a commit?")
    .replace("nowhere", "l1.prog.git")
)
"""The same without faults; that the cards serve no goal is a warning in own files."""


def files(folder: Path) -> dict[str, bytes]:
    """Every file but the caches and what SQLite keeps beside an open database."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "cache" not in path.parts and path.suffix not in (".db-shm",)
    }


@pytest.fixture
def own_cards(home: Path) -> Path:
    """A card file of the learner with a wrong key in its first card."""
    folder = home / "content" / "cards"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(BROKEN)
    return folder / "own.yaml"


def test_an_unknown_topic_is_answered_with_the_nearest(cli: Cli) -> None:
    result = cli("topic", "l1.math.la.vector")
    assert (result.code, result.out) == (1, "")
    assert "there is no topic `l1.math.la.vector`; perhaps l1.math.la.vectors" in result.err
    assert "`mlroad topics` lists all" in result.err
    assert result.err.count("\n") == 1
    assert "l1.math.la.vectors" in cli("topic", "vectors").err
    assert "perhaps" not in cli("topic", "qqqqqqqqqqqqqqqq").err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["review", "--plain", "--topic", "vectors"], 1), (["cards", "topic:vectors"], 2)],
)
def test_other_commands_suggest_topics_too(arguments: list[str], code: int, cli: Cli) -> None:
    result = cli(*arguments)
    assert (result.code, result.out) == (code, "")
    assert "l1.math.la.vectors" in result.err


def test_a_foreign_escape_sequence_in_an_argument_stays_out_of_the_message(cli: Cli) -> None:
    assert "\x1b" not in cli("topic", "a\x1b[31mb").err
    assert "\x1b" not in cli("\x1b]0;title\x07").err


def test_unknown_sources_suggest_the_nearest(cli: Cli) -> None:
    result = cli("feed", "remove", "cs.lg")
    assert result.code == 1
    assert "cs.LG" in result.err
    assert cli("feed", "refresh", "cs.XX", "--no-network").code == 1


@pytest.mark.parametrize("command", USING, ids=" ".join)
def test_broken_own_content_is_named_fault_by_fault_and_nothing_is_changed(
    command: list[str], cli: Cli, own_cards: Path, home: Path
) -> None:
    before = files(home)
    result = cli(*command)
    assert (result.code, result.out) == (2, "")
    lines = result.err.splitlines()
    assert lines[0].startswith(f"{own_cards}:6: unknown-key: ")
    assert all(line.startswith(f"{own_cards}:") for line in lines[:-1])
    assert lines[-1] == f"mlroad: {len(lines) - 1} faults in your files; nothing was changed"
    assert files(home) == before


def test_broken_own_content_does_not_hold_up_what_does_without_it(
    cli: Cli, own_cards: Path
) -> None:
    for command in (["today"], ["paths"], ["keys"], ["check"]):
        assert cli(*command).code == 0


def test_lint_names_the_faults_of_schema_then_of_links(cli: Cli, own_cards: Path) -> None:
    schema = cli("lint")
    assert schema.code == 2
    assert f"{own_cards}:6: unknown-key: " in schema.out
    assert schema.err == "mlroad: 2 faults; the lines above say where\n"
    own_cards.write_text(BROKEN.replace("frnt", "front"))
    links = cli("lint", "--json")
    assert links.code == 2
    assert [(fault["line"], fault["rule"]) for fault in links.json] == [(11, "topic")]
    assert set(links.json[0]) == {"file", "line", "card", "rule", "level", "message"}
    own_cards.write_text(GOOD)
    warned = cli("lint")
    assert warned.code == 0
    first, second, last = warned.out.splitlines()
    assert first.startswith(f"{own_cards}:8: warning: no-goal: own.first: it serves no goal; ")
    assert second.startswith(f"{own_cards}:17: warning: no-goal: own.second: ")
    assert last == "No faults, 2 warnings."
    assert {fault["level"] for fault in cli("lint", "--json").json} == {"warning"}
    own_cards.write_text(GOOD.replace("What holds a commit?", "Is a commit cheap?"))
    assert cli("lint").err == "mlroad: 1 fault, 2 warnings; the lines above say where\n"


def test_lint_checks_one_file_wherever_it_lies(cli: Cli, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "loose.yaml"
    file.write_text(BROKEN.replace("frnt", "front"))
    result = cli("lint", str(file))
    assert result.code == 2
    assert result.out.startswith(f"{file}:11: topic: ")
    assert cli("lint", str(file), "--json").json[0]["file"] == str(file)
    file.write_text(GOOD)
    assert cli("lint", str(file)).code == 0
    inside = home / "content" / "cards" / "same.yaml"
    inside.parent.mkdir(parents=True)
    inside.write_text(file.read_text())
    twice = cli("lint", str(file))
    assert twice.code == 2
    assert f"the id stands already at {inside}:1" in twice.out
    assert cli("lint", str(inside)).code == 0


def test_lint_checks_a_folder(cli: Cli, tmp_path: Path) -> None:
    from content.files import SHIPPED

    assert cli("lint", str(SHIPPED)).code == 0
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "a.yaml").write_text(BROKEN)
    assert f"{tmp_path / 'cards' / 'a.yaml'}:6: " in cli("lint", str(tmp_path)).out
    missing = cli("lint", str(tmp_path / "nothing"))
    assert missing.code == 2
    assert "No such file or directory" in missing.err


def test_a_wrong_settings_file_is_named_with_its_line(cli: Cli, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("theme: dark\ncolour: red\n")
    for command in (["today"], ["topics"], ["paths"]):
        result = cli(*command)
        assert (result.code, result.out) == (2, "")
        assert f"{home / 'settings.yaml'}:2: " in result.err


@pytest.mark.parametrize(("name", "value"), [("MLROAD_THEME", "pink"), ("MLROAD_NOW", "soon")])
def test_a_wrong_variable_is_named(
    name: str, value: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = cli("today")
    assert (result.code, result.out) == (2, "")
    assert name in result.err
    assert value in result.err


@pytest.mark.parametrize("command", [*USING, ["backup"]], ids=" ".join)
def test_a_newer_database_is_refused_and_left_alone(
    command: list[str], cli: Cli, home: Path
) -> None:
    home.mkdir()
    connection = sqlite3.connect(home / "mlroad.db")
    connection.execute("CREATE TABLE future (a)")
    connection.execute(f"PRAGMA application_id = {0x6D6C7264}")
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = (home / "mlroad.db").read_bytes()
    result = cli(*command)
    assert (result.code, result.out) == (1, "")
    assert "written by a newer mlroad" in result.err
    assert result.err.count("\n") == 1
    assert (home / "mlroad.db").read_bytes() == before


def test_today_says_what_is_wrong_with_a_database_it_cannot_read(cli: Cli, home: Path) -> None:
    home.mkdir()
    (home / "mlroad.db").write_bytes(b"this is no database" * 100)
    result = cli("today")
    assert (result.code, result.out) == (1, "")
    assert "`mlroad check`" in result.err
    assert cli("today", "--json").out == ""
    checked = cli("check", "--json")
    assert (checked.code, checked.json["ok"]) == (1, False)


def test_today_works_while_another_program_writes(cli: Cli, home: Path) -> None:
    cli("topics")
    connection = sqlite3.connect(home / "mlroad.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        assert cli("today").code == 0
    finally:
        connection.close()


def test_today_opens_read_only(cli: Cli, home: Path) -> None:
    cli("topics")
    before = files(home)
    assert cli("today").code == 0
    assert files(home) == before


@pytest.mark.parametrize("command", [["today"], *USING], ids=" ".join)
def test_a_home_that_cannot_be_is_one_line(command: list[str], cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("I am no folder")
    result = cli(*command, "--home", str(file / "home"))
    assert (result.code, result.out) == (1, "")
    assert str(file) in result.err
    assert result.err.count("\n") == 1
    assert "fault of the program" not in result.err


def test_a_strange_device_file_is_refused(cli: Cli, home: Path) -> None:
    home.mkdir()
    (home / "device").write_text("laptop")
    result = cli("topics")
    assert result.code == 1
    assert f"{home / 'device'}: holds no device id" in result.err


def test_the_files_of_the_learner_are_private(cli: Cli, home: Path) -> None:
    cli("topics")
    cli("backup")
    for name in ("mlroad.db", "device"):
        assert (home / name).stat().st_mode & 0o077 == 0, name
    for folder in (home, home / "cache", home / "backups"):
        assert folder.stat().st_mode & 0o077 == 0, folder
    device = (home / "device").read_text()
    cli("topics")
    assert (home / "device").read_text() == device
    assert [path.name for path in home.iterdir() if path.name.startswith("device")] == ["device"]


def test_nothing_to_back_up_is_said(cli: Cli, home: Path) -> None:
    result = cli("backup")
    assert (result.code, result.out) == (1, "")
    assert "there is no database yet" in result.err
    assert not home.exists()

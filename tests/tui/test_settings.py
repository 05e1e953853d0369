"""settings.yaml: what is wrong in it is said by file, line and key; what is right is in force."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.__main__ import run
from tui.home import Home, settings_file
from tui.settings import Settings, SettingsError, load_settings


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with room for a settings file."""
    for name in ("MLROAD_THEME", "MLROAD_NO_NETWORK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLROAD_HOME", str(tmp_path))
    return Home(str(tmp_path), str(tmp_path), str(tmp_path / "cache"), str(tmp_path))


def write(home: Home, text: str) -> str:
    path = settings_file(home)
    Path(path).write_text(text, encoding="utf-8")
    return path


def as_list(settings: Settings) -> list[object]:
    return [settings.theme, settings.network, settings.contact, settings.keys]


def test_without_a_file_the_defaults_hold(own: Home) -> None:
    assert as_list(load_settings(own)) == ["dark", True, "", ()]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n"])
def test_an_empty_file_is_as_none(text: str, own: Home) -> None:
    write(own, text)
    assert as_list(load_settings(own)) == ["dark", True, "", ()]


def test_every_key_is_optional_and_heard(own: Home) -> None:
    write(
        own,
        "theme: light\nnetwork: false\ncontact: a@b.example\nkeys:\n  review.bury: b,minus\n",
    )
    wanted = ["light", False, "a@b.example", (("review.bury", "b,minus"),)]
    assert as_list(load_settings(own)) == wanted
    assert as_list(load_settings(own)) == wanted  # from the JSON copy
    assert os.path.exists(os.path.join(own.cache, "settings.json"))


def test_the_copy_follows_the_file(own: Home) -> None:
    write(own, "theme: light\n")
    assert load_settings(own).theme == "light"
    write(own, "theme: dark\n")
    assert load_settings(own).theme == "dark"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": 1}', '{"key": [13, 1], "settings": 3}'])
def test_a_spoilt_copy_is_read_over(text: str, own: Home) -> None:
    write(own, "theme: light\n")
    load_settings(own)
    Path(own.cache, "settings.json").write_text(text)
    assert load_settings(own).theme == "light"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("theme: dark\ncolour: red\n", 2, "colour"),
        ("theme: pink\n", 1, "pink"),
        ("network: maybe\n", 1, "network"),
        ("contact: 3\n", 1, "contact"),
        ("theme:\n  - dark\n", 1, "theme"),
        ("keys: none\n", 1, "keys"),
        ("keys:\n  review.bury: b\n  review.fly: f\n", 3, "review.fly"),
        ("keys:\n  review.bury: i\n", 2, "review.info"),
        ("keys:\n  review.bury: q\n", 2, "everywhere.quit"),
        ("keys:\n  review.bury: b\n  review.info: b\n", 3, "taken by `review.bury`"),
        ("keys:\n  everywhere.help: i\n", 2, "review.info"),
        ("keys:\n  list.first: r\n", 2, "map.study"),
        ("keys:\n  map.study: j\n", 2, "list.cursor_down"),
        ("theme: [dark\n", 1, ""),
        ("theme: dark\ntheme: light\n", 2, "theme"),
        ("- a\n", 1, ""),
    ],
)
def test_what_is_wrong_is_one_line_with_file_and_line(
    text: str, line: int, words: str, own: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(own, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(own)
    said = str(caught.value)
    assert f"{path}:{line}: " in said
    assert words in said
    assert said.count("\n") == 0
    assert caught.value.exit_code == 2
    assert run(["today"]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert f"{path}:{line}: " in seen.err


def test_a_wrong_theme_in_the_environment(
    own: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MLROAD_THEME", "pink")
    assert run(["today"]) == 2
    seen = capsys.readouterr()
    assert seen.err == "mlroad: MLROAD_THEME is `pink`; it may be dark, light or contrast\n"


def test_the_environment_goes_over_the_file(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write(own, "theme: dark\nnetwork: true\n")
    monkeypatch.setenv("MLROAD_THEME", "light")
    monkeypatch.setenv("MLROAD_NO_NETWORK", "1")
    assert as_list(load_settings(own))[:2] == ["light", False]
    monkeypatch.setenv("MLROAD_NO_NETWORK", "0")
    assert load_settings(own).network is True


def test_two_actions_may_change_keys(own: Home) -> None:
    write(own, "keys:\n  review.bury: at\n  review.suspend_card: minus\n")
    assert len(load_settings(own).keys) == 2

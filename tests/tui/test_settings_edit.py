"""settings.yaml is the learner's: a change touches one line, and all else stays as it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.refusal import Refusal
from tui.settings import SettingsError
from tui.settings_file import edit, fault_of_contact, parse

FILE = """# mine, since 2026
theme: light   # easy on the eyes

keys:
  review.bury: b   # theme: not this one
contact: 'it''s # me'  # who I am
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.yaml"


def written(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
    return str(path)


def read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def test_a_file_is_made_with_its_folder_for_the_learner_alone(path: Path) -> None:
    assert edit(str(path), "theme", "contrast").theme == "contrast"
    assert read(path) == "theme: contrast\n"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700
    assert os.listdir(path.parent) == ["settings.yaml"]


def test_comments_and_everything_else_stay(path: Path) -> None:
    edit(written(path, FILE), "theme", "contrast")
    assert read(path) == FILE.replace("theme: light ", "theme: contrast ")
    edit(str(path), "contact", 'a "b" # c')
    assert read(path) == FILE.replace("theme: light ", "theme: contrast ").replace(
        "'it''s # me'", '"a \\"b\\" # c"'
    )
    assert parse(str(path)).contact == 'a "b" # c'


def test_a_key_that_is_not_there_is_added_at_the_end(path: Path) -> None:
    edit(written(path, FILE.rstrip("\n")), "network", False)
    assert read(path) == FILE + "network: false\n"


def test_lines_keep_their_ends(path: Path) -> None:
    edit(written(path, "network: false # off\r\ntheme: dark\r\n"), "network", True)
    edit(str(path), "contact", "me")
    assert read(path) == 'network: true # off\r\ntheme: dark\r\ncontact: "me"\r\n'


def test_the_value_that_is_there_changes_nothing(path: Path) -> None:
    before = os.stat(written(path, FILE))
    edit(str(path), "theme", "light")
    assert os.stat(path).st_ino == before.st_ino
    assert not (path.parent / "other").exists()
    assert edit(str(path.parent / "other"), "theme", "dark").theme == "dark"
    assert not (path.parent / "other").exists()


def test_a_link_is_followed(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.yaml"
    written(real, FILE)
    path.parent.mkdir()
    path.symlink_to(real)
    edit(str(path), "theme", "dark")
    assert path.is_symlink()
    assert "theme: dark " in read(real)


@pytest.mark.parametrize(
    "text",
    ["{theme: light}\n", "theme:\n  light\n", "theme: &a light\ncontact: *a\n", "'theme': light\n"],
)
def test_what_one_line_cannot_change_is_left_to_the_learner(text: str, path: Path) -> None:
    written(path, text)
    with pytest.raises(Refusal, match="use an editor"):
        edit(str(path), "theme", "contrast")
    assert read(path) == text
    assert os.listdir(path.parent) == ["settings.yaml"]


def test_a_file_that_is_wrong_already_is_refused_with_its_line(path: Path) -> None:
    written(path, "theme: dark\ncolour: red\n")
    with pytest.raises(SettingsError, match=r"settings\.yaml:2: "):
        edit(str(path), "theme", "light")
    assert read(path) == "theme: dark\ncolour: red\n"


def test_a_folder_that_cannot_be_made_is_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="it was not changed"):
        edit(str(tmp_path / "file" / "settings.yaml"), "theme", "light")


comments = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    theme=st.sampled_from(["dark", "'light'", '"contrast"', "light  "]),
    comment=comments,
    contact=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    end=st.sampled_from(["\n", "\r\n", ""]),
)
def test_any_contact_is_read_as_it_was_written(
    theme: str, comment: str, contact: str, end: str, tmp_path: Path
) -> None:
    path = tmp_path / "settings.yaml"
    written(path, f"# {comment}\ntheme: {theme} # {comment}{end}")
    edit(str(path), "contact", contact)
    edit(str(path), "contact", contact[::-1])
    found = parse(str(path))
    assert found.contact == contact[::-1]
    assert found.theme == theme.strip("'\" ")
    assert read(path).startswith(f"# {comment}\ntheme: {theme} # {comment}")


def test_a_contact_must_go_into_a_header(path: Path) -> None:
    assert fault_of_contact("https://example.org/me") == ""
    for contact in ("ü", "a\nb", "x" * 201):
        assert fault_of_contact(contact)
    written(path, "contact: über\n")
    with pytest.raises(SettingsError, match=r"settings\.yaml:1: .*ASCII"):
        parse(str(path))

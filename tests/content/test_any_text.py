"""Whatever stands in a content file: a library or named faults, never another exception."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import load_library
from content.model import Library, LibraryError

WORDS = ["nodes:", "- id: a", "title: x", "parent: a", "kind: concept", "text: t", "requires:"]
MARKS = ["\n", "  ", "- ", "[", "]", "{", "}", ": ", "? ", "'", '"', "# ", "|\n", ">-\n", "---\n"]
TRAPS = ["&a ", "*a", "<<: ", "!!", "!!int ", "!!map ", "!!omap ", "...\n", "%YAML", "0x_", "1:2:3"]
CHARS = ["\t", "\r", "\ufeff", "\u2028", "\x85", "\x07", "=", "~", ".nan", "2026-13-40", "`", "@"]
YAML_PIECES = st.sampled_from([*WORDS, *MARKS, *TRAPS, *CHARS])
ANY_TEXT = st.one_of(st.text(), st.lists(YAML_PIECES, max_size=25).map("".join))
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples: each overwrites the files of the one before."""
    return tmp_path_factory.mktemp("any-text")


def load(folder: Path, files: Mapping[str, str | bytes]) -> Library | None:
    """The library, or None after the faults have been looked at."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        return load_library(shipped=folder)
    except LibraryError as error:
        faults = error.faults
    assert faults
    for fault in faults:
        text = files[Path(fault.file).relative_to(folder).as_posix()]
        assert 1 <= fault.line <= max(len(text.splitlines()), 1)
        assert fault.rule
        assert str(fault).isprintable()
        assert str(fault).startswith(f"{fault.file}:{fault.line}: {fault.rule}: ")
    return None


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_as_the_map(text: str, folder: Path) -> None:
    library = load(folder, {"roadmap.yaml": text})
    assert library is None or library.topics


@settings(deadline=None)
@given(raw=st.binary())
def test_any_bytes_as_the_map(raw: bytes, folder: Path) -> None:
    library = load(folder, {"roadmap.yaml": raw})
    assert library is None or library.topics


@settings(deadline=None)
@given(text=ANY_TEXT)
def test_any_text_as_a_card_file(text: str, folder: Path, small: Mapping[str, str]) -> None:
    library = load(folder, {**small, "cards/first.yaml": text})
    assert library is None or library.cards == {}


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value below a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_value_in_any_place(
    data: st.DataObject, folder: Path, small: Mapping[str, str]
) -> None:
    name = data.draw(st.sampled_from(sorted(small)))
    document = copy.deepcopy(yaml.safe_load(small[name]))
    path = data.draw(st.sampled_from(places(document)))
    owner = document
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = data.draw(ANY_VALUE)
    text = yaml.safe_dump(document, allow_unicode=data.draw(st.booleans()))
    library = load(folder, {**small, name: text})
    assert library is None or library.topics


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_cut_of_a_file(data: st.DataObject, folder: Path, small: Mapping[str, str]) -> None:
    # What a full disk or an interrupted download leaves behind.
    name = data.draw(st.sampled_from(sorted(small)))
    text = small[name][: data.draw(st.integers(0, len(small[name])))]
    load(folder, {**small, name: text})

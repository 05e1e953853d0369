"""The JSON copy of the library: as good as the files, never older, never in the way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import library_cache
from content.library import load_library
from content.library_cache import load_cached_library
from content.model import Library, LibraryError

WriteContent = Callable[..., Path]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "library.json"


@pytest.fixture
def shipped(small: Mapping[str, str], write_content: WriteContent) -> Path:
    return write_content(small)


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Library:
        raise AssertionError("the files were parsed")

    monkeypatch.setattr("content.library.load_library", refuse)


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a file and its time, as an editor does (two writes may fall on one tick)."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    later = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))


def test_a_cached_library_equals_a_fresh_one(cache: Path, library: Library) -> None:
    assert load_cached_library(cache) == library
    cached = load_cached_library(cache)
    assert cached == library
    assert list(cached.topics) == list(library.topics)
    assert list(cached.cards) == list(library.cards)
    assert list(cached.papers) == list(library.papers)


def test_the_second_load_parses_nothing(
    cache: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_cached_library(cache)
    forbid_reading(monkeypatch)
    assert load_cached_library(cache) == library


@pytest.mark.parametrize("name", ["roadmap.yaml", "papers.yaml", "cards/first.yaml"])
def test_a_changed_file_is_read_anew(name: str, cache: Path, shipped: Path) -> None:
    before = load_cached_library(cache, shipped=shipped)
    old, new = ("1 + 1", "2 + 0") if name.startswith("cards") else ("A. Author", "B. Author")
    rewrite(shipped / name, old, new)
    after = load_cached_library(cache, shipped=shipped)
    assert after != before
    assert after == load_library(shipped=shipped)


def test_a_change_of_the_same_length_is_seen_by_its_time(cache: Path, shipped: Path) -> None:
    load_cached_library(cache, shipped=shipped)
    rewrite(shipped / "roadmap.yaml", "title: First", "title: Fresh")
    assert load_cached_library(cache, shipped=shipped).topics["ground.first"].title == "Fresh"


def test_a_new_and_a_removed_file_are_seen(
    cache: Path, shipped: Path, small: Mapping[str, str]
) -> None:
    load_cached_library(cache, shipped=shipped)
    more = shipped / "cards" / "more.yaml"
    more.write_text(small["cards/first.yaml"].replace("first.add", "first.more"), encoding="utf-8")
    assert "first.more" in load_cached_library(cache, shipped=shipped).cards
    more.unlink()
    assert "first.more" not in load_cached_library(cache, shipped=shipped).cards


def test_own_content_that_comes_later_is_seen(
    cache: Path, write_content: WriteContent, library: Library
) -> None:
    assert load_cached_library(cache, cache.parent / "own") == library
    topic = "nodes: [{id: mine, title: Mine, kind: group, text: My own.}]"
    own = write_content({"roadmap.yaml": topic}, "own")
    assert "mine" in load_cached_library(cache, own).topics
    assert "mine" not in load_cached_library(cache).topics


def test_code_of_another_version_does_not_trust_the_cache(
    cache: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load_cached_library(cache, shipped=shipped)
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "model.py").write_text("# another version\n", encoding="utf-8")
    monkeypatch.setattr(library_cache, "__file__", str(tmp_path / "code" / "library_cache.py"))
    forbid_reading(monkeypatch)
    with pytest.raises(AssertionError, match="the files were parsed"):
        load_cached_library(cache, shipped=shipped)


def test_a_library_with_faults_is_not_cached(cache: Path, shipped: Path) -> None:
    rewrite(shipped / "roadmap.yaml", "kind: concept", "kind: conzept")
    for _ in range(2):
        with pytest.raises(LibraryError, match="conzept"):
            load_cached_library(cache, shipped=shipped)
    assert not cache.exists()


def test_a_fault_after_a_good_load_is_told(cache: Path, shipped: Path) -> None:
    load_cached_library(cache, shipped=shipped)
    rewrite(shipped / "roadmap.yaml", "kind: concept", "kind: conzept")
    with pytest.raises(LibraryError, match="conzept"):
        load_cached_library(cache, shipped=shipped)


DAMAGED = {
    "empty": b"",
    "cut": b'{"key": [[',
    "not JSON": b"\x00\xff\xfe",
    "another shape": b"[1, 2]",
    "a word": b'"key"',
    "nested without end": b"[" * 200_000,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_cache_is_written_anew(
    name: str, cache: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.mkdir()
    cache.write_bytes(DAMAGED[name])
    fresh = load_library(shipped=shipped)
    assert load_cached_library(cache, shipped=shipped) == fresh
    forbid_reading(monkeypatch)
    assert load_cached_library(cache, shipped=shipped) == fresh


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def cached_folder(
    tmp_path_factory: pytest.TempPathFactory, small: Mapping[str, str]
) -> tuple[Path, Path, str]:
    """A content folder, its cache and the text of the cache, made once for all examples."""
    folder = tmp_path_factory.mktemp("shipped")
    for name, text in small.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    cache = tmp_path_factory.mktemp("cache") / "library.json"
    load_cached_library(cache, shipped=folder)
    return folder, cache, cache.read_text(encoding="utf-8")


@settings(deadline=None)
@given(data=st.data())
def test_a_cache_of_another_shape_is_written_anew(
    data: st.DataObject, cached_folder: tuple[Path, Path, str]
) -> None:
    folder, cache, text = cached_folder
    document: dict[str, Any] = json.loads(text)
    groups = ("topics", "notes", "papers", "corrections", "habits", "sources")
    library = document["library"]
    group = data.draw(st.sampled_from(groups))
    what = data.draw(st.sampled_from(["library", "group", "item", "missing", "added"]))
    value = data.draw(JSON_VALUES.filter(lambda drawn: drawn not in ({}, [], "")))
    if what == "library":
        document["library"] = value
    elif what == "group":
        library[group] = value
    elif what == "item":
        library[group][0] = value
    elif what == "missing":
        del library[group][0]["id"]
    else:
        library[group][0]["of a later version"] = value
    cache.write_text(json.dumps(document), encoding="utf-8")
    assert load_cached_library(cache, shipped=folder) == load_library(shipped=folder)


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    cache = tmp_path / "file" / "below" / "library.json"
    assert load_cached_library(cache, shipped=shipped) == load_library(shipped=shipped)


def test_a_read_only_folder_costs_time_only(
    cache: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Faked: root may write everywhere.
    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(library_cache.tempfile, "mkstemp", refuse)
    assert load_cached_library(cache, shipped=shipped) == load_library(shipped=shipped)
    assert not cache.exists()


def test_a_full_disk_leaves_no_half_written_cache(
    cache: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library_cache.json, "dump", fill)
    assert load_cached_library(cache, shipped=shipped) == load_library(shipped=shipped)
    assert list(cache.parent.iterdir()) == []


def test_the_cache_is_the_learners_alone(cache: Path, shipped: Path) -> None:
    load_cached_library(cache, shipped=shipped)
    assert cache.stat().st_mode & 0o777 == 0o600

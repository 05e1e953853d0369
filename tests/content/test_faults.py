"""Every kind of fault in a content file is named with file, line and rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from content.files import SHIPPED
from content.library import find_faults, load_library
from content.model import Fault, LibraryError

WriteContent = Callable[..., Path]


class Case(NamedTuple):
    """One change of a faultless file; the line that is marked with `# !` must be reported."""

    file: str
    old: str
    new: str
    rule: str
    words: str


SCHEMA = {
    "unknown key of a topic": Case(
        "roadmap.yaml", "  hours: 1.5\n", "  hourz: 1.5  # !\n", "unknown-key", "`hourz`"
    ),
    "unknown key of a card": Case(
        "cards/first.yaml", "  skill:", "  hint: no  # !\n  skill:", "unknown-key", "`hint`"
    ),
    "unknown key deep inside": Case(
        "roadmap.yaml", "    brief: Build it.\n", "    bief: x  # !\n    brief: x\n",
        "unknown-key", "`bief`",
    ),
    "unknown key of the file": Case("sources.yaml", "", "feeds: []  # !\n", "unknown-key", "feeds"),
    "missing key": Case(
        "papers.yaml", "- id: paper.one\n  title: One paper\n", "- id: paper.one  # !\n",
        "missing-key", "`title`",
    ),
    "key without a value": Case(
        "papers.yaml", "- id: paper.one\n  title: One paper\n", "- id: paper.one  # !\n  title:\n",
        "missing-key", "`title`",
    ),
    "missing key deep inside": Case(
        "roadmap.yaml", "  - id: ground.first\n    why: it adds\n", "  - id: ground.first  # !\n",
        "missing-key", "`why`",
    ),
    "repeated key": Case(
        "roadmap.yaml", "  hours: 1.5\n", "  hours: 1.5\n  hours: 2  # !\n", "repeated-key", "twice"
    ),
    "wrong type": Case(
        "roadmap.yaml", "  minutes: 90\n", "  minutes: an hour  # !\n", "type", "a whole number"
    ),
    "true for a number": Case(
        "roadmap.yaml", "  hours: 1.5\n", "  hours: yes  # !\n", "type", "a number"
    ),
    "list for a text": Case(
        "cards/first.yaml", "  back: '2'\n", "  back: [2]  # !\n", "type", "a text"
    ),
    "number among texts": Case(
        "cards/first.yaml", "covers: [add]", "covers: [add, 3]  # !", "type", "item 2"
    ),
    "text where a mapping belongs": Case(
        "roadmap.yaml", "  - {id: add, text: add two numbers}\n", "  - add  # !\n", "schema",
        "mapping",
    ),
    "value that is none of the choices": Case(
        "cards/first.yaml", "skill: compute", "skill: guess  # !", "choice", "`guess`"
    ),
    "blank text": Case("papers.yaml", "title: One paper", "title: ' '  # !", "empty", "`title`"),
    "number out of range": Case("sources.yaml", "every: 3600", "every: -1  # !", "range", "every"),
    "not a number": Case("roadmap.yaml", "hours: 1.5", "hours: .nan  # !", "range", "`hours`"),
    "card file that is no list": Case(
        "cards/first.yaml", "- id: first.add\n", "first.add:  # !\n", "schema", "list of cards"
    ),
    "file that is no mapping": Case("sources.yaml", "sources:\n", "# !\n", "schema", "mapping"),
}  # fmt: skip

LINKS = {
    "duplicate id": Case(
        "roadmap.yaml", "- id: ground.second\n", "- id: ground.first  # !\n", "duplicate-id", ":7"
    ),
    "id of a strange form": Case(
        "roadmap.yaml", "- {id: daily,", "- {id: Every Day,  # !\n  ", "id", "joined by"
    ),
    "dangling prerequisite": Case(
        "roadmap.yaml", "  - id: ground.first\n    why", "  - id: ground.third  # !\n    why",
        "prerequisite", "`ground.third`",
    ),
    "cycle": Case(
        "roadmap.yaml", "  hours: 1.5\n",
        "  requires: [{id: ground.second, why: a circle}]  # !\n", "cycle",
        "ground.first -> ground.second -> ground.first",
    ),
    "topic that needs itself": Case(
        "roadmap.yaml", "  hours: 1.5\n", "  requires: [{id: ground.first, why: a knot}]  # !\n",
        "cycle", "ground.first -> ground.first",
    ),
    "parent that does not exist": Case(
        "roadmap.yaml", "  parent: ground\n  title: First", "  parent: sky  # !\n  title: First",
        "parent", "`sky`",
    ),
    "parent that stands below": Case(
        "roadmap.yaml", "- id: ground\n", "- id: ground\n  parent: ground.first  # !\n",
        "parent", "",
    ),
    "resource that does not exist": Case(
        "roadmap.yaml", "resources: [a-book]", "resources: [b-book]  # !", "resource", "`b-book`"
    ),
    "exercise that does not exist": Case(
        "roadmap.yaml", "  project:\n    brief: Build it.\n",
        "  project:  # !\n    brief: Build it.\n", "exercise", "`sky`",
    ),
    "goal that stands twice": Case(
        "roadmap.yaml", "  goals:\n", "  goals:  # !\n  - {id: add, text: add again}\n", "goal",
        "twice",
    ),
    "unknown goal of a card": Case(
        "cards/first.yaml", "covers: [add]", "covers: [add, subtract]  # !", "goal", "`subtract`"
    ),
    "unknown topic of a card": Case(
        "cards/first.yaml", "topic: ground.first", "topic: sky  # !", "topic", "`sky`"
    ),
    "difficulty out of range": Case(
        "cards/first.yaml", "difficulty: 1", "difficulty: 6  # !", "difficulty", "1..5"
    ),
    "unknown topic of a paper": Case(
        "papers.yaml", "topic: ground.first", "topic: sky  # !", "topic", "`sky`"
    ),
    "unknown group of a paper": Case(
        "papers.yaml", "group: ground", "group: sky  # !", "group", "`sky`"
    ),
    "arXiv id with a version": Case(
        "papers.yaml", "'1706.03762'", "'1706.03762v2'  # !", "arxiv", "without version"
    ),
    "address without a scheme": Case(
        "roadmap.yaml", "url: https://example.org/book", "url: example.org/book  # !", "address", ""
    ),
    "address of another scheme": Case(
        "sources.yaml", "url: https://", "url: file://  # !\n  #", "address", "`file://`"
    ),
    "address with an escape sequence": Case(
        "papers.yaml", "url: https://arxiv.org/abs/1706.03762", 'url: "https://a.org/\\e[2J"  # !',
        "address", "",
    ),
    "address of a source, on its own line": Case(
        "cards/first.yaml", "source: {title: A book, url: https://example.org/book}",
        "source:\n    title: A book\n    url: nowhere  # !", "address", "`nowhere`",
    ),
    "address of a data set": Case(
        "roadmap.yaml", "url: https://example.org/numbers", "url: here  # !", "address", "`here`"
    ),
    "address of a correction": Case(
        "roadmap.yaml", "now_url: https://example.org/new", "now_url: new  # !", "address", "`new`"
    ),
}  # fmt: skip


def change(small: Mapping[str, str], case: Case) -> dict[str, str]:
    text = small[case.file]
    assert case.old in text
    files = dict(small)
    files[case.file] = text.replace(case.old, case.new, 1) if case.old else case.new + text
    if case.rule == "exercise":
        files[case.file] = files[case.file].replace("exercises: [ground.first]", "exercises: [sky]")
    return files


def faults_of(shipped: Path) -> tuple[Fault, ...]:
    with pytest.raises(LibraryError) as caught:
        load_library(shipped=shipped)
    assert caught.value.faults == find_faults(shipped=shipped)
    assert caught.value.exit_code == 2
    return caught.value.faults


def test_the_small_library_has_no_fault(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    library = load_library(shipped=write_content(small))
    assert list(library.topics) == ["ground", "ground.first", "ground.second"]
    assert list(library.cards) == ["first.add"]


@pytest.mark.parametrize("name", [*SCHEMA, *LINKS])
def test_a_fault_is_named_with_file_line_and_rule(
    name: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    case = {**SCHEMA, **LINKS}[name]
    files = change(small, case)
    marked = [at for at, line in enumerate(files[case.file].splitlines(), 1) if "# !" in line]
    folder = write_content(files)
    found = [
        (fault.file, fault.line, fault.rule)
        for fault in faults_of(folder)
        if case.words in fault.message
    ]
    assert found == [(str(folder / case.file), marked[0], case.rule)]


@pytest.mark.parametrize("name", LINKS)
def test_one_wrong_link_is_one_fault(
    name: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    # Naming what does not exist must not make everything that follows from it a fault as well.
    rules = [fault.rule for fault in faults_of(write_content(change(small, LINKS[name])))]

    assert rules == [LINKS[name].rule]


NOT_YAML: dict[str, tuple[str | bytes, int, str]] = {
    "a bracket that is not closed": ("title: x\nnodes: [\n", 2, "yaml"),
    "a tab as indentation": ("title: x\nnodes:\n\t- id: a\n", 3, "yaml"),
    "a second document": ("title: x\n---\ntitle: y\n", 2, "yaml"),
    "an unknown alias": ("title: x\nnodes: *none\n", 2, "yaml"),
    "a tag that builds Python objects": ("title: x\nnodes: !!python/object:os.x {}\n", 2, "yaml"),
    "a tag whose value does not fit": ('title: x\nnodes: !!int ""\n', 2, "yaml"),
    "a mapping that is none": ("title: x\nnodes: !!map [a]\n", 2, "yaml"),
    "a number without digits": ("title: x\nseed_line: 0x_\n", 2, "yaml"),
    "a number of 5000 digits": ("title: x\nseed_line: " + "9" * 5000 + "\n", 2, "yaml"),
    "a float too large to count": ("title: x\nseed_line: " + "1:" * 300 + "0.0\n", 2, "yaml"),
    "a control character": ("title: x\nnodes: \x07\n", 2, "yaml"),
    "a null character": ("title: x\nnodes: \x00\n", 2, "yaml"),
    "a list as a key": ("title: x\n[a, b]: c\n", 2, "yaml"),
    "a mapping as a key": ("title: x\n? {a: b}\n: c\n", 2, "yaml"),
    "a merge key": ("title: &t {a: b}\nnodes:\n- <<: *t\n", 3, "yaml"),
    "a mapping that holds itself": ("title: x\nnodes: &n {a: *n}\n", 2, "yaml"),
    "a list that holds itself": ("&n\n- *n\n", 1, "yaml"),
    "a tag that builds pairs": ("title: x\nnodes: !!omap [a: 1]\n", 2, "yaml"),
    "Latin-1": ("title: x\nnodes: caf\u00e9\n".encode("latin-1"), 2, "encoding"),
    "UTF-16": ("title: x\n".encode("utf-16"), 1, "encoding"),
    "a lone surrogate": (b"title: x\nnodes: \xed\xa0\x80\n", 2, "encoding"),
}


@pytest.mark.parametrize("name", NOT_YAML)
def test_a_file_that_cannot_be_read_is_named_with_the_line(
    name: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    text, line, rule = NOT_YAML[name]
    folder = write_content({**small, "sources.yaml": text})
    faults = [fault for fault in faults_of(folder) if fault.file.endswith("sources.yaml")]
    assert [(fault.line, fault.rule) for fault in faults] == [(line, rule)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "!!seq [", "- - ? "])
def test_nesting_without_end_is_one_fault_and_not_a_crash(
    opening: str, small: Mapping[str, str], write_content: WriteContent
) -> None:
    # libyaml recurses in C: without a limit this many levels end the process.
    folder = write_content({**small, "roadmap.yaml": "title: x\n" + opening * 100_000 + "x"})
    (fault,) = faults_of(folder)
    assert fault.rule == "yaml"
    assert fault.line in (1, 2)


def test_aliases_that_would_grow_into_millions_of_keys_are_refused(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 30)]
    (fault,) = faults_of(write_content({**small, "roadmap.yaml": "\n".join(lines)}))
    assert fault.rule == "yaml"


def test_aliases_that_would_grow_into_millions_of_items_are_refused(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    lines = ["title: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    (fault,) = faults_of(write_content({**small, "roadmap.yaml": "\n".join(lines)}))
    assert (fault.rule, fault.message) == ("yaml", "is not YAML: holds more than 200000 values")


def test_an_unquoted_date_is_the_text_it_is(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    text = small["roadmap.yaml"].replace("as_of: 2026-11\n", "as_of: 2026-11-31\n")
    library = load_library(shipped=write_content({**small, "roadmap.yaml": text}))
    assert library.corrections[0].as_of == "2026-11-31"


def test_a_fault_is_one_line_of_printable_characters(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    text = '"\\e]0;owned\\a\\nnext: line\\u202E": 1\n' + small["sources.yaml"]
    (fault,) = faults_of(write_content({**small, "sources.yaml": text}))
    assert str(fault).isprintable()
    assert "owned" in str(fault)


def test_every_fault_of_every_file_is_told_at_once(
    small: Mapping[str, str], write_content: WriteContent
) -> None:
    files = change(small, SCHEMA["unknown key of a topic"])
    files["cards/first.yaml"] = small["cards/first.yaml"].replace("  skill: compute\n", "")
    files["papers.yaml"] = "papers: ["
    folder = write_content(files)
    found = {(Path(fault.file).name, fault.rule) for fault in faults_of(folder)}
    assert found == {
        ("roadmap.yaml", "unknown-key"),
        ("first.yaml", "missing-key"),
        ("papers.yaml", "yaml"),
    }
    with pytest.raises(LibraryError, match=r"roadmap\.yaml:12: unknown-key: .*\n.*first\.yaml:1: "):
        load_library(shipped=write_content({**files, "papers.yaml": "papers: []"}))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "nodes: []\n"])
def test_a_map_without_topics_is_a_fault(text: str, write_content: WriteContent) -> None:
    folder = write_content({"roadmap.yaml": text})
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line, fault.rule) == (str(folder / "roadmap.yaml"), 1, "file")


def test_a_missing_map_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")
    assert fault.file == str(tmp_path / "nowhere" / "roadmap.yaml")


def test_a_file_that_may_not_be_read_is_a_fault(
    small: Mapping[str, str], write_content: WriteContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Faked: root may read everything.
    folder = write_content(small)
    read_text = Path.read_text

    def refuse(path: Path, encoding: str | None = None) -> str:
        if path.name == "sources.yaml":
            raise PermissionError(13, "Permission denied")
        return read_text(path, encoding=encoding)

    monkeypatch.setattr(Path, "read_text", refuse)
    (fault,) = faults_of(folder)
    assert (Path(fault.file).name, fault.rule) == ("sources.yaml", "file")
    assert "Permission denied" in fault.message


def test_an_empty_file_of_the_learner_adds_nothing(write_content: WriteContent) -> None:
    own = write_content({"roadmap.yaml": "", "cards/mine.yaml": "# none yet\n"}, "own")
    assert load_library(own) == load_library()
    assert find_faults(own, SHIPPED) == ()

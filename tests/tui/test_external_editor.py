"""A card as a text file: it comes back as it went, and faults name their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.refusal import Refusal
from db.drafts import Draft, tidied
from tui.external_editor import HEADS, Edited, edit, editor_command, parse, read_back, render

BASIC = Draft("t.one", "basic", "What is it?", "It.\n\n# Tags\n\\# Answer", tags=("a", "b"))
LINES = st.lists(
    st.one_of(
        st.sampled_from(["# Question", "\\# Answer", "# Tags ", "\\\\# Why", "# other", ""]),
        st.text(
            st.characters(
                codec="utf-8", exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
            )
        ),
    ),
    max_size=6,
).map("\n".join)
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
DRAFTS = st.builds(
    Draft,
    topic=st.just("t.one"),
    kind=st.sampled_from(["basic", "reversed", "typed", "cloze"]),
    front=LINES,
    back=LINES,
    why=st.none() | LINES,
    source_title=st.none() | WORDS,
    source_url=st.none() | WORDS.map("https://{}".format),
    tags=st.lists(WORDS, max_size=3, unique=True).map(tuple),
)


@given(DRAFTS, WORDS, st.lists(WORDS, max_size=3))
def test_what_is_written_is_read_back(draft: Draft, answer: str, accept: list[str]) -> None:
    from dataclasses import replace

    if draft.kind == "typed":
        draft = replace(draft, answer=answer, accept=tuple(accept))
    found, faults = parse(render(draft, "card"), draft)
    if not faults:  # a field that must not be empty may be
        assert tidied(found) == tidied(draft)


@given(DRAFTS)
def test_every_text_is_read_or_refused_with_words(draft: Draft) -> None:
    _, faults = parse(draft.front, draft)
    assert all(fault.endswith(".") for fault in faults)


def test_the_file_can_be_read_by_a_person() -> None:
    assert render(BASIC, "t.one.card") == (
        "The basic card t.one.card. Save and leave the editor to keep your changes.\n"
        "Lines such as `# Question` begin a section; leave them as they are.\n"
        "Question and answer are Markdown, with formulas between dollars.\n"
        "\n"
        "# Question\nWhat is it?\n\n"
        "# Answer\nIt.\n\n\\# Tags\n\\\\# Answer\n\n"
        "# Why\n\n\n# Tags\na b\n\n# Source\n\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# Answer\nIt.", "# Anwser\nIt.", "8: `# Anwser` is no section; it should be `# Answer`."),
        ("# Source\n", "", "21: the section `# Source` is missing."),
        ("What is it?", "  ", "5: nothing stands below `# Question`."),
        ("# Why\n", "# Tags\nc\n# Why\n", "19: `# Tags` stands already on line 14."),
        (
            "# Source\n",
            "# Source\na\nb\n",
            "20: a source has a line for its title and one for its address.",
        ),
    ],
)
def test_faults_name_the_line(old: str, new: str, fault: str) -> None:
    text = render(BASIC, "card")
    assert old in text
    assert f"Line {fault}" in parse(text.replace(old, new, 1), BASIC)[1]


def test_the_answer_to_type_is_one_line() -> None:
    typed = Draft("t.one", "typed", "What?", "", answer="it")
    text = render(typed, "card").replace("# Answer\nit", "# Answer\nit\nand that")
    (fault,) = parse(text, typed)[1]
    assert fault == "Line 8: the answer to type is one line; put more under Explanation."


def test_what_the_words_of_a_card_forbid_is_said_too(tmp_path: Path) -> None:
    cloze = Draft("t.one", "cloze", "The {{c1::answer}}.", "")
    text = render(cloze, "card").replace("{{c1::answer}}", "{{c1::answer")
    edited = read_back(text, cloze, {"t.one"}, str(tmp_path / "x"))
    assert edited.draft is None
    assert edited.faults == ("The deletion c1 is never closed by }}.",)


def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    path = tmp_path / "an editor.sh"
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{path}' --wait")


def test_the_editor_gets_its_options_and_a_private_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, 'test "$1" = --wait && stat -c %a "$2" >> "$2"')
    edited = edit(BASIC, "../a card/x", {"t.one"}, str(tmp_path))
    assert edited.draft is not None
    assert edited.draft.source_title == "600"
    assert Path(edited.path).parent == tmp_path / "edits"


def test_a_change_comes_back_and_the_file_waits_until_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, "sed -i 's/What is it/What was it/' \"$2\"")
    edited = edit(BASIC, "card", {"t.one"}, str(tmp_path))
    assert edited.draft is not None
    assert edited.draft.front == "What was it?"
    assert edited.draft.back == BASIC.back
    assert Path(edited.path).exists()
    edited.forget()
    assert not Path(edited.path).exists()


def test_an_editor_that_cannot_run_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, "")
    (tmp_path / "an editor.sh").write_bytes(b"\x7fELF nothing")
    edited = edit(BASIC, "card", {"t.one"}, str(tmp_path))
    assert "cannot be run" in edited.words


def test_a_text_that_is_no_utf_8_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, monkeypatch, "printf '\\377' >> \"$2\"")
    edited = edit(BASIC, "card", {"t.one"}, str(tmp_path))
    assert edited.faults == ("The text is not UTF-8.",)
    assert Path(edited.path).exists()


def test_an_editor_that_takes_the_file_away_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, 'rm "$2"')
    edited = edit(BASIC, "card", {"t.one"}, str(tmp_path))
    assert edited.words.endswith("left no text (No such file or directory); nothing was changed.")


def test_a_text_that_was_left_is_kept_beside_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, 'echo "long work" > "$2"')
    left = edit(BASIC, "card", {"t.one"}, str(tmp_path))
    assert left.faults
    for _ in range(2):
        edit(BASIC, "card", {"t.one"}, str(tmp_path))
    texts = sorted((tmp_path / "edits").iterdir())
    assert [path.name for path in texts] == ["card.1.md", "card.2.md", "card.md"]
    assert {path.read_text() for path in texts} == {"long work\n"}


def test_an_editor_that_fails_leaves_no_file_unless_something_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, monkeypatch, "exit 3")
    edited = edit(BASIC, "card", {"t.one"}, str(tmp_path))
    assert edited.words.endswith("ended with code 3; nothing was changed.")
    assert not Path(edited.path).exists()
    script(tmp_path, monkeypatch, 'echo more >> "$2"; exit 3')
    assert Path(edit(BASIC, "card", {"t.one"}, str(tmp_path)).path).exists()


@pytest.mark.parametrize("value", ["", "no-such-program-here", "'unclosed"])
def test_no_editor(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", value)
    monkeypatch.setenv("EDITOR", value)
    assert editor_command() is None
    with pytest.raises(Refusal, match="There is no editor"):
        edit(BASIC, "card", {"t.one"}, str(tmp_path))


def test_every_kind_has_its_sections() -> None:
    assert set(HEADS) == {"basic", "reversed", "typed", "cloze"}
    assert Edited("path").faults == ()

"""The door for foreign text: nothing that acts on a terminal passes, nothing else is lost."""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import tui
from tui.cleaning import cells, cut, plural
from tui.text import clean, clean_line, clip, content, fit, joined, title, width

ESC = "\x1b"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            [
                f"{ESC}[31m",
                f"{ESC}]52;c;aGk=\x07",
                f"{ESC}]8;;https://x.example{ESC}\\",
                f"{ESC}P1;2|x{ESC}\\",
                ESC,
                f"{ESC}{ESC}[[",
                "\x9b2J",
                "\x9d0;x\x9c",
                "\x00",
                "\x7f",
                "\x85",
                "\r",
                "\t",
                *BIDI,
                "\U000e0041",
                "\ud800",
                "\udfff",
                "\ufeff",
                "\u2028",
                "[R]",
                "[/b]",
                "\n",
                "  ",
                "名",
                "e\u0301",
                "👩‍🔬",
            ]
        ),
    ),
    max_size=12,
).map("".join)


def acts(character: str) -> bool:
    """Whether a terminal may do something else than show the character."""
    code = ord(character)
    return (
        (code < 32 and character != "\n")
        or 0x7F <= code <= 0x9F
        or character in BIDI
        or 0xD800 <= code <= 0xDFFF
        or 0xE0000 <= code <= 0xE0FFF
        or unicodedata.category(character) in ("Zl", "Zp")
    )


@given(HOSTILE)
def test_nothing_that_acts_is_left(text: str) -> None:
    assert not [character for character in clean(text) if acts(character)]
    assert "\n" not in clean_line(text)


@given(HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Cf"]), max_size=40))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    blank = set("\u115f\u1160\u3164\u180e")  # letters that show as nothing and take room
    kept = "".join(one for one in text if one not in blank and not 0xE0000 <= ord(one) <= 0xE0FFF)
    assert clean(text) == kept


@pytest.mark.parametrize("text", ["[R] Title", "[/b]", "[@click=app.quit]x", "\\[", "a [b] c"])
def test_brackets_are_letters(text: str) -> None:
    assert clean(text) == clean_line(text) == text
    assert content(text).plain == text
    assert content((text, "bold")).plain == text
    assert title(text).plain == text
    assert not [span for span in title(text).spans if span.style]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"a{ESC}[31mb{ESC}[0mc", "abc"),
        (f"a{ESC}]52;c;aGk=\x07b", "ab"),
        (f"a{ESC}]8;;https://x.example{ESC}\\link{ESC}]8;;{ESC}\\b", "alinkb"),
        ("a\x9b31mb", "ab"),
        ("a\rb\r\nc", "a\nb\nc"),
        ("a\tb", "a    b"),
        ("x\u202ecod.exe", "xcod.exe"),
    ],
)
def test_escape_sequences_go_whole(text: str, left: str) -> None:
    assert clean(text) == left


@given(HOSTILE, st.integers(-2, 40))
def test_fit_is_exact_and_clip_at_most(text: str, room: int) -> None:
    assert cell_len(fit(text, room)) == width(fit(text, room)) == max(room, 0)
    assert cell_len(clip(text, room)) <= max(room, 0)
    if cell_len(clean_line(text)) <= room:
        assert clip(text, room) == clean_line(text)
    elif room > 0:
        assert clip(text, room).endswith("…")


@given(HOSTILE, st.integers(0, 40))
def test_the_command_line_cuts_to_columns_too(text: str, room: int) -> None:
    assert cells(cut(text, room)) <= room
    assert not [character for character in cut(text, room) if acts(character)]


@given(st.lists(HOSTILE, max_size=5))
def test_content_and_its_lines_are_clean(texts: list[str]) -> None:
    made = joined([content(text, (text, "$muted")) for text in texts])
    assert not [character for character in made.plain if acts(character)]
    assert not [character for character in title("".join(texts)).plain if acts(character)]


def test_plurals() -> None:
    assert [plural(number, "card") for number in (0, 1, 2)] == ["0 cards", "1 card", "2 cards"]
    assert plural(2, "entry", "entries") == "2 entries"


# The guard: nothing else in tui shows text by another door

FOLDER = Path(tui.__file__).parent
FILES = sorted(path for path in FOLDER.rglob("*.py"))
TEXT, WORDS, APP = "text.py", "widgets/words.py", "app.py"
ALLOWED = {
    "Static": {WORDS},
    "Text": set[str](),
    "escape": set[str](),
    "from_markup": set[str](),
    "from_text": set[str](),
    "assemble": {TEXT},
    "notify": {APP},
    "render_str": set[str](),
}
CONTENT_CALLS = {TEXT}
# A title that is no literal goes through `tui.text.title`.
TITLES = {"border_title", "border_subtitle"}


def name_of(node: ast.expr) -> str:
    """The last part of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_foreign_text_has_one_door(path: Path) -> None:
    here = path.relative_to(FOLDER).as_posix()
    faults: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = name_of(node.func)
            if here not in ALLOWED.get(called, {here}):
                faults.append(f"{here}:{node.lineno}: calls {called}")
            if called == "Content" and here not in CONTENT_CALLS:
                faults.append(f"{here}:{node.lineno}: makes Content of its own")
            if called == "Segment" and here != "widgets/rows.py":
                faults.append(f"{here}:{node.lineno}: paints by itself")
            markup = [key for key in node.keywords if key.arg == "markup"]
            if any(
                not (isinstance(key.value, ast.Constant) and not key.value.value) for key in markup
            ):
                faults.append(f"{here}:{node.lineno}: lets markup be parsed")
        if isinstance(node, ast.ImportFrom) and here not in (TEXT, WORDS):
            module = node.module or ""
            if module.startswith("rich.") and module not in ("rich.segment", "rich.style"):
                faults.append(f"{here}:{node.lineno}: imports {module}")
            if module == "textual.widgets":
                wrong = {one.name for one in node.names} - {"Input", "TextArea"}
                faults += [f"{here}:{node.lineno}: imports {name}" for name in wrong]
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES:
                    faults += _title_faults(here, node.value)
    assert faults == []


def _title_faults(here: str, value: ast.expr) -> list[str]:
    """A title is a literal, made by `title`, or made of numbers by one of the known helpers."""
    if isinstance(value, ast.Constant):
        return []
    if isinstance(value, ast.Call) and name_of(value.func) in ("title", "counts_words"):
        return []
    if isinstance(value, ast.IfExp):
        return _title_faults(here, value.body) + _title_faults(here, value.orelse)
    if isinstance(value, ast.Call) and name_of(value.func) == "_streak":
        return []
    if isinstance(value, ast.JoinedStr) and _NUMBERS.issuperset(
        ast.unparse(part.value) for part in value.values if isinstance(part, ast.FormattedValue)
    ):
        return []
    return [f"{here}:{value.lineno}: a title of {ast.unparse(value)} must pass `title`"]


_NUMBERS = {
    *("done", "whole", "counters.unread", "counters.all", "order.read", "len(order.papers)"),
}

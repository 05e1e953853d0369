"""A card as a text file for the learner's own editor, and the text read back.

The file is Markdown with a section for each field. A line of the card that would be taken for the
head of a section stands with a backslash before it, which is taken away again. What was written is
never lost: the file goes away only when the card has been saved, or nothing was changed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches

from content.refusal import Refusal
from db.drafts import Draft, faults_of, tidied

NO_EDITOR = "There is no editor: set VISUAL or EDITOR, such as EDITOR=nano."
QUESTION, ANSWER, RIGHT, NOTES = "Question", "Answer", "Right too", "Explanation"
TEXT, BELOW = "Text", "Below the text"
WHY, TAGS, SOURCE = "Why", "Tags", "Source"
HEADS = {
    "basic": (QUESTION, ANSWER, WHY, TAGS, SOURCE),
    "reversed": (QUESTION, ANSWER, WHY, TAGS, SOURCE),
    "typed": (QUESTION, ANSWER, RIGHT, NOTES, WHY, TAGS, SOURCE),
    "cloze": (TEXT, BELOW, WHY, TAGS, SOURCE),
}
_HINTS = {
    "basic": "Question and answer are Markdown, with formulas between dollars.",
    "reversed": "Both sides are asked. They are Markdown, with formulas between dollars.",
    "typed": "The answer is one line, and so is each other right one.",
    "cloze": "What is asked stands as {{c1::answer}} or {{c1::answer::hint}}.",
}
_HEAD = re.compile(r"(\\*)# (.*)")


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit: a changed ``draft``, or ``faults`` by line, or neither and ``words``.

    The text lies at ``path`` until ``forget``.
    """

    path: str
    draft: Draft | None = None
    faults: tuple[str, ...] = ()
    words: str = ""

    def forget(self) -> None:
        """Take the file away: its text is saved."""
        with suppress(OSError):
            os.unlink(self.path)


def editor_command() -> list[str] | None:
    """The learner's editor with its options, None if none is named or it is not there."""
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(name, ""))
        except ValueError:
            continue
        if words and shutil.which(words[0]) is not None:
            return words
    return None


def edit(
    draft: Draft, card: str, topics: Container[str], folder: str, again: Edited | None = None
) -> Edited:
    """Let the learner's editor change the card, and read what it left; waits until it ends.

    ``again`` opens the text of an edit that had faults. Raises ``Refusal`` without an editor, or
    where the file cannot be written.
    """
    command = editor_command()
    if command is None:
        raise Refusal(NO_EDITOR)
    path = again.path if again is not None else _path(folder, card)
    before = render(draft, card)
    if again is None:
        _put_aside(path)
        _write(path, before)
    try:
        code = _run([*command, path])
    except OSError as error:
        edited = Edited(path, words=f"{command[0]} cannot be run: {error.strerror}.")
        if again is None:
            edited.forget()
        return edited
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        words = f"{command[0]} left no text ({error.strerror}); nothing was changed."
        return Edited(path, words=words)
    except UnicodeDecodeError:
        return Edited(path, faults=("The text is not UTF-8.",))
    if code != 0:
        edited = Edited(path, words=f"{command[0]} ended with code {code}; nothing was changed.")
        if text == before:
            edited.forget()
        return edited
    return read_back(text, draft, topics, path, changed=text != before)


def read_back(
    text: str, draft: Draft, topics: Container[str], path: str, *, changed: bool = True
) -> Edited:
    """What the text says. A file in which nothing was changed is taken away."""
    found, faults = parse(text, draft)
    if not faults:
        faults = tuple(f"{fault[:1].upper()}{fault[1:]}." for fault in faults_of(found, topics))
    if faults:
        return Edited(path, faults=faults)
    if not changed or tidied(found) == tidied(draft):
        edited = Edited(path, words="Nothing was changed.")
        edited.forget()
        return edited
    return Edited(path, found)


def _path(folder: str, card: str) -> str:
    place = os.path.join(folder, "edits")
    try:
        os.makedirs(place, mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{place}: {error.strerror}") from None
    name = re.sub(r"[^\w.-]", "-", card)
    return os.path.join(place, f"{name}.md")


def _put_aside(path: str) -> None:
    """Keep a text that was left with a fault: it gets the first free number."""
    number, stem = 1, path.removesuffix(".md")
    while os.path.exists(f"{stem}.{number}.md"):
        number += 1
    try:
        with suppress(FileNotFoundError):
            os.replace(path, f"{stem}.{number}.md")
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}") from None


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            os.chmod(path, 0o600)
            file.write(text)
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}") from None


def _run(command: list[str]) -> int:
    """Run the editor on the terminal, even where standard input is a pipe."""
    try:
        with open("/dev/tty", "rb") as terminal:
            return subprocess.run(command, stdin=terminal, check=False).returncode
    except OSError as error:
        if error.filename != "/dev/tty":
            raise
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


# The text


def render(draft: Draft, card: str) -> str:
    """The card as text."""
    values = {
        QUESTION: draft.front,
        TEXT: draft.front,
        ANSWER: (draft.answer or "") if draft.kind == "typed" else draft.back,
        RIGHT: "\n".join(draft.accept),
        NOTES: draft.back,
        BELOW: draft.back,
        WHY: draft.why or "",
        TAGS: " ".join(draft.tags),
        SOURCE: "\n".join(one for one in (draft.source_title, draft.source_url) if one),
    }
    lines = [
        f"The {draft.kind} card {card}. Save and leave the editor to keep your changes.",
        f"Lines such as `# {HEADS[draft.kind][0]}` begin a section; leave them as they are.",
        _HINTS[draft.kind],
        "",
    ]
    for head in HEADS[draft.kind]:
        lines += [f"# {head}", *_guarded(values[head], HEADS[draft.kind]), ""]
    return "\n".join(lines)


def _guarded(text: str, heads: tuple[str, ...]) -> list[str]:
    """The lines, with a backslash before what would be a head, or one with backslashes."""
    return [f"\\{line}" if _head_of(line, heads) else line for line in text.split("\n")]


def _head_of(line: str, heads: tuple[str, ...]) -> re.Match[str] | None:
    found = _HEAD.fullmatch(line.rstrip())
    return found if found is not None and found[2].strip() in heads else None


def parse(text: str, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """The draft that the text says, and what is wrong with it, each with its line."""
    heads = HEADS[draft.kind]
    parts, at, faults = _sections(text, heads)
    for head in heads:
        if head not in parts:
            faults.append(_missing(text, head, heads))
    if faults:
        return draft, tuple(faults)
    needed = {"basic": (QUESTION, ANSWER), "typed": (QUESTION, ANSWER), "cloze": (TEXT,)}
    for head in needed.get(draft.kind, (QUESTION, ANSWER)):
        if not parts[head].strip():
            faults.append(f"Line {at[head]}: nothing stands below `# {head}`.")
    typed = draft.kind == "typed"
    if typed and len(_lines(parts[ANSWER])) > 1:
        faults.append(f"Line {at[ANSWER]}: the answer to type is one line; put more under {NOTES}.")
    title, address, fault = _source(_lines(parts[SOURCE]))
    if fault:
        faults.append(f"Line {at[SOURCE]}: {fault}")
    back = parts[NOTES] if typed else parts.get(BELOW, parts.get(ANSWER, ""))
    found = replace(
        draft,
        front=parts.get(QUESTION, parts.get(TEXT, "")),
        back=back,
        answer=parts[ANSWER].strip() if typed else draft.answer,
        accept=_lines(parts[RIGHT]) if typed else (),
        why=parts[WHY] or None,
        tags=tuple(parts[TAGS].split()),
        source_title=title,
        source_url=address,
    )
    return found, tuple(faults)


def _sections(
    text: str, heads: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, int], list[str]]:
    """The text below each head, the line of the head, and heads that stand twice."""
    parts: dict[str, list[str]] = {}
    at: dict[str, int] = {}
    faults: list[str] = []
    here: list[str] | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        found = _head_of(line, heads)
        if found is not None and not found[1]:
            name = found[2].strip()
            if name in parts:
                faults.append(f"Line {number}: `# {name}` stands already on line {at[name]}.")
            parts[name] = here = []
            at.setdefault(name, number)
        elif here is not None:
            here.append(line[1:] if found is not None else line)
    return {name: "\n".join(lines).strip("\n") for name, lines in parts.items()}, at, faults


def _missing(text: str, head: str, heads: tuple[str, ...]) -> str:
    """Which line may have been meant for the head that is not there."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        name = line.strip().lstrip("#").strip()
        if line.startswith("#") and name not in heads and get_close_matches(name, [head], 1, 0.6):
            return f"Line {number}: `{line.strip()}` is no section; it should be `# {head}`."
    return f"Line {len(lines)}: the section `# {head}` is missing."


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _source(lines: tuple[str, ...]) -> tuple[str | None, str | None, str]:
    """Title and address, in this order or one of them; the address begins with http."""
    addresses = [line for line in lines if line.startswith(("http://", "https://"))]
    titles = [line for line in lines if line not in addresses]
    if len(addresses) > 1 or len(titles) > 1:
        return None, None, "a source has a line for its title and one for its address."
    return next(iter(titles), None), next(iter(addresses), None), ""

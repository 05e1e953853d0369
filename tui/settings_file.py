"""Parses, checks and edits `settings.yaml`; imported only when the file has changed."""

from __future__ import annotations

import json
import os
import re
import uuid
from pathlib import Path
from typing import Any

from content.located import Located, read_located
from content.model import Fault
from content.refusal import Refusal
from content.schema import Key, Schema, check_mapping
from tui.actions import ACTIONS, Action
from tui.settings import THEMES, Settings, SettingsError

SETTINGS: Schema = {
    "theme": Key(str, choices=THEMES),
    "network": Key(bool),
    "contact": Key(str),
    "keys": Key(dict),
}
# A key at the left edge, its value (quoted, or up to a comment), and the comment.
_LINE = (
    r"""^{0}[ \t]*:[ \t]*(?:'(?:[^'\r\n]|'')*'|"(?:[^"\\\r\n]|\\.)*"|[^\r\n]*?)"""
    r"(?P<comment>[ \t]+\#[^\r\n]*)?[ \t]*(?=\r?$)"
)
_CONTACT_MOST = 200


def parse(path: str) -> Settings:
    """The settings of the file. Raises ``SettingsError`` that names file, line, key and remedy."""
    document, faults = read_located(Path(path))
    if faults:
        raise SettingsError(str(faults[0]))
    if document is None:
        return Settings()
    faults = check_mapping(document, SETTINGS, path, "settings", 1)
    if not faults:
        faults = _check_keys(document.get("keys") or Located(), path)
        words = fault_of_contact(document.get("contact") or "")
        if words:
            faults.append(Fault(path, document.line_of("contact"), "contact", words))
    if faults:
        raise SettingsError("\n".join(str(fault) for fault in faults))
    keys: dict[str, Any] = document.get("keys") or {}
    return Settings(
        theme=document.get("theme") or "dark",
        network=document.get("network") is not False,
        contact=document.get("contact") or "",
        keys=tuple((name, str(to)) for name, to in keys.items()),
    )


def fault_of_contact(contact: str) -> str:
    """Why servers cannot be told this contact (it goes into a header), or nothing."""
    if not contact.isascii() or not contact.isprintable():
        return "the contact may have letters, digits and signs of ASCII alone"
    if len(contact) > _CONTACT_MOST:
        return f"the contact may have {_CONTACT_MOST} characters, not {len(contact)}"
    return ""


def _check_keys(keys: Located, path: str) -> list[Fault]:
    known = {action.setting: action for action in ACTIONS}
    own = {name: tuple(part.strip() for part in str(to).split(",")) for name, to in keys.items()}
    faults: list[Fault] = []
    said: set[str] = set()
    for name, wanted in own.items():
        line = keys.line_of(name)
        action = known.get(name)
        if action is None:
            words = f"there is no action `{name}`; `mlroad keys` lists them"
            faults.append(Fault(path, line, "unknown-action", words))
            continue
        said.add(name)
        taken: dict[str, list[str]] = {}
        for other in ACTIONS:
            # Of two lines of the file that want one key, the later one is at fault.
            if other.setting in own and other.setting not in said:
                continue
            if _meet(action, other):
                for key in set(wanted) & set(own.get(other.setting, other.keys)):
                    taken.setdefault(key, []).append(f"`{other.setting}`")
        for key, others in sorted(taken.items()):
            words = f"the key `{key}` of `{name}` is taken by {' and '.join(others)}"
            faults.append(Fault(path, line, "key-clash", words))
    return faults


def _meet(one: Action, other: Action) -> bool:
    """Whether one key cannot mean both: they are heard at the same place and differ in effect."""
    if one.setting == other.setting:
        return False
    if one.where == other.where or "everywhere" in (one.where, other.where):
        return True
    # A list moves down by the key by which its screen does.
    return "list" in (one.where, other.where) and one.name != other.name


def edit(path: str, key: str, value: str | bool) -> Settings:
    """Set ``theme``, ``network`` or ``contact`` in the file and return what it then says.

    One line is changed, or added at the end: comments and everything else stay. The new file is
    whole or not there at all (mode 0600); a link is followed. Raises ``SettingsError`` for a file
    that is wrong already, ``Refusal`` for one that must be edited by hand or cannot be written.
    """
    path = os.path.realpath(path)
    before = parse(path) if os.path.exists(path) else Settings()
    if getattr(before, key) == value:
        return before
    try:
        text = _text(path) if os.path.exists(path) else ""
        draft = f"{path}.{uuid.uuid4().hex}"
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        _write(draft, _with_line(text, key, value))
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}; it was not changed") from None
    try:
        return _take(draft, path, before, key, value)
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}; it was not changed") from None
    finally:
        if os.path.exists(draft):
            os.unlink(draft)


def _take(draft: str, path: str, before: Settings, key: str, value: str | bool) -> Settings:
    """Put the draft in the place of the file if it says what it should, and nothing else."""
    try:
        after = parse(draft)
    except SettingsError:
        after = before
    for name in Settings.__slots__:
        if getattr(after, name) != (value if name == key else getattr(before, name)):
            raise Refusal(f"{path}: `{key}` cannot be set without more changes; use an editor")
    os.replace(draft, path)
    return after


def _with_line(text: str, key: str, value: str | bool) -> str:
    """The text with one line set; what stands behind a comment sign in it is kept."""
    said = json.dumps(value, ensure_ascii=False) if key == "contact" else _plain(value)
    line = re.compile(_LINE.format(key), re.M)
    found = line.search(text)
    if found is not None:
        return f"{text[: found.start()]}{key}: {said}{found['comment'] or ''}{text[found.end() :]}"
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{text}{end if text and not text.endswith(end) else ''}{key}: {said}{end}"


def _plain(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _text(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def _write(path: str, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

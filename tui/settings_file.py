"""Parses and checks `settings.yaml`; imported only when the file has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from content.located import Located, read_located
from content.model import Fault
from content.schema import Key, Schema, check_mapping
from tui.actions import ACTIONS, Action
from tui.settings import THEMES, Settings, SettingsError

SETTINGS: Schema = {
    "theme": Key(str, choices=THEMES),
    "network": Key(bool),
    "contact": Key(str),
    "keys": Key(dict),
}


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
    if faults:
        raise SettingsError("\n".join(str(fault) for fault in faults))
    keys: dict[str, Any] = document.get("keys") or {}
    return Settings(
        theme=document.get("theme") or "dark",
        network=document.get("network") is not False,
        contact=document.get("contact") or "",
        keys=tuple((name, str(to)) for name, to in keys.items()),
    )


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
        for other in ACTIONS:
            # Of two lines of the file that want one key, the later one is at fault.
            if other.setting in own and other.setting not in said:
                continue
            if not _meet(action, other):
                continue
            for key in set(wanted) & set(own.get(other.setting, other.keys)):
                words = f"the key `{key}` of `{name}` is taken by `{other.setting}`"
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

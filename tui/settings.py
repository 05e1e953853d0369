"""The settings of this machine: `settings.yaml`, read through a JSON copy, and the environment."""

from __future__ import annotations

import os

from content.refusal import Refusal
from tui.home import Home, settings_file

Keys = tuple[tuple[str, str], ...]


class Settings:
    """Theme (one of THEMES), network (False: offline), contact for the User-Agent, own keys."""

    __slots__ = ("contact", "keys", "network", "theme")

    def __init__(
        self, theme: str = "dark", network: bool = True, contact: str = "", keys: Keys = ()
    ) -> None:
        self.theme = theme
        self.network = network
        self.contact = contact
        self.keys = keys


THEMES = ("dark", "light", "contrast")


class SettingsError(Refusal):
    """The settings file or an environment variable is wrong."""

    exit_code = 2


def load_settings(home: Home) -> Settings:
    """The settings in force. Raises ``SettingsError`` with file and line."""
    path = settings_file(home)
    try:
        status = os.stat(path)
    except OSError:
        return _from_environment(Settings())
    return _from_environment(_read(home, path, [status.st_size, status.st_mtime_ns]))


def _read(home: Home, path: str, key: list[int]) -> Settings:
    import json

    copy = os.path.join(home.cache, "settings.json")
    try:
        with open(copy, encoding="utf-8") as file:
            document = json.load(file)
        if document["key"] == key:
            theme, network, contact, keys = document["settings"]
            return Settings(theme, network, contact, tuple((name, to) for name, to in keys))
    except (OSError, ValueError, KeyError, TypeError):
        document = None  # no copy, or one of another version: the file itself is read
    from tui.settings_file import parse

    settings = parse(path)
    _write_copy(copy, json.dumps({"key": key, "settings": _as_list(settings)}))
    return settings


def _as_list(settings: Settings) -> list[object]:
    return [settings.theme, settings.network, settings.contact, settings.keys]


def _write_copy(copy: str, text: str) -> None:
    try:
        os.makedirs(os.path.dirname(copy), mode=0o700, exist_ok=True)
        with open(copy + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(copy + ".new", copy)
    except OSError:
        return  # a read-only folder: the next start parses again


def _from_environment(settings: Settings) -> Settings:
    theme = os.environ.get("MLROAD_THEME") or settings.theme
    if theme not in THEMES:
        known = f"{', '.join(THEMES[:-1])} or {THEMES[-1]}"
        raise SettingsError(f"MLROAD_THEME is `{theme}`; it may be {known}")
    offline = os.environ.get("MLROAD_NO_NETWORK", "") not in ("", "0")
    return Settings(theme, settings.network and not offline, settings.contact, settings.keys)

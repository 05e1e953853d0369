"""Where the learner's files are. Only `os`: this is on the path to the first frame."""

from __future__ import annotations

import os
import sys


class Home:
    """The four folders: data (databases, own content), config (settings), cache, state (log)."""

    __slots__ = ("cache", "config", "data", "state")

    def __init__(self, data: str, config: str, cache: str, state: str) -> None:
        self.data = data
        self.config = config
        self.cache = cache
        self.state = state


_FOLDERS = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def find_home(folder: str | None = None) -> Home:
    """The folders in use: all in ``folder`` (`--home`) or MLROAD_HOME, else the platform's.

    Platform folders follow the XDG base directories on Linux and BSD, `~/Library` on macOS and
    `%LOCALAPPDATA%` on Windows. Nothing is created.
    """
    folder = folder or os.environ.get("MLROAD_HOME")
    if folder:
        root = os.path.abspath(os.path.expanduser(folder))
        return Home(root, root, os.path.join(root, "cache"), root)
    user = os.path.expanduser("~")
    if sys.platform == "darwin":
        support = os.path.join(user, "Library", "Application Support", "mlroad")
        caches = os.path.join(user, "Library", "Caches", "mlroad")
        return Home(support, support, caches, support)
    if sys.platform == "win32":
        local = os.path.join(os.environ.get("LOCALAPPDATA") or user, "mlroad")
        return Home(local, local, os.path.join(local, "cache"), local)
    found: list[str] = []
    for variable, otherwise in _FOLDERS.values():
        base = os.environ.get(variable) or os.path.join(user, otherwise)
        # The XDG specification tells programs to ignore relative paths.
        if not os.path.isabs(base):
            base = os.path.join(user, otherwise)
        found.append(os.path.join(base, "mlroad"))
    return Home(*found)


def database(home: Home) -> str:
    """The path of the learner's database."""
    return os.path.join(home.data, "mlroad.db")


def papers_database(home: Home) -> str:
    """The path of the papers cache."""
    return os.path.join(home.data, "papers.db")


def backups(home: Home) -> str:
    """The folder of the backups."""
    return os.path.join(home.data, "backups")


def own_content(home: Home) -> str:
    """The folder of the learner's own content files."""
    return os.path.join(home.data, "content")


def library_cache(home: Home) -> str:
    """The path of the checked library as JSON."""
    return os.path.join(home.cache, "library.json")


def settings_file(home: Home) -> str:
    """The path of the settings of this machine."""
    return os.path.join(home.config, "settings.yaml")


def log_file(home: Home) -> str:
    """The path of the log."""
    return os.path.join(home.state, "mlroad.log")


def device_file(home: Home) -> str:
    """The path of the file that names this device; it lies outside the database on purpose."""
    return os.path.join(home.data, "device")

"""Opens what the learner has: library, database, clock; the same for the dashboard and commands."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from content.library_cache import load_cached_library
from content.refusal import Refusal
from db import progress
from db.backup import daily_backup
from db.clock import Clock
from db.model import StoreError
from db.store import Store, open_store
from tui import __version__
from tui.home import Home, backups, database, device_file, library_cache, own_content
from tui.now import read_clock

if TYPE_CHECKING:
    from content.model import Library

NEXT_TOPICS = 4
_META = "next_topics"


def open_library(home: Home) -> Library:
    """The shipped content and the learner's own. Raises ``LibraryError`` with every fault."""
    with suppress(OSError):  # a read-only folder: the library is read without a cache
        for folder in (home.data, home.cache):  # one by one: of parents makedirs forgets the mode
            os.makedirs(folder, mode=0o700, exist_ok=True)
    return load_cached_library(Path(library_cache(home)), Path(own_content(home)))


def open_database(home: Home) -> tuple[Store, Clock]:
    """The learner's database, made if there is none, and the clock with its rollover hour.

    The clock follows MLROAD_NOW. Raises ``StoreError``, ``SettingsError`` for a bad MLROAD_NOW.
    """
    clock = read_clock()
    store = open_store(database(home), device=device_id(home), clock=clock, backups=backups(home))
    try:
        store.clock = clock.with_rollover(store.settings().rollover_hour)
    except BaseException:
        store.close()
        raise
    return store, store.clock


def open_learner(home: Home) -> tuple[Store, Clock, Library]:
    """Library and database in step: cards mirrored, the glance prepared.

    The library comes first, so that faults in the learner's files change nothing. The caller
    closes the store. Raises ``LibraryError``, ``StoreError``, ``SettingsError``.
    """
    library = open_library(home)
    store, clock = open_database(home)
    try:
        store.mirror(library, __version__)
        remember_next_topics(store, library)
    except BaseException:
        store.close()
        raise
    return store, clock, library


def back_up_today(store: Store, home: Home) -> str:
    """Make the day's backup if there is none yet; what went wrong in words, or nothing.

    A full disk must not keep the learner from the cards, so that this raises nothing.
    """
    try:
        daily_backup(store, backups(home))
    except StoreError as error:
        return f"No backup today: {error}"
    return ""


def remember_next_topics(store: Store, library: Library) -> None:
    """Write the next topics on the frontier where ``db.glance`` finds them, if they changed.

    To be called whenever a status has changed, after undo and redo too.
    """
    with store.reading() as connection:
        said = progress.statuses(connection)
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (_META,)).fetchone()
    text = json.dumps(next_topics(library, said))
    if row is not None and row[0] == text:
        return
    with store.transaction() as transaction:
        transaction.connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_META, text),
        )


def next_topics(library: Library, said: Mapping[str, str]) -> tuple[str, ...]:
    """The topics to offer as the next ones: of the frontier, those under way first.

    Books, courses, places and practices are left out: they are never learned and done with.
    """
    found = [
        topic
        for topic in progress.frontier(library, said)
        if library.topics[topic].kind in ("concept", "skill", "project")
    ]
    found.sort(key=lambda topic: said.get(topic) != "learning")
    return tuple(found[:NEXT_TOPICS])


def device_id(home: Home) -> str:
    """The id of this installation, made at the first call; it lies outside the database.

    So a restored backup does not write in the name of the device that made it. Raises ``Refusal``.
    """
    path = device_file(home)
    try:
        return _read_device(path) or _make_device(path)
    except OSError as error:
        raise Refusal(
            f"{path}: {error.strerror}. Make the folder writable (chmod u+w) or choose another "
            "with --home."
        ) from None


def _read_device(path: str) -> str | None:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            text = file.read().strip()
    except FileNotFoundError:
        return None
    if len(text) != 32 or not set(text) <= set("0123456789abcdef"):
        raise Refusal(f"{path}: holds no device id; delete the file and a new one is made")
    return text


def _make_device(path: str) -> str:
    """Write a new id so that of several starts at once all use the same one."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    new = uuid.uuid4().hex
    draft = f"{path}.{new}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        return _name_device(draft, path) or new
    finally:
        os.unlink(draft)


def _name_device(draft: str, path: str) -> str | None:
    """Give the written file its name; the id of another start if that one was first."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return _read_device(path)
    return None

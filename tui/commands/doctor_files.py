"""What `mlroad doctor` looks at among the learner's files: folders, databases, content, log."""

from __future__ import annotations

import os
import shlex
import stat
import time
from typing import TYPE_CHECKING

from tui import home as places
from tui.cleaning import plural
from tui.commands.doctor import FAULT, NOTE, OK, Finding
from tui.commands.times import time_words

if TYPE_CHECKING:
    from tui.commands.call import Call
    from tui.commands.doctor import Look

_LATE_DAYS = 3
_DAY_S = 86_400
_TAIL = 262_144


def _folders(call: Call) -> Finding:
    home = call.home
    named = {"data": home.data, "config": home.config, "cache": home.cache, "state": home.state}
    fault = _folder_fault(home.data)
    if fault:
        advice = "nothing can be saved: make it writable (chmod u+rwx), or choose another --home"
        return Finding(FAULT, f"{home.data}: {fault}", advice)
    notes = [
        f"{path} ({name}): {words}"
        for path, name in {path: name for name, path in named.items()}.items()
        if (words := _folder_fault(path))
    ]
    if notes:
        advice = "mlroad works, but keeps nothing there: settings, cache or log"
        return Finding(NOTE, "; ".join(notes), advice)
    open_ones = [path for path in dict.fromkeys(named.values()) if _others_may_look(path)]
    if open_ones:
        advice = f"to keep them yours: chmod 700 {' '.join(map(shlex.quote, open_ones))}"
        return Finding(NOTE, "others may look into your folders", advice)
    there = "" if os.path.isdir(home.data) else " (not yet; made at the first start)"
    return Finding(OK, f"{home.data}{there}")


def _others_may_look(path: str) -> bool:
    return os.path.isdir(path) and bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)


def _folder_fault(path: str) -> str:
    """Why files cannot be kept in a folder, or nothing; one that is not there can be made."""
    place = path
    while not os.path.lexists(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    if not os.path.isdir(place):
        return "not a folder" if place == path else f"{place} is not a folder"
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return "not writable" if place == path else f"{place} is not writable"
    return ""


def _database(call: Call) -> Finding:
    from db.check import check

    path = places.database(call.home)
    if not os.path.exists(path):
        return Finding(OK, f"{path}: none yet; it is made at the first start")
    failed = [one for one in check(path, backups=places.backups(call.home)) if not one.ok]
    if failed:
        words = "; ".join(f"{one.name}: {one.message}" for one in failed)
        return Finding(FAULT, words, "see also `mlroad check`")
    if not os.access(path, os.W_OK):
        return Finding(FAULT, f"{path}: read-only", "make it writable: chmod u+w and the file")
    size = os.path.getsize(path) / 2**20
    return Finding(OK, f"{path}: whole, and it says what its log says ({size:.1f} MB)")


def _schema(call: Call) -> Finding:
    from db.connection import BUSY_MS, connect_for_reading
    from db.refusals import in_words
    from db.schema import SCHEMA, look_at_header, version_of

    path = places.database(call.home)
    if not os.path.exists(path):
        return Finding(OK, f"this mlroad writes schema {SCHEMA}")
    with in_words(path, None, BUSY_MS, system=True):
        look_at_header(path)
        connection = connect_for_reading(path)
        try:
            found = version_of(connection, path)
        finally:
            connection.close()
    if found != SCHEMA:
        words = f"the database has schema {found}, this mlroad writes {SCHEMA}"
        return Finding(NOTE, words, "the next start brings it up to date, after a backup")
    return Finding(OK, f"the database has schema {found}, as this mlroad writes it")


def _library(call: Call) -> Finding:
    from pathlib import Path

    from content.library import LibraryError, load_library

    own = places.own_content(call.home)
    try:
        library = load_library(Path(own))
    except LibraryError as error:
        first = str(error).splitlines()[0]
        words = f"{plural(len(error.faults), 'fault')} in content files, the first: {first}"
        return Finding(FAULT, words, f"`mlroad lint {own}` lists all")
    words = f"{plural(len(library.topics), 'topic')}, {plural(len(library.cards), 'card')}"
    yours = f"; with your own files in {own}" if os.path.isdir(own) else ""
    return Finding(OK, words + yours)


def _papers(call: Call) -> Finding:
    import sqlite3
    from contextlib import closing

    from db.connection import connect_for_reading

    path = places.papers_database(call.home)
    if not os.path.exists(path):
        return Finding(OK, f"{path}: none yet; a refresh makes it")
    advice = "it is only a cache: delete it and refresh, saved papers and marks are kept elsewhere"
    try:
        with closing(connect_for_reading(path)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return Finding(FAULT, f"{path}: damaged", advice)
            rows: list[tuple[str, str, str, int]] = connection.execute(
                "SELECT id, coalesce(state, ''), coalesce(message, ''), coalesce(last_ok, 0) "
                "FROM source WHERE removed = 0 ORDER BY position, id"
            ).fetchall()
    except sqlite3.Error as error:
        return Finding(FAULT, f"{path}: {error}", advice)
    return _sources(rows)


def _sources(rows: list[tuple[str, str, str, int]]) -> Finding:
    """How the last refresh of each source went: (id, state, message, last good in ms)."""
    failed = [
        f"{name}: {message or state}" for name, state, message, _ in rows if state == "failed"
    ]
    if failed:
        words = f"{len(failed)} of {plural(len(rows), 'source')} failed at the last refresh"
        return Finding(NOTE, f"{words}: {'; '.join(failed)}", "`mlroad feed list` shows all")
    last = max((row[3] for row in rows), default=0)
    when = f"last good refresh {time_words(last)}" if last else "never refreshed"
    return Finding(OK, f"{plural(len(rows), 'source')}, {when}")


def _backups(call: Call) -> Finding:
    from db.refusals import latest_backup

    folder = places.backups(call.home)
    if not os.path.exists(places.database(call.home)):
        return Finding(OK, "no database yet, so nothing to back up")
    latest = latest_backup(folder)
    if latest is None:
        advice = "starting mlroad makes one each study day, `mlroad backup` one now"
        return Finding(NOTE, f"none in {folder}", advice)
    written = os.path.getmtime(latest)
    days = max(0, int((time.time() - written) // _DAY_S))
    age = "today" if days == 0 else f"{plural(days, 'day')} old"
    changed = os.path.getmtime(places.database(call.home))
    if changed - written > _LATE_DAYS * _DAY_S:
        return Finding(NOTE, f"the latest is {age}: {latest}", "`mlroad backup` makes one now")
    return Finding(OK, f"{latest} ({age})")


def _log(call: Call) -> Finding:
    path = places.log_file(call.home)
    if not os.path.exists(path):
        return Finding(OK, f"{path}: none, nothing went wrong so far")
    error = _last_error(path)
    if error:
        return Finding(NOTE, f"{path}; the last error: {error}")
    return Finding(OK, f"{path}: no error in it")


def _last_error(path: str) -> str:
    """The last line of level ERROR, with the last line of the traceback behind it."""
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - _TAIL))
        lines = file.read().decode("utf-8", "replace").splitlines()
    starts = [place for place, line in enumerate(lines) if " ERROR " in line[:40]]
    if not starts:
        return ""
    reason = ""
    for line in lines[starts[-1] + 1 :]:
        if line[:4].isdecimal() and line[4:5] == "-":
            break  # the next entry
        reason = line if line.strip() and not line.startswith(" ") else reason
    return f"{lines[starts[-1]]} {reason}".strip()


LOOKS: tuple[Look, ...] = (
    ("folders", _folders),
    ("database", _database),
    ("schema", _schema),
    ("library", _library),
    ("papers", _papers),
    ("backups", _backups),
    ("log", _log),
)

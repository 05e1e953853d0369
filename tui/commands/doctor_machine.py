"""What `mlroad doctor` looks at in the machine: Python, SQLite, terminal, network, extras."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui.commands.doctor import FAULT, NOTE, OK, Finding
from tui.home import settings_file

if TYPE_CHECKING:
    from tui.commands.call import Call
    from tui.commands.doctor import Look

_LEAST_COLUMNS, _LEAST_LINES = 40, 12


def _program(call: Call) -> Finding:
    import platform

    from tui import __version__

    python = f"Python {platform.python_version()}"
    return Finding(OK, f"mlroad {__version__}, {python}, {platform.system()} {platform.machine()}")


def _sqlite(call: Call) -> Finding:
    import sqlite3
    from contextlib import closing

    words = f"SQLite {sqlite3.sqlite_version}"
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        except sqlite3.OperationalError:
            advice = "cards and papers cannot be searched: use a Python whose SQLite has FTS5"
            return Finding(FAULT, f"{words} without FTS5", advice)
    return Finding(OK, f"{words} with FTS5")


def _optimize(call: Call) -> Finding:
    from importlib.util import find_spec

    if find_spec("fsrs_rs_python") is None:
        advice = "only `mlroad optimize` needs it: pip install 'mlroad[optimize]'"
        return Finding(NOTE, "the extra `optimize` is not installed", advice)
    return Finding(OK, "the extra `optimize` is installed")


def _terminal(call: Call) -> Finding:
    term = os.environ.get("TERM", "")
    size = _size()
    if size is None:
        return Finding(OK, f"none here (output goes elsewhere); TERM is {term or 'not set'}")
    columns, lines = size
    words = f"{term or 'TERM not set'}, {columns}×{lines}, {_colours(term)}{_by_way_of()}"
    if term in ("", "dumb"):
        advice = "the dashboard cannot be drawn here: `mlroad review --plain` does without"
        return Finding(NOTE, words, advice)
    if columns < _LEAST_COLUMNS or lines < _LEAST_LINES:
        advice = f"the dashboard needs {_LEAST_COLUMNS} columns and {_LEAST_LINES} lines"
        return Finding(NOTE, words, advice)
    return Finding(OK, words)


def _size() -> tuple[int, int] | None:
    for number in (1, 2, 0):
        try:
            size = os.get_terminal_size(number)
        except OSError:
            continue
        return size.columns, size.lines
    return None


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "no colour (NO_COLOR is set)"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in term else "16 colours"


def _by_way_of() -> str:
    """SSH, tmux and screen, which keep colours, keys or the clipboard back at times."""
    found = [
        name
        for name, variable in (("SSH", "SSH_CONNECTION"), ("tmux", "TMUX"), ("screen", "STY"))
        if os.environ.get(variable)
    ]
    return f", in {' and '.join(found)}" if found else ""


def _locale(call: Call) -> Finding:
    said = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    encoding = (sys.stdout.encoding or "unknown").upper()
    words = f"{said or 'LANG not set'}, output in {encoding}"
    if not encoding.startswith("UTF"):
        advice = "signs that it lacks show as `?`: choose a UTF-8 locale, such as LANG=C.UTF-8"
        return Finding(NOTE, words, advice)
    return Finding(OK, words)


def _settings(call: Call) -> Finding:
    from tui.settings import SettingsError, load_settings
    from tui.settings_file import parse

    path = settings_file(call.home)
    try:
        if os.path.exists(path):
            parse(path)
        load_settings(call.home)  # the variables of the environment too
    except SettingsError as error:
        words = "; ".join(str(error).splitlines())
        return Finding(FAULT, words, "mlroad starts again once that is corrected")
    if not os.path.exists(path):
        return Finding(OK, f"{path}: none, so the defaults hold")
    return Finding(OK, path)


def _clock(call: Call) -> Finding:
    from tui.commands.times import iso_time
    from tui.now import read_clock

    now = iso_time(read_clock().now_ms())
    if os.environ.get("MLROAD_NOW"):
        return Finding(NOTE, f"{now}, set by MLROAD_NOW", "unset it to study by the real time")
    return Finding(OK, str(now))


def _network(call: Call) -> Finding:
    if not call.settings.network:
        advice = "nothing is fetched; `network` in settings.yaml, --no-network or MLROAD_NO_NETWORK"
        return Finding(NOTE, "switched off", advice)
    return Finding(OK, "allowed; it is used by F5 on Papers and `mlroad feed` alone")


LOOKS: tuple[Look, ...] = (
    ("program", _program),
    ("sqlite", _sqlite),
    ("optimize", _optimize),
    ("terminal", _terminal),
    ("locale", _locale),
    ("clock", _clock),
    ("settings", _settings),
    ("network", _network),
)

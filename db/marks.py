"""Read, saved and hidden: acts in mlroad.db, which is the truth, mirrored into papers.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from content.feeds import clean
from content.feeds.addresses import web
from content.model import Entry
from db import papers_entries
from db.model import StoreError
from db.papers_model import PaperDetail

if TYPE_CHECKING:
    from db.papers import PapersStore
    from db.store import Store

ENTITY = "paper"
FIELDS = ("read", "saved", "hidden")
_NAMES = {
    ("read", True): "Mark read",
    ("read", False): "Mark unread",
    ("saved", True): "Save paper",
    ("saved", False): "Let paper go",
    ("hidden", True): "Hide paper",
    ("hidden", False): "Show paper",
}
_SET_MARK = """
INSERT INTO mark (key, read, saved, hidden) VALUES (?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET read = excluded.read, saved = excluded.saved,
    hidden = excluded.hidden
"""
Marks = tuple[int, int, int]


def mark(
    store: Store,
    papers: PapersStore,
    keys: Sequence[str],
    field: str,
    value: bool,
    name: str | None = None,
) -> str | None:
    """Set read, saved or hidden of papers in one undoable act; returns its id.

    None if all are so already. A saved paper is written in full. Raises ValueError for another
    field, StoreError if it cannot be saved or a paper to save is not in the cache.
    """
    if field not in FIELDS:
        raise ValueError(f"papers have no mark {field!r}")
    documents = _documents(papers, keys) if field == "saved" and value else {}
    act: str | None = None
    with store.transaction() as transaction:
        now = _states(transaction.connection, field)
        for key in dict.fromkeys(keys):
            if now.get(key, False) == value:
                continue
            if act is None:
                act = transaction.act(name or _NAMES[field, value])
            document = documents.get(key)
            said: object = value if field != "saved" else (document if value else None)
            transaction.change(ENTITY, key, field, said)
    _mirror_keys(papers, keys, field, value)
    return act


def _states(connection: sqlite3.Connection, field: str) -> dict[str, bool]:
    rows = connection.execute(
        "SELECT key, value FROM latest WHERE entity = ? AND field = ?", (ENTITY, field)
    )
    return {key: value not in ("null", "false") for key, value in rows}


def _mirror_keys(papers: PapersStore, keys: Sequence[str], field: str, value: bool) -> None:
    with papers.writing() as connection:
        for key in keys:
            connection.execute(
                f"INSERT INTO mark (key, {field}) VALUES (?, ?) "
                f"ON CONFLICT (key) DO UPDATE SET {field} = excluded.{field}",
                (key, int(value)),
            )
            connection.execute(f"UPDATE paper SET {field} = ? WHERE key = ?", (int(value), key))
            if field == "read" and value:  # what was new in it has been read as well
                connection.execute("UPDATE paper SET updated_to = NULL WHERE key = ?", (key,))


def _documents(papers: PapersStore, keys: Sequence[str]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for key in keys:
        number = papers.number_of(key)
        detail = None if number is None else papers.paper(number)
        if detail is None:
            raise StoreError(f"{key}: not among the papers, so it cannot be saved; refresh first.")
        found[key] = document_of(detail)
    return found


def document_of(detail: PaperDetail) -> dict[str, object]:
    """The paper in full as a JSON object, as mlroad.db keeps it."""
    names = "title abstract authors categories arxiv version announce_type published_ms"
    names += " updated_ms first_seen_ms url pdf_url comments_url"
    return {name: getattr(detail, name) for name in names.split()}


def entry_of(key: str, document: dict[str, Any]) -> Entry:
    """The entry that a saved document holds; what is missing or odd in it is left empty."""

    def text(name: str) -> str:
        value = document.get(name)
        return value if isinstance(value, str) else ""

    def number(name: str) -> int | None:
        value = document.get(name)
        return value if isinstance(value, int) and 0 <= value < 2**53 else None

    def texts(name: str) -> tuple[str, ...]:
        value = document.get(name)
        items = cast(list[object], value) if isinstance(value, list) else []
        return tuple(clean.name(item) for item in items if isinstance(item, str))

    return Entry(
        key=key,
        title=clean.line(text("title")) or key,
        url=web(text("url")) or "",
        abstract=clean.lines(text("abstract")),
        authors=texts("authors"),
        categories=texts("categories"),
        arxiv=clean.line(text("arxiv"), 40) or None,
        version=number("version"),
        announce_type=clean.line(text("announce_type"), 20) or None,
        published_ms=number("published_ms"),
        updated_ms=number("updated_ms"),
        comments_url=web(text("comments_url")),
        pdf_url=web(text("pdf_url")),
    )


def _truth(store: Store) -> tuple[dict[str, Marks], dict[str, str]]:
    """The marks of all keys by mlroad.db, and the JSON of saved papers."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT key, field, value FROM latest WHERE entity = ?", (ENTITY,)
        ).fetchall()
    states: dict[str, list[int]] = {}
    saved: dict[str, str] = {}
    for key, field, value in rows:
        if field in FIELDS:
            state = int(value not in ("null", "false"))
            states.setdefault(key, [0, 0, 0])[FIELDS.index(field)] = state
            if field == "saved" and state:
                saved[key] = value
    return {key: (state[0], state[1], state[2]) for key, state in states.items()}, saved


def _mirrored(connection: sqlite3.Connection) -> dict[str, Marks]:
    rows = connection.execute("SELECT key, read, saved, hidden FROM mark")
    return {key: (read, saved, hidden) for key, read, saved, hidden in rows}


def mirror_marks(store: Store, papers: PapersStore) -> int:
    """Bring papers.db in step with mlroad.db and return how many papers changed.

    To be called at start, after undo and redo, and after a restore. Saved papers that are not in
    the cache come back in full.
    """
    truth, saved = _truth(store)
    now = papers.clock.now_ms()
    changed = 0
    with papers.writing() as connection:
        mirrored = _mirrored(connection)
        for key in truth.keys() | mirrored.keys():
            wanted = truth.get(key, (0, 0, 0))
            if wanted != mirrored.get(key, (0, 0, 0)):
                changed += 1
                connection.execute(_SET_MARK, (key, *wanted))
                connection.execute(
                    "UPDATE paper SET read = ?, saved = ?, hidden = ? WHERE key = ?",
                    (*wanted, key),
                )
        changed += _bring_back(connection, saved, now)
    return changed


def _bring_back(connection: sqlite3.Connection, saved: dict[str, str], now_ms: int) -> int:
    """Insert the saved papers that the cache does not have."""
    there = {row[0] for row in connection.execute("SELECT key FROM paper WHERE saved = 1")}
    missing = [key for key in saved if key not in there]
    for key in missing:
        document: object = json.loads(saved[key])
        fields = cast(dict[str, Any], document) if isinstance(document, dict) else {}
        seen = fields.get("first_seen_ms")
        first = papers_entries.believable(seen if isinstance(seen, int) else None, now_ms)
        papers_entries.insert(connection, "", entry_of(key, fields), first or now_ms, now_ms)
    return len(missing)

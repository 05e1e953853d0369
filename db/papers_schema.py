"""The tables of papers.db, its refusals in words, and the scripts from one version to the next.

``paper`` is narrow (flags, dates, addresses), its words stand in ``paper_words``: lists and counts
then read a tenth of the pages. Counters are kept by triggers, so no writer can forget them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from db.model import StoreError

APPLICATION_ID = 0x6D6C7270  # "mlrp"
_MAGIC = b"SQLite format 3\x00"
_ADVICE = "It is only a cache: delete it and refresh; saved papers and marks are kept elsewhere."

_TABLES = """
CREATE TABLE source (
    id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, asked_url TEXT NOT NULL,
    title TEXT NOT NULL, every INTEGER NOT NULL, state TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '', etag TEXT, last_modified TEXT,
    validated_ms INTEGER NOT NULL DEFAULT 0, fresh_until_ms INTEGER NOT NULL DEFAULT 0,
    last_ok INTEGER NOT NULL DEFAULT 0, last_try INTEGER NOT NULL DEFAULT 0,
    last_new INTEGER NOT NULL DEFAULT 0, next_allowed INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0, items INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0, custom INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0);
CREATE TABLE host (host TEXT NOT NULL PRIMARY KEY, next_allowed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('all', 0), ('unread', 0), ('saved', 0);
CREATE TABLE mark (
    key TEXT NOT NULL PRIMARY KEY, read INTEGER NOT NULL DEFAULT 0,
    saved INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE paper (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at_ms INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, saved INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0, version INTEGER, updated_to INTEGER,
    origin TEXT NOT NULL DEFAULT '', is_primary INTEGER NOT NULL DEFAULT 1, announce_type TEXT,
    categories TEXT NOT NULL DEFAULT '', arxiv TEXT, published_ms INTEGER, updated_ms INTEGER,
    first_seen_ms INTEGER NOT NULL, url TEXT NOT NULL DEFAULT '', pdf_url TEXT, comments_url TEXT);
CREATE INDEX paper_shown ON paper (at_ms, number) WHERE hidden = 0;
CREATE INDEX paper_unread ON paper (at_ms, number) WHERE read = 0 AND hidden = 0;
CREATE INDEX paper_saved ON paper (at_ms, number) WHERE saved = 1;
CREATE TABLE paper_words (
    number INTEGER PRIMARY KEY REFERENCES paper (number) ON DELETE CASCADE,
    title TEXT NOT NULL, abstract TEXT NOT NULL, authors TEXT NOT NULL);
CREATE VIRTUAL TABLE paper_search USING fts5 (
    title, abstract, authors, content = 'paper_words', content_rowid = 'number',
    tokenize = 'porter unicode61', prefix = '2 3');
CREATE TABLE sighting (
    source TEXT NOT NULL, paper INTEGER NOT NULL REFERENCES paper (number) ON DELETE CASCADE,
    announce_type TEXT NOT NULL, version INTEGER NOT NULL, comments_url TEXT NOT NULL,
    title TEXT NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (paper, source, announce_type, version, comments_url)) WITHOUT ROWID;
CREATE TABLE holding (
    source TEXT NOT NULL, paper INTEGER NOT NULL, PRIMARY KEY (source, paper)) WITHOUT ROWID;
CREATE INDEX holding_paper ON holding (paper);
CREATE TABLE paper_topic (
    topic TEXT NOT NULL, paper INTEGER NOT NULL REFERENCES paper (number) ON DELETE CASCADE,
    score REAL NOT NULL DEFAULT 0, PRIMARY KEY (topic, paper)) WITHOUT ROWID;
"""
_SEARCH_TRIGGERS = """
CREATE TRIGGER words_added AFTER INSERT ON paper_words BEGIN
    INSERT INTO paper_search (rowid, title, abstract, authors)
        VALUES (new.number, new.title, new.abstract, new.authors);
END;
CREATE TRIGGER words_removed AFTER DELETE ON paper_words BEGIN
    INSERT INTO paper_search (paper_search, rowid, title, abstract, authors)
        VALUES ('delete', old.number, old.title, old.abstract, old.authors);
END;
CREATE TRIGGER words_changed AFTER UPDATE ON paper_words BEGIN
    INSERT INTO paper_search (paper_search, rowid, title, abstract, authors)
        VALUES ('delete', old.number, old.title, old.abstract, old.authors);
    INSERT INTO paper_search (rowid, title, abstract, authors)
        VALUES (new.number, new.title, new.abstract, new.authors);
END;
"""


def _count(sign: str, row: str) -> str:
    """SQL that adds a paper's share to the counters, or takes it away."""
    return f"""
    UPDATE counter SET value = value {sign} ({row}.hidden = 0) WHERE name = 'all';
    UPDATE counter SET value = value {sign} ({row}.read = 0 AND {row}.hidden = 0)
        WHERE name = 'unread';
    UPDATE counter SET value = value {sign} {row}.saved WHERE name = 'saved';
    """


_COUNTER_TRIGGERS = f"""
CREATE TRIGGER paper_added AFTER INSERT ON paper BEGIN {_count("+", "new")} END;
CREATE TRIGGER paper_removed BEFORE DELETE ON paper BEGIN
    DELETE FROM holding WHERE paper = old.number;
    {_count("-", "old")}
END;
CREATE TRIGGER paper_marked AFTER UPDATE OF read, saved, hidden ON paper
WHEN old.read <> new.read OR old.saved <> new.saved OR old.hidden <> new.hidden BEGIN
    {_count("-", "old")} {_count("+", "new")}
    UPDATE source SET unread = unread + (new.read = 0 AND new.hidden = 0)
        - (old.read = 0 AND old.hidden = 0)
        WHERE id IN (SELECT source FROM holding WHERE paper = new.number);
END;
CREATE TRIGGER holding_added AFTER INSERT ON holding BEGIN
    UPDATE source SET items = items + 1, unread = unread +
        (SELECT read = 0 AND hidden = 0 FROM paper WHERE number = new.paper) WHERE id = new.source;
END;
CREATE TRIGGER holding_removed AFTER DELETE ON holding BEGIN
    UPDATE source SET items = items - 1, unread = unread -
        (SELECT read = 0 AND hidden = 0 FROM paper WHERE number = old.paper) WHERE id = old.source;
END;
"""
SCRIPTS = (_TABLES + _SEARCH_TRIGGERS + _COUNTER_TRIGGERS,)
"""Script n brings the file from version n to n + 1."""
SCHEMA = len(SCRIPTS)


def look_at_header(path: str) -> None:
    """Refuse another program's file or a newer one's before SQLite opens, and so touches, it."""
    with open(path, "rb") as file:
        header = file.read(100)
    if not header:
        return
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise StoreError(f"{path}: damaged or not a database. {_ADVICE}")
    judge(path, int.from_bytes(header[60:64], "big"), int.from_bytes(header[68:72], "big"))


def judge(path: str, version: int, application: int) -> None:
    """Raise StoreError unless the file is ours (or empty) and not from a newer program."""
    if application not in (0, APPLICATION_ID) or (application == 0 and version != 0):
        raise StoreError(f"{path}: not the papers of mlroad; nothing was changed. {_ADVICE}")
    if version > SCHEMA:
        raise StoreError(
            f"{path}: written by a newer mlroad (schema {version}, this one knows up to {SCHEMA}); "
            f"nothing was changed. Update mlroad, or start over: {_ADVICE[0].lower()}{_ADVICE[1:]}"
        )


def bring_up(connection: sqlite3.Connection, path: str) -> None:
    """Make the tables, or bring them to SCHEMA, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        application: int = connection.execute("PRAGMA application_id").fetchone()[0]
        judge(path, version, application)
        tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application == 0 and tables:
            raise StoreError(f"{path}: not the papers of mlroad; nothing was changed. {_ADVICE}")
        for script in SCRIPTS[version:]:
            for statement in statements(script):
                connection.execute(statement)
        if version < SCHEMA:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> Generator[str]:
    """The statements of a script one by one (``executescript`` would commit on its own)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if line.strip() and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def in_words(path: str) -> Generator[None]:
    """Raise StoreError in words for what SQLite or the system refuses; programming faults pass."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}. Check the folder.") from error
    except sqlite3.Error as error:
        words = _words(error)
        if words is None:
            raise
        raise StoreError(f"{path}: {words}") from error


def _words(error: sqlite3.Error) -> str | None:
    code = getattr(error, "sqlite_errorcode", None)
    code = code & 0xFF if isinstance(code, int) else -1
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"damaged ({error}). {_ADVICE}"
    if code == sqlite3.SQLITE_FULL:
        return "the disk is full, so nothing was stored; what was there before is safe."
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program keeps it locked; close it and do it again."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return "cannot be written; make file and folder writable or choose another folder."
    if code == sqlite3.SQLITE_IOERR:
        return f"the disk could not be read or written ({error})."
    return None


def prepare(path: str) -> None:
    """Make folder (0700) and file (0600) where there is none, and look at what is there."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not os.path.isfile(path):
            raise StoreError(f"{path}: is no file; move it away.") from None
    look_at_header(path)

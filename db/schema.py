"""The schema number of mlroad.db and the way to it: Alembic, run only when the number differs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from db import refusals

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy.engine import Connection, Engine

SCHEMA = 3
APPLICATION_ID = 0x6D6C7264  # "mlrd"
_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


def look_at_header(path: str) -> None:
    """Refuse a file of another kind or of a newer program before SQLite has opened it.

    Opening could already move the write-ahead log into the file. Raises StoreError, OSError.
    """
    with open(path, "rb") as file:
        header = file.read(_HEADER)
    if not header:
        return
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise refusals.foreign(path)
    version = int.from_bytes(header[60:64], "big")
    application = int.from_bytes(header[68:72], "big")
    _judge(path, version, application)


def version_of(connection: sqlite3.Connection, path: str) -> int:
    """The schema number, 0 for an empty database. Raises StoreError for another program's file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    _judge(path, version, application)
    if application == 0 and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise refusals.foreign(path)
    return version


def _judge(path: str, version: int, application: int) -> None:
    if application not in (0, APPLICATION_ID) or (application == 0 and version != 0):
        raise refusals.foreign(path)
    if version > SCHEMA:
        raise refusals.newer(path, version, SCHEMA)


def migrate(engine: Engine, path: str, before: Callable[[], None]) -> None:
    """Bring the file to SCHEMA in one transaction; all or nothing.

    The engine begins with BEGIN IMMEDIATE, so of several starts at once one migrates and the
    others find the work done. ``before`` makes a backup, where there was a database already.
    """
    with _driver_errors(), engine.begin() as connection:
        version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version == SCHEMA:
            return
        if version > SCHEMA:
            raise refusals.newer(path, version, SCHEMA)
        if version > 0:
            before()
        _upgrade(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


@contextmanager
def _driver_errors() -> Generator[None]:
    """Let SQLite's own errors through instead of SQLAlchemy's wrapping of them."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, Exception):
            raise error.orig from error
        raise


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "db:migrations")
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")

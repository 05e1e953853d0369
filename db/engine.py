"""The SQLModel engine of a database file, whose transactions begin with BEGIN IMMEDIATE."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from db.connection import BUSY_MS, connect

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.pool import PoolProxiedConnection


def engine_for(path: str, busy_ms: int = BUSY_MS) -> Engine:
    """The engine of the file at ``path``; nothing is opened yet."""
    engine = create_engine("sqlite://", creator=lambda: connect(path, busy_ms), poolclass=NullPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    # A deferred transaction that reads first cannot wait for another writer: it fails at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def driver_of(proxy: PoolProxiedConnection) -> sqlite3.Connection:
    """The sqlite3 connection inside SQLAlchemy's."""
    connection = proxy.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("the engine is not one of sqlite3")
    return connection

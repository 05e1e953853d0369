"""SQL compiled once from the SQLModel tables, for the raw driver connection of the write path."""

from __future__ import annotations

from functools import cache

from sqlalchemy import insert
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from db.tables import Learner


@cache
def insert_into(table: str) -> str:
    """The INSERT of all columns of ``table``, values in the order of the columns."""
    statement = insert(Learner.metadata.tables[table])
    return str(statement.compile(dialect=SQLiteDialect(paramstyle="qmark")))


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The names of the columns in the order of ``insert_into``."""
    return tuple(column.name for column in Learner.metadata.tables[table].columns)

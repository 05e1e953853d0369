"""SQL compiled once from the SQLModel tables, for the raw driver connection of the write path.

The tables (and with them SQLModel and pydantic, 120 ms) are imported when something is first
written: reading never waits for them.
"""

from __future__ import annotations

from functools import cache


@cache
def insert_into(table: str) -> str:
    """The INSERT of all columns of ``table``, values in the order of the columns."""
    from sqlalchemy import insert
    from sqlalchemy.dialects.sqlite.base import SQLiteDialect

    from db.tables import Learner

    statement = insert(Learner.metadata.tables[table])
    return str(statement.compile(dialect=SQLiteDialect(paramstyle="qmark")))


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The names of the columns in the order of ``insert_into``."""
    from db.tables import Learner

    return tuple(column.name for column in Learner.metadata.tables[table].columns)


def prepare() -> None:
    """Compile what an answer and its undo need, so that the first of them does not wait for it."""
    for table in ("act", "review", "change", "void"):
        insert_into(table)
    columns_of("review")

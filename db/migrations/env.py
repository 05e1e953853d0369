"""Alembic's entry: runs the migrations on the connection that ``db.schema`` hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from alembic import context

from db.tables import Learner

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def include_object(
    thing: object, name: str | None, kind: str, reflected: bool, other: object
) -> bool:
    """Keep autogenerate away from what lives in the file alone (FTS tables, partial indexes)."""
    return not (reflected and other is None)


def run() -> None:
    """Run inside the transaction of the caller, which began it with BEGIN IMMEDIATE."""
    connection = cast("Connection", context.config.attributes["connection"])
    context.configure(
        connection=connection,
        target_metadata=Learner.metadata,
        include_object=include_object,
        transactional_ddl=False,
    )
    context.run_migrations()


run()

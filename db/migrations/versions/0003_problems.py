"""What makes generated cards, and what holds their answer; new and hidden cards at hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PUT = "INSERT INTO fresh SELECT position, id FROM card WHERE id = new.card AND retired = 0"
_TAKE = (
    "DELETE FROM fresh WHERE card = old.card "
    "AND position = (SELECT position FROM card WHERE id = old.card)"
)
_FRESH = (
    "INSERT INTO fresh (position, card) SELECT card.position, card.id "
    "FROM card JOIN memory ON memory.card = card.id WHERE card.retired = 0 AND memory.state = 0",
    f"CREATE TRIGGER fresh_added AFTER INSERT ON memory WHEN new.state = 0 BEGIN {_PUT}; END",
    f"CREATE TRIGGER fresh_removed BEFORE DELETE ON memory WHEN old.state = 0 BEGIN {_TAKE}; END",
    f"CREATE TRIGGER fresh_begun AFTER UPDATE OF state ON memory "
    f"WHEN old.state = 0 AND new.state <> 0 BEGIN {_TAKE}; END",
    f"CREATE TRIGGER fresh_again AFTER UPDATE OF state ON memory "
    f"WHEN old.state <> 0 AND new.state = 0 BEGIN {_PUT}; END",
    "CREATE TRIGGER fresh_moved AFTER UPDATE OF position, retired ON card "
    "WHEN old.position <> new.position OR old.retired <> new.retired BEGIN "
    "DELETE FROM fresh WHERE position = old.position AND card = old.id; "
    "INSERT INTO fresh SELECT new.position, card FROM memory "
    "WHERE card = new.id AND state = 0 AND new.retired = 0; END",
)


def upgrade() -> None:
    """Bring the schema forward; the way back is the backup made before."""
    op.add_column("words", sa.Column("problem", sa.String()))
    op.add_column("words", sa.Column("proved", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_card_hidden", "card", ["id"], sqlite_where=sa.text("suspended = 1 OR retired = 1")
    )
    op.create_table(
        "fresh",
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("card", sa.String(), primary_key=True),
        sqlite_with_rowid=False,
    )
    for statement in _FRESH:
        op.execute(sa.text(statement))
    # The words come anew when the library is mirrored the next time.
    op.execute("DELETE FROM meta WHERE key = 'library_hash'")

"""What makes generated cards, and whether a computation holds a card's answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; the way back is the backup made before."""
    op.add_column("words", sa.Column("problem", sa.String()))
    op.add_column("words", sa.Column("proved", sa.Integer(), nullable=False, server_default="0"))
    # The words come anew when the library is mirrored the next time.
    op.execute("DELETE FROM meta WHERE key = 'library_hash'")

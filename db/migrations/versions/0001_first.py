"""The first schema: log, caches, meta."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; the way back is the backup made before."""
    _log()
    _cards()
    _sums()


def _log() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("redoes", sa.String()),
        sa.UniqueConstraint("device", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("act", sa.String(), sa.ForeignKey("act.id"), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("rating", sa.Integer()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Integer(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("due_day", sa.Integer()),
        sa.Column("due_at", sa.Integer()),
        sa.Column("step", sa.Integer()),
        sa.Column("scheduler", sa.String(), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.Column("interval_before", sa.Integer()),
        sa.Column("seed", sa.Integer()),
        sa.Column("content_hash", sa.String()),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
    )
    op.create_index("ix_review_card_at", "review", ["card", "at"])
    op.create_index("ix_review_study_day", "review", ["study_day"])
    op.create_index("ix_review_act", "review", ["act"])
    op.create_table(
        "change",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("act", sa.String(), sa.ForeignKey("act.id"), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_change_field", "change", ["entity", "key", "field"])
    op.create_index("ix_change_act", "change", ["act"])
    op.create_table(
        "void",
        sa.Column("act", sa.String(), sa.ForeignKey("act.id"), primary_key=True),
        sa.Column("voids", sa.String(), sa.ForeignKey("act.id"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_void_voids", "void", ["voids"])


def _cards() -> None:
    op.create_table(
        "card",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("note", sa.String()),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("suspended", sa.Integer(), nullable=False),
        sa.Column("flag", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_note", "card", ["note"])
    op.create_index("ix_card_topic", "card", ["topic"])
    op.create_table(
        "memory",
        sa.Column("card", sa.String(), sa.ForeignKey("card.id"), primary_key=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer()),
        sa.Column("stability", sa.Float()),
        sa.Column("difficulty", sa.Float()),
        sa.Column("due_day", sa.Integer()),
        sa.Column("due_at", sa.Integer()),
        sa.Column("last_day", sa.Integer()),
        sa.Column("last_at", sa.Integer()),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("buried_until_day", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_memory_state_due_day", "memory", ["state", "due_day"])


def _sums() -> None:
    op.create_table(
        "done",
        sa.Column("study_day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "latest",
        sa.Column("entity", sa.String(), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("field", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )

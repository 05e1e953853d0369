"""Words of cards with full-text search, the learner's own cards, counts kept per topic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# One of the two names is the row that an update leaves, the other the one it brings.
_FIELDS = "front, back, answer, why, tags, card"
_NEW = "new.number, new.front, new.back, new.answer, new.why, new.tags, new.card"
_OLD = "'delete', old.number, old.front, old.back, old.answer, old.why, old.tags, old.card"
_SEARCH = (
    f"CREATE VIRTUAL TABLE card_search USING fts5 ({_FIELDS}, content = 'words', "
    "content_rowid = 'number', tokenize = 'unicode61', prefix = '2 3')",
    f"CREATE TRIGGER words_added AFTER INSERT ON words BEGIN "
    f"INSERT INTO card_search (rowid, {_FIELDS}) VALUES ({_NEW}); END",
    f"CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN "
    f"INSERT INTO card_search (card_search, rowid, {_FIELDS}) VALUES ({_OLD}); END",
    f"CREATE TRIGGER words_changed AFTER UPDATE OF {_FIELDS} ON words BEGIN "
    f"INSERT INTO card_search (card_search, rowid, {_FIELDS}) VALUES ({_OLD}); "
    f"INSERT INTO card_search (rowid, {_FIELDS}) VALUES ({_NEW}); END",
)
_LISTED = (
    "CREATE TRIGGER words_listed AFTER INSERT ON words BEGIN "
    "INSERT INTO listed SELECT new.number, position FROM card "
    "WHERE id = new.card AND retired = 0; END",
    "CREATE TRIGGER words_unlisted AFTER DELETE ON words BEGIN "
    "DELETE FROM listed WHERE number = old.number; END",
    "CREATE TRIGGER card_placed AFTER UPDATE OF position, retired ON card "
    "WHEN old.position <> new.position OR old.retired <> new.retired BEGIN "
    "DELETE FROM listed WHERE number = (SELECT number FROM words WHERE card = new.id); "
    "INSERT INTO listed SELECT number, new.position FROM words "
    "WHERE card = new.id AND new.retired = 0; END",
)
_MORE = "ON CONFLICT (topic, state) DO UPDATE SET cards = cards + 1"
_TALLY = (
    f"CREATE TRIGGER memory_added AFTER INSERT ON memory BEGIN "
    f"INSERT INTO tally SELECT topic, new.state, 1 FROM card "
    f"WHERE id = new.card AND retired = 0 {_MORE}; END",
    "CREATE TRIGGER memory_removed BEFORE DELETE ON memory BEGIN "
    "UPDATE tally SET cards = cards - 1 WHERE state = old.state "
    "AND topic = (SELECT topic FROM card WHERE id = old.card AND retired = 0); END",
    f"CREATE TRIGGER memory_moved AFTER UPDATE OF state ON memory WHEN old.state <> new.state "
    f"BEGIN UPDATE tally SET cards = cards - 1 WHERE state = old.state "
    f"AND topic = (SELECT topic FROM card WHERE id = old.card AND retired = 0); "
    f"INSERT INTO tally SELECT topic, new.state, 1 FROM card "
    f"WHERE id = new.card AND retired = 0 {_MORE}; END",
    f"CREATE TRIGGER card_moved AFTER UPDATE OF topic, retired ON card "
    f"WHEN old.topic <> new.topic OR old.retired <> new.retired "
    f"BEGIN UPDATE tally SET cards = cards - 1 WHERE old.retired = 0 AND topic = old.topic "
    f"AND state = (SELECT state FROM memory WHERE card = old.id); "
    f"INSERT INTO tally SELECT new.topic, state, 1 FROM memory "
    f"WHERE card = new.id AND new.retired = 0 {_MORE}; END",
)


def upgrade() -> None:
    """Bring the schema forward; the way back is the backup made before."""
    op.add_column("card", sa.Column("marked", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("card", sa.Column("added_day", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("ix_review_card_at", "review")
    columns = ["card", "id", "study_day", "rating", "kind"]
    op.create_index("ix_review_card", "review", columns)
    op.drop_index("ix_memory_state_due_day", "memory")
    op.create_index("ix_memory_due", "memory", ["state", "due_day", "buried_until_day"])
    _words()
    _tally()
    # The cards known so far get their words when the library is mirrored the next time.
    op.execute("DELETE FROM meta WHERE key = 'library_hash'")


def _words() -> None:
    op.create_table(
        "words",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("card", sa.String(), nullable=False, unique=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("front", sa.String(), nullable=False),
        sa.Column("back", sa.String(), nullable=False),
        sa.Column("answer", sa.String()),
        sa.Column("accept", sa.String(), nullable=False),
        sa.Column("why", sa.String()),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("source_title", sa.String()),
        sa.Column("source_url", sa.String()),
        sa.Column("as_of", sa.String()),
        sa.Column("covers", sa.String(), nullable=False),
    )
    op.create_index("ix_words_note", "words", ["note"])
    op.create_index("ix_words_tags", "words", ["tags"])
    op.create_table(
        "listed",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_index("ix_listed_position", "listed", ["position"])
    op.create_table(
        "base",
        sa.Column("note", sa.String(), primary_key=True),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_day", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place",
        sa.Column("topic", sa.String(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    for statement in (*_SEARCH, *_LISTED):
        op.execute(sa.text(statement))


def _tally() -> None:
    op.create_table(
        "tally",
        sa.Column("topic", sa.String(), primary_key=True),
        sa.Column("state", sa.Integer(), primary_key=True),
        sa.Column("cards", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO tally (topic, state, cards) SELECT card.topic, memory.state, count(*) "
        "FROM card JOIN memory ON memory.card = card.id WHERE card.retired = 0 GROUP BY 1, 2"
    )
    for statement in _TALLY:
        op.execute(sa.text(statement))

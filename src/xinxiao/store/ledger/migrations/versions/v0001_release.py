"""The append-only table of releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE = """
CREATE TRIGGER release_{verb} BEFORE {verb} ON release
BEGIN SELECT RAISE(ABORT, 'the table of releases is append-only'); END
"""
_POSTGRESQL = (
    """
CREATE FUNCTION release_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the table of releases is append-only'; END $$
""",
    """
CREATE TRIGGER release_append_only BEFORE UPDATE OR DELETE ON release
FOR EACH ROW EXECUTE FUNCTION release_is_append_only()
""",
)


def upgrade() -> None:
    """Make the table, and have the database itself refuse updates and deletes."""
    op.create_table(
        "release",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("cycle", sa.Text, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("sealed_at", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb))
    else:
        for statement in _POSTGRESQL:
            op.execute(statement)

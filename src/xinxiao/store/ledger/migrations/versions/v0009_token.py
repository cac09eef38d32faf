"""Access tokens of accounts, for systems of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    names = ("account", "name", "reach", "made_at", "ends_at", "ended_at")
    op.create_table(
        "access_token",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
    )
    op.create_index("access_token_account", "access_token", ["account"])

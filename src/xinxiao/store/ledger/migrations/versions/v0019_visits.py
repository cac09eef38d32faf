"""Who goes to see whom a case is about, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table. Cases of before name nobody in it: their events do not say who goes."""
    op.create_table(
        "case_visit",
        sa.Column("case_id", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("visited", sa.BigInteger, nullable=False),
    )
    op.create_index("case_visit_account", "case_visit", ["account", "visited", "day", "case_id"])

"""Work that is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of jobs, which may change and holds no evidence."""
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        *(sa.Column(c, sa.Text, nullable=False) for c in ("lease", "leased_until", "ended_at", "outcome")),
        sa.UniqueConstraint("kind", "key"),
    )
    op.create_index("job_due", "job", ["state", "due"])

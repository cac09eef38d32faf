"""Scrutiny: what tests found in reported values, and the quartiles of peers. All of it can be computed again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _of() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in ("form", "period")]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "scrutiny",
        *_of(),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("reports", sa.BigInteger, nullable=False),
        sa.Column("unsaid", sa.Text, nullable=False),
    )
    op.create_table(
        "suspicion",
        *_of(),
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("unit", "item", "test")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("area", "industry", "value")),
        sa.Column("expected", sa.Float),
        sa.Column("size", sa.Float, nullable=False),
        sa.Column("weight", sa.Float, nullable=False),
    )
    op.create_index("suspicion_weight", "suspicion", ["form", "period", "weight"])
    op.create_table(
        "peer",
        *_of(),
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("stratum", "item")),
        sa.Column("count", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("low", "middle", "high")),
    )

"""Draws: which numbers were committed to, and what became of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close, is_sqlite
from xinxiao.store.ledger.schema import NUMBER

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the tables and close them."""
    word = sa.Text() if is_sqlite() else sa.Text(collation="C")

    def event() -> sa.Column[int]:
        return sa.Column("event", NUMBER, primary_key=True, autoincrement=False)

    op.create_table(
        "draw",
        event(),
        sa.Column("draw", word, nullable=False, unique=True),
        sa.Column("series", word, nullable=False),
        sa.Column("year", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("commitment", word, nullable=False),
        sa.UniqueConstraint("series", "year", "number"),
    )
    op.create_table(
        "draw_step",
        event(),
        sa.Column("draw", word, nullable=False),
        sa.Column("step", word, nullable=False),
        sa.UniqueConstraint("draw", "step"),
    )
    close("draw", "event", "draw", ("series", "year", "number"))
    close("draw_step", "event", ("draw", "step"))

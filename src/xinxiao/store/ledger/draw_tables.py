"""The tables of draws: which numbers were committed to, and what became of each. Both are closed."""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.store.ledger.base import NUMBER, WORD, metadata

DRAW = sa.Table(
    "draw",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("draw", WORD, nullable=False, unique=True),
    sa.Column("series", WORD, nullable=False),
    sa.Column("year", sa.BigInteger, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("commitment", WORD, nullable=False),
    sa.UniqueConstraint("series", "year", "number"),
)
"""Every draw that was committed to: of two who take a number at once, one has it."""
DRAW_STEP = sa.Table(
    "draw_step",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("draw", WORD, nullable=False),
    sa.Column("step", WORD, nullable=False),
    sa.UniqueConstraint("draw", "step"),
)
"""What happened to a draw afterwards, each kind of event at most once."""
DRAWS = (DRAW, DRAW_STEP)

"""What happened to what is kept of people: reasons, erasures, holds, and how long each case is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close
from xinxiao.store.ledger.schema import NUMBER

revision = "0016"
down_revision = "0015"


def _event() -> sa.Column[int]:
    return sa.Column("event", NUMBER, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables and close those that only grow."""
    op.create_table(
        "case_words",
        _event(),
        *_texts("case_id", "sha256"),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table("case_erased", _event(), *_texts("case_id", "part"))
    op.create_index("case_erased_case", "case_erased", ["case_id"])
    op.create_table(
        "case_retention",
        sa.Column("case_id", sa.Text, primary_key=True),
        *_texts("ended", "until"),
        sa.Column("event", sa.BigInteger, nullable=False),
    )
    op.create_index("case_retention_until", "case_retention", ["until", "case_id"])
    op.create_table("case_hold", _event(), *_texts("case_id"))
    op.create_index("case_hold_case", "case_hold", ["case_id"])
    op.create_table("case_erasure", _event(), *_texts("case_id", "part", "asked_by", "state"))
    op.create_index("case_erasure_case", "case_erasure", ["case_id"])
    for table in ("case_words", "case_erased"):
        close(table, "event")

"""A chain of what is done in oversight, apart from that of statistics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close, link
from xinxiao.store.ledger.schema import NUMBER

revision = "0012"
down_revision = "0011"
_TEXTS = ("prev_hash", "hash", "actor", "at", "kind", "payload")


def upgrade() -> None:
    """Make the chain and close it."""
    op.create_table(
        "oversight",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
    )
    op.create_index("oversight_kind", "oversight", ["kind", "sequence"])
    close("oversight", "sequence")
    link("oversight")

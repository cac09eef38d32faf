"""A chain of what is done in oversight, apart from that of statistics; and the subjects it is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close, is_sqlite, link
from xinxiao.store.ledger.schema import NUMBER

revision = "0012"
down_revision = "0011"
_TEXTS = ("prev_hash", "hash", "actor", "at", "kind", "payload")


def upgrade() -> None:
    """Make the chain and the table of subjects, and close both."""
    op.create_table(
        "oversight",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
    )
    op.create_index("oversight_kind", "oversight", ["kind", "sequence"])
    close("oversight", "sequence")
    link("oversight")
    word = sa.Text() if is_sqlite() else sa.Text(collation="C")
    op.create_table(
        "subject",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        *(sa.Column(name, word, nullable=False) for name in ("code", "valid_from")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "authority")),
        *(
            sa.Column(name, word, nullable=False)
            for name in ("area", "industry", "risk", "state", "tags", "source")
        ),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("synthetic", "further")),
    )
    op.create_index("subject_code", "subject", ["code", "valid_from", "sequence"])
    close("subject", "sequence")

"""The frame: versions of statistical units, and which unit became which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close, is_sqlite
from xinxiao.store.ledger.schema import NUMBER

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make both tables and close them."""
    word = sa.Text() if is_sqlite() else sa.Text(collation="C")
    op.create_table(
        "frame_unit",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        *(sa.Column(name, word, nullable=False) for name in ("unit", "valid_from", "code")),
        sa.Column("name", sa.Text, nullable=False),
        *(
            sa.Column(name, word, nullable=False)
            for name in ("area", "industry", "size", "group", "state", "reason")
        ),
    )
    op.create_index("frame_unit_unit", "frame_unit", ["unit", "valid_from", "sequence"])
    op.create_index("frame_unit_code", "frame_unit", ["code"])
    op.create_index("frame_unit_area", "frame_unit", ["area"])
    op.create_table(
        "frame_link",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        *(
            sa.Column(name, word, nullable=False)
            for name in ("kind", "predecessor", "successor", "date", "share")
        ),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_index("frame_link_predecessor", "frame_link", ["predecessor"])
    op.create_index("frame_link_successor", "frame_link", ["successor"])
    for table in ("frame_unit", "frame_link"):
        close(table, "sequence")

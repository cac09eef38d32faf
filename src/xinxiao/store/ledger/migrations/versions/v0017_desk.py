"""What is public of cases, and indexes by which the desk finds cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table and the indexes."""
    live = sa.text("ended = ''")
    op.create_table(
        "case_public",
        sa.Column("case_id", sa.Text, primary_key=True),
        sa.Column("publication", sa.Text, primary_key=True),
        sa.Column("event", sa.BigInteger, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("workflow", "subject", "since", "until", "ended")
        ),
        sa.Column("synthetic", sa.BigInteger, nullable=False),
    )
    op.create_index("case_public_event", "case_public", ["event"], sqlite_where=live, postgresql_where=live)
    op.create_index("case_public_subject", "case_public", ["subject"])
    op.create_index("case_row_area_opened", "case_row", ["area", "opened", "case_id"])
    op.create_index("case_row_handler_opened", "case_row", ["handler", "opened", "case_id"])
    open_ = sa.text("ended = '' AND due <> ''")
    op.create_index(
        "case_row_due_area",
        "case_row",
        ["due", "case_id", "area"],
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.create_index("case_row_opened_area", "case_row", ["opened", "case_id", "area"])
    op.create_index("case_tally_state", "case_tally", ["workflow", "state", "area", "cases"])
    if op.get_bind().dialect.name == "postgresql":
        for name, column in (("case_row_begins", "case_id"), ("case_row_subject_begins", "subject")):
            op.create_index(name, "case_row", [column], postgresql_ops={column: "text_pattern_ops"})

"""Counts of reports by area, by industry and by both, one row for each with a column for each count, in place of one row for each
count: what a board reads of a million reports are then as many rows as there are areas or industries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
_SQUARE = ("form", "period", "kind", "area", "industry")
_COUNTS = {
    "due": "state = 'due'",
    "held": "state = 'held'",
    "submitted": "state = 'submitted'",
    "returned": "state = 'returned'",
    "accepted": "state = 'accepted'",
    "on_time": "timely = 'yes'",
    "late": "timely = 'no'",
}
_KINDS = {"area": ("area", "''"), "industry": ("''", "industry"), "both": ("area", "industry")}


def upgrade() -> None:
    """Make the table anew from the reports."""
    op.drop_table("tally")
    op.create_table(
        "tally",
        *(sa.Column(name, sa.Text, primary_key=True) for name in _SQUARE),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in _COUNTS),
        sqlite_with_rowid=False,
    )
    sums = ", ".join(f"sum(CASE WHEN {which} THEN 1 ELSE 0 END)" for which in _COUNTS.values())
    for kind, (area, industry) in _KINDS.items():
        group = ", ".join(name for name in ("form", "period", area, industry) if name != "''")
        op.execute(
            f"INSERT INTO tally ({', '.join((*_SQUARE, *_COUNTS))})"
            f" SELECT form, period, '{kind}', {area}, {industry}, {sums} FROM report GROUP BY {group}"
        )

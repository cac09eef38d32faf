"""States of releases. Those sealed before were public from their sealing, and their events stay as they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close
from xinxiao.store.ledger.schema import NUMBER

revision = "0004"
down_revision = "0003"
_TEXTS = ("id", "state", "at", "due", "by", "reason", "notice_zh", "notice_en")


def upgrade() -> None:
    """Make the table of moves with one for each release there is, and close it."""
    op.create_table(
        "release_move",
        sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
    )
    op.create_index("release_move_id", "release_move", ["id", "event"])
    names = ", ".join(f'"{name}"' for name in ("event", *_TEXTS))
    op.execute(
        f"INSERT INTO release_move ({names})"
        " SELECT event, id, 'live', sealed_at, '', '', '', '', '' FROM release ORDER BY event"
    )
    close("release_move", "event")

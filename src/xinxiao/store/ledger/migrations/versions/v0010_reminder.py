"""SQLite: a reminder is not replaced by another in its place, which a table without a number of its own would let happen."""

from __future__ import annotations

from xinxiao.store.ledger.migrations.closed import keep_places

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Refuse it."""
    keep_places("reminder")

"""Reasons by the case they are about, as who looks after what is kept of people asks for them."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the index."""
    op.create_index("case_words_case", "case_words", ["case_id"])

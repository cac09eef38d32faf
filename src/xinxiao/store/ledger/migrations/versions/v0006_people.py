"""People: accounts, grants, sessions, invitations and recovery codes. They change, and hold no evidence: the events do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("login", sa.Text, unique=True),
        *_texts("name", "email", "state", "password", "code_secret"),
        sa.Column("code_used", sa.BigInteger, nullable=False),
        *_texts("issuer", "subject"),
        sa.Column("failures", sa.Integer, nullable=False),
        *_texts("locked_until", "made_at"),
    )
    op.create_index("account_subject", "account", ["issuer", "subject"])
    keys = [sa.Column(name, sa.Text, primary_key=True) for name in ("account", "role", "scope")]
    op.create_table("account_grant", *keys, *_texts("since"))
    op.create_index("account_grant_scope", "account_grant", ["scope", "role"])
    op.create_table(
        "session",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *_texts("account", "step", "begun_at", "seen_at", "ends_at"),
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_table(
        "invitation",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        *_texts("until"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, primary_key=True),
    )

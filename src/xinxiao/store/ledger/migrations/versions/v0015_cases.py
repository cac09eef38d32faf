"""Cases: how each stands, its clocks, its steps, what is kept encrypted, its documents, and the numbers that were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.base import NUMBER
from xinxiao.store.ledger.migrations.closed import close, keep_places

revision = "0015"
down_revision = "0013"


def _texts(*names: str, key: str = "") -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, primary_key=name in key.split()) for name in names]


def _numbers(*names: str, key: str = "") -> list[sa.Column[int]]:
    return [
        sa.Column(name, sa.BigInteger, nullable=False, primary_key=name in key.split(), autoincrement=False)
        for name in names
    ]


def upgrade() -> None:
    """Make the tables and close those that only grow."""
    op.create_table(
        "case_row",
        *_texts("case_id", "workflow", "definition", "state", "area", "subject", "handler", key="case_id"),
        *_texts("opened", "ended"),
        *_numbers("number"),
        *_texts("due", "clock"),
        *_numbers("provisional", "in_review", "synthetic"),
    )
    open_, running = sa.text("ended = '' AND due <> ''"), sa.text("state = 'running'")
    for name, columns in (("area", ["area", "due"]), ("handler", ["handler", "due"]), ("due", ["due"])):
        op.create_index(f"case_row_{name}", "case_row", columns, sqlite_where=open_, postgresql_where=open_)
    op.create_index("case_row_state", "case_row", ["workflow", "state", "opened", "case_id"])
    op.create_index("case_row_subject", "case_row", ["subject", "opened"])
    op.create_index("case_row_opened", "case_row", ["opened", "case_id"])
    op.create_table(
        "case_clock",
        *_texts("case_id", "clock", key="case_id clock"),
        *_numbers("run", key="run"),
        *_texts("due", "state", "rule", "version"),
        *_numbers("provisional"),
    )
    op.create_index("case_clock_due", "case_clock", ["due"], sqlite_where=running, postgresql_where=running)
    _closed_tables()
    op.create_table(
        "case_tally",
        *_texts("area", "workflow", "state", key="area workflow state"),
        *_numbers("cases", "in_review", "synthetic"),
    )
    op.create_table(
        "case_number", *_texts("prefix", key="prefix"), *_numbers("year", key="year"), *_numbers("last")
    )


def _closed_tables() -> None:
    op.create_table(
        "case_step",
        sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
        *_texts("case_id"),
        *_numbers("number"),
        sa.UniqueConstraint("case_id", "number", name="case_step_once"),
    )
    op.create_table(
        "case_content",
        *_texts("case_id", key="case_id"),
        *_numbers("act", key="act"),
        *_texts("part", key="part"),
        *_texts("fields"),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        *_numbers("event"),
    )
    op.create_table(
        "case_document",
        *_texts("document", "case_id", "kind", "sha256", key="document"),
        *_numbers("event"),
    )
    op.create_index("case_document_case", "case_document", ["case_id"])
    op.create_index("case_document_sha256", "case_document", ["sha256"])
    close("case_step", "event", ("case_id", "number"))
    close("case_content", ("case_id", "act", "part"))
    close("case_document", "document")
    for table in ("case_content", "case_document"):
        keep_places(table)

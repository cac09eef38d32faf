"""Reports: what was issued, what came in, what was said of it, and how each report stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close
from xinxiao.store.ledger.schema import NUMBER

revision = "0007"
down_revision = "0006"
_KEY = ("form", "period", "unit")


def _event() -> sa.Column[int]:
    return sa.Column("event", NUMBER, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _key(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names or _KEY]


def _empty(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def _number(name: str, start: int | None = 0) -> sa.Column[int]:
    default = None if start is None else str(start)
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=default)


def upgrade() -> None:
    """Make the tables; close those that are evidence."""
    op.create_table(
        "form_issue",
        _event(),
        *_texts("form", "period", "version", "bundle", "circumstances", "opens", "due"),
        _number("reports", None),
        *_texts("units", "at"),
        sa.UniqueConstraint("form", "period"),
    )
    op.create_table(
        "submission",
        _event(),
        *_texts(*_KEY),
        _number("number", None),
        *_texts("sha256"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint(*_KEY, "number"),
    )
    op.create_table("exchange", _event(), *_texts("sha256", "text"))
    op.create_table("report_act", _event(), *_texts(*_KEY))
    op.create_index("report_act_key", "report_act", [*_KEY, "event"])
    op.create_table("reminder", _event(), *_key("unit"))
    op.create_index("reminder_unit", "reminder", ["unit", "event"])
    _changing()
    close("form_issue", "event", ("form", "period"))
    close("submission", "event", (*_KEY, "number"))
    for name in ("exchange", "report_act"):
        close(name, "event")
    close("reminder", ("event", "unit"))


def _changing() -> None:
    op.create_table(
        "report",
        *_key(),
        *_texts("area", "industry"),
        _number("issue", None),
        *_texts("due"),
        sa.Column("state", sa.Text, nullable=False, server_default="due"),
        _number("number"),
        *_empty("sha256", "version", "submitted_at", "timely", "held"),
        _number("threads"),
        *_empty("open_threads", "accepted"),
        _number("rank", 99),
        *_empty("accepted_sha256", "extended"),
        _number("requests"),
        *_empty("requested"),
        _number("event"),
        sqlite_with_rowid=False,
    )
    op.create_index("report_unit", "report", ["unit", "period"])
    op.create_index("report_area", "report", ["area", "form", "period"])
    owed = sa.text("state IN ('due', 'returned')")
    op.create_index("report_owed", "report", ["due"], sqlite_where=owed, postgresql_where=owed)
    op.create_table(
        "tally",
        *_key("form", "period", "area", "industry", "state", "timely"),
        _number("count", None),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft",
        *_key(),
        _number("revision", None),
        *_texts("sha256", "saved_at", "by"),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )

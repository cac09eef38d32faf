"""What is public of cases, made from the events of the chain of oversight in their transactions; and by which the desk finds cases."""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.store.ledger.base import metadata
from xinxiao.store.ledger.case_tables import CASE_ROW, CASE_TALLY

_LIVE = sa.text("ended = ''")
CASE_PUBLIC = sa.Table(
    "case_public",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("publication", sa.Text, primary_key=True),
    sa.Column("event", sa.BigInteger, nullable=False),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("workflow", "subject", "since", "until", "ended")
    ),
    sa.Column("synthetic", sa.BigInteger, nullable=False),
    sa.Index("case_public_event", "event", sqlite_where=_LIVE, postgresql_where=_LIVE),
    sa.Index("case_public_subject", "subject"),
)
"""What became public of which case, by the event that began it last; ``ended``: the day an act ended it, empty while none did."""
CASE_VISIT = sa.Table(
    "case_visit",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, nullable=False),
    sa.Column("visited", sa.BigInteger, nullable=False),
    sa.Index("case_visit_account", "account", "visited", "day", "case_id"),
)
"""Who goes to see whom an open case is about, on which day (empty: none was said), and whether that was done."""
BEGINS = {"case_row_begins": ("case_id",), "case_row_subject_begins": ("subject",)}
"""Indexes by which PostgreSQL finds what begins with some words; in SQLite the others do."""
sa.Index("case_row_area_opened", CASE_ROW.c.area, CASE_ROW.c.opened, CASE_ROW.c.case_id)
sa.Index("case_row_handler_opened", CASE_ROW.c.handler, CASE_ROW.c.opened, CASE_ROW.c.case_id)
_OPEN = sa.text("ended = '' AND due <> ''")
sa.Index(
    "case_row_due_area",
    *(CASE_ROW.c.due, CASE_ROW.c.case_id, CASE_ROW.c.area),
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
sa.Index("case_row_opened_area", CASE_ROW.c.opened, CASE_ROW.c.case_id, CASE_ROW.c.area)
sa.Index("case_tally_state", *(CASE_TALLY.c[name] for name in ("workflow", "state", "area", "cases")))
for _name, _columns in BEGINS.items():
    sa.Index(
        _name,
        *(CASE_ROW.c[column] for column in _columns),
        postgresql_ops=dict.fromkeys(_columns, "text_pattern_ops"),
    ).ddl_if(dialect="postgresql")

"""Tables of cases, made from the events of the chain of oversight in their transactions; and what is kept encrypted of acts."""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.store.ledger.base import NUMBER, metadata


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


_OPEN = sa.text("ended = '' AND due <> ''")
_RUNNING = sa.text("state = 'running'")
CASE_ROW = sa.Table(
    "case_row",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    *_texts("workflow", "definition", "state", "area", "subject", "handler", "opened", "ended"),
    *_numbers("number"),
    *_texts("due", "clock"),
    *_numbers("provisional", "in_review", "synthetic"),
    sa.Index("case_row_area", "area", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sa.Index("case_row_handler", "handler", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sa.Index("case_row_due", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sa.Index("case_row_state", "workflow", "state", "opened", "case_id"),
    sa.Index("case_row_subject", "subject", "opened"),
    sa.Index("case_row_opened", "opened", "case_id"),
)
"""Every case, as its events fold: how many there are, and the clock that runs out first with its last day (empty: none runs)."""
CASE_CLOCK = sa.Table(
    "case_clock",
    metadata,
    *(sa.Column(name, sa.Text, primary_key=True) for name in ("case_id", "clock")),
    sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False),
    *_texts("due", "state", "rule", "version"),
    *_numbers("provisional"),
    sa.Index("case_clock_due", "due", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
)
"""Every run of a clock, as it stands."""
CASE_STEP = sa.Table(
    "case_step",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    *_texts("case_id"),
    *_numbers("number"),
    sa.UniqueConstraint("case_id", "number", name="case_step_once"),
)
"""Which event is the how-manieth of which case: of two that come at once one is."""
CASE_CONTENT = sa.Table(
    "case_content",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("act", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("part", sa.Text, primary_key=True),
    *_texts("fields"),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    *_numbers("event"),
)
"""What no event may hold, encrypted; the event holds its hash."""
CASE_DOCUMENT = sa.Table(
    "case_document",
    metadata,
    sa.Column("document", sa.Text, primary_key=True),
    *_texts("case_id", "kind", "sha256"),
    *_numbers("event"),
    sa.Index("case_document_case", "case_id"),
    sa.Index("case_document_sha256", "sha256"),
)
"""The documents that acts produced, by their numbers."""
PLACE = ("area", "workflow", "state")
CASE_TALLY = sa.Table(
    "case_tally",
    metadata,
    *(sa.Column(name, sa.Text, primary_key=True) for name in PLACE),
    *_numbers("cases", "in_review", "synthetic"),
)
"""How many cases of an area and a workflow stand in which state."""
CASE_NUMBER = sa.Table(
    "case_number",
    metadata,
    sa.Column("prefix", sa.Text, primary_key=True),
    sa.Column("year", sa.BigInteger, primary_key=True, autoincrement=False),
    *_numbers("last"),
)
"""The last number that was given of each kind in each year; one that was given is never given again."""
CASES_CLOSED = (CASE_STEP, CASE_CONTENT, CASE_DOCUMENT)
CASES_CHANGING = (CASE_ROW, CASE_CLOCK, CASE_TALLY, CASE_NUMBER)

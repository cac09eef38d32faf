"""Tables of what happened to what is kept of people, made from events of the chain of oversight in their transactions."""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.store.ledger.base import NUMBER, metadata


def _event() -> sa.Column[int]:
    return sa.Column("event", NUMBER, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


CASE_WORDS = sa.Table(
    "case_words",
    metadata,
    _event(),
    *_texts("case_id", "sha256"),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Index("case_words_case", "case_id"),
)
"""Reasons, sealed with the key of the case's own part, by the event that holds their hash."""
CASE_ERASED = sa.Table(
    "case_erased", metadata, _event(), *_texts("case_id", "part"), sa.Index("case_erased_case", "case_id")
)
"""Parts of cases that were erased (empty: all of one), by which event."""
CASE_RETENTION = sa.Table(
    "case_retention",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    *_texts("ended", "until"),
    sa.Column("event", sa.BigInteger, nullable=False),
    sa.Index("case_retention_until", "until", "case_id"),
)
"""Until which day each case that ended is kept; empty where its workflow does not say, and where it is gone."""
CASE_HOLD = sa.Table(
    "case_hold", metadata, _event(), *_texts("case_id"), sa.Index("case_hold_case", "case_id")
)
"""Holds that last."""
CASE_ERASURE = sa.Table(
    "case_erasure",
    metadata,
    _event(),
    *_texts("case_id", "part", "asked_by", "state"),
    sa.Index("case_erasure_case", "case_id"),
)
"""Erasures that were asked for, and whether they are ``open``, ``done`` or ``refused``."""
PERSONAL_CLOSED = (CASE_WORDS, CASE_ERASED)
PERSONAL_CHANGING = (CASE_RETENTION, CASE_HOLD, CASE_ERASURE)

"""The tables of lists: what their events say, issued versions and entries, and what rests on an entry. All of them are closed."""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.store.ledger.base import NUMBER, WORD, metadata

LIST_ACT = sa.Table(
    "list_act",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("list", WORD, nullable=False),
    sa.Column("turn", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("list", "turn"),
)
"""Which events of oversight are of which list, and the which-th of it each is: of two who act at once, one has the turn."""
LIST_TEXT = sa.Table(
    "list_text",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""What a version of a list says, and the reasons people give. The event holds its hash."""
LIST_ENTRY = sa.Table(
    "list_entry",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("entry", WORD, primary_key=True),
    sa.Column("list", WORD, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("starts", WORD, nullable=False),
    sa.Column("ends", WORD, nullable=False),
    sa.Index("list_entry_list", "list", "entry", "version"),
)
"""The entries of each issued version of a list, with the days from and to which they hold in it."""
LIST_VERSION = sa.Table(
    "list_version",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("list", WORD, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("starts", WORD, nullable=False),
    sa.UniqueConstraint("list", "version"),
)
"""The issued versions of each list, and the day from which each is in force."""
LIST_END = sa.Table(
    "list_end",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("list", WORD, nullable=False),
    sa.Column("entry", WORD, nullable=False),
    sa.Column("day", WORD, nullable=False),
    sa.Index("list_end_list", "list", "entry"),
)
"""Which entries were ended, from which day on."""
LIST_REST = sa.Table(
    "list_rest",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("list", WORD, primary_key=True),
    sa.Column("entry", WORD, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("day", WORD, nullable=False),
    sa.Column("kind", WORD, nullable=False),
    sa.Column("number", WORD, nullable=False),
    sa.Index("list_rest_list", "list", "entry", "event"),
)
"""What rests on an entry: which case or draw, by which event, since which day. The database refuses one on no live entry."""
LISTS = (LIST_ACT, LIST_TEXT, LIST_VERSION, LIST_ENTRY, LIST_END, LIST_REST)

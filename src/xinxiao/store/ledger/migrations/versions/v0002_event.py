"""Two chains of events; the table of releases is made from them.

Releases sealed before become the first events of the chain, at the time they were sealed, by an actor nobody recorded.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.model.event import START, Event, Mark, ReleaseSealed, appended
from xinxiao.store.ledger.migrations.closed import close, is_sqlite, link, prepare
from xinxiao.store.ledger.schema import NUMBER

revision = "0002"
down_revision = "0001"
NOBODY = "unrecorded"
"""The actor of what was done before actors were recorded."""


def upgrade() -> None:
    """Make the chains, carry the releases over, and close all three tables."""
    before = _releases()
    _drop_releases()
    prepare()
    for name in ("event", "reading"):
        op.create_table(
            name,
            sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
            *(
                sa.Column(c, sa.Text, nullable=False)
                for c in ("prev_hash", "hash", "actor", "at", "kind", "payload")
            ),
        )
    op.create_table(
        "release",
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, nullable=False, unique=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        *(sa.Column(c, sa.Text, nullable=False) for c in ("programme", "cycle", "as_of", "sealed_at")),
    )
    op.create_table(
        "verified",
        sa.Column("chain", sa.Text, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("event_kind", "event", ["kind", "sequence"])
    _carry(before)
    for name in ("event", "reading"):
        close(name, "sequence")
        link(name)
    close("release", "sequence", "event", "id", "sha256")


def _releases() -> list[sa.RowMapping]:
    query = "SELECT id, sha256, programme, cycle, as_of, sealed_at FROM release ORDER BY sequence"
    return list(op.get_bind().execute(sa.text(query)).mappings())


def _drop_releases() -> None:
    op.drop_table("release")
    if not is_sqlite():
        op.execute("DROP FUNCTION release_is_append_only()")


def _carry(before: list[sa.RowMapping]) -> None:
    after, events, rows = START, list[Event](), list[dict[str, object]]()
    for row in before:
        told = {name: row[name] for name in ("id", "sha256", "programme", "cycle", "as_of")}
        fact = ReleaseSealed(**told)
        (event,) = appended(after, NOBODY, row["sealed_at"], [(fact.kind, fact.payload)])
        after = Mark(event.sequence, event.hash)
        events.append(event)
        rows.append({"sequence": event.sequence, "event": event.sequence, **row})
    if rows:
        names = ("sequence", "prev_hash", "hash", "actor", "at", "kind", "payload")
        op.bulk_insert(
            sa.table("event", *map(sa.column, names)), [dict(zip(names, e.row, strict=True)) for e in events]
        )
        op.bulk_insert(sa.table("release", *map(sa.column, rows[0])), rows)

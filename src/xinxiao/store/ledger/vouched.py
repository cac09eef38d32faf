"""Rows that an event vouches for by their hash: written with it, and held against it whenever the ledger is verified.

Rows are there, unchanged, and no others: what a table made from the payloads of events is by itself, a table of rows too many
for a payload, or of what no event may hold, is by this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.collect.frame import COLUMNS, LINK_COLUMNS, VERSIONS, FrameFact, FrameLinked, digest
from xinxiao.model.event import Event, Mark
from xinxiao.store.ledger import rows
from xinxiao.store.ledger.schema import CHAIN, FRAME_LINK, FRAME_UNIT

KINDS = (*VERSIONS, FrameLinked.kind)


class Pending:
    """Rows on their way into a table, by their hash, until the event that vouches for them is written."""

    def __init__(self) -> None:
        self._tables: dict[str, pa.Table] = {}

    def hold(self, fact: FrameFact, table: pa.Table) -> None:
        """Keep rows for an event."""
        self._tables[fact.sha256] = table

    def drop(self, fact: FrameFact) -> None:
        """Forget them."""
        self._tables.pop(fact.sha256, None)

    def project(self, connection: sa.Connection, event: Event) -> None:
        """Write the rows of an event in its transaction. Raises :class:`Conflict` when others were recorded meanwhile, and for
        an event that comes without its rows."""
        said = event.fact
        table = FRAME_LINK if event.kind == FrameLinked.kind else FRAME_UNIT
        held = self._tables.get(said["sha256"])
        if held is None or held.num_rows != said["recorded"] or last(connection, table) + 1 != said["first"]:
            raise Conflict(f"{table.name} moved on before {event.kind}", told("frame_moved"))
        rows.insert(connection, table, held, said["first"], event.sequence)


def last(connection: sa.Connection, table: sa.Table) -> int:
    """The number of the last row of a table; 0 before the first."""
    return connection.execute(sa.select(sa.func.max(table.c.sequence))).scalar() or 0


def first_misfit(connection: sa.Connection, events: Iterable[Event], after: Mark) -> int | None:
    """The number of the first event after a mark whose rows are not those it vouches for, or of a row no event vouches for."""
    told = sorted(events, key=lambda event: event.sequence)
    found = (
        _misfit(connection, FRAME_UNIT, COLUMNS, VERSIONS, told, after),
        _misfit(connection, FRAME_LINK, LINK_COLUMNS, (FrameLinked.kind,), told, after),
    )
    return min((number for number in found if number is not None), default=None)


def _misfit(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    kinds: Sequence[str],
    events: Iterable[Event],
    after: Mark,
) -> int | None:
    base = _vouched_before(connection, kinds, after)
    schema = pa.schema(
        [("sequence", pa.int64()), ("event", pa.int64()), *((c, pa.string()) for c in columns)]
    )
    query = sa.select(table).where(table.c.sequence > base).order_by(table.c.sequence)
    stray = sa.select(sa.func.min(table.c.event)).where(
        table.c.sequence <= base, table.c.event > after.sequence
    )
    misplaced = connection.execute(stray).scalar()
    left = rows.streamed(connection, query, schema)
    for event in events:
        if event.kind in kinds:
            said = event.fact
            own, left = _taken(left, said["recorded"])
            if base + 1 != said["first"] or not _is_of(own, event.sequence, base, said["sha256"], columns):
                return min(event.sequence, misplaced or event.sequence)
            base += int(said["recorded"])
    further = next((batch for batch in left if batch.num_rows), None)
    if further is not None:
        return int(further.column("event")[0].as_py())
    return misplaced


def _is_of(own: list[pa.RecordBatch], event: int, base: int, sha256: str, columns: Sequence[str]) -> bool:
    """Whether rows are numbered on from ``base``, name the event, and have its hash."""
    for batch in own:
        numbers = list(range(base + 1, base + 1 + batch.num_rows))
        if batch.column("sequence").to_pylist() != numbers or set(batch.column("event").to_pylist()) != {
            event
        }:
            return False
        base += batch.num_rows
    return digest(batch.select(list(columns)) for batch in own) == sha256


def _taken(
    batches: Iterator[pa.RecordBatch], count: int
) -> tuple[list[pa.RecordBatch], Iterator[pa.RecordBatch]]:
    """The first rows of batches, and the rest."""
    taken: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows > count:
            return [*taken, *([batch[:count]] if count else [])], chain([batch[count:]], batches)
        taken.append(batch)
        count -= batch.num_rows
        if not count:
            break
    return taken, batches


def _vouched_before(connection: sa.Connection, kinds: Sequence[str], after: Mark) -> int:
    """The number of the last row that events up to a mark vouch for."""
    c = CHAIN["event"].c
    query = sa.select(CHAIN["event"]).where(c.kind.in_(kinds), c.sequence <= after.sequence)
    found = connection.execute(query.order_by(c.sequence.desc()).limit(1)).one_or_none()
    if found is None:
        return 0
    said = Event(*found).fact
    return int(said["first"]) + int(said["recorded"]) - 1

"""Rows that an event vouches for by their hash: written with it, and held against it whenever the ledger is verified.

Rows are there, unchanged, and no others: what a table made from the payloads of events is by itself, a table of rows too many
for a payload, or of what no event may hold, is by this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.collect.frame import COLUMNS, LINK_COLUMNS, VERSIONS, FrameLinked
from xinxiao.model.event import ChainName, Event, Mark
from xinxiao.model.oversight.subject import COLUMNS as SUBJECT_COLUMNS
from xinxiao.model.oversight.subject_facts import SubjectsImported
from xinxiao.model.vouched import VouchingFact, lines_of
from xinxiao.store.ledger import rows
from xinxiao.store.ledger.schema import CHAIN, FRAME_LINK, FRAME_UNIT, SUBJECT

Batches = Callable[[], Iterable[pa.RecordBatch]]
"""Rows, from the first on each time they are asked for."""


@dataclass(frozen=True)
class Vouched:
    """A table whose rows events of some kinds of a chain vouch for, and its columns in the order in which they are hashed."""

    chain: ChainName
    table: sa.Table
    columns: Sequence[str]
    kinds: tuple[str, ...]


TABLES = (
    Vouched("event", FRAME_UNIT, COLUMNS, VERSIONS),
    Vouched("event", FRAME_LINK, LINK_COLUMNS, (FrameLinked.kind,)),
    Vouched("oversight", SUBJECT, SUBJECT_COLUMNS, (SubjectsImported.kind,)),
)


def of_chain(name: ChainName) -> dict[str, Vouched]:
    """The kinds of events of a chain that vouch for rows, each with its table."""
    return {kind: own for own in TABLES if own.chain == name for kind in own.kinds}


class Pending:
    """Rows on their way into a table, by their hash, until the event that vouches for them is written."""

    def __init__(self) -> None:
        self._batches: dict[str, Batches] = {}

    def hold(self, fact: VouchingFact, batches: Batches) -> None:
        """Keep rows for an event."""
        self._batches[fact.sha256] = batches

    def drop(self, fact: VouchingFact) -> None:
        """Forget them."""
        self._batches.pop(fact.sha256, None)

    def of(self, own: Vouched) -> Callable[[sa.Connection, Event], None]:
        """What writes the rows of an event into a table, in its transaction.

        It raises :class:`Conflict` when others were recorded meanwhile, and for an event that comes without its rows.
        """

        def project(connection: sa.Connection, event: Event) -> None:
            said = event.fact
            held = self._batches.get(said["sha256"])
            if held is None or last(connection, own.table) + 1 != said["first"]:
                raise Conflict(f"{own.table.name} moved on before {event.kind}", told("frame_moved"))
            count = rows.insert(connection, own.table, held(), said["first"], event.sequence)
            if count != said["recorded"]:
                raise Conflict(f"{event.kind}: {count} rows, not {said['recorded']}", told("frame_moved"))

        return project


def last(connection: sa.Connection, table: sa.Table) -> int:
    """The number of the last row of a table; 0 before the first."""
    return connection.execute(sa.select(sa.func.max(table.c.sequence))).scalar() or 0


def first_misfit(
    connection: sa.Connection, name: ChainName, events: Iterable[Event], after: Mark
) -> int | None:
    """The number of the first event of a chain after a mark whose rows are not those it vouches for, or of a row no event
    vouches for."""
    told = sorted(events, key=lambda event: event.sequence)
    found = [_misfit(connection, own, told, after) for own in TABLES if own.chain == name]
    return min((number for number in found if number is not None), default=None)


def _misfit(connection: sa.Connection, own: Vouched, events: Iterable[Event], after: Mark) -> int | None:
    table, base = own.table, _vouched_before(connection, own, after)
    schema = pa.schema(
        [("sequence", pa.int64()), ("event", pa.int64()), *((c, pa.string()) for c in own.columns)]
    )
    query = sa.select(table).where(table.c.sequence > base).order_by(table.c.sequence)
    stray = sa.select(sa.func.min(table.c.event)).where(
        table.c.sequence <= base, table.c.event > after.sequence
    )
    misplaced = connection.execute(stray).scalar()
    left = rows.streamed(connection, query, schema)
    for event in events:
        if event.kind in own.kinds:
            said = event.fact
            fits, left = _is_next(left, own.columns, event.sequence, base, said)
            if not fits:
                return min(event.sequence, misplaced or event.sequence)
            base += int(said["recorded"])
    further = next((batch for batch in left if batch.num_rows), None)
    if further is not None:
        return int(further.column("event")[0].as_py())
    return misplaced


def _is_next(
    batches: Iterator[pa.RecordBatch], columns: Sequence[str], event: int, base: int, said: dict[str, object]
) -> tuple[bool, Iterator[pa.RecordBatch]]:
    """Whether the next rows are numbered on from ``base``, name the event, are as many as it says and have its hash; and the rest."""
    left, held = int(str(said["recorded"])), sha256()
    if base + 1 != said["first"]:
        return False, batches
    while left:
        batch = next(batches, None)
        if batch is None:
            return False, batches
        if batch.num_rows > left:
            batches, batch = chain([batch[left:]], batches), batch[:left]
        numbers = list(range(base + 1, base + 1 + batch.num_rows))
        named = set(batch.column("event").to_pylist()) <= {event}
        if not named or batch.column("sequence").to_pylist() != numbers:
            return False, batches
        held.update(lines_of(batch.select(list(columns))))
        base, left = base + batch.num_rows, left - batch.num_rows
    return held.hexdigest() == said["sha256"], batches


def _vouched_before(connection: sa.Connection, own: Vouched, after: Mark) -> int:
    """The number of the last row that events up to a mark vouch for."""
    table = CHAIN[own.chain]
    query = sa.select(table).where(table.c.kind.in_(own.kinds), table.c.sequence <= after.sequence)
    found = connection.execute(query.order_by(table.c.sequence.desc()).limit(1)).one_or_none()
    if found is None:
        return 0
    said = Event(*found).fact
    return int(said["first"]) + int(said["recorded"]) - 1

"""Reports as they stood after an earlier event: folded again from their events up to it, with the contents that were there then.

Everything that was submitted is kept, and rows say which event brought them, so nothing has to be guessed. What no event has moved
since stands as it does now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.model.collect.report import Report, fold
from xinxiao.model.collect.snapshot import SUBMITTED
from xinxiao.model.event import START, Event, Mark
from xinxiao.store.ledger.report_rows import expected, report_of
from xinxiao.store.ledger.schema import ACT, CHAIN, REPORT, SUBMISSION

ROWS = 5_000
"""Reports that are read at once."""
_e, _a, _r, _s = CHAIN["event"].c, ACT.c, REPORT.c, SUBMISSION.c
_AMONG: sa.BindParameter[list[str]] = sa.bindparam("units", expanding=True)


def mark_at(connection: sa.Connection, moment: str) -> Mark:
    """The last event before the first that says a later time than ``moment`` (UTC, ISO 8601): what comes later changes it no more,
    whatever time it says, once there is such a one."""
    later = sa.select(sa.func.min(_e.sequence)).where(_e.at > moment)
    query = sa.select(_e.sequence, _e.hash).order_by(_e.sequence.desc()).limit(1)
    first = connection.execute(later).scalar()
    found = connection.execute(query if first is None else query.where(_e.sequence < first)).one_or_none()
    return START if found is None else Mark(*found)


def batches(
    connection: sa.Connection, form: str, period: str, before: str, last: int
) -> Iterator[pa.RecordBatch]:
    """The reports of a form for a period as they stood after the event ``last``, as batches of ``SUBMITTED``, by unit in the order
    of bytes. ``before``: the period before within the year, empty for none."""
    order = sa.collate(_r.unit, "BINARY" if connection.dialect.name == "sqlite" else "C")
    query = sa.select(REPORT).where(_r.form == form, _r.period == period, _r.issue <= last).order_by(order)
    found = connection.execution_options(yield_per=ROWS).execute(query)
    for rows in found.partitions():
        held = [report_of(tuple(row)) for row in rows]
        moved = _folded(connection, [report for report in held if report.event > last], last)
        stood = [moved.get(report.unit, report) for report in held]
        units = [report.unit for report in stood]
        now = _contents(connection, form, period, units, last)
        then = _contents(connection, form, before, units, last) if before else {}
        yield _batch(stood, now, then)


def _folded(connection: sa.Connection, held: Sequence[Report], last: int) -> dict[str, Report]:
    """Reports of a form and period as their events up to one fold, by unit."""
    made = {report.unit: expected(report) for report in held}
    if not held:
        return made
    query = (
        sa.select(_a.unit, *CHAIN["event"].columns)
        .join(CHAIN["event"], _e.sequence == _a.event)
        .where(_a.form == held[0].form, _a.period == held[0].period, _a.unit.in_(_AMONG), _a.event <= last)
        .order_by(_a.unit, _a.event)
    )
    rows = connection.execute(query, {"units": list(made)})
    for unit, group in groupby(rows, key=lambda row: row[0]):
        made[unit] = fold(made[unit], (Event(*tuple(row)[1:]) for row in group))
    return made


def _contents(
    connection: sa.Connection, form: str, period: str, units: Sequence[str], last: int
) -> dict[str, bytes]:
    """The last content up to an event of each of some units that sent one."""
    query = sa.select(_s.unit, _s.content).where(
        _s.form == form, _s.period == period, _s.unit.in_(_AMONG), _s.event <= last
    )
    rows = connection.execute(query.order_by(_s.unit, _s.number), {"units": list(units)})
    return {unit: bytes(content) for unit, content in rows}


def _batch(stood: Sequence[Report], now: Mapping[str, bytes], then: Mapping[str, bytes]) -> pa.RecordBatch:
    columns = [
        *([getattr(report, name) for report in stood] for name in SUBMITTED.names[:-2]),
        [now.get(report.unit) for report in stood],
        [then.get(report.unit) for report in stood],
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SUBMITTED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SUBMITTED)

"""What was submitted of a form for a period, read in the order of the units: what snapshots are made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.collect.whole import Plan
from xinxiao.model.collect.examination import Tally
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.frame import Selection
from xinxiao.model.collect.snapshot import ABOUT, SUBMITTED, Forerunner, Written
from xinxiao.model.event import START, Mark
from xinxiao.store.collect import past
from xinxiao.store.collect.columns import write
from xinxiao.store.collect.examined import Whys, examine
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.schema import CHAIN, ISSUE, KEY, REPORT, SUBMISSION

ROWS = 10_000
"""Rows that are read at once."""


class Submitted:
    """The reports of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._frame = ledger, Frame(ledger)

    def version(self, form: str, period: str, moment: str = "") -> str | None:
        """The version of a form that was issued for a period, up to a moment where one is given; None where it was not."""
        if self._ledger.database.is_missing:
            return None
        query = sa.select(ISSUE.c.version).where(ISSUE.c.form == form, ISSUE.c.period == period)
        with self._ledger.database.reading() as connection:
            if moment:
                query = query.where(ISSUE.c.event <= past.mark_at(connection, moment).sequence)
            found = connection.execute(query.order_by(ISSUE.c.event.desc()).limit(1)).scalar()
        return None if found is None else str(found)

    def written(
        self, form: Form, period: str, before: Forerunner | None, day: str, place: Path, moment: str = ""
    ) -> tuple[Written, Mark]:
        """Write what was submitted of a form for a period into a file, and tell after which event it stood so.

        ``before``: the period whose sum is a part of this one's, None for the first of a year; ``day``: at which day units are looked up in the frame.
        ``moment`` (UTC, ISO 8601): as it stood then, of what was recorded until then in the frame too; empty for now.
        """
        with self._ledger.database.reading() as opened:
            connection, earlier = _still(opened), before.period if before else ""
            if moment:
                mark = past.mark_at(connection, moment)
                stood = past.batches(connection, form.id, period, earlier, mark.sequence)
                return write(form, stood, self._units(day, mark.sequence), place, before), mark
            mark, frame = _mark(connection), self._units(day)
            return write(form, _batches(connection, form.id, period, earlier), frame, place, before), mark

    def examined(self, plan: Plan, place: Path, whys: Whys) -> tuple[int, bool, tuple[Tally, ...]]:
        """See :func:`examine`."""
        return examine(plan, place, whys)

    def _units(self, day: str, last: int | None = None) -> pa.Table:
        """The units of the frame as they are at a day, as recorded up to an event (None: all): ``unit``, those of ``ABOUT`` and
        ``valid_from``."""
        batches = list(self._frame.selected(Selection(state="any"), day, last))
        names = ["unit", *ABOUT, "valid_from"]
        if not batches:
            return pa.table({name: pa.array([], pa.string()) for name in names})
        return pa.Table.from_batches(batches).select(names)


def _still(connection: sa.Connection) -> sa.Connection:
    """A connection whose every query sees the same state; in a transaction SQLite's do."""
    if connection.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def _mark(connection: sa.Connection) -> Mark:
    own = CHAIN["event"].c
    found = connection.execute(
        sa.select(own.sequence, own.hash).order_by(own.sequence.desc()).limit(1)
    ).one_or_none()
    return Mark(*found) if found else START


def _batches(connection: sa.Connection, form: str, period: str, before: str) -> Iterator[pa.RecordBatch]:
    """The reports as they stand, as batches of ``SUBMITTED``, by unit in the order of bytes."""
    now, then = SUBMISSION.alias("now"), SUBMISSION.alias("earlier")
    last, r = REPORT.alias("last"), REPORT.c
    same = sa.and_(*(now.c[name] == r[name] for name in (*KEY, "number")))
    other = sa.and_(last.c.form == r.form, last.c.period == before, last.c.unit == r.unit)
    own = sa.and_(*(then.c[name] == last.c[name] for name in (*KEY, "number")))
    said = (r.unit, r.state, r.number, r.version, r.sha256, r.submitted_at)
    order = sa.collate(r.unit, "BINARY" if connection.dialect.name == "sqlite" else "C")
    query = (
        sa.select(*said, now.c.content, then.c.content.label("before"))
        .select_from(REPORT.outerjoin(now, same).outerjoin(last, other).outerjoin(then, own))
        .where(r.form == form, r.period == period)
        .order_by(order)
    )
    found = connection.execution_options(yield_per=ROWS).execute(query)
    for rows in found.partitions():
        yield _batch(rows)


def _batch(rows: Any) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SUBMITTED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SUBMITTED)

"""Rows of reports: what an event about a report writes beside itself, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import NotFound, told
from xinxiao.model.collect.facts import ACTS, FormIssued
from xinxiao.model.collect.report import Report, ReportKey, after
from xinxiao.model.event import Event
from xinxiao.store.ledger.chain import Projection
from xinxiao.store.ledger.schema import ACT, ISSUE, KEY, REPORT, SQUARE, TALLY

_r = REPORT.c
COLUMNS = tuple(REPORT.columns.keys())
EXPECTED = (*KEY, "area", "industry", "issue", "due")
"""What a row of a report starts with; the rest are the columns' defaults."""
_MOVED = tuple(name for name in COLUMNS if name not in EXPECTED)
_THIS = sa.and_(*(_r[name] == sa.bindparam(f"the_{name}") for name in KEY))
_SELECT = sa.select(REPORT).where(_THIS)
_UPDATE = sa.update(REPORT).where(_THIS).values({name: sa.bindparam(name) for name in _MOVED})
_INSERT_ACT = sa.insert(ACT)
_LESS = (
    sa.update(TALLY)
    .where(*(TALLY.c[name] == sa.bindparam(f"the_{name}") for name in SQUARE))
    .values(count=TALLY.c.count - 1)
)
_MORE = sa.text(
    f"INSERT INTO tally ({', '.join(SQUARE)}, count) VALUES ({', '.join(f':{name}' for name in SQUARE)}, 1)"
    f" ON CONFLICT ({', '.join(SQUARE)}) DO UPDATE SET count = tally.count + 1"
)


def this(key: ReportKey) -> dict[str, str]:
    """A key as the values of a statement about one report."""
    return {"the_form": key.form, "the_period": key.period, "the_unit": key.unit}


def report_of(found: Sequence[Any]) -> Report:
    """A report from its row."""
    values = dict(zip(COLUMNS, found, strict=True))
    values["held"] = tuple(values["held"].split())
    values["open_threads"] = tuple(map(int, values["open_threads"].split()))
    return Report(**values)


def row_of(report: Report) -> dict[str, Any]:
    """A report as its row."""
    values = {name: getattr(report, name) for name in COLUMNS}
    values["held"] = " ".join(report.held)
    values["open_threads"] = " ".join(map(str, report.open_threads))
    return values


def find(connection: sa.Connection, key: ReportKey) -> Report:
    """A report. Raises :class:`NotFound` for one that nobody expects."""
    found = connection.execute(_SELECT, this(key)).one_or_none()
    if found is None:
        raise NotFound(f"no report {key.text}", told("no_report", report=key.text))
    return report_of(found)


def _issued(connection: sa.Connection, event: Event) -> None:
    connection.execute(sa.insert(ISSUE).values(issue_row(event)))


def issue_row(event: Event) -> dict[str, Any]:
    """The row of an event that issued a form."""
    return {"event": event.sequence, "at": event.at, **event.fact}


def _moved(connection: sa.Connection, event: Event) -> None:
    """Move a report as an event says. Raises :class:`Conflict` for one out of turn, :class:`NotFound` for no report."""
    said = event.fact
    key = ReportKey(said["form"], said["period"], said["unit"])
    held = find(connection, key)
    moved = after(held, event)
    row = row_of(moved)
    connection.execute(_UPDATE, this(key) | {name: row[name] for name in _MOVED})
    connection.execute(_INSERT_ACT, {"event": event.sequence, **key.__dict__})
    if (held.state, held.timely) != (moved.state, moved.timely):
        connection.execute(_LESS, {f"the_{name}": getattr(held, name) for name in SQUARE})
        connection.execute(_MORE, {name: getattr(moved, name) for name in SQUARE})


PROJECTIONS: dict[str, Projection] = {FormIssued.kind: _issued, **{fact.kind: _moved for fact in ACTS}}
"""What is written with each kind of event about forms and reports."""

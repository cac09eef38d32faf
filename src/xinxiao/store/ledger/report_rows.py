"""Rows of reports: what an event about a report writes beside itself, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import NotFound, told
from xinxiao.model.collect.facts import ACTS, FormIssued, ReportSubmitted
from xinxiao.model.collect.report import Report, ReportKey, after, refused
from xinxiao.model.event import Event
from xinxiao.store.ledger.chain import Projection, Together
from xinxiao.store.ledger.schema import ACT, DRAFT, EXCHANGE, ISSUE, KEY, REPORT, SUBMISSION
from xinxiao.store.ledger.tallies import CHANGE, Changes

_r = REPORT.c
COLUMNS = tuple(REPORT.columns.keys())
EXPECTED = (*KEY, "area", "industry", "issue", "due")
"""What a row of a report starts with; the rest are the columns' defaults."""
_MOVED = tuple(name for name in COLUMNS if name not in EXPECTED)
_THIS = sa.and_(*(_r[name] == sa.bindparam(f"the_{name}") for name in KEY))
_SELECT = sa.select(REPORT).where(_THIS)
_HOLD = _SELECT.with_for_update()
_UPDATE = sa.update(REPORT).where(_THIS).values({name: sa.bindparam(name) for name in _MOVED})
_DRAFT = sa.and_(*(DRAFT.c[name] == sa.bindparam(f"the_{name}") for name in KEY))
_DONE = sa.delete(DRAFT).where(_DRAFT, DRAFT.c.sha256 == sa.bindparam("the_sha256"))


def this(key: ReportKey) -> dict[str, str]:
    """A key as the values of a statement about one report."""
    return {"the_form": key.form, "the_period": key.period, "the_unit": key.unit}


def among(table: sa.Table) -> sa.ColumnElement[bool]:
    """That a row is of one of some reports, or of another that shares each part of its key with one of them: what an index
    finds without knowing how many rows there are. :func:`those` gives the values."""
    return sa.and_(*(table.c[name].in_(sa.bindparam(f"those_{name}", expanding=True)) for name in KEY))


def those(keys: Collection[ReportKey]) -> dict[str, list[str]]:
    """Keys as the values of a statement about those :func:`among` them."""
    return {f"those_{name}": sorted({getattr(key, name) for key in keys}) for name in KEY}


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


def expected(report: Report) -> Report:
    """A report as it was when the form was issued."""
    return Report(**{name: getattr(report, name) for name in EXPECTED})


def find(connection: sa.Connection, key: ReportKey) -> Report:
    """A report. Raises :class:`NotFound` for one that nobody expects."""
    return _one(connection, _SELECT, key)


def hold(connection: sa.Connection, key: ReportKey) -> Report:
    """The same in a transaction that writes: nothing moves the report before it ends."""
    return _one(connection, _HOLD, key)


def _one(connection: sa.Connection, query: sa.Select[Any], key: ReportKey) -> Report:
    found = connection.execute(query, this(key)).one_or_none()
    if found is None:
        raise NotFound(f"no report {key.text}", told("no_report", report=key.text))
    return report_of(found)


def _issued(connection: sa.Connection, event: Event) -> None:
    connection.execute(sa.insert(ISSUE).values(issue_row(event)))


def issue_row(event: Event) -> dict[str, Any]:
    """The row of an event that issued a form."""
    return {"event": event.sequence, "at": event.at, **event.fact}


_AMONG = sa.select(REPORT).where(among(REPORT))
_ACT, _SUBMISSION, _WORDS = (sa.insert(table) for table in (ACT, SUBMISSION, EXCHANGE))
Beside = bytes | str | None
"""What belongs to an event about a report: the content of a submission, or the words whose hash the event holds."""


@dataclass
class _Written:
    """What several events write."""

    held: dict[ReportKey, Report]
    acts: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    def add(self, event: Event, beside: Beside) -> None:
        """What one event writes. Raises :class:`Conflict` for one out of turn, :class:`NotFound` for no report."""
        said = event.fact
        key = ReportKey(said["form"], said["period"], said["unit"])
        if key not in self.held:
            raise NotFound(f"no report {key.text}", told("no_report", report=key.text))
        held = self.held[key]
        if event.kind == ReportSubmitted.kind and said["late"] != (event.at >= held.ends):
            raise refused(held, "submit")  # more time was given while it was made: it is made again
        moved = self.held[key] = after(held, event)
        own = {"event": event.sequence}
        self.acts.append(own | key.__dict__)
        if event.kind == ReportSubmitted.kind and beside is not None:
            same = {"number": said["number"], "sha256": said["sha256"], "content": beside}
            self.submissions.append(own | key.__dict__ | same)
        elif beside is not None:
            self.words.append(own | {"sha256": said["sha256"], "text": beside})
        self.changes.add(held, moved)


def move(connection: sa.Connection, events: Sequence[tuple[Event, Any]]) -> None:
    """Move reports as events say, in their order, and keep what belongs to each; a draft of what was submitted is done with.

    Raises :class:`Conflict` for an event that is out of turn, :class:`NotFound` for no report.
    """
    facts = [event.fact for event, _ in events]
    keys = sorted({ReportKey(said["form"], said["period"], said["unit"]) for said in facts})
    found = [report_of(tuple(row)) for row in connection.execute(_AMONG, those(keys))]
    written = _Written({report.key: report for report in found})
    for event, beside in events:
        written.add(event, beside)
    rows = [(key, row_of(report)) for key, report in written.held.items()]
    connection.execute(_UPDATE, [this(key) | {name: row[name] for name in _MOVED} for key, row in rows])
    connection.execute(_ACT, written.acts)
    done = [{f"the_{name}": row[name] for name in (*KEY, "sha256")} for row in written.submissions]
    for statement, values in (
        (_SUBMISSION, written.submissions),
        (_WORDS, written.words),
        (CHANGE, written.changes.rows),
        (_DONE, done),
    ):
        if values:
            connection.execute(statement, values)


PROJECTIONS: dict[str, Projection] = {FormIssued.kind: _issued}
"""What is written with each kind of event about forms."""
TOGETHER: dict[str, Together] = dict.fromkeys((fact.kind for fact in ACTS), move)
"""What is written together with events about reports."""

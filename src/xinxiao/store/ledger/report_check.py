"""Whether the tables of reports say what the events say: every content and every sentence by its hash, none missing or added,
and every report as its events fold.

Reports are read in the order of their keys, each with its events, so that a million need no more memory than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict
from xinxiao.model.collect.facts import ACTS, FormIssued, ReportsReminded, ReportSubmitted
from xinxiao.model.collect.report import Report, fold, units_hash
from xinxiao.model.event import Event, Mark
from xinxiao.store.ledger import tallies
from xinxiao.store.ledger.report_rows import EXPECTED, expected, issue_row, report_of
from xinxiao.store.ledger.schema import (
    ACT,
    CHAIN,
    EXCHANGE,
    ISSUE,
    KEY,
    REMINDER,
    REPORT,
    SUBMISSION,
    TALLY,
)

PIECE = 2_000
"""Rows that are read at once."""
_EVENT = CHAIN["event"]
_e, _a, _r, _s = _EVENT.c, ACT.c, REPORT.c, SUBMISSION.c
_KINDS = tuple(fact.kind for fact in ACTS)


def first_misfit(connection: sa.Connection, after: Mark) -> int | None:
    """The number of the first event after a mark that a row does not fit, or of the event a row names without right.

    From the beginning on also reports that no event moved and the counts of reports are looked at.
    """
    found: Iterable[int | None] = (
        _first(_submissions(connection, after)),
        _first(_exchanges(connection, after)),
        _first(_acts(connection, after)),
        _first(_issues(connection, after)),
        _first(_reminders(connection, after)),
        *(_surplus(connection, table, kinds) for table, kinds in _VOUCHED.items()),
        _first(_folded(connection, after)),
        _first(_unmoved(connection)) if not after.sequence else None,
        _first(_counted(connection)) if not after.sequence else None,
    )
    return min((number for number in found if number is not None), default=None)


_VOUCHED: dict[sa.Table, tuple[str, ...]] = {
    SUBMISSION: (ReportSubmitted.kind,),
    EXCHANGE: _KINDS,
    ACT: _KINDS,
    ISSUE: (FormIssued.kind,),
    REMINDER: (ReportsReminded.kind,),
}
"""The tables whose rows name an event, and of which kinds it is."""


def _first(numbers: Iterator[int]) -> int | None:
    return next(numbers, None)


def _read(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows in pieces, through a cursor of the server where there is one."""
    with connection.execute(query, execution_options={"stream_results": True, "yield_per": PIECE}) as result:
        for row in result:
            yield tuple(row)


def _beside(table: sa.Table, kinds: tuple[str, ...], after: Mark) -> sa.Select[Any]:
    """The events of some kinds after a mark, each with its row of a table, or with nothing."""
    query = sa.select(_EVENT, *table.columns).outerjoin(table, table.c.event == _e.sequence)
    return query.where(_e.kind.in_(kinds), _e.sequence > after.sequence).order_by(_e.sequence)


def _pairs(
    connection: sa.Connection, table: sa.Table, kinds: tuple[str, ...], after: Mark
) -> Iterator[tuple[Event, dict[str, Any]]]:
    names = table.columns.keys()
    for row in _read(connection, _beside(table, kinds, after)):
        yield Event(*row[:7]), dict(zip(names, row[7:], strict=True))


def _submissions(connection: sa.Connection, after: Mark) -> Iterator[int]:
    for event, row in _pairs(connection, SUBMISSION, (ReportSubmitted.kind,), after):
        said = {name: event.fact[name] for name in (*KEY, "number", "sha256")}
        content = row.pop("content")
        if content is None or row != said | {"event": event.sequence} or _hash(content) != said["sha256"]:
            yield event.sequence


def _exchanges(connection: sa.Connection, after: Mark) -> Iterator[int]:
    """Acts that hold the hash of a sentence have the sentence; others have none."""
    for event, row in _pairs(connection, EXCHANGE, _KINDS, after):
        wanted = None if event.kind == ReportSubmitted.kind else event.fact.get("sha256")
        held = None if row["text"] is None else _hash(row["text"].encode("utf-8", "replace"))
        if not wanted == held == row["sha256"]:
            yield event.sequence


def _acts(connection: sa.Connection, after: Mark) -> Iterator[int]:
    for event, row in _pairs(connection, ACT, _KINDS, after):
        if row != {name: event.fact[name] for name in KEY} | {"event": event.sequence}:
            yield event.sequence


def _issues(connection: sa.Connection, after: Mark) -> Iterator[int]:
    """Each issue has its row, and reports of just the units whose list it holds the hash of."""
    pairs = list(_pairs(connection, ISSUE, (FormIssued.kind,), after))
    for event, row in pairs:
        said = event.fact
        units = sa.select(_in_bytes(connection, _r.unit), _r.area, _r.industry).where(
            _r.form == said["form"],
            _r.period == said["period"],
            _r.issue == event.sequence,
            _r.due == said["due"],
        )
        held = units_hash("\t".join(row) for row in _read(connection, units.order_by(sa.text("1"))))
        if row != issue_row(event) or held != said["units"]:
            yield event.sequence
    counts = sa.select(sa.func.count()).select_from(REPORT)
    wanted = sa.select(sa.func.coalesce(sa.func.sum(ISSUE.c.reports), 0))
    if connection.execute(counts).scalar_one() != int(connection.execute(wanted).scalar_one()):
        yield pairs[0][0].sequence if pairs else max(after.sequence, 1)


def _reminders(connection: sa.Connection, after: Mark) -> Iterator[int]:
    query = sa.select(_EVENT).where(_e.kind == ReportsReminded.kind, _e.sequence > after.sequence)
    for row in list(_read(connection, query.order_by(_e.sequence))):
        event = Event(*row)
        units = sa.select(_in_bytes(connection, REMINDER.c.unit)).where(REMINDER.c.event == event.sequence)
        if (
            units_hash(unit for (unit,) in _read(connection, units.order_by(sa.text("1"))))
            != event.fact["units"]
        ):
            yield event.sequence


def _surplus(connection: sa.Connection, table: sa.Table, kinds: tuple[str, ...]) -> int | None:
    """The event that a row names which is not there, or is of another kind."""
    own = sa.and_(_e.sequence == table.c.event, _e.kind.in_(kinds))
    query = sa.select(sa.func.min(table.c.event)).outerjoin(_EVENT, own).where(_e.sequence.is_(None))
    found = connection.execute(query.select_from(table)).scalar()
    return None if found is None else int(found)


def _folded(connection: sa.Connection, after: Mark) -> Iterator[int]:
    """Each report that an event after a mark moved stands as all its events fold."""
    same = sa.and_(*(_r[name] == _a[name] for name in KEY))
    query = sa.select(*(_a[name] for name in KEY), *_EVENT.columns, *REPORT.columns)
    query = query.join(_EVENT, _e.sequence == _a.event).outerjoin(REPORT, same).select_from(ACT)
    if after.sequence:
        new = ACT.alias()
        later = [new.c.event > after.sequence, *(new.c[name] == _a[name] for name in KEY)]
        query = query.where(sa.exists().where(*later))
    rows = _read(connection, query.order_by(*(_a[name] for name in KEY), _a.event))
    for _, group in groupby(rows, key=lambda row: row[:3]):
        each = list(group)
        if each[0][10] is None:
            yield each[0][3]
            continue
        held, last = report_of(each[0][10:]), each[-1][3]
        try:
            made = fold(expected(held), (Event(*row[3:10]) for row in each))
        except Conflict:
            yield last
            continue
        if made != held:
            yield last


def _unmoved(connection: sa.Connection) -> Iterator[int]:
    """Reports of which there is no event stand as they were when the form was issued."""
    none = ~sa.exists().where(*(_a[name] == _r[name] for name in KEY))
    start = Report("", "", "", "", "", 0, "")
    names = [column.name for column in REPORT.columns if column.name not in EXPECTED]
    blank = dict.fromkeys(("held", "open_threads"), "")
    moved = sa.or_(*(_r[name] != blank.get(name, getattr(start, name)) for name in names))
    query = sa.select(sa.func.min(_r.issue)).where(none, moved)
    found = connection.execute(query).scalar()
    if found is not None:
        yield int(found)


def _counted(connection: sa.Connection) -> Iterator[int]:
    """The counts are those of the reports."""
    counted = {row for query in tallies.counted() for row in _read(connection, query)}
    if counted != {*_read(connection, sa.select(TALLY))}:
        first = connection.execute(sa.select(sa.func.min(ISSUE.c.event))).scalar()
        yield int(first or 1)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _in_bytes(connection: sa.Connection, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Units in the order of their bytes, whatever the database's language."""
    return column.collate("C") if connection.dialect.name == "postgresql" else column

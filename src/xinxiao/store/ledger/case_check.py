"""Whether the tables of cases say what the events say: every case and clock as its events fold, every content by its hash, every
document and count; none missing or added.

Cases are read in the order of their numbers, each with its events, so that a million need no more memory than one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa

from xinxiao.errors import Conflict
from xinxiao.model.event import Event, Mark
from xinxiao.model.oversight.case import Case, happened
from xinxiao.model.oversight.case_facts import CASE_FACTS, CaseActed
from xinxiao.model.oversight.content import content_hash
from xinxiao.oversight.fold import fold
from xinxiao.store.ledger.case_rows import (
    COUNTS,
    ROW,
    clock_row,
    counts_of,
    place_of,
    row_of,
    sealed_of,
    visit_rows,
)
from xinxiao.store.ledger.case_tables import (
    CASE_CLOCK,
    CASE_CONTENT,
    CASE_DOCUMENT,
    CASE_ROW,
    CASE_STEP,
    CASE_TALLY,
)
from xinxiao.store.ledger.desk_tables import CASE_VISIT
from xinxiao.store.ledger.schema import CHAIN

PIECE = 2_000
"""Rows that are read at once."""
_EVENT = CHAIN["oversight"]
_e, _s, _r = _EVENT.c, CASE_STEP.c, CASE_ROW.c
_KINDS = tuple(CASE_FACTS)


def first_misfit(connection: sa.Connection, after: Mark) -> int | None:
    """The number of the first event after a mark that a row does not fit, or of the event a row names without right.

    From the beginning on also the counts are looked at.
    """
    found = (
        _unstepped(connection, after),
        *(_surplus(connection, table) for table in (CASE_STEP, CASE_CONTENT, CASE_DOCUMENT)),
        next(_folded(connection, after), None),
    )
    return min((number for number in found if number is not None), default=None)


def _read(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows in pieces, through a cursor of the server where there is one."""
    with connection.execute(query, execution_options={"stream_results": True, "yield_per": PIECE}) as result:
        for row in result:
            yield tuple(row)


def _number(connection: sa.Connection, query: sa.Select[Any]) -> int | None:
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def _unstepped(connection: sa.Connection, after: Mark) -> int | None:
    """The first event about a case that is in no table."""
    query = sa.select(sa.func.min(_e.sequence)).outerjoin(CASE_STEP, _s.event == _e.sequence)
    own = (_e.kind.in_(_KINDS), _e.sequence > after.sequence, _s.event.is_(None))
    return _number(connection, query.select_from(_EVENT).where(*own))


def _surplus(connection: sa.Connection, table: sa.Table) -> int | None:
    """The event that a row names which is not there, or is about no case."""
    own = sa.and_(_e.sequence == table.c.event, _e.kind.in_(_KINDS))
    query = sa.select(sa.func.min(table.c.event)).outerjoin(_EVENT, own).where(_e.sequence.is_(None))
    return _number(connection, query.select_from(table))


class _Along:
    """Rows of a table in the order of cases, taken case by case as the events are walked."""

    def __init__(self, connection: sa.Connection, table: sa.Table, after: Mark, *order: str) -> None:
        query = sa.select(table).order_by(table.c.case_id, *(table.c[name] for name in order))
        rows = _read(connection, _of_moved(query, table, after))
        place = list(table.columns.keys()).index("case_id")
        self._groups = groupby(rows, key=lambda row: str(row[place]))
        self._next = next(self._groups, None)

    def of(self, case: str) -> list[tuple[Any, ...]]:
        """The rows of a case."""
        if self._next is None or self._next[0] != case:
            return []
        found = list(self._next[1])
        self._next = next(self._groups, None)
        return found

    @property
    def left(self) -> bool:
        """Whether there are rows of no case."""
        return self._next is not None


def _of_moved(query: sa.Select[Any], table: sa.Table, after: Mark) -> sa.Select[Any]:
    """The same of cases alone to which something happened after a mark."""
    if not after.sequence:
        return query
    new = CASE_STEP.alias()
    return query.where(sa.exists().where(new.c.event > after.sequence, new.c.case_id == table.c.case_id))


def _folded(connection: sa.Connection, after: Mark) -> Iterator[int]:
    """Each case that an event after a mark moved stands as all its events fold, with its clocks, contents and documents."""
    query = (
        sa.select(_s.case_id, *_EVENT.columns).join(_EVENT, _e.sequence == _s.event).select_from(CASE_STEP)
    )
    query = _of_moved(query.order_by(_s.case_id, _s.number), CASE_STEP, after)
    tables = _Tables(connection, after)
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    last = after.sequence
    for case_id, group in groupby(_read(connection, query), key=lambda row: str(row[0])):
        events = [Event(*row[1:]) for row in group]
        last = max(last, events[-1].sequence)
        try:
            case = fold(map(happened, events))
        except (Conflict, KeyError, msgspec.ValidationError):
            yield events[-1].sequence
            continue
        if case.id != case_id or not tables.fit(case, events):
            yield events[-1].sequence
        counted.setdefault(place_of(case), Counter()).update(counts_of(case))
    if tables.left:
        yield max(last, 1)
    if not after.sequence and _counts(connection) != _shown(counted):
        yield max(last, 1)


class _Tables:
    """The rows of all tables of cases, walked along with the events."""

    def __init__(self, connection: sa.Connection, after: Mark) -> None:
        self._rows = _Along(connection, CASE_ROW, after)
        self._clocks = _Along(connection, CASE_CLOCK, after, "clock", "run")
        self._contents = _Along(connection, CASE_CONTENT, after, "act", "part")
        self._documents = _Along(connection, CASE_DOCUMENT, after)
        self._visits = _Along(connection, CASE_VISIT, after)

    @property
    def left(self) -> bool:
        """Whether there are rows of no case."""
        every = (self._rows, self._clocks, self._contents, self._documents, self._visits)
        return any(one.left for one in every)

    def fit(self, case: Case, events: list[Event]) -> bool:
        """Whether all rows of a case say what its events do."""
        rows = self._rows.of(case.id)
        clocks = [dict(zip(CASE_CLOCK.columns.keys(), row, strict=True)) for row in self._clocks.of(case.id)]
        contents, documents = self._contents.of(case.id), self._documents.of(case.id)
        held = [dict(zip(ROW, row, strict=True)) for row in rows]
        visits = [dict(zip(CASE_VISIT.columns.keys(), row, strict=True)) for row in self._visits.of(case.id)]
        return (
            held == [row_of(case)]
            and sorted(clocks, key=_run) == sorted((clock_row(case.id, run) for run in case.clocks), key=_run)
            and _contents_fit(events, contents)
            and _documents_fit(events, documents)
            and sorted(visits, key=_visitor) == sorted(visit_rows(case), key=_visitor)
        )


def _run(row: dict[str, Any]) -> tuple[str, int]:
    return row["clock"], row["run"]


def _visitor(row: dict[str, Any]) -> str:
    return str(row["account"])


def _contents_fit(events: list[Event], rows: list[tuple[Any, ...]]) -> bool:
    wanted = {event.sequence: event.fact.get("content", "") for event in events}
    held: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        held.setdefault(row[5], []).append(row)
    found = {number: content_hash(map(sealed_of, own)) for number, own in held.items()}
    return found == {number: said for number, said in wanted.items() if said}


def _documents_fit(events: list[Event], rows: list[tuple[Any, ...]]) -> bool:
    wanted = [
        (made.number, one.fact.case, made.document, made.sha256, one.event.sequence)
        for one in map(happened, events)
        if isinstance(one.fact, CaseActed)
        for made in one.fact.documents
    ]
    return sorted(rows) == sorted(wanted)


def _shown(counted: dict[tuple[str, str, str], Counter[str]]) -> list[tuple[Any, ...]]:
    return sorted((*place, *(counts[name] for name in COUNTS)) for place, counts in counted.items())


def _counts(connection: sa.Connection) -> list[tuple[Any, ...]]:
    rows = (tuple(row) for row in connection.execute(sa.select(CASE_TALLY)))
    return sorted(row for row in rows if row[3])

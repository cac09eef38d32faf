"""What the desk of cases asks: one statement for each question, led by an index, and as long as what it shows.

An officer of a few areas is led by these, each looked through by itself as far as a page goes; whoever sees many by the order that is
shown, in which those few rows of other areas are passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.model.oversight.case_list import FLAGS, CaseQuery, CaseRow
from xinxiao.model.oversight.desk import NOBODY, Count, Means, Published
from xinxiao.store.ledger.case_rows import ROW
from xinxiao.store.ledger.case_tables import CASE_CLOCK, CASE_ROW, CASE_TALLY
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.desk_tables import CASE_PUBLIC, CASE_VISIT

FEW = 12
"""Areas that are looked through one by one."""
_r, _k, _p, _v = CASE_ROW.c, CASE_CLOCK.c, CASE_PUBLIC.c, CASE_VISIT.c
PUBLISHED = tuple(column for column in CASE_PUBLIC.columns if column.name != "ended")
"""The columns of what is public."""
_OPEN = sa.text("ended = '' AND due <> ''")
"""As the indexes of what is due say it: literally, or they are not used."""
_LIVE = sa.text("ended = ''")
_LAST = "\U0010ffff"


class CaseDesk:
    """Questions about the cases of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, query: CaseQuery) -> tuple[CaseRow, ...]:
        """Cases that fit a question, in its order, a page of them."""
        return self._cases(_listing(query))

    def meant(self, query: CaseQuery, means: Means) -> tuple[CaseRow, ...]:
        """Cases that words may mean, each once: by the beginning of a number, then of a code, then by subjects, those opened last
        first. The order of the question is not looked at."""
        own, found = _filters(query) + _areas(query.areas), dict[str, CaseRow]()
        for where, order in self._meanings(means):
            asked = sa.select(CASE_ROW).where(where, *own).order_by(*order).limit(query.most)
            found |= {row.case_id: row for row in self._cases(asked) if row.case_id not in found}
        return tuple(found.values())[: query.most]

    def rules(self, cases: Collection[str]) -> dict[tuple[str, str], tuple[str, str]]:
        """Of clocks of some cases that run, by case and clock: the rule each follows and the day from which its version holds."""
        query = sa.select(_k.case_id, _k.clock, _k.rule, _k.version).where(
            _k.case_id.in_(sorted(cases)), _k.state == "running"
        )
        rows = self._rows(query.order_by(_k.due.desc())) if cases else ()
        return {(case, clock): (rule, version) for case, clock, rule, version in rows}

    def counts(self, areas: Collection[str] | None) -> tuple[Count, ...]:
        """How many cases stand in each state of each workflow."""
        t = CASE_TALLY.c
        query = sa.select(t.workflow, t.state, sa.func.sum(t.cases)).group_by(t.workflow, t.state)
        if areas is not None:
            query = query.where(t.area.in_(sorted(areas)))
        return tuple(Count(flow, state, int(number)) for flow, state, number in self._rows(query))

    def visits(
        self, account: str, areas: Collection[str] | None, *, visited: bool, most: int
    ) -> tuple[tuple[str, CaseRow], ...]:
        """Open cases in some areas for which somebody goes out, with the day (empty: none was said), the earliest first."""
        query = (
            sa.select(_v.day, *CASE_ROW.columns)
            .join_from(CASE_VISIT, CASE_ROW, _r.case_id == _v.case_id)
            .where(_v.account == account, _v.visited == int(visited), *_areas(areas))
            .order_by(_v.day, _v.case_id)
            .limit(most)
        )
        return tuple((str(row[0]), _case(row[1:])) for row in self._rows(query))

    def published(self, day: str, which: Means | None, before: int, most: int) -> tuple[Published, ...]:
        """What is public on a day, what began last first; from before an event (0: from the last)."""
        query = sa.select(*PUBLISHED).where(*live(day))
        if before:
            query = query.where(_p.event < before)
        if which is not None:
            begins = [self._begins(column, which.beginning) for column in (_p.case_id, _p.subject)]
            query = query.where(sa.or_(*(begins if which.beginning else ()), _p.subject.in_(which.subjects)))
        query = query.order_by(_p.event.desc(), _p.publication)
        return tuple(as_published(found) for found in self._rows(query.limit(most)))

    def publications(self, case: str, day: str) -> tuple[Published, ...]:
        """What is public of one case on a day."""
        query = sa.select(*PUBLISHED).where(_p.case_id == case, *live(day))
        return tuple(
            as_published(found) for found in self._rows(query.order_by(_p.event.desc(), _p.publication))
        )

    def _cases(self, query: sa.Select[Any]) -> tuple[CaseRow, ...]:
        return tuple(_case(row) for row in self._rows(query))

    def _rows(self, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
        if self._database.is_missing:
            return []
        with self._database.asking() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def _begins(self, column: sa.ColumnElement[str], beginning: str) -> sa.ColumnElement[bool]:
        """That a text begins so, as an index finds it: PostgreSQL may sort by other rules than characters, SQLite does not."""
        if self._database.kind == "postgresql":
            return column.startswith(beginning, autoescape=True)
        return sa.and_(column >= beginning, column < beginning + _LAST)

    def _meanings(
        self, means: Means
    ) -> list[tuple[sa.ColumnElement[bool], tuple[sa.ColumnElement[Any], ...]]]:
        found: list[tuple[sa.ColumnElement[bool], tuple[sa.ColumnElement[Any], ...]]] = []
        if means.beginning:
            found.append((self._begins(_r.case_id, means.beginning), (_r.case_id.desc(),)))
            found.append((self._begins(_r.subject, means.beginning), (_r.subject, _r.opened.desc())))
        if means.subjects:
            found.append((_r.subject.in_(means.subjects), (_r.opened.desc(), _r.case_id.desc())))
        return found


def _filters(asked: CaseQuery) -> tuple[sa.ColumnElement[bool], ...]:
    handler = "" if asked.handler == NOBODY else asked.handler
    return (
        *(
            [
                _r[name] == getattr(asked, name)
                for name in ("workflow", "state", "subject")
                if getattr(asked, name)
            ]
        ),
        *([_r.handler == handler] if asked.handler else []),
        *([_r.in_review == 1] if asked.in_review else []),
        *([_r.ended == ""] if asked.open_only else []),
        *([_r.due <= asked.until, _r.due != ""] if asked.until else []),
    )


def _areas(areas: Collection[str] | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if areas is None else (_r.area.in_(sorted(areas)),)


def _listing(asked: CaseQuery) -> sa.Select[Any]:
    query = sa.select(CASE_ROW).where(*_filters(asked))
    by_due = asked.order == "due"
    if by_due:
        query = query.where(_OPEN)
    by = _r.due if by_due else _r.opened
    if asked.after is not None:
        here, there = sa.tuple_(by, _r.case_id), sa.tuple_(*map(sa.literal, asked.after))
        value = asked.after[0]
        query = query.where(*((by >= value, here > there) if by_due else (by <= value, here < there)))
    order = (by, _r.case_id) if by_due else (by.desc(), _r.case_id.desc())
    if asked.areas is None or len(asked.areas) > FEW or asked.handler not in ("", NOBODY):
        query = query.where(*_areas(asked.areas)).order_by(*order).limit(asked.most)
        return query.with_hint(CASE_ROW, f"INDEXED BY {_index(asked)}", "sqlite")
    return _by_area(query, asked, order)


def _index(asked: CaseQuery) -> str:
    """The index whose order is the one that is asked for."""
    if asked.order == "due":
        return "case_row_handler" if asked.handler else "case_row_due_area"
    if asked.handler:
        return "case_row_handler_opened"
    return "case_row_state" if asked.workflow and asked.state else "case_row_opened_area"


def _by_area(
    query: sa.Select[Any], asked: CaseQuery, order: Sequence[sa.ColumnElement[Any]]
) -> sa.Select[Any]:
    """The same, each area as far as a page goes, and of these the first."""
    if not asked.areas:
        return query.where(sa.false())
    each = [
        sa.select(query.where(_r.area == area).order_by(*order).limit(asked.most).subquery())
        for area in sorted(asked.areas)
    ]
    whole = sa.union_all(*each).subquery()
    by = whole.c.due if asked.order == "due" else whole.c.opened
    turned = (by, whole.c.case_id) if asked.order == "due" else (by.desc(), whole.c.case_id.desc())
    return sa.select(*whole.c).order_by(*turned).limit(asked.most)


def live(day: str) -> tuple[Any, ...]:
    """That something is public on a day."""
    return _LIVE, sa.or_(_p.until == "", _p.until >= day), _p.since <= day


def _case(row: Sequence[Any]) -> CaseRow:
    values: dict[str, Any] = dict(zip(ROW, row, strict=True))
    return CaseRow(**values | {name: bool(values[name]) for name in FLAGS})


def as_published(row: Sequence[Any]) -> Published:
    """A row of :data:`PUBLISHED`, read."""
    case, publication, event, flow, subject, since, until, synthetic = row
    return Published(case, publication, event, flow, subject, since, until, bool(synthetic))

"""What pages of draws for anybody ask: a few statements for each question, however much there is to show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from xinxiao.model.event import Event
from xinxiao.model.oversight.case import Case, happened
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.model.oversight.desk import Published
from xinxiao.model.oversight.draw_facts import DrawAssigned, DrawDrawn, DrawStanding, DrawVoided
from xinxiao.model.oversight.draw_list import DrawQuery, InspectionRow, NumbersOfYear
from xinxiao.oversight.fold import fold
from xinxiao.store.ledger.case_tables import CASE_CLOCK, CASE_ROW, CASE_STEP
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.desk_tables import CASE_PUBLIC
from xinxiao.store.ledger.draw_tables import DRAW, DRAW_STEP
from xinxiao.store.ledger.schema import CHAIN
from xinxiao.store.oversight.desk import PUBLISHED, as_published, live
from xinxiao.store.oversight.draws import standings

MANY = 2_000
"""Values that one statement names at the most."""
_e, _d, _t = CHAIN["oversight"].c, DRAW.c, DRAW_STEP.c
_r, _s, _k, _p = CASE_ROW.c, CASE_STEP.c, CASE_CLOCK.c, CASE_PUBLIC.c
_VOIDING = '"draw_kind":"void"'
"""What the event of a number says under which nothing is drawn; in a text it says, the quotation marks would be written otherwise."""


class DrawPages:
    """Questions about the draws of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: DrawQuery) -> tuple[DrawStanding, ...]:
        """Draws that fit a question, the last committed first, a page of them."""
        asked = sa.select(_d.draw).where(*_filters(query)).order_by(_d.event.desc()).limit(query.most)
        numbers = [draw for (draw,) in self._rows(asked)]
        found = standings(self._database, _d.draw.in_(numbers)) if numbers else ()
        return tuple(sorted(found, key=lambda one: -one.event.sequence))

    def found(self, numbers: Collection[str]) -> tuple[DrawStanding, ...]:
        """Some draws, in the order of their commitments; those that are not there left out."""
        return standings(self._database, _d.draw.in_(sorted(numbers))) if numbers else ()

    def numbers(self) -> tuple[NumbersOfYear, ...]:
        """How far numbers go in each series and year, the latest year first."""
        count, own = sa.func.count(), _d.number
        query = sa.select(_d.series, _d.year, count, sa.func.min(own), sa.func.max(own))
        rows = self._rows(query.group_by(_d.series, _d.year).order_by(_d.year.desc(), _d.series))
        return tuple(NumbersOfYear(*row) for row in rows)

    def used(self, series: str, year: int) -> frozenset[int]:
        """The numbers of a series that were used in a year."""
        query = sa.select(_d.number).where(_d.series == series, _d.year == year)
        return frozenset(own for (own,) in self._rows(query))

    def inspections(
        self, workflow: str, field: str, number: str, subjects: Collection[str], clocks: Collection[str]
    ) -> tuple[InspectionRow, ...]:
        """The cases of a workflow about some subjects whose first act gave a field this number, by their numbers."""
        query = (
            sa.select(_r.case_id, _r.subject, _r.state, _r.ended, *CHAIN["oversight"].columns)
            .join(CASE_STEP, sa.and_(_s.case_id == _r.case_id, _s.number == 1))
            .join(CHAIN["oversight"], _e.sequence == _s.event)
            .where(_r.workflow == workflow)
        )
        rows = self._each(query, _r.subject, subjects)
        held = [row[:4] for row in rows if _given(Event(*row[4:]), field) == number]
        cases = [row[0] for row in held]
        runs, told = self._clocks(cases, clocks), self._publications(cases)
        return tuple(
            InspectionRow(case, subject, state, ended, *runs.get(case, ("", "")), tuple(told.get(case, ())))
            for case, subject, state, ended in sorted(held)
        )

    def published(self, cases: Collection[str], day: str) -> tuple[Published, ...]:
        """What is public of some cases on a day, what began last first."""
        query = sa.select(*PUBLISHED).where(*live(day))
        found = [as_published(row) for row in self._each(query, _p.case_id, cases)]
        return tuple(sorted(found, key=lambda one: (-one.event, one.publication)))

    def cases(self, ids: Collection[str]) -> tuple[Case, ...]:
        """Some cases as they stand, by their numbers; those that are not there left out."""
        query = sa.select(_s.case_id, _s.number, *CHAIN["oversight"].columns)
        query = query.join(CHAIN["oversight"], _e.sequence == _s.event)
        rows = sorted(self._each(query, _s.case_id, ids), key=lambda row: row[:2])
        return tuple(
            fold(happened(Event(*row[2:])) for row in own) for _, own in groupby(rows, key=lambda row: row[0])
        )

    def _clocks(self, cases: Collection[str], clocks: Collection[str]) -> dict[str, tuple[str, str]]:
        """How the last run of some clocks stands, by case."""
        query = sa.select(_k.case_id, _k.run, _k.state, _k.due).where(_k.clock.in_(sorted(clocks)))
        rows = sorted(self._each(query, _k.case_id, cases))
        return {case: (state, due) for case, _, state, due in rows}

    def _publications(self, cases: Collection[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        query = sa.select(_p.case_id, _p.publication)
        for case, publication in sorted(self._each(query, _p.case_id, cases)):
            found.setdefault(case, []).append(publication)
        return found

    def _each(
        self, query: sa.Select[Any], column: sa.ColumnElement[str], values: Collection[str]
    ) -> Iterator[tuple[Any, ...]]:
        """The rows whose column has one of some values; a statement for some thousands of these."""
        every = sorted(set(values))
        for start in range(0, len(every), MANY):
            yield from self._rows(query.where(column.in_(every[start : start + MANY])))

    def _rows(self, query: sa.Select[Any]) -> Sequence[tuple[Any, ...]]:
        if self._database.is_missing:
            return ()
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(query)]


def _filters(query: DrawQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.year:
        yield _d.year == query.year
    if query.begins:
        yield _d.draw.startswith(query.begins, autoescape=True)
    if query.before:
        yield _d.event < query.before
    if query.state is None:
        return
    voiding = sa.exists().where(_e.sequence == _d.event, _e.payload.contains(_VOIDING, autoescape=True))
    yield voiding if query.state == "voiding" else ~voiding
    drawn, void, assigned = (_step(fact.kind) for fact in (DrawDrawn, DrawVoided, DrawAssigned))
    match query.state:
        case "committed":
            yield from (~drawn, ~void)
        case "drawn":
            yield from (drawn, ~void, ~assigned)
        case "assigned":
            yield from (assigned, ~void)
        case "void":
            yield void
        case "voiding":
            return


def _step(kind: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(_t.draw == _d.draw, _t.step == kind)


def _given(event: Event, field: str) -> str | None:
    """The value that an act gave a field."""
    fact = happened(event).fact
    return fact.values.get(field) if isinstance(fact, CaseActed) else None

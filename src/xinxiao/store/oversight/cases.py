"""Cases in the ledger: folded from their events, found by rows made from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from xinxiao.errors import NotFound, told
from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.case import Case, happened
from xinxiao.model.oversight.case_list import FLAGS, CaseCount, CaseQuery, CaseRow
from xinxiao.model.oversight.content import Row
from xinxiao.oversight.fold import fold
from xinxiao.store.ledger.case_rows import COUNTS, ROW, Beside, Several, sealed_of
from xinxiao.store.ledger.case_tables import (
    CASE_CLOCK,
    CASE_CONTENT,
    CASE_DOCUMENT,
    CASE_NUMBER,
    CASE_ROW,
    CASE_STEP,
    CASE_TALLY,
)
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import CHAIN

_e, _s, _r, _k, _t = CHAIN["oversight"].c, CASE_STEP.c, CASE_ROW.c, CASE_CLOCK.c, CASE_TALLY.c
_EVENTS = (
    sa.select(*CHAIN["oversight"].columns)
    .join(CASE_STEP, _s.event == _e.sequence)
    .where(_s.case_id == sa.bindparam("the_case"))
    .order_by(_s.number)
)


class Cases:
    """The cases of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def find(self, case: str) -> Case:
        """A case as it stands. Raises :class:`NotFound`."""
        return fold(map(happened, self.events(case)))

    def events(self, case: str) -> tuple[Event, ...]:
        """All events of a case, in order. Raises :class:`NotFound` for a case that is not there."""
        found = tuple(Event(*row) for row in self._rows(_EVENTS, {"the_case": case}))
        if not found:
            shown = ascii(case[:80])[1:-1]
            raise NotFound(f"no case {shown}", told("no_case", case=shown))
        return found

    def append(
        self, actor: str, at: str, facts: Sequence[Fact], before: Case | None, rows: Sequence[Row] = ()
    ) -> tuple[Event, ...]:
        """Record what happened to a case, all or nothing, with what is sealed of it. ``before``: the case as it was, None to open it.

        Raises :class:`Conflict` when something happened to it meanwhile.
        """
        return self._chain.append(actor, at, facts, beside=Beside(before, tuple(rows)))

    def append_all(
        self,
        at: str,
        said: Sequence[tuple[str, Fact]],
        before: Mapping[str, Case],
        rows: Sequence[Row] = (),
    ) -> tuple[Event, ...]:
        """Record what happened to several cases, and what goes with that, all or nothing: each fact with the actor in whose name it
        is. ``before``: the cases as they were that are not opened by it; ``rows``: what is sealed of any.

        Raises :class:`Conflict` when something happened to one of them meanwhile.
        """
        actors, facts = [actor for actor, _ in said], [fact for _, fact in said]
        beside = Several(dict(before), tuple(rows))
        return self._chain.append(actors[0], at, facts, beside=beside, actors=actors) if said else ()

    def contents(self, case: str) -> tuple[Row, ...]:
        """What is sealed of a case, by act and part."""
        c = CASE_CONTENT.c
        query = sa.select(c.case_id, c.act, c.part, c.fields, c.sealed).where(c.case_id == case)
        return tuple(sealed_of(row) for row in self._rows(query.order_by(c.act, c.part)))

    def of_document(self, number: str) -> tuple[str, str] | None:
        """The case a document belongs to and the hash of its bytes, by its number; None where there is none."""
        c = CASE_DOCUMENT.c
        found = self._rows(sa.select(c.case_id, c.sha256).where(c.document == number))
        return (found[0][0], found[0][1]) if found else None

    def document_of(self, sha256: str) -> str | None:
        """The number of the document with these bytes; None where there is none."""
        c = CASE_DOCUMENT.c
        found = self._rows(sa.select(c.document).where(c.sha256 == sha256).order_by(c.document).limit(1))
        return found[0][0] if found else None

    def give_numbers(self, prefix: str, year: int, count: int = 1) -> range:
        """So many numbers that were never given before, in a row; what is not used of them is not given again."""
        insert: Any = (sqlite if self._database.kind == "sqlite" else postgresql).insert
        c = CASE_NUMBER.c
        statement = insert(CASE_NUMBER).values(prefix=prefix, year=year, last=count)
        statement = statement.on_conflict_do_update(
            index_elements=[c.prefix, c.year], set_={"last": c.last + count}
        ).returning(c.last)
        with self._database.writing() as connection:
            last = int(connection.execute(statement).scalar_one())
        return range(last - count + 1, last + 1)

    # ---- lists

    def listed(self, query: CaseQuery) -> tuple[CaseRow, ...]:
        """Cases that fit a question, in its order, a page of them."""
        return tuple(_listed(row) for row in self._rows(_listing(query)))

    def counts(self, areas: Collection[str] | None = None) -> tuple[CaseCount, ...]:
        """How many cases stand in which state of which workflow, in some areas or all."""
        sums = (sa.func.sum(_t[name]).label(name) for name in COUNTS)
        query = sa.select(_t.workflow, _t.state, *sums).where(_t.cases > 0)
        if areas is not None:
            query = query.where(_t.area.in_(sorted(areas)))
        query = query.group_by(_t.workflow, _t.state).order_by(_t.workflow, _t.state)
        return tuple(CaseCount(row[0], row[1], *map(int, row[2:])) for row in self._rows(query))

    def over(self, before: str, most: int = 1_000) -> tuple[str, ...]:
        """The cases that have a clock whose last day was before a day, in order of those days, then of their numbers."""
        query = sa.select(_k.case_id, _k.due).where(_k.state == "running", _k.due < before)
        rows = self._rows(query.order_by(_k.due, _k.case_id).limit(most))
        return tuple(dict.fromkeys(row[0] for row in rows))

    def counting(self, *, provisional: bool, after: str = "", most: int = 1_000) -> tuple[str, ...]:
        """Cases with a running clock, by their numbers, those after one: all, or those whose last day may still move."""
        query = sa.select(_k.case_id).where(_k.state == "running", _k.case_id > after)
        query = query.where(_k.provisional == 1) if provisional else query
        return tuple(row[0] for row in self._rows(query.distinct().order_by(_k.case_id).limit(most)))

    def _rows(self, query: sa.Select[Any], values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        if self._database.is_missing:
            return []
        with self._database.asking() as connection:
            return [tuple(row) for row in connection.execute(query, values or {})]


def _listed(row: tuple[Any, ...]) -> CaseRow:
    values: dict[str, Any] = dict(zip(ROW, row, strict=True))
    return CaseRow(**values | {name: bool(values[name]) for name in FLAGS})


def _listing(asked: CaseQuery) -> sa.Select[Any]:
    query = sa.select(CASE_ROW)
    if asked.areas is not None:
        query = query.where(_r.area.in_(asked.areas))
    for name in ("workflow", "state", "subject", "handler"):
        value = getattr(asked, name)
        query = query.where(_r[name] == value) if value else query
    if asked.open_only or asked.order == "due" or asked.until:
        query = query.where(_r.ended == "")
    if asked.in_review:
        query = query.where(_r.in_review == 1)
    if asked.order == "due" or asked.until:
        query = query.where(_r.due != "")
    if asked.until:
        query = query.where(_r.due <= asked.until)
    return _paged(query, asked)


def _paged(query: sa.Select[Any], asked: CaseQuery) -> sa.Select[Any]:
    by = _r.due if asked.order == "due" else _r.opened
    if asked.after is not None:
        value, case = asked.after
        here, there = sa.tuple_(by, _r.case_id), sa.tuple_(sa.literal(value), sa.literal(case))
        query = query.where(here > there if asked.order == "due" else here < there)
    order = (by, _r.case_id) if asked.order == "due" else (by.desc(), _r.case_id.desc())
    return query.order_by(*order).limit(asked.most)

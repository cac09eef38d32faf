"""Draws in the ledger, as who keeps oversight sees them: read from their events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.errors import NotFound, told
from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.draw_facts import (
    DrawAssigned,
    DrawCommitted,
    DrawDrawn,
    DrawStanding,
    DrawVoided,
    said_of_draw,
)
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.store.ledger import draw_rows, rows
from xinxiao.store.ledger.case_tables import CASE_ROW
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.draw_tables import DRAW, DRAW_STEP
from xinxiao.store.ledger.list_tables import LIST_REST
from xinxiao.store.ledger.schema import CHAIN

INSPECTED = pa.schema([("subject", pa.string()), ("case", pa.string())])
"""Who was inspected, and the case in which that was."""
_e, _d, _s = CHAIN["oversight"].c, DRAW.c, DRAW_STEP.c


class Draws:
    """The draws of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def last(self, series: str) -> tuple[str, str] | None:
        """The newest draw of a series and its commitment; None before the first."""
        if self._database.is_missing:
            return None
        with self._database.reading() as connection:
            return draw_rows.last(connection, series)

    def listed(self, year: int | None = None) -> tuple[DrawStanding, ...]:
        """All draws, or those of a year, in the order of their commitments."""
        return standings(self._database, *(() if year is None else (_d.year == year,)))

    def find(self, number: str) -> DrawStanding:
        """One draw. Raises :class:`NotFound`."""
        found = standings(self._database, _d.draw == number)
        if not found:
            shown = ascii(number[:64])[1:-1]
            raise NotFound(f"no draw {shown}", told("no_draw", number=shown))
        return found[0]

    def append(self, actor: str, at: str, facts: Sequence[Fact]) -> tuple[Event, ...]:
        """Append events of draws, all or none. Raises :class:`Conflict` for a number that is not next, and for what happened before."""
        return self._chain.append(actor, at, facts)

    def inspected(self, workflow: str, year: int, without: Collection[str]) -> pa.Table:
        """The cases of a workflow that were opened in a year and stand in none of some states: ``subject`` and ``case``."""
        return self._table(_cases(workflow, year, without))

    def inspected_for(
        self, keys: Collection[EntryKey], workflow: str, year: int, without: Collection[str]
    ) -> pa.Table:
        """The same of those that rest on one of some entries of lists."""
        these = sa.tuple_(LIST_REST.c.list, LIST_REST.c.entry).in_([(own.list, own.entry) for own in keys])
        rests = sa.select(LIST_REST.c.number).where(LIST_REST.c.kind == "case", these)
        return self._table(_cases(workflow, year, without).where(CASE_ROW.c.case_id.in_(rests)))

    def _table(self, query: sa.Select[Any]) -> pa.Table:
        return pa.Table.from_batches(rows.batches(self._database, query, INSPECTED), INSPECTED)


def standings(database: Database, *which: sa.ColumnElement[bool]) -> tuple[DrawStanding, ...]:
    """The draws whose rows of the table of draws are such, in the order of their commitments."""
    if database.is_missing:
        return ()
    own = sa.select(_d.event, _d.draw).where(*which)
    later = sa.select(_s.event, _s.draw).where(_s.draw.in_(sa.select(_d.draw).where(*which)))
    both = sa.union_all(own, later).subquery()
    query = sa.select(*CHAIN["oversight"].columns).join(both, both.c.event == _e.sequence)
    found: dict[str, DrawStanding] = {}
    with database.reading() as connection:
        for row in connection.execute(query.order_by(_e.sequence)):
            _follow(found, Event(*row))
    return tuple(found.values())


def _cases(workflow: str, year: int, without: Collection[str]) -> sa.Select[Any]:
    c = CASE_ROW.c
    query = sa.select(c.subject, c.case_id).where(c.workflow == workflow)
    query = query.where(c.opened >= f"{year}-01-01", c.opened <= f"{year}-12-31")
    return query.where(c.state.not_in(sorted(without))) if without else query


def _follow(found: dict[str, DrawStanding], event: Event) -> None:
    fact = said_of_draw(event)
    if isinstance(fact, DrawCommitted):
        found[fact.number] = DrawStanding(event, fact)
        return
    before = found[fact.number]
    own = replace(before, later=(*before.later, event))
    match fact:
        case DrawDrawn():
            own = replace(own, drawn=fact)
        case DrawVoided():
            own = replace(own, voided=fact)
        case DrawAssigned():
            own = replace(own, assigned=fact)
    found[fact.number] = own

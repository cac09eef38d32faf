"""What desks ask of what happened to what is kept of people: one statement for each question, as long as what it shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.model.event import Event
from xinxiao.model.oversight.personal_facts import CaseHandedOut, CaseShown
from xinxiao.model.oversight.personal_record import DueErasure, Gone, Looked, LookedQuery, Waiting
from xinxiao.store.ledger.case_tables import CASE_ROW
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.personal_tables import (
    CASE_ERASED,
    CASE_ERASURE,
    CASE_HOLD,
    CASE_RETENTION,
    CASE_WORDS,
)
from xinxiao.store.ledger.schema import CHAIN

PAGE = 50
_LOOKED = (CaseShown.kind, CaseHandedOut.kind)
_r, _w = CASE_ROW.c, CASE_WORDS.c
_EVENT = tuple(CHAIN["oversight"].columns)
_e = CHAIN["oversight"].c
_WIDE = len(_EVENT)


class PersonalDesk:
    """Questions about one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def looked(self, query: LookedQuery) -> tuple[Looked, ...]:
        """Events by which somebody saw or took away what is masked, the last first."""
        asked = (
            sa.select(*_EVENT, _w.case_id, _r.workflow, _r.definition, _r.synthetic)
            .select_from(CHAIN["oversight"])
            .join(CASE_WORDS, _w.event == _e.sequence)
            .join(CASE_ROW, _r.case_id == _w.case_id)
            .where(_e.kind.in_(_LOOKED), *_wanted(query))
        )
        rows = self._rows(asked.order_by(_e.sequence.desc()).limit(query.most))
        return tuple(Looked(Event(*row[:_WIDE]), row[-4], row[-3], row[-2], bool(row[-1])) for row in rows)

    def said(self, case: str) -> tuple[Event, ...]:
        """All that happened to what a case holds of people, in order."""
        own = sa.union(
            *(
                sa.select(table.c.event).where(table.c.case_id == case)
                for table in (CASE_WORDS, CASE_ERASED, CASE_RETENTION)
            )
        )
        asked = sa.select(*_EVENT).where(_e.sequence.in_(own)).order_by(_e.sequence)
        return tuple(Event(*row) for row in self._rows(asked))

    def waiting(
        self, areas: Collection[str] | None, before: int = 0, most: int = PAGE
    ) -> tuple[Waiting, ...]:
        """Erasures that wait for a decision, asked last first, those before an event (0: from the last)."""
        c = CASE_ERASURE.c
        own = sa.select(c.event, c.case_id, c.part).where(c.state == "open")
        return self._begun(own.subquery(), areas, before, most)

    def held(self, areas: Collection[str] | None, before: int = 0, most: int = PAGE) -> tuple[Waiting, ...]:
        """Holds that last, put last first."""
        c = CASE_HOLD.c
        own = sa.select(c.event, c.case_id, sa.literal("").label("part"))
        return self._begun(own.subquery(), areas, before, most)

    def due(
        self,
        areas: Collection[str] | None,
        until: str,
        after: tuple[str, str] = ("", ""),
        most: int = PAGE,
    ) -> tuple[DueErasure, ...]:
        """Cases that are kept until a day or before, in order of those days, then of their numbers."""
        c = CASE_RETENTION.c
        held = sa.exists().where(CASE_HOLD.c.case_id == c.case_id)
        asked = (
            sa.select(c.case_id, c.ended, c.until, held, _r.synthetic)
            .join(CASE_ROW, _r.case_id == c.case_id)
            .where(c.until != "", c.until <= until, *_areas(areas))
            .where(sa.tuple_(c.until, c.case_id) > sa.tuple_(*map(sa.literal, after)))
            .order_by(c.until, c.case_id)
        )
        return tuple(DueErasure(*row[:3], *map(bool, row[3:])) for row in self._rows(asked.limit(most)))

    def gone(self, areas: Collection[str] | None, before: int = 0, most: int = PAGE) -> tuple[Gone, ...]:
        """What was erased, last first."""
        c = CASE_ERASED.c
        asked = (
            sa.select(*_EVENT, c.case_id, c.part, _r.synthetic)
            .select_from(CASE_ERASED)
            .join(CHAIN["oversight"], _e.sequence == c.event)
            .join(CASE_ROW, _r.case_id == c.case_id)
            .where(*_areas(areas), *([c.event < before] if before else []))
            .order_by(c.event.desc())
        )
        rows = self._rows(asked.limit(most))
        return tuple(Gone(Event(*row[:_WIDE]), row[-3], row[-2], bool(row[-1])) for row in rows)

    def _begun(
        self, own: sa.Subquery, areas: Collection[str] | None, before: int, most: int
    ) -> tuple[Waiting, ...]:
        c = own.c
        asked = (
            sa.select(c.event, c.case_id, c.part, _e.actor, _e.at, _r.synthetic)
            .select_from(own)
            .join(CHAIN["oversight"], _e.sequence == c.event)
            .join(CASE_ROW, _r.case_id == c.case_id)
            .where(*_areas(areas), *([c.event < before] if before else []))
            .order_by(c.event.desc())
        )
        rows = self._rows(asked.limit(most))
        return tuple(Waiting(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows)

    def _rows(self, query: sa.Select[Any]) -> Sequence[tuple[Any, ...]]:
        if self._database.is_missing:
            return []
        with self._database.asking() as connection:
            return [tuple(row) for row in connection.execute(query)]


def _wanted(query: LookedQuery) -> list[sa.ColumnElement[bool]]:
    return [
        *([_e.actor == query.actor] if query.actor else []),
        *([_w.case_id == query.case] if query.case else []),
        *([_e.at >= query.since] if query.since else []),
        *([_e.at < query.until] if query.until else []),
        *([_e.sequence < query.before] if query.before else []),
    ]


def _areas(areas: Collection[str] | None) -> list[sa.ColumnElement[bool]]:
    return [] if areas is None else [_r.area.in_(sorted(areas))]

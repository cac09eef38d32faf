"""What the desk asks of reports: sums of the tally, threads, and what scrutiny found. One statement for each question."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.model.collect.desk import COUNTS, By, Standing
from xinxiao.model.collect.facts import ReportAnswered, ReportQueried, ReportsReminded
from xinxiao.model.collect.frame import COLUMNS as FRAME_COLUMNS
from xinxiao.model.collect.frame import SCHEMA, FrameUnit
from xinxiao.model.collect.report import STATES, Report, ReportKey, Told
from xinxiao.model.collect.scrutiny import Peers, Scrutinised, Suspicion, Test, Unsaid
from xinxiao.model.event import Event
from xinxiao.store.collect.numbers import CONTENT, PIECE, numbers
from xinxiao.store.ledger import rows
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.report_rows import report_of
from xinxiao.store.ledger.schema import (
    ACT,
    CHAIN,
    EXCHANGE,
    FRAME_UNIT,
    PEER,
    REPORT,
    SCRUTINY,
    SUBMISSION,
    SUSPICION,
    TALLY,
)

_e, _r, _s, _t, _u = CHAIN["event"].c, REPORT.c, SUBMISSION.c, TALLY.c, SUSPICION.c
_KEY = tuple(column.name for column in REPORT.primary_key)
_COUNTS = tuple(_t[name] for name in COUNTS)
CHUNK = 5_000
"""Rows that are fetched or written at once."""
Areas = Collection[str] | None
"""The areas asked about; None: all."""


class Desk:
    """Questions about the reports of one ledger, and what scrutiny found in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- how far a collection is

    def standings(self, form: str, period: str, by: By, areas: Areas) -> tuple[Standing, ...]:
        """How reports stand by area or industry, in some areas."""
        own = (_t.form == form, _t.period == period)
        if by == "industry" and areas is not None:
            sums = sa.select(_t.industry, *map(sa.func.sum, _COUNTS)).group_by(_t.industry)
            query = sums.where(*own, _t.kind == "both", *_in(_t.area, areas))
        else:
            code = _t.industry if by == "industry" else _t.area
            query = sa.select(code, *_COUNTS).where(*own, _t.kind == by, *_in(_t.area, areas))
        return tuple(_standing(*found) for found in self._rows(query))

    def standings_of(self, issues: Sequence[tuple[str, str]], areas: Areas) -> tuple[Standing, ...]:
        """The same for whole forms: codes are ``FORM/PERIOD``."""
        sums = (sa.func.sum(count) for count in _COUNTS)
        whole = sa.select(_t.form + "/" + _t.period, *sums).group_by(_t.form, _t.period)
        whole = whole.where(_t.kind == ("industry" if areas is None else "area"), *_in(_t.area, areas))
        each = (whole.where(_t.form == form, _t.period == period) for form, period in issues)
        return tuple(_standing(*found) for found in self._rows(sa.union_all(*each)))

    # ---- threads and reminders

    def told(self, areas: Areas, form: str, period: str, *, pending: bool, most: int) -> tuple[Told, ...]:
        """Questions and answers about reports, in order: of a form and a period where these are given; of ``pending`` ones only
        those of reports with a question that has no answer. At most so many questions, the last."""
        own = sa.and_(*(ACT.c[name] == _r[name] for name in _KEY))
        of = (_r.threads > 0, *_in(_r.area, areas), *_given(("form", form), ("period", period)))
        query = (
            sa.select(*CHAIN["event"].columns, sa.func.coalesce(EXCHANGE.c.text, "").label("words"))
            .join(ACT, ACT.c.event == _e.sequence)
            .join(REPORT, own)
            .outerjoin(EXCHANGE, EXCHANGE.c.event == _e.sequence)
            .where(_e.kind.in_((ReportQueried.kind, ReportAnswered.kind)), *of)
        )
        query = query.where(_r.open_threads != "") if pending else query
        asked = query.where(_e.kind == ReportQueried.kind).order_by(_e.sequence.desc()).limit(most).subquery()
        first = sa.select(sa.func.min(asked.c.sequence)).scalar_subquery()
        rows = self._rows(query.where(_e.sequence >= first).order_by(_e.sequence))
        return tuple(Told(Event(*found[:-1]), found[-1]) for found in rows)

    def reminders(self, form: str, period: str, most: int) -> tuple[Event, ...]:
        """The reminders that were sent, the last first; of a form and a period where these are given."""
        query = sa.select(CHAIN["event"]).where(_e.kind == ReportsReminded.kind)
        rows = self._rows(query.order_by(_e.sequence.desc()).limit(most))
        found = (Event(*row) for row in rows)
        return tuple(
            one for one in found if form in ("", one.fact["form"]) and period in ("", one.fact["period"])
        )

    def waiting(self, areas: Areas, form: str, period: str, most: int) -> tuple[Report, ...]:
        """Reports whose units asked for more time and wait for a decision, those that end first before others."""
        of = (_r.requested != "", *_in(_r.area, areas), *_given(("form", form), ("period", period)))
        query = sa.select(REPORT).where(*of).order_by(_r.due, _r.form, _r.period, _r.unit)
        return tuple(report_of(tuple(found)) for found in self._rows(query.limit(most)))

    # ---- scrutiny

    def cells(self, form: str, period: str, items: Sequence[str]) -> pa.Table:
        """The numbers of the last content of every report of a form and period, as their canonical texts (null for what is none):
        columns ``unit`` and the items, in the order of units."""
        own = sa.and_(*(_s[name] == _r[name] for name in (*_KEY, "number")))
        query = sa.select(_s.unit, _s.content).join(REPORT, own)
        query = query.where(_r.form == form, _r.period == period).order_by(_s.unit)
        return numbers(rows.batches(self._database, query, CONTENT, PIECE), items)

    def units(self, form: str, period: str, day: str) -> pa.Table:
        """The units that reported, as the frame has them on a day: its columns, one row for each unit."""
        own = sa.select(_r.unit).where(_r.form == form, _r.period == period, _r.number > 0)
        query = _in_force(FRAME_UNIT.c.unit.in_(own), day)
        return pa.Table.from_batches(rows.batches(self._database, query, SCHEMA), SCHEMA)

    def found(self, units: Collection[str], day: str) -> dict[str, FrameUnit]:
        """Some units, as the frame has them on a day."""
        return {found.unit: found for found in self._frame(FRAME_UNIT.c.unit.in_(sorted(units)), day)}

    def _frame(self, which: sa.ColumnElement[bool], day: str) -> Iterator[FrameUnit]:
        """Units as they are on a day: the version recorded last of those that begin last before it."""
        return (FrameUnit(*found) for found in self._rows(_in_force(which, day)))

    def last_event(self, form: str, period: str) -> int:
        """The number of the last event that moved a report of a form and period."""
        query = sa.select(sa.func.max(_r.event)).where(_r.form == form, _r.period == period)
        return next((found[0] or 0 for found in self._rows(query)), 0)

    def note_scrutiny(
        self,
        done: Scrutinised,
        suspicions: Iterable[Suspicion],
        places: Mapping[str, tuple[str, str]],
        peers: Iterable[Peers],
    ) -> None:
        """Put what scrutiny found in the place of what it found before, whole or not at all."""
        same = {"form": done.form, "period": done.period}
        unsaid = json.dumps([[one.test, one.item, one.reason, one.units] for one in done.unsaid])
        head = same | {"at": done.at, "event": done.event, "reports": done.reports, "unsaid": unsaid}
        found = (
            same
            | dict(zip(("area", "industry"), places.get(one.unit, ("", "")), strict=True))
            | {name: getattr(one, name) for name in Suspicion.__dataclass_fields__}
            for one in suspicions
        )
        beside = (same | {name: getattr(one, name) for name in Peers.__dataclass_fields__} for one in peers)
        with self._database.writing() as connection:
            for table in (SCRUTINY, SUSPICION, PEER):
                own = table.c.form == done.form, table.c.period == done.period
                connection.execute(sa.delete(table).where(*own))
            connection.execute(sa.insert(SCRUTINY), head)
            _insert(connection, SUSPICION, found)
            _insert(connection, PEER, beside)

    def scrutinised(self, form: str, period: str) -> Scrutinised | None:
        """When scrutiny was done last, over how much, and what it says nothing about."""
        own = SCRUTINY.c.form == form, SCRUTINY.c.period == period
        found = next(iter(self._rows(sa.select(SCRUTINY).where(*own))), None)
        if found is None:
            return None
        row = dict(zip(SCRUTINY.columns.keys(), found, strict=True))
        return Scrutinised(**row | {"unsaid": tuple(Unsaid(*one) for one in json.loads(row["unsaid"]))})

    def suspicions(
        self,
        form: str,
        period: str,
        areas: Areas,
        *,
        unit: str = "",
        test: str = "",
        industry: str = "",
        most: int,
    ) -> tuple[Suspicion, ...]:
        """What was found, the weightiest first; of a unit, a test, an industry where these are given."""
        query = sa.select(*(_u[name] for name in Suspicion.__dataclass_fields__)).where(
            _u.form == form,
            _u.period == period,
            *_in(_u.area, areas),
            *(
                _u[name] == value
                for name, value in (("unit", unit), ("test", test), ("industry", industry))
                if value
            ),
        )
        order = (_u.weight.desc(), _u.unit, _u.item, _u.test)
        return tuple(Suspicion(*found) for found in self._rows(query.order_by(*order).limit(most)))

    def tests(self, form: str, period: str, areas: Areas) -> dict[Test, int]:
        """How many suspicions each test has."""
        query = sa.select(_u.test, sa.func.count()).where(
            _u.form == form, _u.period == period, *_in(_u.area, areas)
        )
        return {found[0]: found[1] for found in self._rows(query.group_by(_u.test).order_by(_u.test))}

    def peers(self, form: str, period: str, stratum: str) -> dict[str, Peers]:
        """The quartiles of the units of a stratum, by item."""
        query = sa.select(*(PEER.c[name] for name in Peers.__dataclass_fields__)).where(
            PEER.c.form == form, PEER.c.period == period, PEER.c.stratum == stratum
        )
        return {one.item: one for one in (Peers(*found) for found in self._rows(query))}

    def acceptable(
        self, form: str, period: str, areas: Areas, rank: int, event: int, most: int
    ) -> tuple[tuple[ReportKey, int, str], ...]:
        """Reports that a level of this rank may accept and nothing speaks against: submitted, or accepted farther below; no
        question without an answer; nothing found, and nothing moved after an ``event``. Key, number and hash of each, by unit."""
        query = sa.select(_r.unit, _r.number, _r.sha256).where(
            _r.form == form,
            _r.period == period,
            _r.state.in_(("submitted", "accepted")),
            _r.rank > rank,
            _r.open_threads == "",
            _r.event <= event,
            *_in(_r.area, areas),
            ~sa.exists().where(_u.form == _r.form, _u.period == _r.period, _u.unit == _r.unit),
        )
        rows = self._rows(query.order_by(_r.unit).limit(most))
        return tuple((ReportKey(form, period, unit), number, digest) for unit, number, digest in rows)

    def _rows(self, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> Sequence[Any]:
        if self._database.is_missing:
            return []
        with self._database.reading() as connection:
            return [tuple(found) for found in connection.execute(query)]


def _standing(code: str, *found: Any) -> Standing:
    counts = [int(one) for one in found]
    return Standing(code, sum(counts[: len(STATES)]), *counts)


def _in(column: sa.ColumnElement[Any], areas: Areas) -> tuple[sa.ColumnElement[bool], ...]:
    return () if areas is None else (column.in_(sorted(areas)),)


def _given(*pairs: tuple[str, str]) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(_r[name] == value for name, value in pairs if value)


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            connection.execute(sa.insert(table), chunk)
            chunk = []
    if chunk:
        connection.execute(sa.insert(table), chunk)


def _in_force(which: sa.ColumnElement[bool], day: str) -> sa.Select[Any]:
    """The columns of the versions of units in force on a day."""
    own = FRAME_UNIT.c
    place = sa.func.row_number().over(
        partition_by=own.unit, order_by=(own.valid_from.desc(), own.sequence.desc())
    )
    versions = sa.select(FRAME_UNIT, place.label("place")).where(which, own.valid_from <= day).subquery()
    return sa.select(*(versions.c[name] for name in FRAME_COLUMNS)).where(versions.c.place == 1)

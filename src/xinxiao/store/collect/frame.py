"""The frame in the database: versions of units and their successions, as they were recorded; and questions about them.

Both tables only grow, and each row names the event that vouches for it: ``Ledger.verify`` holds them against each other. Rows
are numbered from 1 without gaps. Whoever records says where the table stood when they looked; when it has moved on since,
nothing is recorded, so that two who import at once cannot both add what only one should.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeVar

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.model.collect.frame import (
    COLUMNS,
    EVERY,
    LINK_COLUMNS,
    SCHEMA,
    By,
    FrameFact,
    FrameUnit,
    History,
    Recorded,
    Selection,
    Succession,
)
from xinxiao.model.event import Event
from xinxiao.store.collect.unit_areas import unit_standing
from xinxiao.store.ledger import Ledger, rows, vouched
from xinxiao.store.ledger.schema import CHAIN, FRAME_LINK, FRAME_UNIT

T = TypeVar("T", bound=sa.Select[Any])
_c = FRAME_UNIT.c
_OWN = tuple(_c[name] for name in COLUMNS)


class Frame:
    """The units of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._database, self._ledger = ledger.database, ledger

    def last(self, what: Literal["unit", "link"] = "unit") -> int:
        """The number of the last version, or the last succession, that was recorded; 0 before the first."""
        if self._database.is_missing:
            return 0
        with self._database.reading() as connection:
            return vouched.last(connection, FRAME_LINK if what == "link" else FRAME_UNIT)

    def record(self, actor: str, at: str, fact: FrameFact, table: pa.Table) -> Event:
        """Append the event that vouches for rows, and the rows, whole or not at all.

        Raises :class:`Conflict` when ``fact.first`` is not next: then nothing is recorded, and the caller looks again.
        """
        return self._ledger.vouch(actor, at, fact, table.to_batches)

    def at(self, unit: str, day: str) -> FrameUnit | None:
        """The version of a unit at a day; None before its first."""
        return self._first(sa.select(*_OWN).where(_c.unit == unit, *_at(day)))

    def left(self, units: Sequence[str], day: str) -> frozenset[str]:
        """Those of some units that are out of the frame at a day, as far as is known by now."""
        standing = unit_standing(self._database, units, day)
        return frozenset(unit for unit, (state, _) in standing.items() if state == "out")

    def of_code(self, code: str, day: str) -> FrameUnit | None:
        """The unit that has a code at a day; of several the one recorded last."""
        query = sa.select(*_OWN).where(_c.code == code, *_at(day)).order_by(_c.sequence.desc())
        return self._first(query)

    def selected(self, which: Selection, day: str, last: int | None = None) -> Iterator[pa.RecordBatch]:
        """The versions at a day of the units of a selection, by unit, as batches of ``COLUMNS``; as recorded up to the event
        ``last`` where one is given."""
        query = sa.select(*_OWN).where(*_at(day, last), *_of(which)).order_by(_c.unit)
        return rows.batches(self._database, query, SCHEMA)

    def held(self, day: str) -> Iterator[pa.RecordBatch]:
        """All units as ``COLUMNS``, in no order: the version at a day; of those that come later their first, whose ``valid_from`` tells."""
        earlier = FRAME_UNIT.alias()
        first = sa.and_(
            _c.valid_from > day,
            ~sa.exists().where(earlier.c.unit == _c.unit, earlier.c.valid_from < _c.valid_from),
            _none_after(earlier.c.valid_from == _c.valid_from, earlier),
        )
        # two questions, not one with "or": PostgreSQL would ask for each row by itself
        query = sa.union_all(sa.select(*_OWN).where(*_at(day)), sa.select(*_OWN).where(first))
        return rows.batches(self._database, query, SCHEMA)

    def counts(self, day: str, by: Sequence[By], which: Selection = EVERY) -> Iterator[tuple[str, ...]]:
        """How many units of a selection there are at a day by some columns: their codes, then the count, as text."""
        # not the columns themselves: SQLite would walk their indexes, and jump about in the table for each row
        own = [_c[name].concat("") for name in by]
        query = sa.select(*own, sa.func.count()).where(*_at(day), *_of(which)).group_by(*own).order_by(*own)
        if not self._database.is_missing:
            with self._database.reading() as connection:
                for found in connection.execute(query):
                    yield tuple(map(str, found))

    def found(self, words: str, day: str, most: int) -> tuple[FrameUnit, ...]:
        """Units at a day, in the frame or out of it, whose id or code begins with, or whose name holds, some words."""
        fits = sa.or_(
            _c.unit.startswith(words, autoescape=True),
            _c.code.startswith(words, autoescape=True),
            _c.name.contains(words, autoescape=True),
        )
        query = sa.select(*_OWN).where(fits, *_at(day)).order_by(_c.unit).limit(most)
        if self._database.is_missing:
            return ()
        with self._database.reading() as connection:
            return tuple(FrameUnit(*found) for found in connection.execute(query))

    def history(self, unit: str) -> History:
        """Everything recorded of a unit."""
        if self._database.is_missing:
            return History((), (), ())
        event, link = CHAIN["event"].c, FRAME_LINK.c
        query = sa.select(*_OWN, _c.event, event.at, event.actor).where(_c.unit == unit)
        query = query.outerjoin(CHAIN["event"], event.sequence == _c.event)
        with self._database.reading() as connection:
            versions = connection.execute(query.order_by(_c.valid_from, _c.sequence))
            recorded = tuple(
                Recorded(FrameUnit(*found[:-3]), found[-3], found[-2] or "", found[-1] or "")
                for found in versions
            )
            before, after = (
                tuple(
                    Succession(*found)
                    for found in connection.execute(_links().where(own == unit).order_by(link.sequence))
                )
                for own in (link.successor, link.predecessor)
            )
        return History(recorded, before, after)

    def successors(self) -> tuple[tuple[str, str], ...]:
        """All pairs of a predecessor and its successor."""
        if self._database.is_missing:
            return ()
        query = sa.select(FRAME_LINK.c.predecessor, FRAME_LINK.c.successor)
        with self._database.reading() as connection:
            return tuple((before, after) for before, after in connection.execute(query))

    def _first(self, query: sa.Select[Any]) -> FrameUnit | None:
        if self._database.is_missing:
            return None
        with self._database.reading() as connection:
            found = connection.execute(query.limit(1)).one_or_none()
        return FrameUnit(*found) if found else None


def _links() -> sa.Select[Any]:
    return sa.select(*(FRAME_LINK.c[name] for name in LINK_COLUMNS))


def _at(day: str, last: int | None = None) -> list[sa.ColumnElement[bool]]:
    """That a row is the version of its unit at a day: the last recorded of the latest that is not after it; of rows up to an event."""
    other = FRAME_UNIT.alias()
    if last is None:
        return [_c.valid_from <= day, _none_after(other.c.valid_from <= day, other)]
    within = sa.and_(other.c.valid_from <= day, other.c.event <= last)
    return [_c.valid_from <= day, _c.event <= last, _none_after(within, other)]


def _none_after(within: sa.ColumnElement[bool], other: sa.FromClause) -> sa.ColumnElement[bool]:
    """That no row of the same unit ``within`` is valid later, or was recorded later of the same day."""
    later = sa.tuple_(other.c.valid_from, other.c.sequence) > sa.tuple_(_c.valid_from, _c.sequence)
    return ~sa.exists().where(other.c.unit == _c.unit, within, later)


def _of(which: Selection) -> Iterator[sa.ColumnElement[bool]]:
    if which.state != "any":
        yield _c.state == which.state
    for column, codes in ((_c.area, which.areas), (_c.size, which.sizes), (_c.group, which.groups)):
        if codes:
            yield column.in_(codes)
    if which.industries:
        whole = [code for code in which.industries if not code.endswith("*")]
        begun = [code[:-1] for code in which.industries if code.endswith("*")]
        yield sa.or_(
            _c.industry.in_(whole), *(_c.industry.startswith(code, autoescape=True) for code in begun)
        )

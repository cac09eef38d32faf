"""The register of subjects in the database: versions as they were recorded, and questions about them.

The table only grows, and each row names the event of oversight's chain that vouches for it. Whoever records says where the table stood
when they looked; when it has moved on since, nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.model.event import Event
from xinxiao.model.oversight.predicate import Condition
from xinxiao.model.oversight.subject import COLUMNS, FIELDS, SCHEMA, SEPARATOR, Recorded, Subject
from xinxiao.model.vouched import VouchingFact
from xinxiao.store.ledger import Ledger, rows, vouched
from xinxiao.store.ledger.schema import CHAIN, SUBJECT
from xinxiao.store.oversight.intake import Intake

_c = SUBJECT.c
_OWN = tuple(_c[name] for name in COLUMNS)
ASKED = 500
"""Codes that are asked for at once."""
NOTHING: Mapping[str, tuple[str, ...]] = {}


class Subjects:
    """The subjects of a ledger, as the role of oversight sees them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._database = ledger, ledger.office

    def last(self) -> int:
        """The number of the last version that was recorded; 0 before the first."""
        if self._database.is_missing:
            return 0
        with self._database.reading() as connection:
            return vouched.last(connection, SUBJECT)

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        """Where rows of a file are gathered and compared with what is held, on the disk; gone at the end."""
        with Intake.opened(self.held) as made:
            yield made

    def record(
        self, actor: str, at: str, fact: VouchingFact, batches: Callable[[], Iterable[pa.RecordBatch]]
    ) -> Event:
        """Append the event that vouches for rows, and the rows, whole or not at all.

        Raises :class:`Conflict` when ``fact.first`` is not next: then nothing is recorded, and the caller looks again.
        """
        return self._ledger.vouch(actor, at, fact, batches, "oversight")

    def held(self, day: str) -> Iterator[pa.RecordBatch]:
        """All subjects at a day as ``COLUMNS``, in no order."""
        return rows.batches(self._database, sa.select(*_OWN).where(*_at(day)), SCHEMA)

    def at(self, code: str, day: str) -> Subject | None:
        """The version of a subject at a day; None before its first."""
        if self._database.is_missing:
            return None
        query = sa.select(*_OWN).where(_c.code == code, *_at(day))
        with self._database.reading() as connection:
            found = connection.execute(query.limit(1)).one_or_none()
        return Subject(*found) if found else None

    def among(self, codes: Collection[str], day: str) -> dict[str, Subject]:
        """Of some codes the versions at a day, by code; nothing for one that has none."""
        found: dict[str, Subject] = {}
        if self._database.is_missing:
            return found
        wanted = sorted(set(codes))
        for start in range(0, len(wanted), ASKED):
            query = sa.select(*_OWN).where(_c.code.in_(wanted[start : start + ASKED]), *_at(day))
            with self._database.reading() as connection:
                found |= {row[0]: Subject(*row) for row in connection.execute(query)}
        return found

    def selected(
        self,
        predicate: Sequence[Condition],
        day: str,
        below: Mapping[str, Sequence[str]] = NOTHING,
        most: int | None = None,
        columns: Sequence[str] = COLUMNS,
    ) -> Iterator[pa.RecordBatch]:
        """The subjects a predicate is about at a day, by code, as batches of some of ``COLUMNS``; at most so many.

        ``below``: of areas that conditions name, their own codes and those of all areas in them.
        """
        query = sa.select(*(_c[name] for name in columns)).where(*_at(day), *_of(predicate, below))
        query = query.order_by(_c.code)
        schema = pa.schema([SCHEMA.field(name) for name in columns])
        return rows.batches(self._database, query if most is None else query.limit(most), schema)

    def count(
        self, predicate: Sequence[Condition], day: str, below: Mapping[str, Sequence[str]] = NOTHING
    ) -> int:
        """How many there are."""
        if self._database.is_missing:
            return 0
        query = sa.select(sa.func.count()).select_from(SUBJECT).where(*_at(day), *_of(predicate, below))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def found(self, words: str, day: str, most: int) -> tuple[Subject, ...]:
        """Subjects at a day whose code begins with, or whose name holds, some words; by code."""
        if self._database.is_missing:
            return ()
        fits = sa.or_(_c.code.startswith(words, autoescape=True), _c.name.contains(words, autoescape=True))
        query = sa.select(*_OWN).where(fits, *_at(day)).order_by(_c.code).limit(most)
        with self._database.reading() as connection:
            return tuple(Subject(*found) for found in connection.execute(query))

    def history(self, code: str) -> tuple[Recorded, ...]:
        """Everything recorded of a subject, by the day it holds from."""
        if self._database.is_missing:
            return ()
        chain = CHAIN["oversight"].c
        query = sa.select(*_OWN, _c.event, chain.at, chain.actor).where(_c.code == code)
        query = query.outerjoin(CHAIN["oversight"], chain.sequence == _c.event)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(_c.valid_from, _c.sequence))
            return tuple(Recorded(Subject(*row[:-3]), row[-3], row[-2] or "", row[-1] or "") for row in found)


def _at(day: str) -> list[sa.ColumnElement[bool]]:
    """That a row is the version of its subject at a day: the last recorded of the latest that is not after it."""
    other = SUBJECT.alias()
    later = sa.tuple_(other.c.valid_from, other.c.sequence) > sa.tuple_(_c.valid_from, _c.sequence)
    none = ~sa.exists().where(other.c.code == _c.code, other.c.valid_from <= day, later)
    return [_c.valid_from <= day, none]


def _of(predicate: Sequence[Condition], below: Mapping[str, Sequence[str]]) -> Iterator[Any]:
    for condition in predicate:
        each = [_fits(condition.field, wanted, below) for wanted in condition.among]
        held = sa.or_(*each)
        yield ~held if condition.none else held


def _fits(field: str, wanted: str, below: Mapping[str, Sequence[str]]) -> sa.ColumnElement[bool]:
    begun = wanted.endswith("*")
    if field == "area" and wanted in below:
        return _c.area.in_(below[wanted])
    if field in FIELDS:
        if begun:
            return sa.and_(_c[field] != "", _c[field].startswith(wanted[:-1], autoescape=True))
        return _c[field] == wanted
    # a tag: between separators, so that no code is found in the middle of another
    tags = sa.literal(SEPARATOR).concat(_c.tags).concat(SEPARATOR)
    mark = f"{SEPARATOR}{field}={wanted[:-1]}" if begun else f"{SEPARATOR}{field}={wanted}{SEPARATOR}"
    return tags.contains(mark, autoescape=True)

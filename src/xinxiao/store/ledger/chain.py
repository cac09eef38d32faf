"""A chain of events in a table. Writers that come at once share a commit, so the disk is waited for once.

Who writes knows where it left the chain, and appends there in one statement: the database refuses what is not next. Only
when somebody else wrote meanwhile, or more than events is to be written, is the chain locked and looked at first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from xinxiao.model.backup import Engine
from xinxiao.model.event import START, ChainName, Event, Fact, Mark, Row, Said, actor_line, appended
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import CHAIN

Projection = Callable[[sa.Connection, Event], None]
"""Writes what follows from an event into a table made from events."""
Together = Callable[[sa.Connection, Sequence[tuple[Event, Any]]], None]
"""Writes what follows from several events at once, each with what its writer gave beside it: of a shared commit each table is
asked and written once."""
Also = Callable[[sa.Connection], None]
"""Writes into a changing table in the transaction of an event; raises when it may not be."""
TOGETHER = 500
"""Events that share a commit: so many are written in well under 20 ms."""
FETCHED = 5_000
_TURN = {"event": 0x78696E79, "reading": 0x78696E7A, "oversight": 0x78696E7B}
"""The numbers of the locks by which writers take turns on PostgreSQL."""


@dataclass
class _Ticket:
    """What one writer wants appended, and what became of it."""

    actor: str
    at: str
    facts: Sequence[Said]
    also: Also | None
    beside: Any = None
    actors: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    error: BaseException | None = None
    ended: bool = False
    asleep: threading.Lock = field(default_factory=threading.Lock)


class _Refused(Exception):
    """A transaction that failed before its commit."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class Chain:
    """One chain. Threads may share it, and processes its database."""

    def __init__(
        self,
        database: Database,
        name: ChainName,
        projections: Mapping[str, Projection],
        together: Mapping[str, Together] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.table = CHAIN[name]
        self._database = database
        self._projections = projections
        self._together = together
        self._waiting: list[_Ticket] = []
        self._queue = threading.Lock()
        self._is_led = False
        self._left: Mark | None = None

    def append(
        self,
        actor: str,
        at: str,
        facts: Sequence[Fact],
        also: Also | None = None,
        beside: Any = None,
        actors: Sequence[str] = (),
    ) -> tuple[Event, ...]:
        """Append events that say ``facts``, all or none, in one transaction with ``also``; they are on disk when this returns.
        ``beside``: what belongs to them and stands in no event, for what is written together with events of their kind;
        ``actors``: in whose name each fact is, where not all are in that of ``actor``.

        ``at``: UTC, ISO 8601. Raises :class:`DataFault` for what cannot be an event, :class:`Conflict` when what follows
        from an event contradicts what is there, :class:`Unavailable` when the database refuses: then it may or may not
        have been written, and the chain tells.
        """
        said = [
            (fact.kind, fact.payload) for fact in facts
        ]  # what cannot be said fails before it is others' trouble
        ticket = _Ticket(
            actor_line(actor), actor_line(at), said, also, beside, tuple(map(actor_line, actors))
        )
        ticket.asleep.acquire()
        with self._queue:
            self._waiting.append(ticket)
            leads, self._is_led = not self._is_led, True
        if not leads:
            ticket.asleep.acquire()  # until somebody has written it, or it is this one's turn to write for all
        if not ticket.ended:
            self._lead(ticket)
        if ticket.error is not None:
            raise ticket.error
        return ticket.events

    def mark(self) -> Mark:
        """Where the chain stands."""
        if self._database.is_missing:
            return START
        with self._database.reading() as connection:
            return self._mark(connection)

    def at(self, sequence: int) -> Mark | None:
        """The mark of one event; None when there is none of this number."""
        if sequence == 0:
            return START
        query = sa.select(self.table.c.hash).where(self.table.c.sequence == sequence)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else Mark(sequence, found)

    def before(self, moment: str) -> Mark:
        """The last event that happened before a moment (UTC, ISO 8601)."""
        c = self.table.c
        query = sa.select(c.sequence, c.hash).where(c.at < moment).order_by(c.sequence.desc()).limit(1)
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        return Mark(*found) if found else START

    def rows(self, after: int = 0, most: int | None = None, kind: str = "") -> Iterator[Row]:
        """The events after a number, in order, of one kind or all, as rows; read in pieces."""
        if self._database.is_missing:
            return
        query = sa.select(self.table).where(self.table.c.sequence > after).order_by(self.table.c.sequence)
        if kind:
            query = query.where(self.table.c.kind == kind)
        if most is not None:
            query = query.limit(most)
        with self._database.reading() as connection:
            yield from _fetched(connection, query)

    def events(self, after: int = 0, most: int | None = None, kind: str = "") -> Iterator[Event]:
        """The same as events."""
        for found in self.rows(after, most, kind):
            yield Event(*found)

    def _lead(self, own: _Ticket) -> None:
        """Write what waits, wake those it is of, and hand the lead to the first who came meanwhile."""
        taken = self._taken(own)
        try:
            self._commit(taken)
        finally:
            for ticket in taken:
                ticket.ended = True
                if ticket is not own:
                    ticket.asleep.release()
            with self._queue:
                self._is_led = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].asleep.release()

    def _taken(self, own: _Ticket) -> list[_Ticket]:
        """Those who share a commit: the first that wait, and ``own`` among them."""
        with self._queue:
            taken, left, count = list[_Ticket](), list[_Ticket](), 0
            for ticket in self._waiting:
                fits = not taken or count + len(ticket.facts) <= TOGETHER
                (taken if fits or ticket is own else left).append(ticket)
                count += len(ticket.facts)
            self._waiting = left
        return taken

    def _commit(self, tickets: list[_Ticket]) -> None:
        """Append for all; when one of them is refused, for each by itself, so that nobody fails for another."""
        try:
            self._write(tickets)
        except _Refused as refused:
            if len(tickets) > 1:
                for ticket in tickets:
                    self._commit([ticket])
                return
            tickets[0].error, tickets[0].events = refused.error, ()
        except BaseException as error:
            for ticket in tickets:
                ticket.error, ticket.events = error, ()

    def _write(self, tickets: list[_Ticket]) -> None:
        left, self._left = self._left, None
        if left is not None and self._is_plain(tickets):
            rows, last = _next(left, tickets)
            if self._database.at_once(*_statement(self.name, self._database.kind, rows, left.sequence)):
                self._left = last
                return
        with self._database.writing() as connection:
            try:
                with self._database.explained():
                    last = self._append(connection, tickets)
            except Exception as error:  # before the commit: nothing of it is kept
                raise _Refused(error) from error
        self._left = last

    def _is_plain(self, tickets: list[_Ticket]) -> bool:
        """Whether nothing but a few events is to be written."""
        kinds = [kind for ticket in tickets for kind, _ in ticket.facts]
        also = any(ticket.also for ticket in tickets)
        also = also or any(kind in self._projections or kind in self._together for kind in kinds)
        return not also and 0 < len(kinds) <= TOGETHER

    def _append(self, connection: sa.Connection, tickets: list[_Ticket]) -> Mark:
        """Append under the lock; where the chain stands then."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN[self.name]})")
        rows, last = _next(self._mark(connection), tickets)
        if rows:
            self._insert(connection, rows)
        self._follow_together(connection, tickets)
        for ticket in tickets:
            self._follow(connection, ticket)
        return last

    def _follow_together(self, connection: sa.Connection, tickets: list[_Ticket]) -> None:
        found: dict[Together, list[tuple[Event, Any]]] = {}
        for ticket in tickets:
            for event in ticket.events:
                if event.kind in self._together:
                    found.setdefault(self._together[event.kind], []).append((event, ticket.beside))
        for write, events in found.items():
            write(connection, events)

    def _insert(self, connection: sa.Connection, rows: list[Row]) -> None:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(
            f"INSERT INTO {self.name} VALUES ({', '.join([mark] * len(rows[0]))})", rows
        )

    def _follow(self, connection: sa.Connection, ticket: _Ticket) -> None:
        for event in ticket.events:
            if event.kind in self._projections:
                self._projections[event.kind](connection, event)
        if ticket.also is not None:
            ticket.also(connection)

    def _mark(self, connection: sa.Connection) -> Mark:
        found = connection.exec_driver_sql(
            f"SELECT sequence, hash FROM {self.name} ORDER BY sequence DESC LIMIT 1"
        ).one_or_none()
        return Mark(*found) if found else START


def _next(after: Mark, tickets: list[_Ticket]) -> tuple[list[Row], Mark]:
    """Make the events of each ticket, next in a chain that stands at ``after``; their rows, and where it stands then."""
    rows = list[Row]()
    for ticket in tickets:
        ticket.events = _made(after, ticket)
        after = Mark(ticket.events[-1].sequence, ticket.events[-1].hash) if ticket.events else after
        rows += [event.row for event in ticket.events]
    return rows, after


def _made(after: Mark, ticket: _Ticket) -> tuple[Event, ...]:
    if not ticket.actors:
        return appended(after, ticket.actor, ticket.at, ticket.facts)
    found = list[Event]()
    for actor, said in zip(ticket.actors, ticket.facts, strict=True):
        found += appended(after, actor, ticket.at, [said])
        after = Mark(found[-1].sequence, found[-1].hash)
    return tuple(found)


def _statement(chain: ChainName, kind: Engine, rows: list[Row], last: int) -> tuple[str, list[Any]]:
    """What appends rows by itself after the event of a number, and its values; on PostgreSQL it waits for its turn.

    There it also looks whether that event is the last, since a refusal would be written to the server's log as an error.
    """
    values: list[Any] = [value for row in rows for value in row]
    if kind == "sqlite":
        return f"INSERT INTO {chain} VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?)'] * len(rows))}", values
    places = ", ".join(["(%s::bigint, %s, %s, %s, %s, %s, %s)"] * len(rows))
    turn = f"(SELECT pg_advisory_xact_lock({_TURN[chain]})) AS turn"
    still = f"(SELECT max(sequence) FROM {chain}) = %s"
    return f"INSERT INTO {chain} SELECT row.* FROM (VALUES {places}) AS row, {turn} WHERE {still}", [
        *values,
        last,
    ]


def _fetched(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Row]:
    """Rows as the driver gives them, in pieces, from a cursor of the server where there is one: at half the price."""
    compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
    held = connection.connection.driver_connection
    if held is None:
        return
    cursor = held.cursor() if connection.dialect.name == "sqlite" else held.cursor("chain")
    with closing(cursor):
        values = compiled.params
        cursor.execute(
            str(compiled),
            [values[name] for name in compiled.positiontup or ()] if compiled.positional else values,
        )
        while found := cursor.fetchmany(FETCHED):
            yield from found

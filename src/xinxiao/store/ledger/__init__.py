"""The ledger: what was done, as three chains of events that only grow, and the tables made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import sqlalchemy as sa

from xinxiao.errors import SettingFault, told
from xinxiao.model.actor import Role
from xinxiao.model.backup import Engine, LedgerCopy
from xinxiao.model.event import START, ChainName, Event, Mark, Misfit, follow
from xinxiao.model.life import KINDS
from xinxiao.model.vouched import VouchingFact
from xinxiao.store.ledger import (
    case_check,
    copy,
    desk_rows,
    draw_rows,
    list_check,
    list_rows,
    migrate,
    personal_rows,
    releases,
    report_check,
    report_rows,
    vouched,
)
from xinxiao.store.ledger.chain import Chain, Projection
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.jobs import Jobs
from xinxiao.store.ledger.links import links
from xinxiao.store.ledger.migrate import HEAD
from xinxiao.store.ledger.releases import Releases
from xinxiao.store.ledger.roles import granting
from xinxiao.store.ledger.schema import VERIFIED
from xinxiao.store.ledger.vouched import Batches

__all__ = ["HEAD", "Ledger"]
PROJECTIONS = dict.fromkeys(KINDS, releases.project) | report_rows.PROJECTIONS
"""What is written with each kind of event."""


class Ledger:
    """Everything in one database: ``events``, ``readings``, ``oversight``, the ``releases`` made from events, and ``jobs``.

    ``oversight``: the URL by which oversight's own role of a server opens the same database; empty where it is the same role.
    """

    def __init__(self, url: str, oversight: str = "") -> None:
        self.database, self._pending = Database(url), vouched.Pending()
        self.office = Database(oversight) if oversight not in ("", url) else self.database
        self.events = Chain(
            self.database,
            "event",
            PROJECTIONS | self._vouching("event"),
            report_rows.TOGETHER,
        )
        self.readings = Chain(self.database, "reading", {})
        self.oversight = Chain(
            self.office,
            "oversight",
            {**self._vouching("oversight"), **draw_rows.PROJECTIONS},
            {**desk_rows.TOGETHER, **list_rows.TOGETHER, **personal_rows.TOGETHER},
        )
        shared = self.office is self.database
        self.office_readings = self.readings if shared else Chain(self.office, "reading", {})
        self.releases = Releases(self.database, self.events)
        self.jobs = Jobs(self.database, self.events)

    def vouch(
        self, actor: str, at: str, fact: VouchingFact, batches: Batches, chain: ChainName = "event"
    ) -> Event:
        """Append an event to a chain and the rows it vouches for, whole or not at all.

        Raises :class:`Conflict` when ``fact.first`` is not the number of the next row: then nothing is recorded.
        """
        self._pending.hold(fact, batches)
        try:
            (event,) = self.chain(chain).append(actor, at, [fact])
        finally:
            self._pending.drop(fact)
        return event

    def chain(self, name: ChainName) -> Chain:
        """One of the three chains."""
        return {"event": self.events, "reading": self.readings, "oversight": self.oversight}[name]

    def _of(self, name: ChainName) -> Database:
        """The database as who keeps a chain sees it."""
        return self.office if name == "oversight" else self.database

    def sees(self, name: ChainName) -> bool:
        """Whether what the events of a chain say may be seen here, or (by a role of PostgreSQL) their hashes alone."""
        return copy.sees(self._of(name), name)

    def verify(self, name: ChainName, after: Mark = START) -> tuple[Mark, Misfit | None]:
        """Hash every event of a chain after a mark: the last that fits, and the first that does not.

        The mark itself must still be in the chain; tables made from events must say what the events say. Who may not see what
        a chain says (:meth:`sees`) follows its links alone.
        """
        chain, database = self.chain(name), self._of(name)
        if database.is_missing:
            return START, None if after == START else Misfit(name, after.sequence, "missing")
        if chain.at(after.sequence) != after:
            return START, Misfit(name, after.sequence, "missing")
        seen = self.sees(name)
        walked = links(database, name, after.sequence, contents=seen)
        last, misfit = follow(name, walked, after, contents=seen)
        if misfit is None and seen:
            misfit = self._projected(name, after)
        return last, misfit

    def _projected(self, name: ChainName, after: Mark) -> Misfit | None:
        vouching = self._said(name, vouched.of_chain(name), after)
        said = self._said(name, KINDS, after) if name == "event" else []
        with self._of(name).reading() as connection:
            each = [vouched.first_misfit(connection, name, vouching, after)]
            if name == "event":
                each.append(releases.first_misfit(connection, said, after))
                each.append(report_check.first_misfit(connection, after))
            if name == "oversight":
                each.append(list_check.first_misfit(connection, after))
                each.append(draw_rows.first_misfit(connection, after))
                each.append(case_check.first_misfit(connection, after))
                each.append(personal_rows.first_misfit(connection, after))
                each.append(desk_rows.first_misfit(connection, after))
        found = min((number for number in each if number is not None), default=None)
        return None if found is None else Misfit(name, found, "projection")

    def _vouching(self, name: ChainName) -> dict[str, Projection]:
        """What writes the rows that events of a chain vouch for."""
        return {kind: self._pending.of(own) for kind, own in vouched.of_chain(name).items()}

    def _said(self, name: ChainName, kinds: Iterable[str], after: Mark) -> list[Event]:
        """The events of some kinds of a chain after a mark, in order."""
        chain = self.chain(name)
        said = [event for kind in kinds for event in chain.events(after.sequence, kind=kind)]
        return sorted(said, key=lambda event: event.sequence)

    def verified(self, name: ChainName) -> Mark:
        """How far a chain was verified last."""
        if self.database.is_missing:
            return START
        query = sa.select(VERIFIED.c.sequence, VERIFIED.c.hash).where(VERIFIED.c.chain == name)
        with self.database.reading() as connection:
            found = connection.execute(query).one_or_none()
        return Mark(*found) if found else START

    def note_verified(self, name: ChainName, mark: Mark, at: str) -> None:
        """Remember how far a chain was verified."""
        row = {"chain": name, "sequence": mark.sequence, "hash": mark.hash, "at": at}
        with self.database.writing() as connection:
            connection.execute(sa.delete(VERIFIED).where(VERIFIED.c.chain == name))
            connection.execute(sa.insert(VERIFIED).values(row))

    def migrate(self, grants: Mapping[Role, str]) -> str:
        """Bring the schema to the newest and grant roles of the server what they need; the revision it has now.

        Raises :class:`SettingFault` for roles where the database is a file, :class:`Unavailable` when it refuses.
        """
        if grants and self.database.file is not None:
            raise SettingFault("a file has no roles", told("no_roles", url=self.database.shown))
        quote = self.database.engine.dialect.identifier_preparer.quote_identifier
        with self.database.writing() as connection:
            schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one() if grants else ""
            for statement in granting(grants, schema, quote):
                connection.exec_driver_sql(statement)
        return HEAD

    @property
    def may_append(self) -> bool:
        """Whether events can be appended: not to a file that may not be written, nor as a role that may only read."""
        return copy.may_append(self.database)

    def copy(self, place: Path) -> LedgerCopy:
        """Copy everything into a file that is not there yet, as it stands at one moment, while others write."""
        return copy.copy(self.database, place)

    @property
    def kind(self) -> Engine:
        """What kind of database this is."""
        return self.database.kind

    def demand_readable(self, revision: str) -> None:
        """Raise :class:`Unavailable` for a copy whose schema this version does not know."""
        migrate.demand_known(revision)

    def demand_empty(self, schema: str) -> None:
        """Raise :class:`Conflict` unless a copy can be put here; ``schema``: the place it had on a server."""
        copy.demand_empty(self.database, schema)

    def put(self, place: Path, schema: str) -> None:
        """Make this ledger from a copy, whole or not at all."""
        copy.put(self.database, place, schema)

    def remove(self) -> None:
        """Take away again what :meth:`put` has just made."""
        self.close()
        copy.remove(self.database)

    def compact(self) -> None:
        """Put what stands in SQLite's log into its file; a server does that by itself."""
        if self.database.file is not None and not self.database.is_missing:
            with self.database.explained(), self.database.engine.connect() as connection:
                plain = connection.execution_options(isolation_level="AUTOCOMMIT")
                plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
        self.office.close()

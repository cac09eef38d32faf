"""The releases: which were sealed, when, in which order. A table made from the events that say so."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Event, Mark, ReleaseSealed
from xinxiao.model.release import Entry, Release
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import RELEASE


class Releases:
    """The releases recorded in a ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def append(self, release: Release, actor: str, at: str) -> Entry:
        """Record that ``actor`` sealed ``release`` at ``at`` (UTC, ISO 8601); the entry it has already, if any.

        Raises :class:`Conflict` when another writer took the id with another hash at the same moment.
        """
        known = self.find(release.id)
        if known is None:
            fact = ReleaseSealed(
                id=release.id,
                sha256=release.sha256,
                programme=release.programme.id,
                cycle=release.cycle,
                as_of=release.as_of,
            )
            self._chain.append(actor, at, [fact])
            known = self.find(release.id)
        if known is None or known.sha256 != release.sha256:
            raise Conflict(f"release {release.id}", told("ledger_conflict", release=release.id))
        return known

    def entries(self) -> tuple[Entry, ...]:
        """All releases in the order they were sealed."""
        if self._database.is_missing:
            return ()
        return self._read(sa.select(*_COLUMNS).order_by(RELEASE.c.sequence))

    def find(self, release_id: str) -> Entry | None:
        """The release with this id, if it was sealed here."""
        rows = self._read(sa.select(*_COLUMNS).where(RELEASE.c.id == release_id))
        return rows[0] if rows else None

    def _read(self, query: sa.Select[tuple[object, ...]]) -> tuple[Entry, ...]:
        with self._database.reading() as connection:
            return tuple(Entry(**found._mapping) for found in connection.execute(query))


_COLUMNS = tuple(column for column in RELEASE.columns if column is not RELEASE.c.event)


def project(connection: sa.Connection, event: Event) -> None:
    """Write the row of a release that was sealed."""
    last = connection.execute(sa.select(sa.func.max(RELEASE.c.sequence))).scalar() or 0
    connection.execute(sa.insert(RELEASE).values(_row(last + 1, event)))


def first_misfit(connection: sa.Connection, events: Iterable[Event], after: Mark) -> int | None:
    """The number of the first event after a mark whose row is not what it says, or of a row that no event says."""
    c = RELEASE.c
    held = connection.execute(sa.select(RELEASE).where(c.event > after.sequence).order_by(c.event)).mappings()
    earlier = sa.select(sa.func.count()).select_from(RELEASE).where(c.event <= after.sequence)
    count = connection.execute(earlier).scalar() or 0
    rows = {found["event"]: dict(found) for found in held}
    for event in events:
        count += 1
        if rows.pop(event.sequence, None) != _row(count, event):
            return event.sequence
    return min(rows, default=None)


def _row(sequence: int, event: Event) -> dict[str, object]:
    return {"sequence": sequence, "event": event.sequence, "sealed_at": event.at, **event.fact}

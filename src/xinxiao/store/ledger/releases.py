"""The releases: which were sealed, when, in which order, and how each stands. Tables made from the events that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import cast

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Event, Fact, Mark, ReleaseSealed
from xinxiao.model.life import AFTER, STATES, Lived, Move, State, lived, moved
from xinxiao.model.release import Entry, Release
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import MOVE, RELEASE


class Releases:
    """The releases recorded in a ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def append(self, release: Release, actor: str, at: str, further: Sequence[Fact] = ()) -> Entry:
        """Record that ``actor`` sealed ``release`` as a draft at ``at`` (UTC, ISO 8601), and ``further`` of it in the same
        breath; the entry it has already, if any: then nothing is recorded.

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
                state="draft",
            )
            self._chain.append(actor, at, [fact, *further])
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

    def lives(self) -> tuple[Lived, ...]:
        """All releases in the order they were sealed, and how each stands."""
        if self._database.is_missing:
            return ()
        with self._database.reading() as connection:
            entries = connection.execute(sa.select(*_COLUMNS).order_by(RELEASE.c.sequence))
            held = [Entry(**found._mapping) for found in entries]
            moves = connection.execute(sa.select(MOVE).order_by(MOVE.c.event))
            return lived(held, [Move(**found._mapping) for found in moves])

    def _read(self, query: sa.Select[tuple[object, ...]]) -> tuple[Entry, ...]:
        with self._database.reading() as connection:
            return tuple(Entry(**found._mapping) for found in connection.execute(query))


_COLUMNS = tuple(column for column in RELEASE.columns if column is not RELEASE.c.event)


def project(connection: sa.Connection, event: Event) -> None:
    """Write what a sealing or a move of a release says. Raises :class:`Conflict` for a move that may not be."""
    move = moved(event)
    if event.kind == ReleaseSealed.kind:
        last = connection.execute(sa.select(sa.func.max(RELEASE.c.sequence))).scalar() or 0
        connection.execute(sa.insert(RELEASE).values(_row(last + 1, event)))
    else:
        _demand_allowed(connection, move)
    connection.execute(sa.insert(MOVE).values(asdict(move)))


def _demand_allowed(connection: sa.Connection, move: Move) -> None:
    c = MOVE.c
    query = sa.select(c.state).where(c.id == move.id).order_by(c.event.desc()).limit(1)
    held = connection.execute(query).scalar()
    if held is None:
        raise Conflict(f"{move.id} was not sealed", told("ledger_conflict", release=move.id))
    may = AFTER[cast(State, held)]
    if move.state not in may:
        allowed = ", ".join(state for state in STATES if state in may) or "-"
        raise Conflict(
            f"{move.id} is {held}, not to be {move.state}",
            told("release_state", release=move.id, state=held, wanted=move.state, allowed=allowed),
        )


def first_misfit(connection: sa.Connection, events: Sequence[Event], after: Mark) -> int | None:
    """The number of the first event after a mark whose row is not what it says, or of a row that no event says."""
    sealings = [event for event in events if event.kind == ReleaseSealed.kind]
    found = (_sealings_misfit(connection, sealings, after), _moves_misfit(connection, events, after))
    return min((number for number in found if number is not None), default=None)


def _sealings_misfit(connection: sa.Connection, events: Iterable[Event], after: Mark) -> int | None:
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


def _moves_misfit(connection: sa.Connection, events: Iterable[Event], after: Mark) -> int | None:
    held = connection.execute(sa.select(MOVE).where(MOVE.c.event > after.sequence)).mappings()
    rows = {found["event"]: dict(found) for found in held}
    for event in events:
        if rows.pop(event.sequence, None) != asdict(moved(event)):
            return event.sequence
    return min(rows, default=None)


def _row(sequence: int, event: Event) -> dict[str, object]:
    said = {name: value for name, value in event.fact.items() if name != "state"}
    return {"sequence": sequence, "event": event.sequence, "sealed_at": event.at, **said}

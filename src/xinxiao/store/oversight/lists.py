"""Lists in the ledger's database, as who keeps oversight sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from xinxiao.errors import Tampered, told
from xinxiao.model.cache import Cache
from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.lists import EntryKey, ListVersion, Rest, digest, version_of
from xinxiao.oversight.lists import Held, Register, Version
from xinxiao.store.ledger import list_rows
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.list_rows import Beside
from xinxiao.store.ledger.list_tables import LIST_ACT, LIST_ENTRY, LIST_REST, LIST_TEXT

_e, _r = LIST_ENTRY.c, LIST_REST.c


KEPT = 64
"""Versions that stay in memory once they were read: what has a hash does not change."""


class Lists:
    """The lists of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain
        self._read: Cache[str, ListVersion] = Cache(KEPT)

    def registers(self) -> dict[str, Register]:
        """All lists by id."""
        if self._database.is_missing:
            return {}
        with self._database.reading() as connection:
            return list_rows.registers(connection)

    def register(self, name: str) -> tuple[Register, int]:
        """One list, and how many events it has: an unknown one has none."""
        if self._database.is_missing:
            return Register(name), 0
        with self._database.reading() as connection:
            own = list_rows.registers(connection, name).get(name, Register(name))
            count = sa.select(sa.func.count()).select_from(LIST_ACT).where(LIST_ACT.c.list == name)
            return own, connection.execute(count).scalar_one()

    def content(self, version: Version) -> ListVersion:
        """What a version says. Raises :class:`Tampered` where it is not what its hash says."""
        return self._read.get(version.sha256, lambda: version_of(self.sealed(version)))

    def sealed(self, version: Version) -> bytes:
        """The bytes that were sealed when a version was proposed. Raises :class:`Tampered`."""
        content = self._text(version.moves[0].event)
        if digest(content) != version.sha256:
            said = told("list_unread", list=version.list, number=version.number)
            raise Tampered(f"{version.list} {version.number}", said)
        return content

    def reason(self, event: int) -> str:
        """The reason that was given with an event."""
        return self._text(event).decode(errors="replace")

    def _text(self, event: int) -> bytes:
        query = sa.select(LIST_TEXT.c.content).where(LIST_TEXT.c.event == event)
        with self._database.reading() as connection:
            return bytes(connection.execute(query).scalar() or b"")

    def entries(self, name: str) -> tuple[Held, ...]:
        """The entries of all issued versions of a list."""
        query = sa.select(_e.version, _e.entry, _e.starts, _e.ends).where(_e.list == name)
        with self._database.reading() as connection:
            return tuple(Held(*row) for row in connection.execute(query.order_by(_e.version, _e.entry)))

    def live(self, key: EntryKey, day: str) -> Held | None:
        """The entry as the version in force on a day has it, if it lives on that day."""
        if self._database.is_missing:
            return None
        with self._database.reading() as connection:
            return list_rows.live(connection, key, day)

    def resting(self, key: EntryKey) -> tuple[Rest, ...]:
        """What ever came to rest on an entry, in order."""
        query = sa.select(_r.version, _r.day, _r.kind, _r.number, _r.event).where(
            _r.list == key.list, _r.entry == key.entry
        )
        with self._database.reading() as connection:
            return tuple(Rest(key, *row) for row in connection.execute(query.order_by(_r.event)))

    def append(
        self, actor: str, at: str, facts: Sequence[Fact], seen: int, texts: Mapping[str, bytes] | None = None
    ) -> tuple[Event, ...]:
        """Append events of one list, and of what rests on it, all or none. ``seen``: how many events of the list were looked at;
        ``texts``: what they hold the hashes of. Raises :class:`Conflict` when the list moved meanwhile."""
        return self._chain.append(actor, at, facts, None, Beside(seen, texts or {}))

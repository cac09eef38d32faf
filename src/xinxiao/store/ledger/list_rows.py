"""Rows of lists: what an event of a list, or one that rests on an entry, writes beside itself in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Event
from xinxiao.model.oversight.lists import EntryKey, Rest, digest, version_of
from xinxiao.model.oversight.lists_facts import (
    KINDS,
    EntryEnded,
    EntryEndProposed,
    EntryEndRefused,
    ListIssued,
    ListProposed,
    ListReturned,
)
from xinxiao.oversight.lists import Held, Register, Version, fold, held
from xinxiao.store.ledger.chain import Together
from xinxiao.store.ledger.list_tables import (
    LIST_ACT,
    LIST_END,
    LIST_ENTRY,
    LIST_REST,
    LIST_TEXT,
    LIST_VERSION,
)
from xinxiao.store.ledger.schema import CHAIN

TEXTS = (ListProposed.kind, ListReturned.kind, EntryEndProposed.kind, EntryEndRefused.kind, EntryEnded.kind)
"""Events that hold the hash of what was written with them."""
_chain, _a, _e, _v, _x = CHAIN["oversight"], LIST_ACT.c, LIST_ENTRY.c, LIST_VERSION.c, LIST_END.c


@dataclass(frozen=True)
class Beside:
    """What comes with events of a list: how many events of it were seen, and what they hold the hashes of."""

    seen: int
    texts: Mapping[str, bytes] = field(default_factory=dict)


def write(connection: sa.Connection, events: Sequence[tuple[Event, Any]]) -> None:
    """Write the rows of events of lists. Raises :class:`Conflict` for a list that moved since it was looked at, and for an event
    that comes without what it holds the hash of."""
    for event, beside in events:
        name = str(event.fact["list"])
        turn = _turns(connection, name) + 1
        if isinstance(beside, Beside) and beside.seen + _before(events, event, beside) + 1 != turn:
            raise Conflict(f"{name} moved", told("list_moved", list=name))
        connection.execute(sa.insert(LIST_ACT).values(event=event.sequence, list=name, turn=turn))
        texts = beside.texts if isinstance(beside, Beside) else {}
        _texts(connection, event, texts)
        _projected(connection, event, name)


def _before(events: Sequence[tuple[Event, Any]], event: Event, beside: Beside) -> int:
    """How many events of the same writer and list come before one."""
    return sum(
        own is beside and other.fact["list"] == event.fact["list"] and other.sequence < event.sequence
        for other, own in events
        if other.kind in KINDS
    )


def _turns(connection: sa.Connection, name: str) -> int:
    return connection.execute(sa.select(sa.func.max(_a.turn)).where(_a.list == name)).scalar() or 0


def _texts(connection: sa.Connection, event: Event, texts: Mapping[str, bytes]) -> None:
    if event.kind not in TEXTS:
        return
    sha256 = event.fact["sha256"]
    content = texts.get(sha256)
    if content is None or digest(content) != sha256:
        raise Conflict(f"{event.kind} without its content", told("list_moved", list=event.fact["list"]))
    connection.execute(sa.insert(LIST_TEXT).values(event=event.sequence, sha256=sha256, content=content))


def _projected(connection: sa.Connection, event: Event, name: str) -> None:
    said = event.fact
    if event.kind == EntryEnded.kind:
        row = {"event": event.sequence, "list": name, "entry": said["entry"], "day": said["day"]}
        connection.execute(sa.insert(LIST_END).values(row))
    elif event.kind == ListIssued.kind:
        issued = {"event": event.sequence, "list": name, "version": said["number"], "starts": said["starts"]}
        connection.execute(sa.insert(LIST_VERSION).values(issued))
        rows = [entry_row(own, event.sequence, name) for own in _issued(connection, event, name)]
        connection.execute(sa.insert(LIST_ENTRY), rows)


def _issued(connection: sa.Connection, event: Event, name: str) -> tuple[Held, ...]:
    register = registers(connection, name)[name]
    version = next(own for own in register.issued if own.number == event.fact["number"])
    return entries_of(connection, version)


def entries_of(connection: sa.Connection, version: Version) -> tuple[Held, ...]:
    """The entries of a version, from what was sealed when it was proposed."""
    query = sa.select(LIST_TEXT.c.content).where(LIST_TEXT.c.event == version.moves[0].event)
    return held(version, version_of(connection.execute(query).scalar_one()).spec)


def entry_row(own: Held, event: int, name: str) -> dict[str, Any]:
    """An entry as a row of its table."""
    return {"event": event, "list": name, **asdict(own)}


def registers(connection: sa.Connection, name: str = "") -> dict[str, Register]:
    """All lists, or one, folded from their events."""
    query = sa.select(_chain).join(LIST_ACT, _a.event == _chain.c.sequence).order_by(_chain.c.sequence)
    if name:
        query = query.where(_a.list == name)
    return fold(Event(*row) for row in connection.execute(query))


def live(connection: sa.Connection, key: EntryKey, day: str) -> Held | None:
    """The entry as the version in force on a day has it, if it lives on that day."""
    force = sa.select(sa.func.max(_v.version)).where(_v.list == key.list, _v.starts <= day)
    ended = sa.exists().where(_x.list == key.list, _x.entry == key.entry, _x.day <= day, _x.event > _e.event)
    query = sa.select(_e.version, _e.entry, _e.starts, _e.ends).where(
        _e.list == key.list,
        _e.entry == key.entry,
        _e.version == force.scalar_subquery(),
        _e.starts <= day,
        sa.or_(_e.ends == "", _e.ends >= day),
        ~ended,
    )
    found = connection.execute(query).one_or_none()
    return Held(*found) if found else None


def rest(connection: sa.Connection, rests: Sequence[tuple[int, Rest]]) -> None:
    """Write what rests on entries, each since an event: for who projects events of cases and draws.

    Raises :class:`Conflict` for an entry that does not live on the day in that version; the database refuses it too.
    """
    for key, day, version in {(own.key, own.day, own.version): None for _, own in rests}:
        found = live(connection, key, day)
        if found is None or found.version != version:
            raise Conflict(f"{key} on {day}", told("entry_not_live", entry=str(key), day=day, list=key.list))
    if rests:
        connection.execute(sa.insert(LIST_REST), [_rest_row(event, own) for event, own in rests])


def _rest_row(event: int, own: Rest) -> dict[str, Any]:
    return {
        "event": event,
        "list": own.key.list,
        "entry": own.key.entry,
        "version": own.version,
        "day": own.day,
        "kind": own.kind,
        "number": own.number,
    }


TOGETHER: dict[str, Together] = dict.fromkeys(KINDS, write)
"""What is written with each kind of event of lists."""

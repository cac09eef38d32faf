"""Whether the tables of lists say what the events say: acts, contents by their hashes, entries of issued versions, ends, and
that what rests on an entry is what an event says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from xinxiao.model.event import Event, Mark
from xinxiao.model.oversight.case_facts import CaseActed, EntryRef
from xinxiao.model.oversight.lists import digest, version_of
from xinxiao.model.oversight.lists_facts import KINDS, EntryEnded, ListIssued
from xinxiao.oversight.lists import Register, after, held
from xinxiao.store.ledger.list_rows import TEXTS, entry_row
from xinxiao.store.ledger.list_tables import (
    LIST_ACT,
    LIST_END,
    LIST_ENTRY,
    LIST_REST,
    LIST_TEXT,
    LIST_VERSION,
)
from xinxiao.store.ledger.schema import CHAIN

_chain = CHAIN["oversight"]
_MADE = (LIST_ACT, LIST_TEXT, LIST_VERSION, LIST_ENTRY, LIST_END)
_REST = ("number", "list", "entry", "version")
_ENTRY = '"entry":{'
"""How an act that rests on an entry says so."""
Rows = dict[str, list[dict[str, Any]]]


def first_misfit(connection: sa.Connection, mark: Mark) -> int | None:
    """The number of the first event after a mark that a row does not fit, or of the event a row names without right."""
    found = [*_wrong(connection, mark), *_surplus(connection), *_rests(connection, mark)]
    return min(found, default=None)


def _wrong(connection: sa.Connection, mark: Mark) -> Iterator[int]:
    lists: dict[str, Register] = {}
    turns: dict[str, int] = {}
    contents: dict[str, bytes] = {}
    query = sa.select(_chain).where(_chain.c.kind.in_(KINDS)).order_by(_chain.c.sequence)
    for row in connection.execute(query).all():
        event = Event(*row)
        name = str(event.fact["list"])
        lists[name] = after(lists.get(name, Register(name)), event)
        turns[name] = turns.get(name, 0) + 1
        there = _there(connection, event.sequence)
        if event.kind in TEXTS:
            for own in there["list_text"]:
                contents[digest(own["content"])] = own["content"]
        if event.sequence > mark.sequence and there != _wanted(event, lists[name], turns[name], contents):
            yield event.sequence


def _there(connection: sa.Connection, event: int) -> Rows:
    return {
        table.name: [
            dict(row)
            for row in connection.execute(
                sa.select(table).where(table.c.event == event).order_by(*table.primary_key.columns)
            ).mappings()
        ]
        for table in _MADE
    }


def _wanted(event: Event, register: Register, turn: int, contents: dict[str, bytes]) -> Rows:
    """The rows that an event should have."""
    said, name, number = event.fact, register.id, event.sequence
    rows: Rows = {table.name: [] for table in _MADE}
    rows["list_act"] = [{"event": number, "list": name, "turn": turn}]
    if event.kind in TEXTS:
        rows["list_text"] = [
            {"event": number, "sha256": said["sha256"], "content": contents.get(said["sha256"])}
        ]
    if event.kind == EntryEnded.kind:
        rows["list_end"] = [{"event": number, "list": name, "entry": said["entry"], "day": said["day"]}]
    if event.kind == ListIssued.kind:
        own = {"event": number, "list": name, "version": said["number"], "starts": said["starts"]}
        rows["list_version"] = [own]
        rows["list_entry"] = _entries(register, number, contents)
    return rows


def _entries(register: Register, event: int, contents: dict[str, bytes]) -> list[dict[str, Any]]:
    version = register.versions[-1]
    try:
        spec = version_of(contents[version.sha256]).spec
    except (KeyError, msgspec.ValidationError, msgspec.DecodeError):
        return []
    rows = [entry_row(own, event, register.id) for own in held(version, spec)]
    return sorted(rows, key=lambda row: str(row["entry"]).encode())


def _surplus(connection: sa.Connection) -> Iterator[int]:
    """Rows that name an event which is none, or none of a list."""
    for table in (*_MADE, LIST_REST):
        joined = sa.select(table.c.event).outerjoin(_chain, _chain.c.sequence == table.c.event)
        alien: sa.ColumnElement[bool] = _chain.c.sequence.is_(None)
        if table is not LIST_REST:
            alien = sa.or_(alien, _chain.c.kind.not_in(KINDS))
        found = connection.execute(sa.select(sa.func.min(joined.where(alien).subquery().c.event))).scalar()
        if found is not None:
            yield int(found)


def _rests(connection: sa.Connection, mark: Mark) -> Iterator[int]:
    """Rows of what rests on entries that their event does not speak of, and events that rest on one without a row: an act rests on
    what it, or one before it of the same case, named first."""
    rests = sa.select(LIST_REST, _chain.c.payload).join(_chain, _chain.c.sequence == LIST_REST.c.event)
    for row in connection.execute(rests.where(_chain.c.sequence > mark.sequence)).mappings():
        wanted = {"list": row["list"], "code": row["entry"], "version": row["version"]}
        if wanted not in _named(json.loads(row["payload"])):
            yield int(row["event"])
    held = {tuple(row) for row in connection.execute(sa.select(*(LIST_REST.c[n] for n in _REST)))}
    acts = sa.select(_chain).where(_chain.c.kind == CaseActed.kind, _chain.c.sequence > mark.sequence)
    for event_row in connection.execute(acts.where(_chain.c.payload.contains(_ENTRY, autoescape=True))):
        event = Event(*event_row)
        fact = event.fact
        own = [one for one in (fact.get("entry"), *fact.get("further", ())) if one]
        if any((fact["case"], one["list"], one["code"], one["version"]) not in held for one in own):
            yield event.sequence


def _named(value: Any) -> Iterator[dict[str, Any]]:
    """The entries that an event speaks of, wherever in it."""
    if isinstance(value, dict):
        names = EntryRef.__struct_fields__
        if value.keys() >= {*names}:
            yield {name: value[name] for name in names}
        value = list(value.values())
    for part in value if isinstance(value, list) else ():
        yield from _named(part)

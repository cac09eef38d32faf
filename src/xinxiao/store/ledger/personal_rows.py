"""Rows of what happened to what is kept of people: written with the events, and held against them when the ledger is verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Event, Mark
from xinxiao.model.oversight.personal_facts import (
    PERSONAL_FACTS,
    CaseHeld,
    CaseHoldEnded,
    CaseKept,
    CaseKeyDestroyed,
    ErasureAsked,
    ErasureRefused,
)
from xinxiao.model.release import sha256
from xinxiao.store.ledger.chain import Together
from xinxiao.store.ledger.personal_tables import (
    CASE_ERASED,
    CASE_ERASURE,
    CASE_HOLD,
    CASE_RETENTION,
    CASE_WORDS,
)
from xinxiao.store.ledger.schema import CHAIN

PIECE = 2_000
"""Rows that are read at once."""
_e = CHAIN["oversight"].c


def write(connection: sa.Connection, events: Sequence[tuple[Event, Any]]) -> None:
    """Write the rows of events, each with its sealed words where it has any.

    Raises :class:`Conflict` for words that are not those of the event, a hold that does not last, an erasure that is not open.
    """
    for event, words in events:
        said = event.fact
        if "reason" in said:
            connection.execute(sa.insert(CASE_WORDS).values(_words(event, words)))
        match event.kind:
            case CaseHeld.kind:
                row = {"event": event.sequence, "case_id": said["case"]}
                connection.execute(sa.insert(CASE_HOLD).values(row))
            case CaseHoldEnded.kind:
                own = (CASE_HOLD.c.event == said["hold"], CASE_HOLD.c.case_id == said["case"])
                _demand_one(connection.execute(sa.delete(CASE_HOLD).where(*own)).rowcount, said["case"])
            case CaseKept.kind:
                gone = sa.delete(CASE_RETENTION).where(CASE_RETENTION.c.case_id == said["case"])
                connection.execute(gone)
                connection.execute(sa.insert(CASE_RETENTION).values(_kept(event)))
            case ErasureAsked.kind:
                connection.execute(sa.insert(CASE_ERASURE).values(_asked(event)))
            case ErasureRefused.kind:
                _decided(connection, said["case"], said["asked"], "refused")
            case CaseKeyDestroyed.kind:
                _destroyed(connection, event)


def _words(event: Event, words: Any) -> dict[str, Any]:
    said = event.fact
    if not isinstance(words, bytes) or sha256(words) != said["reason"]:
        raise Conflict(f"{event.kind}: other words", told("case_words", case=said["case"]))
    return {
        "event": event.sequence,
        "case_id": said["case"],
        "sha256": said["reason"],
        "sealed": words,
    }


def _kept(event: Event) -> dict[str, Any]:
    said = event.fact
    return {
        "case_id": said["case"],
        "ended": said["ended"],
        "until": said["until"],
        "event": event.sequence,
    }


def _asked(event: Event) -> dict[str, Any]:
    said = event.fact
    own = {"event": event.sequence, "case_id": said["case"], "part": said["part"]}
    return {**own, "asked_by": event.actor, "state": "open"}


def _erased(event: Event) -> dict[str, Any]:
    said = event.fact
    return {"event": event.sequence, "case_id": said["case"], "part": said["part"]}


def _destroyed(connection: sa.Connection, event: Event) -> None:
    said = event.fact
    held = sa.select(CASE_HOLD.c.event).where(CASE_HOLD.c.case_id == said["case"]).limit(1)
    if connection.execute(held).first() is not None:
        raise Conflict(f"{said['case']} is held", told("case_is_held", case=said["case"]))
    if said["asked"]:
        _decided(connection, said["case"], said["asked"], "done")
    connection.execute(sa.insert(CASE_ERASED).values(_erased(event)))
    if not said["part"]:
        own = CASE_RETENTION.c.case_id == said["case"]
        connection.execute(sa.update(CASE_RETENTION).where(own).values(until=""))


def _decided(connection: sa.Connection, case: str, asked: int, state: str) -> None:
    c = CASE_ERASURE.c
    own = (c.event == asked, c.case_id == case, c.state == "open")
    _demand_one(connection.execute(sa.update(CASE_ERASURE).where(*own).values(state=state)).rowcount, case)


def _demand_one(count: int, case: str) -> None:
    if count != 1:
        raise Conflict(f"{case}: nothing to decide", told("case_nothing_open", case=case))


TOGETHER: dict[str, Together] = dict.fromkeys(PERSONAL_FACTS, write)
"""What is written together with events about what is kept of people."""


# ---- verification


@dataclass
class _Folded:
    """What all events up to now leave in the tables that change."""

    kept: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    holds: dict[int, str] = field(default_factory=dict)
    asked: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        said = event.fact
        match event.kind:
            case CaseHeld.kind:
                self.holds[event.sequence] = said["case"]
            case CaseHoldEnded.kind:
                self.holds.pop(said["hold"], None)
            case CaseKept.kind:
                self.kept[said["case"]] = (said["ended"], said["until"], event.sequence)
            case ErasureAsked.kind:
                row = _asked(event)
                self.asked[event.sequence] = (row["case_id"], row["part"], row["asked_by"], "open")
            case ErasureRefused.kind:
                self._decide(said["asked"], "refused")
            case CaseKeyDestroyed.kind:
                self._decide(said["asked"], "done")
                if not said["part"] and said["case"] in self.kept:
                    ended, _, number = self.kept[said["case"]]
                    self.kept[said["case"]] = (ended, "", number)

    def _decide(self, asked: int, state: str) -> None:
        if asked in self.asked:
            self.asked[asked] = (*self.asked[asked][:3], state)


def first_misfit(connection: sa.Connection, after: Mark) -> int | None:
    """The number of the first event after a mark whose row is missing or another, or of the event a row names without right.

    From the beginning on the tables that change are held against all events.
    """
    folded, first = _Folded(), list[int]()
    for event in _events(connection, after):
        folded.add(event)
        if not _fits(connection, event):
            first.append(event.sequence)
            break
    first += _surplus(connection)
    if not after.sequence and not first:
        first += _changed(connection, folded)
    return min(first, default=None)


def _events(connection: sa.Connection, after: Mark) -> Iterator[Event]:
    table = CHAIN["oversight"]
    query = sa.select(table).where(_e.kind.in_(tuple(PERSONAL_FACTS)), _e.sequence > after.sequence)
    options = {"stream_results": True, "yield_per": PIECE}
    with connection.execute(query.order_by(_e.sequence), execution_options=options) as result:
        for row in result:
            yield Event(*row)


def _fits(connection: sa.Connection, event: Event) -> bool:
    """Whether the rows that only grow say what an event does."""
    said = event.fact
    words = connection.execute(
        sa.select(CASE_WORDS).where(CASE_WORDS.c.event == event.sequence)
    ).one_or_none()
    if ("reason" in said) != (words is not None):
        return False
    held = words.sealed if words is not None and isinstance(words.sealed, bytes | memoryview) else b""
    if words is not None and (words.case_id, words.sha256, sha256(bytes(held))) != (
        said["case"],
        said["reason"],
        said["reason"],
    ):
        return False
    query = sa.select(CASE_ERASED).where(CASE_ERASED.c.event == event.sequence)
    erased = connection.execute(query).mappings().one_or_none()
    wanted = _erased(event) if event.kind == CaseKeyDestroyed.kind else None
    return (None if erased is None else dict(erased)) == wanted


def _surplus(connection: sa.Connection) -> list[int]:
    """Events that rows name and that are not there."""
    found = []
    for table in (CASE_WORDS, CASE_ERASED):
        own = sa.and_(_e.sequence == table.c.event, _e.kind.in_(tuple(PERSONAL_FACTS)))
        query = sa.select(sa.func.min(table.c.event)).outerjoin(CHAIN["oversight"], own)
        number = connection.execute(query.where(_e.sequence.is_(None)).select_from(table)).scalar()
        found += [] if number is None else [int(number)]
    return found


def _changed(connection: sa.Connection, folded: _Folded) -> list[int]:
    """The event of the first row that is not what the events leave."""
    kept = {row[0]: tuple(row[1:]) for row in connection.execute(sa.select(CASE_RETENTION))}
    holds = {row[0]: row[1] for row in connection.execute(sa.select(CASE_HOLD))}
    asked = {row[0]: tuple(row[1:]) for row in connection.execute(sa.select(CASE_ERASURE))}
    wrong: list[int] = []
    for case in _differing(kept, folded.kept):
        wrong.append((kept.get(case) or folded.kept[case])[2])
    wrong += [*_differing(holds, folded.holds), *_differing(asked, folded.asked)]
    return [min(wrong)] if wrong else []


def _differing(one: dict[Any, Any], other: dict[Any, Any]) -> Iterable[Any]:
    return [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]

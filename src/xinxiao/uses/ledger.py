"""The ledger: whether its chains hold, what was published of them, and the events themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xinxiao.errors import DataFault, told
from xinxiao.model.actor import Role
from xinxiao.model.event import CHAINS, START, ChainName, Event, HeadTaken, LedgerRead, Mark, Misfit, moment
from xinxiao.uses.call import Call

PIECE = 10_000
"""Events that are read together, which is one record of reading."""


@dataclass(frozen=True)
class Held:
    """What verifying one chain found: from where, the last event that fits, and the first that does not.

    ``contents``: whether events were hashed, or (for who may not see what they say) their links followed alone.
    """

    chain: ChainName
    after: Mark
    last: Mark
    misfit: Misfit | None
    contents: bool = True


@dataclass(frozen=True)
class DayHead:
    """Where the chains stood when a day ended, as published at a time (UTC, ISO 8601; empty when nobody knows).

    Days of before there was a chain of oversight say nothing of it (None).
    """

    day: str
    event: Mark
    reading: Mark
    published: str = ""
    oversight: Mark | None = None

    @property
    def marks(self) -> dict[ChainName, Mark]:
        """Of each chain it speaks of."""
        found = {"event": self.event, "reading": self.reading, "oversight": self.oversight}
        return {name: mark for name in CHAINS if (mark := found[name]) is not None}


def verify(call: Call, *, known: Iterable[DayHead] = (), since: str = "start") -> tuple[Held, ...]:
    """Hash the events of all chains: all, or (``since="verified"``) those after the last that were verified.

    ``known``: heads somebody kept elsewhere, which must be in the chains. A chain that fits is remembered as verified.
    """
    call.demand("operate")
    published = (*known, *heads(call))
    return tuple(_chain(call, name, published, since) for name in CHAINS)


def _chain(call: Call, name: ChainName, known: tuple[DayHead, ...], since: str) -> Held:
    ledger = call.ports.ledger
    after = ledger.verified(name) if since == "verified" else START
    contents = ledger.sees(name)
    last, misfit = ledger.verify(name, after)
    chain = ledger.chain(name)
    marks = (head.marks[name] for head in known if name in head.marks)
    for mark in sorted(marks, key=lambda m: m.sequence):
        if misfit is not None and misfit.sequence <= mark.sequence:
            break
        if chain.at(mark.sequence) != mark:
            misfit = Misfit(name, mark.sequence, "missing")
            break
    if misfit is None and contents and last != ledger.verified(name):
        ledger.note_verified(name, last, call.at)
    return Held(name, after, last, misfit, contents)


def heads(call: Call) -> tuple[DayHead, ...]:
    """The heads published so far, a day each, in order."""
    call.demand("read")
    return tuple(_head(event) for event in call.ports.ledger.events.events(kind=HeadTaken.kind))


def _head(event: Event) -> DayHead:
    fact = event.fact
    return DayHead(
        fact["day"],
        Mark(fact["sequence"], fact["hash"]),
        Mark(fact["reading_sequence"], fact["reading_hash"]),
        event.at,
        Mark(fact["oversight_sequence"], fact["oversight_hash"]) if "oversight_hash" in fact else None,
    )


def head_of(call: Call, day: date) -> HeadTaken:
    """Where the chains stood when a day ended, in the zone of this installation."""
    end = moment(datetime.combine(day + timedelta(days=1), time(), call.ports.zone))
    event, reading, oversight = (call.ports.ledger.chain(name).before(end) for name in CHAINS)
    return HeadTaken(
        day=day.isoformat(),
        sequence=event.sequence,
        hash=event.hash,
        reading_sequence=reading.sequence,
        reading_hash=reading.hash,
        oversight_sequence=oversight.sequence,
        oversight_hash=oversight.hash,
    )


def events(call: Call, name: ChainName, after: int, most: int) -> Iterator[Event]:
    """Events of a chain, in order. That they were read is an event of the chain of readings, written first."""
    call.demand("operate")
    if most > PIECE:
        raise DataFault(f"{most} events", told("events_count", most=PIECE))
    ledger = call.ports.ledger
    last = min(after + most, ledger.chain(name).mark().sequence)
    if last > after:
        fact = LedgerRead(how=f"events of {name}", first=after + 1, last=last)
        ledger.readings.append(call.actor.line, call.at, [fact])
    return ledger.chain(name).events(after, last - after)


def lengths(call: Call) -> dict[ChainName, int]:
    """How many events each chain has."""
    call.demand("read")
    return {name: call.ports.ledger.chain(name).mark().sequence for name in CHAINS}


def migrate(call: Call, grants: Mapping[Role, str]) -> str:
    """Bring the ledger to the newest schema, and grant roles what they need; the revision it has now."""
    call.demand("operate")
    return call.ports.ledger.migrate(grants)


def head_rows(published: Iterable[DayHead]) -> list[dict[str, str | int]]:
    """Published heads as rows of day, chain, sequence and hash: the form in which they are kept elsewhere."""
    return [
        {"day": head.day, "chain": name, "sequence": mark.sequence, "hash": mark.hash}
        for head in published
        for name, mark in head.marks.items()
    ]


def head_lines(published: Iterable[DayHead]) -> str:
    """Published heads as CSV: the file to keep elsewhere, which :func:`heads_of` reads."""
    rows = (",".join(str(value) for value in row.values()) for row in head_rows(published))
    return "\n".join((HEADER, *rows, ""))


def heads_of(text: str) -> tuple[list[DayHead], int]:
    """Heads from the text of :func:`head_lines`; and the number of the first line that is none, or 0."""
    lines, found = text.splitlines(), dict[str, dict[str, Mark]]()
    if not lines or lines[0].strip() != HEADER:
        return [], 1
    for number, line in enumerate(lines[1:], 2):
        match = _LINE.fullmatch(line.strip())
        if match is None:
            return [], number
        found.setdefault(match["day"], {})[match["chain"]] = Mark(int(match["sequence"]), match["hash"])
    return [
        DayHead(day, m.get("event", START), m.get("reading", START), oversight=m.get("oversight"))
        for day, m in found.items()
    ], 0


HEADER = "day,chain,sequence,hash"
_LINE = re.compile(
    rf"(?P<day>\d{{4}}-\d\d-\d\d),(?P<chain>{'|'.join(CHAINS)}),(?P<sequence>\d{{1,18}}),(?P<hash>[0-9a-f]{{64}})"
)

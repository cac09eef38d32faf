"""How lists stand, folded from their events; which entries live on a day; what differs between versions.

The version in force on a day is the one with the highest number of those issued that start on that day or before. An entry lives
on a day if the version in force has it, the day is within the entry's own days and the version's, and it was not ended before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from xinxiao.model.event import Event
from xinxiao.model.oversight.lists import ChangeKind, Entry, ListSpec, Rest
from xinxiao.model.oversight.lists_facts import (
    EntryEnded,
    EntryEndProposed,
    EntryEndRefused,
    EntryLapsed,
    ListApproved,
    ListIssued,
    ListProposed,
    ListReturned,
    ListReviewed,
    Why,
)

State = Literal["proposed", "reviewed", "approved", "issued", "returned"]
OPEN: tuple[State, ...] = ("proposed", "reviewed", "approved")
"""States of a version that is on its way."""
_MOVES: Mapping[str, State] = {
    ListReturned.kind: "returned",
    ListReviewed.kind: "reviewed",
    ListApproved.kind: "approved",
    ListIssued.kind: "issued",
}


@dataclass(frozen=True)
class Moved:
    """An act on a version: into which state, by whom and when (UTC, ISO 8601), by which event; ``reason``: the hash of one."""

    state: State
    actor: str
    at: str
    event: int
    reason: str = ""


@dataclass(frozen=True)
class Version:
    """A version of a list and how it stands. ``starts`` is the day it holds from once it is issued, before that the one it asks
    for; ``sha256`` is the hash of what it says."""

    list: str
    number: int
    attempt: int
    type: str
    area: str
    issuer: str
    entries: int
    starts: str
    ends: str
    sha256: str
    state: State
    moves: tuple[Moved, ...]
    approval: str = ""

    def actor(self, state: State) -> str:
        """Who brought it into a state; empty while nobody did."""
        return next((moved.actor for moved in self.moves if moved.state == state), "")

    @property
    def people(self) -> frozenset[str]:
        """Everybody who acted on it."""
        return frozenset(moved.actor for moved in self.moves)


@dataclass(frozen=True)
class Ended:
    """An entry that was ended from a day on."""

    entry: str
    version: int
    day: str
    approval: str
    reason: str
    actor: str
    at: str
    event: int


@dataclass(frozen=True)
class Proposed:
    """That an entry hold no more from a day on, as somebody proposed by an event, for a reason (the hash of one)."""

    entry: str
    version: int
    day: str
    reason: str
    actor: str
    at: str
    event: int


@dataclass(frozen=True)
class Noticed:
    """That an entry holds no more from a day on, and the event that says so."""

    entry: str
    due: str
    event: int


@dataclass(frozen=True)
class Register:
    """A list with everything that happened to it. ``proposed``: ends of entries that wait for a decision; ``lapses``: of which entries it
    was noticed that they hold no more."""

    id: str
    versions: tuple[Version, ...] = ()
    ends: tuple[Ended, ...] = ()
    lapses: tuple[Noticed, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    @property
    def issued(self) -> tuple[Version, ...]:
        """The versions that were issued, in order."""
        return tuple(own for own in self.versions if own.state == "issued")

    @property
    def open(self) -> Version | None:
        """The version on its way, of which there is at most one."""
        last = self.versions[-1] if self.versions else None
        return last if last is not None and last.state in OPEN else None

    @property
    def next(self) -> tuple[int, int]:
        """Number and attempt that the next proposal has."""
        number = self.issued[-1].number + 1 if self.issued else 1
        return number, 1 + sum(own.number == number for own in self.versions)

    def in_force(self, day: str) -> Version | None:
        """The version in force on a day."""
        return max(
            (own for own in self.issued if own.starts <= day), key=lambda own: own.number, default=None
        )


@dataclass(frozen=True)
class Held:
    """An entry as one issued version has it: its days, inclusive, an empty end being none."""

    version: int
    entry: str
    starts: str
    ends: str


@dataclass(frozen=True, order=True)
class Lapse:
    """An entry that holds no more from a day on, and the version that had it."""

    day: str
    list: str
    entry: str
    version: int = field(compare=False)
    why: Why = field(compare=False)


@dataclass(frozen=True)
class Difference:
    """An entry that differs between two versions, as it was and as it is."""

    kind: ChangeKind
    before: Entry | None
    after: Entry | None

    @property
    def code(self) -> str:
        """The code of the entry."""
        own = self.after or self.before
        return own.code if own else ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Which fields changed."""
        if self.before is None or self.after is None:
            return ()
        names = Entry.__struct_fields__
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))


def fold(events: Iterable[Event]) -> dict[str, Register]:
    """All lists by id, from their events in order; other events are passed over."""
    registers: dict[str, Register] = {}
    for event in events:
        if event.kind.startswith("list."):
            name = str(event.fact["list"])
            registers[name] = after(registers.get(name, Register(name)), event)
    return registers


def after(register: Register, event: Event) -> Register:
    """A list after one event more."""
    said = event.fact
    if event.kind == ListProposed.kind:
        return replace(register, versions=(*register.versions, _proposed(event)))
    if event.kind in _MOVES:
        return replace(register, versions=(*register.versions[:-1], _moved(register.versions[-1], event)))
    if event.kind == EntryEnded.kind:
        own = Ended(
            said["entry"],
            said["version"],
            said["day"],
            said["approval"],
            said["sha256"],
            event.actor,
            event.at,
            event.sequence,
        )
        return replace(
            register, ends=(*register.ends, own), proposed=_without(register, said.get("proposed"))
        )
    if event.kind == EntryEndProposed.kind:
        wanted = Proposed(
            said["entry"],
            said["version"],
            said["day"],
            said["sha256"],
            event.actor,
            event.at,
            event.sequence,
        )
        return replace(register, proposed=(*register.proposed, wanted))
    if event.kind == EntryEndRefused.kind:
        return replace(register, proposed=_without(register, said["proposed"]))
    if event.kind == EntryLapsed.kind:
        noticed = Noticed(said["entry"], said["due"], event.sequence)
        return replace(register, lapses=(*register.lapses, noticed))
    return register


def _without(register: Register, event: int | None) -> tuple[Proposed, ...]:
    return tuple(own for own in register.proposed if own.event != event)


def _proposed(event: Event) -> Version:
    said = event.fact
    names = ("list", "number", "attempt", "type", "area", "issuer", "entries", "starts", "ends", "sha256")
    moved = Moved("proposed", event.actor, event.at, event.sequence)
    return Version(**{name: said[name] for name in names}, state="proposed", moves=(moved,))


def _moved(version: Version, event: Event) -> Version:
    said, state = event.fact, _MOVES[event.kind]
    reason = said["sha256"] if event.kind == ListReturned.kind else ""
    return replace(
        version,
        state=state,
        moves=(*version.moves, Moved(state, event.actor, event.at, event.sequence, reason)),
        approval=said.get("approval", version.approval),
        starts=said.get("starts", version.starts),
    )


def held(version: Version, spec: ListSpec) -> tuple[Held, ...]:
    """The entries of an issued version, each with its days within those of the version."""
    return tuple(
        Held(
            version.number,
            entry.code,
            max(version.starts, entry.valid_from),
            min((day for day in (version.ends, entry.valid_to) if day), default=""),
        )
        for entry in spec.entries
    )


def lives(register: Register, entries: Sequence[Held], entry: str, day: str) -> Held | None:
    """The entry as the version in force on a day has it, if it lives on that day. ``entries``: of all versions."""
    version = register.in_force(day)
    if version is None:
        return None
    own = next((held for held in entries if (held.version, held.entry) == (version.number, entry)), None)
    if own is None or not (own.starts <= day and (not own.ends or day <= own.ends)):
        return None
    return None if _ended(register, own, day) else own


def lapses(register: Register, entries: Sequence[Held], day: str) -> tuple[Lapse, ...]:
    """The days, up to ``day``, on which entries held no more though they had the day before, in order."""
    found = []
    for entry in sorted({own.entry for own in entries}):
        for point in sorted(_turns(register, entries, entry)):
            if point <= day and not lives(register, entries, entry, point):
                last = lives(register, entries, entry, _before(point))
                if last is not None:
                    found.append(Lapse(point, register.id, entry, last.version, _why(register, last, point)))
    return tuple(sorted(found))


def unnoticed(register: Register, entries: Sequence[Held], day: str) -> tuple[Lapse, ...]:
    """Those of :func:`lapses` that no event says yet."""
    told = {(noticed.entry, noticed.due) for noticed in register.lapses}
    return tuple(own for own in lapses(register, entries, day) if (own.entry, own.day) not in told)


def concerned(
    register: Register, entries: Sequence[Held], lapse: Lapse, rests: Iterable[Rest]
) -> tuple[Rest, ...]:
    """What a lapse sends to review: what rests on the entry since before, and what came to rest on it on a day on which, as is
    known by now, it did not hold; but nothing that an earlier lapse has sent."""
    last = max((own.event for own in register.lapses if own.entry == lapse.entry), default=0)
    return tuple(
        own
        for own in rests
        if own.event > last
        and (own.day < lapse.day or lives(register, entries, lapse.entry, own.day) is None)
    )


def _ended(register: Register, own: Held, day: str) -> bool:
    """Whether an entry was ended by then: what ends one ends it in every version that was issued before, and in none after."""
    issued = next((v.moves[-1].event for v in register.issued if v.number == own.version), 0)
    return any(end.entry == own.entry and end.day <= day and end.event > issued for end in register.ends)


def _turns(register: Register, entries: Sequence[Held], entry: str) -> set[str]:
    """The days on which it may change whether an entry lives."""
    days = {own.starts for own in register.issued}
    days |= {end.day for end in register.ends if end.entry == entry}
    days |= {_after(own.ends) for own in entries if own.entry == entry and own.ends}
    return days


def _why(register: Register, last: Held, day: str) -> Why:
    version = register.in_force(day)
    if version is not None and version.number != last.version:
        return "deleted"
    if _ended(register, last, day):
        return "ended"
    return "list over" if version is not None and version.ends and version.ends < day else "expired"


def differences(before: ListSpec | None, now: ListSpec) -> tuple[Difference, ...]:
    """What a version adds, changes and deletes, by the codes of the entries."""
    old, new = before.by_code if before else {}, now.by_code
    found = [Difference("add", None, new[code]) for code in new if code not in old]
    found += [
        Difference("change", old[code], new[code]) for code in new if code in old and old[code] != new[code]
    ]
    found += [Difference("delete", old[code], None) for code in old if code not in new]
    return tuple(sorted(found, key=lambda own: own.code))


def reasons(spec: ListSpec, found: Iterable[Difference]) -> dict[str, int | None]:
    """By the code of each difference the place of the record of change that gives its reason; None where none does."""
    told: dict[str, int | None] = {}
    for own in found:
        fits = [i for i, change in enumerate(spec.changes) if change.kind == own.kind]
        named = [i for i in fits if own.code in spec.changes[i].entries]
        told[own.code] = next(iter(named or [i for i in fits if not spec.changes[i].entries]), None)
    return told


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()

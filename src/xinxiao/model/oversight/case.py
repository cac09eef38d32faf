"""Cases: anything with a state, an actor and a statutory clock. A case is what its events fold to, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from xinxiao.model.event import Event
from xinxiao.model.oversight.case_facts import (
    CASE_FACTS,
    CaseFact,
    DocumentMade,
    EntryRef,
    EvidenceKept,
    PublicationMove,
)

ClockState = Literal["running", "suspended", "met", "met_late", "ran_out", "dropped"]
WAITS: frozenset[ClockState] = frozenset({"running", "suspended"})
"""States in which something is waited for."""


class ClockRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a clock in a case. ``started`` is the day it is counted from, ``ended`` is empty while something is waited for;
    days are YYYY-MM-DD. ``suspended``: the day its time stopped and the day it went on, of each time it stood still; ``version``:
    the day from which the version of its rule holds, ``file``: the hash of the workflow's file that says that version."""

    clock: str
    run: int
    started: str
    due: str
    provisional: bool
    rule: str
    article: str
    version: str
    confirmed: bool
    state: ClockState
    suspended_on: str = ""
    suspended: tuple[tuple[str, str], ...] = ()
    extended: int = 0
    ended: str = ""
    noticed: str = ""
    file: str = ""

    @property
    def waits(self) -> bool:
        """Whether something is still waited for."""
        return self.state in WAITS


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a case, as it is shown in its history."""

    number: int
    event: int
    at: str
    on: str
    actor: str
    role: str
    kind: str
    act: str
    state: str
    content: str = ""
    entry: EntryRef | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it stands. ``number`` is how many events it has: who acts says the number they saw.

    ``visitors``, ``visit_on``, ``visited``: who goes to see whom it is about, on which day, and whether that was done. ``recusal_of``: the account about whom a recusal waits for a decision; ``recused``: those who may not act in it any more.
    """

    id: str
    workflow: str
    definition: str
    state: str
    ends: bool
    number: int
    opened: str
    ended: str = ""
    subject: str = ""
    area: str = ""
    handler: str = ""
    values: dict[str, str] = msgspec.field(default_factory=dict)
    clocks: tuple[ClockRun, ...] = ()
    evidence: tuple[EvidenceKept, ...] = ()
    documents: tuple[DocumentMade, ...] = ()
    publications: tuple[PublicationMove, ...] = ()
    entries: tuple[EntryRef, ...] = ()
    links: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    recused: tuple[str, ...] = ()
    recusal_of: str = ""
    in_review: bool = False
    visitors: tuple[str, ...] = ()
    visit_on: str = ""
    visited: bool = False
    synthetic: bool = False

    @property
    def waiting(self) -> tuple[ClockRun, ...]:
        """The runs of clocks by which something is waited for: they run, or stand still."""
        return tuple(one for one in self.clocks if one.waits)

    @property
    def next(self) -> ClockRun | None:
        """The clock that runs out first."""
        running = (one for one in self.clocks if one.state == "running")
        return min(running, key=lambda one: (one.due, one.clock, one.run), default=None)

    @property
    def acted(self) -> tuple[Step, ...]:
        """The acts among its steps."""
        return tuple(step for step in self.steps if step.act and step.kind == "case.acted")

    @property
    def text(self) -> bytes:
        """The case as JSON: what replaying its events gives again, byte for byte."""
        return msgspec.json.encode(self, order="deterministic")


@dataclass(frozen=True)
class Happened:
    """An event of a case and what it says."""

    event: Event
    fact: CaseFact


_DECODERS = {kind: msgspec.json.Decoder(fact) for kind, fact in CASE_FACTS.items()}


def happened(event: Event) -> Happened:
    """An event of a case, read. Raises ``KeyError`` for an event of another kind, ``msgspec.ValidationError`` for what says
    something else than its kind does."""
    return Happened(event, _DECODERS[event.kind].decode(event.payload))

"""Cases: anything with a state, an actor and a statutory clock. A case is what its events fold to, and nothing else."""

from __future__ import annotations

from typing import Literal

import msgspec

from xinxiao.model.oversight.case_facts import (
    DocumentMade,
    EntryRef,
    EvidenceKept,
    PublicationMove,
)


class ClockRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a clock in a case. ``ends`` is empty while it runs; days are YYYY-MM-DD."""

    clock: str
    run: int
    started: str
    due: str
    provisional: bool
    rule: str
    article: str
    state: Literal["running", "suspended", "met", "met_late", "ran_out", "dropped"]
    suspended_on: str = ""
    suspended: tuple[tuple[str, str], ...] = ()
    extended: int = 0
    ended: str = ""
    noticed: str = ""


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
    """A case as it stands. ``number`` is how many events it has: who acts says the number they saw."""

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
    synthetic: bool = False

    @property
    def running(self) -> tuple[ClockRun, ...]:
        """The clocks that run."""
        return tuple(one for one in self.clocks if one.state == "running")

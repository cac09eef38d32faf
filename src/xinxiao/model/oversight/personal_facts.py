"""What happens to what is kept of people in cases, as events of the chain of oversight. They move no case.

They hold which fields were seen, and on what grounds a key was destroyed; never a value. Reasons are sealed like the content of acts,
and the event holds the hash of what is sealed.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.rule import Basis

EraseWhy = Literal["asked", "retention"]
"""Why a key was destroyed: somebody asked and another approved; or the time was over for which it was kept."""


class PersonalFact(Fact, frozen=True, kw_only=True):
    """What is said of what is kept in one case."""

    case: str


class CaseShown(PersonalFact, frozen=True, kw_only=True):
    """Somebody saw fields that are masked: which, and the hash of the sealed reason they stated."""

    kind: ClassVar[str] = "case.shown"
    fields: list[str]
    reason: str


class CaseHandedOut(PersonalFact, frozen=True, kw_only=True):
    """What is kept of a person was handed out to them: the part of the case, its fields, the hash of the file and of the sealed words
    on who asked and by what they showed who they are."""

    kind: ClassVar[str] = "case.handed_out"
    part: str
    fields: list[str]
    sha256: str
    reason: str


class CaseHeld(PersonalFact, frozen=True, kw_only=True):
    """Nothing of a case may be destroyed until further notice: the hash of the sealed reason."""

    kind: ClassVar[str] = "case.held"
    reason: str


class CaseHoldEnded(PersonalFact, frozen=True, kw_only=True):
    """A hold ended, named by the number of its event."""

    kind: ClassVar[str] = "case.hold_ended"
    hold: int
    reason: str


class CaseKept(PersonalFact, frozen=True, kw_only=True):
    """How long what is sealed of a case is kept: it ended on a day, and its keys are destroyed after the day ``until``. An empty ``until``:
    it is open again, or its workflow says nothing."""

    kind: ClassVar[str] = "case.kept"
    ended: str
    until: str
    basis: list[Basis] = msgspec.field(default_factory=list)
    confirmed: bool = True


class ErasureAsked(PersonalFact, frozen=True, kw_only=True):
    """Somebody asked that a part of a case be erased (empty: all of it), on what basis; another person decides."""

    kind: ClassVar[str] = "case.erasure_asked"
    part: str
    basis: list[Basis]
    reason: str


class ErasureRefused(PersonalFact, frozen=True, kw_only=True):
    """It was refused; ``asked`` is the number of the event that asked."""

    kind: ClassVar[str] = "case.erasure_refused"
    asked: int
    reason: str


class CaseKeyDestroyed(PersonalFact, frozen=True, kw_only=True):
    """The key of a part of a case is destroyed (empty: of all of it, now and ever). ``asked``: the event that asked, and ``approver`` who
    approved; 0 and empty where it is done because its time was over, on the day ``due``, as was ``noticed`` then."""

    kind: ClassVar[str] = "case.key_destroyed"
    part: str
    why: EraseWhy
    basis: list[Basis]
    asked: int
    approver: str
    due: str
    noticed: str


PERSONAL_FACTS: dict[str, type[PersonalFact]] = {
    fact.kind: fact
    for fact in (
        *(CaseShown, CaseHandedOut, CaseHeld, CaseHoldEnded, CaseKept),
        *(ErasureAsked, ErasureRefused, CaseKeyDestroyed),
    )
}
"""All of them by kind."""


def personal_fact(event: Event) -> PersonalFact:
    """What an event says. Raises ``KeyError`` for an event of another kind."""
    return msgspec.json.decode(event.payload, type=PERSONAL_FACTS[event.kind])

"""What happens to lists, as events of oversight's chain. They hold ids, days, numbers and hashes: what a version says, and the
reasons people give, stand in rows that the event vouches for by ``sha256``."""

from __future__ import annotations

from typing import ClassVar, Literal

from xinxiao.model.event import Fact

Why = Literal["ended", "expired", "deleted", "list over"]
"""Why an entry lapsed: ended by itself, past its last day, not in the next version, or the version in force has run out."""


class ListFact(Fact, frozen=True, kw_only=True):
    """What is said of one list."""

    list: str


class VersionFact(ListFact, frozen=True, kw_only=True):
    """What is said of a version on its way: its number, and the which-th attempt at this number it is."""

    number: int
    attempt: int


class ListProposed(VersionFact, frozen=True, kw_only=True):
    """A version was proposed: of which type, for which area, by which body, how many entries from which day to which; and the
    SHA-256 of what it says."""

    kind: ClassVar[str] = "list.proposed"
    type: str
    area: str
    issuer: str
    entries: int
    starts: str
    ends: str
    sha256: str


class ListReturned(VersionFact, frozen=True, kw_only=True):
    """A version was given back, for a reason; the next is another attempt."""

    kind: ClassVar[str] = "list.returned"
    sha256: str


class ListReviewed(VersionFact, frozen=True, kw_only=True):
    """Somebody else than the proposer read a version and found it right: of this content and no other."""

    kind: ClassVar[str] = "list.reviewed"
    content: str


class ListApproved(VersionFact, frozen=True, kw_only=True):
    """Somebody else than both approved a version, by the number of a document."""

    kind: ClassVar[str] = "list.approved"
    content: str
    approval: str


class ListIssued(VersionFact, frozen=True, kw_only=True):
    """A version was issued: it holds from a day on that is not before the one on which it was issued."""

    kind: ClassVar[str] = "list.issued"
    content: str
    starts: str


class EntryEndProposed(ListFact, frozen=True, kw_only=True):
    """Somebody proposed that an entry hold no more from ``day`` on, for a reason; ``version``: which has it in force. Another decides."""

    kind: ClassVar[str] = "list.entry_end_proposed"
    entry: str
    version: int
    day: str
    sha256: str


class EntryEndRefused(ListFact, frozen=True, kw_only=True):
    """It was refused, or taken back, for a reason; ``proposed``: the number of the event that proposed it."""

    kind: ClassVar[str] = "list.entry_end_refused"
    entry: str
    proposed: int
    sha256: str


class EntryEnded(ListFact, frozen=True, kw_only=True):
    """An entry holds no more from ``day`` on, for a reason, by the number of a document; ``version``: which had it in force;
    ``proposed``: the number of the event by which another person proposed it (0 in events of before that took two)."""

    kind: ClassVar[str] = "list.entry_ended"
    entry: str
    version: int
    day: str
    approval: str
    sha256: str
    proposed: int = 0


class EntryLapsed(ListFact, frozen=True, kw_only=True):
    """It was noticed that an entry holds no more since ``due``; ``resting``: how many open acts went to review for it."""

    kind: ClassVar[str] = "list.entry_lapsed"
    entry: str
    version: int
    due: str
    noticed: str
    why: Why
    resting: int


STEPS: tuple[type[VersionFact], ...] = (ListProposed, ListReturned, ListReviewed, ListApproved, ListIssued)
"""What moves a version."""
KINDS: tuple[str, ...] = (
    *(fact.kind for fact in STEPS),
    *(EntryEndProposed.kind, EntryEndRefused.kind, EntryEnded.kind, EntryLapsed.kind),
)
"""All kinds of events of lists."""

"""What happens to cases, as events of the chain of oversight.

They hold what was decided, not how: the state reached, the clocks with their days and the rule each follows. A case is folded from
them alone. Free text and personal data stand nowhere in them, only the hash of the ciphertext that holds them.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from xinxiao.model.event import Fact

Move = Literal["started", "met", "met_late", "suspended", "resumed", "extended", "recomputed", "dropped"]
"""What became of a clock: it began; what it waits for was done, in time or not; it stands still, goes on; it has more time; its day
changed with the calendar or the rule; nothing waits for it any more."""


class ClockMove(msgspec.Struct, frozen=True, kw_only=True):
    """What an act did to one clock. ``run`` numbers its runs in the case from 1; days are YYYY-MM-DD, empty where there is none."""

    clock: str
    run: int
    move: Move
    on: str
    due: str = ""
    provisional: bool = False
    rule: str = ""
    article: str = ""


class EvidenceKept(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with an act: the hash of its bytes as they came, that of what is kept, its size and what it is."""

    sha256: str
    kept: str
    size: int
    kind: str


class DocumentMade(msgspec.Struct, frozen=True, kw_only=True):
    """A document an act produced: its number, the hash of its bytes, the template and the rule it is bound to."""

    document: str
    number: str
    sha256: str
    template: str
    rule: str


class PublicationMove(msgspec.Struct, frozen=True, kw_only=True):
    """Something became public, until a day (empty: until further notice), or no longer is."""

    publication: str
    move: Literal["begun", "ended"]
    until: str = ""


class EntryRef(msgspec.Struct, frozen=True, kw_only=True):
    """The live entry of a list an act rests on."""

    list: str
    version: int
    code: str


class CaseFact(Fact, frozen=True, kw_only=True):
    """What is said of one case."""

    case: str


class CaseActed(CaseFact, frozen=True, kw_only=True):
    """An act: the ``number``-th of its case, from 1; the first opens it.

    ``state`` is the one reached; ``on`` the day it was done, which for a back-dated act is before the day of the event; ``values`` what
    fields may stand open, by id; ``content`` the hash of what is encrypted (empty: nothing). ``definition`` is the hash of the
    workflow's file, ``role`` as what the actor did it, ``suggestion`` the number of the machine's suggestion that was before them.
    """

    kind: ClassVar[str] = "case.acted"
    number: int
    workflow: str
    definition: str
    act: str
    state: str
    ends: bool
    on: str
    role: str
    values: dict[str, str] = msgspec.field(default_factory=dict)
    content: str = ""
    evidence: list[EvidenceKept] = msgspec.field(default_factory=list)
    entry: EntryRef | msgspec.UnsetType = msgspec.UNSET
    subject: str | msgspec.UnsetType = msgspec.UNSET
    area: str | msgspec.UnsetType = msgspec.UNSET
    handler: str | msgspec.UnsetType = msgspec.UNSET
    clocks: list[ClockMove] = msgspec.field(default_factory=list)
    documents: list[DocumentMade] = msgspec.field(default_factory=list)
    publications: list[PublicationMove] = msgspec.field(default_factory=list)
    links: list[str] = msgspec.field(default_factory=list)
    recused: str | msgspec.UnsetType = msgspec.UNSET
    recusal: Literal["asked", "granted", "refused"] | msgspec.UnsetType = msgspec.UNSET
    suggestion: int | msgspec.UnsetType = msgspec.UNSET
    synthetic: bool | msgspec.UnsetType = msgspec.UNSET


class ClockRanOut(CaseFact, frozen=True, kw_only=True):
    """A clock ran out, as the installation noticed: the last day, when that ended, and when it was noticed (UTC, ISO 8601). What the
    workflow does then, if anything, follows as an act by ``system`` in the same transaction."""

    kind: ClassVar[str] = "case.clock_ran_out"
    number: int
    clock: str
    run: int
    day: str
    due: str
    noticed: str


class ClockRecomputed(CaseFact, frozen=True, kw_only=True):
    """The day of a clock was computed anew: from which to which, and why (a calendar's notice, a rule that changed)."""

    kind: ClassVar[str] = "case.clock_recomputed"
    number: int
    clock: str
    run: int
    before: str
    due: str
    provisional: bool
    why: Literal["calendar", "rule"]
    source: str


class CaseSuggested(CaseFact, frozen=True, kw_only=True):
    """A machine suggested an act. It changes nothing: a person decides and signs the reasons (PIPL article 24)."""

    kind: ClassVar[str] = "case.suggested"
    number: int
    act: str
    method: str
    content: str


class CaseReviewed(CaseFact, frozen=True, kw_only=True):
    """A case went to review, for the list entry it rests on lapsed."""

    kind: ClassVar[str] = "case.to_review"
    number: int
    state: str
    entry: EntryRef
    why: str

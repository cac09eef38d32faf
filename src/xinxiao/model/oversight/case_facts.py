"""What happens to cases, as events of the chain of oversight.

They hold what was decided, not how: the state reached, the clocks with their days and the rule each follows. A case is folded from
them alone. Free text and personal data stand nowhere in them, only the hash of the ciphertext that holds them.
A field that says nothing is left out of the payload.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from xinxiao.model.event import Fact

Move = Literal["started", "met", "met_late", "suspended", "resumed", "extended", "dropped"]
"""What an act did to a clock: it began; what it waits for was done, in time or not; it stands still, goes on; it has more time;
nothing waits for it any more."""
RecusalMove = Literal["", "asked", "granted", "refused"]


class ClockMove(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an act did to one clock. ``run`` numbers its runs in the case from 1; days are YYYY-MM-DD, empty where there is none.

    ``on``: of a clock that starts the day it is counted from; ``version``: the day from which the version of its rule holds;
    ``confirmed``: whether the text of that rule was read; ``file``: the hash of the workflow's file that says the version, empty where it
    is the one of the act.
    """

    clock: str
    run: int
    move: Move
    on: str
    due: str = ""
    provisional: bool = False
    rule: str = ""
    article: str = ""
    version: str = ""
    confirmed: bool = True
    file: str = ""


class EvidenceKept(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with an act: the hash of its bytes as they came, that of what is kept, its size and what it is."""

    sha256: str
    kept: str
    size: int
    kind: str


class DocumentMade(msgspec.Struct, frozen=True, kw_only=True):
    """A document an act produced: its number, the hash of its bytes, the template (the hash of its file) and the rule it is bound to,
    the hash of what it says, which stands on it, and those of the sealed file, and of its sealed words (``text``), that are kept."""

    document: str
    number: str
    sha256: str
    template: str
    rule: str
    words: str = ""
    text: str = ""
    kept: str = ""


class PublicationMove(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something became public, until a day (empty: until further notice), or no longer is."""

    publication: str
    move: Literal["begun", "ended"]
    until: str = ""


class EntryRef(msgspec.Struct, frozen=True, kw_only=True):
    """The live entry of a list an act rests on."""

    list: str
    version: int
    code: str


class CaseFact(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of one case: the ``number``-th of what happened to it, from 1."""

    case: str
    number: int


class CaseActed(CaseFact, frozen=True, kw_only=True, omit_defaults=True):
    """An act; the first opens the case.

    ``state`` is the one reached; ``on`` the day it was done, which for a back-dated act is before the day of the event; ``values`` what
    fields may stand open, by id; ``content`` the hash of what is encrypted (empty: nothing). ``definition`` is the hash of the
    workflow's file, ``role`` as what the actor did it, ``suggestion`` the number of the machine's suggestion that was before them.
    ``recused``: the account a recusal is about. ``visitors``: the accounts of those who go to see whom the case is about, ``visit_on`` the day,
    when the act says them; ``visited``: whether that is done by it. ``further``: entries it rests on beside ``entry``. Subject, area and
    handler are said when they are given; empty: as before.
    """

    kind: ClassVar[str] = "case.acted"
    workflow: str
    definition: str
    act: str
    state: str
    ends: bool
    on: str
    role: str
    values: dict[str, str] = msgspec.field(default_factory=dict)
    content: str = ""
    evidence: tuple[EvidenceKept, ...] = ()
    entry: EntryRef | None = None
    further: tuple[EntryRef, ...] = ()
    subject: str = ""
    area: str = ""
    handler: str = ""
    clocks: tuple[ClockMove, ...] = ()
    documents: tuple[DocumentMade, ...] = ()
    publications: tuple[PublicationMove, ...] = ()
    links: tuple[str, ...] = ()
    recused: str = ""
    recusal: RecusalMove = ""
    suggestion: int = 0
    visitors: tuple[str, ...] = ()
    visit_on: str = ""
    visited: bool = False
    synthetic: bool = False


class CaseAssigned(CaseFact, frozen=True, kw_only=True):
    """A case was given to somebody to handle, by the id of the account."""

    kind: ClassVar[str] = "case.assigned"
    handler: str
    role: str


class ClockRanOut(CaseFact, frozen=True, kw_only=True):
    """A clock ran out, as the installation noticed: its last day, when that ended, and when it was noticed (UTC, ISO 8601). What the
    workflow does then, if anything, follows as an act by ``system`` in the same transaction."""

    kind: ClassVar[str] = "case.clock_ran_out"
    clock: str
    run: int
    day: str
    due: str
    noticed: str


class ClockRecomputed(CaseFact, frozen=True, kw_only=True):
    """The last day of a clock was counted anew: from which to which, and why: a calendar's notice (``source`` its hash), or a rule
    that changed (``source`` the hash of the workflow's file; rule, article and version are then those it follows now)."""

    kind: ClassVar[str] = "case.clock_recomputed"
    clock: str
    run: int
    before: str
    due: str
    provisional: bool
    why: Literal["calendar", "rule"]
    source: str
    rule: str
    article: str
    version: str
    confirmed: bool


class CaseSuggested(CaseFact, frozen=True, kw_only=True):
    """A machine suggested an act. It changes nothing: a person decides and signs the reasons (PIPL article 24)."""

    kind: ClassVar[str] = "case.suggested"
    act: str
    method: str
    content: str


class CaseReviewed(CaseFact, frozen=True, kw_only=True):
    """A case went to review, for the list entry it rests on lapsed."""

    kind: ClassVar[str] = "case.to_review"
    state: str
    entry: EntryRef
    why: str


CASE_FACTS: dict[str, type[CaseFact]] = {
    fact.kind: fact
    for fact in (CaseActed, CaseAssigned, ClockRanOut, ClockRecomputed, CaseSuggested, CaseReviewed)
}
"""What moves a case, by the kind of its event."""

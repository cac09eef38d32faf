"""Workflows as data: states, acts, clocks, documents, what becomes public, how long it is kept.

A file of `oversight/workflows/` is one workflow. Nothing of a statute stands in code: a further workflow is a further file. An act
pins the workflow it was decided by with its hash, so a file that changes later changes no case.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.model.oversight.clock import ClockSpec, ClockVersion, Length
from xinxiao.model.oversight.rule import Basis
from xinxiao.model.ranges import Code, Date, Few, Id, Line, Prefix, Slug
from xinxiao.model.text import Noun, Text

FieldKind = Literal[
    "text", "name", "phone", "identity", "address", "email", "account",
    "date", "number", "money", "code", "codes", "subject", "case", "entry", "area", "officer", "reference",
]  # fmt: skip
"""What a field holds. Free text, names and ways to reach somebody are kept encrypted whether the field is personal or not;
``subject`` is the unified social credit code of an organisation, ``officer`` an account, ``case`` the number of a case,
``reference`` the number of anything else that has one (a draw, a plan, a document)."""
SEALED: frozenset[FieldKind] = frozenset({"text", "name", "phone", "identity", "address", "email", "account"})
"""Kinds that no event holds."""
RecusalPart = Literal["asks", "grants", "refuses"]
WORD = re.compile(r"[A-Za-z0-9_.:/-]{1,100}")
"""What stands for somebody or something: a code, a number, an account; never a name in words."""
Doer = Literal["case_officer", "supervisor", "subject", "public", "system"]
"""Who may do an act: the two roles of cases; the organisation it is about; anybody; the installation, when a clock runs out or a
draw is done. A machine that suggests is no doer."""


class Field(Noun, frozen=True, kw_only=True):
    """Something a case may hold. A workflow that does not name it does not collect it."""

    id: Id
    name: Text
    kind: FieldKind
    codelist: Annotated[Id | None, Meta(description="of `code` and `codes`: id of a code list")] = None
    personal: Annotated[bool, Meta(description="about a person: masked, erasable, and with a basis")] = False
    basis: Annotated[
        Few[Basis], Meta(description="why it may be collected; needed where it is personal")
    ] = ()
    hint: Text | None = None


EvidenceKind = Literal["pdf", "png", "jpeg", "docx", "xlsx", "txt", "csv", "mp4", "ofd"]


class EvidenceSpec(Noun, frozen=True, kw_only=True):
    """Files that belong to an act."""

    least: Annotated[int, Meta(ge=0, le=100)] = 0
    most: Annotated[int, Meta(ge=1, le=100)] = 20
    kinds: Annotated[
        Few[EvidenceKind],
        Meta(description="by what they contain, not by their names; empty: any of these"),
    ] = ()


class Condition(Noun, frozen=True, kw_only=True):
    """A field has one of some codes, given in this act or before; of several codes (`codes`) one is enough."""

    field: Id
    is_: Annotated[Few[Code], Meta(min_length=1)] = msgspec.field(name="is")


class ActSpec(Noun, frozen=True, kw_only=True):
    """Something that is done with a case: who may, from which states, what is needed, and where it leads."""

    id: Id
    name: Text
    by: Annotated[Few[Doer], Meta(min_length=1)]
    unlike: Annotated[Few[Id], Meta(description="acts of this case whose doers must be other people")] = ()
    from_: Annotated[Few[Id], Meta(description="states; empty: it opens a case")] = msgspec.field(
        name="from", default=()
    )
    to: Annotated[Id | None, Meta(description="the state it leads to; none: the state stays")] = None
    returns: Annotated[
        bool, Meta(description="leads back from review to the state the case was in before its entry lapsed")
    ] = False
    needs: Annotated[Few[Id], Meta(description="fields that must be given")] = ()
    takes: Annotated[Few[Id], Meta(description="fields that may be given")] = ()
    reason: Annotated[bool, Meta(description="whether reasons must be given in words")] = False
    evidence: EvidenceSpec | None = None
    entry: Annotated[
        Id | None, Meta(description="a list type: the act needs an entry of it that is live on the day")
    ] = None
    distinct: Annotated[
        Few[Id], Meta(description="fields of this act that must all differ, as two inspectors are two people")
    ] = ()
    only_if: Annotated[Few[Condition], Meta(description="all must hold")] = ()
    any_of: Annotated[Few[Condition], Meta(description="one must hold; empty: nothing is asked")] = ()
    done: Annotated[Few[Id], Meta(description="acts of this case that must have been done before")] = ()
    after: Annotated[
        Few[Id], Meta(description="clocks that must have run out before, as a term that is served")
    ] = ()
    within: Annotated[
        Few[Id],
        Meta(description="clocks that must still run, as the days in which a hearing may be asked for"),
    ] = ()
    documents: Annotated[Few[Id], Meta(description="documents it produces")] = ()
    publishes: Annotated[Few[Id], Meta(description="publications it begins")] = ()
    withdraws: Annotated[Few[Id], Meta(description="publications it ends")] = ()
    opens: Annotated[Few[Id], Meta(description="workflows of which a case may follow from this act")] = ()
    decides: Annotated[
        bool,
        Meta(
            description="a decision on rights or duties: a person signs its reasons, a machine may only suggest it"
        ),
    ] = False
    back_dated: Annotated[bool, Meta(description="may be entered later than it was done, with both days")] = (
        False
    )
    recusal: Annotated[RecusalPart | None, Meta(description="its part in a recusal, if any")] = None
    basis: Few[Basis] = ()


class State(Noun, frozen=True, kw_only=True):
    """Where a case stands."""

    id: Id
    name: Text
    ends: Annotated[bool, Meta(description="nothing more is due; retention begins")] = False
    review: Annotated[
        bool, Meta(description="where a case goes whose list entry lapsed while it was open")
    ] = False


class Recusal(Noun, frozen=True, kw_only=True):
    """What happens while a recusal is asked for and not decided."""

    pending: Annotated[
        Literal["stops", "goes_on"],
        Meta(
            description="whether officers and supervisors do nothing in the case until it is decided (as mediation stops), or all of them go on, the one concerned too (as an investigation does)"
        ),
    ]
    basis: Few[Basis] = ()


class DocumentVersion(Noun, frozen=True, kw_only=True):
    """A template, from the day on which the rule it is bound to holds."""

    rule: Id
    article: Line = ""
    valid_from: Date
    template: Annotated[
        Slug, Meta(min_length=1, description="files oversight/documents/<template>.zh.md and .en.md")
    ]
    fields: Annotated[Few[Id], Meta(description="fields it shows; personal ones only if named here")] = ()
    confirmed: bool = True


class DocumentSpec(Noun, frozen=True, kw_only=True):
    """A document that an act produces (文书)."""

    id: Id
    name: Text
    prefix: Annotated[Prefix, Meta(description="begins its number: PREFIX-2026-000001")]
    versions: Annotated[Few[DocumentVersion], Meta(min_length=1)]
    replaces: Annotated[
        bool,
        Meta(description="a further one of a case takes the place of the one before, which no longer holds"),
    ] = False


class Publication(Noun, frozen=True, kw_only=True):
    """What becomes public of a case, and when it stops."""

    id: Id
    name: Text
    fields: Annotated[Few[Id], Meta(description="fields that are shown; a personal one is never")]
    documents: Few[Id] = ()
    within: Annotated[Id | None, Meta(description="the clock by which it must be public")] = None
    ends: Annotated[
        Few[ClockVersion],
        Meta(
            description="how long it stays, by the version in force on the day it begins; none: until an act withdraws it"
        ),
    ] = ()
    basis: Few[Basis] = ()
    confirmed: bool = True


class Visit(Noun, frozen=True, kw_only=True):
    """That somebody goes to see whom a case is about: who, on which day, and by which acts that is done."""

    people: Annotated[Few[Id], Meta(min_length=1, description="fields of officers: those who go")]
    day: Annotated[Id, Meta(description="the field with the day on which they go")]
    acts: Annotated[Few[Id], Meta(min_length=1, description="acts by which the visit is done")]


class Retention(Noun, frozen=True, kw_only=True):
    """How long what was kept encrypted is kept after a case ended; then its keys are destroyed."""

    length: Length
    basis: Few[Basis] = ()
    confirmed: bool = True


class Workflow(Noun, frozen=True, kw_only=True, dict=True):
    """A file of `oversight/workflows/`."""

    id: Id
    name: Text
    version: Annotated[Line, Meta(min_length=1, description="changes with every change of the file")]
    prefix: Annotated[Prefix, Meta(description="begins the numbers of its cases: PREFIX-2026-000001")]
    about: Annotated[Literal["subject", "individual", "nothing"], Meta(description="what a case is about")]
    valid_from: Date
    valid_to: Date | None = None
    crossing: Annotated[
        Literal["keep", "change"] | None,
        Meta(
            description="when this file changes: the states and acts of open cases stay those of the file they were opened by, or are those of this one where it has their state; to be declared"
        ),
    ] = None
    states: Annotated[Few[State], Meta(min_length=1)]
    fields: Few[Field] = ()
    acts: Annotated[Few[ActSpec], Meta(min_length=1)]
    clocks: Few[ClockSpec] = ()
    documents: Few[DocumentSpec] = ()
    publications: Few[Publication] = ()
    visit: Visit | None = None
    retention: Retention | None = None
    recusal: Recusal | None = None
    basis: Few[Basis] = ()
    note: Text | None = None

    @cached_property
    def act(self) -> dict[str, ActSpec]:
        """Acts by id."""
        return {one.id: one for one in self.acts}

    @cached_property
    def state(self) -> dict[str, State]:
        """States by id."""
        return {one.id: one for one in self.states}

    @cached_property
    def field(self) -> dict[str, Field]:
        """Fields by id."""
        return {one.id: one for one in self.fields}

    @cached_property
    def clock(self) -> dict[str, ClockSpec]:
        """Clocks by id."""
        return {one.id: one for one in self.clocks}

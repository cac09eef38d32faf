"""Nouns of a draw: who may be drawn, by which chance, who inspects, and the file that lets anyone check it.

A draw is decided before there is chance: its terms, the roster, the exclusions and the inspectors are fixed by hashes, and
the hash of the terms (the commitment) is published with the sources of randomness and the time they will speak. What
they said then gives the seed, and the seed a ticket for each subject. ``docs/explanation/draws.md`` tells why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import _END, Digest, Few, Listed, T
from xinxiao.model.text import Noun

FORMAT: Literal["xinxiao-draw-1"] = "xinxiao-draw-1"
PROOF_FORMAT: Literal["xinxiao-draw-proof-1"] = "xinxiao-draw-proof-1"

DrawNumber = Annotated[
    str,
    Meta(
        pattern=rf"^[A-Z][A-Z0-9-]{{0,30}}-(19|20)[0-9]{{2}}-[0-9]{{4}}{_END}",
        max_length=41,
        description="series, year and a number that counts up from 0001 in each year",
    ),
]
Moment = Annotated[
    str,
    Meta(
        pattern=rf"^(19|20)[0-9]{{2}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z{_END}",
        max_length=20,
        description="UTC to the second, ISO 8601",
    ),
]
Subject = Annotated[
    str,
    Meta(
        pattern=rf"^[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{{6}}[0-9A-HJ-NP-RTUWXY]{{10}}{_END}",
        max_length=18,
        description="unified social credit code",
    ),
]
Said = Annotated[str, Meta(pattern=rf"^[^\x00-\x1f\x7f|]+{_END}", max_length=500)]
"""One line without a vertical bar: that separates the parts of what is hashed."""
Name = Said
"""A code of something, or the id of a person; never a person's name."""
Area = Annotated[str, Meta(pattern=rf"^[0-9]{{1,6}}{_END}", max_length=6)]
"""The first digits of the area of the register in a subject's code."""
Size = Annotated[int, Meta(ge=0, le=999_999_999)]
Some = Annotated[int, Meta(ge=1, le=999_999_999)]
Day = Annotated[
    str,
    Meta(
        pattern=rf"^(19|20)[0-9]{{2}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]){_END}",
        max_length=10,
        description="calendar date, YYYY-MM-DD",
    ),
]
Codes = Annotated[str, Meta(pattern=r"^[0-9A-Z\n]*\Z", max_length=1_000_000_000)]
"""Codes in ascending order, a line feed between them."""
Most = Annotated[tuple[T, ...], Meta(max_length=10_000_000)]

Kind = Literal["first", "repeat", "void"]
"""A draw as planned; one that repeats another; a number under which nothing is drawn and another draw is made void."""
Rounding = Literal["up", "down", "half_up"]
Why = Literal["unqualified", "expired", "conflict", "recusal", "full"]
"""Why the next ticket's holder does not inspect, in the order in which it is asked."""


class Reference(Noun, frozen=True, kw_only=True):
    """The draw that is repeated or made void: its number and commitment, for what reason, and the id of who approved.

    The first result stays public; its commitment binds this one to it.
    """

    number: DrawNumber
    commitment: Digest
    reason: Said
    approver: Name


class Before(Noun, frozen=True, kw_only=True):
    """The draw before this one in its series: so that a number that is skipped or used twice shows in any two files."""

    number: DrawNumber
    commitment: Digest


class EntryOfList(Noun, frozen=True, kw_only=True):
    """An entry of a list of matters, in the version that was in force."""

    list: Name
    version: Name
    entry: Name


class Body(Noun, frozen=True, kw_only=True):
    """A body that inspects its own matters at each subject drawn, with so many different people of this qualification."""

    body: Name
    entries: Few[EntryOfList]
    qualification: Name
    people: Some


class Ratio(Noun, frozen=True, kw_only=True):
    """A share as two whole numbers, so that it is the same to everybody: 3 of 100."""

    numerator: Size
    denominator: Some


class Share(Noun, frozen=True, kw_only=True):
    """How many of a stratum are drawn: a ratio with its rounding and the least, or (without a ratio) ``least`` itself."""

    stratum: Name
    ratio: Ratio | None = None
    rounding: Rounding = "up"
    least: Size = 0


class Stratum(Noun, frozen=True, kw_only=True):
    """A stratum as committed: its share, how many it has, the SHA-256 of its codes (ascending, a line feed between them),
    and how many of them are drawn."""

    stratum: Name
    population: Size
    sha256: Digest
    ratio: Ratio | None
    rounding: Rounding
    least: Size
    size: Size


class SourceOfChance(Noun, frozen=True, kw_only=True):
    """A declared source of randomness: its name, which issue of it, what is taken from that, and when it will be there."""

    source: Said
    issue: Said
    takes: Said
    at: Moment


class Cap(Noun, frozen=True, kw_only=True):
    """How often one subject is inspected in a year at most; 0 for no cap. Whom it spares stands under the exclusions."""

    subject: Size
    inspector: Size
    """Subjects that one inspector of this draw takes at most; 0 for no cap."""


class RosterSeal(Noun, frozen=True, kw_only=True):
    """A roster as committed: how many subjects; SHA-256 of all codes, ascending, a line feed between them; Merkle root."""

    count: Size
    sha256: Digest
    merkle: Digest


class ListSeal(Noun, frozen=True, kw_only=True):
    """A list of the file as committed: how many, and the SHA-256 of its canonical JSON."""

    count: Size
    sha256: Digest


class Draft(Noun, frozen=True, kw_only=True):
    """What people decide about a draw; with roster, exclusions and inspectors it becomes :class:`Terms`.

    ``since`` and ``until`` are the days of the inspections: a qualification must hold on all of them.
    """

    number: DrawNumber
    kind: Kind = "first"
    of: Reference | None = None
    before: Before | None = None
    plan: Name
    task: Name
    bodies: Few[Body] = ()
    shares: Few[Share] = ()
    cap: Cap = Cap(subject=0, inspector=0)
    sources: Few[SourceOfChance] = ()
    since: Day
    until: Day
    code: Name
    synthetic: bool


class Terms(Noun, frozen=True, kw_only=True):
    """What is committed: the SHA-256 of its canonical JSON is the commitment of the draw."""

    number: DrawNumber
    kind: Kind
    of: Reference | None
    before: Before | None
    plan: Name
    task: Name
    bodies: Few[Body]
    strata: Few[Stratum]
    cap: Cap
    sources: Few[SourceOfChance]
    since: Day
    until: Day
    code: Name
    synthetic: bool
    roster: RosterSeal
    exclusions: ListSeal
    inspectors: ListSeal


class LedgerEvent(Noun, frozen=True, kw_only=True):
    """The event of the ledger's chain that published something."""

    sequence: Some
    sha256: Digest


class Commitment(Noun, frozen=True, kw_only=True):
    """The hash of the terms, when it was published, and the event that did."""

    sha256: Digest
    published: Moment
    event: LedgerEvent | None = None


class Value(Noun, frozen=True, kw_only=True):
    """What a source of randomness said: which issue, the value as text, when it came to be, ids of the witnesses."""

    source: Said
    issue: Said
    value: Said
    at: Moment
    witnesses: Few[Name] = ()


class RosterPart(Noun, frozen=True, kw_only=True):
    """The codes of one stratum."""

    stratum: Name
    codes: Codes


class Exclusion(Noun, frozen=True, kw_only=True):
    """A subject that is not on the roster though it might be thought to, and the code of the reason."""

    subject: Subject
    reason: Name


class Qualification(Noun, frozen=True, kw_only=True):
    """What a person may inspect, from which day to which (both included)."""

    name: Name
    since: Day
    until: Day


class Inspector(Noun, frozen=True, kw_only=True):
    """A person who may inspect: an id, never a name.

    ``areas``: first digits of areas of the register they go to, none for everywhere; ``conflicts``: subjects, or entries
    of lists, in which they have an interest; ``recusals``: subjects for which a recusal was granted.
    """

    person: Name
    body: Name
    qualifications: Few[Qualification] = ()
    areas: Few[Area] = ()
    conflicts: Few[Name] = ()
    recusals: Few[Subject] = ()


class CutOff(Noun, frozen=True, kw_only=True):
    """The line of a stratum: the greatest ticket drawn, empty where nobody is."""

    stratum: Name
    line: Annotated[str, Meta(pattern=rf"^([0-9a-f]{{64}})?{_END}", max_length=64)]


class Ticket(Noun, frozen=True, kw_only=True):
    """A subject drawn, with its ticket."""

    subject: Subject
    stratum: Name
    ticket: Digest


class Assigned(Noun, frozen=True, kw_only=True):
    """A person who inspects a subject, with the ticket for the two."""

    person: Name
    ticket: Digest


class Passed(Noun, frozen=True, kw_only=True):
    """A person with an earlier ticket who does not, and why."""

    person: Name
    why: Why


class Pair(Noun, frozen=True, kw_only=True):
    """Who inspects a subject for a body: as many different people as its terms ask, fewer where there are no more."""

    subject: Subject
    body: Name
    people: Few[Assigned]
    passed: Listed[Passed]


@dataclass(frozen=True)
class Drawn:
    """What a seed gives: lines of the strata, the selected by stratum and ticket, and who inspects each."""

    lines: tuple[CutOff, ...]
    selected: tuple[Ticket, ...]
    pairs: tuple[Pair, ...]

    def short(self, bodies: tuple[Body, ...]) -> tuple[Pair, ...]:
        """Pairs with fewer people than their bodies ask: whoever runs the draw has to find more."""
        asked = {body.body: body.people for body in bodies}
        return tuple(pair for pair in self.pairs if len(pair.people) < asked[pair.body])


class Record(Noun, frozen=True, kw_only=True):
    """The file of a draw: everything that anybody needs to draw again."""

    format: Literal["xinxiao-draw-1"]
    terms: Terms
    commitment: Commitment
    values: Few[Value]
    seed: Digest
    roster: Few[RosterPart]
    exclusions: Most[Exclusion]
    inspectors: Listed[Inspector]
    lines: Few[CutOff]
    selected: Most[Ticket]
    pairs: Most[Pair]


class Proof(Noun, frozen=True, kw_only=True):
    """What a subject needs to check its own ticket without the roster: ``path`` holds, level by level from its leaf up, the
    hashes of the other children of the node above."""

    format: Literal["xinxiao-draw-proof-1"]
    terms: Terms
    commitment: Commitment
    values: Few[Value]
    seed: Digest
    subject: Subject
    stratum: Name
    place: Size
    path: Annotated[tuple[Annotated[tuple[Digest, ...], Meta(max_length=15)], ...], Meta(max_length=8)]
    ticket: Digest
    line: Annotated[str, Meta(pattern=rf"^([0-9a-f]{{64}})?{_END}", max_length=64)]
    drawn: bool


FaultCode = Literal[
    "DRAW_FORM", "DRAW_KIND", "DRAW_NUMBER_SKIPPED", "DRAW_NUMBER_TWICE", "DRAW_NUMBER_UNKNOWN", "DRAW_COMMITMENT",
    "DRAW_SOURCES", "DRAW_EARLY", "DRAW_SEED", "DRAW_SIZE", "DRAW_ROSTER", "DRAW_EXCLUSIONS", "DRAW_EXCLUDED",
    "DRAW_INSPECTORS", "DRAW_LINE", "DRAW_LEFT_OUT", "DRAW_NOT_DRAWN", "DRAW_TICKET", "DRAW_SAME_PERSON", "DRAW_UNFIT",
    "DRAW_PAIR", "DRAW_PROOF",
]  # fmt: skip


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a draw: a code (its words are ``oversight_draw.fault.CODE``) and the thing it is wrong with."""

    code: FaultCode
    where: str = ""

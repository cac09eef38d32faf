"""Programme (GSIM Statistical Programme): the policy as data, as typed frozen nouns.

Each struct is the shape of one kind of programme file; its JSON Schema and reference page are generated from it.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.errors import NotFound

Id = Annotated[str, Meta(pattern=r"^[A-Z0-9_]+$", description="UPPER_SNAKE id, unique in its file")]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="calendar date, YYYY-MM-DD")]
Period = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}(-(S[12]|Q[1-4]|\d{2}))?$", description="SDMX period: 2018, 2018-S1, 2018-Q3, 2018-08"
    ),
]
Year = Annotated[int, Meta(ge=1900, le=2100)]
Grade = Literal["A", "A-", "B", "C", "D"]


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all programme nouns: frozen, and strict about unknown fields."""


class Text(Noun, frozen=True, kw_only=True):
    """One text in the two languages; both are needed."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]


class Code(Noun, frozen=True, kw_only=True):
    """One item of a code list, with its validity and what it became."""

    id: str
    name: Text
    note: Text | None = None
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()


class Codelist(Noun, frozen=True, kw_only=True):
    """A code list: `codelists/<id>.yaml` (or .csv for long ones)."""

    id: Id
    name: Text
    codes: tuple[Code, ...]


class Area(Noun, frozen=True, kw_only=True):
    """A place of the area code list (GB/T 2260), with validity, succession and its tile on the tile map."""

    id: Annotated[str, Meta(pattern=r"^(CN|\d{6})$")]
    name: Text
    level: Literal["nation", "province", "prefecture", "county"]
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    tile: tuple[int, int] | None = None
    short: Text | None = None


class Unit(Noun, frozen=True, kw_only=True):
    """A unit of measure; `pint` is its meaning for unit checks."""

    id: str
    name: Text
    pint: str
    decimals: int = 2


class Source(Noun, frozen=True, kw_only=True):
    """Where a figure was published, and when it became known (`published` = its vintage)."""

    id: Id
    publisher: Text
    title: Text
    published: Date
    seen: str
    grade: Grade
    licence: str
    note: Text | None = None


class Scope(Noun, frozen=True, kw_only=True):
    """A definition of what is counted. Two scopes are never one series."""

    id: Id
    name: Text
    holder: Text
    kind: Annotated[
        Literal["published", "estimated", "planned"],
        Meta(description="published by its holder, estimated by this programme, or planned in a document"),
    ]
    definition: Text
    includes: tuple[Text, ...] = ()
    excludes: tuple[Text, ...] = ()
    used_in: tuple[Text, ...] = ()
    sources: tuple[Id, ...] = ()
    family: Annotated[str, Meta(description="rival scopes of one idea share a family")] = ""


class Break(Noun, frozen=True, kw_only=True):
    """A break in a series: figures before and after `year` are not one series."""

    year: Year
    note: Text


class Indicator(Noun, frozen=True, kw_only=True):
    """A statistical indicator: taken from figures, or made by `formula` from other indicators."""

    id: Id
    name: Text
    unit: str
    definition: Text
    formula: Annotated[
        str | None,
        Meta(
            description="arithmetic over indicator ids, e.g. LOANS / POP; functions lag(x), growth(x), nation(x), account(SCOPE, PRODUCT)"
        ),
    ] = None
    scope: Id | None = None
    domain: str | None = None
    direction: Literal[-1, 0, 1] = 1
    kind: Literal["level", "per_head", "share", "growth", "ratio"] = "level"
    additive: Annotated[
        bool, Meta(description="provinces add up to the nation; checked within `tolerance`")
    ] = False
    tolerance: Annotated[float, Meta(ge=0)] = 0.02
    minimum: float | None = None
    maximum: float | None = None
    jump: Annotated[
        float | None,
        Meta(description="largest credible ratio of one year to the year before; beyond is a finding"),
    ] = None
    breaks: tuple[Break, ...] = ()


class AccountProduct(Noun, frozen=True, kw_only=True):
    """One product group of an account: which sectors it covers and the annual indicator that moves it."""

    id: Literal["G", "S"]
    name: Text
    sectors: Annotated[tuple[str, ...], Meta(description="codes of the harmonised 42-sector list")] = ()
    marks: Annotated[
        tuple[str, ...],
        Meta(
            description="marks in the scope's `detail` column whose detailed sectors are added to `sectors`"
        ),
    ] = ()
    national_indicator: Id
    provincial_indicator: Id
    link: Annotated[
        Id | None,
        Meta(description="indicator whose growth carries the two above back over years they do not cover"),
    ] = None


class AccountScope(Noun, frozen=True, kw_only=True):
    """One scope the account is kept in."""

    scope: Id
    areas: Literal["all", "nation"] = "all"
    products: tuple[AccountProduct, ...]
    detail: Annotated[
        str,
        Meta(
            description="column of io/sectors.csv that marks the scope's detailed sectors; empty: `sectors` of the products"
        ),
    ] = ""


class AccountSpec(Noun, frozen=True, kw_only=True):
    """`account.yaml`: how the account of the policy is compiled."""

    name: Text
    first: Year
    last: Year
    final_uses: Annotated[tuple[str, ...], Meta(description="final-use columns counted as consumption")]
    method: Literal["denton_cholette", "chow_lin", "fernandez"] = "denton_cholette"
    coverage: Annotated[float, Meta(gt=0, lt=1, description="coverage of the published interval")] = 0.9
    scopes: tuple[AccountScope, ...]
    note: Text | None = None


class PullSpec(Noun, frozen=True, kw_only=True):
    """`pull.yaml`: which multipliers are computed, of which demand."""

    name: Text
    demand: Annotated[
        tuple[Id, ...], Meta(description="account scopes whose final consumption is the demand")
    ]
    published: Annotated[
        tuple[Id, ...],
        Meta(description="published scopes whose level is multiplied too, said to be an assumption"),
    ] = ()
    national_years: tuple[Year, ...]
    provincial_years: tuple[Year, ...]
    types: tuple[Literal["I", "II"], ...] = ("I", "II")
    note: Text | None = None


class Evidence(Noun, frozen=True, kw_only=True):
    """What is known of a task or target, from where."""

    period: Period
    text: Text
    source: Id
    value: float | None = None
    unit: str | None = None
    proxy: Annotated[bool, Meta(description="stands in for what was asked; never decides a verdict")] = False


class Milestone(Noun, frozen=True, kw_only=True):
    """A dated step: when due, and when reached (empty: not known to be reached)."""

    name: Text
    due: Date
    reached: Date | None = None
    source: Id | None = None


class Target(Noun, frozen=True, kw_only=True):
    """One target of the policy."""

    id: Id
    name: Text
    article: str
    kind: Literal["level", "growth", "share", "count", "milestone", "pull"]
    deadline: Date
    value: float | None = None
    unit: str | None = None
    growth: Annotated[
        float | None,
        Meta(
            description="mean annual growth (per cent) asked beside the level, from `baseline` to the deadline"
        ),
    ] = None
    indicator: Annotated[
        Id | None, Meta(description="indicator judged (kinds level, growth, share, count)")
    ] = None
    scopes: Annotated[
        tuple[Id, ...], Meta(description="scopes the target is judged in; the first is the policy's own")
    ] = ()
    baseline: Annotated[Period | None, Meta(description="first year of the path, and of average growth")] = (
        None
    )
    milestone: Milestone | None = None
    evidence: tuple[Evidence, ...] = ()
    known_in: Annotated[
        tuple[Date, ...],
        Meta(description="dates at which the chance of meeting it is computed from what was known"),
    ] = ()
    precision: Annotated[
        float | None, Meta(description="half-width of the rounding of the published outcome")
    ] = None
    tasks: tuple[int, ...] = ()
    note: Text | None = None


class Task(Noun, frozen=True, kw_only=True):
    """One task of the policy's annex."""

    id: Annotated[int, Meta(ge=1)]
    title: Text
    articles: tuple[str, ...]
    bodies: Annotated[
        tuple[str, ...],
        Meta(
            description="responsible bodies in the order of the annex; the first is taken as lead by convention",
            min_length=1,
        ),
    ]
    open_ended: Annotated[bool, Meta(description="the annex ends the list with 'and others'")] = True
    by_area: Annotated[bool, Meta(description="local governments are responsible")] = False
    trackers: Annotated[
        tuple[Literal["S", "C", "M", "L", "E", "T"], ...],
        Meta(
            description="S series, C count of a register, M milestone, L instrument issued, E enforcement statistics, T activities"
        ),
    ]
    indicators: tuple[Id, ...] = ()
    measures: Annotated[
        tuple[Text, ...], Meta(description="the natural measures of the task, also those without figures yet")
    ] = ()
    sources: Annotated[tuple[Text, ...], Meta(description="where official figures are to be had")] = ()
    evidence: tuple[Evidence, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    deadline: Date
    note: Text | None = None


class Light(Noun, frozen=True, kw_only=True):
    """A traffic light of the task tracker, and what it means."""

    id: Literal["DONE", "ADVANCED", "EVIDENCE", "NONE", "MISSED"]
    name: Text
    meaning: Text


class CycleSpec(Noun, frozen=True, kw_only=True):
    """One statistical programme cycle: what is compiled, and from what was known when."""

    id: Id
    name: Text
    as_of: Date
    release_date: Date
    first: Year
    last: Year
    index_first: Annotated[
        Year | None, Meta(description="first year of the index, which ends with `last`; empty: `first`")
    ] = None
    note: Text | None = None

    @property
    def index_years(self) -> tuple[int, ...]:
        """The years of the index."""
        return tuple(range(self.index_first or self.first, self.last + 1))


class ProgrammeFile(Noun, frozen=True, kw_only=True):
    """`programme.yaml`: the programme itself."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9-]+$")]
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")]
    release_prefix: Annotated[str, Meta(pattern=r"^[A-Z]+$")]
    name: Text
    short: Text
    legal_basis: Text
    agency: Text
    summary: Text
    issued: Annotated[
        Date | None, Meta(description="day the policy was issued; responsible bodies are those of that day")
    ] = None
    nation: str
    headline: Annotated[Id, Meta(description="indicator of the home page's headline")]
    headline_scope: Annotated[Id, Meta(description="scope of the headline")]
    synthetic: Annotated[
        bool, Meta(description="true: figures are invented, and every page and file says so")
    ] = False
    contact: str = ""
    cycles: Annotated[tuple[CycleSpec, ...], Meta(min_length=1)]


class Programme(Noun, frozen=True, kw_only=True):
    """A whole programme, read and checked. Tables (figures, input-output cells) are Datasets kept beside it."""

    file: ProgrammeFile
    codelists: dict[str, Codelist]
    areas: tuple[Area, ...]
    units: dict[str, Unit]
    sources: dict[str, Source]
    scopes: dict[str, Scope]
    indicators: dict[str, Indicator]
    account: AccountSpec | None = None
    pull: PullSpec | None = None
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    lights: tuple[Light, ...] = ()

    @property
    def id(self) -> str:
        """The programme's id."""
        return self.file.id

    def cycle(self, cycle_id: str | None = None) -> CycleSpec:
        """The cycle asked for; the last one declared when none is named.

        Raises :class:`NotFound` naming the cycles there are.
        """
        if cycle_id is None:
            return self.file.cycles[-1]
        found = next((c for c in self.file.cycles if c.id == cycle_id), None)
        if found is None:
            known = ", ".join(c.id for c in self.file.cycles)
            raise NotFound(f"cycle {cycle_id}", told="unknown_cycle", cycle=cycle_id, known=known)
        return found

    def area(self, area_id: str) -> Area | None:
        """The place with this code, if the programme knows it."""
        return next((a for a in self.areas if a.id == area_id), None)

    @property
    def provinces(self) -> tuple[Area, ...]:
        """Areas of level province valid today, in code order."""
        return tuple(a for a in self.areas if a.level == "province" and not a.valid_to)

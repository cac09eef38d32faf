"""Programme (GSIM Statistical Programme): the policy as data, as typed frozen nouns.

Each struct is the shape of one kind of programme file; its JSON Schema and reference page are generated from it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.model.grade import Grade
from xinxiao.model.structure import ConceptScheme, Dataflow, DataflowSpec, Step, resolved
from xinxiao.model.text import Date, Id, Noun, Period, Text, Version, Year
from xinxiao.model.unit import Meaning, meaning, ratio


class Code(Noun, frozen=True, kw_only=True):
    """One item of a code list, with its validity and what it became."""

    id: str
    name: Text
    note: Text | None = None
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    unit: Annotated[str | None, Meta(description="of a measure: the unit its values are in")] = None


class Codelist(Noun, frozen=True, kw_only=True):
    """A code list: `codelists/<id>.yaml`, or `codelists/<id>.csv` with its version and name in `codelists.yaml`."""

    id: Id
    version: Version
    name: Text
    codes: tuple[Code, ...]


class CodelistHead(Noun, frozen=True, kw_only=True):
    """What `codelists.yaml` says of a code list that stands in a CSV file, or is made of the programme's own nouns."""

    id: Id
    version: Version
    name: Text
    made_of: Annotated[
        Literal["file", "indicators", "scopes", "sources", "targets", "tasks", "lights"],
        Meta(description="file: codelists/<id>.csv; otherwise the ids of these nouns"),
    ] = "file"
    codes: Annotated[
        tuple[Code, ...], Meta(description="further codes, such as _Z (not applicable) or _T (total)")
    ] = ()
    pattern: Annotated[str, Meta(description="regular expression every code fits")] = ""


class Structures(Noun, frozen=True, kw_only=True):
    """`dataflows.yaml`: the agency, its concept scheme, and the dataflows the programme publishes."""

    agency: Id
    concept_scheme: ConceptScheme
    dataflows: tuple[DataflowSpec, ...]


class Area(Noun, frozen=True, kw_only=True):
    """A place of the area code list, with validity, succession and its tile on the tile map."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
    name: Text
    level: Annotated[str, Meta(description="one of the levels of programme.yaml")]
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


class TableSpec(Noun, frozen=True, kw_only=True):
    """`io.yaml`: what the codes of the input-output tables below `io/` stand for."""

    unit: Annotated[str, Meta(description="unit of every cell; an amount of money")]
    persons: Annotated[str | None, Meta(description="unit of io/employment.csv; a number of persons")] = None
    domestic: Annotated[
        str, Meta(description="ORIGIN of domestic products, in tables that tell them apart")
    ] = "D"
    imported: Annotated[str, Meta(description="ORIGIN of imported products")] = "M"
    together: Annotated[str, Meta(description="ORIGIN of both together, in competitive tables")] = "T"
    sectors: Annotated[str, Meta(description="column of io/sectors.csv with the harmonised sector")]
    employment: Annotated[
        str | None, Meta(description="column of io/employment.csv with the harmonised sectors of a figure")
    ] = None
    output: Annotated[str, Meta(description="column of gross output")]
    consumption: Annotated[str, Meta(description="column of all final consumption")]
    households: Annotated[tuple[str, ...], Meta(description="columns of household consumption")]
    exports: Annotated[str, Meta(description="column of exports")]
    imports: Annotated[
        tuple[str, ...], Meta(description="columns of what comes in, from abroad and from other regions")
    ]
    regional: Annotated[
        tuple[str, ...], Meta(description="columns that only tables of regions have: flows between them")
    ] = ()
    value_added: Annotated[str, Meta(description="row of value added")]
    pay: Annotated[str, Meta(description="row of compensation of employees")]


class AccountProduct(Noun, frozen=True, kw_only=True):
    """One product group of an account: which sectors it covers and the annual indicator that moves it."""

    id: Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_]*$", description="code of the products' code list")]
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
    unit: Annotated[str, Meta(description="unit of the account; an amount of money")]
    first: Year
    last: Year
    final_uses: Annotated[tuple[str, ...], Meta(description="final-use columns counted as consumption")]
    method: Literal["denton_cholette", "chow_lin", "fernandez"] = "denton_cholette"
    coverage: Annotated[float, Meta(gt=0, lt=1, description="coverage of the published interval")] = 0.9
    scopes: tuple[AccountScope, ...]
    note: Text | None = None


class EffectUnits(Noun, frozen=True, kw_only=True):
    """The units of one effect: of its multiplier, and of its level."""

    multiplier: str
    level: str


class PullSpec(Noun, frozen=True, kw_only=True):
    """`pull.yaml`: which multipliers are computed, of which demand, and in which units they are told."""

    name: Text
    output: EffectUnits
    value_added: EffectUnits
    employment: EffectUnits | None = None
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
    version: Version
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
    levels: Annotated[
        tuple[str, ...],
        Meta(
            min_length=2,
            description="levels of areas from the whole down; areas of the second add up to the whole and are compared",
        ),
    ]
    headline: Annotated[Id, Meta(description="indicator of the home page's headline")]
    headline_scope: Annotated[Id, Meta(description="scope of the headline")]
    synthetic: Annotated[
        bool, Meta(description="true: figures are invented, and every page and file says so")
    ] = False
    count_unit: Annotated[str, Meta(description="unit of plain counts, such as milestones reached")]
    contact: str = ""
    cycles: Annotated[tuple[CycleSpec, ...], Meta(min_length=1)]


class Programme(Noun, frozen=True, kw_only=True, dict=True):
    """A whole programme, read and checked. Tables (figures, input-output cells) are Datasets kept beside it."""

    file: ProgrammeFile
    structures: Structures
    codelists: dict[str, Codelist]
    heads: dict[str, CodelistHead]
    areas: tuple[Area, ...]
    units: dict[str, Unit]
    sources: dict[str, Source]
    scopes: dict[str, Scope]
    indicators: dict[str, Indicator]
    tables: TableSpec | None = None
    account: AccountSpec | None = None
    pull: PullSpec | None = None
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    lights: tuple[Light, ...] = ()
    meanings: dict[str, Meaning] = msgspec.field(default_factory=dict)
    """What its units mean, where that was worked out before: a sealed programme need not read expressions again."""

    @property
    def id(self) -> str:
        """The programme's id."""
        return self.file.id

    @cached_property
    def flows(self) -> dict[str, Dataflow]:
        """Its dataflows by id, in the order declared."""
        own = self.structures
        return {spec.id: resolved(own.agency, own.concept_scheme, spec) for spec in own.dataflows}

    def flow(self, step: Step) -> Dataflow:
        """The dataflow that a step fills.

        Raises :class:`NotFound` when the programme declares none; :meth:`fills` asks before.
        """
        found = next((flow for flow in self.flows.values() if flow.step == step), None)
        if found is None:
            raise NotFound(f"no dataflow for {step}", told="no_flow", step=step, programme=self.id)
        return found

    def fills(self, step: Step) -> bool:
        """Whether the programme declares a dataflow that this step fills."""
        return any(flow.step == step for flow in self.flows.values())

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
        """The areas that add up to the nation and are compared, those valid today, in code order."""
        return tuple(a for a in self.areas if a.level == self.file.levels[1] and not a.valid_to)

    def meaning(self, unit: str) -> Meaning:
        """What a unit means. Raises :class:`ProgrammeFault` for one the programme does not declare."""
        if unit not in self.units:
            raise ProgrammeFault(f"unit {unit}: not declared", hint="add it to the code list of units")
        return self.meanings.get(unit) or meaning(self.units[unit].pint)

    def ratio(self, first: str, second: str) -> float:
        """How many of the unit ``second`` one of ``first`` is.

        Raises :class:`ProgrammeFault` when they do not measure one thing, or one is not declared.
        """
        return 1.0 if first == second else ratio(self.meaning(first), self.meaning(second))

    def unit_of(self, step: Step, measure: str) -> str:
        """The unit that the code list of a dataflow's measures gives one of them.

        Raises :class:`NotFound` when it gives none; ``check`` finds that before a run does.
        """
        listed = self.flow(step).by_id["MEASURE"].codelist or ""
        codes = self.codelists[listed].codes if listed in self.codelists else ()
        unit = next((code.unit for code in codes if code.id == measure), None)
        if unit is None:
            raise NotFound(f"{measure}: no unit", told="no_unit", measure=measure, codelist=listed)
        return unit

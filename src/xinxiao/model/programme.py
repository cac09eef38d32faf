"""Programme (GSIM Statistical Programme): the policy as data, as typed frozen nouns.

Each struct is the shape of one kind of programme file; its JSON Schema and reference page are generated from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from xinxiao.errors import NotFound, ProgrammeFault, told
from xinxiao.model.account import AccountSpec, PullSpec, TableSpec
from xinxiao.model.asks import AsksSpec
from xinxiao.model.calendar import CalendarSpec, Slot, in_order
from xinxiao.model.category import Categories
from xinxiao.model.codelist import Area, Codelist, CodelistHead, Unit
from xinxiao.model.collect.form import POPULATION, Form
from xinxiao.model.collect.frame_file import FrameSpec
from xinxiao.model.collect.invented import InventedSpec
from xinxiao.model.collect.scrutiny import ScrutinySpec
from xinxiao.model.collect.total import SampleDesign, TotalSpec
from xinxiao.model.domain import DomainSpec
from xinxiao.model.exemption import Exemption
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.grade import Grade
from xinxiao.model.quality import QualitySpec
from xinxiao.model.ranges import (
    Code,
    Date,
    Digest,
    Expression,
    Few,
    Id,
    Line,
    Number,
    Prefix,
    Share,
    Slug,
    Url,
    Version,
    Year,
)
from xinxiao.model.resource import Resource
from xinxiao.model.structure import ConceptScheme, Dataflow, DataflowSpec, Step, resolved
from xinxiao.model.target import Light, Target, Task
from xinxiao.model.text import Noun, Text
from xinxiao.model.unit import Meaning, meaning, ratio


class Structures(Noun, frozen=True, kw_only=True):
    """`dataflows.yaml`: the agency, its concept scheme, and the dataflows the programme publishes."""

    agency: Id
    concept_scheme: ConceptScheme
    dataflows: Few[DataflowSpec]


class Source(Noun, frozen=True, kw_only=True):
    """Where a figure was published, and when it became known (`published` = its vintage).

    `url` is the publisher's own page, `archived` a copy of it elsewhere, `accessed` the day one of them was last read.
    Each stays away where nobody kept it.
    """

    id: Id
    publisher: Text
    title: Text
    published: Date
    seen: Line
    grade: Grade
    licence: Line
    url: Url | None = None
    archived: Url | None = None
    accessed: Date | None = None
    note: Text | None = None
    snapshot: Annotated[
        Digest | None,
        Meta(
            description="the snapshot of reports that its figures are totals of; `xinxiao totals` writes it"
        ),
    ] = None
    synthetic: Annotated[
        bool, Meta(description="its figures are invented: only a programme that says so may use it")
    ] = False


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
    includes: Few[Text] = ()
    excludes: Few[Text] = ()
    used_in: Few[Text] = ()
    sources: Few[Id] = ()
    family: Annotated[str, Meta(max_length=64, description="rival scopes of one idea share a family")] = ""


class Break(Noun, frozen=True, kw_only=True):
    """A break in a series: figures before and after `year` are not one series."""

    year: Year
    note: Text


Kind = Literal["level", "per_head", "share", "growth", "ratio"]
"""What sort of number an indicator is."""


class Indicator(Noun, frozen=True, kw_only=True):
    """A statistical indicator: taken from figures, or made by `formula` from other indicators."""

    id: Id
    name: Text
    unit: Code
    definition: Text
    formula: Annotated[
        Expression | None,
        Meta(
            description="arithmetic over indicator ids, e.g. LOANS / POP; functions lag(x), growth(x), nation(x), account(SCOPE, PRODUCT)"
        ),
    ] = None
    scope: Id | None = None
    domain: Code | None = None
    direction: Literal[-1, 0, 1] = 1
    kind: Annotated[
        Kind,
        Meta(
            description="what sort of number it is; by formula, shares, growth and amounts per head have no value on a base at or below zero, shares none of parts below zero, growth none to an end below zero"
        ),
    ] = "level"
    additive: Annotated[
        bool, Meta(description="provinces add up to the nation; checked within `tolerance`")
    ] = False
    tolerance: Share = 0.02
    minimum: Number | None = None
    maximum: Number | None = None
    jump: Annotated[
        Annotated[float, Meta(ge=1.0, le=1e9)] | None,
        Meta(description="largest credible ratio of one year to the year before; beyond is a finding"),
    ] = None
    breaks: Few[Break] = ()


class IndexHead(Noun, frozen=True, kw_only=True):
    """One index of a programme: what it is called, how it stands among the others, and the folder that says how it is
    made. The first is the headline; an ``earlier`` edition is computed for comparison, without intervals."""

    id: Id
    name: Text
    folder: Annotated[
        str,
        Meta(
            pattern=r"^index(/[a-z0-9-]+)?(?!\n)$",
            max_length=60,
            description="where its framework, method and assumptions stand: index, or a folder of it",
        ),
    ] = "index"
    standing: Literal["headline", "experimental", "earlier"] = "headline"
    note: Annotated[Text | None, Meta(description="what a reader must know of it")] = None


ONLY_INDEX = IndexHead(id="INDEX", name=Text(zh="指数", en="Index"))
"""The index of a programme that declares none and has a folder ``index/``."""


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


class Renaming(Noun, frozen=True, kw_only=True):
    """Codes that a dimension had in earlier releases, and the one that took their place: revisions follow it."""

    dimension: Code
    old: Annotated[Few[Code], Meta(min_length=1, description="where two meet in one key, the first goes on")]
    new: Code


class Licence(Noun, frozen=True, kw_only=True):
    """On what terms something may be used again."""

    name: Text
    url: Url | None = None


class ProgrammeFile(Noun, frozen=True, kw_only=True):
    """`programme.yaml`: the programme itself."""

    id: Slug
    version: Version
    release_prefix: Prefix
    name: Text
    short: Text
    legal_basis: Text
    agency: Text
    summary: Text
    issued: Annotated[
        Date | None, Meta(description="day the policy was issued; responsible bodies are those of that day")
    ] = None
    nation: Code
    levels: Annotated[
        tuple[Code, ...],
        Meta(
            min_length=2,
            max_length=10,
            description="levels of areas from the whole down; areas of the second add up to the whole and are compared",
        ),
    ]
    level_names: Annotated[
        Few[Text], Meta(description="what each level is called, in the order of levels; empty: its code")
    ] = ()
    headline: Annotated[Id, Meta(description="indicator of the home page's headline")]
    headline_scope: Annotated[Id, Meta(description="scope of the headline")]
    synthetic: Annotated[
        bool, Meta(description="true: figures are invented, and every page and file says so")
    ] = False
    renamed: Annotated[
        Few[Renaming], Meta(description="codes of earlier releases that go on under another")
    ] = ()
    count_unit: Annotated[Code, Meta(description="unit of plain counts, such as milestones reached")]
    contact: Annotated[
        Line, Meta(description="how to reach the compilers: an e-mail address, a web address, or words")
    ] = ""
    licence: Annotated[
        Licence | None, Meta(description="on what terms what is published may be used again")
    ] = None
    cycles: Annotated[Few[CycleSpec], Meta(min_length=1)]


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
    domains: DomainSpec | None = None
    asks: AsksSpec | None = None
    categories: Categories | None = None
    calendar: CalendarSpec | None = None
    quality: QualitySpec | None = None
    frame: FrameSpec | None = None
    scrutiny: ScrutinySpec | None = None
    resources: tuple[Resource, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    lights: tuple[Light, ...] = ()
    indices: tuple[IndexHead, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    forms: dict[str, Form] = msgspec.field(default_factory=dict)
    explanations: ExplanationSpec | None = None
    totals: tuple[TotalSpec, ...] = ()
    designs: tuple[SampleDesign, ...] = ()
    invented: InventedSpec | None = None
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
            raise NotFound(f"no dataflow for {step}", told("no_flow", step=step, programme=self.id))
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
            raise NotFound(f"cycle {cycle_id}", told("unknown_cycle", cycle=cycle_id, known=known))
        return found

    @property
    def population_lists(self) -> Mapping[str, str]:
        """The code list of each thing by which a form chooses units: those of the frame, where there is one."""
        return self.frame.coded if self.frame is not None else POPULATION

    def zone(self, zone: ZoneInfo) -> ZoneInfo:
        """The zone of the programme's calendar; ``zone`` for a programme without one."""
        return ZoneInfo(self.calendar.zone) if self.calendar is not None else zone

    def slots(self, zone: ZoneInfo) -> tuple[Slot, ...]:
        """The calendar: a slot for each cycle and each release to come, by when it is due.

        A programme without a calendar releases as its day begins in ``zone``.
        """
        spec = self.calendar or CalendarSpec(
            zone=zone.key, time="00:00", announced=self.file.cycles[-1].as_of
        )
        declared = (
            Slot(c.id, c.name, c.release_date, spec.due(c.release_date), spec.working(c.release_date), True)
            for c in self.file.cycles
        )
        ahead = (
            Slot(a.id, a.name, a.date, spec.due(a.date), spec.working(a.date), False, a.dataflows, a.note)
            for a in spec.ahead
        )
        return in_order((*declared, *ahead))

    def not_in_force(self, codelist: str, day: str) -> frozenset[str]:
        """The codes of a list that are no longer, or not yet, in force on a day (YYYY-MM-DD)."""
        listed = self.codelists.get(codelist)
        own = self.areas if codelist == "CL_AREA" else listed.codes if listed else ()
        return frozenset(
            code.id for code in own if not (code.valid_from or "") <= day <= (code.valid_to or "9999")
        )

    def codes(self, codelist: str) -> tuple[str, ...]:
        """The codes of a list: those that stand in it, or the ids of the nouns it is made of, and its further ones;
        none for a list there is not."""
        head = self.heads.get(codelist)
        nouns: Mapping[str, Iterable[str]] = {
            "indicators": self.indicators,
            "indices": (head.id for head in self.indices),
            "scopes": self.scopes,
            "sources": self.sources,
            "targets": (target.id for target in self.targets),
            "tasks": (str(task.id) for task in self.tasks),
            "lights": (light.id for light in self.lights),
            "CL_AREA": (area.id for area in self.areas),
            "CL_UNIT": self.units,
        }
        listed = self.codelists.get(codelist)
        own = nouns.get(head.made_of if head and head.made_of != "file" else codelist, ())
        further = (code.id for codes in (listed, head) if codes is not None for code in codes.codes)
        return tuple(dict.fromkeys([*own, *further]))

    def area(self, area_id: str) -> Area | None:
        """The place with this code, if the programme knows it."""
        return next((a for a in self.areas if a.id == area_id), None)

    @property
    def provinces(self) -> tuple[Area, ...]:
        """The areas that add up to the nation and are compared, those valid today, in code order."""
        return tuple(a for a in self._second if not a.valid_to)

    @cached_property
    def _second(self) -> tuple[Area, ...]:
        """The areas of the second level, of all times."""
        return tuple(a for a in self.areas if a.level == self.file.levels[1])

    def provinces_in(self, years: Iterable[int]) -> tuple[Area, ...]:
        """The areas that add up to the nation in any of some years and are compared in it, in code order.

        Whether one does in a year of its own: :meth:`xinxiao.model.codelist.Area.valid_in`.
        """
        asked = tuple(years)
        return tuple(a for a in self._second if any(map(a.valid_in, asked)))

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
            raise NotFound(f"{measure}: no unit", told("no_unit", measure=measure, codelist=listed))
        return unit

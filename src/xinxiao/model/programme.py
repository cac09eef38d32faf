"""Programme (GSIM Statistical Programme): the policy as data, as typed frozen nouns.

Each struct is the shape of one kind of programme file; its JSON Schema and reference page are generated from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.errors import NotFound, ProgrammeFault, told
from xinxiao.model.account import AccountSpec, PullSpec, TableSpec
from xinxiao.model.codelist import Area, Codelist, CodelistHead, Unit
from xinxiao.model.grade import Grade
from xinxiao.model.ranges import (
    Code,
    Date,
    Expression,
    Few,
    Id,
    Line,
    Number,
    Prefix,
    Share,
    Slug,
    Version,
    Year,
)
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
    """Where a figure was published, and when it became known (`published` = its vintage)."""

    id: Id
    publisher: Text
    title: Text
    published: Date
    seen: Line
    grade: Grade
    licence: Line
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
    includes: Few[Text] = ()
    excludes: Few[Text] = ()
    used_in: Few[Text] = ()
    sources: Few[Id] = ()
    family: Annotated[str, Meta(max_length=64, description="rival scopes of one idea share a family")] = ""


class Break(Noun, frozen=True, kw_only=True):
    """A break in a series: figures before and after `year` are not one series."""

    year: Year
    note: Text


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
    kind: Literal["level", "per_head", "share", "growth", "ratio"] = "level"
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
    headline: Annotated[Id, Meta(description="indicator of the home page's headline")]
    headline_scope: Annotated[Id, Meta(description="scope of the headline")]
    synthetic: Annotated[
        bool, Meta(description="true: figures are invented, and every page and file says so")
    ] = False
    count_unit: Annotated[Code, Meta(description="unit of plain counts, such as milestones reached")]
    contact: Line = ""
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

    def codes(self, codelist: str) -> tuple[str, ...]:
        """The codes of a list: those that stand in it, or the ids of the nouns it is made of, and its further ones;
        none for a list there is not."""
        head = self.heads.get(codelist)
        nouns: Mapping[str, Iterable[str]] = {
            "indicators": self.indicators,
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
            raise NotFound(f"{measure}: no unit", told("no_unit", measure=measure, codelist=listed))
        return unit

"""Structures of data (SDMX): concepts, code lists by version, dataflows with their dimensions, measures and attributes.

A programme declares its dataflows in ``dataflows.yaml`` (the nouns ending in ``Spec`` below); a :class:`Dataflow` is one
of them with every column's representation resolved. Nothing of any one programme stands here: what a step of the cycle
fills is said by :data:`STEPS` in words of SDMX and of the methods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

import msgspec
import pyarrow as pa
from msgspec import Meta

from xinxiao.errors import DataFault
from xinxiao.model import key as keys
from xinxiao.model.ranges import Code, Few, Id, Version
from xinxiao.model.text import Noun, Text

Kind = Literal["code", "text", "period", "date", "decimal", "double", "integer"]
"""How a column is represented: a code of a list, free text, an SDMX period, a day, an exact number, a binary one."""
Place = Literal["dimension", "measure", "attribute"]
"""What a column is in its structure."""
PLACES: tuple[Place, ...] = get_args(Place)
Role = Literal["figures", "cells", "derived"]
"""What a dataflow holds: figures taken over with every vintage, cells of published tables, or what a step computes."""
Step = Literal[
    "figures",
    "cells",
    "reported",
    "cases",
    "account",
    "account_error",
    "pull",
    "indicators",
    "domains",
    "index",
    "targets",
    "targets_record",
    "tasks",
]
"""What fills a dataflow: the programme's own tables, or the step of the cycle of this name."""

DIGITS = 38
"""Digits of an exact number."""
MOST_PLACES = 18
ListRef = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z][A-Z0-9_]*\([0-9]+\.[0-9]+\.[0-9]+\)(?!\n)$",
        max_length=90,
        description="a code list with its version: CL_AREA(1.0.0)",
    ),
]
Places = Annotated[
    int, Meta(ge=0, le=MOST_PLACES, description="digits after the point an exact number is kept with")
]


class Concept(Noun, frozen=True, kw_only=True):
    """A concept and how it is represented wherever a dataflow does not say otherwise."""

    id: Id
    name: Text
    description: Text | None = None
    kind: Kind = "code"
    codelist: ListRef | None = None


class ConceptScheme(Noun, frozen=True, kw_only=True):
    """The concepts a programme's columns stand for."""

    id: Id
    version: Version
    name: Text
    concepts: Few[Concept]


class MeasureSpec(Noun, frozen=True, kw_only=True):
    """A measure of a dataflow: an exact decimal with so many places, or a double."""

    id: Id
    kind: Literal["decimal", "double"]
    places: Places | None = None


class AttributeSpec(Noun, frozen=True, kw_only=True):
    """An attribute of a dataflow. ``attachment``: ``observation``, ``dataflow``, or the dimensions on which alone it
    depends; both it and ``required`` are checked against the data."""

    id: Id
    required: Annotated[bool, Meta(description="every observation has a value")] = False
    attachment: Annotated[
        Literal["observation", "dataflow"] | Few[Code],
        Meta(description="observation, dataflow, or the dimensions on which alone the value depends"),
    ] = "observation"


class DataflowSpec(Noun, frozen=True, kw_only=True):
    """One dataflow and its structure: `dataflows.yaml`."""

    id: Id
    version: Version
    name: Text
    description: Text
    role: Role
    step: Annotated[Step, Meta(description="what fills it: the programme's tables, or a step of the cycle")]
    dimensions: Annotated[Few[Code], Meta(min_length=1, description="concepts, in the order of the key")]
    measures: Annotated[Few[MeasureSpec], Meta(min_length=1)]
    attributes: Few[AttributeSpec] = ()


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a dataflow: what it stands for, its place in the structure, and how it is represented."""

    id: str
    place: Place = "dimension"
    kind: Kind = "code"
    codelist: str | None = None
    list_version: str | None = None
    places: int | None = None
    required: bool = True
    attachment: tuple[str, ...] | None = None
    name: Text | None = None

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of the column."""
        if self.kind == "decimal":
            return pa.decimal128(DIGITS, self.places or 0)
        return {"double": pa.float64(), "integer": pa.int32()}.get(self.kind, pa.string())

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.kind in ("decimal", "double", "integer")


@dataclass(frozen=True)
class Dataflow:
    """A dataflow with its structure: agency, id and version, role, the step that fills it, and its columns in order.

    ``attachment`` of a component is None for an attribute of each observation, and () for one of the whole dataflow.
    """

    id: str
    components: tuple[Component, ...]
    role: Role = "derived"
    step: Step = "indicators"
    agency: str = ""
    version: str = "1.0.0"
    scheme: str = ""
    name: Text | None = None
    description: Text | None = None

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Ids of the dimensions, in key order."""
        return tuple(c.id for c in self.components if c.place == "dimension")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Ids of all columns, in order."""
        return tuple(c.id for c in self.components)

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema a table of this dataflow has."""
        return pa.schema([pa.field(c.id, c.arrow) for c in self.components])

    @cached_property
    def by_id(self) -> Mapping[str, Component]:
        """Its columns by id."""
        return {c.id: c for c in self.components}

    @property
    def urn(self) -> str:
        """Agency, id and version as SDMX writes them: ``AGENCY:ID(1.0.0)``."""
        return f"{self.agency}:{self.id}({self.version})"

    @property
    def has_vintages(self) -> bool:
        """Whether it keeps every vintage of a figure, so that "as known on a day" is a filter."""
        return self.role == "figures"

    @property
    def time(self) -> str:
        """The dimension that is the period; empty without one."""
        return next((c.id for c in self.components if c.place == "dimension" and c.kind == "period"), "")

    @property
    def subject(self) -> tuple[str, ...]:
        """The dimensions that say what an observation is about: all but the day it became known."""
        return tuple(d for d in self.dimensions if d != VINTAGE)

    def key(self, where: Mapping[str, str]) -> str:
        """The (possibly partial) key for ``where``. Raises :class:`DataFault` for what is no dimension."""
        try:
            return keys.partial(self.dimensions, where)
        except DataFault as fault:
            raise DataFault(f"{self.id}: {fault.message}", hint=fault.hint) from fault


def resolved(agency: str, scheme: ConceptScheme, spec: DataflowSpec) -> Dataflow:
    """A declared dataflow with the representation of every column: its own, or else its concept's.

    Raises :class:`DataFault` for a column whose concept the scheme does not have, or that is declared twice.
    """
    twice = sorted(name for name, count in Counter(columns_of(spec)).items() if count > 1)
    if twice:
        raise DataFault(f"{spec.id}: {', '.join(twice)} twice", hint="declare each column once")
    concepts = {concept.id: concept for concept in scheme.concepts}
    missing = [name for name in columns_of(spec) if name not in concepts]
    if missing:
        raise DataFault(f"{spec.id}: no concept {', '.join(missing)}", hint="add it to the concept scheme")

    def column(name: str, place: Place, **more: Any) -> Component:
        concept = concepts[name]
        listed, _, version = (concept.codelist or "").partition("(")
        own = {"kind": concept.kind, "codelist": listed or None, "list_version": version.rstrip(")") or None}
        return Component(id=name, place=place, name=concept.name, **(own | more))

    components = [column(name, "dimension") for name in spec.dimensions]
    components += [column(m.id, "measure", kind=m.kind, places=m.places) for m in spec.measures]
    components += [
        column(a.id, "attribute", required=a.required, attachment=_attached(a)) for a in spec.attributes
    ]
    return Dataflow(
        id=spec.id,
        components=tuple(components),
        role=spec.role,
        step=spec.step,
        agency=agency,
        version=spec.version,
        scheme=scheme.id,
        name=spec.name,
        description=spec.description,
    )


def columns_of(spec: DataflowSpec) -> tuple[str, ...]:
    """Ids of the columns a dataflow declares, in order."""
    return (*spec.dimensions, *(m.id for m in spec.measures), *(a.id for a in spec.attributes))


def _attached(spec: AttributeSpec) -> tuple[str, ...] | None:
    if spec.attachment == "observation":
        return None
    return () if isinstance(spec.attachment, str) else spec.attachment


VINTAGE = "VINTAGE"
KNOWN_ON = "KNOWN_ON"
DECIMALS = "DECIMALS"
OBS_VALUE = "OBS_VALUE"


@dataclass(frozen=True)
class Filled:
    """What a step fills: all of ``dimensions``, OBS_VALUE of this ``kind``, and those of ``attributes`` that a dataflow
    declares; the ``needed`` ones it must, for verbs read them. ``measures`` are the codes of MEASURE whose unit the code
    list must give. ``which`` is the dimension that tells apart what the step makes several of; one is enough without it."""

    role: Role
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]
    kind: Literal["decimal", "double"] = "double"
    measures: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    which: str = ""


_READ = ("UNIT_MEASURE", "OBS_STATUS", "GRADE")
_ALL = ("UNIT_MEASURE", "OBS_STATUS", "GRADE", "METHOD", "FORMULA", "COMMENT", "DOUBT")
_OWN = ("LOWER", "UPPER")
STEPS: Mapping[Step, Filled] = {
    "figures": Filled(
        "figures",
        ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", VINTAGE),
        (
            "UNIT_MEASURE",
            DECIMALS,
            "OBS_STATUS",
            "GRADE",
            "SOURCE",
            "WORDING",
            "OBS_ERROR",
            "RESPONSE_RATE",
            "CONF_STATUS",
            "COMMENT",
            "DOUBT",
        ),
        "decimal",
        needed=(*_READ, DECIMALS, "SOURCE"),
    ),
    "reported": Filled(
        "figures",
        (
            *("FREQ", "REF_AREA", "INDUSTRY", "UNIT_SIZE", "UNIT_GROUP"),
            *("INDICATOR", "SCOPE", "TIME_PERIOD", VINTAGE),
        ),
        (
            *("UNIT_MEASURE", DECIMALS, "OBS_STATUS", "CONF_STATUS", "GRADE", "SOURCE", "OBS_ERROR"),
            *("RESPONSE_RATE", "RESPONSE_RATE_WEIGHTED", "FRAME_UNITS", "ANSWERED", "COMMENT"),
        ),
        "decimal",
        needed=("UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "SOURCE"),
    ),
    "cases": Filled(
        "figures",
        ("FREQ", "REF_AREA", "WORKFLOW", "RESULT", "INDICATOR", "SCOPE", "TIME_PERIOD", VINTAGE),
        (
            *("UNIT_MEASURE", DECIMALS, "OBS_STATUS", "CONF_STATUS", "GRADE", "SOURCE"),
            *("AS_OF_EVENT", "AS_OF_HASH", "SYNTHETIC", "COMMENT"),
        ),
        "decimal",
        needed=("UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "SOURCE", "SYNTHETIC"),
    ),
    "cells": Filled(
        "cells",
        ("REF_AREA", "TIME_PERIOD", "LEVEL", "ORIGIN", "ROW", "COL"),
        ("UNIT_MEASURE", DECIMALS, "SOURCE"),
        "decimal",
        needed=("UNIT_MEASURE", DECIMALS, "SOURCE"),
    ),
    "account": Filled(
        "derived", ("FREQ", "REF_AREA", "SCOPE", "PRODUCT", "TIME_PERIOD"), (*_OWN, *_ALL), needed=_READ
    ),
    "account_error": Filled(
        "derived",
        ("FREQ", "REF_AREA", "SCOPE", "PRODUCT", "TIME_PERIOD", "MEASURE"),
        ("UNIT_MEASURE", "METHOD", "COMMENT"),
        measures=("ERROR",),
    ),
    "pull": Filled(
        "derived",
        ("FREQ", "REF_AREA", "SCOPE", "EFFECT", "MULTIPLIER_TYPE", "SECTOR", "MEASURE", "TIME_PERIOD"),
        ("UNIT_MEASURE", "OBS_STATUS", "METHOD", "FORMULA", "COMMENT", "DOUBT"),
    ),
    "indicators": Filled(
        "derived", ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD"), _ALL, needed=_READ
    ),
    "domains": Filled(
        "derived",
        ("FREQ", "REF_AREA", "DOMAIN", "INDICATOR", "SCOPE", "MEASURE", "TIME_PERIOD"),
        (*_OWN, *_ALL),
        measures=("COVERAGE", "SHARE_OBSERVED", "FINAL_USE"),
        needed=(*_OWN, *_READ),
    ),
    "index": Filled(
        "derived",
        ("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "TIME_PERIOD"),
        _ALL,
        which="INDEX",
        measures=(
            *("SCORE", "NORMALISED", "CONTRIBUTION", "SCORE_LOWER", "SCORE_UPPER"),
            *("RANK", "RANK_LOWER", "RANK_MEDIAN", "RANK_UPPER", "P_TOP", "P_RISE"),
        ),
    ),
    "targets": Filled(
        "derived",
        ("FREQ", "REF_AREA", "TARGET", "SCOPE", "MEASURE", "TIME_PERIOD"),
        (*_OWN, *_ALL, "VERDICT", "REASON", "SOURCE"),
        measures=("TARGET_GROWTH", "OUTCOME_GROWTH", "GAP", "PROBABILITY"),
    ),
    "targets_record": Filled(
        "derived",
        ("FREQ", "REF_AREA", "TARGET", "SCOPE", "MODEL", "HORIZON", "MEASURE", "TIME_PERIOD"),
        (*_OWN, *_ALL, KNOWN_ON),
        measures=("ERROR", "ERROR_ABSOLUTE", "INSIDE", "PIT", "P_ASKED", "BRIER", "PAIRS", "ORIGINS"),
        needed=_OWN,
    ),
    "tasks": Filled(
        "derived",
        ("TASK", "REF_AREA", "ITEM", "TIME_PERIOD"),
        (
            "UNIT_MEASURE",
            "OBS_STATUS",
            "GRADE",
            "LIGHT",
            "TRACKER",
            "TIMING",
            "SOURCE",
            "FORMULA",
            "COMMENT",
            "DOUBT",
        ),
    ),
}
"""What each step fills: the contract between the structures a programme declares and the verbs of the cycle."""
KINDS: Mapping[str, Kind] = {
    "OBS_ERROR": "double",
    "RESPONSE_RATE": "double",
    "RESPONSE_RATE_WEIGHTED": "double",
    "FRAME_UNITS": "integer",
    "AS_OF_EVENT": "integer",
    "AS_OF_HASH": "text",
    "ANSWERED": "integer",
    "TIME_PERIOD": "period",
    VINTAGE: "date",
    KNOWN_ON: "date",
    DECIMALS: "integer",
    "LOWER": "double",
    "UPPER": "double",
    "COMMENT": "text",
    "DOUBT": "text",
    "FORMULA": "text",
}
"""How the verbs represent what they fill; everything else is a code or a text."""

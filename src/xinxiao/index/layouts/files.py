"""The layout of an index folder: which files it holds, their columns, and the JSON Schemas of the YAML ones.

==================  ==========================================================================
``framework.csv``   one row per indicator and group; or ``framework.yaml``, the tree nested
``data.csv``        wide (one column per indicator) or long (unit, time, indicator, value)
``units.csv``       optional: unit, name_zh, name_en; any other column is a unit group
``method.yaml``     optional: the pipeline (:class:`Method`); without it, the defaults
``assumptions.yaml``  optional: what the uncertainty analysis varies (:class:`Assumptions`)
==================  ==========================================================================
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from xinxiao.index.spec.method import AggregationSpec, Assumptions, Method
from xinxiao.model.ranges import Level, Line, Many, Number, Weight, Word

FRAMEWORK_CSV, FRAMEWORK_YAML = "framework.csv", "framework.yaml"
DATA, UNITS, METHOD, ASSUMPTIONS = "data.csv", "units.csv", "method.yaml", "assumptions.yaml"
FILES = (FRAMEWORK_CSV, FRAMEWORK_YAML, DATA, UNITS, METHOD, ASSUMPTIONS)

TEXT_COLUMNS = ("name_zh", "name_en", "unit", "source", "scope", "denominator", "group")
NUMBER_COLUMNS = ("weight", "lower", "upper", "target")
FRAMEWORK_COLUMNS = ("code", "parent", "type", "level", "direction", *TEXT_COLUMNS, *NUMBER_COLUMNS)

UNIT_HEADERS = ("unit", "REF_AREA")
TIME_HEADERS = ("time", "TIME_PERIOD")
INDICATOR_HEADERS = ("indicator", "INDICATOR")
VALUE_HEADERS = ("value", "OBS_VALUE")


class FrameworkNode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One node of ``framework.yaml``: a group when it has ``children``, else an indicator."""

    code: Word
    children: Many[FrameworkNode] = ()
    level: Level | None = None
    name_zh: Line = ""
    name_en: Line = ""
    unit: Word = ""
    direction: Literal[1, -1] = 1
    source: Word = ""
    scope: Word = ""
    denominator: Word = ""
    weight: Weight = 1.0
    lower: Number | None = None
    upper: Number | None = None
    target: Number | None = None
    group: Word = ""
    aggregation: AggregationSpec | None = None


KINDS: dict[str, type] = {FRAMEWORK_YAML: FrameworkNode, METHOD: Method, ASSUMPTIONS: Assumptions}
"""The struct that reads each YAML file."""


def json_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (2020-12) of each YAML file by name, generated from the structs that read them."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: draft | {"title": name} | msgspec.json.schema(kind) for name, kind in KINDS.items()}

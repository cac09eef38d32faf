"""How a column is represented, in words of SDMX: a code list, or a data type with its decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.model.structure import Component, Kind
from xinxiao.publish.sdmx.structure.artefact import Ref

TYPES: Mapping[Kind, str] = {
    "code": "String",
    "text": "String",
    "period": "ObservationalTimePeriod",
    "date": "GregorianDay",
    "decimal": "Decimal",
    "double": "Double",
    "integer": "Integer",
}
"""Data types (SDMX 3.0, SimpleDataType) by kind of column."""


@dataclass(frozen=True)
class Form:
    """A code list, or else a data type; ``decimals`` 0: not said."""

    type: str
    codelist: Ref | None = None
    decimals: int = 0


def form_of(part: Component, lists: Mapping[str, Ref]) -> Form:
    """The representation of a column whose code list, if it has one, is in ``lists``."""
    return Form(TYPES[part.kind], lists.get(part.id), part.places or 0)

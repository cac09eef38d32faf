"""What is personal in a case: which fields are, in which part of the case they stand, and that nothing else is collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xinxiao.errors import DataFault, told
from xinxiao.model.oversight.content import OWN, PERSON
from xinxiao.model.oversight.workflow import SEALED, Field


def demand_declared(fields: Mapping[str, Field], values: Iterable[str]) -> None:
    """Raise :class:`DataFault` for a value of a field that the workflow does not name, or of a personal one it gives no basis for."""
    for name in values:
        field = fields.get(name)
        if field is None:
            shown = ascii(name[:64])[1:-1]
            raise DataFault(f"{shown} is not declared", told("field_undeclared", field=shown))
        if field.personal and not field.basis:
            words = {"zh": field.name.zh, "en": field.name.en}
            raise DataFault(f"{name} has no basis", told("field_no_basis", field=words))


def is_sealed(field: Field) -> bool:
    """Whether a field is kept encrypted."""
    return field.personal or field.kind in SEALED


def part_of(field: Field) -> str:
    """The part of a case a field stands in."""
    return PERSON if field.personal else OWN


def personal(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of some values those that are masked: of personal fields, and of fields nobody names any more."""
    return {name: value for name, value in values.items() if name not in fields or fields[name].personal}

"""What is personal in a case: which fields are, and in which part of the case they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.model.oversight.content import OWN, PERSON
from xinxiao.model.oversight.workflow import SEALED, Field


def is_sealed(field: Field) -> bool:
    """Whether a field is kept encrypted."""
    return field.personal or field.kind in SEALED


def part_of(field: Field) -> str:
    """The part of a case a field stands in."""
    return PERSON if field.personal else OWN


def personal(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of some values those that are masked: of personal fields, and of fields nobody names any more."""
    return {name: value for name, value in values.items() if name not in fields or fields[name].personal}

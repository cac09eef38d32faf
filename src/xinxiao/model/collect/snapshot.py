"""A snapshot: all that respondents had submitted of a form for a period, at one place of the ledger, as columns.

One row for each report that is expected, in the order of the units' ids. Whether a report is submitted, held, returned or
accepted, or still due, is a column: nothing is left out for its state. Each item has a column of its type and one that says what it
is: a value, *not applicable* (M), *not collected* (L), *blank* (B), or written so that it cannot be read as the item's type (U); a
report that was not submitted has neither. Explanations of findings are a column too. Beside a number that counts from the start of the year stands the part of its own
period: all of it in the first period of a year that is reported, else what the report of the period before leaves, where that is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import pyarrow as pa

from xinxiao.model.collect.form import Form, Item
from xinxiao.model.collect.frame import By
from xinxiao.model.event import Fact

Told = Literal["V", "M", "L", "B", "U"]
"""What stands in a place of a report that was submitted: a value, a mark, nothing, or what cannot be read."""
DIGITS = 38
ABOUT: tuple[By, ...] = get_args(By)
"""What the frame says of a unit at the end of the period."""
FIRST = ("unit", *ABOUT, "unit_from", "state", "number", "version", "sha256", "submitted_at")
"""The columns before the items: the frame unit, its version by the day it holds from, and the submission."""
EXPLANATIONS = "explanations"
"""The column after those: explanations by rule as a JSON object, missing where none was given."""
SUBMITTED = pa.schema(
    [
        pa.field("unit", pa.string()),
        pa.field("state", pa.string()),
        pa.field("number", pa.int32()),
        pa.field("version", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("submitted_at", pa.string()),
        pa.field("content", pa.binary()),
        pa.field("before", pa.binary()),
    ]
)
"""A report as it stands: with number 0 and no content where nothing came in. ``before``: the content of the same unit's report for
the period before, within the year."""
MARK, MONTH = "__TOLD", "__PERIOD"
"""What the names of the columns beside an item's end with: what is told there; the part of its own period."""


class SnapshotTaken(Fact, frozen=True, kw_only=True):
    """A snapshot of a form's reports was put into the lake: the hash of its table, of how many reports and how many with a
    submission, and after which event of the ledger."""

    kind: ClassVar[str] = "snapshot.taken"
    form: str
    version: str
    period: str
    sha256: str
    reports: int
    submitted: int
    ledger: int
    ledger_hash: str
    synthetic: bool


class SnapshotRead(Fact, frozen=True, kw_only=True):
    """Somebody made totals of a snapshot, or held rules against it."""

    kind: ClassVar[str] = "snapshot.read"
    sha256: str
    how: Literal["totals", "rules"]


@dataclass(frozen=True)
class Forerunner:
    """The period whose sum is a part of what another counts from the start of the year; ``names``: what the items were called in the
    version it was issued in, without those that cannot be compared."""

    period: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot is called, ``sha256``, and what it is of."""

    form: str
    version: str
    period: str
    sha256: str
    reports: int
    submitted: int
    ledger: int
    ledger_hash: str
    synthetic: bool


@dataclass(frozen=True)
class Written:
    """How many rows a file has, of how many there was a submission, how many are of invented units, and its SHA-256."""

    reports: int
    submitted: int
    synthetic: int
    sha256: str = ""


def snapshot_of(fact: dict[str, Any]) -> Snapshot:
    """The snapshot that an event says was taken."""
    return Snapshot(**fact)


def value_type(item: Item) -> pa.DataType:
    """The type of an item's column: exact numbers with the places it declares, else text."""
    return pa.decimal128(DIGITS, item.places) if item.type == "number" else pa.string()


def schema_of(form: Form) -> pa.Schema:
    """The columns of a form's snapshots, in order."""
    texts = [pa.field(name, pa.int32() if name == "number" else pa.string()) for name in FIRST]
    items = []
    for item in form.items:
        items.append(pa.field(item.id, value_type(item)))
        items.append(pa.field(f"{item.id}{MARK}", pa.string()))
        if has_part(item):
            items.append(pa.field(f"{item.id}{MONTH}", value_type(item)))
    return pa.schema([*texts, pa.field(EXPLANATIONS, pa.string()), *items])


def has_part(item: Item) -> bool:
    """Whether an item counts from the start of the year, so that the part of its own period can be derived."""
    return item.type == "number" and item.flow == "cumulative"

"""Quantities that totals are of, and the leaves they are sums of: items that are sums of others, and times that are sums of times.

What a form counts from the start of the year is the part of the period and what was before; an item may be the sum of others. Whoever has a
sum and all its addends but one has that one too, shown or not. So totals of all of these are protected together, over leaves that none is
a sum within: an item that is filled in, and a slot of time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import ABOUT, MARK, MONTH, has_part
from xinxiao.model.collect.total import SampleDesign, TotalSpec
from xinxiao.process.domains import By, strata_names
from xinxiao.process.estimate import Cell, Design, Estimates, estimate

Slot = Literal["whole", "part", "before"]
"""The number as it is reported; of one that counts from the start of the year, the part of the period, and what was before."""
ANSWER_OF = {"V": "number", "M": "M", "L": "L", "B": "blank", "U": "unreadable"}
"""What stands in a place of a snapshot, as an answer."""
MORE = 40
"""Digits that hold the difference of two reported numbers."""


@dataclass(frozen=True)
class Quantity:
    """An item in a slot of time."""

    item: str
    slot: Slot = "whole"


def quantity_of(spec: TotalSpec) -> Quantity:
    """What a total is of."""
    return Quantity(spec.item, "part" if spec.part else "whole")


def addends(form: Form, item: str) -> tuple[str, ...]:
    """The items that are filled in whose sum an item is; itself where it is no sum."""
    parts = form.by_id[item].sums
    return tuple(leaf for part in parts for leaf in addends(form, part)) if parts else (item,)


def linked(form: Form, specs: Sequence[TotalSpec]) -> Mapping[str, tuple[str, ...]]:
    """The leaf items of each item that has a total. A sum none of whose addends is in another total is a leaf by itself."""
    every = {spec.item: set(addends(form, spec.item)) for spec in specs}
    found = {}
    for item, leaves in every.items():
        others = set().union(*(other for name, other in every.items() if name != item))
        found[item] = addends(form, item) if leaves & others else (item,)
    return found


def quantities(form: Form, specs: Sequence[TotalSpec], spec: TotalSpec) -> tuple[Quantity, ...]:
    """What may be told by subtracting totals of one from another, over the domains of a total: the total itself first."""
    own, leaves = quantity_of(spec), linked(form, specs)[spec.item]
    found = [own]
    for item in (spec.item, *leaves):
        slots: tuple[Slot, ...] = ("part",) if spec.part else ("whole",)
        if not spec.part and has_part(form.by_id[item]):
            slots = ("whole", "part", "before")
        found += [Quantity(item, slot) for slot in slots]
    return tuple(dict.fromkeys(found))


def columns_of(form: Form, specs: Sequence[TotalSpec]) -> tuple[str, ...]:
    """The columns of a snapshot that some totals of a form are made of."""
    names: list[str] = []
    for one in (one for spec in specs for one in quantities(form, specs, spec)):
        names += [one.item, one.item + MARK, *([one.item + MONTH] if has_part(form.by_id[one.item]) else [])]
    return ("unit", *ABOUT, "state", *dict.fromkeys(names))


def estimated(
    form: Form,
    spec: TotalSpec,
    units: pa.Table,
    of: Quantity,
    design: SampleDesign | None,
    domains: Sequence[By],
) -> Estimates:
    """The totals of a quantity over some kinds of domains, weighed as a total says and as the units were drawn."""
    told, state = units.column(of.item + MARK), units.column("state")
    answer = pa.chunked_array([pa.repeat("absent", units.num_rows)])
    counts = pc.is_in(state, value_set=pa.array(spec.states))
    for code, name in ANSWER_OF.items():
        answer = pc.if_else(pc.and_(counts, pc.fill_null(pc.equal(told, code), False)), name, answer)
    value = _value(units, of)
    lost = pc.and_(pc.equal(answer, "number"), pc.is_null(value))  # a part whose period before is not there
    units = units.append_column("value", value).append_column("answer", pc.if_else(lost, "blank", answer))
    sizes = sizes_of(design)
    strata = design.strata if design is not None and sizes is not None else spec.strata
    weighed = Design(strata_names(strata), tuple(map(strata_names, spec.collapse)), spec.least, sizes)
    return estimate(units, weighed, domains, form.by_id[of.item].places)


def _value(units: pa.Table, of: Quantity) -> pa.ChunkedArray:
    if of.slot == "whole":
        return units.column(of.item)
    part = units.column(of.item + MONTH)
    if of.slot == "part":
        return part
    whole = units.column(of.item)
    wide = pa.decimal256(MORE, whole.type.scale)
    return pc.subtract(whole.cast(wide), part.cast(wide))


def sizes_of(design: SampleDesign | None) -> Mapping[By, int] | None:
    """The units of each stratum of a sample; None where everybody is asked."""
    if design is None or design.kind != "stratified":
        return None
    return {tuple(size.codes): size.units for size in design.sizes}


def added(cells: Sequence[Cell]) -> tuple[int, float, float, float]:
    """Of cells together: how many contribute, the largest of them, the size of all, and the value."""
    value = sum(float(cell.value) if cell.value is not None else cell.size for cell in cells)
    many, size = sum(cell.contributors for cell in cells), sum(cell.size for cell in cells)
    return many, max((cell.largest for cell in cells), default=0.0), size, value

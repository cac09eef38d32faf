"""Revisions: what differs between two releases, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import doubles
from xinxiao.model.key import of_table
from xinxiao.model.programme import Renaming
from xinxiao.model.release import Release
from xinxiao.model.structure import OBS_VALUE, STEPS, Dataflow
from xinxiao.model.vintage import latest
from xinxiao.release.cause import HELD, NAMED, Cause, Why, differ, held, joined, texts
from xinxiao.release.lookup import Lookup

Change = Literal["REVISED", "ADDED", "WITHDRAWN"]
UNIT = "UNIT_MEASURE"
JUDGEMENTS = ("OBS_STATUS", "VERDICT", "LIGHT", "GRADE", UNIT)
"""Attributes whose change is a revision also when the value stands."""
WIDE = 76
"""Digits that hold the exact difference of any two values published."""


COLUMNS = pa.schema(
    [
        ("DATAFLOW", pa.string()),
        ("KEY", pa.string()),
        ("CHANGE", pa.string()),
        ("OLD", pa.float64()),
        ("NEW", pa.float64()),
        ("DIFFERENCE", pa.float64()),
        ("RELATIVE", pa.float64()),
        ("ATTRIBUTES", pa.string()),
        ("WHY", pa.string()),
        ("REASON", pa.string()),
    ]
)


@dataclass(frozen=True)
class Revisions:
    """The differences of two releases: ``table`` has the columns of ``COLUMNS``, one row a difference.

    ``DIFFERENCE`` and ``RELATIVE`` are empty where one side has no value, or the unit changed (``ATTRIBUTES`` says so).

    ``WHY`` is VINTAGE (a newer vintage of the figure; REASON has its source and comment), INPUTS (REASON
    names revised inputs), METHOD, PROGRAMME (a file of it changed; REASON names files) or CODE.
    """

    old: str
    new: str
    table: pa.Table
    files: tuple[str, ...]


def compare(
    old_release: Release,
    new_release: Release,
    old: Lookup,
    new: Lookup,
    renamed: Iterable[Renaming] = (),
) -> Revisions:
    """All observations that differ between two releases, figures first, in key order.

    Figures are compared without VINTAGE: the value last known in each release. Input-output cells are
    compared cell by cell. Old keys with a code that was ``renamed`` are compared with what goes on under the new one.
    """
    other = tuple(renamed)
    files = changed_files(old_release, new_release)
    cause = Cause(new, *_otherwise(old_release, new_release, files))
    tables = [COLUMNS.empty_table()]
    for name in _order({**old.flows, **new.flows}):
        unchanged = name in old_release.datasets and name in new_release.datasets
        if unchanged and old_release.datasets[name] == new_release.datasets[name]:
            continue
        found, before, after = _differing(_observations(old, name, other), _observations(new, name))
        flow = (new if name in new.names else old).flows[name]
        why, reason = cause.of(name, found, (before, after), flow.dimensions)
        tables.append(_told(name, found, before, after, why, reason))
    return Revisions(old_release.id, new_release.id, pa.concat_tables(tables).combine_chunks(), files)


def changed_files(old: Release, new: Release) -> tuple[str, ...]:
    """Paths of programme files that were changed, added or removed."""
    paths = {*old.files, *new.files}
    return tuple(sorted(path for path in paths if old.files.get(path) != new.files.get(path)))


def _otherwise(old: Release, new: Release, files: tuple[str, ...]) -> tuple[Why, str]:
    """What to lay a difference to that no single revised input explains."""
    if files:
        return "PROGRAMME", ", ".join(files[:NAMED])
    if old.code != new.code:
        return "CODE", f"{old.code.sha256[:12]} -> {new.code.sha256[:12]}"
    return "INPUTS", f"{old.as_of} -> {new.as_of}"


def _order(flows: Mapping[str, Dataflow]) -> list[str]:
    """Upstream dataflows first, so that causes are known before their effects: in the order of the cycle's steps."""
    steps = list(STEPS)
    return sorted(flows, key=lambda name: (steps.index(flows[name].step), name))


def _observations(lookup: Lookup, name: str, renamed: tuple[Renaming, ...] = ()) -> pa.Table:
    """Observations with their KEY; of figures the last vintage of each, with the key without VINTAGE.

    Where two old codes of one new code have an observation each, the one named first goes on under the new key.
    """
    if name not in lookup.names:
        return pa.table({"KEY": pa.array([], pa.string())})
    data = lookup.dataset(name)
    table = latest(data) if data.dataflow.has_vintages else data.table
    subject = data.dataflow.subject
    for renaming in renamed:
        if renaming.dimension in subject:
            table = _renamed(table, subject, renaming)
    return table.append_column("KEY", of_table(table, subject))


def _renamed(table: pa.Table, subject: tuple[str, ...], renaming: Renaming) -> pa.Table:
    at = table.column_names.index(renaming.dimension)
    codes = table.column(at).cast(pa.string())
    place = pc.fill_null(pc.index_in(codes, pa.array(renaming.old)), -1)
    new = pc.if_else(pc.greater_equal(place, 0), renaming.new, codes)
    to = of_table(table.set_column(at, renaming.dimension, new), subject).combine_chunks().dictionary_encode()
    # under one new key those go on that had it before, then those of the code named first: it is written last
    order = pc.sort_indices(place).to_numpy()[::-1]
    which = to.indices.to_numpy()
    first = np.empty(len(to.dictionary), dtype=np.int64)
    first[which[order]] = order
    goes_on = pa.array(first[which] == np.arange(table.num_rows))
    return table.set_column(at, renaming.dimension, pc.if_else(goes_on, new, codes))


def _differing(before: pa.Table, after: pa.Table) -> tuple[pa.Array, pa.Table, pa.Table]:
    """The keys of observations that are not the same, in order, and the rows of both sides beside them.

    Where a side has no such observation, its row is empty; ``HELD`` says whether it has.
    """
    own = pc.unique(pa.concat_arrays([texts(before, "KEY"), texts(after, "KEY")]))
    own = own.take(pc.sort_indices(own))
    old, new = (_beside(own, side) for side in (before, after))
    apart = [differ(*_values(old, new)), *(differ(texts(old, a), texts(new, a)) for a in JUDGEMENTS)]
    both = pc.and_(held(old), held(new))
    kept = pc.or_(pc.invert(both), reduce(pc.or_, apart))
    return own.filter(kept), old.filter(kept), new.filter(kept)


def _beside(own: pa.Array, side: pa.Table) -> pa.Table:
    places = pc.index_in(own, texts(side, "KEY"))
    return side.take(places).append_column(HELD, pc.is_valid(places))


def _values(old: pa.Table, new: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Their values, of one type: exact where both are, else binary."""
    columns = [
        side.column(OBS_VALUE).combine_chunks()
        if OBS_VALUE in side.column_names
        else pa.nulls(side.num_rows, pa.float64())
        for side in (old, new)
    ]
    if all(pa.types.is_decimal(column.type) for column in columns):
        exact = pa.decimal256(WIDE - 1, max(column.type.scale for column in columns))
        return columns[0].cast(exact), columns[1].cast(exact)
    return doubles(columns[0]), doubles(columns[1])


def _told(
    name: str, found: pa.Array, before: pa.Table, after: pa.Table, why: pa.Array, reason: pa.Array
) -> pa.Table:
    """Differences as rows of ``COLUMNS``."""
    both = pc.and_(held(before), held(after))
    one, two = _values(before, after)
    other = differ(texts(before, UNIT), texts(after, UNIT))  # values in different units have no difference
    difference = pc.if_else(other, pa.scalar(None, pa.float64()), doubles(pc.subtract(two, one)))
    old = doubles(one)
    some = pc.if_else(pc.equal(old, 0.0), pa.scalar(None, pa.float64()), pc.abs(old))
    columns = {
        "DATAFLOW": pa.repeat(pa.scalar(name), len(found)),
        "KEY": found,
        "CHANGE": pc.if_else(both, "REVISED", pc.if_else(held(after), "ADDED", "WITHDRAWN")),
        "OLD": old,
        "NEW": doubles(two),
        "DIFFERENCE": difference,
        "RELATIVE": pc.divide(difference, some),
        "ATTRIBUTES": _judged(before, after, both),
        "WHY": why,
        "REASON": reason,
    }
    return pa.table(columns, schema=COLUMNS)


def _judged(before: pa.Table, after: pa.Table, both: pa.Array) -> pa.Array:
    """Which judgements changed of what both releases hold, and how; nothing where none did."""
    nothing = pa.scalar(None, pa.string())
    parts = []
    for name in JUDGEMENTS:
        old, new = texts(before, name), texts(after, name)
        words = (pc.fill_null(side, "None") for side in (old, new))
        change = pc.binary_join_element_wise(f"{name}: ", pc.binary_join_element_wise(*words, " -> "), "")
        parts.append(pc.if_else(pc.and_(both, differ(old, new)), change, nothing))
    return joined(parts, "; ")

"""Dataset: a table with an SDMX structure, the inputs of each of its observations, and its lineage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import DataFault
from xinxiao.model import key as keys
from xinxiao.model.structure import OBS_VALUE, Component, Dataflow

INPUTS_SCHEMA = pa.schema(
    [
        pa.field("KEY", pa.string()),
        pa.field("ROLE", pa.string()),
        pa.field("IN_DATAFLOW", pa.string()),
        pa.field("IN_KEY", pa.string()),
        pa.field("WEIGHT", pa.float64()),
    ]
)


def edges(
    keys: pa.Array, role: str, dataflows: pa.Array | str, sources: pa.Array, weights: pa.Array | None = None
) -> pa.Table:
    """Inputs as a table of ``INPUTS_SCHEMA``, one for each of the ``keys``: the observation ``sources[i]`` of one dataflow, or of
    ``dataflows[i]``, in one role."""
    count = len(keys)
    flows = pa.repeat(pa.scalar(dataflows, pa.string()), count) if isinstance(dataflows, str) else dataflows
    columns = {"KEY": keys, "ROLE": pa.repeat(pa.scalar(role, pa.string()), count), "IN_DATAFLOW": flows}
    return pa.table(
        {
            **columns,
            "IN_KEY": sources,
            "WEIGHT": pa.nulls(count, pa.float64()) if weights is None else weights,
        }
    )


Input = tuple[str, str, str, str, float | None]
"""(KEY, ROLE, IN_DATAFLOW, IN_KEY, WEIGHT) of one recorded input."""


@dataclass(frozen=True)
class LineageStep:
    """One verb that data went through, with its parameters."""

    verb: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dataset:
    """An immutable table of one dataflow.

    ``table`` has exactly the dataflow's columns. ``inputs`` (columns of ``INPUTS_SCHEMA``) says, for each
    derived observation's KEY, which observations of which dataflows it was made from, in which ROLE and
    with which WEIGHT (null where a weight has no meaning). An IN_KEY may be partial.
    """

    dataflow: Dataflow
    table: pa.Table
    inputs: pa.Table
    lineage: tuple[LineageStep, ...] = ()

    @property
    def rows(self) -> int:
        """How many observations it holds."""
        return int(self.table.num_rows)

    @property
    def keys(self) -> pa.ChunkedArray:
        """The key of each observation."""
        return keys.of_table(self.table, self.dataflow.dimensions)

    def with_step(self, verb: str, **parameters: object) -> Dataset:
        """The same data with one more step in its lineage."""
        step = LineageStep(verb, tuple(sorted((k, str(v)) for k, v in parameters.items())))
        return replace(self, lineage=(*self.lineage, step))


def doubles(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """A column of numbers as binary ones, each correctly rounded from the exact number it stands for."""
    if not pa.types.is_decimal(column.type):
        return column.cast(pa.float64())
    # by way of the digits: Arrow divides by a power of ten instead, which may miss by the last bit
    return column.cast(pa.string()).cast(pa.float64())


def with_doubles(table: pa.Table, name: str = OBS_VALUE) -> pa.Table:
    """The table with one column of numbers as binary ones, for computing."""
    at = table.column_names.index(name)
    return table.set_column(at, name, doubles(table.column(name)))


def dataset(
    dataflow: Dataflow,
    columns: Mapping[str, Sequence[object]] | pa.Table,
    inputs: Iterable[Input] | pa.Table = (),
    *,
    lineage: tuple[LineageStep, ...] = (),
) -> Dataset:
    """Build a :class:`Dataset`, checked against its dataflow and sorted by its dimensions.

    ``columns`` may leave out attributes: they become null. Raises :class:`DataFault` when a dimension or
    measure is missing, a column is unknown, two rows share a key, a required attribute is empty, or an
    attribute differs where its attachment says it cannot.
    """
    made = taken_over(dataflow, columns)
    for component in dataflow.components:
        fault = attribute_fault(dataflow, component, made.table)
        if fault is not None:
            raise fault[1]
    if not isinstance(inputs, pa.Table):
        inputs = _inputs(inputs)
    order = [(name, "ascending") for name in INPUTS_SCHEMA.names]
    return replace(made, inputs=inputs.cast(INPUTS_SCHEMA).sort_by(order).combine_chunks(), lineage=lineage)


def taken_over(dataflow: Dataflow, columns: Mapping[str, Sequence[object]] | pa.Table) -> Dataset:
    """A :class:`Dataset` without inputs, sorted by its dimensions, whose attributes nobody has looked at: published
    figures, whose faults are findings. Raises as :func:`dataset`, but not for attributes."""
    table = columns if isinstance(columns, pa.Table) else _table(dataflow, columns)
    unknown = [name for name in table.column_names if name not in dataflow.columns]
    if unknown:
        raise DataFault(
            f"{dataflow.id}: unknown columns {unknown}", hint=f"columns: {list(dataflow.columns)}"
        )
    arrays = [_column(dataflow, component, table) for component in dataflow.components]
    table = pa.Table.from_arrays(arrays, schema=dataflow.schema)
    table = table.sort_by([(name, "ascending") for name in dataflow.dimensions]).combine_chunks()
    _unique(dataflow, table)
    return Dataset(dataflow, table, INPUTS_SCHEMA.empty_table())


def joined(parts: Sequence[Dataset]) -> Dataset:
    """Datasets of one dataflow put together; the steps that made them follow each other."""
    first = parts[0]
    tables = pa.concat_tables([part.table for part in parts])
    inputs = pa.concat_tables([part.inputs for part in parts])
    made = dataset(first.dataflow, tables, inputs)
    return replace(made, lineage=tuple(step for part in parts for step in part.lineage))


def empty(dataflow: Dataflow) -> Dataset:
    """A dataset without observations."""
    return Dataset(dataflow, dataflow.schema.empty_table(), INPUTS_SCHEMA.empty_table())


def _column(dataflow: Dataflow, component: Component, table: pa.Table) -> pa.ChunkedArray:
    if component.id in table.column_names:
        return table.column(component.id).cast(component.arrow)
    if component.place == "attribute":
        return pa.chunked_array([pa.nulls(table.num_rows, component.arrow)])
    raise DataFault(f"{dataflow.id}: column {component.id} is missing")


def _table(dataflow: Dataflow, columns: Mapping[str, Sequence[object]]) -> pa.Table:
    known = {field_.name: field_.type for field_ in dataflow.schema}
    return pa.table({name: pa.array(values, type=known.get(name)) for name, values in columns.items()})


def _inputs(rows: Iterable[Input]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    arrays = [pa.array(c, type=f.type) for c, f in zip(columns, INPUTS_SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=INPUTS_SCHEMA)


def _unique(dataflow: Dataflow, table: pa.Table) -> None:
    """Raise for two rows of a sorted table with one key: they are neighbours."""
    last = max(table.num_rows - 1, 0)
    same: pa.Scalar | pa.Array = pa.scalar(True)
    for name in dataflow.dimensions:
        column = pc.fill_null(table.column(name).combine_chunks().cast(pa.string()), "")
        same = pc.and_(same, pc.equal(column.slice(1), column.slice(0, last)))
    at = pc.index(same, True).as_py()
    if at >= 0:
        double = keys.of_row(table.slice(at, 1).to_pylist()[0], dataflow.dimensions)
        raise DataFault(f"{dataflow.id}: two observations share the key {double}")


def attribute_fault(
    dataflow: Dataflow, component: Component, table: pa.Table
) -> tuple[int, DataFault] | None:
    """The first row at which an attribute breaks its structure, and what is wrong: it is required and empty, or it has
    two values for dimensions on which alone it is said to depend. None for a column that keeps to it."""
    if component.place != "attribute" or not table.num_rows:
        return None
    column = table.column(component.id)
    if component.required and column.null_count:
        at = pc.index(pc.is_null(column), True).as_py()
        key = keys.of_row(table.slice(at, 1).to_pylist()[0], dataflow.dimensions)
        hint = "the structure says it is required"
        return at, DataFault(f"{dataflow.id}: {component.id} of {key} is empty", hint=hint)
    if component.attachment is None:
        return None
    return _two_values(dataflow, component, component.attachment, table)


def _two_values(
    dataflow: Dataflow, component: Component, on: tuple[str, ...], table: pa.Table
) -> tuple[int, DataFault] | None:
    places = keys.of_table(table, on).combine_chunks() if on else pa.array([""] * table.num_rows)
    values = pc.fill_null(table.column(component.id).cast(pa.string()), "")
    pairs = pa.table({"at": places, "value": values}).group_by(["at"], use_threads=False)
    counts = pairs.aggregate([("value", "count_distinct"), ("value", "first")])
    many = counts.filter(pc.greater(counts.column("value_count_distinct"), 1)).slice(0, 1).to_pylist()
    if not many:
        return None
    where = many[0]["at"]
    other = pc.and_(pc.equal(places, where), pc.not_equal(values, many[0]["value_first"]))
    hint = f"attach it to the observation, or to more dimensions than {', '.join(on) or 'none'}"
    said = f"{dataflow.id}: {component.id} has two values for {where or 'the whole dataflow'}"
    return int(pc.index(other, True).as_py()), DataFault(said, hint=hint)

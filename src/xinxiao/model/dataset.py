"""Dataset: a table with an SDMX structure, the inputs of each of its observations, and its lineage.

An observation is addressed by its *key*: the values of all dimensions in the structure's order, joined by
dots (``A.990001.LOANS.2016``). In the key of an input an empty place stands for "all", as in SDMX.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import DataFault

Role = Literal["dimension", "measure", "attribute"]
Kind = Literal["code", "text", "number", "date", "period"]

_ARROW: Mapping[Kind, pa.DataType] = {
    "code": pa.string(),
    "text": pa.string(),
    "period": pa.string(),
    "date": pa.string(),
    "number": pa.float64(),
}


@dataclass(frozen=True)
class Component:
    """One column: its role, how it is represented, and the code list its codes come from."""

    id: str
    role: Role = "dimension"
    kind: Kind = "code"
    codelist: str | None = None


@dataclass(frozen=True)
class Dataflow:
    """The structure of one published dataflow: id and columns, dimensions first."""

    id: str
    components: tuple[Component, ...]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Ids of the dimensions, in key order."""
        return tuple(c.id for c in self.components if c.role == "dimension")

    @property
    def columns(self) -> tuple[str, ...]:
        """Ids of all columns, in order."""
        return tuple(c.id for c in self.components)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema a table of this dataflow has."""
        return pa.schema([pa.field(c.id, _ARROW[c.kind]) for c in self.components])


INPUTS_SCHEMA = pa.schema(
    [
        pa.field("KEY", pa.string()),
        pa.field("ROLE", pa.string()),
        pa.field("IN_DATAFLOW", pa.string()),
        pa.field("IN_KEY", pa.string()),
        pa.field("WEIGHT", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Step:
    """One verb that data went through, with its parameters, for the lineage."""

    verb: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Dataset:
    """An immutable table of one dataflow.

    ``table`` has exactly the dataflow's columns. ``inputs`` (columns of ``INPUTS_SCHEMA``) says, for each
    derived observation's KEY, which observations of which dataflows it was made from, in which ROLE and
    with which WEIGHT (null where a weight has no meaning).
    """

    dataflow: Dataflow
    table: pa.Table
    inputs: pa.Table
    lineage: tuple[Step, ...] = ()

    @property
    def rows(self) -> int:
        """How many observations it holds."""
        return int(self.table.num_rows)

    def with_step(self, verb: str, **parameters: object) -> Dataset:
        """The same data with one more step in its lineage."""
        step = Step(verb, tuple(sorted((k, str(v)) for k, v in parameters.items())))
        return replace(self, lineage=(*self.lineage, step))


def keys(table: pa.Table, dimensions: Sequence[str]) -> pa.ChunkedArray:
    """The key of each row: dimension values joined by dots (nulls become empty)."""
    parts = [pc.fill_null(table.column(name).cast(pa.string()), "") for name in dimensions]
    return pc.binary_join_element_wise(*parts, ".")


def key_of(dataflow: Dataflow, where: Mapping[str, str]) -> str:
    """The (possibly partial) key for ``where``; dimensions not named stay empty, meaning all.

    Raises :class:`DataFault` when ``where`` names something that is no dimension.
    """
    unknown = sorted(set(where) - set(dataflow.dimensions))
    if unknown:
        raise DataFault(
            f"{dataflow.id}: {', '.join(unknown)}", hint=f"dimensions: {', '.join(dataflow.dimensions)}"
        )
    return ".".join(where.get(name, "") for name in dataflow.dimensions)


def dataset(
    dataflow: Dataflow,
    columns: Mapping[str, Sequence[object]] | pa.Table,
    inputs: Iterable[tuple[str, str, str, str, float | None]] | pa.Table = (),
    *,
    lineage: tuple[Step, ...] = (),
) -> Dataset:
    """Build a :class:`Dataset`, checked against its dataflow and sorted by its dimensions.

    ``columns`` may leave out attributes: they become null. Raises :class:`DataFault` when a dimension or
    measure is missing, a column is unknown, or two rows share a key.
    """
    table = columns if isinstance(columns, pa.Table) else _table(dataflow, columns)
    unknown = [name for name in table.column_names if name not in dataflow.columns]
    if unknown:
        raise DataFault(
            f"{dataflow.id}: unknown columns {unknown}", hint=f"columns: {list(dataflow.columns)}"
        )
    arrays = []
    for component, field_ in zip(dataflow.components, dataflow.schema, strict=True):
        if component.id in table.column_names:
            arrays.append(table.column(component.id).cast(field_.type))
        elif component.role == "attribute":
            arrays.append(pa.chunked_array([pa.nulls(table.num_rows, field_.type)]))
        else:
            raise DataFault(f"{dataflow.id}: column {component.id} is missing")
    table = pa.Table.from_arrays(arrays, schema=dataflow.schema)
    table = table.sort_by([(name, "ascending") for name in dataflow.dimensions]).combine_chunks()
    _unique(dataflow, table)
    if not isinstance(inputs, pa.Table):
        inputs = _inputs(inputs)
    order = [(name, "ascending") for name in INPUTS_SCHEMA.names]
    return Dataset(dataflow, table, inputs.cast(INPUTS_SCHEMA).sort_by(order).combine_chunks(), lineage)


def _table(dataflow: Dataflow, columns: Mapping[str, Sequence[object]]) -> pa.Table:
    known = {field_.name: field_.type for field_ in dataflow.schema}
    return pa.table({name: pa.array(values, type=known.get(name)) for name, values in columns.items()})


def _inputs(rows: Iterable[tuple[str, str, str, str, float | None]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    return pa.Table.from_arrays(
        [pa.array(c, type=f.type) for c, f in zip(columns, INPUTS_SCHEMA, strict=True)], schema=INPUTS_SCHEMA
    )


def _unique(dataflow: Dataflow, table: pa.Table) -> None:
    counts = pc.value_counts(keys(table, dataflow.dimensions))
    doubles = [item["values"] for item in counts.to_pylist() if item["counts"] > 1]
    if doubles:
        raise DataFault(f"{dataflow.id}: {len(doubles)} keys occur twice, e.g. {sorted(doubles)[0]}")

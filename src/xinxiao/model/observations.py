"""Gathering observations: every verb puts its rows and their inputs in here, and a Dataset comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

import pyarrow as pa

from xinxiao.model.dataset import INPUTS_SCHEMA, Dataset, Input, dataset
from xinxiao.model.key import join
from xinxiao.model.structure import Dataflow


class Observations:
    """Rows and inputs of one dataflow, in the order they come. ``same`` are columns equal in every row.

    A column that the dataflow does not declare is not kept: a programme that publishes no comments gets none.
    """

    def __init__(self, dataflow: Dataflow, **same: object) -> None:
        self.dataflow = dataflow
        self._same = same
        self._columns: dict[str, list[object]] = {name: [] for name in dataflow.columns}
        self._tables: list[pa.Table] = []
        self._inputs: list[Input] = []
        self._edges: list[pa.Table] = []

    def add(self, **row: object) -> str:
        """Put one observation in (attributes left out are missing) and return its key."""
        row = {**self._same, **row}
        for name, held in self._columns.items():
            held.append(row.get(name))
        return join([str(row[name]) for name in self.dataflow.dimensions])

    def add_many(self, count: int, **columns: object) -> list[str]:
        """Put in ``count`` observations at once and return their keys. A column is a list, or what is the same in all.

        Raises :class:`xinxiao.errors.DataFault` as :func:`xinxiao.model.key.join`, ValueError for a list of another length.
        """
        given = {**self._same, **columns}
        rows = {name: _each(given.get(name), count) for name in self._columns}
        for name, held in self._columns.items():
            held.extend(rows[name])
        return [join(place) for place in zip(*(rows[name] for name in self.dataflow.dimensions), strict=True)]

    def add_table(self, table: pa.Table) -> None:
        """Put in many observations at once; columns left out are missing."""
        kept = [name for name in table.column_names if name in self.dataflow.columns]
        self._tables.append(table.select(kept))

    def link(
        self, key: str, role: str, dataflow: Dataflow | str, source: str, weight: float | None = None
    ) -> None:
        """Record one input of an observation; ``source`` is a key of ``dataflow``, perhaps partial."""
        flow = dataflow if isinstance(dataflow, str) else dataflow.id
        self._inputs.append((key, role, flow, source, weight))

    def link_each(
        self,
        keys: Sequence[str],
        role: str,
        dataflow: Dataflow,
        sources: Sequence[str],
        weights: Iterable[float | None] | None = None,
    ) -> None:
        """Record one input of each of these observations."""
        given = repeat(None, len(keys)) if weights is None else weights
        same = repeat(role, len(keys)), repeat(dataflow.id, len(keys))
        self._inputs.extend(zip(keys, *same, sources, given, strict=True))

    def links(self, inputs: Iterable[Input]) -> None:
        """Record many inputs."""
        self._inputs.extend(inputs)

    def link_table(self, edges: pa.Table) -> None:
        """Record many inputs at once (columns of ``INPUTS_SCHEMA``)."""
        self._edges.append(edges.cast(INPUTS_SCHEMA))

    def dataset(self) -> Dataset:
        """What was gathered. Raises :class:`xinxiao.errors.DataFault` as :func:`xinxiao.model.dataset.dataset`."""
        schema = self.dataflow.schema
        arrays = [pa.array(self._columns[field.name], field.type) for field in schema]
        tables = [pa.Table.from_arrays(arrays, schema=schema)]
        for table in self._tables:
            missing = {n: pa.nulls(table.num_rows, schema.field(n).type) for n in schema.names}
            whole = missing | {n: table.column(n) for n in table.column_names}
            tables.append(pa.table(whole).cast(schema))
        rows = list(zip(*self._inputs, strict=True)) or [(), (), (), (), ()]
        arrays = [pa.array(c, type=f.type) for c, f in zip(rows, INPUTS_SCHEMA, strict=True)]
        own = pa.Table.from_arrays(arrays, schema=INPUTS_SCHEMA)
        return dataset(self.dataflow, pa.concat_tables(tables), pa.concat_tables([own, *self._edges]))


def _each(column: Any, count: int) -> list[Any]:
    """A column of ``count`` rows. Raises ValueError for a list of another length."""
    if not isinstance(column, list):
        return [column] * count
    if len(column) != count:
        raise ValueError(f"{len(column)} values for {count} observations")
    return column

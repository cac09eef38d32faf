"""Find observations by key or partial key, and the recorded inputs of one, in the datasets of a release."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import Dataset
from xinxiao.model.structure import Dataflow


@dataclass(frozen=True)
class Edge:
    """One recorded input: which (partial) key of which dataflow, in which role, with which weight."""

    role: str
    dataflow: str
    key: str
    weight: float | None


@dataclass(frozen=True)
class Lookup:
    """Datasets of one release, fetched when first asked for; ``fetch`` raises ``KeyError`` for one not there.

    ``flows`` are the dataflows the release holds, by id.
    """

    flows: Mapping[str, Dataflow]
    fetch: Callable[[str], Dataset]
    _keys: dict[str, pa.Array] = field(default_factory=dict)
    _parts: dict[tuple[str, str], pa.Table] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the dataflows it holds."""
        return tuple(self.flows)

    def dataset(self, dataflow: str) -> Dataset:
        """The dataset of a dataflow in ``names``."""
        return self.fetch(dataflow)

    def keys(self, dataflow: str) -> pa.Array:
        """The keys of all observations of a dataflow, in its order."""
        if dataflow not in self._keys:
            self._keys[dataflow] = self.fetch(dataflow).keys.combine_chunks()
        return self._keys[dataflow]

    def matching(self, dataflow: str, key: str) -> pa.Table:
        """The rows a key names; an empty place means all, a key of another form is compared as a whole."""
        if dataflow not in self.names:
            return pa.table({})
        data = self.fetch(dataflow)
        places = key.split(".")
        if all(places) or len(places) != len(data.dataflow.dimensions):
            row = pc.index(self.keys(dataflow), key).as_py()  # keys are unique: -1 or the only one
            return data.table.slice(row, 1) if row >= 0 else data.table.slice(0, 0)
        if (dataflow, key) not in self._parts:  # one explanation asks for the same part many times
            given = {n: v for n, v in zip(data.dataflow.dimensions, places, strict=True) if v}
            self._parts[dataflow, key] = select(data.table, given)
        return self._parts[dataflow, key]

    def inputs(self, dataflow: str, key: str) -> tuple[Edge, ...]:
        """The recorded inputs of one observation, in the order sealed."""
        edges = self.fetch(dataflow).inputs
        made = edges.column("KEY")  # inputs are sorted by KEY
        first = bisect_left(range(edges.num_rows), key, key=lambda i: made[i].as_py())
        last = bisect_right(range(edges.num_rows), key, key=lambda i: made[i].as_py())
        rows = edges.slice(first, last - first).to_pylist()
        return tuple(Edge(r["ROLE"], r["IN_DATAFLOW"], r["IN_KEY"], r["WEIGHT"]) for r in rows)


def select(table: pa.Table, given: Mapping[str, str]) -> pa.Table:
    """The rows of ``table`` where each column of ``given`` has the value given."""
    if not given:
        return table
    masks = [pc.equal(pc.fill_null(table.column(name), ""), value) for name, value in given.items()]
    return table.filter(reduce(pc.and_, masks))

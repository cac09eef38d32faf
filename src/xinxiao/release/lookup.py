"""Find observations by key or partial key, and the recorded inputs of one, in the datasets of a release."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model import key as keys
from xinxiao.model.cache import Cache
from xinxiao.model.columns import values_of
from xinxiao.model.dataset import Dataset
from xinxiao.model.structure import Dataflow

EDGE = ("ROLE", "IN_DATAFLOW", "IN_KEY", "WEIGHT")
"""Columns of the inputs that make an :class:`Edge`."""
LARGE = 50_000
"""A table with more rows is searched by halving, without an index of all its keys in memory."""
LAST = "\U0010ffff"
"""Stands for an absent value, which is sorted last."""
PARTS = 2_000
"""How many parts, asked for by a partial key, stay in memory."""


@dataclass(frozen=True)
class Edge:
    """One recorded input: which (partial) key of which dataflow, in which role, with which weight."""

    role: str
    dataflow: str
    key: str
    weight: float | None


@dataclass(frozen=True)
class _Indexed:
    """A dataset found by key: the place of each row, and from where to where its inputs stand in ``edges``.

    ``columns`` are those of the table, by name; ``edges`` those of the inputs, without KEY.
    """

    columns: Mapping[str, list[Any]]
    places: Mapping[str, int]
    spans: Mapping[str, tuple[int, int]]
    edges: tuple[list[Any], ...]


@dataclass(frozen=True)
class Lookup:
    """Datasets of one release, fetched when first asked for; ``fetch`` raises ``KeyError`` for one not there.

    ``flows`` are the dataflows the release holds, by id. Threads may share one lookup.
    """

    flows: Mapping[str, Dataflow]
    fetch: Callable[[str], Dataset]
    _held: Cache[str, Dataset] = field(default_factory=lambda: Cache(64))
    _indexed: Cache[str, _Indexed] = field(default_factory=lambda: Cache(64))
    _parts: Cache[tuple[str, str], pa.Table] = field(default_factory=lambda: Cache(PARTS))

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the dataflows it holds."""
        return tuple(self.flows)

    def dataset(self, dataflow: str) -> Dataset:
        """The dataset of a dataflow in ``names``."""
        return self._held.get(dataflow, lambda: self.fetch(dataflow))

    def one(self, dataflow: str, key: str) -> Mapping[str, Any] | None:
        """The observation that has this key; None when there is none, or the key is partial."""
        if dataflow not in self.flows or keys.is_partial(key):
            return None
        if self.dataset(dataflow).rows > LARGE:
            return next(iter(self.matching(dataflow, key).to_pylist()), None)
        indexed = self._index(dataflow)
        place = indexed.places.get(key)
        return None if place is None else {name: values[place] for name, values in indexed.columns.items()}

    def matching(self, dataflow: str, key: str) -> pa.Table:
        """The rows a key names; an empty place of it means all."""
        if dataflow not in self.flows:
            return pa.table({})
        # one explanation asks for the same part many times, and another one again
        return self._parts.get((dataflow, key), lambda: _part(self.dataset(dataflow), keys.split(key)))

    def inputs(self, dataflow: str, key: str) -> tuple[Edge, ...]:
        """The recorded inputs of one observation, in the order sealed."""
        if not self.dataset(dataflow).inputs.num_rows:
            return ()
        indexed = self._index(dataflow)
        first, last = indexed.spans.get(key, (0, 0))
        return tuple(map(Edge, *(column[first:last] for column in indexed.edges)))

    def _index(self, dataflow: str) -> _Indexed:
        return self._indexed.get(dataflow, lambda: _indexed(self.dataset(dataflow)))


def _indexed(data: Dataset) -> _Indexed:
    own = data.keys.to_pylist()
    made = data.inputs.column("KEY").to_pylist()
    spans: dict[str, tuple[int, int]] = {}
    for place, key in enumerate(made):  # inputs are sorted by KEY
        spans[key] = (spans[key][0] if key in spans else place, place + 1)
    edges = tuple(data.inputs.column(name).to_pylist() for name in EDGE)
    columns = {name: values_of(data.table.column(name)) for name in data.table.column_names}
    return _Indexed(columns, {key: place for place, key in enumerate(own)}, spans, edges)


def _part(data: Dataset, places: Sequence[str]) -> pa.Table:
    dimensions = data.dataflow.dimensions
    if len(places) != len(dimensions):
        return data.table.slice(0, 0)
    return select(*_narrowed(data, {n: v for n, v in zip(dimensions, places, strict=True) if v}))


def _narrowed(data: Dataset, given: Mapping[str, str]) -> tuple[pa.Table, dict[str, str]]:
    """The stretch of the table that the first dimensions given leave, and what is still to be compared.

    Rows stand in the order of the dimensions, so that a stretch is found by halving.
    """
    table, left = data.table, dict(given)
    for name in data.dataflow.dimensions:
        if name not in left:
            break
        value, at = left.pop(name), partial(_text_at, table.column(name))
        first = bisect_left(range(table.num_rows), value, key=at)
        last = bisect_right(range(table.num_rows), value, lo=first, key=at)
        table = table.slice(first, last - first)
    return table, left


def _text_at(column: pa.ChunkedArray, place: int) -> str:
    return str(column[place].as_py() or LAST)


def select(table: pa.Table, given: Mapping[str, str]) -> pa.Table:
    """The rows of ``table`` where each column of ``given`` has the value given."""
    if not given:
        return table
    masks = [pc.equal(pc.fill_null(table.column(name), ""), value) for name, value in given.items()]
    return table.filter(reduce(pc.and_, masks))

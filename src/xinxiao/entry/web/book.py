"""A release made quick to read: rows by any of their dimensions, indexed once and kept."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from xinxiao.entry.web.reader import Opened
from xinxiao.errors import NotFound
from xinxiao.model.dataset import Dataflow
from xinxiao.model.programme import Area, Programme

Row = Mapping[str, Any]


class Rows:
    """The observations of one dataflow. ``find`` answers from an index made when first asked that way."""

    def __init__(self, flow: Dataflow, table: pa.Table) -> None:
        self.flow = flow
        self.size = int(table.num_rows)
        self._columns = {name: _values(table.column(name)) for name in table.column_names}
        self._indexes: dict[tuple[str, ...], dict[tuple[Any, ...], list[int]]] = {}
        self._lock = threading.Lock()

    def find(self, **where: str) -> list[Row]:
        """All rows whose dimensions have these values, in the order of the table."""
        names = tuple(sorted(where))
        wanted = tuple(where[name] for name in names)
        return [self.row(i) for i in self._index(names).get(wanted, ())]

    def one(self, **where: str) -> Row | None:
        """The first such row, if any."""
        return next(iter(self.find(**where)), None)

    def row(self, place: int) -> Row:
        """The row at a place."""
        return {name: values[place] for name, values in self._columns.items()}

    def distinct(self, name: str, **where: str) -> list[str]:
        """Sorted values of one column."""
        if where:
            return sorted({row[name] for row in self.find(**where) if row[name] is not None})
        return sorted({value for value in self._columns[name] if value is not None})

    def key(self, row: Row) -> str:
        """The SDMX key of a row."""
        return ".".join(str(row[name] or "") for name in self.flow.dimensions)

    def _index(self, names: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
        with self._lock:
            if names not in self._indexes:
                index: dict[tuple[Any, ...], list[int]] = defaultdict(list)
                columns = [self._columns[name] for name in names]
                for i, values in enumerate(zip(*columns, strict=True) if columns else ((),) * self.size):
                    index[values].append(i)
                self._indexes[names] = index
            return self._indexes[names]


def _values(column: pa.ChunkedArray) -> list[Any]:
    if not pa.types.is_string(column.type):
        return list(column.to_pylist())
    # one Python string per distinct value, not per row
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    words = coded.dictionary.to_pylist()
    return [None if i is None else words[i] for i in coded.indices.to_pylist()]


class Book:
    """One release with its programme, and its dataflows as :class:`Rows`."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.release = opened.release
        self.id = opened.release.id
        self.programme: Programme = opened.programme
        self.framework = opened.framework
        self._rows: dict[str, Rows] = {}
        self._lock = threading.Lock()

    @property
    def flows(self) -> Sequence[str]:
        """Ids of the dataflows the release holds."""
        return sorted(self.release.datasets)

    def rows(self, flow: str) -> Rows:
        """The rows of one dataflow. Raises :class:`NotFound` naming what there is."""
        if flow not in self.release.datasets:
            raise NotFound(flow, hint=", ".join(self.flows))
        with self._lock:
            if flow not in self._rows:
                data = self.opened.dataset(flow)
                self._rows[flow] = Rows(data.dataflow, data.table)
            return self._rows[flow]

    def has(self, flow: str) -> bool:
        """Whether the release holds observations of a dataflow."""
        part = self.release.datasets.get(flow)
        return part is not None and part.rows > 0

    @property
    def nation(self) -> str:
        """The code of the whole country in this programme."""
        return self.programme.file.nation

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Places by code."""
        return {area.id: area for area in self.programme.areas}

    @cached_property
    def pillars(self) -> tuple[str, ...]:
        """Codes of the nodes right below the top of the index."""
        return self.children(self.framework.top) if self.framework else ()

    def children(self, code: str) -> tuple[str, ...]:
        """Codes of the nodes right below a node of the index."""
        nodes = self.framework.nodes if self.framework else {}
        return tuple(node.code for node in nodes.values() if node.parent == code)

    def leaves(self, code: str) -> tuple[str, ...]:
        """Codes of the indicators below a node of the index."""
        below = self.children(code)
        return tuple(leaf for child in below for leaf in self.leaves(child)) if below else (code,)

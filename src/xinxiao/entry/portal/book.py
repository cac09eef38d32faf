"""A release made quick to read: rows by any of their dimensions, indexed once and kept."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from xinxiao.entry.portal.reader import House
from xinxiao.entry.portal.tree import tree_of
from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.model.dataset import Dataflow
from xinxiao.model.programme import Area, Code, Programme
from xinxiao.model.release import Release

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

    def __init__(self, house: House, release: Release) -> None:
        sealed = house.loaded(release.id)
        if sealed.programme is None:
            raise ProgrammeFault(release.id)
        self.house = house
        self.release = release
        self.id = release.id
        self.programme: Programme = sealed.programme
        self.texts = sealed.texts
        self.tree = tree_of(sealed.index)
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
                data = self.house.dataset(flow, self.id)
                self._rows[flow] = Rows(data.dataflow, data.table)
            return self._rows[flow]

    def has(self, flow: str) -> bool:
        """Whether the release holds observations of a dataflow."""
        part = self.release.datasets.get(flow)
        return part is not None and part.rows > 0

    def find(self, flow: str, **where: str) -> list[Row]:
        """Rows of a dataflow; none when the release lacks it."""
        return self.rows(flow).find(**where) if self.has(flow) else []

    def one(self, flow: str, **where: str) -> Row | None:
        """The first such row, if any."""
        return next(iter(self.find(flow, **where)), None)

    @property
    def nation(self) -> str:
        """The code of the whole country in this programme."""
        return self.programme.file.nation

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Places by code."""
        return {area.id: area for area in self.programme.areas}

    @cached_property
    def places(self) -> dict[str, Area]:
        """The places that are compared with each other: provinces valid today, in code order."""
        return {area.id: area for area in self.programme.provinces}

    @cached_property
    def codes(self) -> dict[tuple[str, str], Code]:
        """Codes of the programme's lists, by list and id."""
        return {(name, c.id): c for name, listed in self.programme.codelists.items() for c in listed.codes}

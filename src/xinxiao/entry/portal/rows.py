"""The observations of one dataflow, quick to find by any of their dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinxiao.model.cache import Cache
from xinxiao.model.columns import coded, values_of

Row = Mapping[str, Any]
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
INDEXES = 24_000_000
"""Bytes of indexes that a table keeps; one is made for each set of columns asked by."""


@dataclass(frozen=True)
class _Coded:
    """A text column as numbers: ``codes`` count into ``words``, the absent value last."""

    words: list[str | None]
    codes: Codes
    known: Mapping[str | None, int]


@dataclass(frozen=True)
class _Index:
    """Places of rows, ordered by what their columns hold together."""

    order: Places
    keys: Places
    columns: tuple[_Coded, ...]

    def places(self, wanted: tuple[str, ...]) -> Places:
        """Places of the rows that hold these values, in the order of the table."""
        key = 0
        for column, value in zip(self.columns, wanted, strict=True):
            code = column.known.get(value)
            if code is None:
                return self.order[:0]
            key = key * len(column.words) + code
        return self.order[np.searchsorted(self.keys, key) : np.searchsorted(self.keys, key, "right")]


class Rows:
    """The observations of a table. ``find`` answers from an index made when first asked that way."""

    def __init__(self, table: pa.Table) -> None:
        self.size = int(table.num_rows)
        self._coded = {n: _coded(table.column(n)) for n in table.column_names if _is_text(table, n)}
        self._names = tuple(table.column_names)
        self._lines = list(zip(*(self._column(table, n) for n in self._names), strict=True))
        self._indexes: Cache[tuple[str, ...], _Index] = Cache(INDEXES, _size)

    def find(self, **where: str) -> list[Row]:
        """All rows whose columns have these values, in the order of the table."""
        return [self.row(place) for place in self._places(where)]

    def one(self, **where: str) -> Row | None:
        """The first such row, if any."""
        places = self._places(where)
        return self.row(int(places[0])) if len(places) else None

    def stretch(self, first: int, count: int, **where: str) -> tuple[list[Row], int]:
        """At most ``count`` such rows after the ``first`` ones, and how many there are in all."""
        places = self._places(where)
        return [self.row(place) for place in places[first : first + count]], len(places)

    def grouped(
        self, by: tuple[str, ...], first: int, count: int, within: Mapping[str, Sequence[str]], **where: str
    ) -> tuple[list[list[Row]], int]:
        """Such rows, those together that hold the same in all columns of ``by``: at most ``count`` groups after the ``first``
        ones, in the order in which the table has them, and how many groups there are in all. Of columns named in ``within``
        only rows with one of these values count."""
        places = np.asarray(self._places(where), np.int64)
        for name, values in within.items():
            known = [self._coded[name].known[value] for value in values if value in self._coded[name].known]
            places = places[np.isin(self._coded[name].codes[places], known)]
        keys = np.zeros(len(places), np.int64)
        for name in by:
            column = self._coded[name]
            keys = keys * len(column.words) + column.codes[places]
        _, begins, groups = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(begins, kind="stable")[first : first + count]
        found = {int(group): list[Row]() for group in order}
        for at in np.flatnonzero(np.isin(groups, order)).tolist():
            found[int(groups[at])].append(self.row(int(places[at])))
        return list(found.values()), len(begins)

    def row(self, place: int) -> Row:
        """The row at a place."""
        return dict(zip(self._names, self._lines[place], strict=True))

    def distinct(self, name: str, **where: str) -> list[str]:
        """Sorted values of one column."""
        column = self._coded[name]
        if not where:
            return sorted(word for word in column.words if word is not None)
        found = (column.words[code] for code in set(column.codes[self._places(where)].tolist()))
        return sorted(word for word in found if word is not None)

    def _places(self, where: Mapping[str, str]) -> Any:
        if not where:
            return range(self.size)
        names = tuple(sorted(where))
        index = self._indexes.get(names, lambda: self._index(names))
        return index.places(tuple(where[name] for name in names)).tolist()

    def _index(self, names: tuple[str, ...]) -> _Index:
        columns = tuple(self._coded[name] for name in names)
        keys = np.zeros(self.size, np.int64)
        for column in columns:
            keys = keys * len(column.words) + column.codes
        order = np.argsort(keys, kind="stable")
        return _Index(order, keys[order], columns)

    def _column(self, table: pa.Table, name: str) -> list[Any]:
        column = self._coded.get(name)
        if column is not None:
            return list(np.array(column.words, object)[column.codes])
        # exact decimals too: pages calculate and draw with binary numbers
        return values_of(table.column(name).cast(pa.float64()))


def _size(names: tuple[str, ...], index: _Index) -> int:
    return int(index.order.nbytes + index.keys.nbytes) + sum(map(len, names))


def _is_text(table: pa.Table, name: str) -> bool:
    return bool(pa.types.is_string(table.schema.field(name).type))


def _coded(column: pa.ChunkedArray) -> _Coded:
    words, codes = coded(column)
    return _Coded(words, codes, {word: code for code, word in enumerate(words)})

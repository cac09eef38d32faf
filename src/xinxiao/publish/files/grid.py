"""Observations by line and period: whole columns are put in their places at once, no row by itself.

A line is what is the same in the columns that tell series apart, and one measure. Texts are kept as codes of dictionaries while
everything is in memory, and laid out a block of lines at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model import doubt
from xinxiao.model.doubt import DOUBT
from xinxiao.model.extract import Extract
from xinxiao.model.period import days_of
from xinxiao.model.structure import OBS_VALUE
from xinxiao.publish.sdmx.cells import texts

MEASURES = (OBS_VALUE, "LOWER", "UPPER")
BLOCK = 1 << 18
"""Cells that are laid out at once."""
_CASE = ("OBS_STATUS", "GRADE", DOUBT)
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Some lines in their order, ``first`` the place of the first; of each period the numbers as text, and the places of the
    doubts among :attr:`Grid.doubts`."""

    first: int
    lines: int
    numbers: Sequence[pa.Array]
    doubts: Sequence[pa.Array]


@dataclass(frozen=True)
class Grid:
    """Observations by line and period.

    ``keys`` has a column of codes for each that tells series apart, a row for each line; ``measures`` are places in
    :data:`MEASURES`, ``sources`` the codes of each line's sources, sorted. ``doubts`` are the doubts that occur, each as the codes
    that are said together; ``doubted`` are the places of the periods that have any.
    """

    keys: pa.Table
    measures: Places
    sources: pa.ListArray
    periods: tuple[str, ...]
    doubts: tuple[tuple[str, ...], ...]
    doubted: frozenset[int]
    _line: Places
    _period: Places
    _number: pa.Array
    _doubt: Places

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.measures)

    def blocks(self) -> Iterator[Block]:
        """All lines, a block of about :data:`BLOCK` cells at a time."""
        size = max(BLOCK // max(len(self.periods), 1), 1)
        for first in range(0, self.lines, size):
            yield self._block(first, min(first + size, self.lines))

    def _block(self, first: int, end: int) -> Block:
        begin, stop = np.searchsorted(self._line, (first, end))
        place = np.full((len(self.periods), end - first), -1, np.int64)
        place[self._period[begin:stop], self._line[begin:stop] - first] = np.arange(stop - begin)
        number = self._number.slice(begin, stop - begin)
        said = pa.array(self._doubt[begin:stop], mask=self._doubt[begin:stop] < 0)
        taken = [pa.array(row, mask=row < 0) for row in place]
        return Block(first, end - first, [number.take(t) for t in taken], [said.take(t) for t in taken])


def grid(extract: Extract, series: Sequence[str], time: str, source: str = "") -> Grid:
    """The observations of an extract, lines in the order in which their series come first, periods earliest first."""
    measures = [name for name in MEASURES if name in extract.dataflow.columns]
    coded = [*series, time, *(n for n in (*_CASE, source) if n in extract.dataflow.columns)]
    table = _read(extract, list(dict.fromkeys(coded)), measures)
    place = _together([_codes(table, name) for name in series], table.num_rows)
    _, begins, place = np.unique(place, return_index=True, return_inverse=True)
    there = [np.ones(table.num_rows, np.bool_)] + [_valid(table, name) for name in measures[1:]]
    rows = np.concatenate([np.flatnonzero(held) for held in there])
    kinds = np.repeat(np.arange(len(measures)), [int(held.sum()) for held in there])
    order, periods = _in_order(table, time)
    line = begins[place][rows] * len(MEASURES) + kinds
    sorted_ = np.lexsort((order[rows], line))
    rows, kinds, line = rows[sorted_], kinds[sorted_], line[sorted_]
    _, starts, line = np.unique(line, return_index=True, return_inverse=True)
    said, doubts = _doubts(table, measures)
    numbers = pa.chunked_array([table.column(name).combine_chunks() for name in measures], pa.string())
    marked = np.unique(order[rows][said[rows] >= 0])
    return Grid(
        keys=table.select(list(series)).take(pa.array(rows[starts])),
        measures=kinds[starts],
        sources=_sources(table, source, line, rows, len(starts)),
        periods=periods,
        doubts=doubts,
        doubted=frozenset(marked.tolist()),
        _line=line,
        _period=order[rows],
        _number=numbers.take(pa.array(kinds * table.num_rows + rows)).combine_chunks(),
        _doubt=said[rows],
    )


def _read(extract: Extract, coded: Sequence[str], measures: Sequence[str]) -> pa.Table:
    """The columns that are needed: texts as codes of one dictionary each, numbers as texts."""
    kind = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([*((name, kind) for name in coded), *((name, pa.string()) for name in measures)])
    batches = [
        pa.RecordBatch.from_arrays(
            [
                *(texts(batch, name).dictionary_encode() for name in coded),
                *(texts(batch, name) for name in measures),
            ],
            schema=schema,
        )
        for batch in extract.batches()
    ]
    return pa.Table.from_batches(batches, schema).unify_dictionaries().combine_chunks()


def _codes(table: pa.Table, name: str) -> Places:
    """Codes of the texts of a column from 1; 0 where there is none."""
    column = _whole(table, name)
    found: Places = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    return found


def _whole(table: pa.Table, name: str) -> pa.DictionaryArray:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _together(columns: Sequence[Places], rows: int) -> Places:
    """A number for each row, the same for rows that are alike in all columns."""
    place = np.zeros(rows, np.int64)
    for codes in columns:
        place = place * (int(codes.max(initial=0)) + 1) + codes
        _, place = np.unique(place, return_inverse=True)
    return place


def _valid(table: pa.Table, name: str) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = table.column(name).is_valid().to_numpy()
    return found


def _in_order(table: pa.Table, time: str) -> tuple[Places, tuple[str, ...]]:
    """The place of each row's period, and the periods: earliest first, of one beginning the longer first."""
    words = _whole(table, time).dictionary.to_pylist()
    periods = sorted(words, key=_begins)
    known = {period: i for i, period in enumerate(periods)}
    place = np.array([known[word] for word in words], np.int64)
    return place[_codes(table, time) - 1], tuple(periods)


def _begins(period: str) -> tuple[int, int, str]:
    days = days_of(period)
    return (days[0].toordinal(), -days[1].toordinal(), period) if days else (0, 0, period)


def _doubts(table: pa.Table, measures: Sequence[str]) -> tuple[Places, tuple[tuple[str, ...], ...]]:
    """For each row the place of what is said of it, -1 for nothing; and what is said."""
    none = np.full(table.num_rows, np.nan)
    numbers = [
        table.column(name).cast(pa.float64()).to_numpy() if name in measures else none for name in MEASURES
    ]
    value, lower, upper = (~np.isnan(column) for column in numbers)
    flags = doubt.are_wide(*numbers) * 4 + (value | lower | upper) * 2 + value
    held = [name for name in _CASE if name in table.column_names]
    place = _together([*(_codes(table, name) for name in held), flags.astype(np.int64)], table.num_rows)
    _, begins, place = np.unique(place, return_index=True, return_inverse=True)
    cases = table.select(held).take(pa.array(begins)).to_pylist() if held else [{}] * len(begins)
    said = [_said(case, int(flag)) for case, flag in zip(cases, flags[begins], strict=True)]
    known = tuple(dict.fromkeys(one for one in said if one))
    places = np.array([known.index(one) if one else -1 for one in said], np.int64)
    return places[place], known


def _said(case: dict[str, Any], flag: int) -> tuple[str, ...]:
    """What is said of rows alike; of one without any number just why there is none, where its status says so."""
    status = case.get("OBS_STATUS")
    if not flag & 2:
        return doubt.of_parts(status, None)
    own = None if not flag & 1 and status in doubt.MISSING else status
    return doubt.of_case(own, case.get("GRADE"), case.get(DOUBT), bool(flag & 4))


def _sources(table: pa.Table, source: str, line: Places, rows: Places, lines: int) -> pa.ListArray:
    """The different sources of each line, sorted by code; none for a dataflow that has no column of them."""
    if source not in table.column_names:
        return pa.array([[]] * lines, pa.list_(pa.string()))
    words = sorted(_whole(table, source).dictionary.to_pylist())
    known = {word: i for i, word in enumerate(words)}
    rank = np.array([-1, *(known[word] for word in _whole(table, source).dictionary.to_pylist())], np.int64)
    codes = rank[_codes(table, source)][rows]
    pairs = np.unique(line[codes >= 0] * max(len(words), 1) + codes[codes >= 0])
    of, which = np.divmod(pairs, max(len(words), 1))
    ends = np.searchsorted(of, np.arange(lines + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(words, pa.string()).take(pa.array(which)))

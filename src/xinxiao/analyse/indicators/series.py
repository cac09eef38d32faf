"""Series of many areas and years as arrays, each cell with the row it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import doubles
from xinxiao.model.grade import GRADES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STATUSES = ("A", "P", "E")
"""Observation statuses a formula can carry, from firm to least firm."""
BROKEN = "B"


@dataclass(frozen=True)
class Merger:
    """An area that holds others from the year after ``year`` (a place on the axis) on; ``parts`` are their places.

    ``whole`` says that each of them became this area alone, so that their sum is what it would have been.
    """

    area: int
    year: int
    parts: tuple[int, ...]
    whole: bool


@dataclass(frozen=True)
class Grid:
    """The axes every series shares: areas in code order, and consecutive years."""

    areas: tuple[str, ...]
    years: tuple[int, ...]
    provinces: Ints
    """Places on the area axis of all provinces valid in any of the years."""
    valid: Flags
    """Whether each area counts in each year (areas, years)."""
    mergers: tuple[Merger, ...] = ()
    """Areas that took in others between two neighbouring years."""

    @property
    def shape(self) -> tuple[int, int]:
        """(areas, years)."""
        return len(self.areas), len(self.years)

    @property
    def counted(self) -> Flags:
        """Which provinces add up to the nation in each year (provinces, years)."""
        return self.valid[self.provinces]


@dataclass(frozen=True)
class Series:
    """One series on a grid (A, Y), in base units; NaN is missing.

    ``row`` is the row of ``keys`` each cell comes from (-1: none), ``keys`` the observation keys of
    these rows and ``dataflows`` the dataflow of each; ``grade`` and ``status`` are places in ``GRADES`` and ``STATUSES``; ``broken`` marks years
    that cannot be compared with the year before. Areas of an ``additive`` one add up.
    """

    values: Floats
    row: Ints
    grade: Ints
    status: Ints
    broken: Flags
    dataflows: pa.Array
    keys: pa.Array
    scope: str
    additive: bool = False


def places(column: pa.ChunkedArray, axis: Sequence[str]) -> Ints:
    """Place of each cell of a text column on an axis, -1 where it is not on it."""
    index = pc.index_in(column.cast(pa.string()), value_set=pa.array(list(axis), pa.string()))
    return np.asarray(pc.fill_null(index, -1).to_numpy(), dtype=np.int64)


def split(table: pa.Table, names: Sequence[str]) -> dict[tuple[str, ...], Ints]:
    """Row numbers of a table by the values of some columns, in the order of those values."""
    if not table.num_rows:
        return {}
    joined = pc.binary_join_element_wise(*(table.column(name) for name in names), "\x1f").combine_chunks()
    encoded = joined.dictionary_encode()
    codes = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(encoded.dictionary) + 1))
    labels = encoded.dictionary.to_pylist()
    groups = {tuple(label.split("\x1f")): order[bounds[i] : bounds[i + 1]] for i, label in enumerate(labels)}
    return dict(sorted(groups.items()))


@dataclass(frozen=True)
class Rows:
    """The annual rows of a table, placed on a grid and converted to base units once for all series."""

    grid: Grid
    dataflows: pa.Array
    keys: pa.Array
    area: Ints
    year: Ints
    values: Floats
    grade: Ints
    status: Ints
    broken: Flags

    def series(self, rows: Ints, scope: str, breaks: Sequence[int] = ()) -> Series:
        """The series made of some of the rows; ``breaks`` are years not comparable with the year before."""
        rows = rows[(self.area[rows] >= 0) & (self.year[rows] >= 0)]
        at = (self.area[rows], self.year[rows])
        values = np.full(self.grid.shape, np.nan)
        source = np.full(self.grid.shape, -1, dtype=np.int64)
        grade, status = np.zeros(self.grid.shape, np.int64), np.zeros(self.grid.shape, np.int64)
        broken = np.zeros(self.grid.shape, dtype=bool)
        values[at], source[at] = self.values[rows], rows
        grade[at], status[at], broken[at] = self.grade[rows], self.status[rows], self.broken[rows]
        broken[:, np.isin(self.grid.years, list(breaks))] = True
        source[np.isnan(values)] = -1
        return Series(values, source, grade, status, broken, self.dataflows, self.keys, scope)


def rows_of(table: pa.Table, dataflow: str, keys: pa.Array, grid: Grid, factors: Mapping[str, float]) -> Rows:
    """Place a table with SDMX columns on a grid; ``factors`` is what one of each unit is in base units."""
    units = tuple(factors)
    unit = places(table.column("UNIT_MEASURE"), units)
    factor = np.append(np.array([factors[name] for name in units], dtype=np.float64), np.nan)[unit]
    raw = np.asarray(doubles(table.column("OBS_VALUE")).to_numpy(), dtype=np.float64)
    status = pc.fill_null(table.column("OBS_STATUS"), "A")
    annual = np.asarray(pc.equal(table.column("FREQ"), "A").to_numpy(), dtype=bool)
    year = places(table.column("TIME_PERIOD"), [str(year) for year in grid.years])
    firm = places(status, STATUSES)
    grade = places(pc.fill_null(table.column("GRADE"), GRADES[0]), GRADES)
    broken = np.asarray(pc.equal(status, BROKEN).to_numpy(), dtype=bool)
    return Rows(
        grid=grid,
        dataflows=pa.repeat(pa.scalar(dataflow, pa.string()), len(keys)),
        keys=keys,
        area=places(table.column("REF_AREA"), grid.areas),
        year=np.where(annual, year, -1),
        values=raw * factor,
        grade=np.where(grade < 0, len(GRADES) - 1, grade),
        status=np.where(broken, 0, np.where(firm < 0, len(STATUSES) - 1, firm)),
        broken=broken,
    )

"""Input-output tables as nouns: published cells by table, and the concordance of their sectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from xinxiao.model.columns import coded
from xinxiao.model.dataset import Dataset, doubles
from xinxiao.model.structure import Dataflow

Array = np.ndarray[Any, np.dtype[np.float64]]
Where = np.ndarray[Any, np.dtype[np.bool_]]
Whole = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True)
class IoTable:
    """One table: an area, a year and a level of detail, with values in the tables' unit.

    ``rows`` and ``cols`` give the places of codes; ``values`` (origins, rows, cols) hold the cells, and ``held`` where
    there is one: where there is none the value is zero, for zeros are not stored. Origins are one for competitive
    tables; domestic and imported for non-competitive ones.
    """

    flow: Dataflow
    area: str
    year: int
    level: int
    origins: Mapping[str, int]
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    values: Array
    held: Where

    @classmethod
    def of(
        cls, flow: Dataflow, place: tuple[str, int, int], cells: Mapping[tuple[str, str, str], float]
    ) -> IoTable:
        """A table of cells by (ORIGIN, ROW, COL); ``place`` is area, year and level."""
        codes = [list(axis) for axis in zip(*cells, strict=True)] or [[], [], []]
        names = [sorted(set(axis)) for axis in codes]
        axes = [
            (own, np.array([own.index(c) for c in axis], np.intp))
            for own, axis in zip(names, codes, strict=True)
        ]
        return cls.placed(flow, place, axes, np.array([*cells.values()], np.float64))

    @classmethod
    def placed(
        cls, flow: Dataflow, place: tuple[str, int, int], axes: Sequence[Axis], values: Array
    ) -> IoTable:
        """A table of cells (n,) whose codes of ORIGIN, ROW and COL are given as ``axes``."""
        names, at = zip(*axes, strict=True)
        full, held = np.zeros([len(own) for own in names]), np.zeros([len(own) for own in names], bool)
        full[at], held[at] = values, True
        origins, rows, columns = ({code: i for i, code in enumerate(own)} for own in names)
        return cls(flow, *place, origins, rows, columns, full, held)

    def has(self, row: str, col: str, origin: str) -> bool:
        """Whether there is such a cell."""
        at = self.origins.get(origin), self.rows.get(row), self.columns.get(col)
        return None not in at and bool(self.held[at])

    def value(self, row: str, col: str, origin: str) -> float:
        """One cell; an absent cell is zero."""
        at = self.origins.get(origin), self.rows.get(row), self.columns.get(col)
        return 0.0 if None in at else float(self.values[at])

    def block(self, rows: Sequence[str], cols: Sequence[str], origin: str) -> Array:
        """Cells (rows, cols) of one origin; absent ones, and those of codes that the table does not have, are zero."""
        found = np.zeros((len(rows), len(cols)))
        at = self.origins.get(origin)
        if at is None:
            return found
        down, across = (
            [(i, axis[code]) for i, code in enumerate(codes) if code in axis]
            for axis, codes in ((self.rows, rows), (self.columns, cols))
        )
        if down and across:
            to, own = (np.ix_(*([pair[k] for pair in pairs] for pairs in (down, across))) for k in (0, 1))
            found[to] = self.values[at][own]
        return found

    def total(self, rows: Iterable[str], cols: Iterable[str], origin: str) -> float:
        """Sum of cells over rows and columns."""
        return float(np.add.reduce(self.block(tuple(rows), tuple(cols), origin), axis=None))

    def key(self, row: str = "", col: str = "", origin: str = "") -> str:
        """The key of a cell; empty places stand for all."""
        where = {"REF_AREA": self.area, "TIME_PERIOD": str(self.year), "LEVEL": str(self.level)}
        return self.flow.key({**where, "ORIGIN": origin, "ROW": row, "COL": col})


Axis = tuple[Sequence[str], Whole]
"""The codes of an axis in their order, and the place of each cell on it."""


def _axis_of(words: Sequence[str | None], codes: np.ndarray[Any, np.dtype[np.int32]]) -> Axis:
    used = np.flatnonzero(np.bincount(codes, minlength=len(words)))
    place = np.zeros(len(words), np.intp)
    place[used] = np.arange(len(used))
    return [str(words[i]) for i in used.tolist()], place[codes]


@dataclass(frozen=True)
class IoTables:
    """All tables at hand and the dataflow of their cells; ``by_place`` is in the order of (REF_AREA, year, LEVEL)."""

    flow: Dataflow
    by_place: Mapping[tuple[str, int, int], IoTable]

    def of(self, area: str, year: int | None = None) -> tuple[IoTable, ...]:
        """Tables of one area (and year), by year and level."""
        return tuple(t for (a, y, _), t in self.by_place.items() if a == area and year in (None, y))


def tables(io: Dataset) -> IoTables:
    """The tables that a dataset of cells holds."""
    words, codes = zip(*(coded(io.table.column(name)) for name in (*_PLACE, *_CELL)), strict=True)
    values = doubles(io.table.column("OBS_VALUE")).to_numpy()
    areas, years, levels = codes[:3]
    sizes = [len(names) for names in words[:3]]
    whole = np.ravel_multi_index((areas, years, levels), sizes)
    order = np.argsort(whole, kind="stable")
    starts = np.flatnonzero(np.diff(whole[order], prepend=-1)).tolist()
    made = {}
    for start, end in pairwise([*starts, len(order)]):
        own = order[start:end]
        area, year, level = (
            str(names[held[own[0]]]) for names, held in zip(words[:3], codes[:3], strict=True)
        )
        cells = [_axis_of(names, held[own]) for names, held in zip(words[3:], codes[3:], strict=True)]
        place = (area, int(year), int(level))
        made[place] = IoTable.placed(io.dataflow, place, cells, values[own])
    return IoTables(io.dataflow, dict(sorted(made.items())))


_PLACE = ("REF_AREA", "TIME_PERIOD", "LEVEL")
_CELL = ("ORIGIN", "ROW", "COL")


@dataclass(frozen=True)
class Sector:
    """One sector of a table's own list and the harmonised sector it belongs to; ``marks`` by column."""

    code: str
    harmonised: str
    marks: dict[str, str]


def concordances(sectors: pa.Table, harmonised: str) -> dict[tuple[int, int], tuple[Sector, ...]]:
    """Sectors in code order, by the level and year of the tables that follow their list.

    ``sectors`` has the columns LEVEL, TIME_PERIOD, CODE, the one with the ``harmonised`` sector, and any number of
    marking columns.
    """
    found: dict[tuple[int, int], list[Sector]] = {}
    for row in sectors.to_pylist():
        marks = {name: str(value) for name, value in row.items() if value}
        place = (int(row["LEVEL"]), int(row["TIME_PERIOD"]))
        found.setdefault(place, []).append(Sector(str(row["CODE"]), str(row[harmonised]), marks))
    return {place: tuple(sorted(rows, key=lambda s: s.code)) for place, rows in sorted(found.items())}

"""Input-output tables as nouns: the cells of IC_IO by table, and the concordance of their sectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from xinxiao.model.dataflows import IC_IO
from xinxiao.model.dataset import Dataset, key_of


@dataclass(frozen=True)
class IoTable:
    """One table: an area, a year and a level of detail; ``cells`` by (ORIGIN, ROW, COL), in 10 000 yuan."""

    area: str
    year: int
    level: int
    cells: dict[tuple[str, str, str], float]

    @cached_property
    def columns(self) -> frozenset[str]:
        """Codes of all columns that hold a cell."""
        return frozenset(col for _, _, col in self.cells)

    @cached_property
    def origins(self) -> frozenset[str]:
        """Codes of ORIGIN: T for competitive tables; D and M for non-competitive ones."""
        return frozenset(origin for origin, _, _ in self.cells)

    def value(self, row: str, col: str, origin: str = "T") -> float:
        """One cell in 10 000 yuan; an absent cell is zero (zeros are not stored)."""
        return self.cells.get((origin, row, col), 0.0)

    def total(self, rows: Iterable[str], cols: Iterable[str], origin: str = "T") -> float:
        """Sum of cells over rows and columns, in 10 000 yuan."""
        wanted = tuple(cols)
        return sum(self.value(row, col, origin) for row in rows for col in wanted)

    def key(self, row: str = "", col: str = "", origin: str = "") -> str:
        """The IC_IO key of a cell; empty places stand for all."""
        where = {"REF_AREA": self.area, "TIME_PERIOD": str(self.year), "LEVEL": str(self.level)}
        return key_of(IC_IO, {**where, "ORIGIN": origin, "ROW": row, "COL": col})


def tables(io: Dataset) -> dict[tuple[str, int, int], IoTable]:
    """All tables of an IC_IO dataset, by (REF_AREA, year, LEVEL), in that order."""
    names = ("REF_AREA", "TIME_PERIOD", "LEVEL", "ORIGIN", "ROW", "COL", "OBS_VALUE")
    found: dict[tuple[str, str, str], dict[tuple[str, str, str], float]] = {}
    for area, year, level, origin, row, col, value in zip(
        *(io.table.column(name).to_pylist() for name in names), strict=True
    ):
        found.setdefault((area, year, level), {})[(origin, row, col)] = value
    result = {
        (area, int(year), int(level)): IoTable(area, int(year), int(level), cells)
        for (area, year, level), cells in found.items()
    }
    return dict(sorted(result.items()))


@dataclass(frozen=True)
class Sector:
    """One sector of a table's own list and the harmonised sector it belongs to; ``marks`` by column."""

    code: str
    harmonised: str
    marks: dict[str, str]


def concordance(sectors: pa.Table, level: int, year: int) -> tuple[Sector, ...]:
    """Sectors of the list that tables of ``level`` and ``year`` follow, in code order.

    ``sectors`` has the columns LEVEL, TIME_PERIOD, CODE, SECTOR42 and any number of marking columns.
    """
    rows = [
        Sector(str(row["CODE"]), str(row["SECTOR42"]), {k: str(v) for k, v in row.items() if v})
        for row in sectors.to_pylist()
        if int(row["LEVEL"]) == level and int(row["TIME_PERIOD"]) == year
    ]
    return tuple(sorted(rows, key=lambda sector: sector.code))

"""Input-output tables as nouns: published cells by table, and the concordance of their sectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pyarrow as pa

from xinxiao.model.dataset import Dataset, doubles
from xinxiao.model.structure import Dataflow


@dataclass(frozen=True)
class IoTable:
    """One table: an area, a year and a level of detail; ``cells`` by (ORIGIN, ROW, COL), in the tables' unit."""

    flow: Dataflow
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
        """Codes of ORIGIN: one for competitive tables; domestic and imported for non-competitive ones."""
        return frozenset(origin for origin, _, _ in self.cells)

    def value(self, row: str, col: str, origin: str) -> float:
        """One cell; an absent cell is zero (zeros are not stored)."""
        return self.cells.get((origin, row, col), 0.0)

    def total(self, rows: Iterable[str], cols: Iterable[str], origin: str) -> float:
        """Sum of cells over rows and columns."""
        wanted = tuple(cols)
        return sum(self.value(row, col, origin) for row in rows for col in wanted)

    def key(self, row: str = "", col: str = "", origin: str = "") -> str:
        """The key of a cell; empty places stand for all."""
        where = {"REF_AREA": self.area, "TIME_PERIOD": str(self.year), "LEVEL": str(self.level)}
        return self.flow.key({**where, "ORIGIN": origin, "ROW": row, "COL": col})


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
    where = [_words(io.table.column(name)) for name in ("REF_AREA", "TIME_PERIOD", "LEVEL")]
    whose = [_words(io.table.column(name)) for name in ("ORIGIN", "ROW", "COL")]
    values = doubles(io.table.column("OBS_VALUE")).to_numpy().tolist()
    places = list(zip(*where, strict=True))
    starts = [i for i, place in enumerate(places) if i == 0 or place != places[i - 1]]
    cells: dict[tuple[str, str, str], dict[tuple[str, str, str], float]] = {}
    for start, end in pairwise([*starts, len(places)]):
        own = zip(*(words[start:end] for words in whose), strict=True)
        cells.setdefault(places[start], {}).update(zip(own, values[start:end], strict=True))
    made = {
        (area, int(year), int(level)): IoTable(io.dataflow, area, int(year), int(level), own)
        for (area, year, level), own in cells.items()
    }
    return IoTables(io.dataflow, dict(sorted(made.items())))


def _words(column: pa.ChunkedArray) -> list[str]:
    """The codes of a column, each code one object however often it stands there."""
    coded = column.combine_chunks().dictionary_encode()
    words = coded.dictionary.to_pylist()
    return [words[i] for i in coded.indices.to_numpy().tolist()]


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

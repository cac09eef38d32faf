"""Annual figures as arrays of areas by years, each cell with its row: what continuity is checked on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.vintage import latest
from xinxiao.programme.loaded import Loaded

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """One series: ``values`` and ``row`` (row of the table it was taken from, -1 where missing) are (A, Y)."""

    indicator: str
    scope: str
    areas: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    row: Ints

    def of(self, area: str) -> Floats | None:
        """The years of one area, or None when it has none."""
        return self.values[self.areas.index(area)] if area in self.areas else None


@dataclass(frozen=True)
class Panels:
    """All annual series of the last vintage, and the table their rows are in."""

    table: pa.Table
    panels: tuple[Panel, ...]

    def place(self, row: int) -> tuple[str, int]:
        """File and line of a row."""
        return self.table.column("FILE")[row].as_py(), self.table.column("LINE")[row].as_py()

    def cell(self, row: int, column: str) -> str:
        """A text cell of a row; empty for none."""
        return str(self.table.column(column)[row].as_py() or "")


def panels_of(loaded: Loaded) -> Panels:
    """The annual figures of every indicator and scope, last vintage of each; sorted by indicator and scope."""
    table = latest(replace(loaded.figures, table=_annual(loaded))).combine_chunks()
    return Panels(table, tuple(_panels(table)))


def earlier_of(loaded: Loaded) -> Panels:
    """The same of the first vintage of each figure, to be compared with the last."""
    table = _annual(loaded).sort_by([("VINTAGE", "descending")])  # of several, the last one written stays
    return Panels(table, tuple(_panels(table)))


def _annual(loaded: Loaded) -> pa.Table:
    annual = loaded.rows.filter(pc.equal(loaded.rows.column("FREQ"), "A"))
    return annual.filter(pc.match_substring_regex(annual.column("TIME_PERIOD"), r"^[0-9]{4}$"))


def _panels(table: pa.Table) -> list[Panel]:
    if not table.num_rows:
        return []
    names = [
        f"{i}\x1f{s}"
        for i, s in zip(*(table.column(c).to_pylist() for c in ("INDICATOR", "SCOPE")), strict=True)
    ]
    series, which = np.unique(np.array(names), return_inverse=True)
    area_codes, area = np.unique(np.array(table.column("REF_AREA").to_pylist()), return_inverse=True)
    year = np.array([int(period) for period in table.column("TIME_PERIOD").to_pylist()], dtype=np.int64)
    values = np.asarray(table.column("OBS_VALUE").to_numpy(), dtype=np.float64)
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(series) + 1))
    found = []
    for k, name in enumerate(series.tolist()):
        own = order[bounds[k] : bounds[k + 1]]
        indicator, scope = name.split("\x1f")
        areas, at = np.unique(area[own], return_inverse=True)
        first, last = int(year[own].min()), int(year[own].max())
        if last - first > 500:
            continue
        shape = (len(areas), last - first + 1)
        panel, row = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
        panel[at, year[own] - first], row[at, year[own] - first] = values[own], own
        codes = tuple(str(area_codes[a]) for a in areas)
        found.append(Panel(indicator, scope, codes, tuple(range(first, last + 1)), panel, row))
    return found

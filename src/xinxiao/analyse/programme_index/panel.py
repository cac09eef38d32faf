"""The panel of an index, from numbers of indicators: which scope of each, which areas in which years.

The one owner of that choice: a release's index reads the rows of the indicators, whoever tries other figures the arrays
they are made of (:mod:`xinxiao.analyse.effects`); both come here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.series import Flags, Floats, Grid, places, split
from xinxiao.analyse.indicators.shelf import Shelf, unit_factor
from xinxiao.errors import ProgrammeFault, told
from xinxiao.index import IndexSpec, Panel
from xinxiao.index.spec.framework import Indicator
from xinxiao.model.codes import fault
from xinxiao.model.dataset import doubles
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.scope import NOT_APPLICABLE, meant


@dataclass(frozen=True)
class Numbers:
    """Annual numbers of indicators by scope, in the declared units, as arrays (A, Y) on one grid; NaN is none."""

    grid: Grid
    held: Mapping[str, Mapping[str, Floats]]

    def scopes(self, spec: IndexSpec) -> dict[str, str | None]:
        """The scope each indicator of an index is read in; None where there is none, or no telling which is meant."""
        leaves = spec.framework.indicators
        return {leaf.code: meant(leaf.scope or None, None, self.held.get(leaf.code, ())) for leaf in leaves}


def of_rows(table: pa.Table, grid: Grid) -> Numbers:
    """The numbers of annual rows with SDMX columns; those of other areas and years are left out."""
    area = places(table.column("REF_AREA"), grid.areas)
    year = places(table.column("TIME_PERIOD"), [str(year) for year in grid.years])
    values = np.asarray(doubles(table.column("OBS_VALUE")).to_numpy(), dtype=np.float64)
    held: dict[str, dict[str, Floats]] = {}
    for (name, scope), rows in split(table, ("INDICATOR", "SCOPE")).items():
        own = np.full(grid.shape, np.nan)
        inside = rows[(area[rows] >= 0) & (year[rows] >= 0)]
        own[area[inside], year[inside]] = values[inside]
        held.setdefault(name, {})[scope] = own
    return Numbers(grid, held)


def of_shelf(shelf: Shelf, names: Sequence[str], window: Flags) -> Numbers:
    """The numbers of some indicators on a shelf in the years (Y,) of ``window``, as rows of them would say: of one with a
    formula what was made by it, of others their figures."""
    held: dict[str, dict[str, Floats]] = {}
    for name in names:
        item = shelf.programme.indicators[name]
        factor = unit_factor(shelf.programme, item)
        series = [shelf.made[name]] if name in shelf.made else []
        if item.formula is None:
            series = list(shelf.figures.get(name, {}).values())
        own = {one.scope: np.where(window, one.values, np.nan) / factor for one in series}
        held[name] = {scope: values for scope, values in own.items() if np.isfinite(values).any()}
    return Numbers(shelf.grid, held)


def panel_of(
    programme: Programme, spec: IndexSpec, numbers: Numbers, cycle: CycleSpec, folder: str = "index"
) -> Panel:
    """The panel (years, provinces, indicators) of an index: the provinces valid in each year of the cycle's index.

    Axes are sorted by code; a province or year without any number is left out. Raises :class:`ProgrammeFault` with
    findings, naming files of ``folder``, when an indicator of the tree has no number at all.
    """
    grid, scopes = numbers.grid, numbers.scopes(spec)
    compared = np.zeros(grid.shape, dtype=bool)
    compared[grid.provinces] = grid.counted & np.isin(grid.years, cycle.index_years)
    none = np.full(grid.shape, np.nan)
    read = [(code, numbers.held[code][scope] if scope else none) for code, scope in scopes.items()]
    values = np.stack([np.where(compared, own, np.nan) for _, own in read], axis=-1)
    there = np.isfinite(values)
    missing = [leaf for k, leaf in enumerate(spec.framework.indicators) if not there[..., k].any()]
    if missing:
        raise _no_data(missing, numbers, cycle, folder)
    areas, years = (np.flatnonzero(there.any(axis=axes)) for axes in ((1, 2), (0, 2)))
    units = tuple(grid.areas[at] for at in areas)
    times = tuple(str(grid.years[at]) for at in years)
    cells = values[np.ix_(areas, years)].transpose(1, 0, 2)
    return Panel(np.ascontiguousarray(cells), units, tuple(scopes), times)


def _no_data(missing: Sequence[Indicator], numbers: Numbers, cycle: CycleSpec, folder: str) -> ProgrammeFault:
    """Say of each indicator why it has no number: in which scopes there are some, or that there are none at all."""
    file = f"{folder}/framework.csv"
    years = f"{cycle.index_years[0]}-{cycle.index_years[-1]}" if cycle.index_years else "-"
    findings = tuple(
        fault(
            file,
            0,
            "INDEX_NO_DATA",
            indicator=leaf.code,
            scope=leaf.scope or NOT_APPLICABLE,
            scopes=", ".join(sorted(numbers.held.get(leaf.code, ()))) or "-",
            cycle=cycle.id,
            years=years,
        )
        for leaf in missing
    )
    return ProgrammeFault(
        f"{len(findings)} errors", told("programme_errors", count=len(findings)), findings=findings
    )

"""The verb: figures and account, as known on a day, to the dataset of indicators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.indicators.evaluate import evaluate, inputs, worst
from xinxiao.analyse.indicators.nation import METHOD, summed
from xinxiao.analyse.indicators.series import STATUSES, Floats, Grid, Ints, Series, places
from xinxiao.analyse.indicators.shelf import Shelf, shelf, unit_factor
from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataset import Dataset
from xinxiao.model.formula import Tree, accounts, names, order, parse
from xinxiao.model.grade import GRADES
from xinxiao.model.key import of_table
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Indicator, Programme
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.structure import Dataflow
from xinxiao.model.vintage import Vintage


@dataclass
class _Work:
    """The series at hand, the years wanted, and what has been made of them."""

    programme: Programme
    shelf: Shelf
    made: Observations
    first: int
    last: int

    @property
    def flow(self) -> Dataflow:
        """The dataflow of indicators."""
        return self.made.dataflow

    @property
    def window(self) -> np.ndarray:
        """Which years of the grid are wanted."""
        years = np.array(self.shelf.grid.years)
        return np.asarray((years >= self.first) & (years <= self.last))


def compile(
    programme: Programme,
    known: Vintage,
    account: Dataset | None = None,
    first: int | None = None,
    last: int | None = None,
) -> Dataset:
    """The indicators of ``first``..``last`` (default: all years), each as ``known`` on its day.

    An indicator without formula is its figure of the last vintage (METHOD FIGURE, any frequency). One with a
    formula is computed for each area and year in base units and converted to its declared unit (METHOD
    FORMULA): GRADE is the worst of its inputs, OBS_STATUS the least firm. Missing inputs give no row.
    National values come from national inputs: published ones, or for ``additive`` indicators without one the
    sum of all provinces, which is an observation of its own (METHOD SUM_OF_PROVINCES, OBS_STATUS E). A formula of a
    formula sees no year before ``first``.
    Raises :class:`ProgrammeFault` for circular formulas.
    """
    at_hand = shelf(programme, known.table, known.figures.dataflow, account, (first, last))
    first = first if first is not None else at_hand.known_years[0]
    last = last if last is not None else at_hand.known_years[1]
    work = _Work(programme, at_hand, Observations(programme.flow("indicators"), FREQ="A"), first, last)
    _take_figures(work, known)
    _sum_provinces(work)
    trees = {i.id: parse(i.formula) for i in programme.indicators.values() if i.formula is not None}
    ordered, circles = order({name: names(tree) for name, tree in trees.items()})
    if circles:
        raise ProgrammeFault(f"circular formulas: {' -> '.join(circles[0])}", hint="break the circle")
    for name in ordered:
        if name in trees:
            _compute(work, programme.indicators[name], trees[name])
    return work.made.dataset().with_step("indicators", as_of=known.day, first=first, last=last)


def _take_figures(work: _Work, known: Vintage) -> None:
    plain = [item.id for item in work.programme.indicators.values() if item.formula is None]
    rows = known.table.filter(places(known.table.column("INDICATOR"), plain) >= 0)
    year = np.asarray(pc.utf8_slice_codeunits(rows.column("TIME_PERIOD"), 0, 4).cast(pa.int32()).to_numpy())
    rows = rows.filter(pa.array((year >= work.first) & (year <= work.last)))
    count = rows.num_rows
    rows = rows.append_column("METHOD", pa.repeat(pa.scalar("FIGURE"), count))
    edges = {
        "KEY": of_table(rows, work.flow.dimensions),
        "ROLE": pa.repeat(pa.scalar("FIGURE"), count),
        "IN_DATAFLOW": pa.repeat(pa.scalar(known.figures.dataflow.id), count),
        "IN_KEY": rows.column("KEY"),
        "WEIGHT": pa.nulls(count, pa.float64()),
    }
    work.made.add_table(rows)
    work.made.link_table(pa.table(edges))


def _sum_provinces(work: _Work) -> None:
    """National rows of additive indicators for the years in which only the provinces are published."""
    nation, grid, window = work.programme.file.nation, work.shelf.grid, work.window
    held = [
        (name, scope, series) for name, own in work.shelf.figures.items() for scope, series in own.items()
    ]
    for name, scope, series in held:
        item = work.programme.indicators[name]
        if not item.additive or item.formula is not None or item.unit not in work.programme.units:
            continue
        seen = replace(series, values=np.where(window, series.values, np.nan))
        made = summed(name, seen, grid, nation, work.flow)
        if made is None:
            continue
        values = np.where(window, made.series.values, series.values)
        work.shelf.figures[name][scope] = replace(made.series, values=values)
        at = np.full(len(made.years), grid.areas.index(nation), dtype=np.int64)
        cells = (at, made.years)
        factor = unit_factor(work.programme, item)
        rows = _Rows(
            scope,
            cells,
            made.series.values[cells] / factor,
            made.series.grade[cells],
            made.series.status[cells],
        )
        work.made.add_table(_table(grid, item, rows, METHOD, f"nation({name})"))
        work.made.link_table(made.edges)


def _compute(work: _Work, item: Indicator, tree: Tree) -> None:
    found, grid = work.shelf.sources(tree, item.scope), work.shelf.grid
    if len(found) < len(names(tree)) + len(accounts(tree)):
        return
    scopes = {series.scope for series in found.values()} - {NOT_APPLICABLE}
    scope = item.scope or (min(scopes) if len(scopes) == 1 else NOT_APPLICABLE)
    values = evaluate(tree, found, grid)
    values = np.where(np.isfinite(values) & work.window[None, :], values, np.nan)
    at = np.nonzero(~np.isnan(values))
    cells = (np.asarray(at[0], dtype=np.int64), np.asarray(at[1], dtype=np.int64))
    grade, status = (worst(tree, found, grid, what) for what in ("grade", "status"))
    factor = unit_factor(work.programme, item)
    rows = _Rows(scope, cells, values[cells] / factor, grade[cells], status[cells])
    table = _table(grid, item, rows, "FORMULA", item.formula)
    own = of_table(table, work.flow.dimensions).combine_chunks()
    row = np.full(grid.shape, -1, dtype=np.int64)
    row[cells] = np.arange(len(cells[0]))
    breaks = np.zeros(grid.shape, dtype=bool)
    breaks[:, np.isin(grid.years, [b.year for b in item.breaks])] = True
    flows = pa.repeat(pa.scalar(work.flow.id, pa.string()), len(own))
    work.shelf.made[item.id] = Series(values, row, grade, status, breaks, flows, own, scope)
    work.made.add_table(table)
    for edges in inputs(tree, found, grid, cells, own):
        work.made.link_table(edges)


@dataclass(frozen=True)
class _Rows:
    """New observations: their scope, cells (area, year), values in the declared unit, grades and statuses."""

    scope: str
    cells: tuple[Ints, Ints]
    values: Floats
    grade: Ints
    status: Ints


def _table(grid: Grid, item: Indicator, rows: _Rows, method: str, formula: str | None) -> pa.Table:
    count = len(rows.values)
    same = {
        "FREQ": "A",
        "INDICATOR": item.id,
        "SCOPE": rows.scope,
        "UNIT_MEASURE": item.unit,
        "METHOD": method,
        "FORMULA": formula,
    }
    columns = {name: pa.repeat(pa.scalar(value, pa.string()), count) for name, value in same.items()}
    columns["REF_AREA"] = _labels(grid.areas, rows.cells[0])
    columns["TIME_PERIOD"] = _labels([str(year) for year in grid.years], rows.cells[1])
    columns["OBS_VALUE"] = pa.array(rows.values, pa.float64())
    columns["OBS_STATUS"], columns["GRADE"] = _labels(STATUSES, rows.status), _labels(GRADES, rows.grade)
    return pa.table(columns)


def _labels(axis: Iterable[str], at: Ints) -> pa.Array:
    return pa.array(list(axis), pa.string()).take(pa.array(at))

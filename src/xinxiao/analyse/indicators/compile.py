"""The verb: figures and account, as known on a day, to the dataset of indicators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.indicators.computation import complete, computed, formulas
from xinxiao.analyse.indicators.evaluate import inputs, seen, worst
from xinxiao.analyse.indicators.nation import METHOD
from xinxiao.analyse.indicators.series import STATUSES, Flags, Floats, Grid, Ints, places
from xinxiao.analyse.indicators.shelf import Shelf, shelf, unit_factor
from xinxiao.analyse.indicators.sums import Summed
from xinxiao.model.codes import fault
from xinxiao.model.dataset import Dataset, edges
from xinxiao.model.finding import Finding
from xinxiao.model.formula import Tree
from xinxiao.model.grade import GRADES
from xinxiao.model.key import of_table
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Indicator, Programme
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
    undefined: dict[str, Flags] = field(default_factory=dict)

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
    sum of all provinces valid in the year, which is an observation of its own (METHOD SUM_OF_PROVINCES, OBS_STATUS E).
    An area that did not exist yet has the sum of its predecessors (METHOD SUM_OF_PREDECESSORS, OBS_STATUS E), which no
    sum or rank counts. A formula of a formula sees no year before ``first``.
    A cell whose inputs are all there and whose formula has no value (a rate on a base at or below zero, a division by
    zero, a number too large) has no row either; :func:`findings` names it. Raises :class:`ProgrammeFault` for circular
    formulas.
    """
    work = _worked(programme, known, account, first, last)
    return work.made.dataset().with_step("indicators", as_of=known.day, first=work.first, last=work.last)


def findings(
    programme: Programme, known: Vintage, account: Dataset | None = None, file: str = "indicators.yaml"
) -> list[Finding]:
    """Formulas without a value though all they are made of is there: how many cells, and the first."""
    work = _worked(programme, known, account, None, None)
    grid, found = work.shelf.grid, []
    for name, cells in work.undefined.items():
        areas, years = np.nonzero(cells)
        area, year = grid.areas[int(areas[0])], grid.years[int(years[0])]
        formula = programme.indicators[name].formula
        said = {"indicator": name, "formula": formula, "area": area, "year": year, "count": len(areas)}
        found.append(fault(file, 0, "FORMULA_UNDEFINED", **said))
    return sorted(found)


def _worked(
    programme: Programme, known: Vintage, account: Dataset | None, first: int | None, last: int | None
) -> _Work:
    at_hand = shelf(programme, known.table, known.figures.dataflow, account, (first, last))
    first = first if first is not None else at_hand.known_years[0]
    last = last if last is not None else at_hand.known_years[1]
    work = _Work(programme, at_hand, Observations(programme.flow("indicators"), FREQ="A"), first, last)
    _take_figures(work, known)
    for name in at_hand.figures:
        for one, method in complete(at_hand, name, work.window, work.flow):
            _put_sum(work, programme.indicators[name], one, method)
    for name, tree in formulas(programme).items():
        _compute(work, programme.indicators[name], tree)
    return work


def _take_figures(work: _Work, known: Vintage) -> None:
    plain = [item.id for item in work.programme.indicators.values() if item.formula is None]
    rows = known.table.filter(places(known.table.column("INDICATOR"), plain) >= 0)
    year = np.asarray(pc.utf8_slice_codeunits(rows.column("TIME_PERIOD"), 0, 4).cast(pa.int32()).to_numpy())
    rows = rows.filter(pa.array((year >= work.first) & (year <= work.last)))
    count = rows.num_rows
    rows = rows.append_column("METHOD", pa.repeat(pa.scalar("FIGURE"), count))
    work.made.add_table(rows)
    keys = of_table(rows, work.flow.dimensions)
    work.made.link_table(edges(keys, "FIGURE", known.figures.dataflow.id, rows.column("KEY")))


def _put_sum(work: _Work, item: Indicator, made: Summed, method: str) -> None:
    cells = (np.full(len(made.years), made.area, dtype=np.int64), made.years)
    values = made.series.values[cells] / unit_factor(work.programme, item)
    rows = _Rows(made.series.scope, cells, values, made.series.grade[cells], made.series.status[cells])
    formula = f"nation({item.id})" if method == METHOD else None
    work.made.add_table(_table(work.shelf.grid, item, rows, method, formula))
    work.made.link_table(made.edges)


def _compute(work: _Work, item: Indicator, tree: Tree) -> None:
    made, grid = computed(work.shelf, item, tree, work.window), work.shelf.grid
    if made is None:
        return
    found = work.shelf.sources(tree, item.scope)
    without = seen(tree, found, grid) & np.isnan(made.values) & work.window[None, :]
    if without.any():
        work.undefined[item.id] = without
    at = np.nonzero(~np.isnan(made.values))
    cells = (np.asarray(at[0], dtype=np.int64), np.asarray(at[1], dtype=np.int64))
    grade, status = (worst(tree, found, grid, what) for what in ("grade", "status"))
    factor = unit_factor(work.programme, item)
    rows = _Rows(made.scope, cells, made.values[cells] / factor, grade[cells], status[cells])
    table = _table(grid, item, rows, "FORMULA", item.formula)
    own = of_table(table, work.flow.dimensions).combine_chunks()
    row = made.row.copy()
    row[cells] = np.arange(len(cells[0]))
    flows = pa.repeat(pa.scalar(work.flow.id, pa.string()), len(own))
    work.shelf.made[item.id] = replace(made, row=row, grade=grade, status=status, dataflows=flows, keys=own)
    work.made.add_table(table)
    for links in inputs(tree, found, grid, cells, own):
        work.made.link_table(links)


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

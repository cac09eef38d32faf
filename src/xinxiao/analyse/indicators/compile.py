"""The verb: figures and account, as known on a day, to the dataset of indicators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.indicators.evaluate import evaluate, inputs, worst
from xinxiao.analyse.indicators.nation import METHOD, summed
from xinxiao.analyse.indicators.series import (
    GRADES,
    STATUSES,
    Floats,
    Grid,
    Ints,
    Rows,
    Series,
    places,
    rows_of,
    split,
)
from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataflows import IC_ACCOUNT, IC_FIGURES, IC_INDICATORS
from xinxiao.model.dataset import INPUTS_SCHEMA, Dataset, dataset, keys
from xinxiao.model.formula import Tree, accounts, names, order, parse
from xinxiao.model.programme import Indicator, Programme
from xinxiao.model.unit import meaning
from xinxiao.model.vintage import latest

NO_SCOPE = "_Z"
_COLUMNS = IC_INDICATORS.columns


@dataclass
class _Work:
    """Series made so far by id, figures' series by (id, scope), and the tables to be joined at the end."""

    programme: Programme
    grid: Grid
    figures: dict[tuple[str, str], Series]
    account: dict[str, Series]
    made: dict[str, Series] = field(default_factory=dict)
    tables: list[pa.Table] = field(default_factory=list)
    edges: list[pa.Table] = field(default_factory=list)


def compile(
    programme: Programme,
    figures: Dataset,
    account: Dataset | None,
    as_of: str | None = None,
    first: int | None = None,
    last: int | None = None,
) -> Dataset:
    """IC_INDICATORS of ``first``..``last`` (default: all years): every indicator, as known on ``as_of``.

    An indicator without formula is its figure of the last vintage (METHOD FIGURE, any frequency). One with a
    formula is computed for each area and year in base units and converted to its declared unit (METHOD
    FORMULA): GRADE is the worst of its inputs, OBS_STATUS the least firm. Missing inputs give no row.
    National values come from national inputs: published ones, or for ``additive`` indicators without one the
    sum of all provinces, which is an observation of its own (METHOD SUM_OF_PROVINCES, OBS_STATUS E). A formula of a formula sees no year before ``first``.
    Raises :class:`ProgrammeFault` for circular formulas.
    """
    known = latest(figures, as_of)
    first, last = _window(known, account, first, last)
    plain = [item.id for item in programme.indicators.values() if item.formula is None]
    work = _begin(programme, known, account, (first, last))
    _take_figures(work, known.filter(places(known.column("INDICATOR"), plain) >= 0), first, last)
    _sum_provinces(work, first, last)
    trees = {i.id: parse(i.formula) for i in programme.indicators.values() if i.formula is not None}
    ordered, circles = order({name: names(tree) for name, tree in trees.items()})
    if circles:
        raise ProgrammeFault(f"circular formulas: {' -> '.join(circles[0])}", hint="break the circle")
    for name in ordered:
        if name in trees:
            _compute(work, programme.indicators[name], trees[name], first, last)
    empty = [IC_INDICATORS.schema.empty_table()]
    table = pa.concat_tables(empty + [t.cast(IC_INDICATORS.schema) for t in work.tables])
    edges = pa.concat_tables([INPUTS_SCHEMA.empty_table()] + [t.cast(INPUTS_SCHEMA) for t in work.edges])
    made = dataset(IC_INDICATORS, table, edges)
    return made.with_step("indicators", as_of=as_of or "", first=first, last=last)


def _begin(programme: Programme, known: pa.Table, account: Dataset | None, window: tuple[int, int]) -> _Work:
    wanted = [area.id for area in programme.areas if area.level in ("nation", "province")]
    present = set(pc.unique(known.column("REF_AREA")).to_pylist())
    if account is not None:
        present |= set(pc.unique(account.table.column("REF_AREA")).to_pylist())
    areas = tuple(sorted(area for area in wanted if area in present or area == programme.file.nation))
    first = min([*_known_years(known, account), window[0]])
    grid = Grid(areas, tuple(range(first, window[1] + 1)), _provinces(programme, areas))
    factors = {unit.id: meaning(unit.pint).factor for unit in programme.units.values()}
    rows = rows_of(known, IC_FIGURES.id, keys(known, IC_FIGURES.dimensions).combine_chunks(), grid, factors)
    breaks = {item.id: [b.year for b in item.breaks] for item in programme.indicators.values()}
    groups = split(known, ("INDICATOR", "SCOPE"))
    series = {(i, s): rows.series(at, s, breaks.get(i, ())) for (i, s), at in groups.items() if i in breaks}
    return _Work(programme, grid, series, _account(account, grid, factors))


def _window(known: pa.Table, account: Dataset | None, first: int | None, last: int | None) -> tuple[int, int]:
    found = _known_years(known, account)
    return (
        first if first is not None else min(found, default=0),
        last if last is not None else max(found, default=0),
    )


def _known_years(known: pa.Table, account: Dataset | None) -> list[int]:
    tables = [known] if account is None else [known, account.table]
    return [
        int(period[:4]) for table in tables for period in pc.unique(table.column("TIME_PERIOD")).to_pylist()
    ]


def _provinces(programme: Programme, areas: tuple[str, ...]) -> Ints:
    """Places of all provinces, or none at all when one of them has no data: a partial sum is no nation."""
    codes = [area.id for area in programme.provinces]
    if any(code not in areas for code in codes):
        return np.zeros(0, dtype=np.int64)
    return np.array([areas.index(code) for code in codes], dtype=np.int64)


def _account(account: Dataset | None, grid: Grid, factors: dict[str, float]) -> dict[str, Series]:
    if account is None:
        return {}
    table = account.table
    rows: Rows = rows_of(
        table, IC_ACCOUNT.id, keys(table, IC_ACCOUNT.dimensions).combine_chunks(), grid, factors
    )
    groups = split(table, ("SCOPE", "PRODUCT"))
    return {f"account({s}, {p})": rows.series(at, s) for (s, p), at in groups.items()}


def _take_figures(work: _Work, rows: pa.Table, first: int, last: int) -> None:
    year = np.asarray(pc.utf8_slice_codeunits(rows.column("TIME_PERIOD"), 0, 4).cast(pa.int32()).to_numpy())
    rows = rows.filter(pa.array((year >= first) & (year <= last)))
    count = rows.num_rows
    columns = {name: rows.column(name) for name in _COLUMNS if name in rows.column_names}
    columns["METHOD"] = pa.repeat(pa.scalar("FIGURE"), count)
    columns["FORMULA"] = pa.nulls(count, pa.string())
    work.tables.append(pa.table({name: columns[name] for name in _COLUMNS}))
    edges = {
        "KEY": keys(rows, IC_INDICATORS.dimensions),
        "ROLE": pa.repeat(pa.scalar("FIGURE"), count),
        "IN_DATAFLOW": pa.repeat(pa.scalar(IC_FIGURES.id), count),
        "IN_KEY": keys(rows, IC_FIGURES.dimensions),
        "WEIGHT": pa.nulls(count, pa.float64()),
    }
    work.edges.append(pa.table(edges))


def _sum_provinces(work: _Work, first: int, last: int) -> None:
    """National rows of additive indicators for the years in which only the provinces are published."""
    nation = work.programme.file.nation
    for (name, scope), series in list(work.figures.items()):
        item = work.programme.indicators[name]
        if not item.additive or item.formula is not None or item.unit not in work.programme.units:
            continue
        window = np.array([first <= year <= last for year in work.grid.years])
        seen = replace(series, values=np.where(window, series.values, np.nan))
        made = summed(name, seen, work.grid, nation)
        if made is None:
            continue
        work.figures[(name, scope)] = replace(
            made.series, values=np.where(window, made.series.values, series.values)
        )
        at = np.full(len(made.years), work.grid.areas.index(nation), dtype=np.int64)
        cells = (at, made.years)
        factor = meaning(work.programme.units[item.unit].pint).factor
        rows = _Observations(
            scope,
            cells,
            made.series.values[cells] / factor,
            made.series.grade[cells],
            made.series.status[cells],
        )
        work.tables.append(_table(work.grid, item, rows, METHOD, f"nation({name})"))
        work.edges.append(made.edges)


def _source(work: _Work, name: str, scope: str | None) -> Series | None:
    """The series a formula of ``scope`` means by ``name``: never two scopes joined, never one guessed."""
    if name in work.made:
        return work.made[name]
    found = {s: series for (i, s), series in work.figures.items() if i == name}
    item = work.programme.indicators.get(name)
    if item is not None and item.scope is not None:
        return found.get(item.scope)
    if scope in found:
        return found[scope]
    return found.get(NO_SCOPE) or (next(iter(found.values())) if len(found) == 1 else None)


def _compute(work: _Work, item: Indicator, tree: Tree, first: int, last: int) -> None:
    sources = {a.id: work.account[a.id] for a in accounts(tree) if a.id in work.account}
    for name in names(tree):
        series = _source(work, name, item.scope)
        if series is not None:
            sources[name] = series
    if len(sources) < len(names(tree)) + len(accounts(tree)):
        return
    scopes = {series.scope for series in sources.values()} - {NO_SCOPE}
    scope = item.scope or (min(scopes) if len(scopes) == 1 else NO_SCOPE)
    factor = meaning(work.programme.units[item.unit].pint).factor
    values = evaluate(tree, sources, work.grid)
    years = np.array(work.grid.years)
    window = ((years >= first) & (years <= last))[None, :]
    values = np.where(np.isfinite(values) & window, values, np.nan)
    at = np.nonzero(~np.isnan(values))
    cells = (np.asarray(at[0], dtype=np.int64), np.asarray(at[1], dtype=np.int64))
    grade, status = (worst(tree, sources, work.grid, what) for what in ("grade", "status"))
    rows = _Observations(scope, cells, values[cells] / factor, grade[cells], status[cells])
    table = _table(work.grid, item, rows, "FORMULA", item.formula)
    own = keys(table, IC_INDICATORS.dimensions).combine_chunks()
    row = np.full(work.grid.shape, -1, dtype=np.int64)
    row[cells] = np.arange(len(cells[0]))
    breaks = np.zeros(work.grid.shape, dtype=bool)
    breaks[:, np.isin(years, [b.year for b in item.breaks])] = True
    flows = pa.repeat(pa.scalar(IC_INDICATORS.id, pa.string()), len(own))
    work.made[item.id] = Series(values, row, grade, status, breaks, flows, own, scope)
    work.tables.append(table)
    work.edges.extend(inputs(tree, sources, work.grid, cells, own))


@dataclass(frozen=True)
class _Observations:
    """New observations: their scope, cells (area, year), values in the declared unit, grades and statuses."""

    scope: str
    cells: tuple[Ints, Ints]
    values: Floats
    grade: Ints
    status: Ints


def _table(grid: Grid, item: Indicator, rows: _Observations, method: str, formula: str | None) -> pa.Table:
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
    columns["COMMENT"] = pa.nulls(count, pa.string())
    return pa.table({name: columns[name] for name in _COLUMNS})


def _labels(axis: Iterable[str], at: Ints) -> pa.Array:
    return pa.array(list(axis), pa.string()).take(pa.array(at))

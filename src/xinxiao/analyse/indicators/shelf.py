"""The series at hand: figures and account on one grid, found by the name a formula knows them by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.indicators.series import Flags, Grid, Series, rows_of, split
from xinxiao.analyse.indicators.succession import mergers
from xinxiao.model.account import MEASURED_CHANGES
from xinxiao.model.dataset import Dataset
from xinxiao.model.formula import Account, Tree, accounts, names
from xinxiao.model.programme import Indicator, Programme
from xinxiao.model.scope import meant
from xinxiao.model.structure import Dataflow
from xinxiao.model.unit import meaning


@dataclass
class Shelf:
    """Figures' series by indicator and scope, the account's by the formula's name for them, and those made so far by
    indicator; all on one grid. ``known_years`` are the first and the last year with any number."""

    programme: Programme
    grid: Grid
    figures: dict[str, dict[str, Series]]
    account: dict[str, Series]
    known_years: tuple[int, int]
    made: dict[str, Series] = field(default_factory=dict)

    def find(self, name: str, scope: str | None) -> Series | None:
        """The series a formula of ``scope`` means by an indicator's ``name``: never two scopes joined, never one guessed."""
        if name in self.made:
            return self.made[name]
        held = self.figures.get(name, {})
        item = self.programme.indicators.get(name)
        own = meant(item.scope if item is not None else None, scope, held)
        return held[own] if own is not None else None

    def sources(self, tree: Tree, scope: str | None) -> dict[str, Series]:
        """The series a formula reads, by the id it knows them by; those not at hand are left out."""
        found = {a.id: self.account[a.id] for a in accounts(tree) if a.id in self.account}
        for name in names(tree):
            series = self.find(name, scope)
            if series is not None:
                found[name] = series
        return found


def unit_factor(programme: Programme, item: Indicator) -> float:
    """How many base units one of an indicator's unit is."""
    return programme.meaning(item.unit).factor


def shelf(
    programme: Programme,
    known: pa.Table,
    flow: Dataflow,
    account: Dataset | None,
    window: tuple[int | None, int | None] = (None, None),
) -> Shelf:
    """Put figures (the last vintage of each, with KEY) and the account on one grid of areas and years, in base units.

    ``flow`` is the dataflow of the figures. Years run from the first known (or the first of ``window``, if earlier) to
    the last of ``window``, or the last known.
    """
    tables = [known] if account is None else [known, account.table]
    years = sorted({int(p[:4]) for t in tables for p in pc.unique(t.column("TIME_PERIOD")).to_pylist()}) or [
        0
    ]
    first = years[0] if window[0] is None else min(years[0], window[0])
    last = years[-1] if window[1] is None else window[1]
    grid = grid_of(programme, tuple(range(first, last + 1)))
    factors = {unit.id: meaning(unit.pint).factor for unit in programme.units.values()}
    rows = rows_of(known, flow.id, known.column("KEY").combine_chunks(), grid, factors)
    breaks = {item.id: [b.year for b in item.breaks] for item in programme.indicators.values()}
    series: dict[str, dict[str, Series]] = {}
    for (name, scope), at in split(known, ("INDICATOR", "SCOPE")).items():
        if name in breaks:
            additive = programme.indicators[name].additive
            own = rows.series(at, scope, breaks[name])
            series.setdefault(name, {})[scope] = replace(own, additive=additive)
    return Shelf(programme, grid, series, _account(account, grid, factors), (years[0], years[-1]))


def grid_of(programme: Programme, years: tuple[int, ...]) -> Grid:
    """Axes of some years: the nation and every province of any of the years: one that has no data makes the sums of its years unknown."""
    nation = programme.file.nation
    held = {area.id: area for area in programme.provinces_in(years)}
    areas = tuple(sorted({*held, nation}))
    valid = np.array(
        [[code == nation or held[code].valid_in(year) for year in years] for code in areas], dtype=bool
    )
    provinces = np.array([areas.index(code) for code in held], dtype=np.int64)
    return Grid(areas, years, provinces, valid, mergers(held, areas, valid))


def _account(account: Dataset | None, grid: Grid, factors: dict[str, float]) -> dict[str, Series]:
    if account is None:
        return {}
    table = account.table
    rows = rows_of(table, account.dataflow.id, account.keys.combine_chunks(), grid, factors)
    groups = split(table, ("SCOPE", "PRODUCT"))
    rows = replace(rows, broken=rows.broken | ~_measured(table))
    return {Account(s, p).id: rows.series(at, s) for (s, p), at in groups.items()}


def _measured(table: pa.Table) -> Flags:
    """Rows of the account whose change on the year before is measured; none where no METHOD is published."""
    if "METHOD" not in table.column_names:
        return np.zeros(table.num_rows, dtype=bool)
    held = pc.is_in(table.column("METHOD"), value_set=pa.array(MEASURED_CHANGES))
    return np.asarray(held.to_numpy(), dtype=bool)

"""What figures become, as arrays: series completed by sums, and series by formula. No row is written here.

The one owner of both: the verb (:mod:`.compile`) writes rows of what is made here, and whoever tries other figures
(:mod:`xinxiao.analyse.effects`) reads the numbers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.evaluate import broken_of, evaluate
from xinxiao.analyse.indicators.nation import METHOD as PROVINCES
from xinxiao.analyse.indicators.nation import summed
from xinxiao.analyse.indicators.series import Flags, Series
from xinxiao.analyse.indicators.shelf import Shelf
from xinxiao.analyse.indicators.succession import METHOD as PREDECESSORS
from xinxiao.analyse.indicators.succession import restated
from xinxiao.analyse.indicators.sums import Summed
from xinxiao.errors import ProgrammeFault
from xinxiao.model.formula import Tree, accounts, names, order, parse
from xinxiao.model.programme import Indicator, Programme
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.structure import Dataflow


def formulas(programme: Programme) -> dict[str, Tree]:
    """The formulas by indicator, in the order they need each other. Raises :class:`ProgrammeFault` for circular ones."""
    trees = {i.id: parse(i.formula) for i in programme.indicators.values() if i.formula is not None}
    ordered, circles = order({name: names(tree) for name, tree in trees.items()})
    if circles:
        raise ProgrammeFault(f"circular formulas: {' -> '.join(circles[0])}", hint="break the circle")
    return {name: trees[name] for name in ordered if name in trees}


def complete(held: Shelf, name: str, window: Flags, flow: Dataflow) -> list[tuple[Summed, str]]:
    """Fill the figures of an ``additive`` indicator on the shelf by sums, in the years (Y,) of ``window``: areas that did
    not exist yet, and the nation where only the provinces are published. Returns each sum with its METHOD."""
    item, grid = held.programme.indicators[name], held.grid
    if not item.additive or item.formula is not None or item.unit not in held.programme.units:
        return []
    found: list[tuple[Summed, str]] = []
    for scope, series in held.figures[name].items():
        seen = replace(series, values=np.where(window, series.values, np.nan))
        made = [(one, PREDECESSORS) for one in restated(name, seen, grid, flow)]
        seen = made[-1][0].series if made else seen
        whole = summed(name, seen, grid, held.programme.file.nation, flow)
        made += [(whole, PROVINCES)] if whole is not None else []
        if made:
            last = made[-1][0].series
            held.figures[name][scope] = replace(last, values=np.where(window, last.values, series.values))
        found += made
    return found


def computed(held: Shelf, item: Indicator, tree: Tree, window: Flags) -> Series | None:
    """The series (A, Y) of an indicator with a formula in the years (Y,) of ``window``, not yet behind any row; NaN where
    the formula has no value. None where something it reads is not at hand."""
    found, grid = held.sources(tree, item.scope), held.grid
    if len(found) < len(names(tree)) + len(accounts(tree)):
        return None
    scopes = {series.scope for series in found.values()} - {NOT_APPLICABLE}
    scope = item.scope or (min(scopes) if len(scopes) == 1 else NOT_APPLICABLE)
    values = evaluate(tree, found, grid, item.kind)
    values = np.where(np.isfinite(values) & window[None, :], values, np.nan)
    breaks = broken_of(tree, found, grid).copy()
    breaks[:, np.isin(grid.years, [b.year for b in item.breaks])] = True
    none, zero, text = np.full(grid.shape, -1), np.zeros(grid.shape, np.int64), pa.array([], pa.string())
    return Series(values, none, zero, zero, breaks, text, text, scope, item.additive)

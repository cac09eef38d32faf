"""Formulas over series: values, worst grade and status, and the rows every cell was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.series import STATUSES, Flags, Floats, Grid, Ints, Series
from xinxiao.analyse.indicators.succession import absorbed, merged
from xinxiao.analyse.indicators.sums import total
from xinxiao.model.dataset import edges
from xinxiao.model.formula import Account, Binary, Call, Leaf, Name, Number, Operator, Tree, leaves, walk
from xinxiao.model.programme import Kind

Sources = Mapping[str, Series]
"""Series by the ``id`` the formula knows them by."""
RATES: frozenset[Kind] = frozenset({"growth", "share", "per_head"})
"""Kinds of numbers that say how much there is for each unit of a base: of no base, and of one below nothing, there is none."""


def evaluate(tree: Tree, sources: Sources, grid: Grid, kind: Kind = "level") -> Floats:
    """The value of a formula in every cell (A, Y), in base units; NaN where any input is missing.

    ``kind`` is what sort of number it gives: shares, growth and amounts per head divide by what is above zero only, a share is
    of parts not below zero, and what falls cannot fall below nothing, however the formula is written.
    A year is not compared with the year before across a break of any series involved, and there is no rate of growth on a
    base at or below zero, nor to an end below it: from -10 to -5 is no fall by half, from 10 to -10 none by two wholes. Sums
    over provinces need all that were valid in the year: a missing one makes the nation missing.
    """
    found = _value(tree, sources, grid, kind)
    if kind == "growth" and any(isinstance(node, Binary) and node.operator == "/" for node in walk(tree)):
        return np.where(found >= -1.0, found, np.nan)
    return np.where(found >= 0.0, found, np.nan) if kind == "share" else found


def _value(tree: Tree, sources: Sources, grid: Grid, kind: Kind) -> Floats:
    if isinstance(tree, Number):
        return np.full(grid.shape, tree.value)
    if isinstance(tree, Name | Account):
        return sources[tree.id].values if tree.id in sources else np.full(grid.shape, np.nan)
    if isinstance(tree, Binary):
        left, right = _value(tree.left, sources, grid, kind), _value(tree.right, sources, grid, kind)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return _join(tree.operator, left, right, kind)
    inner = _value(tree.argument, sources, grid, kind)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if tree.function == "lag":
            return _before(tree.argument, sources, grid, kind)
        if tree.function == "growth":
            before = _before(tree.argument, sources, grid, kind)
            return np.where((before > 0.0) & (inner >= 0.0), inner / before - 1.0, np.nan)
        parts = inner[grid.provinces]
        whole = np.broadcast_to(total(parts, grid.counted), grid.shape)
        if tree.function == "share" or kind == "share":
            mixed = (grid.counted & (parts < 0.0)).any(axis=0)
            whole = np.where(mixed | (whole <= 0.0), np.nan, whole)
        return inner / whole if tree.function == "share" else whole


def _join(operator: Operator, left: Floats, right: Floats, kind: Kind) -> Floats:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / (np.where(right > 0.0, right, np.nan) if kind in RATES else right)


def _before(tree: Tree, sources: Sources, grid: Grid, kind: Kind) -> Floats:
    """The year before, as the areas of this year would have had it; NaN across a break, and across a merger of areas for
    what cannot be added up (sums over provinces within, years before within)."""
    whole = _value(tree, sources, grid, kind)
    if grid.mergers:
        taken = {name: replace(series, values=absorbed(series, grid)) for name, series in sources.items()}
        inside = any(isinstance(node, Call) for node in walk(tree))
        merged_in = np.full(grid.shape, np.nan) if inside else _value(tree, taken, grid, kind)
        whole = whole.copy()  # of a single name it is the series itself
        for merger in grid.mergers:
            whole[merger.area, merger.year] = merged_in[merger.area, merger.year]
    shifted = np.full_like(whole, np.nan)
    shifted[:, 1:] = whole[:, :-1]
    shifted[broken_of(tree, sources, grid)] = np.nan
    return shifted


def broken_of(tree: Tree, sources: Sources, grid: Grid) -> Flags:
    """Cells of a formula that cannot be compared with the year before: those of any series in it."""
    broken = np.zeros(grid.shape, dtype=bool)
    for node in walk(tree):
        if isinstance(node, Name | Account) and node.id in sources:
            broken |= sources[node.id].broken
    return broken


def seen(tree: Tree, sources: Sources, grid: Grid) -> Flags:
    """Cells whose inputs are all there, and that may be compared with the year before if the formula does: a formula that
    has no value there is not defined for these inputs, which is another thing than a missing one."""
    found = np.ones(grid.shape, dtype=bool)
    for leaf in leaves(tree):
        series = sources.get(leaf.series.id)
        there = np.zeros(grid.shape, bool) if series is None else np.isfinite(series.values)
        if leaf.of == "provinces":
            counted = np.isfinite(total(series.values[grid.provinces], grid.counted)) if series else there[:1]
            there = np.broadcast_to(counted, grid.shape)
        if leaf.lag:
            shifted = np.zeros(grid.shape, dtype=bool)
            shifted[:, leaf.lag :] = there[:, : -leaf.lag]
            there = shifted & ~broken_of(leaf.series, sources, grid)
            for merger in grid.mergers:
                there[merger.area, merger.year : merger.year + leaf.lag + 1] = False
        found &= there
    return found


def worst(tree: Tree, sources: Sources, grid: Grid, what: Literal["grade", "status"]) -> Ints:
    """The worst grade or status among the inputs of each cell."""
    found = np.zeros(grid.shape, dtype=np.int64)
    for leaf in leaves(tree):
        series = sources.get(leaf.series.id)
        if series is not None:
            found = np.maximum(found, _seen(getattr(series, what), leaf, grid, 0))
            if what == "status" and leaf.lag == 1:
                for merger in grid.mergers:  # what it is compared with is a sum that nobody published
                    found[merger.area, merger.year + 1] = len(STATUSES) - 1
    return found


def _seen(cells: Ints, leaf: Leaf, grid: Grid, missing: int) -> Ints:
    """A series' cells as a leaf sees them: shifted by its lag, or the worst of all provinces."""
    if leaf.of == "provinces":
        seen = np.where(grid.counted, cells[grid.provinces], missing)
        top = np.maximum.reduce(seen, axis=0, keepdims=True, initial=missing)
        cells = np.broadcast_to(top, grid.shape)
    if not leaf.lag:
        return cells
    shifted = np.full_like(cells, missing)
    shifted[:, leaf.lag :] = cells[:, : -leaf.lag]
    return shifted


def inputs(
    tree: Tree, sources: Sources, grid: Grid, cells: tuple[Ints, Ints], keys: pa.Array
) -> list[pa.Table]:
    """Edges from the observations at ``cells`` (area, year), whose keys are ``keys``, to what they were made of."""
    tables = []
    for leaf in leaves(tree):
        series = sources[leaf.series.id]
        areas, years = cells[0], cells[1] - leaf.lag
        own = np.arange(len(areas))
        if leaf.of == "provinces":
            count = len(grid.provinces)
            areas, years = np.tile(grid.provinces, len(years)), np.repeat(years, count)
            own = np.repeat(own, count)
        rows = np.where(years >= 0, series.row[areas, np.maximum(years, 0)], -1)
        if leaf.of == "provinces":
            rows = np.where(grid.valid[areas, np.maximum(years, 0)], rows, -1)
        elif leaf.lag == 1 and series.additive:
            cell, further, when = merged(grid, areas, years)
            own, rows = np.append(own, own[cell]), np.append(rows, series.row[further, when])
        own, rows = own[rows >= 0], rows[rows >= 0]
        at = pa.array(rows)
        flows, there = series.dataflows.take(at), series.keys.take(at)
        tables.append(edges(keys.take(pa.array(own)), leaf.role, flows, there))
    return tables

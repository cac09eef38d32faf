"""Formulas over series: values, worst grade and status, and the rows every cell was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.series import Flags, Floats, Grid, Ints, Series
from xinxiao.model.formula import Account, Binary, Leaf, Name, Number, Tree, leaves, walk

Sources = Mapping[str, Series]
"""Series by the ``id`` the formula knows them by."""


def evaluate(tree: Tree, sources: Sources, grid: Grid) -> Floats:
    """The value of a formula in every cell (A, Y), in base units; NaN where any input is missing.

    A year is not compared with the year before across a break of any series involved. Sums over provinces
    need all of them: a missing province makes the nation missing.
    """
    if isinstance(tree, Number):
        return np.full(grid.shape, tree.value)
    if isinstance(tree, Name | Account):
        return sources[tree.id].values if tree.id in sources else np.full(grid.shape, np.nan)
    if isinstance(tree, Binary):
        left, right = evaluate(tree.left, sources, grid), evaluate(tree.right, sources, grid)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return _join(tree.operator, left, right)
    inner = evaluate(tree.argument, sources, grid)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if tree.function == "lag":
            return _before(inner, _broken(tree.argument, sources, grid))
        if tree.function == "growth":
            return inner / _before(inner, _broken(tree.argument, sources, grid)) - 1.0
        total = np.broadcast_to(_total(inner, grid), grid.shape)
        return inner / total if tree.function == "share" else total


def _join(operator: Literal["+", "-", "*", "/"], left: Floats, right: Floats) -> Floats:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    return left * right if operator == "*" else left / right


def _before(values: Floats, broken: Flags) -> Floats:
    shifted = np.full_like(values, np.nan)
    shifted[:, 1:] = values[:, :-1]
    shifted[broken] = np.nan
    return shifted


def _broken(tree: Tree, sources: Sources, grid: Grid) -> Flags:
    broken = np.zeros(grid.shape, dtype=bool)
    for node in walk(tree):
        if isinstance(node, Name | Account) and node.id in sources:
            broken |= sources[node.id].broken
    return broken


def _total(values: Floats, grid: Grid) -> Floats:
    """Sum over the provinces, added row by row in code order, so that every machine adds alike."""
    if not len(grid.provinces):
        return np.full((1, values.shape[1]), np.nan)
    return np.add.reduce(np.ascontiguousarray(values[grid.provinces]), axis=0, keepdims=True)


def worst(tree: Tree, sources: Sources, grid: Grid, what: Literal["grade", "status"]) -> Ints:
    """The worst grade or status among the inputs of each cell."""
    found = np.zeros(grid.shape, dtype=np.int64)
    for leaf in leaves(tree):
        series = sources.get(leaf.series.id)
        if series is not None:
            found = np.maximum(found, _seen(getattr(series, what), leaf, grid, 0))
    return found


def _seen(cells: Ints, leaf: Leaf, grid: Grid, missing: int) -> Ints:
    """A series' cells as a leaf sees them: shifted by its lag, or the worst of all provinces."""
    if leaf.of == "provinces":
        top = np.maximum.reduce(cells[grid.provinces], axis=0, keepdims=True, initial=missing)
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
        own, rows = own[rows >= 0], rows[rows >= 0]
        tables.append(_edges(keys.take(pa.array(own)), leaf.role, series, rows))
    return tables


def _edges(keys: pa.Array, role: str, series: Series, rows: Ints) -> pa.Table:
    count = len(rows)
    return pa.table(
        {
            "KEY": keys,
            "ROLE": pa.repeat(pa.scalar(role, pa.string()), count),
            "IN_DATAFLOW": series.dataflows.take(pa.array(rows)),
            "IN_KEY": series.keys.take(pa.array(rows)),
            "WEIGHT": pa.nulls(count, pa.float64()),
        }
    )

"""Sums of areas that stand for another one: their values, grade, status and inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.series import STATUSES, Flags, Floats, Grid, Ints, Series
from xinxiao.model.dataset import edges
from xinxiao.model.structure import Dataflow


@dataclass(frozen=True)
class Summed:
    """A series completed by sums: the ``area`` and the ``years`` (places) filled, and the edges to what was summed."""

    series: Series
    area: int
    years: Ints
    edges: pa.Table


@dataclass(frozen=True)
class Parts:
    """What is summed: ``areas`` (P,) are places on the axis, ``counted`` (P, Y) says in which years each counts."""

    areas: Ints
    counted: Flags


def total(parts: Floats, counted: Flags) -> Floats:
    """Sum (Y,) of those of some parts (P, Y) that are counted, added row by row, so that every machine adds alike.

    NaN where one of them is missing, or none is counted.
    """
    added = np.add.reduce(np.ascontiguousarray(np.where(counted, parts, 0.0)), axis=0)
    return np.asarray(np.where(counted.any(axis=0), added, np.nan), dtype=np.float64)


def completed(
    indicator: str, series: Series, grid: Grid, flow: Dataflow, area: int, years: Ints, summed: Parts
) -> Summed:
    """A series with some years of an area (places on the axes) filled by a sum: status E, the worst grade of its parts."""
    parts, counted = summed.areas, summed.counted
    same = {"FREQ": "A", "REF_AREA": grid.areas[area], "INDICATOR": indicator, "SCOPE": series.scope}
    names = [flow.key({**same, "TIME_PERIOD": str(grid.years[y])}) for y in years.tolist()]
    values, row = series.values.copy(), series.row.copy()
    grade, status, broken = series.grade.copy(), series.status.copy(), series.broken.copy()
    values[area, years] = total(series.values[parts][:, years], counted)
    row[area, years] = len(series.keys) + np.arange(len(years))
    grade[area, years] = np.maximum.reduce(np.where(counted, series.grade[parts][:, years], 0), axis=0)
    status[area, years] = len(STATUSES) - 1
    broken[area, years] |= np.logical_or.reduce(series.broken[parts][:, years] & counted, axis=0)
    keys = pa.concat_arrays([series.keys, pa.array(names, pa.string())])
    flows = pa.concat_arrays([series.dataflows, pa.repeat(pa.scalar(flow.id, pa.string()), len(years))])
    filled = replace(
        series, values=values, row=row, grade=grade, status=status, broken=broken, keys=keys, dataflows=flows
    )
    rows = np.where(counted, series.row[parts][:, years], -1)
    return Summed(filled, area, years, _edges(indicator, names, series, rows))


def _edges(indicator: str, names: list[str], series: Series, rows: Ints) -> pa.Table:
    """One edge from each sum to each of its parts; ``rows`` is (parts, sums), -1 for one that is not counted."""
    flat = rows.T.reshape(-1)
    own = np.repeat(np.arange(len(names)), rows.shape[0])[flat >= 0]
    flat = flat[flat >= 0]
    keys = pa.array(names, pa.string()).take(pa.array(own))
    at = pa.array(flat)
    whole = pa.array(np.ones(len(flat)), pa.float64())
    return edges(keys, indicator, series.dataflows.take(at), series.keys.take(at), whole)

"""National values of additive indicators where only provinces are published: their sum, said to be one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.series import STATUSES, Grid, Ints, Series
from xinxiao.model.structure import Dataflow

METHOD = "SUM_OF_PROVINCES"


@dataclass(frozen=True)
class Summed:
    """A series completed by national sums: the ``years`` (places) filled, and the edges to the provinces."""

    series: Series
    years: Ints
    edges: pa.Table


def summed(indicator: str, series: Series, grid: Grid, nation: str, flow: Dataflow) -> Summed | None:
    """Fill the nation's missing years with the sum over all provinces (status E, the worst of their grades).

    None where nothing is to fill: a published national figure is never replaced, and a year with a missing
    province has no sum.
    """
    if nation not in grid.areas or not len(grid.provinces):
        return None
    at = grid.areas.index(nation)
    parts = np.ascontiguousarray(series.values[grid.provinces])
    total = np.add.reduce(parts, axis=0)
    years = np.flatnonzero(np.isfinite(total) & np.isnan(series.values[at]))
    if not len(years):
        return None
    same = {"FREQ": "A", "REF_AREA": nation, "INDICATOR": indicator, "SCOPE": series.scope}
    names = [flow.key({**same, "TIME_PERIOD": str(grid.years[y])}) for y in years.tolist()]
    values, row = series.values.copy(), series.row.copy()
    grade, status = series.grade.copy(), series.status.copy()
    values[at, years] = total[years]
    row[at, years] = len(series.keys) + np.arange(len(years))
    grade[at, years] = np.maximum.reduce(series.grade[grid.provinces], axis=0)[years]
    status[at, years] = len(STATUSES) - 1
    broken = series.broken.copy()
    broken[at, years] |= np.logical_or.reduce(series.broken[grid.provinces], axis=0)[years]
    keys = pa.concat_arrays([series.keys, pa.array(names, pa.string())])
    flows = pa.concat_arrays([series.dataflows, pa.repeat(pa.scalar(flow.id, pa.string()), len(years))])
    filled = replace(
        series, values=values, row=row, grade=grade, status=status, broken=broken, keys=keys, dataflows=flows
    )
    return Summed(filled, years, _edges(indicator, names, series, series.row[grid.provinces][:, years]))


def _edges(indicator: str, names: list[str], series: Series, rows: Ints) -> pa.Table:
    """One edge from each sum to each of its provinces; ``rows`` is (provinces, sums)."""
    count = rows.size
    flat = pa.array(rows.T.reshape(-1))
    own = pa.array(np.repeat(np.arange(len(names)), rows.shape[0]))
    return pa.table(
        {
            "KEY": pa.array(names, pa.string()).take(own),
            "ROLE": pa.repeat(pa.scalar(indicator, pa.string()), count),
            "IN_DATAFLOW": series.dataflows.take(flat),
            "IN_KEY": series.keys.take(flat),
            "WEIGHT": pa.array(np.ones(count), pa.float64()),
        }
    )

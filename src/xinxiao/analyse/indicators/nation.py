"""National values of additive indicators where only provinces are published: their sum, said to be one."""

from __future__ import annotations

import numpy as np

from xinxiao.analyse.indicators.series import Grid, Series
from xinxiao.analyse.indicators.sums import Parts, Summed, completed, total
from xinxiao.model.structure import Dataflow

METHOD = "SUM_OF_PROVINCES"


def summed(indicator: str, series: Series, grid: Grid, nation: str, flow: Dataflow) -> Summed | None:
    """Fill the nation's missing years with the sum over the provinces valid in each (status E, the worst of their grades).

    None where nothing is to fill: a published national figure is never replaced, and a year with a missing
    province has no sum.
    """
    if nation not in grid.areas or not len(grid.provinces):
        return None
    at = grid.areas.index(nation)
    whole = total(series.values[grid.provinces], grid.counted)
    years = np.flatnonzero(np.isfinite(whole) & np.isnan(series.values[at]))
    if not len(years):
        return None
    parts = Parts(grid.provinces, grid.counted[:, years])
    return completed(indicator, series, grid, flow, at, years, parts)

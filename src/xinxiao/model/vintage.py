"""Vintages: of every figure, the value last known on a given day."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import Dataset


def latest(figures: Dataset, as_of: str | None = None) -> pa.Table:
    """The rows of the last VINTAGE of each figure, among those known on ``as_of`` (YYYY-MM-DD; None: all).

    A figure is what all dimensions but VINTAGE name together (FREQ, REF_AREA, INDICATOR, SCOPE,
    TIME_PERIOD). Vintages are dates in ISO form, so text order is date order. The result keeps the order of
    ``figures`` and all its columns, VINTAGE among them (an input key needs it).
    """
    table = figures.table
    if as_of is not None:
        table = table.filter(pc.less_equal(table.column("VINTAGE"), as_of))
    same = [name for name in figures.dataflow.dimensions if name != "VINTAGE"]
    last = table.group_by(same).aggregate([("VINTAGE", "max")])
    known = set(zip(*(last.column(name).to_pylist() for name in (*same, "VINTAGE_max")), strict=True))
    rows = zip(*(table.column(name).to_pylist() for name in (*same, "VINTAGE")), strict=True)
    return table.filter(pa.array([row in known for row in rows], pa.bool_()))

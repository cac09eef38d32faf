"""What moved between an earlier edition of an index and another one, on the numbers of one release."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from xinxiao.analyse.programme_index.editions import Edition, Moved, moved, weights_of
from xinxiao.errors import DataFault, NotFound
from xinxiao.index.pipeline.result import default_aggregation
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.release import Release
from xinxiao.model.structure import STEPS
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def index_editions(call: Call, release: Release, old: str, new: str, year: str) -> Moved:
    """The places gained from the index ``old`` to the index ``new`` in a year, and the part of each choice.

    Raises :class:`NotFound` for an index or year the release does not hold, :class:`DataFault` for editions that are not
    means of means or do not rank the same places.
    """
    sealed = releases.programme(call, release)
    for name in (old, new):
        if name not in sealed.indices:
            raise NotFound(f"{release.id}: no index {name}", hint=", ".join(sealed.indices))
    data = releases.dataset(call, release, releases.flow_of(call, release, "index").id)
    units, first = _edition(data, old, sealed.indices[old], year)
    others, second = _edition(data, new, sealed.indices[new], year)
    if not units or units != others:
        raise DataFault(f"{old} and {new} do not rank the same places in {year}", hint="choose another year")
    return moved(units, first, second)


def _edition(data: Dataset, name: str, spec: IndexSpec, year: str) -> tuple[tuple[str, ...], Edition]:
    """The places of an index in a year, in code order, and the edition they are ranked by."""
    tree, default = spec.framework, default_aggregation(spec.method)
    if any((group.aggregation or default).method != "arithmetic" for group in tree.groups):
        raise DataFault(f"{name} is no mean of means", hint="its parts do not add up")
    where = {STEPS["index"].which: name, "MEASURE": "NORMALISED", "TIME_PERIOD": year}
    table = data.table
    for column, code in where.items():
        table = table.filter(pc.equal(table.column(column), code))
    rows = table.select(["REF_AREA", "INDICATOR", "OBS_VALUE"]).to_pylist()
    held = {(row["REF_AREA"], row["INDICATOR"]): row["OBS_VALUE"] for row in rows}
    units = tuple(sorted({area for area, _ in held}))
    values = {code: np.array([held[area, code] for area in units]) for code in tree.indicator_codes}
    return units, Edition(weights_of(tree), values)

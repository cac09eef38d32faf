"""The data described, as tables: statistics of indicators, availability of units (Handbook steps 2 and 4)."""

from __future__ import annotations

import numpy as np

from xinxiao.index.analysis.trends import trends
from xinxiao.index.coherence.statistics import STATISTICS, Flags, availability, describe
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.panel import Panel
from xinxiao.index.spec.table import Column, Table, count, flag, number, text
from xinxiao.index.tables.axes import CODE, TIME, unit_columns, wide

_COUNTS = ("available", "nonzero", "unique", "same")


def statistics_table(panel: Panel, flags: Flags = Flags()) -> Table:
    """One row per period and indicator: TIME_PERIOD, INDICATOR, and the 19 statistics and flags of
    :func:`xinxiao.index.arrays.describe`. Give ``result.inputs`` or the panel of any stage."""
    stack = panel.values if panel.times else panel.values[None]
    found = [describe(values, flags) for values in stack]
    columns: dict[str, Column] = {}
    if panel.times:
        columns[TIME] = text(np.repeat(np.array(panel.times, object), len(panel.indicators)))
    columns[CODE] = text(np.tile(np.array(panel.indicators, object), len(stack)))
    for name in STATISTICS:
        cells = np.concatenate([one[name] for one in found])
        kind = count if name in _COUNTS else number
        columns[name.upper()] = flag((cells == 1.0).tolist()) if name.startswith("flag") else kind(cells)
    return Table(columns)


def trend_table(panel: Panel, first: str = "", last: str = "") -> Table:
    """One row per unit and indicator, from its first to its last observed value between two periods (default: all): REF_AREA,
    INDICATOR, FIRST_PERIOD, LAST_PERIOD, FIRST_VALUE, LAST_VALUE, CHANGE, RELATIVE (change over the first value), CAGR (compound
    growth a year), and WHY one of them is missing: fewer_than_two values, base_not_positive, end_negative.

    Give ``result.inputs``, or the panel of any stage. Raises as :func:`xinxiao.index.arrays.trends`.
    """
    found = trends(panel, first, last)
    times = np.array([*panel.times, None], object)
    return Table(
        {
            **unit_columns(panel.units, (), len(panel.indicators)),
            CODE: text(list(panel.indicators) * len(panel.units)),
            "FIRST_PERIOD": text(times[found.first].ravel()),
            "LAST_PERIOD": text(times[found.last].ravel()),
            "FIRST_VALUE": number(found.start),
            "LAST_VALUE": number(found.end),
            "CHANGE": number(found.change),
            "RELATIVE": number(found.relative),
            "CAGR": number(found.growth),
            "WHY": text([why or None for why in found.why.ravel().tolist()]),
        }
    )


def availability_table(panel: Panel, framework: Framework | None = None) -> Table:
    """One row per unit and period: REF_AREA, TIME_PERIOD, MISSING, ZERO, SHARE_AVAILABLE, SHARE_NONZERO, and, given a
    framework, the share of each group's indicators observed. Raises NotFound for an indicator without data."""
    found = availability(
        panel.select(framework.indicator_codes if framework else panel.indicators).values, framework
    )
    columns = unit_columns(panel.units, panel.times)
    columns |= {"MISSING": count(found.missing), "ZERO": count(found.zero)}
    columns["SHARE_AVAILABLE"] = number(found.share_available)
    columns["SHARE_NONZERO"] = number(found.share_nonzero)
    return wide(columns, found.by_group, framework.group_codes if framework else ())

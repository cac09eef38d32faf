"""Continuity of figures: bounds, and jumps from one year to the next."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.errors import ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.programme import Indicator
from xinxiao.model.unit import meaning
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Panels

USUAL_JUMP = 10.0
"""Where an indicator declares no `jump`: a tenfold change in one year is more likely a wrong unit."""


def bounds(known: Known) -> Iterator[Finding]:
    """Values below the minimum or above the maximum of their indicator, in any vintage and frequency.

    Shares, heads and levels are not negative and shares not above 100 per cent, unless the indicator says so.
    """
    rows = known.loaded.rows
    values = np.asarray(rows.column("OBS_VALUE").to_numpy(), dtype=np.float64)
    names = np.array(rows.column("INDICATOR").to_pylist(), dtype=object)
    for item in known.programme.indicators.values():
        own = names == item.id
        if not own.any():
            continue
        low, high = _limits(known, item)
        for code, limit, wrong in (
            ("FIGURE_BELOW", low, own & (values < low)),
            ("FIGURE_ABOVE", high, own & (values > high)),
        ):
            for row in np.flatnonzero(wrong).tolist():
                place = (rows.column("FILE")[row].as_py(), rows.column("LINE")[row].as_py())
                where = f"{rows.column('REF_AREA')[row]} {rows.column('TIME_PERIOD')[row]}"
                places = {"indicator": item.id, "where": where, "value": f"{values[row]:g}"}
                yield fault(*place, code, **places, limit=f"{limit:g}")


def _limits(known: Known, item: Indicator) -> tuple[float, float]:
    low = 0.0 if item.kind in ("level", "per_head", "share") else -np.inf
    high = np.inf
    unit = known.programme.units.get(item.unit)
    if item.kind == "share" and unit is not None:
        try:
            high = 1 / meaning(unit.pint).factor * (1 + 1e-9)
        except ProgrammeFault:
            high = np.inf
    return (low if item.minimum is None else item.minimum, high if item.maximum is None else item.maximum)


def jumps(known: Known, panels: Panels) -> Iterator[Finding]:
    """Ratios of one year to the year before beyond `jump`; declared breaks are passed over."""
    for panel in panels.panels:
        item = known.programme.indicators.get(panel.indicator)
        if item is None or item.kind == "growth":
            continue
        most = max(item.jump or USUAL_JUMP, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = panel.values[:, 1:] / panel.values[:, :-1]
            wrong = (ratio > most) | (ratio < 1 / most)
        wrong &= (panel.values[:, 1:] > 0) & (panel.values[:, :-1] > 0)
        for year in (b.year for b in item.breaks):
            if year in panel.years[1:]:
                wrong[:, panel.years.index(year) - 1] = False
        for area, step in np.argwhere(wrong).tolist():
            row = int(panel.row[area, step + 1])
            if panels.cell(row, "OBS_STATUS") == "B":
                continue
            yield fault(
                *panels.place(row),
                "FIGURE_JUMP",
                indicator=item.id,
                scope=panel.scope,
                area=panel.areas[area],
                year=panel.years[step + 1],
                where=f"{panel.areas[area]} {panel.years[step + 1]}",
                ratio=f"{ratio[area, step]:.3g}",
                jump=f"{most:g}",
            )

"""Panels that run against everything beside them: read backwards, where no nation, vintage or twin could tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.panel import Floats, Panels
from xinxiao.programme.checks.provincial import Provincial

FALL = -0.10
"""Change in logs from the first year to the last below which a panel has fallen: about a tenth."""
NEARLY_ALL = 0.7
"""Part of the years in which it must have fallen."""
OTHERS = 0.6
"""Part of the other panels of indicators of which more is better that must rise."""
FEWEST_YEARS = 5
FEWEST_PANELS = 3


def falling(panels: Panels, held: Sequence[Provincial]) -> Iterator[Finding]:
    """Whole panels that fall year by year where more is better (direction 1) and most others of that kind rise."""
    grown: list[tuple[str, str, int, int, float, bool]] = []
    for one in held:
        panel, own = one.panel, one.residuals
        if own is None or one.item.direction != 1 or len(panel.years) < FEWEST_YEARS:
            continue
        change = float(np.nansum(own.middle))
        row = int(panel.row[panel.row >= 0][0])
        grown.append((panel.indicator, panel.scope, panel.years[0], row, change, falls(own.middle)))
    rising = sum(change > 0 for *_, change, _ in grown)
    if len(grown) <= FEWEST_PANELS or rising < OTHERS * (len(grown) - 1):
        return
    for indicator, scope, year, row, change, fell in grown:
        if fell:
            places = {"indicator": indicator, "scope": scope, "area": "*", "year": year}
            yield fault(*panels.place(row), "FIGURE_FALLS", **places, change=f"{np.expm1(change):+.0%}")


def falls(growth: Floats) -> bool:
    """Whether growth in logs (Y,), NaN across a break, is a fall in nearly all years and on the whole."""
    held = growth[np.isfinite(growth)]
    return len(held) >= FEWEST_YEARS - 1 and bool(held.sum() < FALL and (held < 0).mean() >= NEARLY_ALL)

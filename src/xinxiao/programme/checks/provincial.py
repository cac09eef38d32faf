"""Panels of the places that are compared with each other, and the years they break at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xinxiao.model.programme import Indicator
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Panel, Panels
from xinxiao.programme.checks.residuals import Residuals, residuals


@dataclass(frozen=True)
class Provincial:
    """One series of an indicator: of those areas alone that add up to the nation in any of its years.

    ``breaks`` are years not comparable with the year before: those the indicator declares, and years whose figures mostly
    have status B.
    """

    item: Indicator
    panel: Panel
    breaks: tuple[int, ...]

    @cached_property
    def residuals(self) -> Residuals | None:
        """What the panel leaves unexplained; None for too few areas or years."""
        return residuals(self.panel, self.breaks)

    def places(self, year: int, area: int = -1) -> dict[str, object]:
        """How a finding names a figure, by its places on the axes; area -1: all of the year."""
        return {
            "indicator": self.panel.indicator,
            "scope": self.panel.scope,
            "area": self.panel.areas[area] if area >= 0 else "*",
            "year": self.panel.years[year],
        }


def provincial(known: Known, panels: Panels) -> Iterator[Provincial]:
    """Every series of figures of the provinces. Growth rates are left out: they have any sign, and no level."""
    status = panels.table.column("OBS_STATUS").to_pylist()
    broken = np.array([*(code == "B" for code in status), False], dtype=bool)
    for panel in panels.panels:
        item = known.programme.indicators.get(panel.indicator)
        if item is None or item.kind == "growth":
            continue
        own = {area.id for area in known.provinces(panel.years)[0]}
        at = [place for place, area in enumerate(panel.areas) if area in own]
        if not at:
            continue
        row = panel.row[at]
        marked = np.flatnonzero(broken[row].mean(axis=0) > 0.5)
        years = {one.year for one in item.breaks} | {panel.years[y] for y in marked.tolist()}
        areas = tuple(panel.areas[place] for place in at)
        kept = Panel(panel.indicator, panel.scope, areas, panel.years, panel.values[at], row)
        yield Provincial(item, kept, tuple(sorted(years)))

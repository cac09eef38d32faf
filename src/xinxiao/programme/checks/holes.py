"""What is missing from a full panel, and what stands where it does not belong: codes of another level."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Panel, Panels

FULL = 0.85
"""Part of the areas valid in a year that must have a figure for the others to be missed."""
FEWEST = 5
STRAY = 0.1
"""Areas of a lower level, as a part of the provinces of the same series, that are taken for strays."""


def missing(known: Known, panels: Panels) -> Iterator[Finding]:
    """Areas without a figure in years in which nearly all others have one; told once an area."""
    for panel in panels.panels:
        held = dict(zip(panel.areas, panel.values, strict=True))
        areas, valid = known.provinces(panel.years)
        if len(areas) < FEWEST:
            continue
        empty = np.full(len(panel.years), np.nan)
        there = np.isfinite(np.array([held.get(area.id, empty) for area in areas]))
        count = valid.sum(axis=0)
        full = (there & valid).sum(axis=0) >= FULL * np.maximum(count, 1)
        gone = valid & ~there & full & (count >= FEWEST)
        for place in np.flatnonzero(gone.any(axis=1)).tolist():
            years = np.flatnonzero(gone[place]).tolist()
            row = _nearest(panel, areas[place].id, years[0])
            yield fault(
                *panels.place(row),
                "FIGURE_MISSING",
                indicator=panel.indicator,
                scope=panel.scope,
                area=areas[place].id,
                year=panel.years[years[0]],
                years=", ".join(str(panel.years[y]) for y in years),
            )


def _nearest(panel: Panel, area: str, year: int) -> int:
    """A row to point at: the area's own nearest in time, or any of the year."""
    if area in panel.areas:
        row = panel.row[panel.areas.index(area)]
        held = np.flatnonzero(row >= 0)
        return int(row[held[np.argmin(np.abs(held - year))]])
    rows = panel.row[:, year]
    return int(rows[rows >= 0][0])


def strays(known: Known, panels: Panels) -> Iterator[Finding]:
    """Codes of a level below the provinces, a few of them, in series of provinces: a capital's code for its province."""
    levels = {area.id: area.level for area in known.programme.areas}
    parents = {area.id: area.parent for area in known.programme.areas}
    second = known.programme.file.levels[1]
    below = set(known.programme.file.levels[2:])
    for panel in panels.panels:
        provinces = sum(levels.get(area) == second for area in panel.areas)
        lower = [area for area in panel.areas if levels.get(area) in below]
        if provinces < FEWEST or not 0 < len(lower) <= max(1.0, STRAY * provinces):
            continue
        for area in lower:
            row = panel.row[panel.areas.index(area)]
            year = int(np.argmax(row >= 0))
            yield fault(
                *panels.place(int(row[year])),
                "FIGURE_STRAY",
                indicator=panel.indicator,
                scope=panel.scope,
                area=area,
                year=panel.years[year],
                level=levels[area],
                province=_above(area, parents, levels, second),
            )


def _above(area: str, parents: dict[str, str | None], levels: dict[str, str], second: str) -> str:
    above: str | None = area
    for _ in range(10):
        if above is None or levels.get(above) == second:
            break
        above = parents.get(above)
    return above or "-"

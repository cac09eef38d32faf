"""Provinces against their nation: sums that miss it, sums that miss it otherwise than usual, and totals typed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.programme import Indicator
from xinxiao.programme.checks.copies import finest_step
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Flags, Floats, Panel, Panels
from xinxiao.programme.checks.provincial import Provincial
from xinxiao.programme.checks.residuals import MAD

FAR = 5.0
"""Sums that miss the nation by more tolerances than this, and by at least ``FAR_SHARE``, are an error."""
FAR_SHARE = 0.02
STEADY = 0.002
"""Least departure of a sum from its usual gap that is told."""
UNUSUAL = 8.0
"""Robust standard deviations of the gap of other years beyond which one is unusual."""
CONFIRMED = 0.0005
"""Most that a sum may miss its usual gap by, for it to bear its parts out."""
FEWEST = 4
"""Years whose gap must be known."""


def sums(known: Known, panels: Panels) -> Iterator[Finding]:
    """Sums of all provinces valid in a year against the published nation, for additive indicators: within `tolerance`, and
    where the gap is steady, as in the other years. One that is met once provinces no longer or not yet valid are counted
    has that for its reason, and is told as such."""
    nation = known.programme.file.nation
    for panel, item, whole in _additive(known, panels):
        total = total_of(known, panel)
        gaps, others = gaps_of(total, whole), _others(known, panel)
        wide = np.abs(np.nan_to_num(gaps)) > item.tolerance + 1e-12
        for y in np.flatnonzero(wide).tolist():
            areas = [area for area, values in others.items() if np.isfinite(values[y])]
            more = sum(float(others[area][y]) for area in areas)
            if areas and abs((total[y] + more) / whole[y] - 1) <= item.tolerance + 1e-9:
                found = _sum(panels, panel, item, y, "FIGURE_SUM_VALIDITY", gaps, nation, ", ".join(areas))
            else:
                far = abs(gaps[y]) > FAR * item.tolerance and abs(gaps[y]) >= FAR_SHARE
                code = "FIGURE_SUM_FAR" if far else "FIGURE_SUM"
                found = _sum(panels, panel, item, y, code, gaps, nation)
            yield found
        for y in unusual(gaps).tolist():
            if not wide[y]:
                yield _sum(panels, panel, item, y, "FIGURE_SUM_UNUSUAL", gaps, nation)


def gaps_of(total: Floats, whole: Floats) -> Floats:
    """By how much of the nation (Y,) sums miss it; NaN where one of them is unknown."""
    gaps = np.full(len(total), np.nan)
    both = np.isfinite(total) & (np.abs(np.nan_to_num(whole)) > 0)
    gaps[both] = total[both] / whole[both] - 1
    return gaps


def confirmed(known: Known, panels: Panels, held: Sequence[Provincial]) -> dict[int, Flags]:
    """Figures (A, Y) of series that the nation bears out, by place in the list: were they what was expected instead, the sum
    would miss it by much more than it does."""
    wholes = {(panel.indicator, panel.scope): (panel, whole) for panel, _, whole in _additive(known, panels)}
    found = {}
    for place, own in enumerate(held):
        panel, whole = wholes.get((own.panel.indicator, own.panel.scope), (None, None))
        if panel is None or whole is None or own.residuals is None:
            continue
        gaps = gaps_of(total_of(known, panel), whole)
        some = np.isfinite(gaps)
        missed = np.abs(gaps - np.median(gaps[some])) if some.sum() >= FEWEST else np.full(len(gaps), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.abs(own.panel.values * -np.expm1(-own.residuals.off)) / whole
            found[place] = (missed <= CONFIRMED) & (part > np.maximum(4 * missed, CONFIRMED))
    return found


def unusual(gaps: Floats) -> np.ndarray:
    """Places of gaps (Y,) that lie far from the median of the others, on their own scale."""
    known = np.flatnonzero(np.isfinite(gaps))
    if len(known) < FEWEST:
        return known[:0]
    found = []
    for y in known.tolist():
        others = gaps[known[known != y]]
        middle = float(np.median(others))
        scale = MAD * float(np.median(np.abs(others - middle)))
        if abs(gaps[y] - middle) > max(STEADY, UNUSUAL * scale):
            found.append(y)
    return np.array(found if len(found) <= len(known) / 3 else [], dtype=np.int64)


def total_of(known: Known, panel: Panel) -> Floats:
    """Sum (Y,) of the provinces valid in each year of a panel; NaN where one has no figure."""
    held = {area: panel.values[a] for a, area in enumerate(panel.areas)}
    empty = np.full(len(panel.years), np.nan)
    areas, counted = known.provinces(panel.years)
    parts = np.array([held.get(area.id, empty) for area in areas]).reshape(counted.shape)
    return np.where(counted.any(axis=0), np.where(counted, parts, 0.0).sum(axis=0), np.nan)


def _others(known: Known, panel: Panel) -> dict[str, Floats]:
    """Figures (Y,) of provinces in the years in which they are not valid; NaN in the others."""
    held = {area: panel.values[a] for a, area in enumerate(panel.areas)}
    areas, counted = known.provinces(panel.years)
    return {
        area.id: np.where(own, np.nan, held[area.id])
        for area, own in zip(areas, counted, strict=True)
        if area.id in held and not own.all()
    }


def typed(known: Known, panels: Panels) -> Iterator[Finding]:
    """National figures of another status than A that are the sum of the provinces to the last digit: they were added up and
    typed in. The cycle does that, and does it again when a province is revised.

    One of status A cannot be told from the control total of a source that publishes both; when a province is revised, its
    sum is told.
    """
    nation = known.programme.file.nation
    own = np.array([*(status != "A" for status in panels.table.column("OBS_STATUS").to_pylist()), False])
    for panel, item, whole in _additive(known, panels):
        total = total_of(known, panel)
        at = panel.areas.index(nation)
        same = np.isfinite(total) & np.isfinite(whole) & own[panel.row[at]]
        same &= np.abs(np.nan_to_num(total - whole)) < finest_step(panel) / 2 + 1e-9 * np.abs(
            np.nan_to_num(total)
        )
        years = np.flatnonzero(same).tolist()
        if years:
            places = {
                "indicator": item.id,
                "scope": panel.scope,
                "area": nation,
                "year": panel.years[years[0]],
            }
            place = panels.place(int(panel.row[at, years[0]]))
            yield fault(*place, "FIGURE_TOTAL_TYPED", **places, rows=len(years))


def _additive(known: Known, panels: Panels) -> Iterator[tuple[Panel, Indicator, Floats]]:
    for panel in panels.panels:
        item = known.programme.indicators.get(panel.indicator)
        whole = panel.of(known.programme.file.nation)
        if item is not None and item.additive and whole is not None:
            yield panel, item, whole


def _sum(
    panels: Panels,
    panel: Panel,
    item: Indicator,
    y: int,
    code: str,
    gaps: Floats,
    nation: str,
    counts: str = "",
) -> Finding:
    """``counts``: the provinces that the nation counts though they were not valid in the year."""
    row = int(panel.row[panel.areas.index(nation), y])
    others = np.delete(gaps, y)
    usual = float(np.median(others[np.isfinite(others)])) if np.isfinite(others).any() else 0.0
    places = {"indicator": item.id, "scope": panel.scope, "area": nation, "year": panel.years[y]}
    gap = {"gap": f"{gaps[y]:+.2%}", "usual": f"{usual:+.2%}", **({"areas": counts} if counts else {})}
    return fault(*panels.place(row), code, **places, **gap, tolerance=f"{item.tolerance:.2%}")

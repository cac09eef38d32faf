"""Series that run backwards in time: a copying fault that bounds and sums alone do not see.

Two signs are looked for. A series that fits its reference (the nation, an earlier vintage, the other areas) much
better when read backwards; and a panel that mirrors another one cell by cell, area by area.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.grade import GRADES
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Floats, Panel, Panels
from xinxiao.programme.checks.totals import total_of

FEWEST_YEARS = 5
FEWEST_AREAS = 5
FITS = 0.06
"""Root mean square of log differences below which two profiles are the same series."""
MISFITS = 0.20
"""... and above which they are not."""
TRIMMED = 3
"""So many years at either end are tried as the first and the last of the years that were turned round."""
OPPOSED = -0.9
"""Correlation with the other areas below which an area runs against them."""


def profiles(panel: Panel) -> Floats:
    """Logs of the values less each area's mean (A, Y): shape without level; NaN where not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(panel.values > 0, np.log(panel.values), np.nan)
    counts = np.isfinite(logs).sum(axis=1, keepdims=True)
    total = np.where(np.isfinite(logs), logs, 0.0).sum(axis=1, keepdims=True)
    return logs - np.where(counts > 0, total / np.maximum(counts, 1), np.nan)


def _distance(left: Floats, right: Floats) -> float:
    """Root mean square difference of two profiles where both are known; infinite for fewer than FEWEST_YEARS."""
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < FEWEST_YEARS:
        return float("inf")
    left, right = np.where(both, left, 0.0), np.where(both, right, 0.0)
    apart = left - right
    apart = apart - np.where(both, apart.sum() / both.sum(), 0.0)
    return float(np.sqrt((np.where(both, apart, 0.0) ** 2).sum() / both.sum()))


def backwards(series: Floats, reference: Floats) -> bool:
    """Whether a profile (Y,) is its reference read from the end: unlike it forwards, like it backwards."""
    known = np.flatnonzero(np.isfinite(series) & np.isfinite(reference))
    for first in known[:TRIMMED].tolist():
        for last in known[-TRIMMED:].tolist():
            span = slice(first, last + 1)
            forward = _distance(series[span], reference[span])
            if MISFITS < forward < np.inf and _distance(series[span][::-1], reference[span]) < min(
                FITS, forward / 4
            ):
                return True
    return False


def reversals(known: Known, panels: Panels, earlier: Panels) -> Iterator[Finding]:
    """Series read backwards against the nation, against an earlier vintage, and against the other areas."""
    first = {(p.indicator, p.scope): p for p in earlier.panels}
    for panel in panels.panels:
        item = known.programme.indicators.get(panel.indicator)
        if item is None or len(panel.years) < FEWEST_YEARS:
            continue
        shapes = profiles(panel)
        yield from _against_nation(known, panels, panel)
        yield from _against_vintage(panels, panel, shapes, first[(panel.indicator, panel.scope)])
        yield from _against_others(panels, panel, shapes)


def _against_nation(known: Known, panels: Panels, panel: Panel) -> Iterator[Finding]:
    item = known.programme.indicators[panel.indicator]
    whole = panel.of(known.programme.file.nation)
    if not item.additive or whole is None:
        return
    total = total_of(known, panel)
    pair = Panel(panel.indicator, panel.scope, ("", ""), panel.years, np.stack([total, whole]), panel.row[:2])
    shapes = profiles(pair)
    if backwards(shapes[0], shapes[1]):
        row = int(panel.row[panel.row >= 0][0])
        yield _reversed(panels, panel, row, "*", f"{known.programme.file.nation}")


def _against_vintage(panels: Panels, panel: Panel, shapes: Floats, first: Panel) -> Iterator[Finding]:
    if first.areas != panel.areas or first.years != panel.years:
        return
    former = profiles(first)
    for a in np.flatnonzero((panel.values != first.values).any(axis=1)).tolist():
        if backwards(shapes[a], former[a]):
            row = int(panel.row[a].max())
            yield _reversed(panels, panel, row, panel.areas[a], "VINTAGE")


def _against_others(panels: Panels, panel: Panel, shapes: Floats) -> Iterator[Finding]:
    """An area against the median of all: it must fall where they rise, by as much, and fit when turned round."""
    if len(panel.areas) < FEWEST_AREAS:
        return
    whole = np.isfinite(shapes).all(axis=1)
    if whole.sum() < FEWEST_AREAS:
        return
    middle = np.median(shapes[whole], axis=0)
    if np.abs(middle).max() < MISFITS:
        return
    size = np.sqrt((middle**2).sum())
    for a in np.flatnonzero(whole).tolist():
        own = np.sqrt((shapes[a] ** 2).sum())
        alike = float((shapes[a] * middle).sum() / max(own * size, 1e-12))
        turned = float((shapes[a][::-1] * middle).sum() / max(own * size, 1e-12))
        if alike < OPPOSED and turned > -OPPOSED and own > size / 3:
            row = int(next(r for r in panel.row[a] if r >= 0))
            places = {"indicator": panel.indicator, "scope": panel.scope, "area": panel.areas[a]}
            yield fault(*panels.place(row), "FIGURE_OPPOSED", **places, year=panel.years[0])


def _reversed(panels: Panels, panel: Panel, row: int, area: str, reference: str) -> Finding:
    places = {"indicator": panel.indicator, "scope": panel.scope, "area": area, "reference": reference}
    span = {"year": panel.years[0], "first": panel.years[0], "last": panel.years[-1]}
    return fault(*panels.place(row), "FIGURE_REVERSED", **places, **span)


def mirrors(panels: Panels) -> Iterator[Finding]:
    """Panels that are another panel read backwards, whatever their units."""
    wide = [
        (p, profiles(p))
        for p in panels.panels
        if len(p.areas) >= FEWEST_AREAS and len(p.years) >= FEWEST_YEARS
    ]
    for i, (left, one) in enumerate(wide):
        for right, other in wide[i + 1 :]:
            if left.indicator != right.indicator and _mirrored(left, one, right, other):
                wrong, right_one = _culprit(panels, left, right)
                row = int(next(r for r in wrong.row.ravel() if r >= 0))
                places = {"indicator": wrong.indicator, "scope": wrong.scope, "other": right_one.indicator}
                places |= {"area": "*", "year": str(wrong.years[0])}
                yield fault(*panels.place(row), "FIGURE_MIRRORED", **places)


def _culprit(panels: Panels, left: Panel, right: Panel) -> tuple[Panel, Panel]:
    """Which of two mirrored panels to blame, then the other: the worse graded one, then the one that falls."""

    def blame(panel: Panel) -> tuple[int, float]:
        row = int(next(r for r in panel.row.ravel() if r >= 0))
        shapes = profiles(panel)
        known = shapes[np.isfinite(shapes).all(axis=1)]
        grade = panels.cell(row, "GRADE")
        return GRADES.index(grade) if grade in GRADES else len(GRADES), float(
            (known[:, 0] - known[:, -1]).sum()
        )

    return (left, right) if blame(left) > blame(right) else (right, left)


def _mirrored(left: Panel, one: Floats, right: Panel, other: Floats) -> bool:
    alike = left.areas == right.areas
    areas = left.areas if alike else [a for a in left.areas if a in right.areas]
    first, last = max(left.years[0], right.years[0]), min(left.years[-1], right.years[-1])
    if len(areas) < FEWEST_AREAS or last - first + 1 < FEWEST_YEARS:
        return False
    if not alike:
        one = one[[left.areas.index(a) for a in areas]]
        other = other[[right.areas.index(a) for a in areas]]
    one = one[:, first - left.years[0] : last - left.years[0] + 1]
    other = other[:, first - right.years[0] : last - right.years[0] + 1]
    whole = np.isfinite(one).all(axis=1) & np.isfinite(other).all(axis=1)
    if whole.sum() < FEWEST_AREAS:
        return False
    one, other = _centred(one[whole]), _centred(other[whole])
    if np.sqrt((one**2).mean()) < MISFITS / 2:
        return False
    turned = float(np.sqrt(((one - other[:, ::-1]) ** 2).mean()))
    forward = float(np.sqrt(((one - other) ** 2).mean()))
    return turned < FITS and forward > max(MISFITS, 4 * turned)


def _centred(shapes: Floats) -> Floats:
    return np.asarray(shapes - shapes.mean(axis=1, keepdims=True), dtype=np.float64)

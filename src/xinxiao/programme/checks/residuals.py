"""What a panel leaves unexplained: logs less the year's median growth and the area's own, on a robust scale.

Median polish (Tukey 1977) of growth: the median over areas is taken from each year, then each area's own median over
years. What remains is compared with what remains elsewhere: each area's own median absolute deviation, without the years
beside the cell looked at, drawn towards the panel's, as an area has few years and some are wilder than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xinxiao.programme.checks.panel import Flags, Floats, Panel

MAD = 1.4826
"""Standard deviations in a median absolute deviation of normal numbers."""
PRIOR = 6.0
"""Years' worth of weight that the panel's scale has in an area's."""
FLOOR = 1e-4
"""Least scale: figures are rounded."""
FEWEST_AREAS, FEWEST_YEARS = 5, 3
BLOCK = 256
"""Areas whose scales are computed at once: each takes memory for every pair of years."""


@dataclass(frozen=True)
class Residuals:
    """Of one panel: ``logs`` (A, Y), NaN where not positive; ``broken`` (Y,) years not comparable with the year before."""

    logs: Floats
    broken: Flags

    @cached_property
    def middle(self) -> Floats:
        """Median growth over areas (Y - 1,): of the year against the year before; NaN across a break."""
        return median(self.raw, axis=0)

    @cached_property
    def raw(self) -> Floats:
        """Growth (A, Y - 1) in logs; NaN across a break."""
        grown = np.diff(self.logs, axis=1)
        grown[:, self.broken[1:]] = np.nan
        return grown

    @cached_property
    def steps(self) -> Floats:
        """Growth (A, Y - 1) less the year's and the area's median."""
        rest = self.raw - self.middle
        return rest - np.nan_to_num(median(rest, axis=1))[:, None]

    @cached_property
    def off(self) -> Floats:
        """How far each figure (A, Y) lies off in logs: half the difference of the step to it and the step from it; the one
        step where it is the first or the last of its series."""
        to, back = np.full(self.logs.shape, np.nan), np.full(self.logs.shape, np.nan)
        to[:, 1:], back[:, :-1] = self.steps, -self.steps
        both = (to + back) / 2
        return np.where(np.isfinite(both), both, np.where(np.isfinite(to), to, back))

    @cached_property
    def at_end(self) -> Flags:
        """Figures (A, Y) with one neighbour in time only."""
        known = np.isfinite(self.steps)
        to, back = np.zeros(self.logs.shape, dtype=bool), np.zeros(self.logs.shape, dtype=bool)
        to[:, 1:], back[:, :-1] = known, known
        return to ^ back

    @cached_property
    def scale(self) -> Floats:
        """How far figures of an area usually lie off (A, Y): without the cell itself and the years beside it."""
        return scale_of(np.abs(self.off))

    @cached_property
    def z(self) -> Floats:
        """``off`` on its scale; a figure at an end, with one step to go by, on a scale wider by the root of two."""
        return np.asarray(np.abs(self.off) / np.where(self.at_end, np.sqrt(2.0), 1.0) / self.scale)


def scale_of(size: Floats) -> Floats:
    """Robust scales of sizes (A, Y): each cell's from the other years of its area, drawn towards the panel's."""
    whole = MAD * float(np.nan_to_num(median(size.reshape(1, -1), axis=1))[0])
    years = np.arange(size.shape[1])
    near = np.abs(years[:, None] - years) <= 1
    found = np.empty_like(size)
    for first in range(0, len(size), BLOCK):
        block = slice(first, first + BLOCK)
        far = np.where(near, np.nan, size[block, None, :])  # (areas, year looked at, other years)
        own, have = MAD * np.nan_to_num(median(far, axis=2)), np.isfinite(far).sum(axis=2)
        found[block] = np.sqrt((have * own**2 + PRIOR * whole**2) / (have + PRIOR))
    return np.maximum(found, FLOOR)


def residuals(panel: Panel, breaks: tuple[int, ...] = ()) -> Residuals | None:
    """Residuals of a panel of places of one level; None where there are too few of them, or too few years."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(panel.values > 0, np.log(panel.values), np.nan)
    enough = np.isfinite(logs).sum(axis=1) >= FEWEST_YEARS
    if enough.sum() < FEWEST_AREAS:
        return None
    return Residuals(logs, np.isin(panel.years, breaks))


def median(values: Floats, axis: int) -> Floats:
    """Median without NaN, and NaN where nothing else is; no warning."""
    ordered = np.sort(values, axis=axis)  # NaN last
    count = np.isfinite(values).sum(axis=axis)
    low = np.expand_dims(np.maximum(count - 1, 0) // 2, axis)
    high = np.expand_dims(np.minimum(count // 2, max(values.shape[axis] - 1, 0)), axis)
    if not values.shape[axis]:
        return np.full(count.shape, np.nan)
    middle = np.take_along_axis(ordered, low, axis) / 2 + np.take_along_axis(ordered, high, axis) / 2
    return np.asarray(np.where(count > 0, np.squeeze(middle, axis), np.nan), dtype=np.float64)

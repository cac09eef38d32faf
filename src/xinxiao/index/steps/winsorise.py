"""Winsorising point by point, for many series at once.

State of a series: l values raised at the bottom and h values lowered at the top, that is, the sorted values
clipped to ``s[l]`` and ``s[n-1-h]``. Power sums about the median, accumulated outwards from the median, give
the moments of the clipped sample without the outliers ever entering a sum they later leave (no cancellation).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from xinxiao.index.coherence.arrays import Array, corrected

Ints = npt.NDArray[np.int64]


def winsorise_to_pass(
    series: Array, limit: Ints, skewness: float, kurtosis: float
) -> tuple[Array, Ints, Ints]:
    """Winsorise rows of (S, n) until ``|G1| < skewness`` or ``G2 < kurtosis``, at most ``limit`` values each.

    Each move takes the extreme value on the side of the skew, with all its ties, to the next distinct value;
    a move that would exceed the limit is not made. Infinite thresholds move to the limit without testing.
    Returns the clipped rows and the numbers of values moved at the bottom and at the top, shape (S,).
    """
    state = _Clipped(series)
    running = limit > 0
    forced = np.isinf(skewness)
    while bool(running.any()):
        at = np.flatnonzero(running)
        skew, kurt = state.moments(at)
        if not forced:
            with np.errstate(invalid="ignore"):
                failing = (np.abs(skew) >= skewness) & (kurt >= kurtosis)
            running[at[~failing]] = False
            at, skew = at[failing], skew[failing]
        stuck = ~state.move(at, skew < 0.0, limit[at])
        running[at[stuck]] = False
    return state.values(), state.low, state.high


class _Clipped:
    """Sorted rows, their outward power sums, and how much of each is clipped."""

    def __init__(self, series: Array) -> None:
        self.series = series
        self.sorted = np.sort(series, axis=1)  # NaN last
        rows, width = series.shape
        self.n = np.add.reduce(~np.isnan(series), axis=1, dtype=np.int64)
        self.low, self.high = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
        self.middle = self.n // 2
        every = np.arange(rows)
        centre = self.sorted[every, np.minimum(self.middle, width - 1)]
        self.d = self.sorted - centre[:, None]
        place = np.arange(width)[None, :]
        above = np.where((place >= self.middle[:, None]) & (place < self.n[:, None]), self.d, 0.0)
        below = np.where(place < self.middle[:, None], self.d, 0.0)
        self.above = _power_sums(above)
        self.below = tuple(sums[:, ::-1] for sums in _power_sums(below[:, ::-1]))
        self.run_start, self.run_end = _runs(self.sorted)

    def moments(self, at: Ints) -> tuple[Array, Array]:
        """G1 and G2 of the clipped rows ``at``."""
        n = self.n[at].astype(np.float64)
        low, top = self.low[at], self.n[at] - 1 - self.high[at]
        d_low, d_top = self.d[at, low], self.d[at, top]
        # sum over [low, middle) from `below`, over [middle, top] from `above`; clipped ends count their times.
        raw = []
        end_low, end_top = low.astype(np.float64), self.high[at].astype(np.float64)
        for p in range(4):
            end_low, end_top = end_low * d_low, end_top * d_top
            raw.append((self.below[p][at, low] + self.above[p][at, top] + end_low + end_top) / n)
        a = raw[0]
        m2 = raw[1] - a * a
        m3 = raw[2] - 3.0 * a * raw[1] + 2.0 * a * a * a
        m4 = raw[3] - 4.0 * a * raw[2] + 6.0 * a * a * raw[1] - 3.0 * a * a * a * a
        return corrected(n, m2, m3, m4, flat=~(d_top > d_low))

    def move(self, at: Ints, left: npt.NDArray[np.bool_], limit: Ints) -> npt.NDArray[np.bool_]:
        """Take one step inward on the given side of rows ``at``; true where a step was possible.

        Never beyond the median: more than half of a side is no outlier.
        """
        top = self.n[at] - 1 - self.high[at]
        new_low = self.run_end[at, self.low[at]] + 1
        new_top = self.run_start[at, top] - 1
        low = np.where(left, new_low, self.low[at])
        high = np.where(left, self.high[at], self.n[at] - 1 - new_top)
        inside = (low <= self.middle[at]) & (self.n[at] - 1 - high >= self.middle[at])
        possible = (low + high <= limit) & inside
        self.low[at[possible]] = low[possible]
        self.high[at[possible]] = high[possible]
        return np.asarray(possible)

    def values(self) -> Array:
        """The series clipped, in their own order; NaN stays."""
        rows = np.arange(len(self.sorted))
        low = self.sorted[rows, self.low]
        top = self.sorted[rows, np.maximum(self.n - 1 - self.high, 0)]
        return np.clip(self.series, low[:, None], top[:, None])


def _power_sums(x: Array) -> tuple[Array, ...]:
    """Running sums of x, x^2, x^3, x^4 along rows; products, not ``pow``, whose last bit varies by libm."""
    sums, power = [], x
    for _ in range(4):
        sums.append(np.asarray(np.add.accumulate(power, axis=1)))
        power = power * x
    return tuple(sums)


def _runs(ordered: Array) -> tuple[Ints, Ints]:
    """First and last position of the run of equal values at each position of sorted rows."""
    rows, width = ordered.shape
    new = np.ones((rows, width), np.bool_)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.ones((rows, width), np.bool_)
    ends[:, :-1] = new[:, 1:]
    place = np.arange(width, dtype=np.int64)[None, :]
    start = np.maximum.accumulate(np.where(new, place, 0), axis=1)
    end = np.minimum.accumulate(np.where(ends, place, width - 1)[:, ::-1], axis=1)[:, ::-1]
    return start, np.ascontiguousarray(end)

"""Winsorising point by point, for many series at once.

State of a series: l values raised at the bottom and h values lowered at the top, that is, the sorted values
clipped to ``s[l]`` and ``s[n-1-h]``. Power sums about the median, of the core that no move can reach and of each tail
outwards from it, give the moments of the clipped sample without the outliers ever entering a sum they later leave (no
cancellation).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from xinxiao.index.coherence.arrays import Array, corrected, count_present, evened, in_parts

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_MOVES_AT_ONCE = 16
"""Values by which all rows are moved on before they are looked at: few enough to waste little on a row that rests at once."""


def winsorise_to_pass(
    series: Array, limit: Ints, skewness: float, kurtosis: float
) -> tuple[Array, Ints, Ints]:
    """Winsorise rows of (S, n) until ``|G1| < skewness`` or ``G2 < kurtosis``, at most ``limit`` values each.

    Each move takes the extreme value on the side of the skew, with all its ties, to the next distinct value;
    a move that would exceed the limit is not made. Infinite thresholds move to the limit without testing.
    Returns the clipped rows and the numbers of values moved at the bottom and at the top, shape (S,).
    """
    state = clip_to_pass(series, limit, skewness, kurtosis)
    return state.values(), state.low, state.high


def clip_to_pass(series: Array, limit: Ints, skewness: float, kurtosis: float) -> Clipped:
    """The same, as the state of the rows in the end, from which values and moments can be asked."""
    state = Clipped(series, limit)
    running = limit > 0
    while bool(running.any()):
        at = np.flatnonzero(running)
        running[at] = _go_on(state, at, limit[at], skewness, kurtosis)
    return state


def _go_on(state: Clipped, at: Ints, limit: Ints, skewness: float, kurtosis: float) -> Mask:
    """Move rows ``at`` on, at most ``_MOVES_AT_ONCE`` values each, all on the side to which they are skewed now; which of them
    are to be moved further."""
    skew, _ = state.moments(at, state.low[at], state.high[at])
    left = skew < 0.0
    low, high, possible = state.path(at, left, limit)
    skew, kurt = state.moments(at[:, None], low, high)
    failing = np.isinf(skewness) | ((np.abs(skew) >= skewness) & (kurt >= kurtosis))
    turned = (skew < 0.0) != left[:, None]
    # A row rests where it passes, where it cannot be moved, or where it has become skewed to the other side.
    rests = ~failing | ~possible | turned
    rests[:, -1] = True
    place, row = rests.argmax(axis=1), np.arange(len(at))
    state.low[at], state.high[at] = low[row, place], high[row, place]
    return np.asarray((failing & (possible | turned))[row, place])


class Clipped:
    """How much of each row is clipped, and the power sums of what is left.

    Only the tails that ``limit`` can reach move: the core between them is summed once.
    """

    def __init__(self, series: Array, limit: Ints) -> None:
        self.series = series
        rows, width = series.shape
        self.n = count_present(series, 1)[:, 0].astype(np.int64)
        self.low, self.high = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
        self.middle = self.n // 2
        reach = min(int(limit.max(initial=0)), width // 2)
        inner = np.minimum(reach, self.middle)
        self.core = np.empty((4, rows))
        shape = (rows, min(reach + 2, width))
        ends = [(np.empty(shape), np.empty(shape)) for _ in ("bottom", "top")]
        for some in in_parts(rows, width):
            ordered = np.sort(series[some], axis=1)  # NaN last
            near, _ = evened(ordered, 1)
            d = near - np.take_along_axis(near, np.minimum(self.middle[some], width - 1)[:, None], axis=1)
            _core_sums(d, inner[some], self.n[some], self.core[:, some])
            for kept, whole in zip(zip(*ends, strict=True), (ordered, d), strict=True):
                kept[0][some], kept[1][some] = (
                    whole[:, : shape[1]],
                    _from_the_top(whole, self.n[some], shape[1]),
                )
        self.bottom, self.top = (_Tail(*end, inner) for end in ends)

    def moments(self, at: Ints, low: Ints, high: Ints) -> tuple[Array, Array]:
        """G1 and G2 of the rows ``at`` with so many values clipped at the bottom and at the top."""
        n = self.n[at].astype(np.float64)
        d_low, d_top = self.bottom.d[at, low], self.top.d[at, high]
        # The core, and of each tail what is not clipped; clipped ends count their times.
        raw = []
        end_low, end_top = low.astype(np.float64), high.astype(np.float64)
        for p in range(4):
            end_low, end_top = end_low * d_low, end_top * d_top
            inside = self.core[p][at] + self.bottom.sums[p][at, low] + self.top.sums[p][at, high]
            raw.append((inside + end_low + end_top) / n)
        a = raw[0]
        m2 = raw[1] - a * a
        m3 = raw[2] - 3.0 * a * raw[1] + 2.0 * a * a * a
        m4 = raw[3] - 4.0 * a * raw[2] + 6.0 * a * a * raw[1] - 3.0 * a * a * a * a
        return corrected(n, m2, m3, m4, flat=~(d_top > d_low))

    def path(self, at: Ints, left: Mask, limit: Ints) -> tuple[Ints, Ints, Mask]:
        """The next steps inward of rows ``at`` on the given side: how much is clipped at the bottom and at the top after 0, 1, 2,
        ... of them, and whether a further one is possible, (rows, steps) each.

        Never beyond the median: more than half of a side is no outlier.
        """
        shape = (len(at), _MOVES_AT_ONCE + 1)
        lows, highs, possible = (
            np.empty(shape, np.int64),
            np.empty(shape, np.int64),
            np.empty(shape, np.bool_),
        )
        low, high, middle, last = self.low[at], self.high[at], self.middle[at], self.n[at] - 1
        for step in range(shape[1]):
            lows[:, step], highs[:, step] = low, high
            next_low = np.where(left, self.bottom.run_end[at, low] + 1, low)
            next_high = np.where(left, high, self.top.run_end[at, high] + 1)
            inside = (next_low <= middle) & (last - next_high >= middle)
            possible[:, step] = (next_low + next_high <= limit) & inside
            low, high = (
                np.where(possible[:, step], after, before)
                for before, after in ((low, next_low), (high, next_high))
            )
        return lows, highs, possible

    def values(self) -> Array:
        """The series clipped, in their own order; NaN stays."""
        rows = np.arange(len(self.series))
        low, top = self.bottom.values[rows, self.low], self.top.values[rows, self.high]
        return np.clip(self.series, low[:, None], top[:, None])


class _Tail:
    """One end of sorted rows, from the outermost value inwards: ``values``, distances ``d`` from the median, the place
    of the last value equal to each, and sums of powers of what lies between a place and the core."""

    def __init__(self, values: Array, d: Array, inner: Ints) -> None:
        self.values, self.d = values, d
        inside = np.where(np.arange(d.shape[1])[None, :] < inner[:, None], d, 0.0)
        self.sums = tuple(
            np.add.accumulate(power[:, ::-1], axis=1)[:, ::-1] for power in _powers(inside)
        )  # outwards from the core: what is clipped is in no sum that it would have to leave again
        self.run_end = _run_ends(values)


def _from_the_top(ordered: Array, n: Ints, count: int) -> Array:
    """The last ``count`` of the ``n`` known values of sorted rows, the last first."""
    if bool((n == ordered.shape[1]).all()):
        return ordered[:, ::-1][:, :count]
    return np.take_along_axis(ordered, np.maximum(n[:, None] - 1 - np.arange(count)[None, :], 0), axis=1)


def _core_sums(d: Array, inner: Ints, n: Ints, out: Array) -> None:
    """Sums (4, S) of the first four powers over the places from ``inner`` to n - ``inner`` of each row."""
    width = d.shape[1]
    whole = np.flatnonzero(n == width)
    if len(whole):  # their insides are of one length
        reach = int(inner[whole[0]])
        inside = d[:, reach : width - reach]
        out[:, whole] = _power_sums(inside if len(whole) == len(d) else inside[whole])
    rest = np.flatnonzero(n < width)
    if len(rest):
        place, first = np.arange(width)[None, :], inner[rest, None]
        known = (place >= first) & (place < n[rest, None] - first)
        out[:, rest] = _power_sums(np.where(known, d[rest], 0.0))


def _power_sums(x: Array) -> Array:
    return np.stack([np.add.reduce(power, axis=1) for power in _powers(x)])


def _powers(x: Array) -> Iterator[Array]:
    """x, x^2, x^3, x^4; products, not ``pow``, whose last bit varies by libm."""
    yield x
    power = x
    for _ in range(3):
        power = power * x
        yield power


def _run_ends(values: Array) -> Ints:
    """Last position of the run of equal values at each position of rows."""
    rows, width = values.shape
    ends = np.ones((rows, width), np.bool_)
    ends[:, :-1] = values[:, 1:] != values[:, :-1]
    place = np.arange(width, dtype=np.int64)[None, :]
    end = np.minimum.accumulate(np.where(ends, place, width - 1)[:, ::-1], axis=1)[:, ::-1]
    return np.ascontiguousarray(end)

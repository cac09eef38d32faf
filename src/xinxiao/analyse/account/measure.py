"""The account's error, measured: drop a benchmark, predict it, compare; and intervals from what was missed.

Model of the error: the logarithm of the ratio of the true series to its indicator is a random walk. Then an error
of interpolation between benchmarks a < t < b has a variance proportional to (t - a)(b - t) / (b - a), and one of
extrapolation beyond the nearest benchmark a proportional to |t - a|: zero at benchmarks, growing with distance.
The size of the walk's steps is not assumed but taken from the errors made when benchmarks are left out
(jackknife; for the quantile rule see Barber, Candès, Ramdas & Tibshirani 2021, Annals of Statistics 49(1)).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.analyse.account.benchmarking import selection, weights
from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.linear import Array, times
from xinxiao.model.account import Benchmarking

_SURE = 0.999
"""No correlation is measured to be more than this."""
MANY = 20
"""From this many errors on, their own quantile is used; below, Student's t."""


@dataclass(frozen=True)
class Miss:
    """One benchmark predicted without itself (values in the account's unit); ``variance`` is its factor in the model."""

    year: int
    predicted: float
    actual: float
    variance: float

    @property
    def log(self) -> float:
        """Logarithmic error, predicted over actual."""
        return math.log(self.predicted / self.actual)

    @property
    def percent(self) -> float:
        """Error in per cent of the actual value."""
        return (self.predicted / self.actual - 1.0) * 100.0


def variance_factor(year: int, benchmarked: Sequence[int]) -> float:
    """Variance of the error at ``year`` in units of one year's step of the random walk.

    >>> variance_factor(2016, (2015, 2017)), variance_factor(2023, (2017, 2020)), variance_factor(2020, (2020,))
    (0.5, 3.0, 0.0)
    """
    before = [b for b in benchmarked if b <= year]
    after = [b for b in benchmarked if b >= year]
    if not before:
        return float(min(after) - year)
    if not after:
        return float(year - max(before))
    start, end = max(before), min(after)
    return 0.0 if start == end else (year - start) * (end - year) / (end - start)


def fitted(
    method: Benchmarking, years: Sequence[int], indicator: Array, kept: Sequence[Benchmark]
) -> tuple[Array, Array]:
    """Weights (years, benchmarks) and values (years,) of a benchmarked series."""
    link = selection(years, [b.year for b in kept])
    given = np.array([b.value for b in kept])
    matrix = weights(method, indicator, link, given)
    return matrix, times(matrix, given)


def left_out(
    method: Benchmarking, years: Sequence[int], indicator: Array, all_: Sequence[Benchmark]
) -> tuple[Miss, ...]:
    """Drop each benchmark in turn and predict it from the others."""
    misses = []
    for dropped in all_ if len(all_) > 1 else ():
        kept = [b for b in all_ if b is not dropped]
        values = fitted(method, years, indicator, kept)[1]
        factor = variance_factor(dropped.year, [b.year for b in kept])
        misses.append(Miss(dropped.year, float(values[years.index(dropped.year)]), dropped.value, factor))
    return tuple(misses)


def ahead(
    method: Benchmarking, years: Sequence[int], indicator: Array, all_: Sequence[Benchmark]
) -> tuple[tuple[int, Miss], ...]:
    """Predict each benchmark from those at least h years older, for every such h: (h, miss)."""
    found = []
    for target in all_:
        for origin in (b for b in all_ if b.year < target.year):
            kept = [b for b in all_ if b.year <= origin.year]
            values = fitted(method, years, indicator, kept)[1]
            horizon = target.year - origin.year
            miss = Miss(target.year, float(values[years.index(target.year)]), target.value, float(horizon))
            found.append((horizon, miss))
    return tuple(found)


def total(parts: Sequence[Sequence[Miss]]) -> tuple[Miss, ...]:
    """Misses of a sum, for the years that all parts have: errors of the parts may cancel or add."""
    by_year = [{miss.year: miss for miss in part} for part in parts]
    if not by_year:
        return ()
    years = [year for year in sorted(by_year[0]) if all(year in part for part in by_year)]
    return tuple(
        Miss(
            year,
            sum(part[year].predicted for part in by_year),
            sum(part[year].actual for part in by_year),
            by_year[0][year].variance,
        )
        for year in years
    )


def spread(misses: Sequence[Miss], coverage: float) -> float:
    """Half-width (logarithmic) of the interval one variance unit away from a benchmark.

    From ``MANY`` errors on: the ceil((n + 1) x coverage)-th smallest of the scaled absolute errors. Below: root
    mean square of the scaled errors (their mean is taken as zero) times the quantile of Student's t with n degrees
    of freedom. Not a number when nothing could be left out:
    an unmeasured error is not zero.
    """
    scaled = sorted(abs(m.log) / math.sqrt(m.variance) for m in misses if m.variance > 0)
    count = len(scaled)
    if count == 0:
        return math.nan
    if count >= MANY:
        return scaled[min(count, math.ceil((count + 1) * coverage)) - 1]
    square = math.fsum(error * error for error in scaled) / count
    from scipy.special import stdtrit  # which a programme that is only checked need not wait for

    return float(stdtrit(count, 0.5 + coverage / 2.0)) * math.sqrt(square)


def dependence(errors: Sequence[Sequence[float]], coverage: float) -> float:
    """The correlation of the errors of parts that a sum has to reckon with: of each pair of parts the upper bound of what
    was measured, and of these the highest.

    ``errors`` are the scaled logarithmic errors of each part, in the same order. The bound is one-sided with chance
    ``coverage``, by Fisher's transformation of the correlation (errors have mean zero). Few errors bound nothing: with three
    or fewer it is one. Errors that cancelled five times are not trusted to do so a sixth time, but for as much as five show.
    """
    count = min((len(part) for part in errors), default=0)
    if count <= 3 or len(errors) < 2:
        return 1.0
    from scipy.special import ndtri

    quantile, bounds = float(ndtri(coverage)), []
    for at, one in enumerate(errors):
        for other in errors[at + 1 :]:
            crossed = math.fsum(a * b for a, b in zip(one, other, strict=True))
            size = math.sqrt(math.fsum(a * a for a in one) * math.fsum(b * b for b in other))
            measured = min(max(crossed / size, -_SURE), _SURE) if size > 0.0 else _SURE
            bounds.append(math.tanh(math.atanh(measured) + quantile / math.sqrt(count - 3)))
    return max(bounds)


def together(halves: Sequence[float], values: Sequence[float], dependence: float) -> float:
    """Half-width (logarithmic) of a sum of parts with these half-widths and values, to first order: the root of the sum of
    w_i w_j r h_i h_j, w the shares, r the dependence of two parts."""
    whole = math.fsum(values)
    own = [half * value / whole for half, value in zip(halves, values, strict=True)]
    squares = math.fsum(part * part for part in own)
    crossed = math.fsum(own) ** 2 - squares
    return math.sqrt(max(squares + dependence * crossed, 0.0))

"""Small array pieces the steps share: series of a scope, moments, ranks. All skip NaN.

A *series* is one row of a (S, n) matrix: the values of one indicator over the units of one period
(scope ``year``) or over all units and periods (scope ``panel``). Working on rows keeps memory contiguous.
Sums go through ``np.add.reduce`` on elementwise products, never BLAS, so that bits do not depend on the CPU.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from xinxiao.index.spec.method import Scope

Array = npt.NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)
DIGITS = 10
"""Significant digits of a number that is printed or ranked: enough for any figure, too few for the noise of the last bits."""
FLAT = 1e-14
"""A spread of less than this share of the values is the noise of their last bits, and no variation."""
_NUMBERS_AT_ONCE = 1 << 16
"""Numbers that are worked on together: as many as stay in a processor's cache with what is made of them."""
_TENS = np.power(10.0, np.arange(-300, 309))


_SAFE = (2.0**-200, 2.0**200)
"""Sizes whose fourth powers can be computed, also of spreads that are just not ``FLAT``."""


def to_series(values: Array, scope: Scope) -> Array:
    """(..., N, K) -> (S, n): rows ordered by leading axes then indicator. ``panel`` joins axis -3 to N."""
    k = values.shape[-1]
    if scope == "panel" and values.ndim >= 3:
        values = values.reshape(*values.shape[:-3], values.shape[-3] * values.shape[-2], k)
    return np.ascontiguousarray(np.swapaxes(values, -1, -2)).reshape(-1, values.shape[-2])


def from_series(series: npt.NDArray[Kind], shape: tuple[int, ...], scope: Scope) -> npt.NDArray[Kind]:
    """Undo :func:`to_series`: (S, n) -> ``shape``, the columns of a unit together in memory."""
    return np.ascontiguousarray(series_view(series, shape, scope))


def series_view(series: npt.NDArray[Kind], shape: tuple[int, ...], scope: Scope) -> npt.NDArray[Kind]:
    """The same as a view of the series where it can be one: the units of a column stay together in memory."""
    n, k = shape[-2], shape[-1]
    lead = shape[:-2]
    if scope == "panel" and len(shape) >= 3:
        lead, n = shape[:-3], shape[-3] * shape[-2]
    return np.swapaxes(series.reshape(*lead, k, n), -1, -2).reshape(shape)


def in_parts(rows: int, width: int) -> Iterator[slice]:
    """Rows of a matrix some at a time: as many as stay in a processor's cache. What is computed row by row is the same."""
    step = max(1, _NUMBERS_AT_ONCE // max(width, 1))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))


def evened(values: Array, axis: int | tuple[int, ...]) -> tuple[Array, npt.NDArray[np.int64]]:
    """(values over 2**e, e): where values over ``axis`` are too large or small for their powers to be computed, they are
    brought near 1; e is kept broadcastable and 0 elsewhere. Powers of two leave every digit as it is."""
    high = np.fmax.reduce(values, axis=axis, keepdims=True, initial=0.0)
    low = np.fmin.reduce(values, axis=axis, keepdims=True, initial=0.0)
    size = np.maximum(high, -low)
    safe = ((size >= _SAFE[0]) & (size <= _SAFE[1])) | (size == 0.0)
    if bool(safe.all()):
        return values, np.zeros(size.shape, np.int64)
    exponent = np.where(safe, 0, np.frexp(size)[1]).astype(np.int64)
    return np.ldexp(values, -exponent), exponent


def skewness_kurtosis(series: Array) -> tuple[Array, Array]:
    """Sample-corrected skewness G1 and excess kurtosis G2 of each row of (S, n), NaN skipped.

    G1 = g1 sqrt(n(n-1))/(n-2), G2 = ((n+1) g2 + 6)(n-1)/((n-2)(n-3)); Joanes & Gill (1998), as e1071 type 2.
    NaN where fewer than 3 (4) values are present or all are equal.
    """
    skew, kurt = np.empty(len(series)), np.empty(len(series))
    for some in in_parts(*series.shape):
        skew[some], kurt[some] = _moments(series[some])
    return skew, kurt


def _moments(series: Array) -> tuple[Array, Array]:
    series, _ = evened(series, 1)
    missing = np.isnan(series)
    gaps = bool(missing.any())
    n = np.float64(series.shape[1]) - (np.add.reduce(missing, axis=1, dtype=np.float64) if gaps else 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        held = np.where(missing, 0.0, series) if gaps else series
        mean = np.add.reduce(held, axis=1) / n
        d = held - mean[:, None]
        if gaps:
            d[missing] = 0.0
        d2 = d * d
        m2 = np.add.reduce(d2, axis=1) / n
        d *= d2
        m3 = np.add.reduce(d, axis=1) / n
        d2 *= d2
        m4 = np.add.reduce(d2, axis=1) / n
        return corrected(n, m2, m3, m4, flat=np.sqrt(m2) <= FLAT * np.abs(mean))


def corrected(
    n: Array | np.float64, m2: Array, m3: Array, m4: Array, *, flat: npt.NDArray[np.bool_]
) -> tuple[Array, Array]:
    """G1 and G2 from the count and the central moments; NaN where ``flat`` or n is too small."""
    with np.errstate(invalid="ignore", divide="ignore"):
        g1 = m3 / (m2 * np.sqrt(m2))
        g2 = m4 / (m2 * m2) - 3.0
        skew = np.asarray(g1 * np.sqrt(n * (n - 1.0)) / (n - 2.0))
        kurt = np.asarray(((n + 1.0) * g2 + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)))
    bad = flat | ~(m2 > 0.0)
    return np.where(bad | (n < 3.0), np.nan, skew), np.where(bad | (n < 4.0), np.nan, kurt)


def significant(values: Array) -> Array:
    """The values with ``DIGITS`` significant digits, as they are printed: what prints alike is alike."""
    with np.errstate(divide="ignore", invalid="ignore"):
        decade = np.floor(np.log10(np.abs(values)))
    if _within(decade, DIGITS - 301, DIGITS + 299):  # nothing is missing, zero or beyond the powers of ten
        scale = _TENS[(DIGITS + 299 - decade).astype(np.int64)]
        return np.asarray(np.rint(values * scale) / scale)
    known = np.isfinite(decade)
    power = np.where(known, DIGITS - 1 - decade, 0.0).astype(np.int64)
    scale = _TENS[np.clip(power, -300, 300) + 300]
    return np.where(known & (np.abs(power) <= 300), np.rint(values * scale) / scale, values)


def _within(values: Array, low: float, high: float) -> bool:
    """Whether there are values, none is missing, and all are from ``low`` to ``high``."""
    if not values.size:
        return False
    return bool(np.minimum.reduce(values, axis=None) >= low and np.maximum.reduce(values, axis=None) <= high)


def span(low: Array, high: Array) -> Array:
    """``high`` - ``low``, and 0 where only the last bits differ."""
    width = high - low
    return np.where(width <= FLAT * np.maximum(np.abs(low), np.abs(high)), 0.0, width)


def count_present(values: Array, axis: int | tuple[int, ...]) -> Array:
    """Number of non-missing values, as float, kept broadcastable."""
    present = ~np.isnan(values)
    if bool(present.all()):
        of = (axis,) if isinstance(axis, int) else axis
        shape = [1 if a in {b % values.ndim for b in of} else size for a, size in enumerate(values.shape)]
        return np.full(shape, float(math.prod(values.shape[a] for a in of)))
    return np.asarray(np.add.reduce(present, axis=axis, dtype=np.float64, keepdims=True))


def mean_sd(values: Array, axis: int | tuple[int, ...]) -> tuple[Array, Array]:
    """Mean and standard deviation (n - 1; 0 where only the last bits differ) over ``axis``, NaN skipped, kept
    broadcastable."""
    n = count_present(values, axis)
    values, exponent = evened(values, axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.isnan(values)
        gaps = bool(missing.any())
        mean = np.add.reduce(np.where(missing, 0.0, values) if gaps else values, axis=axis, keepdims=True) / n
        d = values - mean
        if gaps:
            d[missing] = 0.0
        d *= d
        sd = np.sqrt(np.add.reduce(d, axis=axis, keepdims=True) / np.where(n > 1.0, n - 1.0, np.nan))
        sd = np.where(sd <= FLAT * np.abs(mean), 0.0, sd)
    return (np.ldexp(mean, exponent), np.ldexp(sd, exponent)) if exponent.any() else (mean, sd)


def rank_series(series: Array, ties: Literal["min", "average"]) -> Array:
    """Ascending rank (1 = smallest) within each row of (S, n), by ``DIGITS`` significant digits; NaN stays NaN.

    Ties take the minimum rank or the average of their ranks.
    """
    rows, n = series.shape
    series = significant(series)
    order = np.argsort(series, axis=1, kind="stable")
    ordered = np.take_along_axis(series, order, axis=1)
    new = np.ones((rows, n), dtype=np.bool_)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    place = np.arange(n, dtype=np.int64)[None, :]
    first = np.maximum.accumulate(np.where(new, place, 0), axis=1)
    rank = first + 1.0
    if ties == "average":
        ends = np.ones((rows, n), dtype=np.bool_)
        ends[:, :-1] = new[:, 1:]
        last = np.minimum.accumulate(np.where(ends, place, n - 1)[:, ::-1], axis=1)[:, ::-1]
        rank = (first + last) / 2.0 + 1.0
    out = np.empty((rows, n))
    np.put_along_axis(out, order, rank, axis=1)
    out[np.isnan(series)] = np.nan
    return out


def rank_units(scores: Array) -> Array:
    """Rank of units (axis -2) in (..., N, C): 1 = highest score, ties take the minimum; NaN stays NaN."""
    return from_series(rank_series(-to_series(scores, "year"), "min"), scores.shape, "year")

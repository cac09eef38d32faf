"""Small array pieces the steps share: series of a scope, moments, ranks. All skip NaN.

A *series* is one row of a (S, n) matrix: the values of one indicator over the units of one period
(scope ``year``) or over all units and periods (scope ``panel``). Working on rows keeps memory contiguous.
Sums go through ``np.add.reduce`` on elementwise products, never BLAS, so that bits do not depend on the CPU.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from xinxiao.index.spec.method import Scope

Array = npt.NDArray[np.float64]


def to_series(values: Array, scope: Scope) -> Array:
    """(..., N, K) -> (S, n): rows ordered by leading axes then indicator. ``panel`` joins axis -3 to N."""
    k = values.shape[-1]
    if scope == "panel" and values.ndim >= 3:
        values = values.reshape(*values.shape[:-3], values.shape[-3] * values.shape[-2], k)
    return np.ascontiguousarray(np.swapaxes(values, -1, -2)).reshape(-1, values.shape[-2])


def from_series(series: Array, shape: tuple[int, ...], scope: Scope) -> Array:
    """Undo :func:`to_series`: (S, n) -> ``shape``."""
    n, k = shape[-2], shape[-1]
    lead = shape[:-2]
    if scope == "panel" and len(shape) >= 3:
        lead, n = shape[:-3], shape[-3] * shape[-2]
    return np.ascontiguousarray(np.swapaxes(series.reshape(*lead, k, n), -1, -2)).reshape(shape)


def skewness_kurtosis(series: Array) -> tuple[Array, Array]:
    """Sample-corrected skewness G1 and excess kurtosis G2 of each row of (S, n), NaN skipped.

    G1 = g1 sqrt(n(n-1))/(n-2), G2 = ((n+1) g2 + 6)(n-1)/((n-2)(n-3)); Joanes & Gill (1998), as e1071 type 2.
    NaN where fewer than 3 (4) values are present or all are equal.
    """
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
        return corrected(n, m2, m3, m4, flat=np.sqrt(m2) <= 1e-14 * np.abs(mean))


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


def count_present(values: Array, axis: int | tuple[int, ...]) -> Array:
    """Number of non-missing values, as float, kept broadcastable."""
    return np.asarray(np.add.reduce(~np.isnan(values), axis=axis, dtype=np.float64, keepdims=True))


def mean_sd(values: Array, axis: int | tuple[int, ...]) -> tuple[Array, Array]:
    """Mean and standard deviation (n - 1) over ``axis``, NaN skipped, kept broadcastable."""
    n = count_present(values, axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.isnan(values)
        mean = np.add.reduce(np.where(missing, 0.0, values), axis=axis, keepdims=True) / n
        d = np.where(missing, 0.0, values - mean)
        sd = np.sqrt(np.add.reduce(d * d, axis=axis, keepdims=True) / np.where(n > 1.0, n - 1.0, np.nan))
    return mean, sd


def rank_series(series: Array, ties: Literal["min", "average"]) -> Array:
    """Ascending rank (1 = smallest) within each row of (S, n); NaN stays NaN.

    Ties take the minimum rank or the average of their ranks.
    """
    rows, n = series.shape
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

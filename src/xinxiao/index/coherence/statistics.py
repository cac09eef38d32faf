"""Describing the data before touching it (Handbook steps 2 and 4): 19 statistics, flags, availability.

The statistics and their thresholds are those COINr reports (Becker, Caperna, Del Sorbo et al. 2022, JOSS 7(78) 4567),
because reviewers of indices read them daily.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from xinxiao.index.coherence.arrays import Array, mean_sd, skewness_kurtosis, to_series
from xinxiao.index.spec.framework import Framework

STATISTICS = (
    "min",
    "max",
    "mean",
    "median",
    "sd",
    "skewness",
    "kurtosis",
    "available",
    "nonzero",
    "unique",
    "same",
    "share_available",
    "share_nonzero",
    "share_unique",
    "share_same",
    "flag_available",
    "flag_nonzero",
    "flag_unique",
    "flag_outliers",
)


class Flags(msgspec.Struct, frozen=True):
    """Limits of the four flags: shares of units below which an indicator is flagged LOW, and the
    skewness and kurtosis that must BOTH be exceeded to flag outliers."""

    available: float = 0.65
    nonzero: float = 0.5
    unique: float = 0.5
    skewness: float = 2.0
    kurtosis: float = 3.5


def describe(values: Array, flags: Flags = Flags()) -> dict[str, Array]:
    """The 19 statistics of each indicator of (N, K): name -> (K,); the four flags are 1.0 where raised.

    ``unique`` counts distinct observed values, ``same`` the most frequent one; sd has n - 1; skewness and
    kurtosis are G1 and G2. Shares are of observed values, except availability (of all units); flags
    compare shares of all units.
    """
    n = float(values.shape[0])
    series = to_series(values, "year")
    present = np.add.reduce(~np.isnan(series), axis=1, dtype=np.float64)
    mean, sd = mean_sd(series, axis=1)
    skew, kurt = skewness_kurtosis(series)
    nonzero = np.add.reduce(~np.isnan(series) & (series != 0.0), axis=1, dtype=np.float64)
    unique, same = _distinct(series)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = (
            np.fmin.reduce(series, axis=1),
            np.fmax.reduce(series, axis=1),
            mean[:, 0],
            medians(series),
            sd[:, 0],
            skew,
            kurt,
            present,
            nonzero,
            unique,
            same,
            present / n,
            nonzero / present,
            unique / present,
            same / present,
            present / n < flags.available,
            nonzero / n < flags.nonzero,
            unique / n < flags.unique,
            (np.abs(skew) > flags.skewness) & (kurt > flags.kurtosis),
        )
    return {name: np.asarray(c, dtype=np.float64) for name, c in zip(STATISTICS, columns, strict=True)}


def medians(series: Array) -> Array:
    """Median of each row of (S, n), NaN skipped (type-7 quantile at one half)."""
    ordered = np.sort(series, axis=1)
    n = np.add.reduce(~np.isnan(series), axis=1, dtype=np.int64)
    low, high = np.maximum((n - 1) // 2, 0), np.maximum(n // 2, 0)
    rows = np.arange(series.shape[0])
    high = np.minimum(high, series.shape[1] - 1)
    middle = (ordered[rows, low] + ordered[rows, high]) / 2.0
    return np.where(n > 0, middle, np.nan)


def _distinct(series: Array) -> tuple[Array, Array]:
    unique, same = np.zeros(len(series)), np.zeros(len(series))
    for s, row in enumerate(series):
        _, counts = np.unique(row[~np.isnan(row)], return_counts=True)
        unique[s] = len(counts)
        same[s] = counts.max(initial=0)
    return unique, same


class Availability(msgspec.Struct, frozen=True, eq=False):
    """How much is known of each unit; counts and shares have shape (..., N), ``by_group`` (..., N, G).

    ``share_nonzero`` is among observed values. ``by_group`` is the share of a group's indicators observed,
    groups in the order of the framework.
    """

    missing: Array
    zero: Array
    share_available: Array
    share_nonzero: Array
    by_group: Array


def _count(where: npt.NDArray[np.bool_]) -> Array:
    """How many of the last axis; most often none are, which is seen sooner than counted."""
    if not bool(where.any()):
        return np.zeros(where.shape[:-1])
    return np.asarray(np.add.reduce(where, axis=-1, dtype=np.float64))


def availability(values: Array, framework: Framework | None = None) -> Availability:
    """Availability of (..., N, K), per unit and, given a framework, per unit and group."""
    k = float(values.shape[-1])
    seen = ~np.isnan(values)
    zero, present = _count(values == 0.0), k - _count(~seen)
    groups = framework.groups if framework is not None else ()
    by_group = np.empty((*values.shape[:-1], len(groups)))
    for g, group in enumerate(groups):
        assert framework is not None
        at = [framework.position[leaf] for leaf in framework.leaves_of(group.code)]
        by_group[..., g] = np.add.reduce(seen[..., at], axis=-1, dtype=np.float64) / len(at)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(present > 0, (present - zero) / present, np.nan)
    return Availability(k - present, zero, present / k, share, by_group)

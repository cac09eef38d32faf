"""The functions that turn the children of one group into its score, on plain arrays.

Every function takes ``columns`` (one array of shape (..., N) per child, NaN = missing), ``weights`` (one
number per child, or an array that broadcasts against the columns, for replicates) and its own parameters,
and returns an array of shape (..., N). Missing children drop out and the other weights are rescaled.
Sums run child by child in framework order, so results do not depend on a linear-algebra library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xinxiao.index.coherence.arrays import mean_sd

Floats = NDArray[np.float64]
Weight = float | Floats
Columns = Sequence[Floats]
Weights = Sequence[Weight]
Penalty = Literal["negative", "positive"]
_LARGEST_POWER = 900
"""Binary digits of a power that leave room for weights and sums."""


def _sums(
    columns: Columns, weights: Weights, change: Callable[[Floats], Floats] | None = None
) -> tuple[Floats, Weight]:
    """(sum of w f(x), sum of w) over the children that are present."""
    top: Floats | None = None
    bottom: Weight = 0.0
    for column, weight in zip(columns, weights, strict=True):
        if isinstance(weight, float) and weight == 0.0:
            continue
        values = column if change is None else change(column)
        if _complete(values):
            bottom = bottom + weight
        else:
            missing = np.isnan(column)
            values = np.where(missing, 0.0, values)
            bottom = bottom + np.where(missing, 0.0, weight)
        term = values * weight
        top = term if top is None else np.add(top, term, out=top if top.shape == term.shape else None)
    if top is None:
        top = np.zeros_like(columns[0])
    return top, bottom


def _complete(values: Floats) -> bool:
    """Whether nothing is missing: one reading of the values, since their least is NaN where any is."""
    return not (values.size and np.isnan(np.minimum.reduce(values, axis=None)))


def arithmetic(columns: Columns, weights: Weights) -> Floats:
    """Weighted arithmetic mean; full compensation (Handbook step 6, linear aggregation)."""
    top, bottom = _sums(columns, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(top / bottom)


def total(columns: Columns, weights: Weights) -> Floats:
    """Weighted sum, the weights scaled to a mean of 1 over the children that have any, so that equal weights give the plain sum.

    A sum without one of its parts is another sum: a missing child makes the score missing.
    """
    mean, counts = arithmetic(columns, weights), sum((np.asarray(w) > 0).astype(np.float64) for w in weights)
    for column, weight in zip(columns, weights, strict=True):
        mean = np.where(np.isnan(column) & (np.asarray(weight) > 0), np.nan, mean)
    return np.asarray(mean * counts)


def logarithm(values: Floats) -> Floats:
    """Natural logarithm; missing where a value is zero or below."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.log(values)  # NaN below zero
    zero = found.size and np.fmin.reduce(found, axis=None) == -np.inf
    return np.where(values == 0, np.nan, found) if zero else found


def geometric(columns: Columns, weights: Weights) -> Floats:
    """Weighted geometric mean; values that are zero or below make the score missing (and
    :func:`xinxiao.index.steps.aggregate.aggregate` says so)."""
    top, bottom = _sums(columns, weights, logarithm)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.exp(top / bottom))


def power(columns: Columns, weights: Weights, exponent: float) -> Floats:
    """Weighted generalised mean (sum w x^p / sum w)^(1/p); ``exponent`` 0 is the geometric mean.

    Values must be positive, or not negative where the exponent is above 0.
    """
    if exponent == 0:
        return geometric(columns, weights)
    size = _size(columns, weights, exponent)
    if size.any():
        columns = [np.ldexp(column, -size) for column in columns]

    def raised(values: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            known = (values > 0) | ((values == 0) & (exponent > 0)) | (exponent == 1)
            return np.asarray(np.where(known, values, np.nan) ** exponent)

    top, bottom = _sums(columns, weights, raised)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray((top / bottom) ** (1.0 / exponent))
    return np.ldexp(found, size) if size.any() else found


def _size(columns: Columns, weights: Weights, exponent: float) -> NDArray[np.int64]:
    """The binary exponent of the child that rules a mean of powers, by unit; 0 where powers can be computed as they are."""
    asked = [np.abs(c) for c, w in zip(columns, weights, strict=True) if not isinstance(w, float) or w != 0.0]
    ruling = (np.fmax if exponent > 0 else np.fmin).reduce(np.broadcast_arrays(*asked or columns), axis=0)
    size = np.frexp(ruling)[1].astype(np.int64)
    return np.where(np.abs(size) * abs(exponent) > _LARGEST_POWER, size, 0)


def harmonic(columns: Columns, weights: Weights) -> Floats:
    """Weighted harmonic mean, sum w / sum (w / x); positive values only."""
    return power(columns, weights, -1.0)


def mazziotta_pareto(columns: Columns, weights: Weights, penalty: Penalty = "negative") -> Floats:
    """Mazziotta-Pareto index: M -/+ S^2 / M with S^2 the (1/n, weighted) variance across the children.

    ``negative`` penalty for phenomena where more is better. The same formula serves MPI (values at
    100 +/- 10) and AMPI (values in 70-130); only the normalisation differs. Source: Mazziotta and Pareto,
    *On a generalized non-compensatory composite index*, Social Indicators Research 127 (2016).
    """
    mean = arithmetic(columns, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares, total = _sums([(c / mean - 1.0) ** 2 for c in columns], weights)
        shortfall = mean * squares / total
    return np.asarray(mean - shortfall if penalty == "negative" else mean + shortfall)


def mean_min(
    columns: Columns, weights: Weights, compensation: float = 1.0, smoothness: float = 0.0
) -> Floats:
    """Mean-min function M - a (sqrt((M - min)^2 + b^2) - b), between the mean (a = 0) and the minimum
    (a = 1, b = 0). Source: Casadio Tarabusi and Guarini, Social Indicators Research 112 (2013)."""
    mean = arithmetic(columns, weights)
    lowest = columns[0]
    for column in columns[1:]:
        lowest = np.fmin(lowest, column)
    gap = np.hypot(mean - lowest, smoothness) - smoothness
    return np.asarray(mean - compensation * gap)


def ordered_weighted(
    columns: Columns, weights: Weights, attitude: float = 1.0, positions: Sequence[float] = ()
) -> Floats:
    """Ordered weighted average: weight by place from the best child to the worst.

    ``positions``: weight of each place, best first; otherwise the quantifier Q(r) = r^``attitude`` (1: the
    mean, > 1: weight moves to the worst children). Importance weights enter as Q of cumulated shares, and
    missing children drop out. Source: Yager, *Quantifier guided aggregation using OWA operators*,
    Int. J. of Intelligent Systems 11 (1996).
    """
    values = np.stack(np.broadcast_arrays(*columns, *weights)[: len(columns)], axis=-1)
    missing = np.isnan(values)
    shares = np.stack([np.broadcast_to(np.asarray(w, float), values.shape[:-1]) for w in weights], axis=-1)
    order = np.argsort(np.where(missing, np.inf, -values), axis=-1, kind="stable")
    values = np.take_along_axis(values, order, axis=-1)
    shares = np.take_along_axis(np.where(missing, 0.0, shares), order, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        reached = np.cumsum(shares, axis=-1) / np.sum(shares, axis=-1, keepdims=True)
    if positions:
        grid = np.linspace(0.0, 1.0, len(positions) + 1)
        level = np.concatenate([[0.0], np.cumsum(np.asarray(positions, float))])
        quantifier = np.interp(reached, grid, level / level[-1])
    else:
        quantifier = reached**attitude
    place = np.diff(quantifier, axis=-1, prepend=0.0)
    score = np.sum(np.where(np.isnan(values), 0.0, values) * place, axis=-1)
    return np.asarray(np.where(missing.all(axis=-1), np.nan, score))


def wroclaw(columns: Columns, weights: Weights) -> Floats:
    """Wroclaw taxonomic method (Hellwig's measure of development), 1 - d / (mean d + 2 sd d).

    d is the weighted Euclidean distance from the ideal unit (the best of each standardised child; n - 1).
    1 = ideal. Depends on all N units. Source: Hellwig, Przeglad Statystyczny 15 (1968). Children present
    are averaged, so a unit with missing children stays comparable.
    """
    distances = []
    for column in columns:
        mean, spread = mean_sd(column, -1)
        with np.errstate(invalid="ignore", divide="ignore"):
            # A child without variation is ideal for everybody: it adds no distance.
            z = np.where(spread > 0, (column - mean) / spread, 0.0 * column)
        distances.append((np.fmax.reduce(z, axis=-1, keepdims=True) - z) ** 2)
    squares, total = _sums(distances, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.sqrt(squares / total)
        mean, spread = mean_sd(distance, -1)
        limit = mean + 2 * spread
        return np.asarray(1.0 - np.where(limit > 0, distance / limit, distance))

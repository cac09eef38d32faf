"""What many replicates say about each unit and year: intervals, probabilities, pairs, real changes.

All functions take scores (M, T, N) of M replicates and their probabilities (M,), summing to 1. Equally likely
replicates use type-7 quantiles; unequal ones the inverse of the weighted distribution function.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.doubt.significance import change_direction

Floats = NDArray[np.float64]
_UNITS_AT_ONCE = 1 << 20


def rank_replicates(scores: Floats) -> NDArray[np.float32]:
    """Rank of each unit in each replicate and year (M, T, N): 1 = best, ties the minimum, NaN stays."""
    n = scores.shape[-1]
    flat = scores.reshape(-1, n)
    out = np.empty(flat.shape, np.float32)
    step = max(1, _UNITS_AT_ONCE // max(n, 1) // 4)
    for start in range(0, len(flat), step):
        rows = -flat[start : start + step]
        order = np.argsort(rows, axis=1)
        ordered = np.take_along_axis(rows, order, axis=1)
        new = np.ones(rows.shape, np.bool_)
        np.not_equal(ordered[:, 1:], ordered[:, :-1], out=new[:, 1:])
        first = np.maximum.accumulate(np.where(new, np.arange(1, n + 1, dtype=np.int32), 0), axis=1)
        ranks = np.empty(rows.shape, np.float32)
        np.put_along_axis(ranks, order, first.astype(np.float32), axis=1)
        ranks[np.isnan(rows)] = np.nan
        out[start : start + step] = ranks
    return out.reshape(scores.shape)


def quantiles(samples: NDArray[np.floating], probabilities: Floats, points: Sequence[float]) -> Floats:
    """Quantiles (P, ...) over the first axis of (M, ...), NaN left out; see the module."""
    m = samples.shape[0]
    tail = samples.shape[1:]
    flat = samples.reshape(m, -1)
    out = np.empty((len(points), flat.shape[1]))
    even = bool(np.allclose(probabilities, 1.0 / m))
    step = max(1, _UNITS_AT_ONCE // max(m, 1))
    for start in range(0, flat.shape[1], step):
        part = flat[:, start : start + step].astype(np.float64)
        gaps = bool(np.isnan(part).any())
        if even and not gaps:
            out[:, start : start + step] = _type_seven(part, points)
        else:
            out[:, start : start + step] = _weighted(part, probabilities, points)
    return out.reshape(len(points), *tail)


def _type_seven(part: Floats, points: Sequence[float]) -> Floats:
    """Type-7 quantiles of columns by one full sort of contiguous rows (faster than partitioning columns)."""
    ordered = np.sort(np.ascontiguousarray(part.T), axis=1)
    m = ordered.shape[1]
    out = np.empty((len(points), ordered.shape[0]))
    for i, p in enumerate(points):
        place = p * (m - 1)
        low = int(np.floor(place))
        high = min(low + 1, m - 1)
        out[i] = ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])
    return out


def _weighted(part: Floats, probabilities: Floats, points: Sequence[float]) -> Floats:
    order = np.argsort(part, axis=0, kind="stable")
    ordered = np.take_along_axis(part, order, axis=0)
    mass = np.where(np.isnan(ordered), 0.0, probabilities[order])
    total = mass.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        reached = np.cumsum(mass, axis=0) / total
    out = np.empty((len(points), part.shape[1]))
    for i, p in enumerate(points):
        at = (reached < p - 1e-12).sum(axis=0)
        at = np.minimum(at, np.maximum((~np.isnan(ordered)).sum(axis=0) - 1, 0))
        out[i] = np.take_along_axis(ordered, at[None], axis=0)[0]
    return np.where(total > 0, out, np.nan)


def mean(samples: NDArray[np.floating], probabilities: Floats) -> Floats:
    """Expected value over the first axis, NaN left out."""
    m = samples.shape[0]
    top, mass = np.zeros(samples.shape[1:]), np.zeros(samples.shape[1:])
    for r in range(m):
        known = ~np.isnan(samples[r])
        top += np.where(known, samples[r], 0.0) * probabilities[r]
        mass += known * probabilities[r]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(top / mass)


def share_where(condition: NDArray[np.bool_], probabilities: Floats) -> Floats:
    """Probability (...) that a condition (M, ...) holds."""
    out = np.zeros(condition.shape[1:])
    for r in range(condition.shape[0]):
        out += condition[r] * probabilities[r]
    return out


def superiority(scores: Floats, probabilities: Floats) -> Floats:
    """(T, N, N): probability that the row unit scores above the column unit, ties counting half."""
    m, t, n = scores.shape
    out = np.zeros((t, n, n))
    even = bool(np.allclose(probabilities, probabilities[0]))
    step = max(1, (1 << 22) // max(n * n, 1))
    for year in range(t):
        for start in range(0, m, step):
            part = scores[start : start + step, year]
            above = part[:, :, None] > part[:, None, :]
            equal = part[:, :, None] == part[:, None, :]
            if even:
                counted = above.sum(axis=0) + 0.5 * equal.sum(axis=0)
                out[year] += counted * probabilities[0]
            else:
                weight = probabilities[start : start + step, None, None]
                out[year] += ((above + 0.5 * equal) * weight).sum(axis=0)
        np.fill_diagonal(out[year], 0.5)
    return out


class Change(msgspec.Struct, frozen=True, eq=False):
    """Change of the score from the period before, (T - 1, N) each: ``mean``, interval ``low``/``high``,
    ``rises``: probability that it is above 0, no change counting half; ``significant``: see ``significance``."""

    mean: Floats
    low: Floats
    high: Floats
    rises: Floats
    significant: NDArray[np.bool_]


def changes(scores: Floats, probabilities: Floats, level: float) -> Change:
    """Year-on-year change within the same replicate, so that what both years share cancels."""
    t, n = scores.shape[1:]
    low, high, centre, rises = (np.empty((t - 1, n)) for _ in range(4))
    tails = ((1 - level) / 2, 1 - (1 - level) / 2)
    for year in range(1, t):
        step = scores[:, year] - scores[:, year - 1]
        low[year - 1], high[year - 1] = quantiles(step, probabilities, tails)
        centre[year - 1] = mean(step, probabilities)
        known = share_where(~np.isnan(step), probabilities)
        with np.errstate(invalid="ignore", divide="ignore"):
            above, even = (share_where(held, probabilities) for held in (step > 0, step == 0))
            rises[year - 1] = (above + 0.5 * even) / known
    return Change(centre, low, high, rises, change_direction(rises, level) != 0)

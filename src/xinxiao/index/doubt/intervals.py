"""What many replicates say about each unit and year: intervals, probabilities, pairs, real changes.

All functions take scores (M, T, N) of M replicates and their probabilities (M,), summing to 1. Equally likely
replicates use type-7 quantiles; unequal ones the inverse of the weighted distribution function.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.coherence.arrays import rank_series, significant
from xinxiao.index.doubt.significance import change_direction

Floats = NDArray[np.float64]
_UNITS_AT_ONCE = 1 << 20
_PLACE_DIGITS = 16
"""Binary digits for the place of a unit among those ranked; 47 are left to a score, 36 of which tell it from others."""


def rank_replicates(scores: Floats) -> NDArray[np.float32]:
    """Rank of each unit in each replicate and year (M, T, N), by scores as they are printed: 1 = best, ties the minimum,
    NaN stays."""
    n = scores.shape[-1]
    flat = scores.reshape(-1, n)
    out = np.empty(flat.shape, np.float32)
    step = max(1, _UNITS_AT_ONCE // max(n, 1) // 16)
    for start in range(0, len(flat), step):
        out[start : start + step] = _ranks(-significant(flat[start : start + step]))
    return out.reshape(scores.shape)


def _ranks(rows: Floats) -> NDArray[np.float32]:
    """Ascending ranks within rows of numbers of ``DIGITS`` significant digits, of which two that differ do so in their
    first 36 binary digits: the place of a unit goes into the others, and one sort of integers gives order and ties."""
    n = rows.shape[1]
    if n > 1 << _PLACE_DIGITS:
        return rank_series(rows, "min").astype(np.float32)
    bits = (rows + 0.0).view(np.int64)  # -0.0 + 0.0 is 0.0
    keys = np.where(bits < 0, bits ^ np.int64(0x7FFFFFFFFFFFFFFF), bits)  # ordered as the numbers are
    keys >>= _PLACE_DIGITS
    keys <<= _PLACE_DIGITS
    missing = np.isnan(rows)
    keys[missing] = np.iinfo(np.int64).max >> _PLACE_DIGITS << _PLACE_DIGITS
    keys |= np.arange(n)
    keys.sort(axis=1)
    place = keys & ((1 << _PLACE_DIGITS) - 1)
    keys >>= _PLACE_DIGITS
    first = np.ones(keys.shape, np.float32)
    first[:, 1:] = np.where(keys[:, 1:] != keys[:, :-1], np.arange(2, n + 1, dtype=np.float32), 0)
    np.maximum.accumulate(first, axis=1, out=first)
    out = np.empty(rows.shape, np.float32)
    np.put_along_axis(out, place, first, axis=1)
    out[missing] = np.nan
    return out


def quantiles(samples: NDArray[np.floating], probabilities: Floats, points: Sequence[float]) -> Floats:
    """Quantiles (P, ...) over the first axis of (M, ...), NaN left out; see the module."""
    m = samples.shape[0]
    tail = samples.shape[1:]
    flat = samples.reshape(m, -1)
    out = np.empty((len(points), flat.shape[1]))
    equal = even(probabilities)
    step = max(1, _UNITS_AT_ONCE // max(m, 1))
    for start in range(0, flat.shape[1], step):
        part = flat[:, start : start + step]
        if equal and not bool(np.isnan(part).any()):
            out[:, start : start + step] = _type_seven(part, points)
        else:
            out[:, start : start + step] = _weighted(part.astype(np.float64), probabilities, points)
    return out.reshape(len(points), *tail)


def even(probabilities: Floats) -> bool:
    """Whether replicates are equally likely."""
    return bool(np.allclose(probabilities, 1.0 / max(len(probabilities), 1)))


def _type_seven(part: NDArray[np.floating], points: Sequence[float]) -> Floats:
    """Type-7 quantiles of columns by one full sort of contiguous rows (faster than partitioning columns)."""
    ordered = np.sort(np.ascontiguousarray(part.T), axis=1)
    m = ordered.shape[1]
    out = np.empty((len(points), ordered.shape[0]))
    for i, p in enumerate(points):
        place = p * (m - 1)
        low = int(np.floor(place))
        below, above = (ordered[:, at].astype(np.float64) for at in (low, min(low + 1, m - 1)))
        out[i] = below + (place - low) * (above - below)
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
    weight = probabilities.reshape(-1, *(1,) * (samples.ndim - 1))
    missing = np.isnan(samples)
    if not missing.any():
        return np.asarray(np.add.reduce(samples * weight, axis=0) / np.add.reduce(probabilities))
    top = np.add.reduce(np.where(missing, 0.0, samples) * weight, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(top / np.add.reduce(~missing * weight, axis=0))


def share_where(condition: NDArray[np.bool_], probabilities: Floats) -> Floats:
    """Probability (...) that a condition (M, ...) holds."""
    if even(probabilities):
        return np.asarray(np.add.reduce(condition, axis=0, dtype=np.int64) / len(probabilities))
    weight = probabilities.reshape(-1, *(1,) * (condition.ndim - 1))
    return np.asarray(np.add.reduce(condition * weight, axis=0))


def superiority(parts: Iterable[tuple[Floats, Floats]], units: int, *, even: bool) -> Floats:
    """(N, N): probability that the row unit scores above the column unit in one year, ties counting half.

    ``parts``: scores (B, N) of some replicates after the others, with their probabilities (B,); ``even``: these are equal,
    so that wins need only be counted.
    """
    out, most, total = np.zeros((units, units)), max(1, (1 << 22) // max(units * units, 1)), 0
    for scores, weights in parts:
        step = most if even else 1  # one by one, sums do not depend on the parts
        for start in range(0, len(scores), step):
            some = scores[start : start + step]
            above = np.add.reduce(some[:, :, None] > some[:, None, :], axis=0, dtype=np.float64)
            equal = np.add.reduce(some[:, :, None] == some[:, None, :], axis=0, dtype=np.float64)
            out += (above + 0.5 * equal) * (1.0 if even else weights[start])
        total += len(scores)
    out /= total if even else 1.0
    np.fill_diagonal(out, 0.5)
    return out


class Change(msgspec.Struct, frozen=True, eq=False):
    """Change from one period to the next, (T - 1, N) each, taken within replicates.

    Of the score: ``mean``, interval ``low``/``high``, ``rises``: probability that it is above 0, no change counting half;
    ``significant``: see ``significance``. Of the rank: ``rank_mean``, interval ``rank_low``/``rank_high``, below 0 where
    places are gained.
    """

    mean: Floats
    low: Floats
    high: Floats
    rises: Floats
    significant: NDArray[np.bool_]
    rank_mean: Floats
    rank_low: Floats
    rank_high: Floats


def change_between(
    before: tuple[Floats, NDArray[np.float32]],
    now: tuple[Floats, NDArray[np.float32]],
    probabilities: Floats,
    level: float,
) -> Change:
    """Change (N,) between two periods within the same replicate, so that what both share cancels: the one place where
    periods are compared. ``before``, ``now``: scores and ranks (M, N) of either period."""
    tails = ((1 - level) / 2, 1 - (1 - level) / 2)
    step, places = now[0] - before[0], now[1] - before[1]
    low, high = quantiles(step, probabilities, tails)
    rank_low, rank_high = quantiles(places, probabilities, tails)
    known = share_where(~np.isnan(step), probabilities)
    with np.errstate(invalid="ignore", divide="ignore"):
        above, still = (share_where(held, probabilities) for held in (step > 0, step == 0))
        rises = np.asarray((above + 0.5 * still) / known)
    return Change(
        mean(step, probabilities),
        low,
        high,
        rises,
        change_direction(rises, level) != 0,
        mean(places, probabilities),
        rank_low,
        rank_high,
    )


def changes(scores: Floats, probabilities: Floats, level: float) -> Change:
    """Year-on-year change (T - 1, N) of scores (M, T, N)."""
    ranks = rank_replicates(scores)
    held = [(scores[:, t], ranks[:, t]) for t in range(scores.shape[1])]
    return stacked([change_between(a, b, probabilities, level) for a, b in pairwise(held)])


def stacked(found: Sequence[Change]) -> Change:
    """Changes (N,) of several steps as one of (T - 1, N)."""
    fields = Change.__struct_fields__
    return Change(*(np.stack([getattr(one, name) for one in found]) for name in fields))

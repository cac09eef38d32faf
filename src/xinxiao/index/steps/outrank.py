"""Outranking: how strongly each unit beats each other unit, and Copeland scores (Handbook step 6).

Source: Handbook 2008, section 6.5 (non-compensatory multi-criteria approach); Munda and Nardo, *Applied
Economics* 41 (2009). Unit pairs are compared in blocks of rows, so memory grows with the block, not with
N x N x K; 2,800 units x 12 criteria is 94 million comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault

Floats = NDArray[np.float64]
MOST_UNITS = 10_000
"""Units a whole matrix is made for (800 MB); Copeland scores need no matrix."""
_TIE = 1e-9
_BLOCK_CELLS = 1 << 19


class Outranking(msgspec.Struct, frozen=True):
    """``matrix`` (N, N): weight share of the criteria on which the row unit beats the column unit, ties
    counting half; the diagonal is 0. ``copeland`` (N,): wins minus losses. ``robustness``: share of pairs
    that no weighting could turn (one unit beats the other on every criterion both have)."""

    matrix: Floats
    copeland: Floats
    robustness: float


def _shares(values: Floats, weights: Sequence[float] | Floats | None) -> Floats:
    if values.ndim != 2:
        raise DataFault("outranking takes one matrix (units, criteria)", hint="loop over years")
    w = np.ones(values.shape[1]) if weights is None else np.asarray(weights, float)
    if w.shape != (values.shape[1],) or not bool(((w >= 0) & np.isfinite(w)).all()) or not w.sum() > 0:
        raise DataFault("one finite, non-negative weight per criterion is needed, not all zero")
    return np.asarray(w / w.sum())


def _blocks(values: Floats, shares: Floats) -> Iterator[tuple[slice, Floats, Floats]]:
    """(rows, strength of row over column, weight of the criteria both have), block by block."""
    columns = np.ascontiguousarray(values.T)
    gaps = np.isnan(columns)
    n = values.shape[0]
    step = max(1, _BLOCK_CELLS // max(n, 1))
    for start in range(0, n, step):
        rows = slice(start, min(start + step, n))
        strength = np.zeros((rows.stop - start, n))
        both = np.zeros_like(strength)
        for share, column, gap in zip(shares, columns, gaps, strict=True):
            mine = column[rows, None]
            strength += (mine > column) * share
            strength += (mine == column) * (0.5 * share)
            if gap.any():
                both += (~gap[rows, None] & ~gap) * share
            else:
                both += share
        yield rows, strength, both


def outranking_matrix(values: Floats, weights: Sequence[float] | Floats | None = None) -> Floats:
    """Matrix (N, N) of the share of weight with which the row unit beats the column unit.

    ``values`` (N, K), more is better, NaN = missing: a pair is compared on the criteria both units have,
    weights rescaled; NaN where they share none. Ties count half; the diagonal is 0. Raises DataFault for
    weights that do not fit, and beyond ``MOST_UNITS`` units.
    """
    shares = _shares(values, weights)
    if len(values) > MOST_UNITS:
        raise DataFault(
            f"an outranking matrix of {len(values)} units: at most {MOST_UNITS}",
            hint="ask for Copeland scores",
        )
    out = np.empty((values.shape[0],) * 2)
    for rows, strength, both in _blocks(values, shares):
        with np.errstate(invalid="ignore", divide="ignore"):
            out[rows] = strength / both
    np.fill_diagonal(out, 0.0)
    return out


def copeland(values: Floats, weights: Sequence[float] | Floats | None = None) -> Floats:
    """Copeland score (N,): units beaten by a weighted majority minus units that beat it.

    Whole N x N is never held. Units that share no criterion with anyone score NaN. Raises DataFault for
    weights that do not fit.
    """
    shares = _shares(values, weights)
    out = np.empty(values.shape[0])
    for rows, strength, both in _blocks(values, shares):
        margin = 2.0 * strength - both
        limit = _TIE * both
        wins = (margin > limit).sum(axis=1) - (margin < -limit).sum(axis=1)
        out[rows] = wins
    return np.where(np.isnan(values).all(axis=1), np.nan, out)


def outrank(values: Floats, weights: Sequence[float] | Floats | None = None) -> Outranking:
    """Matrix, Copeland scores and the share of dominance pairs of ``values`` (N, K); see the parts."""
    matrix = outranking_matrix(values, weights)
    upper = matrix[np.triu_indices(matrix.shape[0], 1)]
    known = upper[~np.isnan(upper)]
    sure = (known > 1 - _TIE) | (known < _TIE)
    robust = float(sure.mean()) if known.size else float("nan")
    return Outranking(matrix=matrix, copeland=copeland(values, weights), robustness=robust)

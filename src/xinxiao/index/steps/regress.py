"""Chained regressions for missing data: deterministic (one best guess) or multiple imputation (draws).

Each indicator with gaps is regressed on all others over the units where it is observed, gaps are replaced by
predictions, and the sweep repeats (van Buuren & Groothuis-Oudshoorn 2011, *J. Stat. Software* 45(3)). For
multiple imputation (Rubin 1987) coefficients are drawn from their approximate posterior and residual noise
is added, so that rankings over the draws carry the uncertainty of the gaps. Cross products are kept and
updated, so a sweep costs the gaps, not the data. Cholesky is written out: no LAPACK, same bits anywhere.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from xinxiao.index.coherence.arrays import Array, mean_sd

Ints = npt.NDArray[np.int64]


def chained_regression(
    x: Array,
    *,
    iterations: int = 10,
    ridge: float = 0.01,
    draw: int | None = None,
    seed: int = 0,
    stream: int = 0,
) -> Array:
    """Complete (n, K). ``draw`` None: predictions, stopping early when they settle (1e-8 sd); an integer:
    that multiple-imputation draw, reproducible from (``seed``, ``draw``, ``stream``); years take a stream each.

    ``ridge`` is added to the diagonal of the correlation matrix of the regressors, in shares of 1. Columns
    never observed, or constant, stay as they are (a constant one is filled with its constant).
    """
    mean, sd = mean_sd(x, 0)
    flat = np.asarray(~(sd > 0.0))
    z = (x - mean) / np.where(flat, np.nan, sd)
    usable = np.flatnonzero(~flat.reshape(-1))
    gaps = np.asarray(np.isnan(z[:, usable]))
    # The last column is the intercept: means over the observed rows of a column need not be zero.
    work = np.concatenate([np.where(gaps, 0.0, z[:, usable]), np.ones((len(x), 1))], axis=1)
    key = np.random.SeedSequence([seed, draw or 0, stream])
    random = None if draw is None else np.random.Generator(np.random.PCG64(key))
    order = np.argsort(np.add.reduce(gaps, axis=0, dtype=np.int64), kind="stable")
    order = order[np.logical_or.reduce(gaps, axis=0)[order]]
    rows = {int(k): np.flatnonzero(gaps[:, k]) for k in order}
    gram = _gram(work)
    for _ in range(iterations):
        change = 0.0
        for k in order.tolist():
            change = max(change, _update(work, gram, k, rows[k], ridge, random))
        if random is None and change < 1e-8:
            break
    out = np.where(np.isnan(x) & ~np.isnan(mean), mean, x)
    out[:, usable] = np.where(gaps, work[:, :-1] * sd[0, usable] + mean[0, usable], x[:, usable])
    return out


def _update(
    work: Array, gram: Array, k: int, gap: Ints, ridge: float, random: np.random.Generator | None
) -> float:
    """Predict the gaps of column ``k`` from the others; returns the largest change."""
    others = np.flatnonzero(np.arange(work.shape[1]) != k)
    n = work.shape[0] - len(gap)
    missing = work[gap]
    observed = gram - _gram(missing)
    normal = observed[np.ix_(others, others)].copy()
    penalty = np.full(len(others), ridge * n)
    penalty[-1] = 0.0
    normal[np.diag_indices(len(others))] += penalty
    factor = _cholesky(normal)
    beta = _back(factor, _forward(factor, observed[others, k]))
    if random is not None:
        residual = max(float(observed[k, k] - np.add.reduce(beta * observed[others, k])), 0.0)
        sigma = np.sqrt(residual / max(n - len(others), 1))
        beta = beta + sigma * _back(factor, random.standard_normal(len(others)))
    new = np.add.reduce(missing[:, others] * beta, axis=1)
    if random is not None:
        new = new + sigma * random.standard_normal(len(gap))
    change = float(np.max(np.abs(new - missing[:, k]), initial=0.0))
    work[gap, k] = new
    delta = np.add.reduce(
        (new - missing[:, k])[:, None] * np.where(np.arange(work.shape[1]) == k, 0.0, missing), axis=0
    )
    gram[k, :] += delta
    gram[:, k] += delta
    gram[k, k] += np.add.reduce(new * new) - np.add.reduce(missing[:, k] * missing[:, k])
    return change


def _gram(x: Array) -> Array:
    """x'x without BLAS."""
    out = np.empty((x.shape[1], x.shape[1]))
    for k in range(x.shape[1]):
        out[k] = np.add.reduce(x * x[:, k : k + 1], axis=0)
    return out


def _cholesky(matrix: Array) -> Array:
    """Lower factor of a symmetric positive definite (K, K); a non-positive pivot is raised to 1e-12."""
    lower = np.zeros_like(matrix)
    work = matrix.copy()
    for k in range(len(matrix)):
        pivot = np.sqrt(max(float(work[k, k]), 1e-12))
        lower[k:, k] = work[k:, k] / pivot
        lower[k, k] = pivot
        work[k:, k:] -= lower[k:, k : k + 1] * lower[k:, k]
    return lower


def _forward(lower: Array, right: Array) -> Array:
    """Solve lower y = right."""
    y = right.astype(np.float64).copy()
    for k in range(len(y)):
        y[k] = (y[k] - np.add.reduce(lower[k, :k] * y[:k])) / lower[k, k]
    return y


def _back(lower: Array, right: Array) -> Array:
    """Solve lower' x = right."""
    x = right.astype(np.float64).copy()
    for k in range(len(x) - 1, -1, -1):
        x[k] = (x[k] - np.add.reduce(lower[k + 1 :, k] * x[k + 1 :])) / lower[k, k]
    return x

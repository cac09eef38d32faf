"""Benchmarking: a series that meets its benchmarks and moves between them as its indicator does.

Every method here is linear in the benchmarks, so it is given as a matrix of weights ``W`` (periods by benchmarks)
with ``series = W @ benchmarks``. The weights are also what ``explain`` shows.

Sources: Denton (1971); Cholette (1984) for the start of the series; Bloem, Dippelsman & Maehle (2001), IMF
Quarterly National Accounts Manual, ch. 6 and annex 6.1; Dagum & Cholette (2006), Benchmarking, Temporal
Distribution and Reconciliation Methods for Time Series; Chow & Lin (1971); Fernández (1981).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

import numpy as np

from xinxiao.analyse.linear import Array, inverse, log_determinant, solve, times
from xinxiao.errors import DataFault
from xinxiao.model.account import Benchmarking

METHODS: tuple[Benchmarking, ...] = get_args(Benchmarking)
_RHO = tuple(i / 20 for i in range(20))


def selection(periods: Sequence[int], benchmarked: Sequence[int]) -> Array:
    """Matrix (benchmarks, periods) that picks the benchmarked periods."""
    return np.array([[1.0 if p == b else 0.0 for p in periods] for b in benchmarked])


def denton_cholette(indicator: Array, link: Array) -> Array:
    """Weights (n, m) of the proportional first-difference Denton method with Cholette's initial condition.

    Minimises ``sum over t >= 2 of (x_t / i_t - x_(t-1) / i_(t-1))^2`` subject to ``link @ x = benchmarks``.
    ``indicator`` (n,) must be positive, in any unit; ``link`` (m, n) sums the periods each benchmark covers (quarters of
    a year), or picks one period. With picked periods the ratio of benchmark to indicator runs on a straight line
    between benchmarks and stays level outside them. Raises :class:`DataFault` for an indicator that is not finite and
    above zero, or for benchmarks that do not fix the series.
    """
    indicator = around_one(indicator)
    n, m = indicator.shape[0], link.shape[0]
    difference = np.eye(n)[1:] - np.eye(n)[:-1]
    scaled = link * indicator[None, :]
    system = np.zeros((n + m, n + m))
    system[:n, :n] = times(difference.T, difference)
    system[:n, n:] = scaled.T
    system[n:, :n] = scaled
    right = np.concatenate([np.zeros((n, m)), np.eye(m)])
    return np.asarray(solve(system, right)[:n] * indicator[:, None])


def around_one(indicator: Array) -> Array:
    """The indicator in a unit of which it is about one: no method depends on the unit, but a system solved in numbers does.

    The unit is a power of two, so that not a bit of an indicator of usual size is lost. Raises :class:`DataFault` for an
    indicator that is not finite and above zero in every period.
    """
    if not (np.all(np.isfinite(indicator)) and np.all(indicator > 0)):
        raise DataFault(
            "an indicator must be finite and above zero in every period", hint="correct the indicator"
        )
    exponents = np.frexp(indicator)[1]
    return np.asarray(np.ldexp(indicator, -(int(exponents.max()) + int(exponents.min())) // 2))


def regression(indicator: Array, link: Array, covariance: Array) -> Array:
    """Weights (n, m) of the best linear unbiased distribution with one indicator and no constant.

    ``x = i b + u`` with ``cov(u) = covariance`` (n, n); b by generalised least squares on the benchmarks.
    No constant: with two to five benchmarks a second coefficient would fit noise.
    """
    low = times(link, indicator)
    between = times(covariance, link.T)
    weight = inverse(times(link, between))
    slope = times(low[None, :], weight)[0]
    slope = slope / float(np.add.reduce(slope * low))
    residual = np.eye(link.shape[0]) - low[:, None] * slope[None, :]
    return np.asarray(indicator[:, None] * slope[None, :] + times(times(between, weight), residual))


def random_walk(n: int) -> Array:
    """Covariance of a random walk that starts one period before the first (Fernández)."""
    steps = np.arange(1, n + 1, dtype=np.float64)
    return np.asarray(np.minimum.outer(steps, steps))


def autoregression(n: int, rho: float) -> Array:
    """Covariance of a stationary first-order autoregression with unit innovations (Chow & Lin)."""
    lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    powers = np.array([rho**lag for lag in range(n)])
    return np.asarray(powers[lags] / (1.0 - rho * rho))


def chow_lin(indicator: Array, link: Array, benchmarks: Array) -> Array:
    """Chow-Lin weights; the autocorrelation is the likeliest of 0, 0.05 … 0.95 given the benchmarks."""
    n, m = indicator.shape[0], link.shape[0]
    best: tuple[float, Array] | None = None
    for rho in _RHO:
        covariance = autoregression(n, rho)
        low = times(times(link, covariance), link.T)
        weights = regression(indicator, link, covariance)
        rest = benchmarks - _slope(indicator, link, low, benchmarks) * times(link, indicator)
        squares = float(np.add.reduce(rest * solve(low, rest)))
        likelihood = -m / 2 * math.log(max(squares, 1e-300) / m) - log_determinant(low) / 2
        if best is None or likelihood > best[0] + 1e-9:
            best = (likelihood, weights)
    assert best is not None
    return best[1]


def _slope(indicator: Array, link: Array, low: Array, benchmarks: Array) -> float:
    regressor = times(link, indicator)
    weighted = solve(low, regressor)
    return float(np.add.reduce(weighted * benchmarks) / np.add.reduce(weighted * regressor))


def weights(method: Benchmarking, indicator: Array, link: Array, benchmarks: Array) -> Array:
    """Weights (n, m) of ``method``; only Chow-Lin looks at the benchmarks' values.

    No method depends on the unit of the indicator, so each is given it around one: then systems are well scaled.
    Raises :class:`DataFault` as :func:`around_one`.
    """
    level = around_one(indicator)
    if method == "denton_cholette":
        return denton_cholette(level, link)
    if method == "fernandez":
        return regression(level, link, random_walk(level.shape[0]))
    return chow_lin(level, link, benchmarks)

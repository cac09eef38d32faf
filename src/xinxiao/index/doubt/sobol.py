"""Variance-based sensitivity indices: exact by enumeration, or estimated from scrambled Sobol' points.

First order S_i = Var(E[Y | X_i]) / Var(Y): what fixing X_i would remove. Total order
S_Ti = E[Var(Y | all but X_i)] / Var(Y): what X_i has a hand in. Estimators on centred outputs: S_i Saltelli
et al., *Computer Physics Communications* 181 (2010), Table 2 (b); S_Ti Jansen (1999), ibid. (f). Works on any function; knows
nothing of indices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.doubt.sequence import sobol_points

Floats = NDArray[np.float64]
_SLACK = 1e-9


class Indices(msgspec.Struct, frozen=True):
    """Sensitivity of one output to d inputs.

    ``first``, ``total`` (d,); ``*_low``/``*_high`` (d,): bootstrap interval (equal to the index when exact).
    ``mean``, ``variance`` of the output. ``evaluations``: models run; ``failed``: how many gave no value.
    ``consistent`` (d,): whether S_i <= S_Ti holds, within the interval when estimated.
    """

    names: tuple[str, ...]
    first: Floats
    total: Floats
    first_low: Floats
    first_high: Floats
    total_low: Floats
    total_high: Floats
    mean: float
    variance: float
    evaluations: int
    failed: int
    method: Literal["exact", "estimated"]
    consistent: tuple[bool, ...]


def exact_indices(
    outputs: Floats, probabilities: Sequence[Sequence[float] | Floats], names: Sequence[str] = ()
) -> Indices:
    """Indices of a function known at every combination of discrete inputs.

    ``outputs`` (L_1, ..., L_d): its values; NaN = that model failed (left out, the probabilities of the
    others rescaled, and counted). ``probabilities``: d vectors summing to 1. Raises DataFault when shapes do
    not fit or nothing came out.
    """
    d = outputs.ndim
    weight = _joint(outputs.shape, probabilities)
    good = ~np.isnan(outputs)
    weight = np.where(good, weight, 0.0)
    if not weight.sum() > 0:
        raise DataFault("every model failed: there is nothing to attribute")
    weight = weight / weight.sum()
    mean = float((np.where(good, outputs, 0.0) * weight).sum())
    centred = np.where(good, outputs - mean, 0.0)
    variance = _beyond_rounding(float((centred**2 * weight).sum()), np.where(good, outputs, 0.0))
    first, total = np.zeros(d), np.zeros(d)
    if variance > 0:
        for i in range(d):
            others = tuple(a for a in range(d) if a != i)
            first[i] = _between(centred, weight, others) / variance
            total[i] = 1.0 - _between(centred, weight, (i,)) / variance
    return Indices(
        names=_names(names, d),
        first=first,
        total=total,
        first_low=first,
        first_high=first,
        total_low=total,
        total_high=total,
        mean=mean,
        variance=variance,
        evaluations=outputs.size,
        failed=int((~good).sum()),
        method="exact",
        consistent=tuple(bool(s <= t + _SLACK) for s, t in zip(first, total, strict=True)),
    )


def _joint(shape: tuple[int, ...], probabilities: Sequence[Sequence[float] | Floats]) -> Floats:
    if tuple(len(p) for p in probabilities) != shape:
        raise DataFault(f"outputs have shape {shape}, probabilities {[len(p) for p in probabilities]}")
    weight = np.ones(shape)
    for axis, p in enumerate(probabilities):
        line = np.asarray(p, float)
        weight = weight * line.reshape([-1 if a == axis else 1 for a in range(len(shape))])
    return weight


def _beyond_rounding(variance: float, outputs: Floats) -> float:
    """``variance``, or 0 when it is no more than the rounding of equal numbers of this size."""
    rounding = 8 * np.finfo(float).eps * float(np.abs(outputs).max(initial=0.0))
    return variance if variance > rounding**2 else 0.0


def _between(centred: Floats, weight: Floats, over: tuple[int, ...]) -> float:
    """Variance of the conditional mean when the axes ``over`` are averaged away."""
    mass = weight.sum(axis=over)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(mass > 0, (centred * weight).sum(axis=over) / mass, 0.0)
    return float((means**2 * mass).sum())


def _names(names: Sequence[str], d: int) -> tuple[str, ...]:
    return tuple(names) if names else tuple(f"x{i + 1}" for i in range(d))


class Design(msgspec.Struct, frozen=True):
    """``a``, ``b`` (n, d) independent points in [0, 1); ``points`` ((d + 2) n, d): a, b, then for each i
    the points of a with column i taken from b."""

    a: Floats
    b: Floats

    @property
    def points(self) -> Floats:
        """All points to evaluate, in the order :func:`estimate_indices` expects."""
        mixed = []
        for i in range(self.a.shape[1]):
            block = self.a.copy()
            block[:, i] = self.b[:, i]
            mixed.append(block)
        return np.concatenate([self.a, self.b, *mixed])


def sobol_design(dimensions: int, n: int, seed: int) -> Design:
    """A scrambled Sobol' design with ``n`` base points (rounded up to a power of two)."""
    points = sobol_points(2 * dimensions, (max(n, 2) - 1).bit_length(), seed)
    return Design(a=points[:, :dimensions], b=points[:, dimensions:])


def estimate_indices(
    outputs: Floats,
    dimensions: int,
    names: Sequence[str] = (),
    *,
    bootstrap: int = 500,
    seed: int = 0,
    level: float = 0.9,
) -> Indices:
    """Indices from the outputs (NaN = failed) at ``Design.points``, with paired bootstrap intervals.

    A base point is dropped from all its d + 2 evaluations when one failed. The bootstrap redraws base
    points, mean and variance included. Raises DataFault with fewer than two complete base points.
    """
    n = outputs.size // (dimensions + 2)
    table = outputs.reshape(dimensions + 2, n)
    whole = ~np.isnan(table).any(axis=0)
    if int(whole.sum()) < 2:
        raise DataFault(f"too few models succeeded to estimate sensitivity: {int((~whole).sum())} failed")
    kept = table[:, whole]
    first, total, mean, variance = _estimators(kept)
    rng = np.random.default_rng(seed)
    drawn = [
        _estimators(kept[:, rng.integers(0, kept.shape[1], kept.shape[1])])[:2] for _ in range(bootstrap)
    ]
    tails = ((1 - level) / 2, 1 - (1 - level) / 2)
    spread = np.quantile(np.asarray(drawn), tails, axis=0) if bootstrap else np.asarray([[first, total]] * 2)
    return Indices(
        names=_names(names, dimensions),
        first=first,
        total=total,
        first_low=spread[0, 0],
        first_high=spread[1, 0],
        total_low=spread[0, 1],
        total_high=spread[1, 1],
        mean=mean,
        variance=variance,
        evaluations=outputs.size,
        failed=int(np.isnan(outputs).sum()),
        method="estimated",
        consistent=tuple(bool(s <= t + _SLACK) for s, t in zip(spread[0, 0], spread[1, 1], strict=True)),
    )


def _estimators(table: Floats) -> tuple[Floats, Floats, float, float]:
    base = table[:2]
    mean = float(base.mean())
    variance = _beyond_rounding(float(base.var()), base)
    d = table.shape[0] - 2
    if not variance > 0:
        return np.zeros(d), np.zeros(d), mean, variance
    y_a, y_b, mixed = table[0] - mean, table[1] - mean, table[2:] - mean
    first = (y_b * (mixed - y_a)).mean(axis=1) / variance
    total = ((y_a - mixed) ** 2).mean(axis=1) / (2 * variance)
    return first, total, mean, variance


def sobol_indices(
    function: Callable[[Floats], Floats],
    dimensions: int,
    names: Sequence[str] = (),
    *,
    n: int = 1024,
    seed: int = 20080901,
    bootstrap: int = 500,
    level: float = 0.9,
) -> Indices:
    """Indices of ``function`` ((m, d) points uniform on [0, 1) -> (m,) outputs), run (d + 2) n times."""
    plan = sobol_design(dimensions, n, seed)
    outputs = np.asarray(function(plan.points), float)
    return estimate_indices(outputs, dimensions, names, bootstrap=bootstrap, seed=seed, level=level)

"""Imputation (Handbook step 3): missing values filled, observed values never changed.

* ``mean``, ``median``: of the indicator over the scope;
* ``group_mean``, ``group_median``: within the unit's group (an income class, a region);
* ``framework_mean``, ``framework_median``: from the unit's other indicators of the same framework group, on
  a min-max, directed scale that is then undone;
* ``latest``: carry the last observation forward; ``constant``: the same, and the first one backward;
  ``linear``: interpolate in time, constant beyond the ends; all bounded by ``max_periods``;
* ``knn``: mean of the k nearest units on the standardised indicators both have observed;
* ``regression``, ``multiple``: chained ridge regressions (:mod:`xinxiao.index.steps.regress`).

A value no method can reach (a unit alone in its group, an indicator never observed) stays missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.index.coherence.arrays import Array, mean_sd, span
from xinxiao.index.coherence.statistics import medians
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import ALONG_TIME, ImputeSpec
from xinxiao.index.spec.periods import places_in_time
from xinxiao.index.steps.regress import chained_regression

Mask = npt.NDArray[np.bool_]
Centre = Callable[[Array], Array]
"""(n, K) -> (K,): the typical value of each column, NaN skipped."""


def impute(
    values: Array,
    spec: ImputeSpec,
    *,
    framework: Framework | None = None,
    unit_groups: Mapping[str, Sequence[str]] | None = None,
    times: Sequence[str] = (),
    codes: Sequence[str] = (),
) -> Array:
    """Fill the gaps of (N, K) or (T, N, K) by one method.

    ``framework`` is needed by ``framework_*``, ``unit_groups`` (name -> label per unit) by ``group_*``,
    ``codes`` by ``only``. Raises ProgrammeFault when the method lacks what it needs, NotFound for an unknown
    group. Returns ``values`` itself when nothing is missing.
    """
    if spec.method == "none" or not bool(np.isnan(values).any()):
        return values
    if spec.method in ALONG_TIME:
        filled = _along_time(values, spec, times)
    elif spec.scope == "panel" and values.ndim == 3:
        stacked = values.reshape(-1, values.shape[-1])
        filled = _cross_section(stacked, spec, framework, unit_groups, values.shape[0]).reshape(values.shape)
    elif values.ndim == 3:
        filled = np.stack(
            [_cross_section(year, spec, framework, unit_groups, 1, t) for t, year in enumerate(values)]
        )
    else:
        filled = _cross_section(values, spec, framework, unit_groups, 1)
    out = np.where(np.isnan(values), filled, values)
    if spec.only:
        outside = [k for k, code in enumerate(codes) if code not in spec.only]
        out[..., outside] = values[..., outside]
    return out


def _cross_section(
    x: Array,
    spec: ImputeSpec,
    framework: Framework | None,
    unit_groups: Mapping[str, Sequence[str]] | None,
    periods: int,
    stream: int = 0,
) -> Array:
    """Candidates for the gaps of (n, K); ``periods`` stacked years repeat the units."""
    if not bool(np.isnan(x).any()):
        return x
    centre: Centre = _median if spec.method.endswith("median") else _mean
    if spec.method in ("mean", "median"):
        return np.broadcast_to(centre(x), x.shape)
    if spec.method in ("group_mean", "group_median"):
        labels = (unit_groups or {}).get(spec.group)
        if labels is None:
            known = ", ".join(unit_groups or {}) or "none"
            raise NotFound(f"no unit group {spec.group!r}", hint=f"groups: {known}")
        return _by_group(x, list(labels) * periods, centre)
    if spec.method in ("framework_mean", "framework_median"):
        if framework is None:
            raise ProgrammeFault(f"{spec.method} needs a framework", hint="pass framework=")
        return _by_framework(x, framework, spec.level, centre)
    if spec.method == "knn":
        return nearest_neighbours(x, spec.neighbours)
    return chained_regression(
        x,
        iterations=spec.iterations,
        ridge=spec.ridge,
        draw=spec.draw % spec.draws if spec.method == "multiple" else None,
        seed=spec.seed,
        stream=stream,
    )


def _mean(x: Array) -> Array:
    return np.asarray(mean_sd(x, 0)[0][0])


def _median(x: Array) -> Array:
    return medians(np.ascontiguousarray(x.T))


def _by_group(x: Array, labels: Sequence[str], centre: Centre) -> Array:
    out = x.copy()
    members: dict[str, list[int]] = {}
    for n, label in enumerate(labels):
        members.setdefault(label, []).append(n)
    for rows in members.values():
        out[rows] = centre(x[rows])
    return out


def _by_framework(x: Array, framework: Framework, level: int, centre: Centre) -> Array:
    direction = np.array([float(i.direction) for i in framework.indicators])
    directed = x * direction
    low = np.fmin.reduce(directed, axis=0)
    high = np.fmax.reduce(directed, axis=0)
    width = span(low, high)
    width = np.where(width > 0.0, width, np.nan)
    scaled = (directed - low) / width
    out = x.copy()
    for code in framework.at_level(level):
        columns = [framework.position[leaf] for leaf in framework.leaves_of(code)]
        typical = centre(np.ascontiguousarray(scaled[:, columns].T))[:, None]
        out[:, columns] = (typical * width[columns] + low[columns]) * direction[columns]
    return out


def _along_time(values: Array, spec: ImputeSpec, times: Sequence[str]) -> Array:
    if values.ndim != 3:
        raise ProgrammeFault(f"{spec.method} imputes along time", hint="use it on a panel (T, N, K)")
    year = places_in_time(times) if times else np.arange(float(len(values)))
    farthest = np.inf if spec.max_periods is None else float(spec.max_periods)
    before, since = _last_seen(values, year)
    with np.errstate(invalid="ignore"):
        past = np.where(since <= farthest, before, np.nan)
        if spec.method == "latest":
            return past
        after, until = (a[::-1] for a in _last_seen(values[::-1], -year[::-1]))
        future = np.where(until <= farthest, after, np.nan)
        if spec.method == "linear":
            gap = since + until
            between = np.where(gap > 0.0, before + (after - before) * since / gap, before)
            past = np.where(np.isnan(between), past, np.where(gap - 1.0 > farthest, np.nan, between))
    # Only a gap with nothing before it is filled from the future.
    return np.where(np.isnan(before), future, past)


def _last_seen(values: Array, year: Array) -> tuple[Array, Array]:
    """For each cell of (T, N, K) the last observed value up to it, and how long ago."""
    seen, ago = np.empty_like(values), np.empty_like(values)
    last, when = np.full(values.shape[1:], np.nan), np.full(values.shape[1:], np.nan)
    for t, now in enumerate(values):
        fresh = ~np.isnan(now)
        last, when = np.where(fresh, now, last), np.where(fresh, year[t], when)
        seen[t], ago[t] = last, year[t] - when
    return seen, ago


def nearest_neighbours(x: Array, neighbours: int) -> Array:
    """Fill gaps of (n, K) by the mean of the k nearest units that have the value.

    Distance: mean squared difference of standardised values over the indicators both units have observed
    (Troyanskaya et al. 2001, *Bioinformatics* 17); ties are broken by row order.
    """
    out = x.copy()
    mean, sd = mean_sd(x, 0)
    z = (x - mean) / np.where(sd > 0.0, sd, np.nan)
    for n in np.flatnonzero(np.isnan(x).any(axis=1)):
        d = z - z[n]
        shared = ~np.isnan(d)
        count = np.add.reduce(shared, axis=1, dtype=np.float64)
        square = np.add.reduce(np.where(shared, d * d, 0.0), axis=1)
        distance = np.where(count > 0, square / np.maximum(count, 1.0), np.inf)
        distance[n] = np.inf
        order = np.argsort(distance, kind="stable")
        order = order[np.isfinite(distance[order])]
        for k in np.flatnonzero(np.isnan(x[n])):
            donors = x[order, k]
            donors = donors[~np.isnan(donors)][:neighbours]
            if len(donors):
                out[n, k] = np.add.reduce(donors) / len(donors)
    return out

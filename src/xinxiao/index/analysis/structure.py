"""The structure of a computed index: coherence of each group, importance of each node against its weight."""

from __future__ import annotations

import msgspec
import numpy as np

from xinxiao.errors import DataFault
from xinxiao.index.coherence import multivariate
from xinxiao.index.coherence.arrays import Array
from xinxiao.index.coherence.correlate import correlation
from xinxiao.index.pipeline.result import Result
from xinxiao.index.spec.framework import Group
from xinxiao.index.weights.framework import effective_weights


class Coherence(msgspec.Struct, frozen=True):
    """Internal coherence of one group on its children: alpha, share of the first component, components above
    1, and KMO; ``note`` says why a figure is missing ('' = complete)."""

    group: str
    alpha: float
    first_share: float
    retained: int
    kmo: float
    note: str


class Importance(msgspec.Struct, frozen=True):
    """A node's nominal share in the index (``weight``), its correlation with the index, and ``importance``:
    r squared, rescaled to sum to 1 over its level (Paruolo, Saisana and Saltelli 2013, JRSS A 176)."""

    code: str
    level: int
    weight: float
    correlation: float
    importance: float


def pillar_codes(result: Result) -> tuple[str, ...]:
    """Children of the index where there are at least three, else the groups of level 2, else the indicators."""
    framework = result.framework
    children = framework.children_of(framework.top)
    if len(children) >= 3:
        return children
    lowest = tuple(c for c in framework.at_level(2) if c != framework.top)
    return lowest if len(lowest) >= 3 else framework.indicator_codes


def group_coherence(result: Result, time: str = "", *, pairwise: bool = False) -> tuple[Coherence, ...]:
    """Coherence of every group of two children or more in one period (default: the last), bottom-up; alpha ``pairwise``
    on all units each pair has, so that it is there where too few units have every child."""
    values = _all_values(result, time)
    groups = [g for g in result.framework.groups if len(g.children) > 1]
    return tuple(_coherence(g, values, result, pairwise=pairwise) for g in groups)


def _coherence(group: Group, values: Array, result: Result, *, pairwise: bool) -> Coherence:
    children = values[:, [result.framework.position[c] for c in group.children]]
    try:
        found = multivariate.principal_components(children)
        adequacy = multivariate.sampling_adequacy(children)
    except DataFault as fault:
        alpha = multivariate.cronbach_alpha(children, pairwise=True) if pairwise else float("nan")
        return Coherence(group.code, alpha, float("nan"), 0, float("nan"), fault.message)
    alpha = multivariate.cronbach_alpha(children, pairwise=pairwise)
    return Coherence(group.code, alpha, float(found.share[0]), found.retained, adequacy.overall, "")


def node_importance(result: Result, time: str = "") -> tuple[Importance, ...]:
    """Weight and importance of every node below the index in one period (default: the last), level by level."""
    framework = result.framework
    coefficients = correlation(_all_values(result, time)).coefficients
    effective = effective_weights(framework, result.weights)
    top = framework.position[framework.top]
    rows: list[Importance] = []
    for level in range(1, framework.levels):
        codes = [c for c in framework.at_level(level) if c != framework.top]
        r = np.array([coefficients[framework.position[c], top] for c in codes])
        squares = np.where(np.isnan(r), 0.0, r) ** 2
        total = squares.sum()
        rows += [
            Importance(c, level, effective[c], float(r[i]), float(squares[i] / total) if total else 0.0)
            for i, c in enumerate(codes)
        ]
    return tuple(rows)


def _all_values(result: Result, time: str) -> Array:
    """(N, K + G) of one period."""
    values = result.all_values.reshape(-1, len(result.units), len(result.framework.codes))
    return np.asarray(values[result.period_index(time)])

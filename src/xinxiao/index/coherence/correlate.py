"""Correlations between indicators and groups, with p-values, within families, and flags (Handbook step 4).

Pairs use the units both columns have. Source of the p-values: Student's t for Pearson and Spearman, SciPy's
exact/normal test for Kendall's tau-b.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.coherence.arrays import evened, mean_sd, rank_series
from xinxiao.index.spec.framework import Framework, Group, Indicator

Floats = NDArray[np.float64]
Kind = Literal["pearson", "spearman", "kendall"]


class Correlation(msgspec.Struct, frozen=True, eq=False, dict=True):
    """``coefficients``, ``p_values`` and ``pairs`` (complete units) between columns, each (K, K)."""

    kind: Kind
    coefficients: Floats
    pairs: NDArray[np.int64]
    exact: Floats | None = None

    @cached_property
    def p_values(self) -> Floats:
        """Of no correlation, two-sided: those of an exact test where there is one, else Student's t; computed when asked for."""
        return _t_test(self.coefficients, self.pairs) if self.exact is None else self.exact


def correlation(values: Floats, kind: Kind = "pearson") -> Correlation:
    """Correlate the columns of (N, K), pairwise complete; NaN for pairs with under 3 units or no spread.

    Raises DataFault for a stack of years: correlate one year, or a panel flattened on purpose.
    """
    if values.ndim != 2:
        raise DataFault("correlation takes one matrix (units, columns)", hint="choose a year")
    values, _ = evened(values, 0)
    values = np.where(
        mean_sd(values, 0)[1] == 0.0, 0.0 * values, values
    )  # flat to the last bits: no variation
    # Counts are whole numbers, which a matrix product of floats adds up exactly in any order.
    present = (~np.isnan(values)).astype(np.float64)
    pairs = (present.T @ present).astype(np.int64)
    if kind == "kendall":
        r, p = _kendall(values)
        return Correlation(kind, r, pairs, p)
    return Correlation(kind, _pearson(values) if kind == "pearson" else _spearman(values), pairs)


def _pearson(values: Floats) -> Floats:
    present = ~np.isnan(values)
    k = values.shape[1]
    if present.all():
        z = values - values.mean(axis=0)
        scale = np.sqrt((z**2).sum(axis=0))
        with np.errstate(invalid="ignore", divide="ignore"):
            z = z / scale
        out = np.empty((k, k))
        for i in range(k):
            out[i] = (z * z[:, i : i + 1]).sum(axis=0)
        np.fill_diagonal(out, np.where(scale > 0, 1.0, np.nan))
        return np.clip(out, -1.0, 1.0)
    out = np.full((k, k), np.nan)
    for i in range(k):
        both = present & present[:, i : i + 1]
        n = both.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            x = np.where(both, values[:, i : i + 1], 0.0)
            y = np.where(both, values, 0.0)
            x = np.where(both, x - x.sum(axis=0) / n, 0.0)
            y = np.where(both, y - y.sum(axis=0) / n, 0.0)
            r = (x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0))
        out[i] = np.where(n > 2, np.clip(r, -1.0, 1.0), np.nan)
    return (out + out.T) / 2


def _spearman(values: Floats) -> Floats:
    if not np.isnan(values).any():
        return _pearson(_ranks(values))
    k = values.shape[1]
    out = np.full((k, k), np.nan)
    for i in range(k):
        for j in range(i, k):
            both = ~np.isnan(values[:, i]) & ~np.isnan(values[:, j])
            if both.sum() > 2:
                out[i, j] = out[j, i] = _pearson(_ranks(values[both][:, [i, j]]))[0, 1]
    return out


def _ranks(values: Floats) -> Floats:
    """Average ranks down the columns."""
    return rank_series(np.ascontiguousarray(values.T), "average").T


def _kendall(values: Floats) -> tuple[Floats, Floats]:
    from scipy.stats import kendalltau

    k = values.shape[1]
    r, p = np.full((k, k), np.nan), np.full((k, k), np.nan)
    for i in range(k):
        for j in range(i, k):
            both = ~np.isnan(values[:, i]) & ~np.isnan(values[:, j])
            x, y = values[both, i], values[both, j]
            if x.size > 2 and np.ptp(x) > 0 and np.ptp(y) > 0:
                found = kendalltau(x, y)
                r[i, j] = r[j, i] = found.statistic
                p[i, j] = p[j, i] = found.pvalue
    return r, p


def _t_test(r: Floats, pairs: NDArray[np.int64]) -> Floats:
    from scipy.special import stdtr

    freedom = pairs - 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.abs(r) * np.sqrt(freedom / (1.0 - r**2))
    p = np.asarray(2.0 * stdtr(freedom, -t))
    return np.where(np.isnan(r) | (freedom < 1), np.nan, p)


class Pair(msgspec.Struct, frozen=True):
    """One correlation worth a look: ``flag`` says why; ``family`` is the code both belong to."""

    family: str
    one: str
    other: str
    coefficient: float
    p_value: float
    flag: Literal["high", "low", ""]


def within_groups(
    values: Floats,
    framework: Framework,
    *,
    kind: Kind = "pearson",
    high: float = 0.9,
    low: float = -0.4,
    level: int = 2,
) -> tuple[Pair, ...]:
    """Every pair of indicators in the same group of ``level`` (values (N, K)), flagged ``high`` (>= 0.9:
    one says nothing new) or ``low`` (<= -0.4: a trade-off hidden in the mean)."""
    found = correlation(values, kind)
    pairs = []
    for group in framework.at_level(level):
        leaves = [framework.position[c] for c in framework.leaves_of(group)]
        for a, i in enumerate(leaves):
            for j in leaves[a + 1 :]:
                r = float(found.coefficients[i, j])
                flag: Literal["high", "low", ""] = "high" if r >= high else "low" if r <= low else ""
                codes = framework.indicator_codes
                pairs.append(Pair(group, codes[i], codes[j], r, float(found.p_values[i, j]), flag))
    return tuple(pairs)


def with_ancestors(
    values: Floats, groups: Floats, framework: Framework, *, kind: Kind = "pearson", weak: float = 0.3
) -> tuple[Pair, ...]:
    """Each node against every ancestor: values (N, K), group scores (N, G); ``low`` under ``weak``.

    A weak or negative correlation with the own index means that the node is present on paper only.
    """
    found = correlation(np.concatenate([values, groups], axis=1), kind)
    pairs = []
    nodes: tuple[Indicator | Group, ...] = (*framework.indicators, *framework.groups)
    for node in nodes:
        parent = node.parent
        while parent:
            i, j = framework.position[node.code], framework.position[parent]
            r = float(found.coefficients[i, j])
            flag: Literal["low", ""] = "low" if r < weak else ""
            pairs.append(Pair(parent, node.code, parent, r, float(found.p_values[i, j]), flag))
            parent = framework.node(parent).parent
    return tuple(pairs)

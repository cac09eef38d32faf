"""Weights of the children of one group, by statistics, by judgement, or by optimisation (Handbook step 6).

Every method returns shares >= 0 that sum to 1 over the K columns it was given (values (N, K), normalised,
more is better). What a method cannot honestly give is said in its result, not smoothed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.coherence.arrays import evened, mean_sd, rank_series, span
from xinxiao.index.coherence.correlate import correlation
from xinxiao.index.coherence.multivariate import complete, principal_components, varimax
from xinxiao.index.steps.bod import benefit_of_the_doubt

Floats = NDArray[np.float64]
_FARTHEST_SCALES = 1e9
"""Ratio of the children's deviations up to which weights that balance them are told from zero."""


def shares(weights: Sequence[float] | Floats) -> Floats:
    """Weights divided by their sum. Raises DataFault when one is negative or no finite number, or all are zero."""
    w = np.asarray(weights, float)
    if not bool(((w >= 0) & np.isfinite(w)).all()) or not w.sum() > 0:
        raise DataFault("weights must be finite, not negative and not all zero")
    return np.asarray(w / w.sum())


def equal(count: int) -> Floats:
    """The same share for each of ``count`` children."""
    return np.full(count, 1.0 / count)


class Budget(msgspec.Struct, frozen=True):
    """``weights`` (K,) mean of the experts' shares; ``spread`` (K,) their sd (n - 1); ``agreement``:
    Kendall's W of the experts' rankings, 1 = the same order, with ties corrected."""

    weights: Floats
    spread: Floats
    agreement: float


def budget_allocation(points: Floats) -> Budget:
    """Budget allocation: (experts, K) points each expert spread over the children, any budget.

    Raises DataFault for negative points or an expert who gave none.
    """
    given = np.stack([shares(row) for row in points])
    spread = given.std(axis=0, ddof=1) if len(given) > 1 else np.full(given.shape[1], np.nan)
    return Budget(given.mean(axis=0), spread, _concordance(given))


def _concordance(given: Floats) -> float:
    m, k = given.shape
    if m < 2 or k < 2:
        return float("nan")
    ranks = rank_series(given, "average")
    total = ranks.sum(axis=0)
    ties = sum(int(c) ** 3 - int(c) for row in ranks for c in np.unique(row, return_counts=True)[1])
    bottom = m**2 * (k**3 - k) - m * ties
    return float(12 * ((total - total.mean()) ** 2).sum() / bottom) if bottom else float("nan")


class ComponentWeights(msgspec.Struct, frozen=True):
    """``weights`` (K,); ``loadings`` of the first component; ``explained`` share of variance behind the
    weights; ``against`` columns that load negatively (their weight is 0 by method ``first``)."""

    weights: Floats
    loadings: Floats
    explained: float
    against: tuple[int, ...]


def component_weights(values: Floats, rule: Literal["first", "rotated"] = "first") -> ComponentWeights:
    """Weights from principal components of (N, K).

    ``first``: loadings on the first component, signed so that they sum to >= 0, negative ones set to 0 and
    named in ``against``, rescaled to 1. ``rotated``: squared varimax loadings of the components above 1,
    each child counted on its strongest, components weighted by variance (Nicoletti, Scarpetta and Boylaud,
    OECD WP 226, 2000; Handbook section 6.1).
    """
    found = principal_components(values)
    first = found.loadings[:, 0]
    against = tuple(int(i) for i in np.flatnonzero(first < 0))
    if rule == "first":
        return ComponentWeights(shares(np.clip(first, 0.0, None)), first, float(found.share[0]), against)
    kept = varimax(found.loadings[:, : found.retained].copy())
    squares = kept**2
    strength = squares.sum(axis=0)
    best = squares.argmax(axis=1)
    raw = squares[np.arange(len(best)), best] / strength[best] * (strength[best] / strength.sum())
    return ComponentWeights(shares(raw), first, float(found.share[: found.retained].sum()), against)


class Balanced(msgspec.Struct, frozen=True):
    """``weights`` (K,) at the optimum; ``correlations`` of each child with the weighted mean there;
    ``residual``: root mean square of (correlation share - target share) times K; ``converged``;
    ``evaluations`` used. A residual that is not small means no non-negative weights reach the target."""

    weights: Floats
    correlations: Floats
    residual: float
    converged: bool
    evaluations: int


def balanced(values: Floats, targets: Sequence[float] | Floats | None = None) -> Balanced:
    """Weights for which each child's correlation with the weighted mean is in proportion to ``targets``
    (None = equal), weights >= 0.

    Sequential quadratic programming on the covariance matrix from two starts; the best point *found* is
    reported with its residual. Source of the aim: Becker, Saisana, Paruolo and Vandecasteele,
    *Ecological Indicators* 80 (2017).
    """
    from scipy.optimize import minimize

    rows = complete(values)
    k = rows.shape[1]
    spread = mean_sd(rows, 0)[1][0]
    if not bool((spread > 0.0).all()):
        raise DataFault("a constant child has no correlation to balance")
    if float(spread.max()) > _FARTHEST_SCALES * float(spread.min()):
        raise DataFault("the children's scales are too far apart to balance", hint="normalise first")
    rows, _ = evened(rows, (0, 1))
    target = equal(k) if targets is None else shares(targets)
    centred = rows - rows.mean(axis=0)
    cov = np.stack([(centred * centred[:, i : i + 1]).sum(axis=0) for i in range(k)]) / (len(rows) - 1)
    sd = np.sqrt(np.diag(cov))

    def corr(w: Floats) -> Floats:
        cw = (cov * w).sum(axis=1)
        return np.asarray(cw / (sd * np.sqrt(max(float((cw * w).sum()), 1e-300))))

    def miss(w: Floats) -> float:
        r = corr(w)
        total = float(r.sum())
        return 1e6 if total <= 0 else float(((r / total - target) ** 2).sum()) * k

    starts = (equal(k), shares(target / sd))
    found = [
        minimize(
            miss,
            s,
            method="SLSQP",
            bounds=[(0.0, 1.0)] * k,
            options={"maxiter": 2000, "ftol": 1e-15},
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0},
        )
        for s in starts
    ]
    best = min(found, key=lambda f: miss(shares(np.clip(f.x, 0.0, None))))
    w = shares(np.where(best.x < 1e-12, 0.0, best.x))
    return Balanced(w, corr(w), float(np.sqrt(miss(w))), bool(best.success), int(sum(f.nfev for f in found)))


def entropy(values: Floats) -> Floats:
    """Entropy weights: columns whose values differ more across units weigh more.

    e_k = -sum p ln p / ln n with p the unit's share of the column; w ~ 1 - e. Needs values >= 0. They follow
    the spread of the data, not importance: a warning the audit repeats. Source: Shannon (1948); Zeleny,
    *Multiple Criteria Decision Making* (1982).
    """
    rows = complete(values)
    if bool((rows < 0).any()):
        raise DataFault("entropy weights need values that are not negative", hint="normalise to [0, 100]")
    with np.errstate(invalid="ignore", divide="ignore"):
        p = rows / rows.sum(axis=0)
        terms = np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0)
    divergence = 1.0 + terms.sum(axis=0) / np.log(len(rows))
    divergence = np.where(rows.sum(axis=0) > 0, np.clip(divergence, 0.0, None), 0.0)
    return shares(divergence) if divergence.sum() > 1e-12 else equal(rows.shape[1])


def critic(values: Floats) -> Floats:
    """CRITIC weights: spread of the min-max column times its conflict with the others, sd sum(1 - r).

    Source: Diakoulaki, Mavrotas and Papayannakis, *Computers & Operations Research* 22 (1995).
    """
    rows = complete(values)
    reach = span(rows.min(axis=0), rows.max(axis=0))
    scaled = (rows - rows.min(axis=0)) / np.where(reach > 0, reach, np.inf)
    r = np.where(np.isnan(c := correlation(rows).coefficients), 1.0, c)
    content = scaled.std(axis=0, ddof=1) * (1.0 - r).sum(axis=0)
    return shares(np.clip(content, 0.0, None)) if content.sum() > 1e-12 else equal(rows.shape[1])


class Hierarchy(msgspec.Struct, frozen=True):
    """AHP: ``weights`` (K,), principal eigenvalue, ``ratio``: consistency ratio (<= 0.1 is usual)."""

    weights: Floats
    eigenvalue: float
    ratio: float


_RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)


def analytic_hierarchy(comparisons: Floats) -> Hierarchy:
    """AHP weights from a (K, K) matrix of pairwise comparisons with a_ji = 1 / a_ij (Saaty 1980).

    Principal eigenvector by power iteration. The consistency ratio divides (lambda - k)/(k - 1) by Saaty's
    random index. Raises DataFault when the matrix is not positive and reciprocal or larger than 15.
    """
    a = np.asarray(comparisons, float)
    k = a.shape[0]
    if a.shape != (k, k) or not bool((a > 0).all()) or not np.allclose(a * a.T, 1.0, rtol=1e-2):
        raise DataFault("pairwise comparisons must be positive and reciprocal", hint="a_ji = 1 / a_ij")
    if k > len(_RANDOM_INDEX):
        raise DataFault("pairwise comparison of more than 15 children", hint="group them")
    w = equal(k)
    for _ in range(10_000):
        new = (a * w).sum(axis=1)
        new = new / new.sum()
        done = float(np.abs(new - w).max()) < 1e-14
        w = new
        if done:
            break
    eigenvalue = float(((a * w).sum(axis=1) / w).mean())
    index = _RANDOM_INDEX[k - 1]
    ratio = (eigenvalue - k) / (k - 1) / index if index else 0.0
    return Hierarchy(w, eigenvalue, max(ratio, 0.0))


def doubt_weights(
    values: Floats, lower: float | Sequence[float] = 0.0, upper: float | Sequence[float] = 1.0
) -> Floats:
    """Mean over units of the shares that benefit of the doubt gives them (values >= 0)."""
    found = benefit_of_the_doubt(values, lower, upper).shares
    known = found[found.sum(axis=1) > 0]
    return shares(known.mean(axis=0)) if len(known) else equal(values.shape[1])

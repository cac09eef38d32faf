"""Does the framework hang together? Alpha, principal components, KMO, parallel analysis, clusters.

Handbook step 4. All take one matrix (N, K) of normalised values; units with a gap in any column are left
out (``complete``), and how many remain is part of every result.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.coherence.correlate import correlation

Floats = NDArray[np.float64]
MOST_CLUSTERED = 5000
"""Units whose distances are held at once (200 MB)."""
_DRAWN_AT_ONCE = 1 << 24


def complete(values: Floats) -> Floats:
    """The rows of (N, K) without a gap. Raises DataFault when fewer than 3 remain."""
    kept = values[~np.isnan(values).any(axis=1)]
    if len(kept) < 3:
        raise DataFault("fewer than 3 units have every indicator", hint="impute first or choose a group")
    return np.asarray(kept)


def cronbach_alpha(values: Floats, *, pairwise: bool = False) -> float:
    """Cronbach's alpha of the columns as measured, k / (k-1) (1 - sum var / var of the sum); Psychometrika
    16 (1951). NaN for one column.

    On the units that have every column; ``pairwise``: each variance and covariance on all units that have its column or pair,
    which wastes nothing but is no alpha of any one set of units, and may leave the range of one. Raises DataFault for fewer
    than 3 complete units; pairwise it is NaN where a pair has fewer than 2.
    """
    if pairwise:
        return _pairwise_alpha(values)
    rows = complete(values)
    k = rows.shape[1]
    if k < 2:
        return float("nan")
    total = rows.sum(axis=1).var(ddof=1)
    return float(k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / total))


def _pairwise_alpha(values: Floats) -> float:
    k = values.shape[1]
    if k < 2:
        return float("nan")
    within = between = 0.0
    for i in range(k):
        for j in range(i, k):
            both = ~np.isnan(values[:, i]) & ~np.isnan(values[:, j])
            n = int(both.sum())
            x, y = values[both, i], values[both, j]
            covariance = float(((x - x.mean()) * (y - y.mean())).sum() / (n - 1)) if n > 1 else float("nan")
            within, between = (within + covariance, between) if i == j else (within, between + 2 * covariance)
    whole = within + between
    return k / (k - 1) * (1 - within / whole) if whole != 0.0 else float("nan")


class Components(msgspec.Struct, frozen=True):
    """``eigenvalues`` (K,) falling; ``share`` of variance; ``loadings`` (K, K) = correlation of variable
    (row) with component (column), each component signed so that its loadings sum to >= 0; ``n`` units."""

    eigenvalues: Floats
    share: Floats
    loadings: Floats
    n: int

    @property
    def retained(self) -> int:
        """Components with an eigenvalue above 1 (Kaiser), at least one."""
        return max(int((self.eigenvalues > 1.0).sum()), 1)


def principal_components(values: Floats) -> Components:
    """Principal components of the correlation matrix of (N, K). Raises DataFault for a constant column."""
    rows = complete(values)
    r = correlation(rows).coefficients
    if np.isnan(r).any():
        raise DataFault("a constant column has no correlation", hint="leave it out")
    eigenvalues, vectors = np.linalg.eigh(r)
    order = np.argsort(-eigenvalues, kind="stable")
    eigenvalues = np.clip(eigenvalues[order], 0.0, None)
    vectors = vectors[:, order]
    # The sign of an eigenvector is arbitrary: fix it, so that results do not flip between machines.
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    return Components(eigenvalues, eigenvalues / eigenvalues.sum(), vectors * np.sqrt(eigenvalues), len(rows))


def varimax(loadings: Floats, *, sweeps: int = 500, tolerance: float = 1e-10) -> Floats:
    """Varimax rotation with Kaiser normalisation of loadings (K, m); Kaiser, Psychometrika 23 (1958)."""
    k, m = loadings.shape
    if m < 2:
        return loadings
    size = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    x = loadings / np.where(size > 0, size, 1.0)
    for _ in range(sweeps):
        turned = 0.0
        for p in range(m - 1):
            for q in range(p + 1, m):
                u, v = x[:, p] ** 2 - x[:, q] ** 2, 2 * x[:, p] * x[:, q]
                top = 2 * (u * v).sum() - 2 * u.sum() * v.sum() / k
                bottom = (u**2 - v**2).sum() - (u.sum() ** 2 - v.sum() ** 2) / k
                angle = float(np.arctan2(top, bottom)) / 4
                turned = max(turned, abs(angle))
                c, s = np.cos(angle), np.sin(angle)
                x[:, p], x[:, q] = x[:, p] * c + x[:, q] * s, x[:, q] * c - x[:, p] * s
        if turned < tolerance:
            break
    x = x * size
    return np.asarray(x * np.where(x.sum(axis=0) < 0, -1.0, 1.0))


class Adequacy(msgspec.Struct, frozen=True):
    """Kaiser-Meyer-Olkin ``overall`` and per column ``each`` (K,); Bartlett's ``chi_square``, its ``freedom``
    and ``p_value``. ``singular``: the correlation matrix had to be pseudo-inverted (n <= k or collinear),
    so the figures are indicative only."""

    overall: float
    each: Floats
    chi_square: float
    freedom: int
    p_value: float
    singular: bool


def sampling_adequacy(values: Floats) -> Adequacy:
    """KMO measure (Kaiser, Psychometrika 39, 1974) and Bartlett's test of sphericity of (N, K)."""
    from scipy.special import chdtrc

    rows = complete(values)
    n, k = rows.shape
    r = correlation(rows).coefficients
    eigenvalues = np.linalg.eigvalsh(r)
    singular = bool(eigenvalues[0] < 1e-10)
    inverse = np.linalg.pinv(r, hermitian=True) if singular else np.linalg.inv(r)
    scale = np.sqrt(np.abs(np.diag(inverse)))
    partial = -inverse / np.outer(scale, scale)
    off = ~np.eye(k, dtype=bool)
    squares, partials = np.where(off, r**2, 0.0), np.where(off, partial**2, 0.0)
    with np.errstate(invalid="ignore"):  # without any correlation there is nothing to share: unknown
        each = squares.sum(axis=0) / (squares.sum(axis=0) + partials.sum(axis=0))
        overall = squares.sum() / (squares.sum() + partials.sum())
    freedom = k * (k - 1) // 2
    chi = float("nan")
    if not singular:
        chi = float(-(n - 1 - (2 * k + 5) / 6) * np.log(eigenvalues).sum())
    return Adequacy(
        overall=float(overall),
        each=each,
        chi_square=chi,
        freedom=freedom,
        p_value=float(chdtrc(freedom, chi)),
        singular=singular,
    )


class ParallelAnalysis(msgspec.Struct, frozen=True):
    """``eigenvalues`` observed, ``threshold`` (K,) of random data of the same size; ``retained`` components
    before the first that random data would beat."""

    eigenvalues: Floats
    threshold: Floats
    retained: int


def parallel_analysis(
    values: Floats, *, draws: int = 200, quantile: float = 0.95, seed: int = 20080901
) -> ParallelAnalysis:
    """Horn's parallel analysis, Psychometrika 30 (1965), against the 95 % quantile of normal data."""
    rows = complete(values)
    n, k = rows.shape
    rng = np.random.default_rng(seed)
    random = np.empty((draws, k))
    step = max(1, _DRAWN_AT_ONCE // (n * k))
    for start in range(0, draws, step):
        z = rng.standard_normal((min(step, draws - start), n, k))
        z = z - z.mean(axis=1, keepdims=True)
        z = z / np.sqrt((z**2).sum(axis=1, keepdims=True))
        pairs = np.einsum("dni,dnj->dij", z, z, optimize=True)
        random[start : start + step] = np.linalg.eigvalsh(pairs)[:, ::-1]
    threshold = np.quantile(random, quantile, axis=0)
    observed = principal_components(rows).eigenvalues
    beaten = np.flatnonzero(observed <= threshold)
    return ParallelAnalysis(observed, threshold, int(beaten[0]) if beaten.size else k)


class Clusters(msgspec.Struct, frozen=True):
    """``labels`` (N,) from 1 (0 = unit has gaps), numbered by falling mean; ``silhouette`` by number of
    clusters tried; ``merges`` (n-1, 4) the dendrogram in SciPy's layout."""

    labels: NDArray[np.int64]
    count: int
    silhouette: tuple[tuple[int, float], ...]
    merges: Floats


def clusters(values: Floats, *, largest: int = 8) -> Clusters:
    """Ward clusters of the units of (N, K), the number chosen by mean silhouette among 2..``largest``.

    Raises DataFault beyond ``MOST_CLUSTERED`` units: their distances would fill the memory.
    """
    if len(values) > MOST_CLUSTERED:
        raise DataFault(
            f"clusters of {len(values)} units: at most {MOST_CLUSTERED} are compared pair by pair"
        )
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist, squareform

    whole = ~np.isnan(values).any(axis=1)
    rows = complete(values)
    apart = squareform(pdist(rows))
    merges = np.asarray(linkage(rows, method="ward"))
    options = range(2, min(largest, len(rows) - 1) + 1)
    cuts = {c: np.asarray(fcluster(merges, c, criterion="maxclust"), np.int64) for c in options}
    tried = tuple((c, _silhouette(apart, cuts[c])) for c in options)
    best = max(tried, key=lambda pair: (pair[1], -pair[0]))[0] if tried else 1
    found = cuts.get(best, np.ones(len(rows), np.int64))
    means = {int(c): float(rows[found == c].mean()) for c in np.unique(found)}
    order = {c: i + 1 for i, (c, _) in enumerate(sorted(means.items(), key=lambda kv: -kv[1]))}
    labels = np.zeros(len(values), np.int64)
    labels[whole] = [order[int(c)] for c in found]
    return Clusters(labels, best, tried, merges)


def _silhouette(apart: Floats, labels: NDArray[np.int64]) -> float:
    """Mean silhouette; Rousseeuw, J. of Computational and Applied Mathematics 20 (1987)."""
    kinds = np.unique(labels)
    if kinds.size < 2:
        return -1.0
    sums = np.stack([apart[:, labels == c].sum(axis=1) for c in kinds], axis=1)
    sizes = np.asarray([(labels == c).sum() for c in kinds], float)
    own = np.searchsorted(kinds, labels)
    at = np.arange(len(labels))
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = sums[at, own] / (sizes[own] - 1)
        means = sums / sizes
    means[at, own] = np.inf
    outside = means.min(axis=1)
    score = (outside - inside) / np.maximum(outside, inside)
    return float(np.where(sizes[own] > 1, score, 0.0).mean())

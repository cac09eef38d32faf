"""Where a score, or a change of score, comes from: exactly additive parts (Handbook step 8).

Contributions of a mean that is homogeneous of degree 1 (arithmetic, sum, geometric, harmonic, power, MPI, OWA) follow
Euler: score = sum of value x slope. Changes are integrated along the straight line between the two states
(Aumann and Shapley, *Values of Non-Atomic Games*, 1974); changes of data, method and weights are Shapley
values over the orders in which they can be made, so no order is favoured and nothing is left over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, NotFound, ProgrammeFault
from xinxiao.index.analysis.whatif import rescore
from xinxiao.index.pipeline.cache import Cache
from xinxiao.index.pipeline.result import Result, default_aggregation
from xinxiao.index.pipeline.run import build
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.panel import Panel
from xinxiao.index.steps.aggregate import ACROSS, combined

Floats = NDArray[np.float64]


def _slopes(result: Result, target: str, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """d target / d node (..., N) for every node below ``target``; children that are missing have slope 0."""
    framework, default = result.framework, default_aggregation(result.method)
    slopes: dict[str, Floats] = {target: np.ones(columns[target].shape)}
    for group in reversed(framework.groups):
        if group.code not in slopes:
            continue
        spec = group.aggregation or default
        if spec.method in ACROSS:
            raise ProgrammeFault(
                f"{spec.method} scores of {group.code!r} have no additive contributions",
                hint="ask for a group below it, or use removal instead",
            )
        children = [columns[c] for c in group.children]
        weights = [float(result.weights.get(c, framework.weight_of(c))) for c in group.children]
        for j, child in enumerate(group.children):
            step = 1e-6 * np.maximum(np.abs(children[j]), 1.0)
            ends = [
                combined([c + step * s if i == j else c for i, c in enumerate(children)], weights, spec)
                for s in (1.0, -1.0)
            ]
            local = (ends[0] - ends[1]) / (2 * step)
            at_edge = np.isnan(ends[1]) & ~np.isnan(ends[0])  # of the domain: what is below is not defined
            local = np.where(at_edge, (ends[0] - columns[group.code]) / step, local)
            slopes[child] = np.where(np.isnan(children[j]), 0.0, local) * slopes[group.code]
    return slopes


def contributions(result: Result, target: str = "") -> Floats:
    """(..., N, K): what each indicator contributes to the score of ``target`` (default: the index).

    Sums to the score over the indicators below the target, exactly (the rounding of slopes is shared out);
    0 for missing indicators and those elsewhere. Raises ProgrammeFault for methods without slopes.
    """
    target = target or result.framework.top
    columns = rescore(result, {})
    parts = _times_slopes(result, target, columns, result.panel.values)
    return _made_exact(parts, columns[target])


def _times_slopes(result: Result, target: str, columns: Mapping[str, Floats], by: Floats) -> Floats:
    slopes = _slopes(result, target, columns)
    zero = np.zeros(columns[target].shape)
    table = np.stack([slopes.get(c, zero) for c in result.framework.indicator_codes], axis=-1)
    return np.where(np.isnan(by), 0.0, by) * np.where(np.isnan(table), 0.0, table)


def _made_exact(parts: Floats, total: Floats) -> Floats:
    """Share the remainder of the total out in proportion to the size of the parts."""
    size = np.abs(parts)
    weight = size.sum(axis=-1, keepdims=True)
    missing = (total - parts.sum(axis=-1))[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        return parts + np.where(weight > 0, size / weight * missing, 0.0)


class PeriodChange(msgspec.Struct, frozen=True, eq=False):
    """Change of a score between two periods, per unit: ``total`` (N,) = sum of ``indicators`` (N, K) +
    ``availability`` (N,), the effect of figures that are there in only one of the periods."""

    earlier: str
    later: str
    total: Floats
    indicators: Floats
    availability: Floats


def between_periods(result: Result, earlier: str, later: str, target: str = "") -> PeriodChange:
    """Decompose the change of score of ``target`` between two periods of one result, exactly.

    Raises NotFound for an unknown period, ProgrammeFault for methods without slopes.
    """
    for time in (earlier, later):
        if time not in result.times:
            raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(result.times) or 'none'}")
    target = target or result.framework.top
    x, y = (result.panel.values[result.times.index(t)] for t in (earlier, later))
    both = ~(np.isnan(x) | np.isnan(y))
    a, b = np.where(both, x, np.nan), np.where(both, y, np.nan)
    ends = [rescore(result, {}, v)[target] for v in (x, y, a, b)]
    parts = np.zeros(x.shape)
    points, masses = np.polynomial.legendre.leggauss(8)
    for point, mass in zip(points.tolist(), masses.tolist(), strict=True):
        s = (point + 1) / 2
        columns = rescore(result, {}, a + s * (b - a))
        parts += mass / 2 * _times_slopes(result, target, columns, b - a)
    total = ends[1] - ends[0]
    shared = ends[3] - ends[2]
    parts = _made_exact(parts, np.where(np.isnan(shared), 0.0, shared))
    return PeriodChange(earlier, later, total, parts, total - parts.sum(axis=1))


Part = Literal["data", "method", "weights"]
PARTS: tuple[Part, ...] = ("data", "method", "weights")


class Version(msgspec.Struct, frozen=True, eq=False):
    """One published version of an index: what it is (weights included), and its numbers."""

    spec: IndexSpec
    panel: Panel


class VersionChange(msgspec.Struct, frozen=True, eq=False):
    """Change of score between versions, (..., N) on the units and periods both have: ``total`` = sum of
    ``parts`` (data, method, weights). ``indicators`` (..., N, K): the data part by revised indicator."""

    units: tuple[str, ...]
    times: tuple[str, ...]
    total: Floats
    parts: Mapping[Part, Floats]
    indicators: Floats


def between_versions(old: Version, new: Version, target: str = "") -> VersionChange:
    """Decompose the change of score between two versions of an index into revised data, method and weights.

    Both trees must have the same nodes. Eight indices are computed; each part is the mean of its effect over
    the six orders. ``indicators`` share the data part in proportion to the effect each indicator's revision has on
    its own. Raises DataFault when trees or axes do not match.
    """
    if old.spec.framework.codes != new.spec.framework.codes:
        raise DataFault("the versions have different trees", hint="compare their scores instead")
    units = tuple(u for u in old.panel.units if u in new.panel.units)
    times = tuple(t for t in old.panel.times if t in new.panel.times)
    if not units or (bool(old.panel.times) != bool(new.panel.times)) or (old.panel.times and not times):
        raise DataFault("the versions have no units and periods in common")
    target = target or old.spec.framework.top
    cache = Cache()

    def score(spec: IndexSpec, panel: Panel) -> Floats:
        return _on_axes(build(spec, panel, cache), target, units, times)

    def corner(changed: frozenset[Part]) -> Floats:
        data, method, tree = (new if part in changed else old for part in PARTS)
        return score(tree.spec.with_method(method.spec.method), data.panel)

    corners = {frozenset(s): corner(frozenset(s)) for s in _subsets()}
    parts = {part: _shapley(part, corners) for part in PARTS}
    total = corners[frozenset(PARTS)] - corners[frozenset()]
    alone = _revisions(old, new, score, corners[frozenset()])
    return VersionChange(units, times, total, parts, _shared(alone, parts["data"]))


def _subsets() -> list[tuple[Part, ...]]:
    return [tuple(p for j, p in enumerate(PARTS) if i >> j & 1) for i in range(1 << len(PARTS))]


def _shapley(part: Part, corners: Mapping[frozenset[Part], Floats]) -> Floats:
    orders = list(permutations(PARTS))
    effect: Floats = np.zeros(corners[frozenset()].shape)
    for order in orders:
        before = frozenset(order[: order.index(part)])
        effect = effect + (corners[before | {part}] - corners[before])
    return effect / len(orders)


def _revisions(
    old: Version, new: Version, score: Callable[[IndexSpec, Panel], Floats], base: Floats
) -> Floats:
    """Effect of revising one indicator at a time under the old method, (..., N, K); only where axes agree."""
    codes = old.spec.framework.indicator_codes
    before, after = old.panel.select(codes), new.panel.select(codes)
    effects = np.zeros((*base.shape, len(codes)))
    if before.units != after.units or before.times != after.times:
        return effects
    for k in range(len(codes)):
        if not np.array_equal(before.values[..., k], after.values[..., k], equal_nan=True):
            values = before.values.copy()
            values[..., k] = after.values[..., k]
            effects[..., k] = score(old.spec, before.with_values(values)) - base
    return effects


def _shared(alone: Floats, total: Floats) -> Floats:
    """Effects made to sum to the total: the remainder follows their size; evenly if nothing moved alone."""
    clean = np.where(np.isnan(alone), 0.0, alone)
    return _made_exact(clean, np.where(np.isnan(total), 0.0, total))


def _on_axes(result: Result, target: str, units: tuple[str, ...], times: tuple[str, ...]) -> Floats:
    """Scores on the common axes; units a version screens out are NaN."""
    scores = result.of(target).reshape(-1, len(result.units))
    rows = [result.times.index(t) for t in times] if times else [0]
    out = np.full((len(rows), len(units)), np.nan)
    for j, unit in enumerate(units):
        if unit in result.units:
            out[:, j] = scores[rows, result.units.index(unit)]
    return out if times else out[0]

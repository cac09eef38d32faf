"""Whether the indicators suit the index, by what its method declares: goalposts by a rule, nothing counted twice,
nothing that tells no unit from another.

Handbook steps 2 and 4. Every figure is taken on the base period of the method (all periods where it names none), within
each period and then averaged over them: pooled periods would take a common trend for a likeness of units.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from xinxiao.index.coherence.correlate import correlation
from xinxiao.index.pipeline.result import Result
from xinxiao.index.spec.framework import Indicator
from xinxiao.index.spec.method import GoalpostRule, NormaliseRule, NormaliseSpec
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

Floats = NDArray[np.float64]


def suitability(result: Result, file: str = "") -> tuple[Finding, ...]:
    """Findings of ``file``, indicators in column order: goalposts that are not what the rule gives, pairs closer than a
    limit, indicators that separate less than one. None for a method that declares neither rule nor limits."""
    return (*_posts(result, file), *_pairs(result, file), *_spreads(result, file))


def ruled_goalposts(result: Result) -> dict[str, tuple[float, float]]:
    """Indicator -> (lower, upper) as the method's rule sets them from the base period; only indicators read on
    goalposts, and none where no value is known. Empty for a method without a rule.

    Both ends are quantiles (type 7) of all values of the base period, so that one cell, however wrong, moves them by no
    more than the distance between neighbouring cells; then moved outward by ``margin`` of the range, in logarithms where
    the indicator is read in logarithms, not below ``floor``, and rounded to ``digits`` digits.
    """
    rule, stage = result.method.goalposts, _stage(result)
    if rule is None or stage is None:
        return {}
    values = _entering(result)
    found = {}
    for k, node in enumerate(result.framework.indicators):
        own = stage.indicators.get(node.code, stage.default)
        ends = _ends(values[..., k], own, rule) if own.method == "goalposts" else None
        if ends is not None:
            found[node.code] = ends
    return found


def _ends(values: Floats, own: NormaliseRule, rule: GoalpostRule) -> tuple[float, float] | None:
    logs = own.scale == "log"
    known = values[np.isfinite(values) & ((values > 0) if logs else True)]
    if not known.size:
        return None
    low, high = np.quantile(np.log(known) if logs else known, (rule.lower, rule.upper)).tolist()
    low, high = low - rule.margin * (high - low), high + rule.margin * (high - low)
    ends = (float(np.exp(low)), float(np.exp(high))) if logs else (low, high)
    floor = -np.inf if rule.floor is None else rule.floor
    lower, upper = (float(f"{max(end, floor):.{rule.digits}g}") for end in ends)
    return lower, upper


def _posts(result: Result, file: str) -> Iterator[Finding]:
    ruled, stage = ruled_goalposts(result), _stage(result)
    for node in result.framework.indicators:
        if node.code not in ruled or stage is None:
            continue
        written, meant = _written(node, stage), ruled[node.code]
        if written != meant:
            told = {"lower": written[0], "upper": written[1], "low": meant[0], "high": meant[1]}
            said = {name: "-" if end is None else f"{end:.10g}" for name, end in told.items()}
            yield fault(file, 0, "index.goalposts_ruled", indicator=node.code, base=_base(result), **said)


def _written(node: Indicator, stage: NormaliseSpec) -> tuple[float | None, float | None]:
    rule = stage.indicators.get(node.code, stage.default)
    return (
        node.lower if rule.lower is None else rule.lower,
        node.upper if rule.upper is None else rule.upper,
    )


def _pairs(result: Result, file: str) -> Iterator[Finding]:
    limits, tree = result.method.limits, result.framework
    if limits is None:
        return
    found = _mean([correlation(values).coefficients for values in _scaled(result)])
    for i, one in enumerate(tree.indicators):
        for j, other in enumerate(tree.indicators[:i]):
            limit = limits.within if one.parent == other.parent else limits.across
            if abs(found[i, j]) > limit:
                told = {"indicator": one.code, "other": other.code, "limit": f"{limit:g}"}
                yield fault(file, 0, "index.pair_close", **told, r=f"{found[i, j]:.2f}", base=_base(result))


def _spreads(result: Result, file: str) -> Iterator[Finding]:
    limits = result.method.limits
    if limits is None:
        return
    found = _mean([np.nanstd(values, axis=0, ddof=1) for values in _scaled(result)])
    for node, spread in zip(result.framework.indicators, found.tolist(), strict=True):
        if spread < limits.spread:
            told = {"indicator": node.code, "spread": f"{spread:.1f}", "limit": f"{limits.spread:g}"}
            yield fault(file, 0, "index.separates_little", **told, base=_base(result))


def _mean(figures: list[Floats]) -> Floats:
    """The mean over periods, of those in which a figure is known; NaN for none."""
    stacked = np.stack(figures)
    known = ~np.isnan(stacked)
    count = known.sum(axis=0)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _stage(result: Result) -> NormaliseSpec | None:
    return next((s.spec for s in result.stages if isinstance(s.spec, NormaliseSpec)), None)


def _entering(result: Result) -> Floats:
    """Values (T, N, K) of the base period as they enter normalisation."""
    at = next(i for i, s in enumerate(result.stages) if isinstance(s.spec, NormaliseSpec))
    return _of_base(result, result.stages[at - 1].values if at else result.inputs.values)


def _scaled(result: Result) -> Floats:
    """Values (T, N, K) of the base period on the common scale."""
    return _of_base(result, result.panel.values)


def _of_base(result: Result, values: Floats) -> Floats:
    if values.ndim == 2:
        return values[None]
    first, _, last = result.method.base.partition("-")
    kept = [t for t, time in enumerate(result.times) if not first or first <= time <= (last or first)]
    return values[kept]


def _base(result: Result) -> str:
    return result.method.base or "-"

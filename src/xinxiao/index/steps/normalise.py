"""Normalisation (Handbook step 5): every indicator on a common scale, more always being better.

Values are multiplied by the direction (+1, -1) first, so that one formula serves both. Writing x for the
directed value, and min, max, mean, sd (n - 1) for those over the scope (a year's units, or the whole panel):

=========================  ====================================  =======================
method                     formula                               own scale
=========================  ====================================  =======================
``minmax``                 (x - min) / (max - min)               0 to 1
``distance_to_max``        1 - (max - x) / (max - min)           0 to 1
``distance_to_reference``  1 - (x_ref - x) / (x_ref - min)       0 at min, 1 at the reference
``distance_to_target``     1 - (target - x) / (target - min)     0 at min, 1 at the target
``fraction_of_max``        x / max; direction -1: min / value    up to 1
``goalposts``, ``scaled``  (x - lower) / (upper - lower)         0 to 1 inside the goalposts
``percentile_rank``        (rank - 1) / (n - 1), by ``ties``     0 to 1
``borda``                  lowest rank - 1 (units beaten)        0 to n - 1
``rank``                   lowest rank, 1 = worst                1 to n
``zscore``                 (x - mean) / sd * ``sd`` + ``mean``   unbounded
``ampi``                   70 + 60 (x - lo) / (hi - lo)          100 at the reference
=========================  ====================================  =======================

AMPI (Mazziotta & Pareto 2016, *Social Indicators Research* 127): lo, hi = reference -/+ half the range over
the scope. A common output ``range`` (a, b) maps 0 -> a and 1 -> b for the first seven; ``borda``, ``rank``
and ``zscore`` are mapped by their observed extremes; ``ampi`` keeps its scale.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.index.coherence.arrays import Array, from_series, mean_sd, rank_series, span, to_series
from xinxiao.index.spec.framework import Indicator
from xinxiao.index.spec.method import NormaliseRule, NormaliseSpec, Scope
from xinxiao.index.steps import domain

UNIT_INTERVAL = frozenset(
    {
        "minmax",
        "distance_to_max",
        "distance_to_reference",
        "distance_to_target",
        "fraction_of_max",
        "goalposts",
        "scaled",
        "percentile_rank",
    }
)
FIXED_POSTS = frozenset({"goalposts", "scaled"})
MOVING_ENDS = ("minmax", "distance_to_max", "distance_to_reference")
_AIMED = {
    "distance_to_target": "every unit has reached the target",
    "distance_to_reference": "the reference {reference!r} has no value, or none better than all",
}
"""Why what scores 1 may not be ahead of what scores 0."""


class Normalised(msgspec.Struct, frozen=True, eq=False):
    """``values`` (..., N, K). ``constant``: indicators without variation where the method needs some (their
    scores are missing). ``outside``: indicator -> number of values beyond fixed goalposts, a target or a reference, as they
    were declared. ``far``: indicator -> share of the way to its target that its best value has come, where none is there."""

    values: Array
    constant: tuple[str, ...]
    outside: dict[str, int] = msgspec.field(default_factory=dict)
    far: dict[str, float] = msgspec.field(default_factory=dict)


class _Block(msgspec.Struct, frozen=True, eq=False):
    """The columns that share one rule: directed values and their metadata."""

    x: Array
    indicators: tuple[Indicator, ...]
    rule: NormaliseRule
    axes: tuple[int, ...]
    scope: Scope
    units: Sequence[str]
    times: Sequence[str]

    @property
    def direction(self) -> Array:
        return np.array([float(i.direction) for i in self.indicators])


def normalise(
    values: Array,
    spec: NormaliseSpec,
    indicators: Sequence[Indicator],
    units: Sequence[str] = (),
    times: Sequence[str] = (),
) -> Normalised:
    """Normalise (..., N, K) by the rule of each indicator.

    ``units`` and ``times`` are needed only to find reference units and base periods. Raises ProgrammeFault
    for a rule without the goalposts or target it needs, NotFound for an unknown reference, Undefined (a DataFault) for
    values a rule is not defined for: a logarithm of what has none, a fraction of a best that is not positive, a target
    that every unit has reached.
    """
    out = np.empty_like(values)
    constant: set[str] = set()
    outside: dict[str, int] = {}
    far: dict[str, float] = {}
    wide = spec.scope == "panel" and values.ndim >= 3
    for rule, places in _by_rule(spec, indicators):
        whole = len(places) == len(indicators)
        x = values if whole else values[..., places]
        block = _Block(
            x,
            tuple(indicators[k] for k in places),
            rule,
            (-3, -2) if wide else (-2,),
            spec.scope,
            units,
            times,
        )
        scores, beyond = _scores(block, spec.range)
        if rule.method == "distance_to_target":
            far |= _far(block, scores, spec.range)
        if whole:
            out = scores
        else:
            out[..., places] = scores
        codes = [i.code for i in block.indicators]
        flat = tuple(range(scores.ndim - 1))
        unscored = np.isnan(scores)
        if bool(unscored.any()):
            dead = np.asarray(unscored.all(axis=flat) & ~np.isnan(x).all(axis=flat))
            constant |= {code for code, is_dead in zip(codes, dead.tolist(), strict=True) if is_dead}
        outside |= {code: int(c) for code, c in zip(codes, beyond.tolist(), strict=True) if c}
    return Normalised(out, tuple(i.code for i in indicators if i.code in constant), outside, far)


def _far(block: _Block, scores: Array, output: tuple[float, float] | None) -> dict[str, float]:
    """Indicators of which no value comes to its target: how far the best one does."""
    low, high = output or (0.0, 1.0)
    flat = tuple(range(scores.ndim - 1))
    best = (np.fmax.reduce(scores, axis=flat) - low) / (high - low)
    return {i.code: b for i, b in zip(block.indicators, best.tolist(), strict=True) if b < 1.0}


def _by_rule(spec: NormaliseSpec, indicators: Sequence[Indicator]) -> list[tuple[NormaliseRule, list[int]]]:
    """Columns gathered by rule, in order of first use."""
    if not spec.indicators:
        return [(spec.default, list(range(len(indicators))))]
    gathered: list[tuple[NormaliseRule, list[int]]] = []
    for k, indicator in enumerate(indicators):
        rule = spec.indicators.get(indicator.code, spec.default)
        for known, places in gathered:
            if known == rule:
                places.append(k)
                break
        else:
            gathered.append((rule, [k]))
    return gathered


def _scores(block: _Block, output: tuple[float, float] | None) -> tuple[Array, Array]:
    """Scores of a block on the output range, and the count of values outside per column."""
    rule = block.rule
    none_outside = np.zeros(len(block.indicators))
    if rule.method == "none":
        return block.x * block.direction, none_outside
    if rule.method in ("percentile_rank", "rank", "borda"):
        scores, beyond = _ranked(block), none_outside
    elif rule.method == "zscore":
        mean, sd = mean_sd(block.x, block.axes)
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = block.x - mean
            scores /= np.where(sd > 0.0, sd, np.nan)
        if bool((block.direction < 0).any()):
            scores *= block.direction
        scores *= rule.sd
        scores += rule.mean
        beyond = none_outside
    elif rule.method == "ampi":
        return _ampi(block), none_outside
    else:
        scores, beyond = _linear(block)
    if output is None:
        return scores, beyond
    low, high = output
    if rule.method not in UNIT_INTERVAL:
        floor, ceiling = _extremes(scores, block.axes)
        scores = _ratio(scores - floor, span(floor, ceiling))
    if output != (0.0, 1.0):
        scores *= high - low
        scores += low
    return scores, beyond


def _extremes(x: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """Minimum and maximum over the scope, kept broadcastable, NaN skipped."""
    low: Array = x
    high: Array = x
    for axis in axes:
        low, high = (
            np.fmin.reduce(low, axis=axis, keepdims=True),
            np.fmax.reduce(high, axis=axis, keepdims=True),
        )
    return low, high


def _ratio(top: Array, bottom: Array, out: Array | None = None) -> Array:
    """top / bottom, missing where bottom is 0; put into ``out`` where that is given."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.divide(top, np.where(bottom == 0.0, np.nan, bottom), out=out))


def _ranked(block: _Block) -> Array:
    series = to_series(block.x * block.direction, block.scope)
    ranks = rank_series(series, block.rule.ties if block.rule.method == "percentile_rank" else "min")
    if block.rule.method == "percentile_rank":
        n = np.add.reduce(~np.isnan(series), axis=1, dtype=np.float64)[:, None]
        ranks = _ratio(ranks - 1.0, n - 1.0)
    elif block.rule.method == "borda":
        ranks -= 1.0
    return from_series(ranks, block.x.shape, block.scope)


def _linear(block: _Block) -> tuple[Array, Array]:
    """Methods of the form (x - zero) / (one - zero), after direction and the optional logarithm."""
    raw, direction = block.x, block.direction
    if block.rule.scale == "log":
        for k, node in enumerate(block.indicators):
            domain.demand(domain.LOG_SCALE, raw[..., k], "a logarithmic scale", node.code)
        raw = np.log(raw)
    x = raw if bool((direction > 0).all()) else raw * direction
    low, high = _extremes(x, block.axes)
    method = block.rule.method
    if method == "fraction_of_max":
        _demand_fractions(block, raw, high)
        # With direction -1 the best is the smallest value v_min and the score v_min / v: high = -v_min, x = -v.
        return np.where(direction > 0, _ratio(x, high), _ratio(high, x)), np.zeros(len(block.indicators))
    zero, one = _ends(block, x, low, high)
    beyond = np.zeros(len(block.indicators))
    if method not in MOVING_ENDS[:2]:  # whose ends are those of the data
        with np.errstate(invalid="ignore"):
            beyond = np.add.reduce((x < zero) | (x > one), axis=tuple(range(x.ndim - 1)), dtype=np.float64)
    if block.rule.outside == "extend" and method not in MOVING_ENDS:
        zero, one = np.fmin(zero, low), np.fmax(one, high)
    if method in _AIMED:
        _demand_ahead(block, one, low, high, _AIMED[method].format(reference=block.rule.reference))
    width = span(zero, one)
    way = one - x if method == "distance_to_max" else x - zero
    scores = _ratio(way, width, out=way)
    if method == "distance_to_max":
        np.subtract(1.0, scores, out=scores)
    if method not in MOVING_ENDS[:2] and block.rule.outside == "truncate":
        np.clip(scores, 0.0, 1.0, out=scores)
    return scores, beyond


def _ends(block: _Block, x: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Directed values that score 0 and 1, as declared or as the data have them."""
    method, rule = block.rule.method, block.rule
    if method in ("minmax", "distance_to_max"):
        return low, high
    if method == "distance_to_reference":
        n = _place(rule.reference, block.units, "unit")
        return low, x[..., n : n + 1, :]
    if method == "distance_to_target":
        one = _directed_numbers(
            block, [i.target if rule.target is None else rule.target for i in block.indicators]
        )
        return low, one + 0.0 * high
    if method not in FIXED_POSTS:
        raise ProgrammeFault(f"no normalisation method {method!r}", hint="see NormaliseRule.method")
    lower = _directed_numbers(
        block, [i.lower if rule.lower is None else rule.lower for i in block.indicators]
    )
    upper = _directed_numbers(
        block, [i.upper if rule.upper is None else rule.upper for i in block.indicators]
    )
    return np.minimum(lower, upper), np.maximum(lower, upper)


def _demand_fractions(block: _Block, raw: Array, high: Array) -> None:
    """Raise Undefined where there is no fraction of the best."""
    for k, node in enumerate(block.indicators):
        if node.direction > 0:
            best = np.broadcast_to(high[..., k], raw.shape[:-1])
            domain.demand(domain.LARGEST_BEST, best, "fraction_of_max", f"largest value of {node.code}")
        else:
            domain.demand(domain.SMALLEST_BEST, raw[..., k], "fraction_of_max", node.code)


def _demand_ahead(block: _Block, one: Array, low: Array, high: Array, why: str) -> None:
    """Raise Undefined where what scores 1 is not ahead of what scores 0, though units differ."""
    behind = ~(one > low) & (span(low, high) > 0.0)
    for k, node in enumerate(block.indicators):
        where = np.broadcast_to(behind[..., k], block.x.shape[:-1]) & ~np.isnan(block.x[..., k])
        if bool(where.any()):
            raise domain.Undefined(
                f"{block.rule.method} of {node.code!r}", why, where, domain.AHEAD, column=node.code
            )


def _directed_numbers(block: _Block, numbers: Sequence[float | None]) -> Array:
    """Goalposts or targets of the columns as (K,), logged and directed like the values."""
    lacking = [i.code for i, n in zip(block.indicators, numbers, strict=True) if n is None]
    if lacking:
        raise ProgrammeFault(
            f"{block.rule.method} needs fixed values for {', '.join(lacking)}",
            hint="give lower and upper (or target) in the framework or in the rule",
        )
    found = np.array([float(n) for n in numbers if n is not None])
    return (np.log(found) if block.rule.scale == "log" else found) * block.direction


def _ampi(block: _Block) -> Array:
    x, rule = block.x * block.direction, block.rule
    base = x
    if block.times and x.ndim >= 3 and (rule.reference_time or block.scope == "panel"):
        t = _place(rule.reference_time, block.times, "period") if rule.reference_time else 0
        base = x[..., t : t + 1, :, :]
    if rule.reference:
        n = _place(rule.reference, block.units, "unit")
        reference = base[..., n : n + 1, :]
    else:
        reference, _ = mean_sd(base, -2)
    low, high = _extremes(x, block.axes)
    return 70.0 + 60.0 * _ratio(x - reference + (high - low) / 2.0, span(low, high))


def _place(code: str, codes: Sequence[str], what: str) -> int:
    if code not in codes:
        raise NotFound(f"no {what} {code!r} to refer to", hint=f"there are: {', '.join(codes)}")
    return list(codes).index(code)

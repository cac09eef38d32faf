"""Aggregation up the tree: each group from its children, by its own method (Handbook step 6).

The method is a choice per group (:attr:`Group.aggregation`), else the default. Leading axes of the values
(years, replicates) are carried along in one pass; weights may vary over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.spec.framework import Framework, Group
from xinxiao.index.spec.method import AggregationSpec
from xinxiao.index.spec.parameters import AGGREGATIONS, Parameters, Power, parameters_of
from xinxiao.index.steps import bod, combine, outrank
from xinxiao.index.steps.combine import Columns, Weight, Weights

Floats = NDArray[np.float64]
NonPositive = Literal["raise", "missing"]

_KERNELS: Mapping[str, Callable[..., Floats]] = {
    "arithmetic": combine.arithmetic,
    "geometric": combine.geometric,
    "harmonic": combine.harmonic,
    "power": combine.power,
    "mpi": combine.mazziotta_pareto,
    "ampi": combine.mazziotta_pareto,
    "mean_min": combine.mean_min,
    "owa": combine.ordered_weighted,
    "wroclaw": combine.wroclaw,
}
_POSITIVE_ONLY = ("geometric", "harmonic")
_WEIGHTLESS = ("bod", "mean_min")


def _each_matrix(columns: Columns, weights: Weights, score: Callable[[Floats, Floats], Floats]) -> Floats:
    """Apply ``score((N, k), (k,)) -> (N,)`` to each slice over the leading axes."""
    values = np.stack(np.broadcast_arrays(*columns), axis=-1)
    lead = values.shape[:-2]
    w = np.stack(
        [np.broadcast_to(np.asarray(x, float), (*lead, values.shape[-2]))[..., 0] for x in weights], axis=-1
    )
    out = np.empty(values.shape[:-1])
    for at in np.ndindex(*lead):
        out[at] = score(values[at], w[at])
    return out


def _copeland(columns: Columns, weights: Weights, scale: Literal["count", "share"] = "count") -> Floats:
    """Copeland score; ``share`` maps -(N-1)..N-1 to 0..100 so that it can meet other groups."""
    score = _each_matrix(columns, weights, outrank.copeland)
    others = max(score.shape[-1] - 1, 1)
    return score if scale == "count" else (score / others + 1.0) * 50.0


def _benefit_of_the_doubt(
    columns: Columns, weights: Weights, lower: float | Sequence[float], upper: float | Sequence[float]
) -> Floats:
    return _each_matrix(columns, weights, lambda v, _w: bod.benefit_of_the_doubt(v, lower, upper).scores)


def aggregation_parameters(spec: AggregationSpec) -> Parameters:
    """The parameters of an aggregation; raises ProgrammeFault when the method does not exist or one does not fit."""
    return parameters_of("aggregation", spec.method, spec.parameters, AGGREGATIONS)


def combine_group(columns: Columns, weights: Weights, spec: AggregationSpec) -> Floats:
    """Score (..., N) of one group from its children's columns (..., N); the missing-data rule applied.

    ``weights``: one number per child, or an array broadcasting against the columns. Raises ProgrammeFault
    for an unknown method or parameter.
    """
    parameters = msgspec.structs.asdict(aggregation_parameters(spec))
    if spec.method in _WEIGHTLESS:
        columns = [_without_zero_weight(c, w) for c, w in zip(columns, weights, strict=True)]
    if spec.method == "copeland":
        score = _copeland(columns, weights, **parameters)
    elif spec.method == "bod":
        score = _benefit_of_the_doubt(columns, weights, **parameters)
    else:
        score = _KERNELS[spec.method](columns, weights, **parameters)
    return _apply_threshold(score, columns, weights, spec.missing_threshold)


def _without_zero_weight(column: Floats, weight: Weight) -> Floats:
    """A child of weight 0 is not in the group, also for methods that use no weights."""
    gone = np.asarray(weight) == 0
    return np.where(gone, np.nan, column) if gone.any() else column


def _apply_threshold(score: Floats, columns: Columns, weights: Weights, threshold: float | None) -> Floats:
    """Missing where fewer than ``threshold`` of the children with weight (by count) are present."""
    if threshold is None:
        return score
    gaps = [np.isnan(c) for c in columns]
    if not any(g.any() for g in gaps):
        return score
    present, asked = np.zeros(score.shape), np.zeros(score.shape)
    for gap, weight in zip(gaps, weights, strict=True):
        counts = np.asarray(weight) > 0
        present = present + (~gap & counts)
        asked = asked + counts
    with np.errstate(invalid="ignore", divide="ignore"):
        enough = present / asked >= threshold - 1e-12
    return np.where(enough, score, np.nan)


def _refuse_nonpositive(group: Group, columns: Columns, weights: Weights, spec: AggregationSpec) -> None:
    parameters = aggregation_parameters(spec)
    below_zero = isinstance(parameters, Power) and parameters.exponent <= 0
    if spec.method not in _POSITIVE_ONLY and not below_zero:
        return
    for child, column, weight in zip(group.children, columns, weights, strict=True):
        if bool(((column <= 0) & (np.asarray(weight) > 0)).any()):
            raise DataFault(
                f"{spec.method} mean of {group.code!r}: {child!r} has values that are zero or negative",
                hint="normalise to a range whose lower end is above 0, such as [1, 100]",
            )


def aggregate(
    values: Floats,
    framework: Framework,
    default: AggregationSpec,
    weights: Mapping[str, Weight] | None = None,
    *,
    nonpositive: NonPositive = "raise",
) -> Floats:
    """Scores (..., N, G) of every group, in ``framework.groups`` order.

    ``values`` (..., N, K): normalised indicators in ``framework.indicators`` order, NaN = missing.
    ``weights``: relative weight of any code (siblings are rescaled), default those of the framework; an
    array broadcasting against (..., N) lets weights vary over replicates. Raises DataFault when a
    geometric, harmonic or non-positive power mean meets a value <= 0 (``nonpositive="missing"`` makes the
    score missing instead), ProgrammeFault for unknown methods or parameters.
    """
    columns = score_columns(values, framework, default, weights, nonpositive=nonpositive)
    return _stack([columns[group.code] for group in framework.groups], values)


def score_columns(
    values: Floats,
    framework: Framework,
    default: AggregationSpec,
    weights: Mapping[str, Weight] | None = None,
    *,
    nonpositive: NonPositive = "raise",
) -> dict[str, Floats]:
    """The same as :func:`aggregate`, as code -> (..., N) for indicators and groups; nothing is stacked, so
    parts of the tree that do not vary over replicates are computed once."""
    k = len(framework.indicators)
    if values.shape[-1] != k:
        raise DataFault(f"{values.shape[-1]} columns, but the framework has {k} indicators")
    weights = weights or {}
    columns: dict[str, Floats] = {code: values[..., i] for i, code in enumerate(framework.indicator_codes)}
    for group in framework.groups:
        spec = group.aggregation or default
        children = [columns[child] for child in group.children]
        shares = [_weight(weights.get(child, framework.weight_of(child))) for child in group.children]
        if nonpositive == "raise":
            _refuse_nonpositive(group, children, shares, spec)
        columns[group.code] = combine_group(children, shares, spec)
    return columns


def _weight(weight: Weight) -> Weight:
    return weight if isinstance(weight, np.ndarray) else float(weight)


def _stack(scores: Sequence[Floats], values: Floats) -> Floats:
    """(..., N, G) as a view of columns-first memory: each group's scores lie together."""
    if not scores:
        return np.empty((*values.shape[:-1], 0))
    return np.moveaxis(np.stack(np.broadcast_arrays(*scores), axis=0), 0, -1)

"""Aggregation up the tree: each group from its children, by its own method (Handbook step 6).

The method is a choice per group (:attr:`Group.aggregation`), else the default. Leading axes of the values
(years, replicates) are carried along in one pass; weights may vary over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.spec.framework import Framework, Group
from xinxiao.index.spec.method import AggregationSpec
from xinxiao.index.spec.parameters import AGGREGATIONS, Floor, Parameters, parameters_of
from xinxiao.index.steps import bod, combine, domain, outrank
from xinxiao.index.steps.combine import Columns, Weight, Weights

Floats = NDArray[np.float64]

_KERNELS: Mapping[str, Callable[..., Floats]] = {
    "arithmetic": combine.arithmetic,
    "sum": combine.total,
    "geometric": combine.geometric,
    "harmonic": combine.harmonic,
    "power": combine.power,
    "mpi": combine.mazziotta_pareto,
    "ampi": combine.mazziotta_pareto,
    "mean_min": combine.mean_min,
    "owa": combine.ordered_weighted,
    "wroclaw": combine.wroclaw,
}
_PARETO = ("mpi", "ampi")
_WEIGHTLESS = ("bod", "mean_min")
ACROSS = ("bod", "copeland", "wroclaw")
"""Methods by which the score of a unit depends on the others: it has no parts and no slope."""


def looks_across(framework: Framework, default: AggregationSpec) -> bool:
    """Whether the score of a unit in any group depends on the other units: such scores cannot be had a few units at a
    time."""
    return any((group.aggregation or default).method in ACROSS for group in framework.groups)


def _each_matrix(columns: Columns, weights: Weights, score: Callable[[Floats, Floats], Floats]) -> Floats:
    """Apply ``score((N, k), (k,)) -> (N,)`` to each slice over the leading axes."""
    values = np.stack(np.broadcast_arrays(*columns, *weights)[: len(columns)], axis=-1)
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


def combine_group(
    columns: Columns, weights: Weights, spec: AggregationSpec, group: str = "", children: Sequence[str] = ()
) -> Floats:
    """Score (..., N) of one group from its children's columns (..., N); the missing-data rule applied.

    ``weights``: one number per child, or an array broadcasting against the columns. ``group`` and ``children``: codes for
    what may have to be said. Raises Undefined, a DataFault, when the method is not defined for what the children hold,
    ProgrammeFault for an unknown method or parameter.
    """
    _demand_defined(columns, weights, spec, group, children or [str(i + 1) for i in range(len(columns))])
    return combined(columns, weights, spec)


def combined(columns: Columns, weights: Weights, spec: AggregationSpec) -> Floats:
    """The same without a look at the domain of the method, outside of which the score is missing: for who knows it."""
    parameters = msgspec.structs.asdict(aggregation_parameters(spec))
    floor = parameters.pop("floor", None)
    if floor is not None:
        columns = [np.where(c < floor, floor, c) for c in columns]
    if spec.method in _WEIGHTLESS:
        columns = [_without_zero_weight(c, w) for c, w in zip(columns, weights, strict=True)]
    if spec.method == "copeland":
        score = _copeland(columns, weights, **parameters)
    elif spec.method == "bod":
        score = _benefit_of_the_doubt(columns, weights, **parameters)
    else:
        score = _KERNELS[spec.method](columns, weights, **parameters)
    return _apply_threshold(score, columns, weights, spec.missing_threshold)


def lifted(
    columns: Mapping[str, Floats],
    framework: Framework,
    default: AggregationSpec,
    weights: Mapping[str, Weight] | None = None,
) -> Iterator[tuple[str, float, int]]:
    """The groups whose floor lifts children of weight, with the floor and how many values it lifts. ``columns``: scores
    (..., N) by code, as :func:`score_columns` gives them for these ``weights``."""
    held = {**{code: framework.weight_of(code) for code in columns}, **(weights or {})}
    for group in framework.groups:
        parameters = aggregation_parameters(group.aggregation or default)
        floor = parameters.floor if isinstance(parameters, Floor) else None
        if floor is not None:
            below = (columns[c] < floor for c in group.children if np.any(np.asarray(held[c]) > 0))
            count = sum(int(np.count_nonzero(own)) for own in below)
            if count:
                yield group.code, floor, count


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


def _demand_defined(
    columns: Columns, weights: Weights, spec: AggregationSpec, group: str, children: Sequence[str]
) -> None:
    what = f"{spec.method} score of {group!r}" if group else f"{spec.method} score"
    known = domain.of_aggregation(spec.method, aggregation_parameters(spec))
    for child, column, weight in zip(children, columns, weights, strict=True):
        domain.demand(known, column, what, child, np.asarray(weight) > 0)
    if spec.method in _PARETO:
        mean = combine.arithmetic(columns, weights)
        domain.demand(domain.MEAN_OF_PARETO, mean, what, "mean of its children")


def aggregate(
    values: Floats,
    framework: Framework,
    default: AggregationSpec,
    weights: Mapping[str, Weight] | None = None,
) -> Floats:
    """Scores (..., N, G) of every group, in ``framework.groups`` order.

    ``values`` (..., N, K): normalised indicators in ``framework.indicators`` order, NaN = missing.
    ``weights``: relative weight of any code (siblings are rescaled), default those of the framework; an
    array broadcasting against (..., N) lets weights vary over replicates. Raises Undefined, a DataFault, when a
    method meets values outside its domain (:mod:`xinxiao.index.steps.domain`), ProgrammeFault for unknown methods or
    parameters.
    """
    return stacked(score_columns(values, framework, default, weights), values, framework)


def score_columns(
    values: Floats,
    framework: Framework,
    default: AggregationSpec,
    weights: Mapping[str, Weight] | None = None,
    target: str = "",
) -> dict[str, Floats]:
    """The same as :func:`aggregate`, as code -> (..., N) for indicators and groups; nothing is stacked, so
    parts of the tree that do not vary over replicates are computed once.

    A geometric mean hands its logarithm on to one of geometric means. ``target``: the one group whose scores are asked for;
    those of which nothing but the logarithm is needed are then left out.
    """
    k = len(framework.indicators)
    if values.shape[-1] != k:
        raise DataFault(f"{values.shape[-1]} columns, but the framework has {k} indicators")
    weights = weights or {}
    columns: dict[str, Floats] = {code: values[..., i] for i, code in enumerate(framework.indicator_codes)}
    logs: dict[str, Floats] = {}
    for group in framework.groups:
        spec = group.aggregation or default
        shares = [_weight(weights.get(child, framework.weight_of(child))) for child in group.children]
        if _logarithmic(spec):
            logs[group.code] = _mean_of_logarithms(group, shares, spec, columns, logs)
            above = framework.nodes.get(group.parent)
            handed = isinstance(above, Group) and _logarithmic(above.aggregation or default)
            if not (target and handed) or group.code == target:
                columns[group.code] = np.exp(logs[group.code])
        else:
            children = [columns[child] for child in group.children]
            columns[group.code] = combine_group(children, shares, spec, group.code, group.children)
    return columns


def _logarithmic(spec: AggregationSpec) -> bool:
    """Whether a group is a geometric mean and no more."""
    return spec.method == "geometric" and not spec.parameters and spec.missing_threshold is None


def _mean_of_logarithms(
    group: Group,
    weights: Weights,
    spec: AggregationSpec,
    columns: Mapping[str, Floats],
    logs: Mapping[str, Floats],
) -> Floats:
    """The logarithm of a geometric mean; a child that is one itself has been looked at already."""
    fresh = [(code, weight) for code, weight in zip(group.children, weights, strict=True) if code not in logs]
    values = {code: columns[code] for code, _ in fresh}
    _demand_defined(list(values.values()), [weight for _, weight in fresh], spec, group.code, list(values))
    known = [logs[c] if c in logs else combine.logarithm(values[c]) for c in group.children]
    return combine.arithmetic(known, weights)


def _weight(weight: Weight) -> Weight:
    return weight if isinstance(weight, np.ndarray) else float(weight)


def stacked(columns: Mapping[str, Floats], values: Floats, framework: Framework) -> Floats:
    """Scores (..., N, G) of every group as a view of columns-first memory: each group's scores lie together."""
    scores = [columns[group.code] for group in framework.groups]
    if not scores:
        return np.empty((*values.shape[:-1], 0))
    return np.moveaxis(np.stack(np.broadcast_arrays(*scores), axis=0), 0, -1)

"""Weights for a whole framework: the method of each group applied to its children; effective weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.framework import Framework, Group
from xinxiao.index.spec.method import AggregationSpec, WeightSpec
from xinxiao.index.spec.parameters import (
    WEIGHTINGS,
    Bounds,
    Budget,
    Hierarchy,
    Parameters,
    Rotation,
    Targets,
    parameters_of,
)
from xinxiao.index.steps.aggregate import combine_group
from xinxiao.index.weights import rules

Floats = NDArray[np.float64]
Table = Sequence[Sequence[float]]


def _group_shares(spec: WeightSpec, group: Group, framework: Framework, values: Floats) -> Floats:
    """Shares of one group's children; ``values`` (M, k) pools leading axes as observations."""
    if spec.method == "given":
        named = spec.sets.get(spec.set, {})
        return rules.shares([named.get(c, framework.weight_of(c)) for c in group.children])
    match weight_parameters(spec):
        case Budget(points=points):
            return rules.budget_allocation(_rows(points, "points", group)).weights
        case Hierarchy(comparisons=comparisons):
            return rules.analytic_hierarchy(_rows(comparisons, "comparisons", group)).weights
        case _ if spec.method == "equal" or len(group.children) == 1:
            return rules.equal(len(group.children))
        case Rotation(rule=rule):
            return rules.component_weights(values, rule).weights
        case Targets(targets=targets):
            return rules.balanced(values, _targets(targets, group)).weights
        case Bounds(lower=lower, upper=upper):
            return rules.doubt_weights(values, lower, upper)
    return rules.entropy(values) if spec.method == "entropy" else rules.critic(values)


def _rows(given: Mapping[str, Table] | Table, name: str, group: Group) -> Floats:
    """The rows given for a group, columns in the order of its children."""
    found = given.get(group.code) if isinstance(given, Mapping) else given
    if found is None:
        raise ProgrammeFault(
            f"weights: no {name} for group {group.code!r}",
            hint=f"give {name}: {{{group.code}: [[...], ...]}}",
        )
    if not found or any(len(row) != len(group.children) for row in found):
        raise ProgrammeFault(
            f"weights: {name} of {group.code!r} need one column per child",
            hint=f"children: {', '.join(group.children)}",
        )
    return np.asarray(found, float)


def _targets(given: Mapping[str, float] | None, group: Group) -> list[float] | None:
    if not given:
        return None
    absent = [child for child in group.children if child not in given]
    if absent:
        raise ProgrammeFault(f"weights: no target for {', '.join(absent)}", hint="give one to every child")
    return [given[child] for child in group.children]


def weight_parameters(spec: WeightSpec) -> Parameters:
    """The parameters of a weight method; raises ProgrammeFault when the method does not exist or one does not fit."""
    return parameters_of("weights", spec.method, spec.parameters, WEIGHTINGS)


def check_weights(spec: WeightSpec) -> None:
    """Raise ProgrammeFault when the method, a parameter or the named set does not exist."""
    weight_parameters(spec)
    if spec.set and spec.set not in spec.sets:
        raise ProgrammeFault(f"no weight set {spec.set!r}", hint=f"sets: {', '.join(spec.sets) or 'none'}")
    for other in spec.groups.values():
        check_weights(other)


def needs_data(spec: WeightSpec) -> bool:
    """Whether the weights depend on the values, so that they move when the data do."""
    judged = ("given", "equal", "budget", "ahp")
    return spec.method not in judged or any(o.method not in judged for o in spec.groups.values())


def weights_of(
    spec: WeightSpec, framework: Framework, values: Floats, default: AggregationSpec | None = None
) -> dict[str, float]:
    """Weight of every node but the top: code -> share among its siblings (sums to 1 in each group).

    ``values`` (..., N, K) normalised; years are pooled. Data-driven methods weigh groups on their scores, so
    the tree is built bottom-up with the weights found so far. Raises ProgrammeFault for unknown methods,
    groups or parameters, DataFault naming the group whose weights cannot be had.
    """
    check_weights(spec)
    unknown = [code for code in spec.groups if code not in framework.group_codes]
    if unknown:
        raise ProgrammeFault(
            f"weights: no group {', '.join(unknown)}", hint=f"groups: {', '.join(framework.group_codes)}"
        )
    uses_data = needs_data(spec)
    columns: dict[str, Floats] = {}
    if uses_data:
        columns = {code: values[..., i] for i, code in enumerate(framework.indicator_codes)}
    found: dict[str, float] = {}
    for group in framework.groups:
        own = spec.groups.get(group.code, spec)
        children = [columns[c] for c in group.children] if uses_data else []
        pooled = np.stack([c.reshape(-1) for c in children], axis=1) if uses_data else values[..., :0]
        try:
            part = [float(w) for w in _group_shares(own, group, framework, pooled)]
        except DataFault as refused:
            raise DataFault(f"weights of {group.code!r}: {refused.message}", hint=refused.hint) from refused
        found |= dict(zip(group.children, part, strict=True))
        if uses_data:
            aggregation = group.aggregation or default or AggregationSpec()
            columns[group.code] = combine_group(children, part, aggregation)
    return found


def effective_weights(framework: Framework, weights: Mapping[str, float] | None = None) -> dict[str, float]:
    """Share of every node in the index: the product of sibling shares up to the top (the top has 1).

    ``weights`` default to those of the framework. Indicators of one level sum to 1 when no branch skips it.
    """
    given = weights or {}
    found = {framework.top: 1.0} if framework.groups else {}
    for group in reversed(framework.groups):
        part = rules.shares([given.get(c, framework.weight_of(c)) for c in group.children])
        for child, share in zip(group.children, part, strict=True):
            found[child] = found[group.code] * float(share)
    return found

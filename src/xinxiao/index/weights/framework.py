"""Weights for a whole framework: the method of each group applied to its children; effective weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import ProgrammeFault
from xinxiao.index.spec.framework import Framework, Group
from xinxiao.index.spec.method import AggregationSpec, WeightSpec
from xinxiao.index.steps.aggregate import combine_group
from xinxiao.index.weights import rules

Floats = NDArray[np.float64]

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "given": (),
    "equal": (),
    "budget": ("points",),
    "pca": ("rule",),
    "balanced": ("targets",),
    "entropy": (),
    "critic": (),
    "ahp": ("comparisons",),
    "bod": ("lower", "upper"),
}
"""Every weight method and the parameters it takes."""


def _group_shares(spec: WeightSpec, group: Group, framework: Framework, values: Floats) -> Floats:
    """Shares of one group's children; ``values`` (M, k) pools leading axes as observations."""
    get: Mapping[str, Any] = spec.parameters
    match spec.method:
        case "given":
            named = spec.sets.get(spec.set, {})
            return rules.shares([named.get(c, framework.weight_of(c)) for c in group.children])
        case "equal":
            return rules.equal(len(group.children))
        case "budget":
            return rules.budget_allocation(_table(get, "points", group)).weights
        case "ahp":
            return rules.analytic_hierarchy(_table(get, "comparisons", group)).weights
    if len(group.children) == 1:
        return rules.equal(1)
    match spec.method:
        case "pca":
            return rules.component_weights(values, get.get("rule", "first")).weights
        case "balanced":
            targets = get.get("targets")
            wanted = [targets[c] for c in group.children] if targets else None
            return rules.balanced(values, wanted).weights
        case "entropy":
            return rules.entropy(values)
        case "critic":
            return rules.critic(values)
    return rules.doubt_weights(values, get.get("lower", 0.0), get.get("upper", 1.0))


def _table(parameters: Mapping[str, Any], name: str, group: Group) -> Floats:
    """The rows given for a group, columns in the order of its children."""
    rows = parameters.get(name, {})
    found = rows.get(group.code) if isinstance(rows, Mapping) else rows
    if found is None:
        raise ProgrammeFault(
            f"weights: no {name} for group {group.code!r}",
            hint=f"give {name}: {{{group.code}: [[...], ...]}}",
        )
    table = np.asarray(found, float)
    if table.ndim != 2 or table.shape[1] != len(group.children):
        raise ProgrammeFault(
            f"weights: {name} of {group.code!r} need one column per child",
            hint=f"children: {', '.join(group.children)}",
        )
    return table


def check_weights(spec: WeightSpec) -> None:
    """Raise ProgrammeFault when the method, a parameter or the named set does not exist."""
    if spec.method not in PARAMETERS:
        raise ProgrammeFault(f"no weight method {spec.method!r}", hint=f"methods: {', '.join(PARAMETERS)}")
    for name in spec.parameters:
        if name not in PARAMETERS[spec.method]:
            raise ProgrammeFault(
                f"weight method {spec.method!r} has no parameter {name!r}",
                hint=f"its parameters: {', '.join(PARAMETERS[spec.method]) or 'none'}",
            )
    if spec.set and spec.set not in spec.sets:
        raise ProgrammeFault(f"no weight set {spec.set!r}", hint=f"sets: {', '.join(spec.sets) or 'none'}")
    for other in spec.groups.values():
        check_weights(other)


def needs_data(spec: WeightSpec) -> bool:
    """Whether the weights depend on the values, so that they move when the data do."""
    judged = ("given", "equal", "budget", "ahp")
    return spec.method not in judged or any(o.method not in judged for o in spec.groups.values())


def compute(
    spec: WeightSpec, framework: Framework, values: Floats, default: AggregationSpec | None = None
) -> dict[str, float]:
    """Weight of every node but the top: code -> share among its siblings (sums to 1 in each group).

    ``values`` (..., N, K) normalised; years are pooled. Data-driven methods weigh groups on their scores, so
    the tree is built bottom-up with the weights found so far. Raises ProgrammeFault for unknown methods,
    groups or parameters.
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
        pooled = np.stack([c.reshape(-1) for c in children], axis=1) if uses_data else values[..., 0, :0]
        part = [float(w) for w in _group_shares(own, group, framework, pooled)]
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

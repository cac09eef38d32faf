"""Weights for a whole framework: the method of each group applied to its children; effective weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.coherence.arrays import mean_sd
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
from xinxiao.index.steps import domain
from xinxiao.index.steps.aggregate import combine_group
from xinxiao.index.steps.domain import Undefined
from xinxiao.index.weights import rules

Floats = NDArray[np.float64]
Table = Sequence[Sequence[float]]


Said = tuple[str, Mapping[str, object]]
"""(finding code, its places): what a weight method decided and nobody declared."""
LARGEST_RATIO = 0.1
"""Consistency ratio up to which pairwise comparisons are taken for consistent (Saaty 1980)."""
LARGEST_RESIDUAL = 0.01
"""Distance from the aimed shares of correlation, relative to an equal share, up to which weights are balanced."""


class Weighing(msgspec.Struct, frozen=True):
    """``weights``: code -> share among its siblings; ``said``: what the methods decided on their own."""

    weights: dict[str, float]
    said: tuple[Said, ...]


def _judged(spec: WeightSpec, group: Group, framework: Framework) -> tuple[Floats, list[Said]] | None:
    """Shares of one group's children by judgement, which needs no data; None for other methods."""
    if spec.method == "given":
        named = spec.sets.get(spec.set, {})
        return rules.shares([named.get(c, framework.weight_of(c)) for c in group.children]), []
    match weight_parameters(spec):
        case Budget(points=points):
            return rules.budget_allocation(_rows(points, "points", group)).weights, []
        case Hierarchy(comparisons=comparisons):
            found = rules.analytic_hierarchy(_rows(comparisons, "comparisons", group))
            wide = found.ratio > LARGEST_RATIO
            said = ("index.weights_inconsistent", {"group": group.code, "ratio": f"{found.ratio:.2f}"})
            return found.weights, [said] if wide else []
    if spec.method == "equal" or len(group.children) == 1:
        return rules.equal(len(group.children)), []
    return None


def _computed(spec: WeightSpec, group: Group, values: Floats) -> tuple[Floats, list[Said]]:
    """Shares of one group's children from ``values`` (M, k), leading axes pooled as observations."""
    match weight_parameters(spec):
        case Rotation(rule=rule):
            found = rules.component_weights(values, rule)
            against = [group.children[i] for i in found.against]
            said = ("index.weights_against", {"group": group.code, "codes": ", ".join(against)})
            return found.weights, [said] if against else []
        case Targets(targets=targets):
            balanced = rules.balanced(values, _targets(targets, group))
            missed = balanced.residual > LARGEST_RESIDUAL
            places: dict[str, object] = {"group": group.code, "residual": f"{balanced.residual:.2f}"}
            return balanced.weights, [("index.weights_unbalanced", places)] if missed else []
        case Bounds(lower=lower, upper=upper):
            return _same(spec, group, rules.doubt_weights(values, lower, upper))
    return _same(spec, group, rules.entropy(values) if spec.method == "entropy" else rules.critic(values))


def _same(spec: WeightSpec, group: Group, found: Floats) -> tuple[Floats, list[Said]]:
    """Weights of a method that falls back on equal ones, and that it did."""
    equal = bool((found == rules.equal(len(found))).all())
    said = ("index.weights_equal", {"group": group.code, "method": spec.method})
    return found, [said] if equal else []


def _nothing_left(spec: WeightSpec, group: Group, found: Floats) -> list[Said]:
    """Children to which a method that is not given gave no weight at all."""
    gone = [c for c, w in zip(group.children, found.tolist(), strict=True) if w == 0.0]
    if not gone or spec.method in ("given", "budget"):
        return []
    places: dict[str, object] = {"group": group.code, "method": spec.method, "codes": ", ".join(gone)}
    places |= {"count": len(gone), "children": len(group.children)}
    return [("index.weights_zero", places)]


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
    groups or parameters, DataFault naming the group whose weights cannot be had, Undefined for values outside the domain
    of the method.
    """
    return weigh(spec, framework, values, default).weights


def weigh(
    spec: WeightSpec, framework: Framework, values: Floats, default: AggregationSpec | None = None
) -> Weighing:
    """The same as :func:`weights_of`, with what the methods decided on their own: weights of zero, loadings against
    the component, comparisons that are not consistent, shares that are not reached, equal weights for want of others."""
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
    said: list[Said] = []
    for group in framework.groups:
        own = spec.groups.get(group.code, spec)
        children = [columns[c] for c in group.children] if uses_data else []
        try:
            shares, more = _judged(own, group, framework) or _of_data(own, group, children)
        except Undefined:
            raise
        except DataFault as refused:
            raise DataFault(f"weights of {group.code!r}: {refused.message}", hint=refused.hint) from refused
        part = shares.tolist()
        found |= dict(zip(group.children, part, strict=True))
        said += [*more, *_nothing_left(own, group, shares)]
        if uses_data:
            aggregation = group.aggregation or default or AggregationSpec()
            columns[group.code] = combine_group(children, part, aggregation, group.code, group.children)
    return Weighing(found, tuple(said))


def _of_data(spec: WeightSpec, group: Group, children: Sequence[Floats]) -> tuple[Floats, list[Said]]:
    """Shares computed from the children's columns (..., N), once they are in the domain of the method."""
    what = f"{spec.method} weights of {group.code!r}"
    for code, column in zip(group.children, children, strict=True):
        domain.demand(domain.of_weights(spec.method), column, what, code)
        if spec.method in domain.VARYING and not bool(mean_sd(column.reshape(-1), 0)[1][0] > 0.0):
            raise DataFault(f"{code!r} does not vary", hint="leave it out, or weigh the group another way")
    return _computed(spec, group, np.stack([c.reshape(-1) for c in children], axis=1))


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

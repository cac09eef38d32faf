"""Does the index hang together, as tables: correlations, alpha, components, adequacy, clusters, importance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from xinxiao.errors import DataFault
from xinxiao.index.analysis.structure import group_coherence, node_importance, pillar_codes
from xinxiao.index.coherence.arrays import Array
from xinxiao.index.coherence.correlate import Kind, Pair, correlation, with_ancestors, within_groups
from xinxiao.index.coherence.multivariate import (
    clusters,
    parallel_analysis,
    principal_components,
    sampling_adequacy,
)
from xinxiao.index.pipeline.result import Result
from xinxiao.index.spec.method import DenominateSpec
from xinxiao.index.spec.table import Table, count, flag, number, text
from xinxiao.index.tables.axes import CODE, UNIT, wide


def _values(result: Result, codes: Sequence[str], time: str) -> Array:
    """(N, C) of one period: indicators normalised, groups scored."""
    return np.stack(
        [result.of(c).reshape(-1, len(result.units))[result.period_index(time)] for c in codes], axis=1
    )


def correlation_table(
    result: Result,
    codes: Sequence[str] = (),
    *,
    kind: Kind = "pearson",
    show: Literal["coefficients", "p_values", "pairs"] = "coefficients",
    time: str = "",
) -> Table:
    """One row and one column per node (default: all, indicators first): correlation coefficients, their p-values, or
    the number of units both have, in one period (default: the last). Raises NotFound for an unknown code or period."""
    codes = tuple(codes) or result.framework.codes
    found = correlation(_values(result, codes, time), kind)
    return wide({CODE: text(codes)}, np.asarray(getattr(found, show), np.float64), codes)


def pair_table(result: Result, *, kind: Kind = "pearson", level: int = 2, time: str = "") -> Table:
    """Pairs of indicators in one group of a level: GROUP, INDICATOR, OTHER, CORRELATION, P_VALUE, FLAG (high >= 0.9: one
    says nothing new; low <= -0.4: a trade-off hidden in the mean). Raises NotFound for an unknown period."""
    values = _values(result, result.framework.indicator_codes, time)
    return _pairs(within_groups(values, result.framework, kind=kind, level=level))


def ancestor_table(result: Result, *, kind: Kind = "pearson", time: str = "") -> Table:
    """Each node against every group above it: GROUP, INDICATOR, OTHER (the group), CORRELATION, P_VALUE, FLAG (low under
    0.3: present on paper only). Raises NotFound for an unknown period."""
    framework = result.framework
    values = _values(result, framework.indicator_codes, time)
    groups = _values(result, framework.group_codes, time)
    return _pairs(with_ancestors(values, groups, framework, kind=kind))


def denominator_table(result: Result, *, kind: Kind = "pearson", limit: float = 0.5, time: str = "") -> Table:
    """Does size hide in the indicators? Every denominator against every indicator as measured, on the units both have:
    DENOMINATOR, INDICATOR, CORRELATION, P_VALUE, PAIRS, DIVIDED (by a denominator already) and FLAG (size: an indicator that
    is not divided and whose correlation is at least ``limit`` in size). Raises NotFound for an unknown period."""
    t, inputs = result.period_index(time), result.inputs
    values = inputs.values.reshape(-1, *inputs.values.shape[-2:])[t]
    sizes = {
        name: size.reshape(-1, len(inputs.units))[t] for name, size in sorted(inputs.denominators.items())
    }
    divided = _divided(result)
    rows = []
    for name, size in sizes.items():
        found = correlation(np.column_stack([size, values]), kind)
        for k, code in enumerate(inputs.indicators, start=1):
            own = bool(divided[code])
            r = float(found.coefficients[0, k])
            told = "size" if not own and abs(r) >= limit else None
            rows.append((name, code, r, float(found.p_values[0, k]), int(found.pairs[0, k]), own, told))
    names = ("DENOMINATOR", CODE, "CORRELATION", "P_VALUE", "PAIRS", "DIVIDED", "FLAG")
    kinds = (text, text, number, number, count, flag, text)
    return Table(
        {
            name: kind([row[i] for row in rows])
            for i, (name, kind) in enumerate(zip(names, kinds, strict=True))
        }
    )


def _divided(result: Result) -> dict[str, str]:
    """Indicator -> the denominator that the method divides it by, or ''."""
    steps = [stage.spec for stage in result.stages if isinstance(stage.spec, DenominateSpec)]
    by = {i.code: i.denominator if steps else "" for i in result.framework.indicators}
    for step in steps:
        by |= step.by
    return by


def _pairs(pairs: Sequence[Pair]) -> Table:
    return Table(
        {
            "GROUP": text([p.family for p in pairs]),
            CODE: text([p.one for p in pairs]),
            "OTHER": text([p.other for p in pairs]),
            "CORRELATION": number([p.coefficient for p in pairs]),
            "P_VALUE": number([p.p_value for p in pairs]),
            "FLAG": text([p.flag or None for p in pairs]),
        }
    )


def coherence_table(result: Result, time: str = "", *, pairwise: bool = False) -> Table:
    """One row per group of two children or more: GROUP, Cronbach's ALPHA (``pairwise``: each covariance on all units that
    have the pair, as :func:`xinxiao.index.arrays.cronbach_alpha` says), FIRST_SHARE of the first component, RETAINED
    components above 1, KMO, and a NOTE why a figure is missing. Raises NotFound for an unknown period."""
    found = group_coherence(result, time, pairwise=pairwise)
    return Table(
        {
            "GROUP": text([g.group for g in found]),
            "ALPHA": number([g.alpha for g in found]),
            "FIRST_SHARE": number([g.first_share for g in found]),
            "RETAINED": count([g.retained for g in found]),
            "KMO": number([g.kmo for g in found]),
            "NOTE": text([g.note or None for g in found]),
        }
    )


def _children(result: Result, group: str) -> tuple[str, ...]:
    codes = result.framework.children_of(group) if group else pillar_codes(result)
    if len(codes) < 2:
        raise DataFault(f"{group or 'the index'} has fewer than two parts to compare")
    return codes


def component_table(result: Result, group: str = "", time: str = "") -> Table:
    """Loadings of the children of a group (default: the pillars) on the principal components: INDICATOR, PC1, PC2, ...

    Raises DataFault for a constant child or fewer than three complete units, NotFound for an unknown code or period.
    """
    codes = _children(result, group)
    found = principal_components(_values(result, codes, time))
    names = [f"PC{i + 1}" for i in range(len(codes))]
    return wide({CODE: text(codes)}, found.loadings, names)


def eigenvalue_table(result: Result, group: str = "", time: str = "") -> Table:
    """Components of the children of a group (default: the pillars): COMPONENT, EIGENVALUE, SHARE of variance, THRESHOLD of
    Horn's parallel analysis, and whether it is RETAINED by it. Raises as :func:`component_table`."""
    values = _values(result, _children(result, group), time)
    found, random = principal_components(values), parallel_analysis(values)
    count_ = len(found.eigenvalues)
    return Table(
        {
            "COMPONENT": text([f"PC{i + 1}" for i in range(count_)]),
            "EIGENVALUE": number(found.eigenvalues),
            "SHARE": number(found.share),
            "THRESHOLD": number(random.threshold),
            "RETAINED": flag([i < random.retained for i in range(count_)]),
        }
    )


def adequacy_table(result: Result, group: str = "", time: str = "") -> Table:
    """Kaiser-Meyer-Olkin measure of a group (default: the pillars) and of each child, and Bartlett's test of the group:
    INDICATOR, KMO, CHI_SQUARE, FREEDOM, P_VALUE. Raises as :func:`component_table`."""
    codes = _children(result, group)
    found = sampling_adequacy(_values(result, codes, time))
    gaps = [np.nan] * len(codes)
    return Table(
        {
            CODE: text([group or result.framework.top, *codes]),
            "KMO": number([found.overall, *found.each.tolist()]),
            "CHI_SQUARE": number([found.chi_square, *gaps]),
            "FREEDOM": count([found.freedom, *gaps]),
            "P_VALUE": number([found.p_value, *gaps]),
        }
    )


def cluster_table(result: Result, group: str = "", time: str = "") -> Table:
    """Ward clusters of the units on the children of a group (default: the pillars): REF_AREA, CLUSTER (1 = highest mean;
    null for a unit with gaps). Raises as :func:`component_table`."""
    labels = clusters(_values(result, _children(result, group), time)).labels
    return Table({UNIT: text(result.units), "CLUSTER": count(np.where(labels > 0, labels, np.nan))})


def importance_table(result: Result, time: str = "") -> Table:
    """Weight beside effect of every node below the index: INDICATOR, LEVEL, WEIGHT (share of the index), CORRELATION with
    the index, IMPORTANCE (squared, rescaled to 1 a level). Raises NotFound for an unknown period."""
    found = node_importance(result, time)
    return Table(
        {
            CODE: text([node.code for node in found]),
            "LEVEL": count([node.level for node in found]),
            "WEIGHT": number([node.weight for node in found]),
            "CORRELATION": number([node.correlation for node in found]),
            "IMPORTANCE": number([node.importance for node in found]),
        }
    )

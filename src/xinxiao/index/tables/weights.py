"""Weights and the methods that need none, as tables: any weight rule, outranking, Copeland, benefit of the doubt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xinxiao.errors import DataFault
from xinxiao.index.coherence.arrays import Array, rank_units
from xinxiao.index.pipeline.result import Result, default_aggregation
from xinxiao.index.spec.method import WeightSpec
from xinxiao.index.spec.table import Table, count, number, text
from xinxiao.index.steps.bod import benefit_of_the_doubt
from xinxiao.index.steps.outrank import copeland, outranking_matrix
from xinxiao.index.tables.axes import CODE, UNIT, wide
from xinxiao.index.weights.framework import effective_weights, weights_of


def weights_table(result: Result, rule: WeightSpec | None = None) -> Table:
    """One row per node: INDICATOR, LEVEL, WEIGHT (share among its siblings; 1 for the index), SHARE_OF_INDEX.

    ``rule``: another way to weigh the same values, for instance ``WeightSpec(method="critic")``; default: the weights of
    the result. Raises as the rule does (ProgrammeFault for a rule that does not fit, DataFault for values it cannot use).
    """
    framework, found = result.framework, result.weights
    if rule is not None:
        found = weights_of(rule, framework, result.panel.values, default_aggregation(result.method))
    shares = effective_weights(framework, found)
    return Table(
        {
            CODE: text(framework.codes),
            "LEVEL": count([framework.node(c).level for c in framework.codes]),
            "WEIGHT": number([found.get(c, 1.0) for c in framework.codes]),
            "SHARE_OF_INDEX": number([shares[c] for c in framework.codes]),
        }
    )


def _children(result: Result, group: str, time: str) -> tuple[tuple[str, ...], Array, Array]:
    """Children of a group (default: the index), their values (N, k) in one period, and their weights (k,)."""
    code = group or result.framework.top
    codes = result.framework.children_of(code)
    if not codes:
        raise DataFault(f"{code!r} has no children to compare")
    t = result.period_index(time)
    values = np.stack([result.of(c).reshape(-1, len(result.units))[t] for c in codes], axis=1)
    weights = [result.weights.get(c, result.framework.weight_of(c)) for c in codes]
    return codes, values, np.asarray(weights, float)


def outranking_table(result: Result, group: str = "", time: str = "") -> Table:
    """One row and one column per unit: the share of weight of the children of a group (default: the index) on which the
    row beats the column in one period (default: the last), ties counting half.

    Raises NotFound for an unknown group or period, DataFault for a group without children or too many units.
    """
    _, values, weights = _children(result, group, time)
    return wide({UNIT: text(result.units)}, outranking_matrix(values, weights), result.units)


def copeland_table(result: Result, group: str = "", time: str = "") -> Table:
    """Copeland scores on the children of a group (default: the index): REF_AREA, COPELAND (units beaten minus units that
    beat it), RANK. Raises as :func:`outranking_table`."""
    _, values, weights = _children(result, group, time)
    found = copeland(values, weights)
    ranks = rank_units(found[:, None])
    return Table({UNIT: text(result.units), "COPELAND": count(found), "RANK": count(ranks)})


def benefit_of_the_doubt_table(
    result: Result,
    group: str = "",
    *,
    lower: float | Sequence[float] = 0.0,
    upper: float | Sequence[float] = 1.0,
    time: str = "",
) -> Table:
    """Each unit under the weights that favour it most: REF_AREA, SCORE (1 = nobody does better under them), RANK, and the
    share of the score that each child of the group (default: the index) carries.

    Raises as :func:`outranking_table`; DataFault for negative values, ProgrammeFault for bounds no shares can meet.
    """
    codes, values, _ = _children(result, group, time)
    found = benefit_of_the_doubt(values, lower, upper)
    columns = {UNIT: text(result.units), "SCORE": number(found.scores)}
    columns["RANK"] = count(rank_units(found.scores[:, None]))
    return wide(columns, found.shares, codes)

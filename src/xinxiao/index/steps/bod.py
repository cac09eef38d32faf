"""Benefit of the doubt: each unit is judged with the weights that favour it most (a linear programme).

Source: Melyn and Moesen (1991); Cherchye, Moesen, Rogge and Van Puyenbroeck, *An introduction to 'benefit
of the doubt' composite indicators*, Social Indicators Research 82 (2007): share (pie) bounds. Missing
values follow Kuosmanen, J. of the Operational Research Society 60 (2009): a missing figure counts as zero
and earns no weight. Solved with HiGHS; constraints of other units are generated as needed, which gives the
same optimum as listing all N (checked against every unit before a score is accepted).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, ProgrammeFault

if TYPE_CHECKING:
    import highspy

Floats = NDArray[np.float64]
_TOLERANCE = 1e-9


class BenefitOfDoubt(msgspec.Struct, frozen=True):
    """``scores`` (N,): 1 = no unit does better under its own best weights. ``shares`` (N, K): part of the
    score each indicator carries (sums to 1; need not be unique). ``peers`` (N, P) bool over ``peer_units``:
    units that bind the score."""

    scores: Floats
    shares: Floats
    peer_units: tuple[int, ...]
    peers: NDArray[np.bool_]


def _solve(
    solver: highspy.Highs, own: Floats, rivals: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, float]:
    """Shares s >= 0 maximising sum s with sum_k rival_jk / own_k s_k <= 1 and lower <= s_k / sum s <= upper."""
    import highspy

    k = own.size
    ratios = rivals / own
    low = np.eye(k) - lower[:, None]
    high = np.eye(k) - upper[:, None]
    rows = np.concatenate([ratios, low[lower > 0], high[upper < 1]])
    row_low = np.concatenate(
        [
            np.full(len(rivals), -np.inf),
            np.zeros(int((lower > 0).sum())),
            np.full(int((upper < 1).sum()), -np.inf),
        ]
    )
    row_high = np.concatenate(
        [np.ones(len(rivals)), np.full(int((lower > 0).sum()), np.inf), np.zeros(int((upper < 1).sum()))]
    )
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = k, len(rows)
    problem.col_cost_, problem.sense_ = np.ones(k), highspy.ObjSense.kMaximize
    problem.col_lower_, problem.col_upper_ = np.zeros(k), np.full(k, np.inf)
    problem.row_lower_, problem.row_upper_ = row_low, row_high
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_ = np.arange(0, rows.size + 1, k)
    problem.a_matrix_.index_ = np.tile(np.arange(k), len(rows))
    problem.a_matrix_.value_ = rows.ravel()
    solver.passModel(problem)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.full(k, np.nan), float("nan")
    return np.asarray(solver.getSolution().col_value), float(solver.getInfo().objective_function_value)


def _quiet() -> highspy.Highs:
    import highspy

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("solver", "simplex")
    return solver


def benefit_of_the_doubt(
    values: Floats,
    lower: float | Sequence[float] | Floats = 0.0,
    upper: float | Sequence[float] | Floats = 1.0,
) -> BenefitOfDoubt:
    """Scores in [0, 1] of ``values`` (N, K), which must be >= 0, NaN = missing.

    ``lower``, ``upper``: bounds on the share of the score that an indicator may carry (one number or one per
    indicator). Raises DataFault for negative values, ProgrammeFault for bounds no shares can meet.
    """
    n, k = values.shape
    low, high = _bound(lower, k), _bound(upper, k)
    if low.sum() > 1 + _TOLERANCE or high.sum() < 1 - _TOLERANCE or bool((low > high).any()):
        raise ProgrammeFault(
            "share bounds of benefit of the doubt cannot be met",
            hint="lower bounds must sum to at most 1, upper bounds to at least 1",
        )
    if bool((values < 0).any()):
        raise DataFault(
            "benefit of the doubt needs values that are not negative",
            hint="normalise to a range starting at 0 or above",
        )
    filled = np.where(np.isnan(values), 0.0, values)
    active = sorted({int(i) for i in filled.argmax(axis=0)} | {int(filled.sum(axis=1).argmax())})
    scores, shares = np.full(n, np.nan), np.full((n, k), np.nan)
    solver = _quiet()
    for unit in range(n):
        seen = ~np.isnan(values[unit])
        if seen.any():
            scores[unit], shares[unit] = _score_unit(solver, filled, unit, low * seen, high, active)
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.where(filled > 0, shares * scores[:, None] / filled, 0.0)
    binding = np.stack([(weights * filled[j]).sum(axis=1) > 1 - 1e-7 for j in active], axis=1)
    return BenefitOfDoubt(scores=scores, shares=shares, peer_units=tuple(active), peers=binding)


def _bound(given: float | Sequence[float] | Floats, children: int) -> Floats:
    bound = np.asarray(given, float)
    if bound.shape not in ((), (children,)):
        raise ProgrammeFault(
            f"share bounds of benefit of the doubt: one number, or one per child ({children})"
        )
    return np.broadcast_to(bound, (children,))


def _score_unit(
    solver: highspy.Highs, filled: Floats, unit: int, low: Floats, high: Floats, active: list[int]
) -> tuple[float, Floats]:
    """Optimal score and shares of one unit; grows ``active`` by the rivals found to matter.

    ``low`` is 0 where the unit's figure is missing: no share can be asked of it.
    """
    own = filled[unit]
    use = own > 0
    shares = np.zeros(own.size)
    if not use.any() or bool((low[~use] > 0).any()):
        # Nothing to weigh, or a share is required of a figure that is zero: the score is zero.
        return 0.0, shares
    need = high[use] if high[use].sum() >= 1 else np.ones(int(use.sum()))
    while True:
        solution, value = _solve(solver, own[use], filled[active][:, use], low[use], need)
        reach = (filled[:, use] * (solution / own[use])).sum(axis=1)
        worst = int(reach.argmax())
        if np.isnan(value) or reach[worst] <= 1 + _TOLERANCE or worst in active:
            break
        active.append(worst)
    shares[use] = solution / value if value > 0 else solution
    return min(value, 1.0), shares

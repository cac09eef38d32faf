"""Benefit of the doubt by hand, and against one linear programme per unit with all constraints."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.steps.bod import benefit_of_the_doubt


def test_a_unit_that_is_best_at_something_scores_1_and_half_as_good_scores_half() -> None:
    found = benefit_of_the_doubt(np.array([[10.0, 1.0], [1.0, 10.0], [5.0, 0.5]]))
    assert found.scores == pytest.approx([1, 1, 0.5])
    assert found.peer_units == (0, 1)


def test_scores_equal_the_full_linear_programme_of_every_unit() -> None:
    values = np.random.default_rng(4).lognormal(0, 0.6, (40, 4))
    found = benefit_of_the_doubt(values)
    want = [-linprog(-v, A_ub=values, b_ub=np.ones(40)).fun for v in values]
    assert found.scores == pytest.approx(want)
    assert found.shares.sum(axis=1) == pytest.approx(1)


def test_share_bounds_hold_and_lower_the_scores() -> None:
    values = np.random.default_rng(4).lognormal(0, 0.6, (40, 4))
    free, bound = benefit_of_the_doubt(values), benefit_of_the_doubt(values, 0.1, 0.4)
    assert bool((bound.scores <= free.scores + 1e-9).all())
    assert bound.shares.min() >= 0.1 - 1e-7
    assert bound.shares.max() <= 0.4 + 1e-7


def test_bounds_fixed_at_equal_shares_leave_one_weighting() -> None:
    found = benefit_of_the_doubt(np.array([[4.0, 2.0], [2.0, 4.0], [3.0, 3.0]]), 0.5, 0.5)
    # Equal shares of the own score: (s/2)(v1/o1 + v2/o2) <= 1 over rivals; for (3, 3) both rivals give 2 s / 2 = 1.
    assert found.scores[2] == pytest.approx(1.0)
    assert found.scores[0] == pytest.approx(min(1.0, 2 / (0.5 + 2), 2 / (0.75 + 1.5)))


def test_a_missing_figure_earns_no_weight_and_asks_no_share() -> None:
    found = benefit_of_the_doubt(np.array([[10.0, 10.0], [5.0, np.nan]]), 0.2, 1.0)
    assert found.scores[1] == pytest.approx(0.5)
    assert found.shares[1, 1] == 0


def test_negative_values_and_impossible_bounds_are_refused() -> None:
    with pytest.raises(DataFault):
        benefit_of_the_doubt(np.array([[-1.0, 2.0]]))
    with pytest.raises(ProgrammeFault):
        benefit_of_the_doubt(np.array([[1.0, 2.0]]), 0.6, 0.9)


def test_who_is_between_two_best_units_has_both_for_peers() -> None:
    # The third reaches at best 2/3: 2 s + t <= 1 and s + 2 t <= 1 allow s = t = 1/3.
    found = benefit_of_the_doubt(np.array([[2.0, 1.0], [1.0, 2.0], [1.0, 1.0], [0.0, 0.0]]))
    assert found.scores == pytest.approx([1, 1, 2 / 3, 0])
    assert found.shares[2] == pytest.approx([0.5, 0.5])
    assert found.shares[3].tolist() == [0.0, 0.0]
    assert found.peer_units == (0, 1)
    assert found.peers[2].tolist() == [True, True]
    assert found.peers[0, 0]


@pytest.mark.parametrize(
    ("lower", "upper"), [(0.6, 1.0), (0.0, 0.4), ([0.5, 0.1], [0.4, 1.0]), ([0.1], 1.0), (0.0, [1.0] * 3)]
)
def test_bounds_that_no_shares_meet_or_that_are_not_one_per_child_are_refused(
    lower: float | list[float], upper: float | list[float]
) -> None:
    with pytest.raises(ProgrammeFault, match="share bounds of benefit of the doubt"):
        benefit_of_the_doubt(np.array([[1.0, 2.0], [2.0, 1.0]]), lower, upper)


def test_a_share_asked_of_a_figure_of_nought_makes_the_score_nought() -> None:
    found = benefit_of_the_doubt(np.array([[1.0, 0.0], [1.0, 1.0]]), [0.0, 0.1])
    assert found.scores == pytest.approx([0, 1])
    assert benefit_of_the_doubt(np.array([[1.0, 0.0], [1.0, 1.0]])).scores == pytest.approx([1, 1])


def test_a_unit_without_figures_has_no_score() -> None:
    found = benefit_of_the_doubt(np.array([[np.nan, np.nan], [2.0, 1.0]]))
    assert np.isnan(found.scores).tolist() == [True, False]

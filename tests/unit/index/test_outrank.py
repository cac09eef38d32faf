"""Outranking against the worked example of the Handbook, ties, gaps, and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.errors import DataFault
from xinxiao.index.steps import outrank

# Handbook 2008, section 6 (Munda): GDP, -unemployment, -waste, -inequality, -crime of three countries.
COUNTRIES = np.array(
    [[25000, -0.15, -0.4, -9.2, -40], [45000, -0.10, -0.7, -13.2, -52], [20000, -0.08, -0.35, -5.3, -80]]
)
WEIGHTS = np.array([1, 1, 2, 1, 1]) / 6


def test_the_handbooks_three_countries_outrank_each_other_by_two_thirds_and_one_third() -> None:
    found = outrank.outranking_matrix(COUNTRIES, WEIGHTS)
    assert found == pytest.approx(np.array([[0, 2 / 3, 1 / 3], [1 / 3, 0, 1 / 3], [2 / 3, 2 / 3, 0]]))


def test_their_copeland_scores_are_0_minus_2_and_2() -> None:
    assert outrank.copeland(COUNTRIES, WEIGHTS).tolist() == [0, -2, 2]


def test_ties_count_half() -> None:
    assert outrank.outranking_matrix(np.array([[1.0, 5.0], [1.0, 3.0]])).tolist() == [[0, 0.75], [0.25, 0]]


def test_a_missing_criterion_is_left_out_of_the_pairs_it_touches() -> None:
    found = outrank.outranking_matrix(np.array([[2.0, np.nan], [1.0, 9.0]]))
    assert found.tolist() == [[0, 1], [0, 0]]


def test_blocks_give_the_same_as_every_pair_by_itself() -> None:
    rng = np.random.default_rng(2)
    values = np.round(rng.random((1500, 3)), 1)
    found = outrank.outranking_matrix(values)
    for i, j in ((0, 1499), (700, 3), (1200, 1201)):
        want = ((values[i] > values[j]) + 0.5 * (values[i] == values[j])).mean()
        assert found[i, j] == pytest.approx(want)
    off = ~np.eye(1500, dtype=bool)
    np.testing.assert_allclose((found + found.T)[off], 1.0, rtol=1e-12)


def test_one_unit_better_everywhere_makes_every_pair_sure() -> None:
    assert outrank.outrank(np.array([[3.0, 3.0], [2.0, 2.0], [1.0, 1.0]])).robustness == 1.0


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_negative_or_no_number_is_refused(weight: float) -> None:
    with pytest.raises(DataFault):
        outrank.copeland(COUNTRIES, np.array([1, 1, weight, 1, 1]))


def test_a_matrix_beyond_10_000_units_is_refused_before_the_memory_is_asked_for() -> None:
    with pytest.raises(DataFault, match="at most 10000"):
        outrank.outranking_matrix(np.zeros((10_001, 1)))


def test_weights_decide_who_wins_and_two_of_three_pairs_are_sure() -> None:
    values = np.array([[3.0, 3.0], [1.0, 1.0], [2.0, 4.0]])
    found = outrank.outrank(values, [3.0, 1.0])
    assert found.matrix.tolist() == [[0, 1, 0.75], [0, 0, 0], [0.25, 1, 0]]
    assert found.copeland.tolist() == [2, -2, 0]
    assert found.robustness == pytest.approx(2 / 3)
    assert outrank.outrank(values).copeland.tolist() == [1, -2, 1]


def test_who_shares_no_criterion_is_not_compared_and_who_has_none_has_no_score() -> None:
    nan = float("nan")
    found = outrank.outrank(np.array([[1.0, nan], [nan, 1.0], [nan, nan]]))
    assert np.isnan(found.matrix[0, 1])
    assert np.isnan(found.robustness)
    assert found.copeland[:2].tolist() == [0, 0]
    assert np.isnan(found.copeland[2])


@pytest.mark.parametrize("weights", [[1.0], [0.0, 0.0], [1.0, float("inf")]])
def test_there_is_one_finite_weight_for_each_criterion_and_not_all_are_nought(weights: list[float]) -> None:
    with pytest.raises(DataFault, match="per criterion"):
        outrank.outrank(np.ones((2, 2)), weights)
    with pytest.raises(DataFault, match="one matrix"):
        outrank.outrank(np.ones((2, 2, 2)))

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index


def test_skewness_and_kurtosis_of_1_2_3_10_are_the_sample_corrected_ones() -> None:
    # Mean 4, m2 = 12.5, m3 = 45, m4 = 348.5 -> g1 = 1.01823, G1 = g1 sqrt(12)/2; g2 = -0.7696, G2 = (5 g2 + 6) 3/2.
    skew, kurt = index.arrays.skewness_kurtosis(np.array([[1.0, 2.0, 3.0, 10.0]]))
    assert skew[0] == pytest.approx(45 / 12.5**1.5 * 12**0.5 / 2, abs=1e-12)
    assert kurt[0] == pytest.approx((5 * (348.5 / 12.5**2 - 3) + 6) * 3 / 2, abs=1e-12)


def test_missing_values_do_not_change_the_moments() -> None:
    plain = index.arrays.skewness_kurtosis(np.array([[1.0, 2.0, 3.0, 10.0, 4.0]]))
    gaps = index.arrays.skewness_kurtosis(np.array([[1.0, np.nan, 2.0, 3.0, np.nan, 10.0, 4.0]]))
    assert gaps[0][0] == pytest.approx(plain[0][0], abs=1e-14)
    assert gaps[1][0] == pytest.approx(plain[1][0], abs=1e-14)


def test_a_constant_series_has_no_skewness() -> None:
    skew, kurt = index.arrays.skewness_kurtosis(np.full((1, 5), 0.1))
    assert np.isnan(skew[0])
    assert np.isnan(kurt[0])


def test_describe_counts_zeros_distinct_and_repeated_values() -> None:
    found = index.arrays.describe(np.array([[0.0], [0.0], [1.0], [np.nan]]))
    assert found["available"][0] == 3
    assert found["nonzero"][0] == 1
    assert (found["unique"][0], found["same"][0]) == (2, 2)
    assert found["share_available"][0] == 0.75
    assert found["share_nonzero"][0] == pytest.approx(1 / 3)
    assert found["median"][0] == 0.0
    assert found["flag_available"][0] == 0.0
    assert found["flag_nonzero"][0] == 1.0


def test_ranks_put_the_highest_first_and_ties_share_the_lowest() -> None:
    ranks = index.arrays.rank_units(np.array([[10.0], [30.0], [30.0], [np.nan], [5.0]]))
    assert ranks[[0, 1, 2, 4], 0].tolist() == [3.0, 1.0, 1.0, 4.0]
    assert np.isnan(ranks[3, 0])

"""P-values of correlations are computed when they are asked for."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from xinxiao.index.coherence.correlate import correlation

FOUR = np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, 4.0]])


def test_four_pairs_with_a_correlation_of_0_8_have_a_p_value_of_0_2() -> None:
    for kind in ("pearson", "spearman"):
        found = correlation(FOUR, kind)  # type: ignore[arg-type]
        assert found.coefficients[0, 1] == pytest.approx(0.8)
        assert found.p_values[0, 1] == pytest.approx(0.2)  # two degrees of freedom: 1 - |r|
        assert found.pairs.tolist() == [[4, 4], [4, 4]]


def test_kendalls_p_value_is_that_of_the_exact_test() -> None:
    found = correlation(FOUR, "kendall")
    assert found.coefficients[0, 1] == pytest.approx(2 / 3)
    assert found.p_values[0, 1] == pytest.approx(
        1 / 3
    )  # 8 of 24 orders have at most one pair out of order, or in it


def test_coefficients_alone_need_no_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    found = correlation(FOUR)
    assert found.coefficients[0, 1] == pytest.approx(0.8)
    with pytest.raises(ImportError):
        _ = found.p_values

"""The noise of the last bits: equal scores share a rank, a constant column is constant, whatever the arithmetic left over."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.coherence.arrays import mean_sd, rank_units, significant, span
from xinxiao.index.coherence.correlate import correlation
from xinxiao.index.doubt.intervals import rank_replicates
from xinxiao.index.steps.normalise import normalise
from xinxiao.index.tables.csv_bytes import rounded

TENTHS = np.array([0.3 / 3, 0.1, 0.7 / 7, 0.9 / 9])
"""Four tenths, not all of the same bits."""


def test_the_tenths_differ_in_their_last_bits_alone() -> None:
    assert len(set(TENTHS.tolist())) > 1
    assert TENTHS.max() - TENTHS.min() < 1e-16


@pytest.mark.parametrize(
    "value",
    [0.0, 1.0, -1.0, 20.000000000000004, 9.99999999999, 123456.7890123456, 1e-300, -2.5e17, 0.1 + 0.2, 1e300],
)
def test_significant_digits_are_those_that_are_printed(value: float) -> None:
    assert significant(np.array([value])).tolist() == pytest.approx([rounded(value)], rel=1e-15, abs=0)


def test_what_is_no_number_stays_what_it_is() -> None:
    assert np.isnan(significant(np.array([np.nan]))).all()
    assert significant(np.array([np.inf, -np.inf])).tolist() == [np.inf, -np.inf]


@pytest.mark.parametrize("scale", [1e-200, 1.0, -1.0, 1e200])
def test_a_spread_of_the_last_bits_is_none_at_any_scale(scale: float) -> None:
    low, high = np.sort(TENTHS * scale)[[0, -1]]
    assert high > low
    assert span(low, high) == 0.0
    assert span(np.float64(scale), np.float64(scale) + abs(scale) * 1e-12) == pytest.approx(
        abs(scale) * 1e-12, rel=1e-3
    )


def test_scores_that_print_alike_share_a_rank_in_the_result_and_in_each_replicate() -> None:
    scores = np.array([20.0, 20.000000000000004, 0.0, 100.0, 19.999999999999996])
    assert rank_units(scores[:, None])[:, 0].tolist() == [2, 2, 5, 1, 2]
    assert rank_replicates(scores[None, None])[0, 0].tolist() == [2, 2, 5, 1, 2]


def test_scores_that_print_differently_do_not() -> None:
    scores = np.array([20.0, 20.00000001])
    assert rank_units(scores[:, None])[:, 0].tolist() == [2, 1]


@pytest.mark.parametrize(
    "method", ["minmax", "distance_to_max", "zscore", "percentile_rank", "borda", "ampi"]
)
def test_a_column_that_differs_in_its_last_bits_alone_tells_nobody_apart(method: str) -> None:
    column = np.stack([TENTHS, np.arange(4.0)], axis=1)
    nodes = [index.Indicator(code=code) for code in ("flat", "other")]
    spec = index.NormaliseSpec(default=index.NormaliseRule(method=method))  # type: ignore[arg-type]
    done = normalise(column, spec, nodes)
    flat = done.values[:, 0]
    assert len(set(flat[~np.isnan(flat)].tolist())) <= 1
    assert len(set(done.values[:, 1].tolist())) == 4


def test_a_constant_to_the_last_bit_has_no_deviation() -> None:
    assert mean_sd(TENTHS[:, None], 0)[1].tolist() == [[0.0]]


def test_a_column_constant_to_the_last_bits_correlates_with_nothing() -> None:
    values = np.array([[0.3, 1.0], [0.1 + 0.2, 2.0], [0.3, 3.0], [0.3, 5.0]])
    found = correlation(values)
    assert np.isnan(found.coefficients[0, 1])
    assert found.coefficients[1, 1] == 1.0

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.coherence.arrays import skewness_kurtosis
from xinxiao.index.steps.winsorise import _Clipped, winsorise_to_pass

ONE_FAR = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100])[:, None]


def _rule(**fields: object) -> index.TreatSpec:
    return index.TreatSpec(default=index.TreatRule(**fields))  # type: ignore[arg-type]


def test_one_far_value_is_moved_to_the_next_and_no_more() -> None:
    done = index.arrays.treat(ONE_FAR, _rule(points=5), ["x"])
    assert done.values[:, 0].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert (done.high_points[0], done.low_points[0]) == (1, 0)
    assert bool(done.achieved[0])


def test_a_far_value_below_is_raised() -> None:
    done = index.arrays.treat(-ONE_FAR, _rule(points=5), ["x"])
    assert done.values[-1, 0] == -9.0
    assert done.low_points[0] == 1


def test_a_tie_at_the_top_counts_as_two_points_and_a_limit_of_one_leaves_it() -> None:
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 300, 300])[:, None]
    kept = index.arrays.treat(values, _rule(points=1, transform="none"), ["x"])
    assert kept.values[-1, 0] == 300.0
    assert not kept.achieved[0]
    moved = index.arrays.treat(values, _rule(points=2, transform="none"), ["x"])
    assert moved.values[-2:, 0].tolist() == [18.0, 18.0]
    assert moved.high_points[0] == 2


def test_the_logarithm_takes_the_original_values_when_winsorising_is_not_enough() -> None:
    values = np.exp(np.arange(30.0))[:, None]
    done = index.arrays.treat(values, _rule(points=1), ["x"])
    low, span = values.min(), values.max() - values.min()
    np.testing.assert_allclose(done.values, np.log(values - low + 0.01 * span), rtol=1e-14)
    assert done.high_points[0] == 0
    assert bool(done.transformed[0])


def test_a_share_of_units_allows_28_points_where_five_do_not_suffice() -> None:
    # 2 800 units: 25 extreme ones. Five points leave the skewness; one per cent (28 points) removes it.
    random = np.random.default_rng(7)
    values = random.normal(10, 1, (2800, 1))
    values[:25, 0] = 200 + np.arange(25)
    five = index.arrays.treat(values, _rule(points=5, transform="none"), ["x"])
    share = index.arrays.treat(values, _rule(share=0.01, transform="none"), ["x"])
    assert not five.achieved[0]
    assert bool(share.achieved[0])
    assert share.high_points[0] == 25


def test_what_could_not_be_achieved_becomes_a_finding() -> None:
    tree = index.framework_of([index.Indicator(code="x", parent="t")], [index.Group(code="t")])
    panel = index.Panel(
        np.array([1.0] * 30 + [2.0, 1e6])[:, None], tuple(f"u{i:02d}" for i in range(32)), ("x",)
    )
    result = index.build(
        index.IndexSpec(framework=tree, method=index.Method(stages=(_rule(points=0, transform="log"),))),
        panel,
    )
    assert [f.code for f in result.findings] == ["index.treat_failed"]
    assert "x" in result.findings[0].message("en")


def test_moments_from_running_sums_equal_moments_of_the_clipped_values() -> None:
    random = np.random.default_rng(3)
    series = np.exp(random.normal(0, 2, (4, 200)))
    series[1, :20] = np.nan
    clipped, low, high = winsorise_to_pass(series, np.full(4, 40), 2.0, 3.5)
    skew, kurt = skewness_kurtosis(clipped)
    limit_hit = (low + high) == 40
    assert bool(((np.abs(skew) < 2.0) | (kurt < 3.5) | limit_hit).all())
    # One step less must fail: the loop tests before each point.
    for s in range(4):
        values = np.sort(series[s][~np.isnan(series[s])])
        before = np.clip(values, values[low[s]], values[len(values) - high[s]])[None, :]
        skew_before, kurt_before = skewness_kurtosis(before)
        assert abs(skew_before[0]) >= 2.0
        assert kurt_before[0] >= 3.5


def test_box_cox_with_lambda_one_half_is_twice_the_root_less_one() -> None:
    values = np.array([1.0, 4.0, 9.0, 101.0])[:, None]
    done = index.arrays.treat(
        values, _rule(points=0, transform="boxcox", boxcox_lambda=0.5, when="always"), ["x"]
    )
    assert done.values[1, 0] == pytest.approx(2 * ((4 - 1 + 1.0) ** 0.5 - 1), abs=1e-12)


def test_maximum_likelihood_box_cox_finds_the_logarithm_of_lognormal_data() -> None:
    quantiles = np.exp(np.linspace(-2.5, 2.5, 401))[:, None]
    done = index.arrays.treat(quantiles, _rule(points=0, transform="boxcox", when="always"), ["x"])
    assert abs(float(done.lambdas[0])) < 0.3
    assert abs(float(done.final_skewness[0])) < 0.3


def test_untreated_indicators_stay_as_they_are() -> None:
    spec = index.TreatSpec(untreated=("x",))
    assert index.arrays.treat(ONE_FAR, spec, ["x"]).values is ONE_FAR


def test_a_limit_of_one_point_moves_one_far_value() -> None:
    done = index.arrays.treat(ONE_FAR, _rule(points=1, transform="none"), ["x"])
    assert (done.values[-1, 0], done.high_points[0]) == (9.0, 1)


def test_the_logarithm_of_a_narrow_series_is_taken_too_and_of_a_flat_one_is_the_series() -> None:
    narrow = np.array([0.0, 0.25, 0.5, 1.0])[:, None]
    done = index.arrays.treat(narrow, _rule(points=0, transform="log", when="always"), ["x"])
    assert done.values[:, 0] == pytest.approx(np.log([0.01, 0.26, 0.51, 1.01]))
    flat = index.arrays.treat(np.full((4, 1), 3.0), _rule(points=0, transform="log", when="always"), ["x"])
    assert flat.values[:, 0].tolist() == [3.0] * 4


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 3), (5, 0), (7, 20)])
def test_running_sums_give_the_skewness_and_kurtosis_of_the_clipped_values(low: int, high: int) -> None:
    series = np.exp(np.random.default_rng(5).normal(0, 1, (3, 80)))
    series[1, :11] = np.nan
    state, at = _Clipped(series), np.arange(3)
    state.low[:], state.high[:] = low, high
    skew, kurt = skewness_kurtosis(state.values())
    found = state.moments(at)
    assert found[0] == pytest.approx(skew, rel=1e-9)
    assert found[1] == pytest.approx(kurt, rel=1e-9)

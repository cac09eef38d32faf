from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.coherence.arrays import skewness_kurtosis
from xinxiao.index.steps.domain import Undefined
from xinxiao.index.steps.winsorise import Clipped, winsorise_to_pass

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


@pytest.mark.parametrize("spare", [0, 1, 100])
@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 3), (5, 0), (7, 20)])
@pytest.mark.parametrize("gaps", [0, 11, 12])
def test_running_sums_give_the_skewness_and_kurtosis_of_the_clipped_values(
    low: int, high: int, spare: int, gaps: int
) -> None:
    series = np.exp(np.random.default_rng(5).normal(0, 1, (3, 80)))
    series[1, :gaps] = np.nan
    state, at = Clipped(series, np.full(3, low + high + spare)), np.arange(3)
    state.low[:], state.high[:] = low, high
    skew, kurt = skewness_kurtosis(state.values())
    found = state.moments(at, state.low, state.high)
    assert found[0] == pytest.approx(skew, rel=1e-9)
    assert found[1] == pytest.approx(kurt, rel=1e-9)


@pytest.mark.parametrize(
    ("limits", "moved"),
    [
        ({"skewness": 3.1, "kurtosis": 9.9}, True),
        ({"skewness": 3.2, "kurtosis": 9.9}, False),
        ({"skewness": 3.1, "kurtosis": 10.1}, False),
    ],
)
def test_what_is_not_both_skewed_and_peaked_beyond_the_limits_is_left_alone(
    limits: dict[str, float], moved: bool
) -> None:
    # Nine equal values and one apart: G1 is the root of 10, G2 is 10.
    values = np.array([0.0] * 9 + [1.0])[:, None]
    done = index.arrays.treat(values, _rule(points=1, transform="none", **limits), ["x"])
    assert (done.values.max(), done.high_points[0]) == ((0.0, 1) if moved else (1.0, 0))
    assert (done.skewness[0], done.kurtosis[0]) == (pytest.approx(10**0.5), pytest.approx(10.0))


@pytest.mark.parametrize(("share", "points"), [(0.1, 1), (0.09, 0), (0.19, 1), (1.0, 1)])
def test_a_share_of_the_units_is_rounded_down_to_points(share: float, points: int) -> None:
    done = index.arrays.treat(ONE_FAR, _rule(share=share, transform="none"), ["x"])
    assert done.high_points[0] == points
    assert bool(done.achieved[0]) is (points == 1)


def test_five_points_are_moved_where_neither_points_nor_a_share_are_given() -> None:
    for far, wanted in ((5, 5), (6, 0)):
        values = np.array([*np.arange(100.0), *([1e6] * far)])[:, None]
        done = index.arrays.treat(values, _rule(transform="none", skewness=0.5, kurtosis=1.0), ["x"])
        assert done.high_points[0] == wanted


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"transform": "log"}, [0.0, np.log(51), np.log(101)]),
        ({"transform": "log1p"}, [0.0, np.log(51), np.log(101)]),
        ({"transform": "log_reflected"}, [0.0, np.log(51), np.log(101)]),
        ({"transform": "boxcox", "boxcox_lambda": 0.0}, [0.0, np.log(51), np.log(101)]),
        ({"transform": "boxcox", "boxcox_lambda": 1.0}, [0.0, 50.0, 100.0]),
        ({"transform": "boxcox", "boxcox_lambda": 2.0}, [0.0, 1300.0, 5100.0]),
        ({"transform": "none"}, [0.0, 50.0, 100.0]),
    ],
)
def test_a_transformation_of_0_50_and_100(fields: dict[str, object], wanted: list[float]) -> None:
    values = np.array([0.0, 50.0, 100.0])[:, None]
    done = index.arrays.treat(values, _rule(when="always", points=0, **fields), ["x"])
    assert done.values[:, 0] == pytest.approx(wanted, nan_ok=True, abs=1e-12)
    assert bool(done.transformed[0]) is (fields["transform"] != "none")
    assert bool(done.achieved[0])


def test_a_series_skewed_to_the_left_is_reflected_before_its_logarithm_is_taken() -> None:
    values = np.array([0.0, 90.0, 100.0])[:, None]
    done = index.arrays.treat(values, _rule(when="always", points=0, transform="log_reflected"), ["x"])
    assert done.values[:, 0] == pytest.approx([-np.log(101), -np.log(11), 0.0])


@pytest.mark.parametrize(("transform", "values"), [("ln", [0.0, 1.0, 9.0]), ("log1p", [-1.0, -0.5, 0.0])])
def test_what_a_plain_logarithm_has_no_number_for_is_refused(transform: str, values: list[float]) -> None:
    with pytest.raises(Undefined, match=f"{transform} is undefined: 'x' must be") as caught:
        index.arrays.treat(
            np.array(values)[:, None], _rule(when="always", points=0, transform=transform), ["x"]
        )
    assert caught.value.where.tolist() == [True, False, False]


def test_points_moved_in_vain_are_not_counted_once_the_series_is_transformed() -> None:
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 1e6, 1e6])[:, None]
    done = index.arrays.treat(values, _rule(points=1), ["x"])
    assert (done.low_points[0], done.high_points[0]) == (0, 0)


def test_each_year_is_treated_by_itself_and_a_panel_as_one() -> None:
    values = np.stack([ONE_FAR, np.arange(10.0)[:, None]])
    each = index.arrays.treat(values, _rule(points=5), ["x"])
    assert each.high_points.tolist() == [[1], [0]]
    whole = index.TreatSpec(default=index.TreatRule(points=5), scope="panel")
    assert index.arrays.treat(values, whole, ["x"]).high_points.tolist() == [1]
